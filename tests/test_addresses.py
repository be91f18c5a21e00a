"""An address is taken apart and named by one grammar."""

from __future__ import annotations

import pytest

from edition.model.addresses import Address, parse_address
from edition.model.index import AddressKind as Kind
from edition.writers.address_names import name_address


@pytest.mark.parametrize(
    ("address", "parts", "name"),
    [
        ("p239", Address(Kind.PAGE, "p239"), "p. 239"),
        ("pvii", Address(Kind.PAGE, "pvii"), "p. vii"),
        ("leaf3", Address(Kind.PAGE, "leaf3"), "leaf 3"),
        ("p239.3", Address(Kind.PARAGRAPH, "p239", "3"), "p. 239, \u00b6 3"),
        ("p12-bis.3", Address(Kind.PARAGRAPH, "p12-bis", "3"), "p. 12-bis, \u00b6 3"),
        ("leaf3.h1", Address(Kind.HEADING, "leaf3", "1"), "leaf 3, heading 1"),
        ("par12", Address(Kind.PARAGRAPH, "", "12"), "\u00b6 12"),
        ("head2", Address(Kind.HEADING, "", "2"), "heading 2"),
        ("n2.45", Address(Kind.NOTE, key="2.45"), "note 2.45"),
        ("r2.45", Address(Kind.MARKER, key="2.45"), "marker of note 2.45"),
        ("n7", Address(Kind.NOTE, key="7"), "note 7"),
        ("np3.asterisk", Address(Kind.NOTE, key="p3.asterisk"), "p. 3, note \\*"),
        ("preface", Address(Kind.DIVISION), "section preface"),
        ("notes", Address(Kind.DIVISION), "section notes"),
        ("2-4", Address(Kind.DIVISION), "section 2-4"),
        ("heading", Address(Kind.DIVISION), "section heading"),
    ],
)
def test_an_address_is_taken_apart_and_named(address: str, parts: Address, name: str) -> None:
    assert parse_address(address) == parts
    assert name_address(address).replace("\u00a0", " ") == name
