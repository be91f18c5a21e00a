"""The reader of TEI: documents, notes, pages, names and apparatus as they are marked."""
