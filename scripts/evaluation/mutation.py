"""``python -m evaluation.mutation``: publishes thousands of damaged texts and reports failures.

Each text is cut from an invented one and damaged at random, with a seed, so that it can be
reproduced. It is processed like a witness: decoded, read, linked, proved, written, rendered, and
compared with its pages and its book. Texts that decoding refuses are only counted.
"""

from __future__ import annotations

import argparse
import copy
import random
import re
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from time import process_time
from typing import Final, TypeAlias
from xml.etree import ElementTree

from selectolax.lexbor import LexborHTMLParser

from edition.bibliography.database import Bibliography, read_bibliography
from edition.building.books import write_proved_epub
from edition.building.editions import make_edition
from edition.checking.verification import verify_text
from edition.diagnostics.catalogue import CATALOGUE, Severity
from edition.model.edition import Edition
from edition.publishing.page_policy import find_blocked
from edition.publishing.page_proof import render_article
from edition.readers.registry import READERS
from edition.records.loading import load_records
from edition.records.publication import allowed_content
from edition.records.record import Record
from edition.records.witness import read_witness
from edition.writers.books.book import Book
from edition.writers.books.epub import chapter_files
from edition.writers.books.tei import write_tei
from edition.writers.books.tei_header import Publication
from edition.writers.books.typst import write_typst
from edition.writers.edition import write_edition

LONGEST: Final = 900
"""Greatest length of a text before damage, in characters; short texts allow more trials."""
MOST_DAMAGES: Final = 7
SEEDS: Final = Path("tests/readers/cases")
BIBLIOGRAPHY: Final = """
@book{smith-1990-harbours, author = {John Smith}, title = {The Harbours of the North},
  publisher = {Pilot}, address = {London}, year = {1990}, keywords = {literature}}
@book{sample, author = {A. Writer}, title = {A Sample}, year = {1950}, keywords = {literature}}
"""
RECORD: Final = """
id: sample
title: A sample
short_title: Sample
kind: report
language: en
citation: sample
summary: A text that was damaged.
rights:
  statement: https://creativecommons.org/publicdomain/mark/1.0/
  publish: full
  derivatives: true
  evidence: It was made up.
witness: {file: witness.txt, sha256: "%s", size: 1}
reader: {kind: plain}
revisions: [{date: 2026-01-01, by: editor, what: First record.}]
""" % ("0" * 64)
HOSTILE: Final = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<b>", "</div>", "<!--", "-->",
    "<svg/onload=alert(1)>", "<a href='javascript:alert(1)'>x</a>", "[x](javascript:alert(1))",
    "[x]: javascript:alert(1)", "![x](data:text/html,x)", "{{ config }}", "{% include 'x' %}",
    "[^1]", "[^1]: ", "[^a]:[^a]:", "][^x]: y", "[a][b]", "[b]: c", "*[a]: b", "{: #x onclick=y }",
    "&lt;b&gt;", "&amp;", "&#35;", "&#x3c;script&#x3e;", "\\\\", "\\*", "\\[", "`", "``", "```\n",
    "~~~\n", "~~", "**", "*", "_", "__", "$x$", ":smile:", "| a | b |\n|---|---|\n", "[TOC]",
    "---\n", "===\n", "# ", "## ", "# # #", "> ", "> > ", "- ", "- - ", "1. ", "1. 1917.\n", "2.\n",
    "    ", "\t", "Term\n: def\n", "<p markdown=1>", "<http://x.invalid>", "http://x.invalid/a_b_c",
    "John Smith, *The Harbours of the North* (London: Pilot, 1990), 12.", "see note 2", "p. 7",
    "Ibid., 4.", "Smith, op. cit.", "see page 12, note 3", "<ins>x</ins>", "<a id=\"p1\"></a>",
)  # fmt: skip
SIGNS: Final = (
    "\r", "\f", "\x0b", "\x07", "\x1b", "\x1c", "\x1f", "\x7f", "\x85", "\xa0", "\xad", "\u200b",
    "\u200d", "\u034f", "\u202e", "\u2066", "\u2028", "\u2029", "\ufeff", "\u0301" * 30, "\u3164",
    "\ufffe", "\U000e0041", "\u00b9", "\u00b2", "\u2075", "\u2020", "\u2021", "\u6f22", "\u5927",
    "\u05d0", "\u1100", "\ufb01", "\u2167", "\u24d0", "\x02", "\x03", "\x02klzzwxh:0001\x03",
    "\x02amp\x03", "\x02wzxhzdk:0\x03", "\u2400", "\u2421",
)  # fmt: skip
REFUSED: Final = frozenset({"S006"})
"""Errors that are faults of the text and not of the tool: it is not XML."""
ABSTENTIONS: Final = frozenset({"S008", "V008"})
ABSTAINED: Final = "abstained"
"""Start of outcomes in which a text is published in a simpler form because the tool failed."""
SHOWN_ELEMENTS: Final = frozenset(
    """
    html head body article section nav div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody
    tr th td blockquote pre code a em strong s sup sub ins span br hr details summary
""".split()
)
"""Elements in pages of texts; any other element comes from a text."""
SHOWN_ATTRIBUTES: Final = re.compile(
    r"id|class|href|title|role|lang|dir|start|tabindex|aria-[a-z]+|data-[a-z-]+|open|scope|style|hidden"
)

