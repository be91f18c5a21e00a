"""Drafting of register entries from a text: from glosses, equations, lists and repeated names.

A gloss follows a name in brackets: ``Ada Weaver (織田, 1871–1946, better known as A. W.)``. An
equation has a second form in square brackets: ``A [B]``. The state of a draft is ``proposed``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Final

from edition.bibliography.database import Bibliography
from edition.bibliography.work import plain_names
from edition.harvest.repeated_names import PART, RepeatedNames
from edition.linking.registers.forms import settle_words
from edition.linking.registers.naming import CITED_ROLES
from edition.linking.registers.passages import list_passages
from edition.model.edition import Edition
from edition.model.index import AddressKind
from edition.model.parameters import (
    GLOSS_LONGEST,
    ID_LONGEST,
    INITIAL_LONGEST,
)
from edition.records.annotations import DeclaredAuthority
from edition.records.correspondences import End
from edition.records.registers import (
    Dates,
    Entry,
    EntryClass,
    Name,
    NameKind,
    State,
    list_forms,
)
from edition.text.folding import fold_latin, fold_letters
from edition.text.scripts import CAPITALS, CJK, CYRILLIC, HANGUL, HIRAGANA, KATAKANA

_READ: Final = frozenset({AddressKind.PARAGRAPH, AddressKind.NOTE, AddressKind.MATTER})
_NAME = rf"{PART}(?:\s(?:(?:de|von|van|der|al|of|the)\s)?{PART}|\s[{CAPITALS}]\.){{0,6}}"
_GLOSSED = re.compile(
    rf"(?P<before>[\w’]+\s|^|[^\w\s]\s?)(?P<name>{_NAME})\s\((?P<gloss>[^()]{{1,{GLOSS_LONGEST}}})\)"
)
_EQUATED = re.compile(rf"(?P<name>{_NAME})\s\[(?P<other>{_NAME})\]")
_LISTED = re.compile(r"(?P<short>[^\s:]*[A-Z]\S*[A-Z][^\s:]*): (?P<name>[^():;,]+)")
_NATIVE = re.compile(rf"[{CJK}{CYRILLIC}][{CJK}{CYRILLIC}\s’ʼ-]*")
_YEARS = re.compile(r"(?:b\. )?(?P<born>\d{4})?(?:–(?P<died>\d{2,4}))?")
_ABBREVIATION = re.compile(r"[A-Z]{2,8}")
_RESERVED: Final = frozenset({"true", "false", "null"})
_TEI: Final[Mapping[str, EntryClass]] = {
    "persName": EntryClass.PERSON,
    "placeName": EntryClass.PLACE,
    "geogName": EntryClass.PLACE,
    "orgName": EntryClass.ORGANISATION,
    "term": EntryClass.TERM,
}


def draft_entries(
    edition: Edition, bibliography: Bibliography, known: Sequence[Entry]
) -> tuple[list[Entry], dict[str, tuple[Name, ...]]]:
    """Return drafts of entries that the registers lack, and further forms of existing entries.

    Drafts with a common form are merged and have no id yet. The further forms are by id.
    """
    owners: dict[str, set[str]] = {}
    for form, id in ((form, entry.id) for entry in known for form in list_forms(entry)):
        owners.setdefault(fold_letters(form), set()).add(id)
    bare = {_strip(form) for entry in known for form in list_forms(entry)}
    entries: list[Entry] = []
    names: dict[str, tuple[Name, ...]] = {}
    for draft in _join([*_Finder(edition).find_all(), *_draft_authors(edition, bibliography)]):
        ids = set[str]().union(*(owners.get(form, ()) for form in _identify(draft)))
        new = tuple(name for name in draft.names if fold_letters(name.text) not in owners)
        if len(ids) == 1 and new:
            names[min(ids)] = names.get(min(ids), ()) + new
        elif not ids and not (draft.at[0].work and _strip(draft.name) in bare):
            entries.append(draft)
    return entries, names


def _identify(entry: Entry) -> Iterator[str]:
    """Yield the folded forms of names that identify an entry."""
    yield fold_letters(entry.name)
    for name in entry.names:
        if name.kind is not NameKind.ABBREVIATION:
            yield fold_letters(name.text)


def _strip(form: str) -> frozenset[str]:
    """Return the set of the words of a name without initials: Joseph and Grew of Joseph C. Grew."""
    words = [fold_letters(word) for word in re.findall(r"[^\W\d_]+", form)]
    long = frozenset(word for word in words if len(word) > INITIAL_LONGEST)
    return long if len(long) > 1 else frozenset(words)


# --- finding --------------------------------------------------------------------------------------


class _Finder:
    """Finds names with their forms and dates in a text."""

    def __init__(self, edition: Edition) -> None:
        self._source = edition.record.id
        self._document = edition.document
        self._words = settle_words(edition.record.names)
        self._passages = {
            entry.address: entry.words for entry in edition.index.entries if entry.kind in _READ
        }
        read = list_passages(edition.document, edition.citations) if edition.document else ()
        self._repeated = RepeatedNames(read, self._words)

    def find_all(self) -> Iterator[Entry]:
        """Yield an entry for each gloss, equation, list item, marked name and repeated name."""
        for address, text in self._passages.items():
            for match in _GLOSSED.finditer(text):
                yield from self._read_gloss(match, address)
            for match in _EQUATED.finditer(text):
                entry_class = self._classify(match["name"], "", dated=False)
                other = {match["other"]: NameKind.ALIAS}
                yield self._make(entry_class, match["name"], address, match[0], other)
            if (listed := _LISTED.match(text)) and _shortens(listed["short"], listed["name"]):
                short, name = {listed["short"]: NameKind.ABBREVIATION}, listed["name"].strip()
                yield self._make(EntryClass.ORGANISATION, name, address, listed[0], short)
        for marked in self._document.names if self._document is not None else ():
            # Names in the markup of the text; forms with the same key belong to one entry.
            text = " ".join(marked.text.split())
            address = next((a for a, words in self._passages.items() if text in words), "")
            if marked.kind in _TEI and text and address:
                key = (marked.target or marked.identity).removeprefix("#")
                forms = {key: NameKind.ALIAS} if key else {}
                yield self._make(_TEI[marked.kind], text, address, text, forms)
        for entry_class, name in self._repeated.find_all():
            forms = {name.shorter: NameKind.SHORT} if name.shorter else {}
            yield self._make(entry_class, name.text, name.address, name.text, forms)

    def _make(
        self,
        entry_class: EntryClass,
        name: str,
        address: str,
        words: str,
        forms: Mapping[str, NameKind],
    ) -> Entry:
        at = (DeclaredAuthority(End(self._source, address, " ".join(words.split()), ())),)
        names = (
            Name(form, kind, _recognise_language(form) if kind is NameKind.NATIVE else "", "", at)
            for form, kind in forms.items()
        )
        return Entry("", entry_class, name, State.PROPOSED, tuple(names), at)

    def _read_gloss(self, match: re.Match[str], address: str) -> Iterator[Entry]:
        name, _ = self._repeated.trim(match["name"], match["before"])
        forms: dict[str, NameKind] = {}
        years = ("", "")
        other = False
        for part in re.split(r"[,;]\s", match["gloss"]):
            alias = next((w for w in self._words.aliases if part.startswith(f"{w} ")), "")
            if _NATIVE.fullmatch(part):
                forms[part] = NameKind.NATIVE
            elif alias and re.fullmatch(_NAME, part.removeprefix(f"{alias} ")):
                forms[part.removeprefix(f"{alias} ")] = NameKind.ALIAS
            elif _ABBREVIATION.fullmatch(part):
                forms[part] = NameKind.ABBREVIATION
            elif (found := _YEARS.fullmatch(part)) and part:
                born, died = found["born"] or "", found["died"] or ""
                years = (born, born[: len(born) - len(died)] + died if died else "")
            else:
                other = True
        native = NameKind.NATIVE in forms.values()
        dated = any(years) and (native or " " in name)
        entry_class = self._classify(match["name"], match["before"], dated=dated)
        if not dated and NameKind.ABBREVIATION in forms.values():
            entry_class = EntryClass.ORGANISATION
        # The place and year of a book are also in brackets.
        printed = entry_class is EntryClass.PLACE and not forms
        document = printed or name.rpartition(" ")[2] in self._words.documents
        if name and (forms or any(years)) and (native or not other) and not document:
            words = match[0][match.start("name") - match.start() :].partition(f"{name} (")
            entry = self._make(entry_class, name, address, "".join(words[1:]), forms)
            life = years if entry_class is EntryClass.PERSON else ("", "")
            yield replace(entry, dates=Dates(*life, at=entry.at if any(life) else ()))

    def _classify(self, name: str, before: str, *, dated: bool) -> EntryClass:
        by_words = self._repeated.classify_by_words(name.split())
        if by_words in (EntryClass.ORGANISATION, EntryClass.EVENT):
            return by_words
        placed = before.strip() in self._words.places or " " not in name
        return EntryClass.PLACE if placed and not dated else EntryClass.PERSON


def _shortens(short: str, name: str) -> bool:
    """Return whether a name has the letters of an abbreviation in order, from its beginning."""
    letters, rest = fold_letters(short), iter(fold_letters(name))
    return fold_letters(name)[:1] == letters[:1] and all(letter in rest for letter in letters)


def _recognise_language(native: str) -> str:
    """Return the language of a native form if its characters show it, else an empty string."""
    for characters, language in ((HIRAGANA + KATAKANA, "ja"), (HANGUL, "ko"), (CYRILLIC, "ru")):
        if re.search(f"[{characters}]", native):
            return language
    return ""


def _draft_authors(edition: Edition, bibliography: Bibliography) -> Iterator[Entry]:
    """Yield the authors, editors and translators of the works that a text cites."""
    for key in dict.fromkeys(citation.key for citation in edition.citations if citation.key):
        work = bibliography.work(key)
        for person in (person for role in CITED_ROLES for person in work.people(role)):
            family, given = plain_names(person)
            eastern = work.is_eastern(person)
            parts = (family, given) if eastern else (given, family)
            if given and family:
                at, name = (DeclaredAuthority(work=key),), " ".join(parts)
                yield Entry(
                    "", EntryClass.PERSON, name, State.PROPOSED, (), at, surname=family * eastern
                )


# --- joining --------------------------------------------------------------------------------------


def _join(drafts: Iterable[Entry]) -> list[Entry]:
    """Merge drafts with a common form; the merged entry has the name of the first of them."""
    joined: dict[int, Entry] = {}
    place: dict[tuple[EntryClass, str], int] = {}
    for number, draft in enumerate(drafts):
        keys = [(draft.entry_class, form) for form in _identify(draft)]
        home = next((place[key] for key in keys if key in place), number)
        joined[home] = _add(joined[home], draft) if home in joined else draft
        for key in keys:
            place.setdefault(key, home)
    return list(joined.values())


def _add(first: Entry, other: Entry) -> Entry:
    known = {first.name, *(name.text for name in first.names)}
    head = Name(other.name, NameKind.ROMANISATION, "", "", other.at)
    new = {name.text: name for name in (head, *other.names) if name.text not in known}
    dates = first.dates if first.dates.at else other.dates
    return replace(first, names=(*first.names, *new.values()), dates=dates)


# --- writing --------------------------------------------------------------------------------------


def make_id(name: str, taken: Iterable[str]) -> str:
    """Return an unused id for a name."""
    slug = (
        re.sub(r"[^a-z0-9]+", "-", fold_latin(name)).strip("-")[:ID_LONGEST].strip("-") or "entry"
    )
    used = frozenset(taken)
    numbered = (f"{slug}-{number}" for number in count(2))
    return slug if slug not in used else next(id for id in numbered if id not in used)


def format_draft(id: str, draft: Entry) -> str:
    """Return a draft in YAML, as an entry of its register."""
    lines = [f"{id}:", f"  name: {_scalar(draft.name)}"]
    lines += [f"  surname: {_scalar(draft.surname)}"] if draft.surname else []
    if draft.names:
        lines.append("  names:")
    for name in draft.names:
        lines += [f"    - text: {_scalar(name.text)}", f"      kind: {name.kind}"]
        lines += [f"      language: {name.language}"] if name.language else []
        lines.append(f"      at: {_format_evidence(name.at)}")
    years = (("born", draft.dates.born), ("died", draft.dates.died))
    if dates := [f"{name}: {year}" for name, year in years if year]:
        lines.append(f"  dates: {{{', '.join(dates)}, at: {_format_evidence(draft.dates.at)}}}")
    lines += [f"  at: {_format_evidence(draft.at)}", "  state: proposed"]
    return "\n".join(lines) + "\n"


def format_name(name: Name) -> str:
    """Return a form in YAML, as an item of the names of an entry, on one line."""
    text, at = _scalar(name.text), _format_evidence(name.at)
    return f"- {{text: {text}, kind: {name.kind}, at: {at}}}"


def _format_evidence(at: Sequence[DeclaredAuthority]) -> str:
    [authority] = at
    if authority.end is None:
        return f"{{work: {authority.work}}}"
    end = authority.end
    words = json.dumps(end.words, ensure_ascii=False)
    return f"{{source: {end.source}, address: {end.address}, words: {words}}}"


def _scalar(text: str) -> str:
    plain = re.fullmatch(r"[^\W\d_][\w ’.-]*", text) and text.casefold() not in _RESERVED
    return text if plain else json.dumps(text, ensure_ascii=False)
