"""Detection: which reader serves an unknown text."""
