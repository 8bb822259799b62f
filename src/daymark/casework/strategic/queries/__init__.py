"""Counts what there is, and reads what was counted last."""

from daymark.casework.strategic.queries.counting import count_everything
from daymark.casework.strategic.queries.reading import latest_snapshot

__all__ = ["count_everything", "latest_snapshot"]
