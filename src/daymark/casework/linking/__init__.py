"""Same people, accounts and incidents in different records, and who else works on them."""
