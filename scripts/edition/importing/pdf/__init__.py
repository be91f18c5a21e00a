"""The importer of PDF files with a text layer, by sizes of type and positions."""
