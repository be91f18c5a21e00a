"""Writers of whole texts in the forms of others: TEI and EPUB."""
