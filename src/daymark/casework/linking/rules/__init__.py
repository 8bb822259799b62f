"""What this stage decides, without a database: whether two sightings speak of the same subscriber."""

from daymark.casework.linking.rules.addresses import Meeting, Seen, Strength, meet

__all__ = ["Meeting", "Seen", "Strength", "meet"]
