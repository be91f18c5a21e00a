"""The bibliography equals what pandoc makes of it in the published style, or says why not.

``chicago/entries.tsv`` has pandoc's text of every entry, ``chicago/differences.yml`` the style and
the reason for each kind of difference that is intended, and for single entries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from edition.bibliography.csl import Item
from edition.bibliography.database import Bibliography, load_bibliography
from edition.writers.page_citation import Pattern, write_forms
from tests.chicago.__main__ import ENTRIES, digest, list_items
from tests.chicago.passages import FORMS, HOME, PASSAGES, find_items

ROOT = Path(__file__).parent.parent
DIFFERENCES = yaml.safe_load((ENTRIES.parent / "differences.yml").read_text("utf-8"))
NEWLY_WRITTEN = 50
"""Entries that may have been added or changed since pandoc was last run."""

KINDS: dict[str, Callable[[str, Item], str]] = {
    "no date": lambda text, item: re.sub(r",? n\.d\.(?= |$)", "", text),
    "capitals": lambda text, item: text.casefold(),
    "supplied title": lambda text, item: drop(text, "[]\u201c\u201d", "[" in item["title"]),
    "no journal": lambda text, item: drop(text, MARKS, lacks_journal(item)),
    "two names": lambda text, item: re.sub(r"^([^,.]+), and ", r"\1 and ", text),
    "others": lambda text, item: text.replace(", et al.", " et al."),
    "closing marks": lambda text, item: re.sub("\\.([\u2019\u201d]+)", r"\1.", text),
}
"""What takes a kind of difference out of a text."""


MARKS = "\u2018\u2019\u201c\u201d"


def lacks_journal(item: Item) -> bool:
    """Return whether an item is an article in nothing."""
    return bool(item["type"].startswith("article")) and "container-title" not in item


def drop(text: str, marks: str, applies: bool) -> str:
    """Return a text without some marks, if it is one of those that may differ in them."""
    return text.translate(dict.fromkeys(map(ord, marks))) if applies else text


def align(text: str, item: Item, kinds: Iterable[str] = KINDS) -> str:
    """Return a text without what differs for a reason that is stated."""
    for kind in kinds:
        text = KINDS[kind](text, item)
    return text.strip(" .")


def compared() -> list[tuple[str, str, str, Item]]:
    """Return key, our text, pandoc's text and item of each entry that pandoc has printed."""
    bibliography, _ = load_bibliography(ROOT)
    rows = [line.split("\t") for line in ENTRIES.read_text("utf-8").splitlines()]
    printed = {key: (made_of, text) for key, made_of, text in rows}
    return [
        (item["id"], show(bibliography, item["id"]), printed[item["id"]][1], item)
        for item in list_items(bibliography)
        if printed.get(item["id"], ("", ""))[0] == digest(item)
    ]


def show(bibliography: Bibliography, key: str) -> str:
    return " ".join(bibliography.format_entry(key, "text").split())


def test_every_difference_from_the_published_style_has_its_reason() -> None:
    listed = {key: reason for reason, keys in DIFFERENCES["entries"].items() for key in keys}
    rows = [row for row in compared() if row[2]]
    differing = {
        key for key, ours, theirs, item in rows if align(ours, item) != align(theirs, item)
    }
    assert differing == set(listed)
    assert set(DIFFERENCES["kinds"]) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_difference_occurs(kind: str) -> None:
    others = [name for name in KINDS if name != kind]
    assert any(
        align(ours, item, others) != align(theirs, item, others)
        for _, ours, theirs, item in compared()
        if theirs and align(ours, item) == align(theirs, item)
    )


def test_most_entries_are_compared_and_equal() -> None:
    rows = compared()
    assert len(rows) >= len(ENTRIES.read_text("utf-8").splitlines()) - NEWLY_WRITTEN
    assert sum(ours == theirs for _, ours, theirs, _ in rows) >= DIFFERENCES["equal"]


# --- passages of the texts -----------------------------------------------------------------------


def fill(pattern: Pattern, values: dict[str, str]) -> str:
    """Return a pattern with its gaps filled, as the theme fills them."""
    filled = ""
    for one in pattern:
        if isinstance(one, str):
            filled += one
        elif values.get(one[1]):
            filled += one[0] + values[one[1]] + one[2]
        else:
            filled += "".join(one[3:])
    return filled


def fillers(id: str, key: str) -> dict[str, str]:
    place = key.removeprefix("p. ").strip("{}")
    joint = " " if key.startswith("p. ") else ", "
    inside = place.replace("para.", "par.")
    values = {"place": place, "note": f"{place}, {HOME}#{id}", "entry": HOME, "mla": HOME}
    return values | {"intext": joint + inside, "quoted": f"{joint.rstrip()}\u201d {inside}"}


@pytest.mark.parametrize("line", PASSAGES.read_text("utf-8").splitlines())
def test_a_passage_is_cited_as_the_published_styles_have_it(
    line: str, items: dict[str, Item]
) -> None:
    text, id, key, *expected = line.split("\t")
    item, kinds = items[text], DIFFERENCES["passages"].get(text, ())
    forms: dict[str, Any] = write_forms(item)
    for name, theirs in zip(FORMS, expected, strict=True):
        ours, theirs = fill_form(forms[name], id, key), theirs.strip()
        if kinds:
            ours, theirs = align(ours, item, kinds), align(theirs, item, kinds)
        assert ours == theirs


def fill_form(runs: list[Pattern], id: str, key: str) -> str:
    return "".join(fill(run, fillers(id, key)) for run in runs).strip()


def test_a_text_differs_from_the_styles_only_where_it_is_said_to(items: dict[str, Item]) -> None:
    rows = [line.split("\t") for line in PASSAGES.read_text("utf-8").splitlines()]
    assert {row[0] for row in rows} == set(items)
    for text, kinds in DIFFERENCES["passages"].items():
        item, forms = items[text], write_forms(items[text])
        pairs = [
            (fill_form(forms[name], id, key), theirs)  # type: ignore[arg-type]
            for other, id, key, *expected in rows
            for name, theirs in zip(FORMS, expected, strict=True)
            if other == text
        ]
        for kind in kinds:
            others = [one for one in kinds if one != kind]
            assert any(align(a, item, others) != align(b, item, others) for a, b in pairs), kind


@pytest.fixture(scope="module")
def items() -> dict[str, Item]:
    return find_items()
