"""The Markdown dialect of the editions, as an extension of Python-Markdown.

Python-Markdown loads the extension by the name of this package. Projects that name it
``edition.markdown_extension`` reach it through the entry point of that name in pyproject.toml.
"""

from edition.publishing.dialect.extension import EditionExtension, makeExtension

__all__ = ["EditionExtension", "makeExtension"]
