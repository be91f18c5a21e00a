"""Detection of the reader for an unknown text."""
