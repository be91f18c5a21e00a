"""Turn bold lines into headings where a file has no heading styles."""

from __future__ import annotations

from typing import Final

from edition.importing.pandoc.nodes import WRAPPERS, Node, content_of, list_blocks, plain

_LONGEST: Final = 120
"""Maximum length of a heading, in code points."""
_LEAST: Final = 2
"""Minimum number of bold lines between paragraphs that are headings rather than emphasis."""
_SENTENCE_END: Final = tuple(".,;:!?\u3002\uff0c\uff1f\uff01")


def restore_headings(blocks: list[Node]) -> int:
    """Turn entirely bold paragraphs into headings; return their number.

    A bold line at the start of the file is its title, even if there is no other. Lines that end
    like a sentence remain paragraphs, as do all lines if the file already has a heading or if most
    of its paragraphs are bold.
    """
    if any(block["t"] == "Header" for block in list_blocks(blocks)):
        return 0
    texts = [
        block for block in list_blocks(blocks) if block["t"] == "Para" and plain(block).strip()
    ]
    bold = [block for block in texts if _is_bold(block["c"])]
    found = [block for block in bold if _is_line(plain(block).strip())]
    titled = bool(found) and found[0] is texts[0]
    if len(found) < _LEAST - titled or 2 * len(bold) > len(texts):
        return 0
    for block in found:
        level = 1 if block is found[0] or not titled else 2
        inlines = [part for inline in block["c"] for part in _without_bold(inline)]
        block.update({"t": "Header", "c": [level, ["", [], []], inlines]})
    return len(found)


def _is_line(words: str) -> bool:
    return (
        len(words) <= _LONGEST
        and not words.endswith(_SENTENCE_END)
        and any(map(str.isalpha, words))
    )


def _is_bold(inlines: list[Node]) -> bool:
    """Return whether the complete text of inlines is bold."""
    return all(_is_bold_or_space(inline) for inline in inlines)


def _is_bold_or_space(inline: Node) -> bool:
    if inline["t"] == "Strong" or not plain(inline).strip():
        return True
    inner = content_of(inline) if inline["t"] in WRAPPERS | {"Span"} else None
    return inner is not None and _is_bold(inner)


def _without_bold(inline: Node) -> list[Node]:
    inner = content_of(inline)
    if inner is None:
        return [inline]
    parts = [part for child in inner for part in _without_bold(child)]
    if inline["t"] == "Strong":
        return parts
    inner[:] = parts
    return [inline]
