"""How what was received becomes what was understood. No database here."""
