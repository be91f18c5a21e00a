"""What is four times as long takes about four times as long, whatever its shape.

Time is that of the processor. Work that grows by the square takes sixteen times as long. What is
refused is not done, so each shape also says how much must come out.
"""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import markdown
import pytest

from edition.bibliography.bibtex import scan_bibtex
from edition.bibliography.database import read_bibliography
from edition.checking.verification import _list_changes
from edition.linking.citations import find_citations
from edition.linking.notes import link_document
from edition.linking.web_addresses import join_web_addresses
from edition.model.document import Text
from edition.model.traversal import walk
from edition.readers.chunks import _MARGIN
from edition.readers.inference.reader import read_inferred
from edition.readers.markup import scan_notation, wrap_runs
from edition.readers.registry import READERS
from edition.search.postings import count_words, find_dates
from edition.search.units import read_page
from edition.text.source import Source
from edition.text.span import Span
from edition.text.tex import read_tex

TIMES = 4
MOST = 9
"""Between the ratio of proportional work and that of work that grows by the square."""
ATTEMPTS = 5
"""A processor shared with other work makes a ratio of time worse now and then, never better."""
LEAST = 0.002
"""Seconds below which a clock is no measure."""
BOOKS = read_bibliography("@book{a, author = {Jane Roe}, title = {Harbours}, year = 1980}")[0]


def _cite(text: str) -> int:
    source = Source("sample.txt", text)
    document = link_document(source, READERS["end-notes"](source, {}).document).document
    return len(find_citations(source, document, BOOKS, {})[0])


def _cite_in_one_note(count: int) -> int:
    cited = (f"John Smith, The Book {i} (London: Press, 1990), {i};" for i in range(count))
    return _cite(f"Text.[1]\n\nNotes\n\n[1] {' '.join(cited)}\n")


def _cite_in_notes(count: int) -> int:
    text = " ".join(f"Word.[{i}]" for i in range(1, count + 1))
    cited = (
        f"[{i}] John Smith, The Book of Number {i} (London: Press, 1990), {i}.\n"
        for i in range(1, count + 1)
    )
    return _cite(f"{text}\n\nNotes\n\n{''.join(cited)}")


def _repeat_in_note(words: str) -> Callable[[int], int]:
    def repeat(count: int) -> int:
        _cite(f"Text.[1]\n\nNotes\n\n[1] {words * count}\n")
        return count

    return repeat


def _differ(count: int) -> int:
    return len(list(_list_changes("a\f" * count, "a" * count)))


def _differ_far(count: int) -> int:
    a = "".join(f"{i} of the first; " for i in range(count))
    return len(list(_list_changes(a, a[::-1])))


def _emphasise(signs: str) -> Callable[[int], int]:
    def emphasise(count: int) -> int:
        text = signs * count
        source, span = Source("sample.txt", text), Span(0, len(text))
        runs = scan_notation(source, [span], ("struck", "bold", "asterisk")).runs
        wrap_runs([Text(c, Span(i, i + 1)) for i, c in enumerate(text)], runs)
        return len(runs)

    return emphasise


def _render(text: str) -> Callable[[int], int]:
    def render(count: int) -> int:
        page = markdown.markdown(text * count, extensions=["edition.publishing.dialect"])
        assert len(page) < len(text) * count
        return count

    return render


def _join(count: int) -> int:
    value = " # ".join(['"a"'] * count)
    scan = scan_bibtex(Source("b.bib", f"@book{{a, title = {value}}}\n"))
    return len(scan.entries[0].fields[0].text)


def _join_addresses(count: int) -> int:
    source = Source("sample.txt", "word\n" * count)
    text = join_web_addresses(READERS["inferred"](source, {}).document)
    return sum(isinstance(inline, Text) for inline in walk(text, Text))


def _find_page_ends(count: int) -> int:
    page = "<a id='p1' data-label='1'></a>word " * count
    found = read_page(f"<meta name='edition-search'><article><p>{page}</p></article>", "a.html")
    assert found is not None
    return sum(len(unit.breaks) for unit in found[1])


