"""The reader of texts with lists of notes."""
