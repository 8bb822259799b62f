"""Films: hashes of their frames, the stretches that two films share, scenes, and contact sheets. Decodes nothing."""
