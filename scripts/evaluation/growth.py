"""``python -m evaluation.growth``: measure the cost of texts of 100 KB of many shapes.

Each shape is repeated up to the same size and processed as a text: detected, read and linked,
written, rendered, proved, and indexed for the search. A bibliography is read and written. Times are
CPU times. A shape fails if it takes more than ``MOST`` times the median.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from statistics import median
from time import process_time
from typing import Final

from edition.bibliography.database import Bibliography, read_bibliography
from edition.building.bibliography_files import (
    Listing,
    bibliography_downloads,
    bibliography_pages,
)
from edition.building.editions import make_edition
from edition.checking.verification import verify_text
from edition.diagnostics.catalogue import Severity
from edition.diagnostics.diagnostic import Diagnostic
from edition.model.edition import Edition
from edition.publishing.page_policy import find_blocked
from edition.publishing.page_proof import render_article
from edition.readers.detection.detect import detect
from edition.records.publication import allowed_content
from edition.records.record import Record
from edition.search import PageFinder
from edition.text.gc_paused import gc_paused
from edition.text.source import Source
from edition.writers.edition import write_edition
from evaluation.mutation import make_record

SIZE: Final = 100_000
"""Size of a text, in bytes."""
MOST: Final = 10
"""Greatest cost of a shape, as a multiple of the median."""
HEAD: Final = '<meta name="edition-search" content="body" data-title="A sample" data-text="Sample">'
WORKS: Final = "".join(
    f"@book{{k{i}, author = {{Jane Roe{i}}}, title = {{Harbours of the Coast {i}}},"
    f" publisher = {{Pilot}}, address = {{London}}, year = {{{1900 + i}}},"
    " keywords = {literature}}\n"
    for i in range(90)
)
"""The bibliography for the citations of the texts."""

# In a pattern, # is an increasing number and $ a word that differs each time.
PATTERNS: Final[Mapping[str, str]] = {
    "prose": "The harbour was empty when the pilot came back from the north in the evening.\n",
    "paragraphs": "The harbour was empty when the pilot came back.\n\n",
    "one line": "The harbour was empty when the pilot came back. ",
    "one word": "harbour",
    "short lines": "a\n",
    "one word a paragraph": "Word.\n\n",
    "empty lines": "\n",
    "blanks": "x" + " " * 400 + "y",
    "form feeds": "A page of text.\f",
    "controls": "a\x07",
    "lone carriage returns": "A line.\r",
    "indented": "    The harbour was empty.\n",
    "tabs": "one\ttwo\tthree\n",
    "struck": "~~a",
    "struck pairs": "~~a~~ b ",
    "bold": "**a** b ",
    "asterisks": "*",
    "asterisk words": "*a",
    "underscores": "_a_ ",
    "backslashes": "\\",
    "escaped": "\\*",
    "backquotes": "`",
    "code spans": "`a` ",
    "brackets": "[",
    "closing brackets": "]",
    "bracket pairs": "[a] ",
    "nested brackets": "[a (b ",
    "parentheses": "(a ",
    "braces": "{a} ",
    "dollars": "$a$",
    "percent": "%a% ",
    "entities": "&amp;",
    "ampersands": "& ",
    "angle brackets": "<a>",
    "open tags": "<b ",
    "comments": "<!-- a -->",
    "links": "[a](http://b.invalid/#) ",
    "pictures": "![a](b.png) ",
    "addresses": "See http://example.invalid/a/b/#. ",
    "one address": "http://example.invalid/aaaa-",
    "e-mail": "name@example.invalid, ",
    "colons": "a: ",
    "emoji": ":smile: ",
    "quotations": "\u201cWe came\u201d, he said. ",
    "open quotations": "\u201cWe came ",
    "nested quotations": "\u201cWe \u2018came ",
    "straight quotations": '"We came", ',
    "block quotations": "> A line.\n",
    "nested block quotations": "> > > A line.\n\n",
    "lists": "- An item.\n",
    "nested lists": "- A\n    - B\n        - C\n",
    "numbered lists": "#. An item.\n",
    "lists of years": "#. 1917.\n",
    "empty items": "#.\n",
    "tables": "| a | b |\n|---|---|\n| c | d |\n\n",
    "rows": "| a | b | c |\n",
    "definitions": "Term\n: What it is.\n\n",
    "headings": "# Heading #\n\nText.\n\n",
    "headings of the same words": "## Chapter\n\nText.\n\n",
    "underlined headings": "Heading #\n==========\n\nText.\n\n",
    "capital headings": "CHAPTER #\n\nText that is read.\n\n",
    "headings of signs": "# # #\n",
    "divisions": "PART #\n\nCHAPTER #\n\nText.\n\n",
    "contents": "A Chapter of Words ........ #\n",
    "rules": "---\n\n",
    "asterisk rules": "* * *\n\nText.\n\n",
    "markers": "Word.[#] ",
    "bare markers": "word.# ",
    "superscript markers": "word.\u00b9\u00b2 ",
    "caret markers": "word^# ",
    "Markdown markers": "[^1] ",
    "Markdown markers, close": "[^1]",
    "Markdown definitions": "[^#]: A note.\n",
    "Markdown notes": "Word.[^#]\n\n[^#]: A note.\n\n",
    "note lists": "[#] A note.\n",
    "note lists with stops": "#. See the harbour, p. #.\n",
    "foot notes": "Word.# And more.\n\n# A note at the foot.\n\f",
    "daggers": "Word.\u2020 And\u2021 more.\n\n\u2020 A note.\n\n",
    "pages": "- # -\n\nText of a page.\n\f",
    "page numbers": "[p. #] Text. ",
    "page references": "See page #, note # and chapter #. ",
    "references to notes": "See note # above. ",
    "ibidem": "Ibid., p. #. ",
    "op. cit.": "Roe#, op. cit., p. #. ",
    "names": "John, ",
    "names with and": "John Smith and ",
    "dates": "On # May 1922 and in 1905. ",
    "numbers": "# ",
    "long number": "1234567890",
    "Roman numerals": "XIV. ",
    "letters of a list": "(a) one (b) two ",
    "hyphens": "har-\nbour ",
    "dashes": "a\u2014b ",
    "soft hyphens": "har\u00adbour ",
    "combining": "a\u0301\u0301\u0301",
    "bidi": "\u202ea\u202c ",
    "zero widths": "a\u200b",
    "Chinese": "\u5927\u6d77\u6e2f\u53e3",
    "Chinese lines": "\u5927\u6d77\u6e2f\u53e3\u3002\n",
    "Cyrillic": "\u0433\u0430\u0432\u0430\u043d\u044c \u043f\u0443\u0441\u0442\u0430. ",
    "Hebrew": "\u05e0\u05de\u05dc ",
    "Thai": "\u0e17\u0e48\u0e32\u0e40\u0e23\u0e37\u0e2d",
    "distinct words": "$ ",
    "distinct words in paragraphs": "$ $ $.\n\n",
    "verse": "The harbour lay\n  empty that day,\n\n",
    "messages": "From: Tokyo\nTo: Berlin\n\nText of message #.\n\n",
    "speakers": "ROE: We came.\nDOE: You went.\n",
    "initials": "J. R. R. ",
    "stops": ". . . ",
    "ellipses": "\u2026",
    "slashes": "a/b/c ",
    "templates": "{{ a }} {% b %} ",
    "captions": "Figure #. A harbour.\n\n",
    "abbreviations": "*[a]: b\n",
}
_WORD: Final = re.compile(r"[#$]")
_DIGITS: Final = str.maketrans("0123456789", "bcdfghklmn")


def repeat(pattern: str, size: int) -> str:
    """Return repetitions of a pattern, at most ``size`` bytes."""
    parts: list[str] = []
    length = 0
    for number in count(1):
        words = {"#": str(number), "$": f"wo{str(number * 7919).translate(_DIGITS)}"}
        part = _WORD.sub(lambda match: words[match[0]], pattern)  # noqa: B023 - called at once
        length += len(part.encode())
        if length > size:
            return "".join(parts)
        parts.append(part)
    raise AssertionError


CITED: Final = "John Smith, The Book of $ (London: Press, 1990), #"
KNOWN: Final = "Jane Roe7, Harbours of the Coast 7 (London: Pilot, 1907), #"


def _cite_in_notes(size: int, cited: str = CITED) -> str:
    notes = repeat(f"[#] {cited}.\n", size * 9 // 10)
    markers = " ".join(f"Word.[{number}]" for number in range(1, notes.count("\n") + 1))
    return f"{markers[: size // 10].rpartition(' ')[0]}\n\nNotes\n\n{notes}"


def _nest(mark: str) -> Callable[[int], str]:
    return lambda size: mark * (size // 2 // len(mark)) + "a" * (size // 2)


def _enclose(before: str, pattern: str, after: str) -> Callable[[int], str]:
    return lambda size: before + repeat(pattern, size) + after


def _make_tei(pattern: str) -> Callable[[int], str]:
    before = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>'
    return _enclose(before, pattern, "</body></text></TEI>")


TEXTS: Final[Mapping[str, Callable[[int], str]]] = {
    **{name: _enclose("", pattern, "") for name, pattern in PATTERNS.items()},
    "distinct works in notes": _cite_in_notes,
    "known works in notes": lambda size: _cite_in_notes(size, KNOWN),
    "works in one note": _enclose("Text.[1]\n\nNotes\n\n[1] ", f"{CITED}; ", ""),
    "known works in one note": _enclose("Text.[1]\n\nNotes\n\n[1] ", f"{KNOWN}; ", ""),
    "works in text": _enclose("", f"{CITED}. ", ""),
    "struck, nested": _nest("~~"),
    "quotations, nested": _nest("> "),
    "lists, nested": _nest("- "),
    "TEI paragraphs": _make_tei("<p>The harbour was <hi rend='italic'>empty</hi>.</p>\n"),
    "TEI notes": _make_tei("<p>Word.<note n='#'>A note on $.</note></p>\n"),
    "TEI pages": _make_tei("<pb n='#'/><p>Text of a page.</p>\n"),
    "TEI divisions": _make_tei("<div><head>Chapter #</head><p>Text.</p></div>\n"),
}
"""Functions that make a text of a given size, by the name of the shape."""
BIBLIOGRAPHIES: Final[Mapping[str, Callable[[int], str]]] = {
    "works": _enclose("", "@book{k#, author = {Roe, $}, title = {On $}, year = 1980}\n", ""),
    "works of one author": _enclose("", "@book{k#, author = {Roe, J.}, title = {On #}}\n", ""),
    "works of one title": _enclose("", "@book{k#, title = {On it}, year = 1980}\n", ""),
    "many authors": _enclose("@book{a, author = {", "Roe, $ and ", "Doe}, title = {On}}"),
    "long title": _enclose("@book{a, title = {", "On $ ", "}}"),
    "joined values": _enclose("@book{a, title = ", '"a" # ', '"b"}'),
    "backslashes of TeX": _enclose("@book{a, title = {", "\\", "a}}"),
    "accents": _enclose("@book{a, title = {", '{\\"o}', "}}"),
    "braces of TeX": lambda size: f"@book{{a, title = {'{' * (size // 2)}a{'}' * (size // 2)}}}",
    "comments of a bibliography": _enclose("", "% a comment #\n", ""),
    "macros": _enclose("", "@string{m# = {a}}\n", ""),
    "containers": _enclose("", "@incollection{k#, title = {On $}, crossref = {k1}}\n", ""),
    "unclosed works": _enclose("", "@book{k#, title = {On\n", ""),
}


@dataclass(slots=True)
class Cost:
    """The cost of a text in CPU seconds by step, and its outcome."""

    name: str
    steps: dict[str, float] = field(default_factory=dict)
    outcome: str = ""

    @property
    def total(self) -> float:
        """CPU seconds of all steps."""
        return sum(self.steps.values())

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure the time of a step."""
        start = process_time()
        yield
        self.steps[name] = process_time() - start


