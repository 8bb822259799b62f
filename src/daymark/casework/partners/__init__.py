"""Agencies, forces, hotlines and companies: areas, contacts, keys, the legal frame of each country."""
