"""The bibliography of a project: loading, caching and formatting of its entries."""

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
"""Fields that are compared with citations in texts; others only describe the work."""
_MATCHED_IN: Final[Mapping[str, str]] = MappingProxyType(
    {"archive": "location", "statement": "note"}
)
"""Further compared fields by the keyword of the entry."""
_MATCHED_PEOPLE: Final = ("author", "editor", "translator")
_MARKER = re.compile(r"^(?:<{7} |={7}$|>{7} ).*", re.MULTILINE)
"""Lines that git puts between the sides of a merge."""
_SAFE_URL = re.compile(r"https?://[^\s<>\"'`\\]+")

Made = TypeVar("Made")

Form: TypeAlias = Literal["html", "markdown", "text"]


class _TextBackend(BaseBackend):  # type: ignore[misc]  # pybtex has no type hints
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
        # pybtex passes the address as rendered text.
        address = html.unescape(url)
        return f'<a href="{escape_html(address)}">{text}</a>' if _is_safe(address) else text


class _MarkdownBackend(_TextBackend):
    def format_str(self, str_: str) -> str:
        return escape_markdown(str_)

    def format_tag(self, tag_name: str, text: str) -> str:
        inner = text.strip()
        if not inner:
            return text
        # Markdown ignores a sign of emphasis next to a space.
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
    """Cache of formatted entries by key and form."""
    store: tuple[Results, str] | None = None
    """The store, with its key, of results that depend only on the entries."""
    _works: dict[tuple[str, bool], Work] = field(default_factory=dict, repr=False)
    _formatted: dict[tuple[str, bool], BaseText] = field(default_factory=dict, repr=False)

    def __contains__(self, key: str) -> bool:
        return (key, "markdown") in self.made or key in self.data.entries

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of all entries, in the order of the file."""
        return tuple(self.data.entries)

    def load_or_make(self, name: str, make: Callable[[], Made]) -> Made:
        """Return the stored result with a name, or make and store it.

        The result must depend only on the entries.
        """
        if self.store is None:
            return make()
        results, key = self.store
        if (body := results.get_bytes(name, key)) is not None:
            # A damaged file can raise anything; the result is then made again.
            with suppress(Exception):
                stored: Made = unpack(body)
                return stored
        made = make()
        results.put_bytes(name, key, pack(made))
        return made

    def former(self) -> dict[str, str]:
        """Return the present keys of entries by their former keys."""
        return {old: key for key in self.keys for old in self.work(key).former}

    def work(self, key: str, *, repeated: bool = False) -> Work:
        """Return an entry with its inherited fields. Raises KeyError if it does not exist."""
        work = self._works.get((key, repeated))
        if work is None:
            work = Work(self.data.entries[key], self.data, repeated=repeated)
            self._works[key, repeated] = work
        return work

    def format_entry(self, key: str, form: Form = "markdown", *, repeated: bool = False) -> str:
        """Return an entry in Chicago style. Raises KeyError if it does not exist.

        ``repeated`` replaces names that are the same in the previous entry by a dash.
        """
        name = f"{form}, repeated" if repeated else form
        return self.make(key, name, lambda: self._render(key, repeated, _BACKENDS[form]()))

    def format_runs(self, key: str) -> list[str]:
        """Return an entry as text alternating between roman and italics, beginning with roman."""
        made = self.make(key, "runs", lambda: self._render(key, False, _RunsBackend()))
        return made.split("\0")

    def make(self, key: str, form: str, write: Callable[[], str]) -> str:
        """Return an entry in a form from the cache, or write it and add it to the cache."""
        if (key, form) not in self.made:
            self.made[key, form] = write()
        return self.made[key, form]

    def _render(self, key: str, repeated: bool, backend: BaseBackend) -> str:
        formatted = self._formatted.get((key, repeated))
        if formatted is None:
            from edition.bibliography.chicago import format_work

            formatted = format_work(self.work(key, repeated=repeated))
            self._formatted[key, repeated] = formatted
        return str(formatted.render(backend))

    def titles(self) -> tuple[str, ...]:
        """Return the titles of all works, including those of their books and journals."""
        names = ("title", "booktitle", "journal", "journaltitle", "series", "origtitle")
        return tuple(
            plain_tex(entry.fields[name])
            for entry in self.data.entries.values()
            for name in names
            if name in entry.fields
        )


def read_bibliography(text: str, path: str = BIBLIOGRAPHY) -> tuple[Bibliography, list[Diagnostic]]:
    """Read a bibliography; reports every fault (B001 to B013), with ``path`` as the file."""
    return _read_source(Source(path, text))


def _read_source(source: Source) -> tuple[Bibliography, list[Diagnostic]]:
    # Imported late: most commands use stored results and need no parser.
    from edition.bibliography.entries import read_entries

    data, found = read_entries(source)
    return Bibliography(data), found


def load_bibliography(root: Path) -> tuple[Bibliography, list[Diagnostic]]:
    """Read the bibliography of a project, which may be empty."""
    files = list_bibliography(root)
    return _load(tuple((path.relative_to(root).as_posix(), path.read_bytes()) for path in files))


@lru_cache(maxsize=2)
def _load(files: tuple[tuple[str, bytes], ...]) -> tuple[Bibliography, list[Diagnostic]]:
    joined, parts, faults = "", [], []
    for path, raw in files:
        # Only the fault is reported; the rest is read, so that its entries are not missing.
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


class _LazyData(BibliographyData):  # type: ignore[misc]  # pybtex has no type hints
    """Entries of a project that are read at the first access."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        return load_bibliography(self._root)[0].data.entries  # type: ignore[no-any-return]


