"""The importer of Word, ODT, EPUB, HTML and Markdown, through pandoc's model of a document."""
