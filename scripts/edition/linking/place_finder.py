"""Finds the places that editors name by an address and words there, and what statements rest on."""

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
    """Codes of what may be wrong with an end."""

    source: str = "K002"
    address: str = "K003"
    words: str = "K004"


_CODES: Final = FaultCodes()


class PlaceFinder:
    """Finds ends in editions, and collects what is wrong with them."""

    def __init__(self, data: Positions, root: Path, editions: Sequence[Edition]) -> None:
        self.faults: list[Diagnostic] = []
        self.left_out: Counter[str] = Counter()
        """How many entries lead to each text that is not published."""
        self._data = data
        self._root = root
        self._editions = {edition.record.id: edition for edition in editions}
        self._known: dict[str, _Text] = {}
        self._hidden: dict[str, bool] = {}
        self._elsewhere: dict[str, bool] = {}
        """Whether each text that is not among the editions is one of the project."""

    def is_left_out(self, *ends: End) -> bool:
        """Count an entry for its first end, if any, in a text that is not published."""
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
        # A text that is still in draft was not loaded, but what leads to it is no mistake.
        return (self._root / DRAFTS / source / RECORD_NAME).is_file()

    def report_left_out(self, kind: str) -> list[Diagnostic]:
        """Return one K008 for all entries of a kind that were left out; none if none was."""
        if not self.left_out:
            return []
        texts = ", ".join(f"`{name}`: {count:,}" for name, count in sorted(self.left_out.items()))
        fact = f"{self.left_out.total():,} {kind} are left out ({texts})"
        return [Diagnostic("K008", fact, self._data.path)]

    def find(self, end: End, codes: FaultCodes = _CODES) -> Place | None:
        """Return the place of an end, or None if there is none or its text is not at hand."""
        edition = self._editions.get(end.source)
        if edition is None:
            self._check_source(end, codes)
            return None
        text = self._known.get(end.source)
        if text is None:
            text = self._known[end.source] = _read_text(edition)
        passage = text.passages.get(end.address)
        if passage is None or not _has(passage, end):
            self._report(end, text, codes)
            return None
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
        self.faults[-1] = self.faults[-1].mend(place, old, new)

    def _add(self, end: End, name: str, code: str, fact: str, hint: str) -> None:
        place = self._data.place((*end.path, name))
        width = len(end.address) if name == "address" else 1
        self.faults.append(self._data.report(place, code, fact, hint, width))


def _has(words: str, end: End) -> bool:
    """Return whether a passage has the words; quotation marks of any form are the same."""
    # Nearly always the marks are the same too.
    return end.words in words or straighten_marks(end.words) in straighten_marks(words)


def _find_nearest(words: str, passage: str) -> str:
    """Return as many words of a passage as are wanted, those most like them; none if none are."""
    count, all_words = len(words.split()), passage.split()
    runs = [" ".join(all_words[one : one + count]) for one in range(len(all_words) - count + 1)]
    return next(iter(get_close_matches(words, runs, n=1)), "")


@dataclass(frozen=True, slots=True)
class _Text:
    """What an end may name in one text, by address, in reading order."""

    passages: Mapping[str, str]
    """The words at each address."""
    files: Mapping[str, str]
    """The file of each address that is in a file of its own name."""
    shown: Mapping[str, tuple[Anchor, ...]]
    """Where the parts of an abstract are shown."""

    def anchors(self, address: str) -> tuple[Anchor, ...]:
        """Return where an address is shown."""
        return self.shown.get(address) or (Anchor(self.files[address], address),)

    def find_only_match(self, end: End) -> str:
        """Return the address that has the words, if it is one alone."""
        having = [name for name, words in self.passages.items() if _has(words, end)]
        return having[0] if len(having) == 1 else ""

    def hint(self, end: End) -> str:
        """Name the address nearest to the one wanted that has the words, or the nearest words."""
        order = list(self.passages)
        known = end.address in self.passages
        close = [end.address] if known else get_close_matches(end.address, order, n=1)
        wanted = order.index(close[0]) if close else 0
        having = [i for i, name in enumerate(order) if _has(self.passages[name], end)]
        if having:
            nearest = min(having, key=lambda index: (abs(index - wanted), index))
            return f"The words are at `{order[nearest]}`."
        guess = f" Did you mean `{close[0]}`?" if close and not known else ""
        like = _find_nearest(end.words, self.passages[close[0]]) if close else ""
        guess += f" It has \u201c{like}\u201d there." if like else ""
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
    # The text itself is at hand in a private build only.
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


# --- What statements of the editors rest on -------------------------------------------------------


@dataclass(slots=True)
class AuthorityFinder:
    """Finds the authorities that one file names, and collects what is wrong with works."""

    data: Positions
    places: PlaceFinder
    works: Mapping[str, str]
    """The pages of each work, by its key."""
    codes: FaultCodes
    faults: list[Diagnostic] = field(default_factory=list)

    def find_all(self, authorities: Iterable[DeclaredAuthority]) -> tuple[Authority, ...]:
        """Return those that were found in texts that are published, or in the bibliography."""
        return tuple(filter(None, map(self.find, authorities)))

    def find(self, authority: DeclaredAuthority) -> Authority | None:
        """Return an authority, or None if it was not found or its text is not published."""
        end = authority.end
        if end is None:
            return self._find_work(authority)
        found = None if self.places.is_left_out(end) else self.places.find(end, self.codes)
        return None if found is None else Authority(found)

    def _find_work(self, authority: DeclaredAuthority) -> Authority | None:
        name, given = "work", authority.work
        if authority.work not in self.works:
            fact = f"`{given}` is not in {BIBLIOGRAPHY}"
        elif pages := _pages_without(self.works[given], authority.locator):
            fact = f"`{given}` has pages {pages}, not {authority.locator}"
            name, given = "locator", authority.locator
        else:
            return Authority(None, authority.work, authority.locator)
        place = self.data.place((*authority.path, name))
        self.faults.append(self.data.report(place, self.codes.source, fact, width=len(given)))
        return None


def _pages_without(stated: str, locator: str) -> str:
    """Return the pages of a work, one range, if they lack a page; empty if they do not."""
    pages = write_with_hyphens(stated)
    ends = [int(end) for end in pages.split("-") if end.isdecimal()]
    lacks = locator.isdecimal() and ends and not ends[0] <= int(locator) <= ends[-1]
    return pages if lacks else ""
