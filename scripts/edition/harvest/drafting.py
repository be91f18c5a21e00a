"""Drafting of entries for cited works, newspapers and archives that the bibliography lacks.

Existing entries are never changed: drafts are printed, or appended to the file. Variants in
``annote`` of an entry belong to the entry; a work similar to an entry is left to the editor.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import Enum
from typing import Any

from edition.bibliography.database import Bibliography
from edition.bibliography.work import Work
from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.harvest.entry_drafts import EntryDraft, draft_entry, escape_tex, make_slug
from edition.linking.citations.citation_parts import FullCitation
from edition.linking.citations.full_citations import read_citations
from edition.linking.citations.passages import Passage, read_fragments, read_notes
from edition.linking.citations.search import resolve_drafts
from edition.linking.citations.words import make_words
from edition.model.citation import Abstention, CitationKind
from edition.model.document import Document
from edition.model.parameters import (
    ABBREVIATION_AHEAD,
    DRAFT_TITLE_SIMILARITY,
    TITLE_BLOCK,
    TITLE_PART,
)
from edition.text.folding import fold_latin, fold_letters
from edition.text.source import Source

# --- Works in the bibliography ------------------------------------------------------------------


_YEAR = re.compile(r"\d{4}")
_LABEL = re.compile(r"^[^:]{0,30}: | \(sic\)$")
"""Text around a variant in ``annote``: the notes that have it, and a remark."""


class Likeness(Enum):
    """The similarity of a citation to an entry."""

    SAME = "same"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class IndexedEntry:
    """The folded values of an entry that are compared with citations."""

    key: str
    titles: tuple[str, ...]
    """Title, short title and the variants in ``annote``."""
    names: frozenset[str]
    years: frozenset[str]
    variants: frozenset[str]
    """Words of ``annote``."""
    incomplete: bool
    """True if the entry lacks details that its full citation would have."""
    periodical: bool


class EntryIndex:
    """All entries of a bibliography, for comparison with citations."""

    def __init__(self, bibliography: Bibliography) -> None:
        self._by_start: dict[str, list[IndexedEntry]] = {}
        self._by_end: dict[str, list[IndexedEntry]] = {}
        self._periodicals: dict[str, IndexedEntry] = {}
        self._books: set[str] = set()
        for key in bibliography.keys:
            self._add(_read(bibliography.work(key)))

    def _add(self, entry: IndexedEntry) -> None:
        for title in entry.titles:
            self._by_start.setdefault(title[:TITLE_BLOCK], []).append(entry)
            self._by_end.setdefault(title[-TITLE_BLOCK:], []).append(entry)
            if entry.periodical:
                self._periodicals[title] = entry
        self._books.update(entry.titles)

    def find(self, citation: FullCitation) -> tuple[str, Likeness] | None:
        """Return the key of the entry of a citation, or of a similar one, or None."""
        container = self._find_container(citation)
        if container is not None:
            return container, Likeness.SAME
        found = {entry.key: _compare(citation, entry) for entry in self._candidates(citation)}
        for likeness in Likeness:
            for key, verdict in found.items():
                if verdict is likeness:
                    return key, likeness
        return None

    def _candidates(self, citation: FullCitation) -> Iterator[IndexedEntry]:
        title = fold_latin(citation.title)
        yield from self._by_start.get(title[:TITLE_BLOCK], ())
        yield from self._by_end.get(title[-TITLE_BLOCK:], ())

    def _find_container(self, citation: FullCitation) -> str | None:
        """Return the key of the newspaper or book of an unsigned piece, which is cited by it."""
        if any(creator.role == "author" for creator in citation.creators):
            return None
        for name in ("journal", "booktitle"):
            title = fold_latin(citation.fields.get(name, ""))
            entry = self._periodicals.get(title)
            if entry is None and title and citation.type == "newspaper":
                entry = self._find_annotated(title)
            if entry is not None:
                return entry.key
            if name == "booktitle" and title in self._books:
                return title
        return None

    def _find_annotated(self, title: str) -> IndexedEntry | None:
        for entry in self._periodicals.values():
            if set(title.split()) <= entry.variants | set(entry.titles[0].split()):
                return entry
        return None


def _read(work: Work) -> IndexedEntry:
    note = work.plain("annote")
    variants = [_LABEL.sub("", part.strip()) for part in note.split(";")]
    fields = [work.title(), work.plain("title"), work.plain("shorttitle")]
    fields += [variant for variant in variants if len(fold_latin(variant)) >= TITLE_PART]
    titles = tuple(dict.fromkeys(fold_latin(field) for field in fields if fold_latin(field)))
    people = [person for role in ("author", "editor", "translator") for person in work.people(role)]
    return IndexedEntry(
        key=str(work.entry.key),
        titles=titles,
        names=frozenset(
            word for person in people for word in fold_latin(" ".join(person.last_names)).split()
        ),
        years=frozenset(_YEAR.findall(f"{work.plain('year')} {work.raw('date')} {note}")),
        variants=frozenset(fold_latin(note).split()),
        incomplete="incomplete" in work.keywords,
        periodical=work.entry.type == "newspaper",
    )


def _compare(citation: FullCitation, entry: IndexedEntry) -> Likeness | None:
    title = fold_latin(citation.title)
    agrees = _year_agrees(citation, entry)
    if agrees and any(_share_end(title, other) for other in entry.titles):
        return Likeness.SAME
    if not any(_share_beginning(title, other) for other in entry.titles):
        similar = any(_is_similar(title, other) for other in entry.titles)
        same_title = similar and any(_is_annotated(title, other, entry) for other in entry.titles)
        if not similar or not _names_agree(citation, entry):
            return None
        return Likeness.SAME if same_title and agrees else Likeness.NEAR
    if not _names_agree(citation, entry):
        return None
    return Likeness.SAME if agrees else Likeness.NEAR


def _share_end(title: str, other: str) -> bool:
    """Return whether one title is the end of the other: a citation may be cut at its beginning."""
    short, long = sorted((title, other), key=len)
    return len(short) >= TITLE_PART and long.endswith(f" {short}")


def _share_beginning(title: str, other: str) -> bool:
    """Return whether one title is equal to the other or its beginning."""
    short, long = sorted((title, other), key=len)
    # A line end may have left a space inside a word.
    same = long.replace(" ", "") == short.replace(" ", "")
    return same or (len(short) >= TITLE_PART and long.startswith(f"{short} "))


def _is_similar(title: str, other: str) -> bool:
    matcher = SequenceMatcher(None, title, other, autojunk=False)
    limit = DRAFT_TITLE_SIMILARITY  # The quick ratio, an upper bound, decides most cases.
    return matcher.quick_ratio() > limit and matcher.ratio() > limit


def _is_annotated(title: str, other: str, entry: IndexedEntry) -> bool:
    """Return whether the words that only one of two titles has are in ``annote``."""
    return set(title.split()) - set(other.split()) <= entry.variants


def _names_agree(citation: FullCitation, entry: IndexedEntry) -> bool:
    cited = {
        word
        for creator in citation.creators
        for name in creator.names
        for word in fold_latin(name).split()
    }
    return not cited or not entry.names or bool(cited & (entry.names | entry.variants))


def _year_agrees(citation: FullCitation, entry: IndexedEntry) -> bool:
    cited = set(_YEAR.findall(citation.fields.get("year", citation.fields.get("date", ""))))
    years = {int(year) for year in entry.years}
    covered = bool(years) and all(min(years) <= int(year) <= max(years) for year in cited)
    return entry.incomplete or not cited or not entry.years or covered


def draft_entries(
    source: Source, document: Document, bibliography: Bibliography, options: Mapping[str, Any]
) -> tuple[tuple[EntryDraft, ...], list[Diagnostic]]:
    """Draft an entry for every work that is cited in full and not in the bibliography.

    A work similar to one of the bibliography is not drafted but reported (H001).
    ``options`` holds the words of the text's citation conventions.
    """
    words = make_words(options)
    index = EntryIndex(bibliography)
    groups: dict[tuple[str, str], list[tuple[FullCitation, str]]] = {}
    near: list[Diagnostic] = []
    for passage in (*read_notes(document), *read_fragments(document)):
        for citation in read_citations(passage.text, words):
            found = index.find(citation)
            if found is None and not _is_unsigned(citation):
                group = (fold_latin(citation.title), citation.fields.get("year", ""))
                groups.setdefault(group, []).append((citation, passage.place))
            elif found is not None and found[1] is Likeness.NEAR:
                near.append(_report_near(source, passage, citation, found[0]))
    return _draft_all(groups.values(), bibliography), near


def _is_unsigned(citation: FullCitation) -> bool:
    """Return True for an unsigned piece in a newspaper, since only the newspaper gets an entry."""
    return citation.type == "newspaper" and not citation.creators


def format_drafts(drafts: Iterable[EntryDraft], source: str) -> str:
    """Return drafts in BibTeX, in the order of their keys."""
    return "\n".join(d.format(source) for d in sorted(drafts, key=lambda d: d.key))


def _draft_all(
    groups: Iterable[list[tuple[FullCitation, str]]], bibliography: Bibliography
) -> tuple[EntryDraft, ...]:
    taken = set(bibliography.keys)
    drafts = []
    for group in groups:
        citations, notes = [c for c, _ in group], [key for _, key in group]
        drafts.append(draft_entry(citations, notes, taken))
        taken.add(drafts[-1].key)
    return tuple(drafts)


def _report_near(source: Source, passage: Passage, citation: FullCitation, key: str) -> Diagnostic:
    fact = f"note {passage.place} cites \u201c{citation.title}\u201d, similar to the entry `{key}`"
    hint = "If it is the same work, add the variant to its annote; if not, add an entry for it."
    return report_at(source, passage.parts(0, 1)[0], "H001", fact, hint)


# --- Newspapers and archives --------------------------------------------------------------------


_KINDS = {CitationKind.ARCHIVE: "archive", CitationKind.NEWSPAPER: "newspaper"}
_ARTICLE = re.compile(r"^(?:The|the)\s+")
_SYMBOL = re.compile(r"\s\((?:hereafter,?\s|henceforth,?\s)?[“‘]?([A-Z]{2,8})[”’]?\)")
"""An abbreviation in brackets after the name that it abbreviates."""


@dataclass(slots=True)
class CitedSource:
    """A newspaper, archive or collection, with the notes that cite it."""

    kind: str
    name: str
    place: str = ""
    """Words after its name: the institution that holds a collection, its town."""
    symbol: str = ""
    """Its abbreviation in the text."""
    notes: list[str] = field(default_factory=list)


def draft_repositories(
    document: Document, bibliography: Bibliography, options: Mapping[str, Any]
) -> tuple[EntryDraft, ...]:
    """Draft an entry for every cited newspaper and archive that has none.

    ``options`` holds the words of the text's citation conventions.
    """
    sources: dict[tuple[str, str], CitedSource] = {}
    for found in _find_sources(document, bibliography, options):
        cited = sources.setdefault((found.kind, fold_letters(found.name)), found)
        cited.symbol = cited.symbol or found.symbol
        if cited is not found:
            cited.notes += found.notes
    return _draft_sources(_join_shortened(list(sources.values())), bibliography.keys)


def _find_sources(
    document: Document, bibliography: Bibliography, options: Mapping[str, Any]
) -> Iterator[CitedSource]:
    for passage, resolved in resolve_drafts(document, bibliography, options):
        draft = resolved.draft
        kind = _KINDS.get(draft.kind)
        if kind is None or resolved.reason is not Abstention.NO_ENTRY or not draft.container:
            continue
        name, _, place = _ARTICLE.sub("", draft.container.strip(" ,")).partition(", ")
        ahead = passage.text[draft.start : draft.end + ABBREVIATION_AHEAD]
        symbol = _SYMBOL.search(ahead, ahead.find(name) + len(name))
        yield CitedSource(kind, name, place, symbol[1] if symbol else "", [passage.place])


def _join_shortened(sources: list[CitedSource]) -> list[CitedSource]:
    """Merge short names such as “Ormond Papers” and “KSA” with the full names."""
    joined: list[CitedSource] = []
    for cited in sorted(sources, key=lambda source: -len(source.name)):
        full = next((source for source in joined if _shortens(cited, source)), None)
        if full is None:
            joined.append(cited)
        else:
            full.symbol = full.symbol or cited.name
            full.notes += cited.notes
    return joined


def _shortens(short: CitedSource, full: CitedSource) -> bool:
    if short.kind != full.kind:
        return False
    shortened = short.name.count(" ") > 0 and full.name.endswith(f" {short.name}")
    return shortened or short.name == full.symbol


def _draft_sources(sources: list[CitedSource], keys: Collection[str]) -> tuple[EntryDraft, ...]:
    taken = set(keys)
    drafts = []
    for cited in sorted(sources, key=lambda source: (source.kind, source.name)):
        key = make_slug(f"{cited.kind} {cited.name}", taken)
        taken.add(key)
        drafts.append(_draft_source(key, cited))
    return tuple(drafts)


def _draft_source(key: str, cited: CitedSource) -> EntryDraft:
    archive = cited.kind == "archive"
    fields = {
        "title": escape_tex(cited.name),
        "institution": escape_tex(cited.place) if archive else "",
        "shorttitle": escape_tex(cited.symbol),
        "keywords": cited.kind,
    }
    return EntryDraft(
        key,
        "misc" if archive else "newspaper",
        {name: value for name, value in fields.items() if value},
        tuple(dict.fromkeys(cited.notes)),
    )
