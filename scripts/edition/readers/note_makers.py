"""Makes the notes of a text: pairs what lists hold with the signs in the text, names the keys."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from edition.model import Furniture, Markup, Note, NoteMarker, NoteState, Page, Span
from edition.readers.composition import Scribe, make_paragraph
from edition.readers.markers import Candidate, find_bare, name_sign
from edition.readers.note_lists import NoteText, merge_pieces
from edition.readers.pairing import pair_numbers
from edition.source import Source


@dataclass(frozen=True, slots=True)
class Entry:
    """A note to be: its key, its series, its text and its marker, as far as they are there."""

    key: str
    series: str
    sign: str
    text: NoteText | None
    marker: Span | None


@dataclass(frozen=True, slots=True)
class Pairs:
    """The outcome of pairing."""

    entries: tuple[Entry, ...]
    markers: tuple[NoteMarker, ...]
    markup: tuple[Markup, ...]


class NoteMaker:
    """Pairs and writes the notes of one text: one numbered series, other signs leaf by leaf."""

    def __init__(
        self,
        source: Source,
        candidates: Sequence[Candidate],
        pieces: Sequence[Span],
        leaf_starts: Sequence[int],
        pages: Sequence[Page],
    ) -> None:
        self._source = source
        self._candidates = candidates
        self._pieces = pieces
        self._starts = leaf_starts
        self._pages = pages

    def pair(self, notes: Sequence[NoteText]) -> Pairs:
        """Pair the notes of the lists with the candidates of the running text."""
        numbered = self._pair_numbers([note for note in notes if note.number is not None])
        signed = self._pair_signs([note for note in notes if note.number is None])
        entries = sorted([*numbered, *signed], key=_place_of)
        chosen = {entry.marker: entry for entry in entries if entry.marker}
        used = [c for c in self._candidates if c.span in chosen]
        markers = tuple(NoteMarker(e.key, e.sign, span) for span, e in chosen.items())
        markup = {sign.span: sign for candidate in used for sign in candidate.markup}
        return Pairs(tuple(entries), markers, tuple(markup.values()))

    # --- numbers ---

    def _pair_numbers(self, notes: Sequence[NoteText]) -> list[Entry]:
        texts: dict[int, NoteText] = {}
        doubled: list[NoteText] = []
        for note in notes:
            if note.number is not None and texts.setdefault(note.number, note) is not note:
                doubled.append(note)
        pairing = pair_numbers([c for c in self._candidates if c.number is not None], texts)
        chosen = {number: candidate.span for number, candidate in pairing.chosen.items()}
        missing = [n for n in texts if n not in chosen and n not in pairing.ambiguous]
        chosen |= self._find_bare(missing, chosen)
        entries = [
            Entry(str(n), "", str(n), texts.get(n), chosen.get(n))
            for n in sorted({*texts, *chosen})
        ]
        return entries + [Entry(n.sign, "", n.sign, n, None) for n in doubled]

    def _find_bare(self, missing: Iterable[int], chosen: dict[int, Span]) -> dict[int, Span]:
        """Find markers that lost their superscript: the number alone, between its neighbours."""
        found: dict[int, Span] = {}
        for number in missing:
            low = max((s.end for n, s in chosen.items() if n < number), default=0)
            high = min(
                (s.start for n, s in chosen.items() if n > number), default=len(self._source.text)
            )
            pieces = [p for p in self._pieces if p.end > low and p.start < high]
            places = [c.span for c in find_bare(self._source, pieces, number)]
            inside = [place for place in places if low <= place.start and place.end <= high]
            if len(inside) == 1:
                found[number] = inside[0]
        return found

    # --- asterisks and daggers ---

    def _pair_signs(self, notes: Sequence[NoteText]) -> list[Entry]:
        signs: dict[tuple[int, str], list[Span]] = defaultdict(list)
        for candidate in self._candidates:
            if candidate.number is None:
                signs[self._leaf_at(candidate.span.start), candidate.sign].append(candidate.span)
        texts: dict[tuple[int, str], list[NoteText]] = defaultdict(list)
        for note in notes:
            texts[note.leaf, note.sign].append(note)
        counts: Counter[str] = Counter()
        entries: list[Entry] = []
        for place in sorted({*texts, *signs}):
            entries += self._pair_on_leaf(place, texts[place], signs[place], counts)
        return entries

    def _pair_on_leaf(
        self,
        place: tuple[int, str],
        texts: Sequence[NoteText],
        markers: Sequence[Span],
        counts: Counter[str],
    ) -> list[Entry]:
        """Pair in order where as many notes as markers stand; else say what is over."""
        leaf, sign = place
        series = f"p{self._pages[leaf].label}" if self._pages else ""
        paired = list(zip(texts, markers, strict=False)) if len(texts) == len(markers) else []
        rest: list[tuple[NoteText | None, Span | None]] = [*paired]
        if not paired:
            rest = [(text, None) for text in texts] + [(None, span) for span in markers]
        if len(texts) == 1 and len(markers) > 1:
            rest = [(texts[0], markers[0])]
        entries = []
        for text, marker in rest:
            key = f"{series}.{name_sign(sign)}".lstrip(".")
            counts[key] += 1
            key = f"{key}-{counts[key]}" if counts[key] > 1 else key
            entries.append(Entry(key, series, sign, text, marker))
        return entries

    def _leaf_at(self, offset: int) -> int:
        return max(bisect_right(self._starts, offset) - 1, 0)

    # --- writing ---

    def write(self, scribe: Scribe, pairs: Pairs) -> tuple[Note, ...]:
        """Make the notes."""
        return tuple(self._write(scribe, entry) for entry in pairs.entries)

    def _write(self, scribe: Scribe, entry: Entry) -> Note:
        place = entry.text.sign_span if entry.text else entry.marker
        page = self._pages[self._leaf_at(place.start)].label if place and self._pages else ""
        paragraphs = entry.text.paragraphs if entry.text else ()
        state = NoteState.WHOLE if entry.marker else NoteState.UNMARKED
        return Note(
            key=entry.key,
            series=entry.series,
            sign=entry.sign,
            blocks=tuple(make_paragraph(scribe, paragraph) for paragraph in paragraphs),
            segments=merge_pieces(self._source, paragraphs),
            sign_span=entry.text.sign_span if entry.text else None,
            state=state if paragraphs else NoteState.WANTING,
            marker=entry.marker,
            page=page,
        )

    def dashes(self, notes: Iterable[NoteText]) -> list[Furniture]:
        """Return the dashes that the transcription put before the signs of notes."""
        return [Furniture("list-dash", note.dash) for note in notes if note.dash]


def _place_of(entry: Entry) -> int:
    if entry.marker:
        return entry.marker.start
    return entry.text.sign_span.start if entry.text else 0
