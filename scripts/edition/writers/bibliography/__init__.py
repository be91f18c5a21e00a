"""Write the pages of the bibliography."""

from typing import Final

FILE: Final = "bibliography.md"
"""Overview of the bibliography, with links to every part."""
FOLDER: Final = "bibliography"
"""Folder of the pages with the works and of the downloads."""
