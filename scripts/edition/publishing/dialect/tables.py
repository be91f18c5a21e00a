"""Alignment of table columns in Python-Markdown, as a class: pages carry no styles of their own."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

_WRITTEN: Final = "text-align: "


class ColumnAlignment(Treeprocessor):
    """Turns the style that the extension for tables gives a cell into a class."""

    def run(self, root: Element) -> None:
        """Change the cells of all tables."""
        for cell in (cell for name in ("th", "td") for cell in root.iter(name)):
            style = cell.get("style", "")
            if style.startswith(_WRITTEN):
                del cell.attrib["style"]
                cell.set("class", "align-" + style.removeprefix(_WRITTEN).rstrip(";"))