Damage: TypeAlias = Callable[[random.Random, str], str]


@dataclass(frozen=True, slots=True)
class Trial:
    """The outcome of processing a damaged text."""

    outcome: str
    """``published``, ``refused W003`` …, or the fault: ``V002``, ``S004``, ``live``, ``crash``."""
    fact: str = ""

    @property
    def is_fault(self) -> bool:
        """True if the tool failed, or refused a text that it had accepted."""
        return self.outcome != "published" and not self.outcome.startswith(("refused", ABSTAINED))


# --- damage -----------------------------------------------------------------------------------


def _at(random: random.Random, text: str) -> int:
    return random.randrange(len(text) + 1)


def _stretch(random: random.Random, text: str, longest: int) -> slice:
    start = _at(random, text)
    return slice(start, start + random.randrange(1, longest))


def _insert(random: random.Random, text: str, part: str) -> str:
    at = _at(random, text)
    if random.random() < 0.5:  # often at the start of a line
        at = text.rfind("\n", 0, at) + 1
    return text[:at] + part + text[at:]


def _insert_hostile(random: random.Random, text: str) -> str:
    return _insert(random, text, random.choice(HOSTILE))


def _insert_sign(random: random.Random, text: str) -> str:
    return _insert(random, text, random.choice(SIGNS) * random.choice((1, 1, 1, 2, 5)))


def _insert_any(random: random.Random, text: str) -> str:
    plane = random.choice((0x80, 0x250, 0x3000, 0xD800, 0x1F000))
    return _insert(random, text, chr(random.randrange(1, plane)))


def _insert_notes(random: random.Random, text: str) -> str:
    form = random.choice(("[{}]", "{}", "({})", "[^{}]", "{}. ", "[^{}]: ", "{}/ ", "\n{} "))
    first = random.randrange(1, 30)
    numbers = (form.format(number) for number in range(first, first + random.randrange(2, 12)))
    return _insert(random, text, random.choice(("", " ", "\n", "\n\n")).join(numbers))


def _cut(random: random.Random, text: str) -> str:
    part = _stretch(random, text, 80)
    return text[: part.start] + text[part.stop :]


def _double(random: random.Random, text: str) -> str:
    part = _stretch(random, text, 160)
    return _insert(random, text, text[part] * random.choice((1, 1, 2, 5)))


def _swap_lines(random: random.Random, text: str) -> str:
    lines = text.split("\n")
    first, second = random.randrange(len(lines)), random.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return "\n".join(lines)


def _change_lines(random: random.Random, text: str) -> str:
    lines = text.split("\n")
    at = random.randrange(len(lines))
    put = random.choice(("    ", "  ", "> ", "- ", "# ", "1. ", "\t", "* ", "+ ", "[^1]: "))
    for number in range(at, min(len(lines), at + random.randrange(1, 6))):
        lines[number] = put + lines[number]
    return "\n".join(lines)


def _change_ends(random: random.Random, text: str) -> str:
    end = random.choice(("\r", "\r\n", "\n\n", " ", "\f", "\n \n"))
    part = _stretch(random, text, 300)
    return text[: part.start] + text[part].replace("\n", end) + text[part.stop :]


def _nest(random: random.Random, text: str) -> str:
    mark = random.choice(("> ", "- ", "  - ", "(", "[", "*", "**", '"', "\u201c", "~~", "    "))
    return _insert(random, text, mark * random.randrange(2, 40))


DAMAGES: Final[Sequence[Damage]] = (
    _insert_hostile, _insert_hostile, _insert_hostile, _insert_sign, _insert_sign, _insert_any,
    _insert_notes, _cut, _double, _swap_lines, _change_lines, _change_ends, _nest,
)  # fmt: skip


