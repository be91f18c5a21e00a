"""Text: decoded witnesses, and operations on characters that do not depend on documents."""
