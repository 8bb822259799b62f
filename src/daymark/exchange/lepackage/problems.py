"""What can be wrong with a law-enforcement package so that it cannot be taken at all."""

from __future__ import annotations

from daymark.problems import Problem


class UnreadablePackage(Problem):
    """No report could be read from this package. Look at its documents, and ask the sender for it again."""
