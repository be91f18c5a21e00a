"""The bibliography: ``bibliography.bib`` read whole or not at all, and its entries formatted.

Every fault is reported at its line and column.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, TypeVar

from pybtex.backends import BaseBackend
from pybtex.database import BibliographyData, Entry, Person
from pybtex.richtext import BaseText

from edition.bibliography.summary import BIBLIOGRAPHY, digest_bibliography, list_bibliography
from edition.bibliography.work import Work
from edition.diagnostics.diagnostic import Diagnostic, find_conflicts
from edition.records.record import Record, State
from edition.records.yaml_positions import report_bytes
from edition.text.digest import digest
from edition.text.escape import escape_html, escape_markdown, replace_controls
from edition.text.packing import pack, unpack
from edition.text.results import FOLDER, Results
from edition.text.slips import find_intended
from edition.text.source import JoinedSource, Source
from edition.text.tex import plain_tex

_MATCHED: Final = frozenset(
    "title subtitle shorttitle maintitle origtitle titleaddon booktitle journal journaltitle "
    "year date origdate volume number printedas keywords entrysubtype url crossref ids".split()
)
"""Fields by which texts can cite a work; others only describe it."""
_MATCHED_IN: Final[Mapping[str, str]] = MappingProxyType(
    {"archive": "location", "statement": "note"}
)
"""Fields by which works are cited that have a keyword."""
_MATCHED_PEOPLE: Final = ("author", "editor", "translator")
_MARKER = re.compile(r"^(?:<{7} |={7}$|>{7} ).*", re.MULTILINE)
"""Lines that git puts between the sides of a merge."""
_SAFE_URL = re.compile(r"https?://[^\s<>\"'`\\]+")

Made = TypeVar("Made")

Form: TypeAlias = Literal["html", "markdown", "text"]


class _TextBackend(BaseBackend):  # type: ignore[misc]  # pybtex publishes no types
    def format_tag(self, tag_name: str, text: str) -> str:
        return text

    def format_href(self, url: str, text: str, external: bool = False) -> str:
        return text


class _RunsBackend(_TextBackend):
    def format_str(self, str_: str) -> str:
        return replace_controls(str_)

    def format_tag(self, tag_name: str, text: str) -> str:
        return f"\0{text}\0"


class _HtmlBackend(_TextBackend):
    def format_str(self, str_: str) -> str:
        return escape_html(str_)

    def format_tag(self, tag_name: str, text: str) -> str:
        return f"<{tag_name}>{text}</{tag_name}>" if text else ""

    def format_href(self, url: str, text: str, external: bool = False) -> str:
        # pybtex hands the address over as a rendered text.
        address = html.unescape(url)
        return f'<a href="{escape_html(address)}">{text}</a>' if _is_safe(address) else text


class _MarkdownBackend(_TextBackend):
    def format_str(self, str_: str) -> str:
        return escape_markdown(str_)

    def format_tag(self, tag_name: str, text: str) -> str:
        inner = text.strip()
        if not inner:
            return text
        # A sign of emphasis beside a space is no emphasis.
        before = text[: len(text) - len(text.lstrip())]
        return f"{before}*{inner}*{text[len(text.rstrip()) :]}"

    def format_href(self, url: str, text: str, external: bool = False) -> str:
        address = html.unescape(re.sub(r"\\(.)", r"\1", url))
        if not _is_safe(address):
            return text
        inert = re.sub(r"[()\[\]*|]", lambda sign: f"%{ord(sign[0]):02X}", address)
        return f"[{text}]({inert})"


def _is_safe(address: str) -> bool:
    return bool(_SAFE_URL.fullmatch(address))


_BACKENDS: Final[Mapping[str, Callable[[], BaseBackend]]] = MappingProxyType(
    {"html": _HtmlBackend, "markdown": _MarkdownBackend, "text": _TextBackend}
)


@dataclass(frozen=True, slots=True, eq=False)
class Bibliography:
    """The entries of a project's bibliography."""

    data: BibliographyData
    made: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)
    """What was made of entries, by key and form: each is made once, however many pages show it."""
    kept: tuple[Results, str] | None = None
    """Where results are kept between runs that depend on nothing but the entries, and their key."""
    _works: dict[tuple[str, bool], Work] = field(default_factory=dict, repr=False)
    _formatted: dict[tuple[str, bool], BaseText] = field(default_factory=dict, repr=False)

    def __contains__(self, key: str) -> bool:
        return (key, "markdown") in self.made or key in self.data.entries

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of all entries, in the order of the file."""
        return tuple(self.data.entries)

    def recall(self, name: str, make: Callable[[], Made]) -> Made:
        """Return a result that depends on the entries alone, of a name, as it was made before."""
        if self.kept is None:
            return make()
        results, key = self.kept
        if (body := results.get_bytes(name, key)) is not None:
            # A damaged file can raise anything; the result is then made again.
            with suppress(Exception):
                known: Made = unpack(body)
                return known
        made = make()
        results.put_bytes(name, key, pack(made))
        return made

    def former(self) -> dict[str, str]:
        """Return by keys that entries had before those that they have now."""
        return {old: key for key in self.keys for old in self.work(key).former}

    def work(self, key: str, *, repeated: bool = False) -> Work:
        """Return an entry with what it inherits. Raises KeyError if there is none."""
        known = self._works.get((key, repeated))
        if known is None:
            known = Work(self.data.entries[key], self.data, repeated=repeated)
            self._works[key, repeated] = known
        return known

    def format_entry(self, key: str, form: Form = "markdown", *, repeated: bool = False) -> str:
        """Return an entry in Chicago style. Raises KeyError if there is none.

        ``repeated`` puts a dash for names that the entry before has.
        """
        name = f"{form}, repeated" if repeated else form
        return self.make(key, name, lambda: self._render(key, repeated, _BACKENDS[form]()))

    def format_runs(self, key: str) -> list[str]:
        """Return an entry in roman and italics by turns, roman first."""
        made = self.make(key, "runs", lambda: self._render(key, False, _RunsBackend()))
        return made.split("\0")

    def make(self, key: str, form: str, write: Callable[[], str]) -> str:
        """Return an entry in a form; it is written when it is first asked for."""
        known = self.made.get((key, form))
        if known is None:
            known = self.made[key, form] = write()
        return known

    def _render(self, key: str, repeated: bool, backend: BaseBackend) -> str:
        known = self._formatted.get((key, repeated))
        if known is None:
            from edition.bibliography.chicago import format_work

            known = format_work(self.work(key, repeated=repeated))
            self._formatted[key, repeated] = known
        return str(known.render(backend))

    def titles(self) -> tuple[str, ...]:
        """Return the titles of all works, those of books and journals included."""
        names = ("title", "booktitle", "journal", "journaltitle", "series", "origtitle")
        return tuple(
            plain_tex(entry.fields[name])
            for entry in self.data.entries.values()
            for name in names
            if name in entry.fields
        )


def read_bibliography(text: str, path: str = BIBLIOGRAPHY) -> tuple[Bibliography, list[Diagnostic]]:
    """Read a bibliography known as ``path``; reports every fault (B001 to B013)."""
    return _read_source(Source(path, text))


def _read_source(source: Source) -> tuple[Bibliography, list[Diagnostic]]:
    # Entries that are kept are not read again, and neither is what reads them loaded.
    from edition.bibliography.entries import read_entries

    data, found = read_entries(source)
    return Bibliography(data), found


def load_bibliography(root: Path) -> tuple[Bibliography, list[Diagnostic]]:
    """Read the bibliography of a project; one that has none has an empty one."""
    files = list_bibliography(root)
    return _load(tuple((one.relative_to(root).as_posix(), one.read_bytes()) for one in files))


@lru_cache(maxsize=2)
def _load(files: tuple[tuple[str, bytes], ...]) -> tuple[Bibliography, list[Diagnostic]]:
    joined, parts, faults = "", [], []
    for path, raw in files:
        # What is wrong is reported alone, and the rest read: its entries are not missing.
        text = raw.decode("utf-8-sig", "replace")
        try:
            raw.decode()
        except UnicodeDecodeError as error:
            faults.append(report_bytes(error, "B001", path, "Save the file as UTF-8."))
        if conflicts := find_conflicts(text, "B001", path):
            faults += conflicts
            text = _MARKER.sub("", text)
        joined += "\n" if joined and not joined.endswith("\n") else ""
        parts.append((joined.count("\n") + 1, path))
        joined += re.sub(r"\r\n?", "\n", text)
    source = JoinedSource(BIBLIOGRAPHY, joined, tuple(parts) or ((1, BIBLIOGRAPHY),))
    bibliography, found = _read_source(source)
    return bibliography, faults or found


class _UnreadData(BibliographyData):  # type: ignore[misc]  # pybtex publishes no types
    """Entries of a project that are read when one of them is asked for."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        return load_bibliography(self._root)[0].data.entries  # type: ignore[no-any-return]


