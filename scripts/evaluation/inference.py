"""``python -m evaluation.inference SEEN UNSEEN``: measure the reading of texts that nobody set up.

Each folder holds texts ``NAME.txt``, each with ``NAME.gold.json``: ``notes`` (their text, and in
``left`` what stands before their marker) and ``documents`` with ``blocks`` (``kind``, ``text``).
``noise`` above zero says that markers were damaged on purpose. With ``--write`` the figures are
kept in ``sources/inference.json``, from which the page on fidelity has them.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from edition.model.document import Division, Document, Heading, NoteMarker
from edition.model.traversal import LEAVES, SHOWN, inlines_of, plain_text, running_text, walk
from edition.readers.inference.options import DEFAULTS
from edition.readers.inference.reading import compose_reading
from edition.readers.inference.text_inference import infer_text
from edition.records.measures import INFERENCE, SEEN, UNSEEN
from edition.text.source import Source
from edition.writers.measures import write_inference

_LONG: Final = 60
"""Letters of a paragraph that is counted: shorter ones are lines of lists and letters."""
_BEFORE: Final = 12
"""Letters before a marker that tell its place."""
_HEAD: Final = 4
"""Letters of a heading that is counted."""
_SURE: Final = 0.9
"""Confidence from which a reading is called sure."""
_ENOUGH: Final = {False: 0.97, True: 0.9}
"""Share of the notes of a right reading, in sound and in damaged texts …"""
_WRONG: Final = 0.005
"""… of which so many may have a wrong note, and so many none, one always."""
_ENUMERATION: Final = re.compile(r"^\W*(?:\d{1,3}|[A-Za-z])[.)]\s+")
GOALS: Final = {
    "notes linked to their places": 0.97,
    "headings": 0.95,
    "whole paragraphs": 0.95,
    "readings called 90 % sure": _SURE,
}
NOTES, HEADINGS, PARAGRAPHS, READINGS = GOALS
Counts = Counter[tuple[str, str]]
"""How many are ``labelled``, ``found`` and ``right``, by measure."""


def letters(text: str) -> str:
    """Return letters and digits only, so that line ends and hyphens do not matter."""
    return "".join(filter(str.isalnum, text.casefold()))


def measure_reading(source: Source, gold: Mapping[str, Any]) -> Counts:
    """Count what the reading of one text has of its gold standard."""
    found = infer_text(source, DEFAULTS)
    document = compose_reading(source, found, DEFAULTS).document
    counts: Counts = Counter()
    notes = [(letters(note["left"]), letters(note["text"])) for note in gold["notes"]]
    read = list(_read_notes(source, document))
    counts[NOTES, "labelled"], counts[NOTES, "found"] = len(notes), len(read)
    counts[NOTES, "right"] = len(notes) - len(list(_remove_pairs(notes, read)))
    blocks = [block for one in gold["documents"] for block in one["blocks"]]
    for measure, head, least in ((HEADINGS, True, _HEAD), (PARAGRAPHS, False, _LONG)):
        wanted = (b["text"] for b in blocks if (b["kind"] == "head") is head)
        shown = _read(document, heads=head)
        _count(counts, measure, Counter({*_long(wanted, least)}), Counter({*_long(shown, least)}))
    labelled, right = counts[NOTES, "labelled"], counts[NOTES, "right"]
    enough = right >= _ENOUGH[bool(gold.get("noise"))] * labelled
    good = enough and counts[NOTES, "found"] - right <= 2 * max(1, _WRONG * labelled)
    sure = found.confidence >= _SURE
    counts[READINGS, "labelled"], counts[READINGS, "found"] = int(good), int(sure)
    counts[READINGS, "right"] = int(good and sure)
    return counts


def _count(counts: Counts, measure: str, gold: Counter[str], found: Counter[str]) -> None:
    numbers = {"labelled": gold, "found": found, "right": gold & found}
    counts.update({(measure, name): number.total() for name, number in numbers.items()})


Note = tuple[str, str]
"""The letters before a marker in its paragraph, and those of its note."""


def _remove_pairs(wanted: Iterable[Note], found: Iterable[Note]) -> Iterator[Note]:
    """Yield the wanted notes of which none was found, each found one taken once.

    What stands before their markers is compared as far as both have it: where a paragraph begins
    is measured by itself.
    """
    places = defaultdict(list)
    for before, text in found:
        places[text].append(before)
    for before, text in wanted:
        for place in places[text]:
            size = min(len(before), len(place), _BEFORE)
            if before[len(before) - size :] == place[len(place) - size :]:
                places[text].remove(place)
                break
        else:
            yield before, text


def _read_notes(source: Source, document: Document) -> Iterator[Note]:
    """Yield the notes that the running text calls."""
    texts = {n.key: "".join(map(source.slice, n.segments)) for n in document.notes}
    for node in walk(running_text(document), *LEAVES, Division):
        before = ""
        for inline in walk(inlines_of(node), *SHOWN, NoteMarker):
            if isinstance(inline, NoteMarker):
                yield letters(before), letters(texts.get(inline.note, ""))
            else:
                before += inline.text


def _read(document: Document, *, heads: bool) -> Iterator[str]:
    for node in walk(running_text(document), *LEAVES, Division):
        if isinstance(node, (Heading, Division)) is heads:
            yield plain_text(inlines_of(node))


def _long(texts: Iterable[str], least: int) -> Iterator[str]:
    """Yield the letters of texts, without what enumerates them: the mark of an item is none."""
    for text in texts:
        words = letters(_ENUMERATION.sub("", text))
        if len(words) >= least:
            yield words


# --- the table --------------------------------------------------------------------------


def measure_folder(folder: Path) -> tuple[int, Counts]:
    """Return the number of texts in a folder, and the counts of all."""
    total: Counts = Counter()
    texts = sorted(folder.glob("*.txt"))
    for path in texts:
        gold = json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8"))
        total += measure_reading(Source(path.name, path.read_text(encoding="utf-8")), gold)
    return len(texts), total


def list_figures(half: str, texts: int, counts: Counts) -> Iterator[dict[str, Any]]:
    """Yield the figures of one half as the page on fidelity shows them."""
    for measure, goal in GOALS.items():
        numbers = {name: counts[measure, name] for name in ("labelled", "found", "right")}
        yield {"measure": measure, "half": f"{half}, {texts} texts", "goal": goal, **numbers}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the texts of two folders and print the table."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.inference", description=__doc__)
    parser.add_argument("seen", type=Path, help="texts that were looked at during development")
    parser.add_argument("unseen", type=Path, help="texts that were not")
    parser.add_argument("--write", type=Path, metavar="PROJECT", help="keep the figures there")
    chosen = parser.parse_args(arguments)
    halves = ((SEEN, chosen.seen), (UNSEEN, chosen.unseen))
    figures = [one for half, at in halves for one in list_figures(half, *measure_folder(at))]
    print(write_inference(figures))
    if chosen.write:
        kept = json.dumps(figures, ensure_ascii=False, indent=1) + "\n"
        (chosen.write / INFERENCE).write_text(kept, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
