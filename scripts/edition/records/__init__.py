"""Records: what is known of each text, read from YAML with positions."""