def open_bibliography(root: Path) -> Bibliography:
    """Return the bibliography of a project, which is not read before it has to be."""
    return _open(root.resolve(), digest_bibliography(root))


@lru_cache(maxsize=2)
def _open(root: Path, _key: str) -> Bibliography:
    return Bibliography(_UnreadData(root))


def join_bibliography(root: Path) -> str:
    """Return the files with the entries of a project as one text."""
    texts = (path.read_text(encoding="utf-8-sig") for path in list_bibliography(root))
    return "\n".join(text if text.endswith("\n") else f"{text}\n" for text in texts)


def recall_matched(root: Path) -> tuple[Bibliography, list[Diagnostic]]:
    """Return a bibliography with nothing but what a text can cite it by, and its faults.

    What matches texts with works is given this alone, so that its results depend on nothing else.
    It is kept between runs.
    """
    return _recall_matched(root.resolve(), digest_bibliography(root))


@lru_cache(maxsize=2)
def _recall_matched(root: Path, key: str) -> tuple[Bibliography, list[Diagnostic]]:
    kept = (Results(root / FOLDER), key) if (root / FOLDER).is_dir() else None

    def read() -> tuple[list[_Plain], list[Diagnostic]]:
        bibliography, faults = load_bibliography(root)
        return list(_list_matched(bibliography)), faults

    entries, faults = Bibliography(BibliographyData(), kept=kept).recall("matched works", read)
    return Bibliography(_restore(entries), kept=kept), faults


