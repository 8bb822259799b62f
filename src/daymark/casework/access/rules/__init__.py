"""What is decided about people, and the form in which every stage says what waits for a person."""

from daymark.casework.access.rules.waiting import Section, Waiting, WaitingPart

__all__ = ["Section", "Waiting", "WaitingPart"]
