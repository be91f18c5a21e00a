"""Records: the descriptions of texts and other data of editors, read from YAML with positions."""

from typing import Final

WITNESS_FOLDERS: Final = "EDITION_WITNESSES"
"""The environment variable that lists folders with witnesses outside a project."""
