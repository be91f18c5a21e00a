"""The reader of TEI: documents, notes, pages, names and apparatus as encoded."""
