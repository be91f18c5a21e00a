"""The bibliography: parsing of `bibliography.bib`, and entries in Chicago style and as CSL."""
