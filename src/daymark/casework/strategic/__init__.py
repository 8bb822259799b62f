"""The picture over time, from counts, never from names."""
