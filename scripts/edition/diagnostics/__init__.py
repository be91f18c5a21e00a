"""Diagnostics: what the tool reports to an editor, each with a permanent code and a place."""