_Plain: TypeAlias = tuple[str, dict[str, str], dict[str, list[list[list[str]]]]]
"""Key and fields of an entry, and by their roles the parts of the names of its people."""


def _restore(entries: Iterable[_Plain]) -> BibliographyData:
    data = BibliographyData()
    for key, fields, people in entries:
        persons = {role: [_restore_person(one) for one in found] for role, found in people.items()}
        data.add_entry(key, Entry("misc", fields, persons))
    return data


def _restore_person(parts: list[list[str]]) -> Person:
    person = Person()
    for name, words in zip(_PARTS, parts, strict=True):
        setattr(person, name, words)
    return person


def _list_matched(bibliography: Bibliography) -> Iterator[_Plain]:
    for key, entry in bibliography.data.entries.items():
        words = re.split(r"\s*,\s*", entry.fields.get("keywords", "").strip())
        names = _MATCHED | {_MATCHED_IN[word] for word in words if word in _MATCHED_IN}
        fields = {name: value for name, value in entry.fields.items() if name in names}
        people = {
            role: [_list_parts(one) for one in entry.persons[role]]
            for role in _MATCHED_PEOPLE
            if role in entry.persons
        }
        yield key, fields, people


def digest_matched(root: Path) -> str:
    """Return one value for the faults of a project's bibliography and for what is matched of it."""
    bibliography, faults = load_bibliography(root)
    return digest(*map(json.dumps, _list_matched(bibliography)), *map(repr, faults))


def digest_work(bibliography: Bibliography, key: str) -> str:
    """Return one value for all that the forms of a work are made from."""
    work = bibliography.work(key)
    parent = _describe("", work.parent) if work.parent is not None else ""
    return digest(_describe(key, work.entry), parent)


def _describe(key: str, entry: Entry) -> str:
    people = {role: [_list_parts(p) for p in found] for role, found in entry.persons.items()}
    return json.dumps([key, str(entry.type), dict(entry.fields.items()), people])


_PARTS: Final = ("first_names", "middle_names", "prelast_names", "last_names", "lineage_names")


def _list_parts(person: Person) -> list[list[str]]:
    return [getattr(person, name) for name in _PARTS]


def check_citations(record: Record, bibliography: Bibliography) -> list[Diagnostic]:
    """Return R007 for every key in a record that the bibliography has not."""
    # Its entry is written when a draft is promoted.
    own = "" if record.state is State.DRAFT else record.citation
    cited: dict[tuple[str | int, ...], str] = {("citation",): own}
    for name in ("provenance", "observations", "where_to_read", "references", "emendations"):
        for number, entry in enumerate(getattr(record, name)):
            cited[name, number, "citation"] = entry.citation
    unknown = {path: key for path, key in cited.items() if key and key not in bibliography}
    former = bibliography.former() if unknown else {}
    return [
        record.report(path, "R007", f"`{key}` is not in {BIBLIOGRAPHY}").mend(
            record.data.place(path), key, find_intended(key, bibliography.keys, former)
        )
        for path, key in unknown.items()
    ]
