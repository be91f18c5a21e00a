"""Writes what a page of a text names: the panel at its end, and the data that makes names links.

The panel is plain Markdown after the text. The data are a script beside the page, which is asked
for only by a reader who wants names to be links: each address has the forms named there in their
order, as numbers in base 36, each with how often the same words are there before it and after the
name before. So nothing is in the text itself, and the page is the same for everybody else.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from edition.linking.registers.passages import list_passages
from edition.model.edition import Edition
from edition.model.mentions import NameMention
from edition.model.registers import Registers
from edition.records.registers import Entry, EntryClass
from edition.search.postings import write_number
from edition.text.escape import escape_markdown, escape_script
from edition.text.interface import _
from edition.writers.anchors import write_folded
from edition.writers.page import GENERATED_MARK
from edition.writers.registers.sorting import FOLDER, TITLES, invert_name, sort_key

SUFFIX: Final = ".names.js"
_BETWEEN: Final = "; "
LIMIT: Final = 14_000
"""Markdown of a panel; what is named least often is left out of a longer one, and counted."""


@dataclass(frozen=True, slots=True)
class RegisterPlaces:
    """The entries of the registers, and the file of each."""

    registers: Registers
    files: Mapping[str, str]


def write_named(edition: Edition, places: RegisterPlaces) -> dict[str, str]:
    """Return for each file of a text its panel, and its data by the name of their script."""
    if edition.document is None or not edition.allowed.full_text:
        return {}
    known = places.registers.by_id()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in edition.mentions:
        file = edition.layout.addresses.get(mention.address)
        if file is not None and mention.entry in known:
            counts[file][mention.entry] += 1
    panels = {file: write_panel(named, places) for file, named in counts.items()}
    found = _find_words(edition, frozenset(known))
    scripts = {
        file.removesuffix(".md") + SUFFIX: _write_script(passages, places.files)
        for file, passages in found.items()
    }
    return panels | scripts


# --- the panel -----------------------------------------------------------------------------------


def write_panel(counts: Mapping[str, int], places: RegisterPlaces) -> str:
    """Return the panel of a page that names each entry so often."""
    known = places.registers.by_id()
    links = {id: _write_link(known[id], places.files) for id in counts}
    room, shown = LIMIT, set[str]()
    for id in sorted(counts, key=lambda id: (-counts[id], id)):
        room -= len(f"{links[id]}{_BETWEEN}".encode())
        if room >= 0:
            shown.add(id)
    lines = []
    for kind in EntryClass:
        named = [known[id] for id in counts if known[id].entry_class is kind]
        listed = [links[one.id] for one in sorted(named, key=sort_key) if one.id in shown]
        left = len(named) - len(listed)
        listed += [_("{number} more, named less often", number=left)] if left else []
        if listed:
            lines.append(f"**{_(TITLES[kind])}** {_BETWEEN.join(listed)}")
    body = "\n\n".join(lines)
    return write_folded("named", _("In this section"), body)


def _write_link(entry: Entry, files: Mapping[str, str]) -> str:
    name = escape_markdown(invert_name(entry))
    return f"[{name}](../{FOLDER}/{files[entry.id]}#{entry.id})"


# --- the data ------------------------------------------------------------------------------------

_Words = tuple[str, str, int]
"""Words, the id of the entry, and how often the words occur before."""


def _find_words(edition: Edition, known: frozenset[str]) -> dict[str, dict[str, list[_Words]]]:
    """Return the names of each file by address, in the order in which they are there."""
    assert edition.document is not None
    mentions: dict[str, list[NameMention]] = defaultdict(list)
    for one in edition.mentions:
        if one.entry in known:
            mentions[one.address].append(one)
    found: dict[str, dict[str, list[_Words]]] = defaultdict(dict)
    for passage in list_passages(edition.document, ()):
        file = edition.layout.addresses.get(passage.address)
        mine = mentions.get(passage.address, ()) if file is not None else ()
        places = ((passage.locate(one.span), one.entry) for one in mine)
        words = list(_count(passage.text, places))
        if file is not None and words:
            found[file].setdefault(passage.address, []).extend(words)
    return found


def _count(text: str, places: Iterable[tuple[tuple[int, int] | None, str]]) -> Iterator[_Words]:
    """Yield the words of names, and how often they occur between the name before and their own."""
    last = 0
    for found, entry in places:
        if found is None:
            continue
        start, end = found
        words, skipped = text[start:end], 0
        place = text.find(words, last)
        while 0 <= place < start:
            skipped += 1
            place = text.find(words, place + 1)
        yield words, entry, skipped
        last = end


def _write_script(passages: Mapping[str, Sequence[_Words]], files: Mapping[str, str]) -> str:
    forms: dict[tuple[str, str], int] = {}
    lines = []
    for address, named in passages.items():
        numbers = []
        for words, entry, skipped in named:
            form = write_number(forms.setdefault((words, entry), len(forms)))
            numbers.append(f"{form}.{write_number(skipped)}" if skipped else form)
        lines.append(f"{json.dumps(address)}: {json.dumps(' '.join(numbers))}")
    rows = ([words, f"{files[entry].removesuffix('.md')}.html#{entry}"] for words, entry in forms)
    listed = ",\n".join(escape_script(json.dumps(row, ensure_ascii=False)) for row in rows)
    places = ",\n".join(lines)
    return (
        f"// {GENERATED_MARK}.\nwindow.editionNames = "
        f"{{ forms: [\n{listed}\n], places: {{\n{places}\n}} }};\n"
    )