def measure_text(
    name: str, text: str, kind: str | None, record: Record, works: Bibliography, folder: Path
) -> Cost:
    """Process a text; ``kind`` is the reader, None for the detected one."""
    cost = Cost(name)
    source = Source("witness.txt", text)
    with cost.step("look"), gc_paused():
        best = detect(source).ranking[0]
    reader = replace(record.reader, kind=kind or best.kind, options={} if kind else best.options)
    record = replace(record, reader=reader)
    with cost.step("read"), gc_paused():
        allowed = allowed_content(record, private=False)
        edition = make_edition(Edition(record, allowed, source), works)
    cost.outcome = f"{reader.kind} {_first_error(edition.diagnostics)}"
    if edition.has_errors:
        return cost
    with cost.step("write"), gc_paused():
        files = write_edition(edition, works)
    pages = {name: content for name, content in files.items() if name.endswith(".md")}
    with cost.step("render"):
        rendered = {name: render_article(content) for name, content in pages.items()}
    for page, html in rendered.items():
        path = folder / page.replace(".md", ".html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(html, "utf-8")
    with cost.step("prove"), gc_paused():
        cost.outcome += _prove(edition, rendered.values(), folder)
    with cost.step("search"):
        _index(rendered, folder / "site")
    return cost


def _first_error(found: Iterable[Diagnostic]) -> str:
    return next((finding.code for finding in found if finding.severity is Severity.ERROR), "")


def _prove(edition: Edition, pages: Iterable[str], folder: Path) -> str:
    assert edition.source is not None
    assert edition.ledger is not None
    texts = [folder / name.replace(".md", ".html") for name in edition.layout.text_files]
    wrong = verify_text(edition.source, edition.ledger.entries, texts)
    blocked = any(True for page in pages for _ in find_blocked(page))
    return (wrong[0].code if wrong else "") + (" live" if blocked else "")


def _index(pages: Mapping[str, str], site: Path) -> None:
    finder = PageFinder()
    for name, page in pages.items():
        finder.read(HEAD + page, name)
    site.mkdir(exist_ok=True)
    finder.write(site)


def measure_bibliography(name: str, text: str, folder: Path) -> Cost:
    """Read a bibliography and write its pages and downloads."""
    cost = Cost(name)
    with cost.step("read"), gc_paused():
        _, faults = read_bibliography(text)
    cost.outcome = _first_error(faults)
    (folder / "bibliography.bib").write_text(text, "utf-8")
    with cost.step("write"), gc_paused():
        listing = Listing(folder, ())
        pages = bibliography_pages(listing)
        bibliography_downloads(listing)
    with cost.step("render"):
        for content in pages.values():
            render_article(content)
    return cost


def measure(names: Sequence[str], kind: str | None, size: int) -> Iterator[Cost]:
    """Measure the shapes whose names contain one of the words; without words all shapes."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        record, works = make_record(folder), read_bibliography(WORKS)[0]
        warm = folder / "first"
        warm.mkdir()
        measure_text("", "A text.\n", kind, record, works, warm)
        for number, (name, make) in enumerate({**TEXTS, **BIBLIOGRAPHIES}.items()):
            if names and not any(word in name for word in names):
                continue
            part = folder / str(number)
            part.mkdir()
            text = make(size)
            if name in BIBLIOGRAPHIES:
                yield measure_bibliography(name, text, part)
            else:
                yield measure_text(name, text, kind, record, works, part)


STEPS: Final = ("look", "read", "write", "render", "prove", "search")


def format_row(cost: Cost, middle: float) -> str:
    """Return a line of the table: seconds of each step, the total, and its ratio to the median."""
    steps = " ".join(f"{cost.steps.get(name, 0):7.2f}" for name in STEPS)
    times = f"{cost.total / middle:6.1f}" if middle else ""
    return f"{cost.name:34}{steps} {cost.total:8.2f}{times}  {cost.outcome}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the shapes and print the table; return 1 if a shape takes too long."""
    parser = argparse.ArgumentParser(prog="make growth", description=__doc__)
    parser.add_argument("names", nargs="*", help="words of the names of the shapes; none for all")
    parser.add_argument("--reader", metavar="KIND", help="use this reader, not the detected one")
    parser.add_argument("--size", type=int, default=SIZE, help="size of a text, in bytes")
    parser.add_argument("--profile", action="store_true", help="print a profile")
    chosen = parser.parse_args(arguments)
    profile = cProfile.Profile() if chosen.profile else None
    costs: list[Cost] = []
    with profile or nullcontext():
        for cost in measure(chosen.names, chosen.reader, chosen.size):
            costs.append(cost)
            print(format_row(cost, 0), flush=True)
    if profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)
    middle = median(cost.total for cost in costs)
    slow = [cost for cost in costs if cost.total > MOST * middle]
    print(f"\n{len(costs)} shapes of {chosen.size:,} bytes, median {middle:.2f} s of CPU time")
    print(f"{'':34}{' '.join(f'{name:>7}' for name in STEPS)}      all times")
    for cost in sorted(costs, key=lambda cost: -cost.total)[: max(MOST, len(slow))]:
        print(format_row(cost, middle))
    return int(bool(slow))


if __name__ == "__main__":
    sys.exit(main())
