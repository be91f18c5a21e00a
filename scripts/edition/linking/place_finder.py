"""Find places that editors name by address and words, and the authorities of statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Final, NamedTuple

from edition.bibliography.summary import BIBLIOGRAPHY
from edition.diagnostics.diagnostic import Diagnostic
from edition.model.addresses import abstract_address
from edition.model.edition import Edition
from edition.model.index import AddressKind
from edition.model.layout import DESCRIPTION
from edition.model.links import Anchor, Authority, Place
from edition.records.annotations import DeclaredAuthority
from edition.records.correspondences import End
from edition.records.loading import RECORD_NAME
from edition.records.publication import DRAFTS, is_published
from edition.records.record import Publish
from edition.records.yaml_positions import Positions
from edition.text.page_ranges import write_with_hyphens
from edition.text.quotation_marks import straighten_marks
from edition.text.slips import find_slip, suggest


class FaultCodes(NamedTuple):
    """Diagnostic codes for errors in an end."""

    source: str = "K002"
    address: str = "K003"
    words: str = "K004"
    repeated: str = "K009"


_CODES: Final = FaultCodes()


class PlaceFinder:
    """Finds ends in editions, and collects diagnostics."""

    def __init__(self, data: Positions, root: Path, editions: Sequence[Edition]) -> None:
        self.faults: list[Diagnostic] = []
        self.left_out: Counter[str] = Counter()
        """Number of entries that name each unpublished text."""
        self._data = data
        self._root = root
        self._editions = {edition.record.id: edition for edition in editions}
        self._texts: dict[str, _Text] = {}
        self._hidden: dict[str, bool] = {}
        self._elsewhere: dict[str, bool] = {}
        """True for texts of the project that are not among the editions, False for unknown ids."""

    def is_left_out(self, *ends: End) -> bool:
        """Return True if an end is in an unpublished text, and count the entry for that text."""
        for end in ends:
            hidden = self._hidden.get(end.source)
            if hidden is None:
                hidden = self._hidden[end.source] = self._is_hidden(end.source)
            if hidden:
                self.left_out[end.source] += 1
                return True
        return False

    def _is_hidden(self, source: str) -> bool:
        edition = self._editions.get(source)
        if edition is not None:
            return not is_published(edition.record)
        # Drafts are not loaded, but an entry may name them.
        return (self._root / DRAFTS / source / RECORD_NAME).is_file()

    def report_left_out(self, kind: str) -> list[Diagnostic]:
        """Return one K008 for all omitted entries, if there are any; ``kind`` is a plural noun."""
        if not self.left_out:
            return []
        texts = ", ".join(f"`{name}`: {count:,}" for name, count in sorted(self.left_out.items()))
        fact = f"{self.left_out.total():,} {kind} are left out ({texts})"
        return [Diagnostic("K008", fact, self._data.path)]

    def find(self, end: End, codes: FaultCodes = _CODES) -> Place | None:
        """Return the place of an end, or None if it does not exist or its text is not loaded."""
        edition = self._editions.get(end.source)
        if edition is None:
            self._check_source(end, codes)
            return None
        text = self._texts.get(end.source)
        if text is None:
            text = self._texts[end.source] = _read_text(edition)
        passage = text.passages.get(end.address)
        if passage is None or not _has(passage, end):
            self._report(end, text, codes)
            return None
        if codes.repeated and (count := passage.count(end.words)) > 1:
            fact = f"\u201c{end.words}\u201d occurs {count} times at `{end.address}`"
            self._add(end, "words", codes.repeated, fact, "")
        record = edition.record
        described = record.rights.publish is not Publish.FULL
        anchors = text.anchors(end.address)
        return Place(record.id, record.short_title, described, end, anchors)

    def _check_source(self, end: End, codes: FaultCodes) -> None:
        if end.source not in self._elsewhere:
            path = self._root / "sources" / end.source / RECORD_NAME
            self._elsewhere[end.source] = path.is_file()
        if self._elsewhere[end.source]:
            return
        hint = suggest(end.source, self._editions)
        hint = hint or "The texts are: " + ", ".join(sorted(self._editions))
        self._add(end, "source", codes.source, f"there is no text `{end.source}`", hint)
        self._mend(end, "source", end.source, find_slip(end.source, self._editions))

    def _report(self, end: End, text: _Text, codes: FaultCodes) -> None:
        hint = text.hint(end)
        if end.address not in text.passages:
            fact = f"`{end.source}` has no paragraph, heading or note `{end.address}`"
            self._add(end, "address", codes.address, fact, hint)
        else:
            fact = f"\u201c{end.words}\u201d is not at `{end.address}` of `{end.source}`"
            self._add(end, "words", codes.words, fact, hint)
        self._mend(end, "address", end.address, text.find_only_match(end))

    def _mend(self, end: End, name: str, old: str, new: str) -> None:
        place = self._data.place((*end.path, name))
        self.faults[-1] = self.faults[-1].with_fix(place, old, new)

    def _add(self, end: End, name: str, code: str, fact: str, hint: str) -> None:
        place = self._data.place((*end.path, name))
        width = len(end.address) if name == "address" else 1
        self.faults.append(self._data.report(place, code, fact, hint, width))


def _has(words: str, end: End) -> bool:
    """Return True if a passage has the words; forms of quotation marks are ignored."""
    # The marks nearly always agree, which spares straightening them.
    return end.words in words or straighten_marks(end.words) in straighten_marks(words)


def _find_nearest(words: str, passage: str) -> str:
    """Return the most similar sequence of as many words of a passage, or an empty string."""
    count, all_words = len(words.split()), passage.split()
    runs = [" ".join(all_words[i : i + count]) for i in range(len(all_words) - count + 1)]
    return next(iter(get_close_matches(words, runs, n=1)), "")


@dataclass(frozen=True, slots=True)
class _Text:
    """The passages of a text that an end may name, by address, in reading order."""

    passages: Mapping[str, str]
    """The words at each address."""
    files: Mapping[str, str]
    """The file of each address; empty for an abstract."""
    shown: Mapping[str, tuple[Anchor, ...]]
    """The anchors of the parts of an abstract."""

    def anchors(self, address: str) -> tuple[Anchor, ...]:
        """Return the anchors of an address."""
        return self.shown.get(address) or (Anchor(self.files[address], address),)

    def find_only_match(self, end: End) -> str:
        """Return the only address that has the words, or an empty string."""
        having = [name for name, words in self.passages.items() if _has(words, end)]
        return having[0] if len(having) == 1 else ""

    def hint(self, end: End) -> str:
        """Suggest the nearest address with the words, or a similar address and similar words."""
        order = list(self.passages)
        known = end.address in self.passages
        close = [end.address] if known else get_close_matches(end.address, order, n=1)
        wanted = order.index(close[0]) if close else 0
        found = [i for i, name in enumerate(order) if _has(self.passages[name], end)]
        if found:
            nearest = min(found, key=lambda index: (abs(index - wanted), index))
            return f"The words are at `{order[nearest]}`."
        guess = f" Did you mean `{close[0]}`?" if close and not known else ""
        similar = _find_nearest(end.words, self.passages[close[0]]) if close else ""
        guess += f" It has \u201c{similar}\u201d there." if similar else ""
        return f"The words do not occur in the text.{guess}"


_CITABLE: Final = frozenset({
    AddressKind.DIVISION, AddressKind.HEADING, AddressKind.PARAGRAPH, AddressKind.MATTER,
    AddressKind.FRAGMENT, AddressKind.NOTE,
})  # fmt: skip


def _read_text(edition: Edition) -> _Text:
    if edition.record.rights.publish is Publish.FULL:
        passages = [entry for entry in edition.index.entries if entry.kind in _CITABLE]
        return _Text(
            {entry.address: entry.words for entry in passages},
            {entry.address: entry.file for entry in passages},
            {},
        )
    return _read_abstract(edition)


def _read_abstract(edition: Edition) -> _Text:
    if not edition.layout.files:
        return _Text({}, {}, {})
    record = edition.record
    paragraphs = [
        Anchor(entry.file, entry.address)
        for entry in edition.index.entries
        if entry.kind is AddressKind.PARAGRAPH
    ]
    # The text is loaded in private builds only.
    matching = len(paragraphs) == record.extent.paragraphs
    passages = {}
    shown = {}
    for part in record.abstract:
        anchors = [Anchor(DESCRIPTION, abstract_address(part.of))]
        first = part.of.partition("-")[0]
        if matching and first.isdigit() and 0 < int(first) <= len(paragraphs):
            anchors.append(paragraphs[int(first) - 1])
        passages[part.of] = part.text
        shown[part.of] = tuple(anchors)
    return _Text(passages, {}, shown)


# --- Authorities of the editors' statements -------------------------------------------------------


@dataclass(slots=True)
class AuthorityFinder:
    """Finds the authorities named in one file, and collects diagnostics of works."""

    data: Positions
    places: PlaceFinder
    works: Mapping[str, str]
    """The pages of each work, by key."""
    codes: FaultCodes
    faults: list[Diagnostic] = field(default_factory=list)

    def find_all(self, authorities: Iterable[DeclaredAuthority]) -> tuple[Authority, ...]:
        """Return the authorities found in published texts or in the bibliography."""
        return tuple(filter(None, map(self.find, authorities)))

    def find(self, authority: DeclaredAuthority) -> Authority | None:
        """Return an authority, or None if it was not found or its text is unpublished."""
        end = authority.end
        if end is None:
            return self._find_work(authority)
        found = None if self.places.is_left_out(end) else self.places.find(end, self.codes)
        return None if found is None else Authority(found)

    def _find_work(self, authority: DeclaredAuthority) -> Authority | None:
        name, value = "work", authority.work
        if value not in self.works:
            fact = f"`{value}` is not in {BIBLIOGRAPHY}"
        elif pages := _find_excluding_pages(self.works[value], authority.locator):
            fact = f"`{value}` has pages {pages}, not {authority.locator}"
            name, value = "locator", authority.locator
        else:
            return Authority(None, authority.work, authority.locator)
        place = self.data.place((*authority.path, name))
        self.faults.append(self.data.report(place, self.codes.source, fact, width=len(value)))
        return None


def _find_excluding_pages(stated: str, locator: str) -> str:
    """Return the page range of a work if it does not include the locator, else an empty string."""
    pages = write_with_hyphens(stated)
    ends = [int(end) for end in pages.split("-") if end.isdecimal()]
    excludes = locator.isdecimal() and ends and not ends[0] <= int(locator) <= ends[-1]
    return pages if excludes else ""
