"""Full citations whose imprint stands without brackets: what is read, and what is left alone."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edition.linking.citations.citation_parts import FullCitation, read_plain_citations
from edition.linking.citations.full_citations import read_citations
from edition.linking.citations.words import make_words

READ = {
    "J. Averil, The Strait, Port Amity 1962.": "book | author: J. Averil | The Strait | "
    "location=Port Amity; year=1962",
    "John Averil, The Strait: Its Tides, Port Amity: Pilot Press, 1962": "book | "
    "author: John Averil | The Strait: Its Tides | "
    "location=Port Amity; publisher=Pilot Press; year=1962",
    "R.T. Quince – M. van Loon (edd.), Tides and Towns, Leiden-New York 1988a (rpt. 1991).": "book "
    "| editor: R.T. Quince & M. van Loon | Tides and Towns | location=Leiden-New York; year=1988",
    "E. Reed, B. Sedge, Logs, Kiel 1901, p. 3": "book | author: E. Reed & B. Sedge | Logs | "
    "location=Kiel; year=1901",
    "A. Reed, Logs, ed. by B. Sedge and C. Fell, Kiel 1901–1904": "book | author: A. Reed; "
    "editor: B. Sedge & C. Fell | Logs | location=Kiel; year=1901–1904",
    "P. Fell, “The Log”, in O. Marsh (ed.), Lamps, Bath, Me. 1971, pp. 3–29.": "incollection | "
    "author: P. Fell; editor: O. Marsh | The Log | "
    "booktitle=Lamps; location=Bath, Me.; pages=3–29; year=1971",
    "P. Fell, “The Log,” in: Lamps, hrsg. von O. Marsh, Kiel 1971.": "incollection | "
    "author: P. Fell; editor: O. Marsh | The Log | booktitle=Lamps; location=Kiel; year=1971",
}
BRACKETED = {
    "A. Reed – B. Sedge – C. Fell, “The Log,” Coast 10.1 (1989–90), pp. 3–29.": "article | "
    "author: A. Reed & B. Sedge & C. Fell | The Log | "
    "date=1989/1990; journal=Coast; pages=3–29; volume=10.1",
    "R. d’Arve, “The Log,” Coast XX–XXI (1980/1981): 3–29.": "article | author: R. d’Arve | "
    "The Log | date=1980/1981; journal=Coast; pages=3–29; volume=XX–XXI",
    "A. Reed and B. Sedge, Logs (Kiel, 1901).": "book | author: A. Reed & B. Sedge | Logs | "
    "location=Kiel; year=1901",
    "See Reed’s Logs (Kiel, 1901).": "book | author: Reed | Logs | location=Kiel; year=1901",
    "Tides of the Coast: Reed’s Long Winter (Kiel, 1901).": "book |  | "
    "Tides of the Coast: Reed’s Long Winter | location=Kiel; year=1901",
}
LEFT = (
    "A. Reed, Logs, April 1932.",
    "A. Reed, Logs, Spring 1932.",
    "A. Reed, Logs, Kiel 1066.",
    "A. Reed, who kept the logs, Kiel 1932.",
    "Reed, Logs, Kiel 1932.",
    "The Times, Logs, Kiel 1932.",
    "He asked A. Reed for it, Logs, Kiel 1932.",
    "A. Reed, Logs, Kiel 1932. He said no more of it.",
    "A. Reed, ‘The “Log”’, in O. Marsh, Lamps, Kiel 1932.",
    "A. Reed, Kiel 1932.",
    "P. Fell, “The Log”, in Otto Marsh, Lamps, Kiel 1932.",
)


def _read(text: str) -> tuple[FullCitation, ...]:
    return read_citations(text, make_words({}))


def _tell(citations: Iterable[FullCitation]) -> list[str]:
    return [
        " | ".join(
            (
                one.type,
                "; ".join(f"{maker.role}: {' & '.join(maker.names)}" for maker in one.creators),
                one.title,
                "; ".join(f"{name}={value}" for name, value in sorted(one.fields.items())),
            )
        )
        for one in citations
    ]


@pytest.mark.parametrize("text", READ)
def test_imprints_without_brackets_are_read(text: str) -> None:
    assert _tell(read_plain_citations(text)) == [READ[text]]


@pytest.mark.parametrize("text", BRACKETED)
def test_imprints_in_brackets_are_read_as_before(text: str) -> None:
    assert _tell(_read(text)) == [BRACKETED[text]]


@pytest.mark.parametrize("text", LEFT)
def test_other_words_are_left_alone(text: str) -> None:
    assert _tell(read_plain_citations(text)) == []


def test_several_citations_are_separated_by_stops() -> None:
    first, second = "A. Reed, Logs, Kiel 1901", "B. Sedge, Buoys, Oxford 1902."
    text = f"{first}; {second}"
    assert [text[one.span.start : one.span.end] for one in _read(text)] == [first, second]
    text = f"{first}. {second}"
    assert [one.title for one in _read(text)] == ["Logs", "Buoys"]


def test_what_has_brackets_is_read_once() -> None:
    [citation] = _read("A. Reed, Logs (Kiel, 1901), Oxford 1902.")
    assert citation.fields["location"] == "Kiel"


_WORDS = st.lists(
    st.sampled_from(
        "A. Reed|B.|, |; | – |-|Logs|“|,” |in |(ed.)|ed. by |Kiel| 1901|: |pp. 3|.|(r. 2)".split(
            "|"
        )
    ),
    max_size=24,
).map("".join)


@settings(deadline=None)
@given(_WORDS)
def test_spans_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    spans = [one.span for one in _read(text)]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
