"""Records: what is known of each text, read from YAML with positions."""

from typing import Final

WITNESS_FOLDERS: Final = "EDITION_WITNESSES"
"""The variable that names the folders outside a project that hold witnesses."""
