"""The bibliography: reading `bibliography.bib`, and entries in Chicago style and as CSL."""
