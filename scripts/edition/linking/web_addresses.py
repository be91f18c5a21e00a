"""Joins web addresses that a line end broke.

Nothing is added or left out: a line end that would be shown as a space is shown as nothing, where
what is before it is an address and the next line goes on as only an address can.
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
"""The class that a record declares whose terms allow no adapted text."""
_ADDRESS = re.compile(r"(?:\bhttps?:|\bwww\.)[^\s“”<>]*$")
"""An address that reaches to the end of its line."""
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
"""An address that ends within the name of its host, and what its last part has so far."""
_HOST_END = re.compile(r"([a-z]+)/")
_DOMAINS = frozenset({"com", "edu", "gov", "info", "int", "mil", "net", "org"})
_SUFFIX = re.compile(r"(?:s?html?|php|pdf|aspx?|jpe?g|png|txt)\b")
"""What may follow a full stop at the end of a line."""
_ENDED = (",", ";", ")", "]")


def join_web_addresses(document: Document) -> Document:
    """Return the document with the line ends inside web addresses shown as nothing."""
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
        if joins and isinstance(after, Text) and _goes_on(before, after.text):
            inline = Join(JoinKind.NOTHING, inline.span, EVIDENCE)
        before = _keep_last(before + inline.text) if isinstance(inline, Text | Join) else ""
        yield inline


def _keep_last(text: str) -> str:
    """Return the last word of a text, and a space if one follows: no address has more."""
    bare = text.rstrip(" ")
    word = bare.split()[-1] if bare and not bare[-1].isspace() else ""
    return word + text[len(bare) :][:1]


def _goes_on(before: str, after: str) -> bool:
    """True if an address at the end of a line goes on in the next."""
    address = _ADDRESS.search(before.rstrip(" "))
    if address is None or address[0].endswith(_ENDED):
        return False
    if address[0].endswith(".") and not address[0].endswith("www."):
        return bool(_SUFFIX.match(after))
    host, end = _HOST.search(address[0]), _HOST_END.match(after)
    return bool(_CONTINUATION.match(after)) or (
        host is not None and end is not None and host[1] + end[1] in _DOMAINS
    )