def _strip_margin(count: int) -> int:
    return len(_MARGIN.sub("", f"x{' ' * count}y")) - 2


def _read_detached(count: int) -> int:
    calls = (f"The lamp burned.{i} It went out.\nThe oil was at its end.\n{i + 1}\nAnd so on.\n"
             for i in range(1, 2 * count, 2))  # fmt: skip
    notes = (f"{i} The journal of the lamp.\n" for i in range(1, 2 * count + 1))
    source = Source("sample.txt", f"{''.join(calls)}\n\nNotes\n\n{''.join(notes)}")
    return len(read_inferred(source, {}).document.notes) // 2


def _read_spaces(count: int) -> int:
    text = f'THE FERRY\n\nIt lay in the ice.\n\n"It lay{" " * count}at Sele," he said\n\nNo.'
    read_inferred(Source("sample.txt", text), {})
    return count


def _find_dates(count: int) -> int:
    text = "On 5 May 1922. " * count
    places = [start for start, _ in find_dates(text)]
    return max(count_words(text, places, {}).values()) // 4 + 1


SHAPES: dict[str, tuple[Callable[[int], int], int, bool]] = {
    "works cited in one note": (_cite_in_one_note, 150, True),
    "works cited in notes": (_cite_in_notes, 60, True),
    "names with commas": (_repeat_in_note("John, "), 500, True),
    "names with and": (_repeat_in_note("John Smith and "), 250, True),
    "markers on lines of their own": (_read_detached, 40, True),
    "letters that a page lacks": (_differ, 400, False),
    "a page that has other words": (_differ_far, 200, False),
    "struck words": (_emphasise("~~a~~ "), 400, True),
    "words in bold": (_emphasise("**a** b "), 400, True),
    "escaped characters": (_render("\\*"), 8000, True),
    "escaped characters between words": (_render("\\*a "), 8000, False),
    "lines of one paragraph": (_join_addresses, 1500, True),
    "page ends of one paragraph": (_find_page_ends, 1500, True),
    "joined values": (_join, 2000, True),
    "dates of one paragraph": (_find_dates, 300, True),
    "spaces": (_strip_margin, 4000, True),
    "spaces inside a paragraph": (_read_spaces, 4000, True),
}
"""What does the work, for how many repetitions, and whether as many must come out."""


@pytest.mark.parametrize("name", SHAPES)
def test_work_grows_with_the_text(name: str) -> None:
    work, count, all_come_out = SHAPES[name]
    ratios: list[float] = []
    while len(ratios) < ATTEMPTS and min(ratios, default=MOST + 1) > MOST:
        few = _measure(work, count, all_come_out)
        many = _measure(work, TIMES * count, all_come_out)
        ratios.append(many / max(few, LEAST))
    assert min(ratios) <= MOST, ratios


def _measure(work: Callable[[int], int], count: int, all_come_out: bool) -> float:
    times = []
    for _ in range(2):
        start = process_time()
        result = work(count)
        times.append(process_time() - start)
        assert result == count if all_come_out else result
    return min(times)


@pytest.mark.parametrize("deep", ["{", "\\emph", "\\emph{", "{\\'"])
def test_groups_inside_one_another_do_not_exhaust_the_reading_of_a_title(deep: str) -> None:
    reported: list[int] = []
    value = f"On {deep * 20_000} the coast"
    text = "".join(run.text for run in read_tex(value, lambda at, _: reported.append(at)))
    assert text.endswith(" the coast")
    assert len(reported) == 1


def test_macros_that_double_are_refused_before_they_fill_the_memory() -> None:
    macros = "@string{m0 = {0123456789}}\n" + "".join(
        f"@string{{m{i} = m{i - 1} # m{i - 1}}}\n" for i in range(1, 40)
    )
    found = scan_bibtex(Source("b.bib", f"{macros}@book{{a, title = m39}}\n")).faults
    assert found[0].code == "B001"
    assert "expanded" in found[0].message