def open_bibliography(root: Path) -> Bibliography:
    """Return the bibliography of a project, to be read at the first access."""
    return _open(root.resolve(), digest_bibliography(root))


@lru_cache(maxsize=2)
def _open(root: Path, _key: str) -> Bibliography:
    return Bibliography(_LazyData(root))


def join_bibliography(root: Path) -> str:
    """Return the concatenated files with the entries of a project."""
    texts = (path.read_text(encoding="utf-8-sig") for path in list_bibliography(root))
    return "\n".join(text if text.endswith("\n") else f"{text}\n" for text in texts)


def load_matched(root: Path) -> tuple[Bibliography, list[Diagnostic]]:
    """Return a bibliography with only the fields that are compared with citations, and its faults.

    Matching works with this bibliography, so that its results depend on no other field. The
    bibliography is stored between runs.
    """
    return _load_matched(root.resolve(), digest_bibliography(root))


@lru_cache(maxsize=2)
def _load_matched(root: Path, key: str) -> tuple[Bibliography, list[Diagnostic]]:
    store = (Results(root / FOLDER), key) if (root / FOLDER).is_dir() else None

    def read() -> tuple[list[_Plain], list[Diagnostic]]:
        bibliography, faults = load_bibliography(root)
        return list(_list_matched(bibliography)), faults

    empty = Bibliography(BibliographyData(), store=store)
    entries, faults = empty.load_or_make("matched works", read)
    return Bibliography(_restore(entries), store=store), faults


_Plain: TypeAlias = tuple[str, dict[str, str], dict[str, list[list[list[str]]]]]
"""Key and fields of an entry, and the parts of the names of its people by role."""


def _restore(entries: Iterable[_Plain]) -> BibliographyData:
    data = BibliographyData()
    for key, fields, people in entries:
        persons = {role: list(map(_restore_person, names)) for role, names in people.items()}
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
            role: [_list_parts(person) for person in entry.persons[role]]
            for role in _MATCHED_PEOPLE
            if role in entry.persons
        }
        yield key, fields, people


def digest_matched(root: Path) -> str:
    """Return a digest of the faults and the compared fields of a project's bibliography."""
    bibliography, faults = load_bibliography(root)
    return digest(*map(json.dumps, _list_matched(bibliography)), *map(repr, faults))


def digest_work(bibliography: Bibliography, key: str) -> str:
    """Return a digest of everything on which the forms of a work depend."""
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
    """Return R007 for every key in a record that is not in the bibliography."""
    # The entry of a draft is written when it is published.
    own = "" if record.state is State.DRAFT else record.citation
    cited: dict[tuple[str | int, ...], str] = {("citation",): own}
    for name in ("provenance", "observations", "where_to_read", "references", "emendations"):
        for number, entry in enumerate(getattr(record, name)):
            cited[name, number, "citation"] = entry.citation
    unknown = {path: key for path, key in cited.items() if key and key not in bibliography}
    former = bibliography.former() if unknown else {}
    return [
        record.report(path, "R007", f"`{key}` is not in {BIBLIOGRAPHY}").with_fix(
            record.data.place(path), key, find_intended(key, bibliography.keys, former)
        )
        for path, key in unknown.items()
    ]
