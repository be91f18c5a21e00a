"""Drafts entries of the registers from a text: its glosses, equations, lists and repeated names.

A gloss is what brackets after a name say: ``Ada Weaver (織田, 1871–1946, better known as A. W.)``.
An equation gives a second form in brackets: ``A [B]``. A draft is proposed, never read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from edition.records.registers import Entry, EntryClass, NameKind, list_forms
from edition.text.folding import fold_latin, fold_letters
from edition.text.scripts import CAPITALS, CJK, CYRILLIC, HANGUL, HIRAGANA, KATAKANA

_READ: Final = frozenset({AddressKind.PARAGRAPH, AddressKind.NOTE, AddressKind.MATTER})
_NAME = rf"{PART}(?:\s(?:(?:de|von|van|der|al|of|the)\s)?{PART}|\s[{CAPITALS}]\.){{0,6}}"
_GLOSSED = re.compile(
    rf"(?P<before>[\w’]+\s|^|[^\w\s]\s?)(?P<name>{_NAME})\s\((?P<gloss>[^()]{{1,{GLOSS_LONGEST}}})\)"
)
_EQUATED = re.compile(rf"(?P<name>{_NAME})\s\[(?P<other>{_NAME})\]")
_LISTED = re.compile(r"(?P<short>[^\s:]*[A-Z]\S*[A-Z][^\s:]*): (?P<name>[^():;,]+)")
_POSSESSIVE = re.compile(r"[’']s(?:\s|$)")
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


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a draft rests on: words at an address of a text, or a work."""

    source: str = ""
    address: str = ""
    words: str = ""
    work: str = ""


@dataclass(frozen=True, slots=True)
class DraftedName:
    """A form that a draft proposes for a name."""

    text: str
    kind: NameKind
    language: str
    at: Evidence


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """A proposed entry."""

    entry_class: EntryClass
    name: str
    at: Evidence
    names: tuple[DraftedName, ...] = ()
    surname: str = ""
    """Where it is not the last word of the name."""
    born: str = ""
    died: str = ""
    dated: Evidence = field(default_factory=Evidence)

    @property
    def forms(self) -> Iterator[str]:
        """All forms of the name that identify the entry, folded."""
        yield fold_letters(self.name)
        for name in self.names:
            if name.kind is not NameKind.ABBREVIATION:
                yield fold_letters(name.text)


def draft_entries(
    edition: Edition, bibliography: Bibliography, known: Iterable[Entry]
) -> tuple[EntryDraft, ...]:
    """Return the entries that a text proposes and the registers lack, joined by their forms."""
    drafts = [*_Finder(edition).find_all(), *_draft_authors(edition, bibliography)]
    forms = [form for entry in known for form in list_forms(entry)]
    have, bare = set(map(fold_letters, forms)), set(map(_strip, forms))
    joined = _join(drafts)
    return tuple(
        one
        for one in joined
        if have.isdisjoint(one.forms) and not (one.at.work and _strip(one.name) in bare)
    )


def _strip(form: str) -> frozenset[str]:
    """Return the words of a name without initials, in no order: Grew, Joseph for Joseph C. Grew."""
    words = [fold_letters(word) for word in re.findall(r"[^\W\d_]+", form)]
    long = frozenset(word for word in words if len(word) > INITIAL_LONGEST)
    return long if len(long) > 1 else frozenset(words)


def draft_names(edition: Edition, known: Sequence[Entry]) -> dict[str, tuple[DraftedName, ...]]:
    """Return the forms that a text gives for entries of the registers and that these lack."""
    owners: dict[str, set[str]] = {}
    for entry in known:
        for form in list_forms(entry):
            owners.setdefault(fold_letters(form), set()).add(entry.id)
    found: dict[str, tuple[DraftedName, ...]] = {}
    for draft in _join(_Finder(edition).find_all()):
        ids = set().union(*(owners.get(form, ()) for form in draft.forms))
        new = tuple(name for name in draft.names if fold_letters(name.text) not in owners)
        if len(ids) == 1 and new:
            found[min(ids)] = found.get(min(ids), ()) + new
    return found


# --- finding --------------------------------------------------------------------------------------


