"""The reader of Markdown with footnotes."""
