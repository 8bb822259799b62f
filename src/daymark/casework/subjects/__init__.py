"""Persons, children, accounts, devices, addresses, places: what any stage may name."""
