"""Writes a text for other programs: its pages as TEI and JSON, and what leads programs to them."""
