"""Write texts for other programs: pages as TEI and JSON, and the interfaces to find them."""
