"""Makes headings of bold lines, where the author of a file used no styles for headings."""

from __future__ import annotations

from typing import Final

from edition.importing.pandoc.nodes import WRAPPERS, Node, content_of, list_blocks, plain

_LONGEST: Final = 120
"""Code points that a heading has at most."""
_LEAST: Final = 2
"""Bold lines between paragraphs that are headings and no emphasis, at least."""
_SENTENCE_END: Final = tuple(".,;:!?\u3002\uff0c\uff1f\uff01")


def restore_headings(blocks: list[Node]) -> int:
    """Make headings of paragraphs that are bold as a whole; return how many.

    One that begins the file is its title, even if it is the only one. Lines that end as a sentence
    does stay paragraphs, and all do if the file has a heading already, or if most of its paragraphs
    are bold.
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
    """Return whether all words of inlines are bold."""
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
    parts = [part for one in inner for part in _without_bold(one)]
    if inline["t"] == "Strong":
        return parts
    inner[:] = parts
    return [inline]
