"""``python -m evaluation.inference SEEN UNSEEN``: measure the reading of unconfigured texts.

Each folder contains texts ``NAME.txt``, each with ``NAME.gold.json``: ``notes`` (with their text,
and in ``left`` the text before their marker) and ``documents`` with ``blocks`` (``kind`` and
``text``). A ``noise`` above zero means that markers were damaged deliberately. ``--write`` stores
the figures in ``sources/inference.json``, for the page on fidelity.
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
"""Least length of a counted paragraph, in letters: shorter ones are lines of lists or letters."""
_BEFORE: Final = 12
"""Number of letters before a marker that identify its place."""
_HEAD: Final = 4
"""Least length of a counted heading, in letters."""
_SURE: Final = 0.9
"""Least confidence of a reading that is called sure."""
_ENOUGH: Final = {False: 0.97, True: 0.9}
"""Least share of right notes in a right reading, in undamaged and in damaged texts."""
_WRONG: Final = 0.005
"""Greatest share of notes with a wrong place, and as many again without any; at least one each."""
_ENUMERATION: Final = re.compile(r"^\W*(?:\d{1,3}|[A-Za-z])[.)]\s+")
GOALS: Final = {
    "notes linked to their places": 0.97,
    "headings": 0.95,
    "whole paragraphs": 0.95,
    "readings called 90 % sure": _SURE,
}
NOTES, HEADINGS, PARAGRAPHS, READINGS = GOALS
Counts = Counter[tuple[str, str]]
"""Numbers of ``labelled``, ``found`` and ``right`` items, by measure."""


def letters(text: str) -> str:
    """Return only the letters and digits of a text, to ignore line ends and hyphens."""
    return "".join(filter(str.isalnum, text.casefold()))


def measure_reading(source: Source, gold: Mapping[str, Any]) -> Counts:
    """Compare the reading of a text with its gold standard."""
    found = infer_text(source, DEFAULTS)
    document = compose_reading(source, found, DEFAULTS).document
    counts: Counts = Counter()
    notes = [(letters(note["left"]), letters(note["text"])) for note in gold["notes"]]
    read = list(_read_notes(source, document))
    counts[NOTES, "labelled"], counts[NOTES, "found"] = len(notes), len(read)
    counts[NOTES, "right"] = len(notes) - len(list(_remove_pairs(notes, read)))
    blocks = [block for part in gold["documents"] for block in part["blocks"]]
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
"""The letters before a marker in its paragraph, and the letters of its note."""


def _remove_pairs(wanted: Iterable[Note], found: Iterable[Note]) -> Iterator[Note]:
    """Yield the labelled notes without a corresponding found note, using each found note once.

    The letters before the markers are compared only as far as both have them, because the starts of
    paragraphs are a separate measure.
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
    """Yield the notes with markers in the running text."""
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
    """Yield the letters of long texts, without the mark of a list item at the start."""
    for text in texts:
        words = letters(_ENUMERATION.sub("", text))
        if len(words) >= least:
            yield words


# --- the table --------------------------------------------------------------------------


def measure_folder(folder: Path) -> tuple[int, Counts]:
    """Return the number of texts in a folder, and their total counts."""
    total: Counts = Counter()
    texts = sorted(folder.glob("*.txt"))
    for path in texts:
        gold = json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8"))
        total += measure_reading(Source(path.name, path.read_text(encoding="utf-8")), gold)
    return len(texts), total


def list_figures(half: str, texts: int, counts: Counts) -> Iterator[dict[str, Any]]:
    """Yield the figures of a half for the page on fidelity."""
    for measure, goal in GOALS.items():
        numbers = {name: counts[measure, name] for name in ("labelled", "found", "right")}
        yield {"measure": measure, "half": f"{half}, {texts} texts", "goal": goal, **numbers}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the texts of two folders and print the table."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.inference", description=__doc__)
    parser.add_argument("seen", type=Path, help="texts that were read during development")
    parser.add_argument("unseen", type=Path, help="texts that were not")
    parser.add_argument("--write", type=Path, metavar="PROJECT", help="store the figures there")
    chosen = parser.parse_args(arguments)
    halves = ((SEEN, chosen.seen), (UNSEEN, chosen.unseen))
    figures: list[dict[str, Any]] = []
    for half, folder in halves:
        figures += list_figures(half, *measure_folder(folder))
    print(write_inference(figures))
    if chosen.write:
        text = json.dumps(figures, ensure_ascii=False, indent=1) + "\n"
        (chosen.write / INFERENCE).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
