"""Join web addresses that are divided between two lines.

A line end that would become a space is dropped if it follows an address and the next line can only
continue an address. The characters of the witness stay unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from edition.model.document import Document, Inline, Join, JoinKind, Leaf, Ornament, Text
from edition.model.traversal import LEAVES, map_nodes

EVIDENCE: Final = "a web address goes on"
TRANSFORMATION: Final = "address-joining"
"""Name of the transformation, declared in records whose terms forbid adaptations."""
_ADDRESS = re.compile(r"(?:\bhttps?:|\bwww\.)[^\s“”<>]*$")
"""An address at the end of a line."""
_CONTINUATION = re.compile(
    r"""
    [./=&?#%~_]\S                       # begins with a sign of an address
    | \d+[.,;)]*(?!\S)                  # a number that was cut, or follows a slash
    | (?=[!-~]*[/=?])(?=[!-~]*[.\d=?_]) # has the signs of a path
      [a-z\d][!-~]*
    """,
    re.VERBOSE,
)
_HOST = re.compile(r"//[^/]*\.([a-z]*)$")
"""An address that ends within the name of its host, with the beginning of its last part."""
_HOST_END = re.compile(r"([a-z]+)/")
_DOMAINS = frozenset({"com", "edu", "gov", "info", "int", "mil", "net", "org"})
_SUFFIX = re.compile(r"(?:s?html?|php|pdf|aspx?|jpe?g|png|txt)\b")
"""File name extensions that may follow a full stop at the end of a line."""
_ENDED = (",", ";", ")", "]")


def join_web_addresses(document: Document) -> Document:
    """Return the document without line ends inside web addresses."""
    return map_nodes(document, _join_leaf, *LEAVES)


def _join_leaf(leaf: Leaf) -> Leaf:
    if isinstance(leaf, Ornament):
        return leaf
    inlines = tuple(_join(leaf.inlines))
    return leaf if inlines == leaf.inlines else replace(leaf, inlines=inlines)


def _join(inlines: Sequence[Inline]) -> Iterator[Inline]:
    before = ""
    for inline, after in zip(inlines, (*inlines[1:], None), strict=True):
        joins = isinstance(inline, Join) and inline.kind is JoinKind.SPACE
        if joins and isinstance(after, Text) and _continues(before, after.text):
            inline = Join(JoinKind.NOTHING, inline.span, EVIDENCE)
        before = _last_word(before + inline.text) if isinstance(inline, Text | Join) else ""
        yield inline


def _last_word(text: str) -> str:
    """Return the last word of a text with one space after it, which is enough for an address."""
    bare = text.rstrip(" ")
    word = bare.split()[-1] if bare and not bare[-1].isspace() else ""
    return word + text[len(bare) :][:1]


def _continues(before: str, after: str) -> bool:
    """Return True if an address at the end of a line continues in the next."""
    address = _ADDRESS.search(before.rstrip(" "))
    if address is None or address[0].endswith(_ENDED):
        return False
    if address[0].endswith(".") and not address[0].endswith("www."):
        return bool(_SUFFIX.match(after))
    host, end = _HOST.search(address[0]), _HOST_END.match(after)
    return bool(_CONTINUATION.match(after)) or (
        host is not None and end is not None and host[1] + end[1] in _DOMAINS
    )
