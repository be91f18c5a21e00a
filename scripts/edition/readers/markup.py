"""Recognise the inline notation of transcriptions: struck-out text, emphasis, escapes.

Signs of the notation become ``Markup``; the runs that they enclose become ``Styled``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from edition.model.document import ExternalLink, Inline, Markup, Style, Styled
from edition.model.traversal import span_of
from edition.text.source import Source
from edition.text.span import Span


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text enclosed by a pair of signs, including the signs."""

    style: Style
    """The style of the run; ignored for a link."""
    span: Span
    address: str = ""
    """The target of a link; empty for any other run."""


@dataclass(frozen=True, slots=True)
class Notation:
    """The signs and runs of the notation of a text."""

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

    A pair never extends beyond its stretch of the text. Backslashes before punctuation are
    always signs.
    """
    signs: list[Markup] = []
    runs: list[Run] = []
    for stretch in stretches:
        text = source.slice(stretch)
        taken = [_find_pairs(text, stretch.start, kind) for kind in kinds]
        runs += [run for found in taken for run in found if not _crosses(run, taken)]
        escapes = [match.start() + stretch.start for match in _ESCAPE.finditer(text)]
        signs += [Markup("\\", Span(place, place + 1)) for place in escapes]
    signs += [sign for run in runs for sign in _signs_of(source, run)]
    return Notation(tuple(_disjoint(signs)), tuple(runs))


def _find_pairs(text: str, offset: int, kind: str) -> list[Run]:
    style, pattern = _PAIRS[kind]
    return [
        Run(style, Span(match.start() + offset, match.end() + offset))
        for match in pattern.finditer(text)
    ]


def _crosses(run: Run, others: Iterable[Sequence[Run]]) -> bool:
    """Return whether a run begins inside a run of another kind and ends after it.

    The runs of a kind are in order and disjoint, so only one of each kind can contain the start.
    """
    start, end = run.span.start, run.span.end
    for found in others:
        index = bisect_left(found, start, key=lambda candidate: candidate.span.start) - 1
        if index >= 0 and start < found[index].span.end < end:
            return True
    return False


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


def wrap_runs(inlines: Sequence[Inline], runs: Iterable[Run]) -> tuple[Inline, ...]:
    """Wrap the inlines of each run in a ``Styled`` or a link; leave other inlines unchanged."""
    result: list[Inline] = []
    position = 0
    for outer, inner in _nest(runs):
        first, last = _range_of(inlines, outer.span, position)
        if first < last:
            result += inlines[position:first]
            children = inlines[first:last]
            span = span_of(children)
            wrapped = wrap_runs(children, inner)
            result.append(
                ExternalLink(outer.address, wrapped, span)
                if outer.address
                else Styled(outer.style, wrapped, span)
            )
            position = last
    return tuple(result) + tuple(inlines[position:])


def _nest(runs: Iterable[Run]) -> Iterator[tuple[Run, list[Run]]]:
    """Yield the outermost runs in order, each with the runs inside it."""
    outer: Run | None = None
    inner: list[Run] = []
    for run in sorted(runs, key=lambda run: (run.span.start, -run.span.end)):
        if outer is not None and run.span.end <= outer.span.end:
            inner.append(run)
            continue
        if outer is not None:
            yield outer, inner
        outer, inner = run, []
    if outer is not None:
        yield outer, inner


def _range_of(inlines: Sequence[Inline], span: Span, position: int) -> tuple[int, int]:
    first = position
    while first < len(inlines) and inlines[first].span.start < span.start:
        first += 1
    last = first
    # Empty nodes at the end (a line break, a join) follow the run.
    while last < len(inlines) and inlines[last].span.end <= span.end:
        if inlines[last].span.start == span.end:
            break
        last += 1
    return first, last
