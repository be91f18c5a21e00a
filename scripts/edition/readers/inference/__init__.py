"""Read any text: infer from the complete text how notes are marked, placed and numbered."""