class _Finder:
    """Finds what a text says of names."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._words = settle_words(edition.record.names)
        self._titles = tuple(f"{title} " for title in self._words.titles)
        self._passages = {
            entry.address: entry.words for entry in edition.index.entries if entry.kind in _READ
        }
        self._small = frozenset(re.findall(r"\b[^\W\d_]+\b", " ".join(self._passages.values())))

    def find_all(self) -> Iterator[EntryDraft]:
        """Yield a draft for each gloss, equation, line of a list, marked and repeated name."""
        for address, text in self._passages.items():
            for match in _GLOSSED.finditer(text):
                yield from self._read_gloss(match, address)
            for match in _EQUATED.finditer(text):
                at = self._cite(address, match[0])
                other = DraftedName(match["other"], NameKind.ALIAS, "", at)
                entry_class = self._classify(match["name"], "", dated=False)
                yield EntryDraft(entry_class, match["name"], at, (other,))
            if (listed := _LISTED.match(text)) and _shortens(listed["short"], listed["name"]):
                yield self._read_listed(listed, address)
        yield from self._find_marked()
        yield from self._find_repeated()

    def _cite(self, address: str, words: str) -> Evidence:
        return Evidence(self._edition.record.id, address, " ".join(words.split()))

    def _read_gloss(self, match: re.Match[str], address: str) -> Iterator[EntryDraft]:
        name = self._trim(match["name"], match["before"])
        at = self._cite(address, match[0][match.start("name") - match.start() :])
        names: list[DraftedName] = []
        years = ("", "")
        other = False
        for part in re.split(r"[,;]\s", match["gloss"]):
            alias = next((w for w in self._words.aliases if part.startswith(f"{w} ")), "")
            if _NATIVE.fullmatch(part):
                names.append(DraftedName(part, NameKind.NATIVE, _tell_language(part), at))
            elif alias and re.fullmatch(_NAME, part.removeprefix(f"{alias} ")):
                text = part.removeprefix(f"{alias} ")
                names.append(DraftedName(text, NameKind.ALIAS, "", at))
            elif _ABBREVIATION.fullmatch(part):
                names.append(DraftedName(part, NameKind.ABBREVIATION, "", at))
            elif (found := _YEARS.fullmatch(part)) and part:
                born, died = found["born"] or "", found["died"] or ""
                years = (born, born[: len(born) - len(died)] + died if died else "")
            else:
                other = True
        kinds = {name.kind for name in names}
        native = NameKind.NATIVE in kinds
        dated = any(years) and (native or " " in name)
        entry_class = self._classify(match["name"], match["before"], dated=dated)
        if not dated and NameKind.ABBREVIATION in kinds:
            entry_class = EntryClass.ORGANISATION
        # Place and year of a book stand in brackets too.
        document = name.rpartition(" ")[2] in self._words.documents
        if (names or any(years)) and (native or not other) and not document:
            life = years if entry_class is EntryClass.PERSON else ("", "")
            yield EntryDraft(entry_class, name, at, tuple(names), "", *life, at)

    def _trim(self, name: str, before: str) -> str:
        """Return a name without titles, owners, and the first word of a sentence."""
        name = _POSSESSIVE.split(name)[-1] or name
        while title := next((one for one in self._titles if name.startswith(one)), ""):
            name = name.removeprefix(title)
        first, _, rest = name.partition(" ")
        opens = not before.strip() or before.strip() in ".?!\u201d"
        return rest if opens and rest and first.lower() in self._small else name

    def _classify(self, name: str, before: str, *, dated: bool) -> EntryClass:
        last = name.rpartition(" ")[2]
        if last in (*self._words.organisations, *self._words.bodies):
            return EntryClass.ORGANISATION
        if last in self._words.events:
            return EntryClass.EVENT
        if dated:
            return EntryClass.PERSON
        if before.strip() in self._words.places or " " not in name:
            return EntryClass.PLACE
        return EntryClass.PERSON

    def _read_listed(self, match: re.Match[str], address: str) -> EntryDraft:
        at = self._cite(address, match[0])
        short = DraftedName(match["short"], NameKind.ABBREVIATION, "", at)
        return EntryDraft(EntryClass.ORGANISATION, match["name"].strip(), at, (short,))

    def _find_marked(self) -> Iterator[EntryDraft]:
        """Yield what the markup of the text marks, the forms with the same key as one entry."""
        document = self._edition.document
        for name in document.names if document is not None else ():
            text = " ".join(name.text.split())
            address = next((a for a, words in self._passages.items() if text in words), "")
            if name.kind in _TEI and text and address:
                at = self._cite(address, text)
                key = (name.target or name.identity).removeprefix("#")
                forms = (DraftedName(key, NameKind.ALIAS, "", at),) if key else ()
                yield EntryDraft(_TEI[name.kind], text, at, forms)

    def _find_repeated(self) -> Iterator[EntryDraft]:
        document = self._edition.document
        passages = list_passages(document, self._edition.citations) if document else ()
        for entry_class, one in RepeatedNames(passages, self._words).find_all():
            at = self._cite(one.address, one.text)
            short = DraftedName(one.shorter, NameKind.SHORT, "", at)
            yield EntryDraft(entry_class, one.text, at, (short,) if one.shorter else ())


def _shortens(short: str, name: str) -> bool:
    """Tell whether a name has the letters of an abbreviation in order, the first at its start."""
    letters, rest = fold_letters(short), iter(fold_letters(name))
    return fold_letters(name)[:1] == letters[:1] and all(letter in rest for letter in letters)


def _tell_language(native: str) -> str:
    """Return the language of native characters where they tell it."""
    for characters, language in ((HIRAGANA + KATAKANA, "ja"), (HANGUL, "ko"), (CYRILLIC, "ru")):
        if re.search(f"[{characters}]", native):
            return language
    return ""


def _draft_authors(edition: Edition, bibliography: Bibliography) -> Iterator[EntryDraft]:
    """Yield the authors, editors and translators of the works that a text cites."""
    for key in dict.fromkeys(one.key for one in edition.citations if one.key):
        work = bibliography.work(key)
        for person in (one for role in CITED_ROLES for one in work.people(role)):
            family, given = plain_names(person)
            eastern = work.is_eastern(person)
            parts = (family, given) if eastern else (given, family)
            if given and family:
                at, name = Evidence(work=key), " ".join(parts)
                yield EntryDraft(EntryClass.PERSON, name, at, surname=family * eastern)


# --- joining --------------------------------------------------------------------------------------


def _join(drafts: Iterable[EntryDraft]) -> list[EntryDraft]:
    """Return the drafts with those joined that share a form; the first of them names the entry."""
    joined: dict[int, EntryDraft] = {}
    place: dict[tuple[EntryClass, str], int] = {}
    for number, draft in enumerate(drafts):
        keys = [(draft.entry_class, form) for form in draft.forms]
        home = next((place[key] for key in keys if key in place), number)
        joined[home] = _add(joined[home], draft) if home in joined else draft
        for key in keys:
            place.setdefault(key, home)
    return list(joined.values())


def _add(first: EntryDraft, other: EntryDraft) -> EntryDraft:
    known = {first.name, *(name.text for name in first.names)}
    head = DraftedName(other.name, NameKind.ROMANISATION, "", other.at)
    new = {name.text: name for name in (head, *other.names) if name.text not in known}
    dated = first if first.born or first.died else other
    names = (*first.names, *new.values())
    return replace(first, names=names, born=dated.born, died=dated.died, dated=dated.dated)


# --- writing --------------------------------------------------------------------------------------


def make_id(name: str, taken: Iterable[str]) -> str:
    """Return an id for a name that no other entry has."""
    slug = (
        re.sub(r"[^a-z0-9]+", "-", fold_latin(name)).strip("-")[:ID_LONGEST].strip("-") or "entry"
    )
    used = frozenset(taken)
    numbered = (f"{slug}-{number}" for number in count(2))
    return slug if slug not in used else next(id for id in numbered if id not in used)


def format_draft(id: str, draft: EntryDraft) -> str:
    """Return a draft as an entry of its register."""
    lines = [f"{id}:", f"  name: {_scalar(draft.name)}"]
    lines += [f"  surname: {_scalar(draft.surname)}"] if draft.surname else []
    if draft.names:
        lines.append("  names:")
    for name in draft.names:
        lines += [f"    - text: {_scalar(name.text)}", f"      kind: {name.kind}"]
        lines += [f"      language: {name.language}"] if name.language else []
        lines.append(f"      at: {_format_evidence(name.at)}")
    dates = [f"{k}: {v}" for k, v in (("born", draft.born), ("died", draft.died)) if v]
    if dates:
        lines.append(f"  dates: {{{', '.join(dates)}, at: {_format_evidence(draft.dated)}}}")
    lines += [f"  at: {_format_evidence(draft.at)}", "  state: proposed"]
    return "\n".join(lines) + "\n"


def format_name(name: DraftedName) -> str:
    """Return a form as an item of the names of an entry, on one line."""
    text, at = _scalar(name.text), _format_evidence(name.at)
    return f"- {{text: {text}, kind: {name.kind}, at: {at}}}"


def _format_evidence(at: Evidence) -> str:
    if at.work:
        return f"{{work: {at.work}}}"
    words = json.dumps(at.words, ensure_ascii=False)
    return f"{{source: {at.source}, address: {at.address}, words: {words}}}"


def _scalar(text: str) -> str:
    plain = re.fullmatch(r"[^\W\d_][\w ’.-]*", text) and text.casefold() not in _RESERVED
    return text if plain else json.dumps(text, ensure_ascii=False)
