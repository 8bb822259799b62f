"""The pages of research cohorts."""
