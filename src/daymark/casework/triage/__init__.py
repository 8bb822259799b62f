"""How urgent, why, and whose."""
