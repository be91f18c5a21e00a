"""Finds what the registers rest on, and what the texts name and date."""