def damage(random: random.Random, text: str) -> bytes:
    """Return a damaged stretch of a text, as the bytes of a file."""
    length = random.randrange(1, LONGEST)
    start = random.randrange(max(1, len(text) - length))
    text = text[start : start + length]
    raw = bytearray(_damage_often(random, text).encode("utf-8", "replace"))
    if raw and random.random() < 0.05:
        raw[random.randrange(len(raw))] ^= 1 << random.randrange(8)
    return bytes(raw)


def _damage_often(random: random.Random, text: str) -> str:
    for _ in range(random.randrange(1, MOST_DAMAGES)):
        text = random.choice(DAMAGES)(random, text)
    return text


WRAPPERS: Final = (
    "hi", "note", "ref", "list", "item", "table", "cell", "quote", "lg", "l", "p", "head", "div",
    "choice", "sic", "pb", "lb", "figure", "script", "formula", "label", "foreign",
)  # fmt: skip
VALUES: Final = (
    "", "1", "1", "d1fn1", "javascript:alert(1)", "\"><script>", "italic", "sub", "a b",
    "x\n\u202e", "https://x.invalid/a", "page", "source", "\u2020", "#d1fn1", "#end1", "../../x",
    "ordered", "a]b", "c\\d", "\u2028\u3000", "[1]", "\xad",
)  # fmt: skip
ATTRIBUTES: Final = ("n", "rend", "target", "type", "place", "xml:id", "corresp", "when", "url")
_NOT_IN_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def damage_markup(random: random.Random, text: str) -> bytes:
    """Return XML with elements moved, doubled and renamed, and their text damaged.

    Well-formed XML stays well-formed: the reader is tested, not the parser.
    """
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        return damage(random, text)
    for _ in range(random.randrange(1, MOST_DAMAGES)):
        parent = random.choice([element for element in root.iter() if len(element)])
        at = random.randrange(len(parent))
        child = parent[at]
        match random.randrange(6):
            case 0:
                parent.insert(random.randrange(len(parent)), copy.deepcopy(child))
            case 1:
                parent.remove(child)
            case 2:
                child.tag = root.tag.replace("TEI", random.choice(WRAPPERS))
            case 3:
                child.set(random.choice(ATTRIBUTES), random.choice(VALUES))
            case 4:
                child.tail = _damage_often(random, child.tail or "")
            case _:
                child.text = _damage_often(random, child.text or "")
        if not any(len(element) for element in root.iter()):
            break
    return _NOT_IN_XML.sub("", ElementTree.tostring(root, "unicode")).encode()


# --- trials -----------------------------------------------------------------------------------


def try_text(raw: bytes, record: Record, folder: Path) -> Trial:
    """Process a text, from its bytes to the proof of its pages and its book."""
    try:
        return _try(raw, record, folder)
    except Exception:  # of any kind: reported with the text that caused it
        return Trial("crash", traceback.format_exc())


def _try(raw: bytes, record: Record, folder: Path) -> Trial:
    witness = folder / "witness.txt"
    witness.write_bytes(raw)
    source, found = read_witness(witness, witness.name)
    if source is None:
        return Trial(f"refused {found[0].code}")
    allowed = allowed_content(record, private=False)
    edition = make_edition(Edition(record, allowed, source), _bibliography(), found)
    errors = [found for found in edition.diagnostics if found.severity is Severity.ERROR]
    if errors:
        refused = "refused " * (errors[0].code in REFUSED)
        return Trial(f"{refused}{errors[0].code}", errors[0].format())
    abstained = sorted({finding.code for finding in edition.diagnostics} & ABSTENTIONS)
    published = _publish(edition, folder)
    if published.outcome != "published" or not abstained:
        return published
    first = next(finding for finding in edition.diagnostics if finding.code == abstained[0])
    return Trial(f"{ABSTAINED} {abstained[0]}", first.format())


def _publish(edition: Edition, folder: Path) -> Trial:
    pages: dict[str, Path] = {}
    for name, content in write_edition(edition, _bibliography()).items():
        if not name.endswith(".md"):
            continue
        page = render_article(content)
        if live := find_live(page):
            return Trial("live", f"{name}: {live}")
        pages[name] = folder / name.replace(".md", ".html")
        pages[name].parent.mkdir(exist_ok=True, parents=True)
        pages[name].write_text(page, "utf-8")
    assert edition.source is not None
    assert edition.ledger is not None
    texts = [pages[name] for name in edition.layout.text_files]
    wrong = verify_text(edition.source, edition.ledger.entries, texts)
    return Trial(wrong[0].code, wrong[0].format()) if wrong else _make_books(edition)


