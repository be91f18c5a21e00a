"""Text: witnesses as decoded characters, and operations on characters that know no document."""
