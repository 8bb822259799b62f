"""Outside formats: bytes to dataclasses and back, one file for each format."""