def _make_books(edition: Edition) -> Trial:
    """Write a text as EPUB, as TEI and for Typst; check the proof of the EPUB and parse all XML."""
    book = Book("book", edition.record.title, [edition], "An edition", "", "en", 0)
    files, wrong = write_proved_epub(book, _bibliography(), {})
    if errors := [fault for fault in wrong if fault.severity is Severity.ERROR]:
        return Trial(f"EPUB {errors[0].code}", errors[0].format())
    for name in chapter_files(edition):
        ElementTree.fromstring(files[name])
    ElementTree.fromstring(write_tei(edition, Publication(_bibliography()), whole=True))
    write_typst(book, _bibliography())
    return Trial(f"{ABSTAINED} EPUB", wrong[0].format()) if wrong else Trial("published")


@cache
def _bibliography() -> Bibliography:
    return read_bibliography(BIBLIOGRAPHY)[0]


def find_live(page: str) -> str:
    """Return the first element that comes from a text or could run code; empty if there is none."""
    for blocked in find_blocked(page):
        return blocked
    for node in LexborHTMLParser(page).css("*"):
        attributes = [name for name in node.attributes if not SHOWN_ATTRIBUTES.fullmatch(name)]
        href = (node.attributes.get("href") or "").strip().lower()
        if node.tag not in SHOWN_ELEMENTS or attributes:
            return (node.html or "").split(">", 1)[0] + ">"
        if re.match(r"[\x00-\x20]*(javascript|data|vbscript):", href):
            return href
    return ""


# --- series of trials -------------------------------------------------------------------------


def read_seeds(folder: Path) -> list[tuple[str, str]]:
    """Return the invented texts, each with the kind of its reader."""
    paths = sorted(folder.glob("*/*.txt"))
    return [(path.parent.name, path.read_text("utf-8")) for path in paths]


def make_text(seed: int, number: int, seeds: Sequence[tuple[str, str]]) -> tuple[str, bytes]:
    """Return the reader and the bytes of a damaged text; the same numbers give the same text."""
    chance = random.Random(f"{seed}/{number}")
    kind = chance.choice(sorted({kind for kind, _ in seeds}))
    text = chance.choice([text for own, text in seeds if own == kind])
    if kind == "tei" and chance.random() < 0.9:
        return kind, damage_markup(chance, text)
    if chance.random() < 0.25:
        kind = chance.choice(list(READERS))
    return kind, damage(chance, text)


def try_texts(
    seed: int, numbers: Sequence[int], seeds: Sequence[tuple[str, str]]
) -> Iterator[tuple[int, str, bytes, Trial]]:
    """Process damaged texts and yield number, reader, bytes and outcome of each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        record = make_record(folder)
        for number in numbers:
            kind, raw = make_text(seed, number, seeds)
            read = replace(record, reader=replace(record.reader, kind=kind))
            yield number, kind, raw, try_text(raw, read, folder)


def make_record(folder: Path) -> Record:
    """Write the record of a sample below a folder, and return it."""
    (folder / "sources" / "sample").mkdir(parents=True)
    (folder / "sources" / "sample" / "source.yml").write_text(RECORD, "utf-8")
    records, faults = load_records(folder)
    assert not faults, faults[0].format()
    return records[0]


def main(arguments: Sequence[str] | None = None) -> int:
    """Process texts, store those that fail, and print the number of each outcome."""
    parser = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="seed of the random texts")
    parser.add_argument("--count", type=int, default=20_000, help="number of texts")
    parser.add_argument("--first", type=int, default=0, help="number of the first text")
    parser.add_argument("--keep", type=Path, default=Path("build/mutation"), metavar="DIR")
    chosen = parser.parse_args(arguments)
    chosen.keep.mkdir(parents=True, exist_ok=True)
    numbers = range(chosen.first, chosen.first + chosen.count)
    counted: Counter[str] = Counter()
    start = process_time()
    for number, kind, raw, trial in try_texts(chosen.seed, numbers, read_seeds(SEEDS)):
        counted[trial.outcome] += 1
        if trial.is_fault or trial.outcome.startswith(ABSTAINED):
            name = f"{trial.outcome}-{kind}-{chosen.seed}-{number}"
            (chosen.keep / f"{name}.txt").write_bytes(raw)
            (chosen.keep / f"{name}.found").write_text(trial.fact + "\n", "utf-8")
            print(name, trial.fact.strip().splitlines()[-1], sep=": ", flush=True)
    for outcome, count in counted.most_common():
        title = CATALOGUE[outcome].title if outcome in CATALOGUE else ""
        print(f"{count:7,} {outcome} {title}")
    print(f"seed {chosen.seed}, {process_time() - start:.0f} s of CPU time")
    return int(any(Trial(outcome).is_fault for outcome in counted))


if __name__ == "__main__":
    sys.exit(main())
