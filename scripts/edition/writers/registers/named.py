"""Write the names on a page of a text: the panel at its end, and the data that link the names.

The panel is plain Markdown after the text. The data are a script that the site loads only if a
reader turns on links of names, so that the text itself has no markup for names. For each address it
has the numbers of the named forms in base 36, in order. A number is followed by the count of equal
words between the preceding name and this one, if there are any.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from edition.linking.registers.passages import list_passages
from edition.model.edition import Edition
from edition.model.links import Registers
from edition.model.mentions import NameMention
from edition.records.registers import Entry, EntryClass
from edition.search.postings import write_number
from edition.text.escape import escape_markdown, escape_script
from edition.text.interface import _
from edition.writers.page import GENERATED_MARK, write_collapsible
from edition.writers.registers.entries import FOLDER, TITLES, invert_name, sort_key

SUFFIX: Final = ".names.js"
_BETWEEN: Final = "; "
LIMIT: Final = 14_000
"""Maximum bytes of a panel; a longer panel only counts the names that are least frequent."""


@dataclass(frozen=True, slots=True)
class RegisterPlaces:
    """The entries of the registers and their files."""

    registers: Registers
    files: Mapping[str, str]


def write_named(edition: Edition, places: RegisterPlaces) -> dict[str, str]:
    """Return the panels by file, and the scripts with the data by file name."""
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


# --- Panel ----------------------------------------------------------------------------------------


def write_panel(counts: Mapping[str, int], places: RegisterPlaces) -> str:
    """Return the panel of a page; ``counts`` has the number of mentions of each entry."""
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
        listed = [links[entry.id] for entry in sorted(named, key=sort_key) if entry.id in shown]
        left = len(named) - len(listed)
        listed += [_("{number} more, named less often", number=left)] if left else []
        if listed:
            lines.append(f"**{_(TITLES[kind])}** {_BETWEEN.join(listed)}")
    body = "\n\n".join(lines)
    return write_collapsible("named", _("In this section"), body)


def _write_link(entry: Entry, files: Mapping[str, str]) -> str:
    name = escape_markdown(invert_name(entry))
    return f"[{name}](../{FOLDER}/{files[entry.id]}#{entry.id})"


# --- Data -----------------------------------------------------------------------------------------

_Words = tuple[str, str, int]
"""Words, the id of the entry, and the number of earlier occurrences of the words."""


def _find_words(edition: Edition, known: frozenset[str]) -> dict[str, dict[str, list[_Words]]]:
    """Return the names in each file by address, in the order of the text."""
    assert edition.document is not None
    mentions: dict[str, list[NameMention]] = defaultdict(list)
    for mention in edition.mentions:
        if mention.entry in known:
            mentions[mention.address].append(mention)
    found: dict[str, dict[str, list[_Words]]] = defaultdict(dict)
    for passage in list_passages(edition.document, ()):
        file = edition.layout.addresses.get(passage.address)
        here = mentions.get(passage.address, ()) if file is not None else ()
        places = ((passage.locate(mention.span), mention.entry) for mention in here)
        words = list(_count_skipped(passage.text, places))
        if file is not None and words:
            found[file].setdefault(passage.address, []).extend(words)
    return found


def _count_skipped(
    text: str, places: Iterable[tuple[tuple[int, int] | None, str]]
) -> Iterator[_Words]:
    """Yield the words of names with the number of equal words since the preceding name."""
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
