"""The Markdown dialect of the editions, as an extension of Python-Markdown.

Python-Markdown loads the extension by the name of this package. Projects that name it
``edition.markdown_extension`` reach it through the entry point of that name in pyproject.toml.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from edition.publishing.dialect.extension import EditionExtension

STATED: Final = "editions/.languages.json"
"""File below the pages with the languages of names that the registers state."""


def makeExtension(**options: object) -> EditionExtension:  # noqa: N802
    """Return the extension; Python-Markdown requires this name."""
    # Imported here because users of STATED do not need Python-Markdown.
    from edition.publishing.dialect.extension import EditionExtension

    return EditionExtension(**options)
