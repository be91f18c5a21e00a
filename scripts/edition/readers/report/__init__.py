"""The reader of typewritten reports."""
