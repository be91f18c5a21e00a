"""The notation of a transcription inside a line: struck-out text, emphasis, escapes.

Signs of the notation become ``Markup``; the runs that they enclose become ``Styled``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from edition.model.document import Inline, Markup, Style, Styled
from edition.text.source import Source
from edition.text.span import Span


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch set apart by a pair of signs, the signs included."""

    style: Style
    span: Span


@dataclass(frozen=True, slots=True)
class Notation:
    """What the notation of a text comes to."""

    signs: tuple[Markup, ...]
    runs: tuple[Run, ...]


_PAIRS = {
    "struck": (Style.STRUCK, re.compile(r"~~(?=[^\s~])((?:(?!~~).)*?[^\s~])~~", re.DOTALL)),
    "underscore": (
        Style.ITALIC,
        re.compile(r"(?<![\w_])_(?=[^\s_])([^_]*?[^\s_])_(?![\w_])", re.DOTALL),
    ),
    "bold": (
        Style.BOLD,
        re.compile(r"(?<![\w*])\*\*(?=[^\s*])((?:(?!\*\*).)*?[^\s*])\*\*(?![\w*])", re.DOTALL),
    ),
    "asterisk": (
        Style.ITALIC,
        re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]*?[^\s*])\*(?![\w*])", re.DOTALL),
    ),
}
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")


def scan_notation(source: Source, stretches: Iterable[Span], kinds: Sequence[str]) -> Notation:
    """Find the signs of the named kinds (``struck``, ``underscore``, ``bold``, ``asterisk``).

    A pair never reaches beyond its stretch of the text. Backslashes before punctuation are
    always signs.
    """
    signs: list[Markup] = []
    runs: list[Run] = []
    for stretch in stretches:
        text = source.slice(stretch)
        taken = [Run(*found) for kind in kinds for found in _find_pairs(text, stretch.start, kind)]
        runs += [run for run in taken if not _crosses(run, taken)]
        escapes = [match.start() + stretch.start for match in _ESCAPE.finditer(text)]
        signs += [Markup("\\", Span(place, place + 1)) for place in escapes]
    signs += [sign for run in runs for sign in _signs_of(source, run)]
    return Notation(tuple(_disjoint(signs)), tuple(runs))


def _find_pairs(text: str, offset: int, kind: str) -> list[tuple[Style, Span]]:
    style, pattern = _PAIRS[kind]
    return [
        (style, Span(match.start() + offset, match.end() + offset))
        for match in pattern.finditer(text)
    ]


def _crosses(run: Run, others: Iterable[Run]) -> bool:
    start, end = run.span.start, run.span.end
    return any(o.span.start < start < o.span.end < end for o in others)


_SIGN_WIDTH = {Style.STRUCK: 2, Style.BOLD: 2, Style.ITALIC: 1}


def _signs_of(source: Source, run: Run) -> tuple[Markup, Markup]:
    width = _SIGN_WIDTH[run.style]
    left = Span(run.span.start, run.span.start + width)
    right = Span(run.span.end - width, run.span.end)
    return Markup(source.slice(left), left), Markup(source.slice(right), right)


def _disjoint(signs: Iterable[Markup]) -> list[Markup]:
    kept: list[Markup] = []
    for sign in sorted(signs, key=lambda sign: sign.span):
        if not kept or sign.span.start >= kept[-1].span.end:
            kept.append(sign)
    return kept


def wrap_runs(inlines: Sequence[Inline], runs: Sequence[Run]) -> tuple[Inline, ...]:
    """Put the inlines of each run into a ``Styled``; what lies outside the runs stays."""
    result: list[Inline] = []
    position = 0
    outer = [run for run in runs if not any(_holds(other, run) for other in runs)]
    for run in sorted(outer, key=lambda run: run.span):
        first, last = _range_of(inlines, run.span, position)
        if first < last:
            result += inlines[position:first]
            result.append(_style(inlines[first:last], run, runs))
            position = last
    return tuple(result) + tuple(inlines[position:])


def _style(children: Sequence[Inline], run: Run, runs: Sequence[Run]) -> Styled:
    inner = wrap_runs(children, [other for other in runs if _holds(run, other)])
    return Styled(run.style, inner, Span(children[0].span.start, children[-1].span.end))


def _holds(outer: Run, inner: Run) -> bool:
    return (
        outer != inner and outer.span.start <= inner.span.start and inner.span.end <= outer.span.end
    )


def _range_of(inlines: Sequence[Inline], span: Span, position: int) -> tuple[int, int]:
    first = position
    while first < len(inlines) and inlines[first].span.start < span.start:
        first += 1
    last = first
    # Empty nodes at the end (a line break, a join) stand after the run.
    while last < len(inlines) and inlines[last].span.end <= span.end:
        if inlines[last].span.start == span.end:
            break
        last += 1
    return first, last
