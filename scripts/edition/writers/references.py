"""Cross-references in Markdown: links within the words of the text.

The words stay as they are and become the text of a link. Where a page or a marker stands inside
them, there are two links to the same place.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from edition.linking.layout import number_faults
from edition.model.document import Inline, Join, Reference, Text
from edition.model.layout import ERRATA
from edition.text.escape import escape_html
from edition.text.span import Span

_TITLE = str.maketrans({sign: f"&#{ord(sign)};" for sign in "\\`*_[]$"})


@dataclass(frozen=True, slots=True)
class Linked:
    """A stretch of text that is one link; its children are text and joins."""

    children: tuple[Inline, ...]
    href: str
    title: str
    after: str = ""
    """Markdown after the link, in an element that is no part of the text."""


class Stretch(Protocol):
    """Something that consists of stretches of the witness."""

    @property
    def parts(self) -> tuple[Span, ...]:
        """The stretches, in reading order."""

    @property
    def end(self) -> int:
        """Offset after its last character."""


AnyStretch = TypeVar("AnyStretch", bound=Stretch)


class StretchLinks(ABC, Generic[AnyStretch]):
    """Stretches of a text that become links, by the characters that they consist of."""

    def __init__(self, stretches: Iterable[AnyStretch]) -> None:
        pairs = [(part, stretch) for stretch in stretches for part in stretch.parts]
        self._pairs = sorted(pairs, key=lambda pair: pair[0])
        self._starts = [part.start for part, _ in self._pairs]

    @abstractmethod
    def _link(self, children: tuple[Inline, ...], stretch: AnyStretch, *, ends: bool) -> Linked:
        """Return the link of a stretch; ``ends`` if its last character is among the children."""

    def cut(self, inlines: Iterable[Inline | Linked]) -> Iterator[Inline | Linked]:
        """Yield the inlines of a run, with every stretch made a link."""
        inlines = tuple(inlines)
        return self._cut(inlines) if self._is_touched(inlines) else iter(inlines)

    def _is_touched(self, inlines: Iterable[Inline | Linked]) -> bool:
        """Tell whether a stretch may lie in a run: most runs have none, and stay as they are."""
        spans = [inline.span for inline in inlines if isinstance(inline, Text)]
        if not spans or not self._pairs:
            return False
        start, end = min(span.start for span in spans), max(span.end for span in spans)
        first = max(0, bisect_right(self._starts, start) - 1)
        before, after = self._pairs[first][0], self._starts[first + 1 : first + 2]
        return (before.end > start and before.start < end) or any(other < end for other in after)

    def _cut(self, inlines: Iterable[Inline | Linked]) -> Iterator[Inline | Linked]:
        held: list[Inline] = []
        current: AnyStretch | None = None
        for piece, stretch in self._pieces(inlines):
            if stretch is None and current is not None and isinstance(piece, Join):
                held.append(piece)
                continue
            if stretch is not current or stretch is None:
                yield from self._close(held, current)
                held, current = [], stretch
            if stretch is None or isinstance(piece, Linked):
                yield piece
            else:
                held.append(piece)
        yield from self._close(held, current)

    def _close(self, held: list[Inline], stretch: AnyStretch | None) -> Iterator[Inline | Linked]:
        """Yield the link that ends here; joins behind its last word are not of it."""
        if stretch is None:
            yield from held
            return
        last = max(i for i, piece in enumerate(held) if isinstance(piece, Text))
        ends = held[last].span.end == stretch.end
        yield self._link(tuple(held[: last + 1]), stretch, ends=ends)
        yield from held[last + 1 :]

    def _pieces(
        self, inlines: Iterable[Inline | Linked]
    ) -> Iterator[tuple[Inline | Linked, AnyStretch | None]]:
        for inline in inlines:
            if isinstance(inline, Text):
                yield from self._split(inline)
            else:
                yield inline, None

    def _split(self, text: Text) -> Iterator[tuple[Text, AnyStretch | None]]:
        start, end = text.span.start, text.span.end
        position = start
        first = max(0, bisect_right(self._starts, start) - 1)
        for index in range(first, len(self._pairs)):
            part, stretch = self._pairs[index]
            if part.start >= end:
                break
            low, high = max(part.start, position), min(part.end, end)
            if low >= high:
                continue
            if low > position:
                yield _part_of(text, position, low), None
            yield _part_of(text, low, high), stretch
            position = high
        if position < end:
            yield _part_of(text, position, end), None


class ReferenceLinks(StretchLinks[Reference]):
    """The cross-references of a text."""

    def __init__(self, references: Iterable[Reference], files: Mapping[str, str]) -> None:
        super().__init__(one for one in references if one.target_address in files)
        self._files = files
        self._faults = number_faults(references)

    def _link(self, children: tuple[Inline, ...], stretch: Reference, *, ends: bool) -> Linked:
        file = self._files[stretch.target_address]
        mark = ""
        if ends and stretch in self._faults:
            fault = self._faults[stretch]
            mark = f'<ins class="erratum">[[sic]({ERRATA}#{fault})]</ins>'
        href = f"{file}#{stretch.target_address}"
        return Linked(children, href, preview_title(stretch), mark)


def _part_of(text: Text, start: int, end: int) -> Text:
    if (start, end) == (text.span.start, text.span.end):
        return text
    offset = text.span.start
    return Text(text.text[start - offset : end - offset], Span(start, end))


def preview_title(reference: Reference) -> str:
    """Return the title of a link: words of the target, inert in Markdown and in HTML."""
    return escape_html(reference.preview).translate(_TITLE)
