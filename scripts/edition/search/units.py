"""The units of the search: paragraphs, notes, works and headings, as shown on the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final, NamedTuple, TypeAlias

from selectolax.lexbor import LexborHTMLParser, LexborNode

from edition.model.addresses import EDITORS, split_page

KINDS: Final = (
    "body", "note", "bibliography", "editorial", "commentary", "description", "register",
)  # fmt: skip
ON_REQUEST: Final = "editorial"
"""Kind that is searched only on request: pages about the making of the edition."""
_UNIT: Final = frozenset(
    "p h1 h2 h3 h4 h5 h6 li tr dt dd figcaption caption pre summary blockquote".split()
)
_SKIPPED: Final = frozenset(
    "script style nav template button select form textarea svg noscript".split()
)
_BREAKS: Final = frozenset("br td th div p li ul ol table".split())
_HEADINGS: Final = frozenset("h1 h2 h3 h4 h5 h6".split())
_CONTENTS: Final = "contents"
"""Class of a printed table of contents or list of illustrations."""
_LISTS: Final = frozenset({"contents", "pages", "leaves"})
"""Addresses of the lists of parts on the page about a text."""
_YEAR: Final = re.compile(r"(?:^|[;&])rft\.date=(\d{4})")
_SPACE: Final = re.compile(r"[ \t\n\r\f]+")


class Tier(StrEnum):
    """Rank among the results of a query, from first to last."""

    HEADING = "heading"
    TEXT = "text"
    LIST = "list"
    """Contents and lists, which repeat text from elsewhere."""
    ABOUT = "about"
    """Pages about the making of the edition."""


@dataclass(frozen=True, slots=True)
class PageInfo:
    """Data in the head of a page."""

    file: str
    title: str
    text: str
    """Short title of its text; empty for a page of the site."""
    kind: str
    year: int
    """Year of the text; 0 if unknown."""
    next: str
    """File of the next page of the text, or empty."""


class Unit(NamedTuple):
    """A unit of the search, with its address."""

    address: str
    kind: str
    year: int
    label: str
    """The printed page on which it begins; empty if there is none."""
    text: str
    breaks: tuple[tuple[int, str], ...] = ()
    """Starts of pages inside it: the number of code points before, and the label."""
    tier: Tier = Tier.TEXT
    names: tuple[str, ...] = ()
    """All addresses in it: its own, and those of pages."""
    forms: tuple[str, ...] = ()
    """The names of the entry, for an entry of a register."""


SearchedPage: TypeAlias = tuple[PageInfo, list[Unit]]
"""A page with its units."""


@dataclass(slots=True)
class _Draft:
    address: str
    kind: str
    label: str
    year: int
    parts: list[str] = field(default_factory=list)
    breaks: list[tuple[int, str]] = field(default_factory=list)
    tier: Tier = Tier.TEXT
    names: list[str] = field(default_factory=list)
    forms: tuple[str, ...] = ()
    is_complete: bool = False
    """True if it includes the paragraphs inside."""


_SEARCHED_TAGS: Final = re.compile(r"<(?:meta|link)\b[^<>]*\b(?:edition-search|next)\b[^<>]*>")
_CITATIONS: Final = re.compile(
    r'<section class="cite"[^<>]*\bdata-search-exclude\b.*?</section>|<script\b.*?</script>',
    re.DOTALL,
)
"""Citations of the page, in words and as data, which change with the bibliography."""


def extract_searched(html: str) -> str:
    """Return the parts of a page on which ``read_page`` depends: tags of the head, and article."""
    head, _, body = html.partition("</head>")
    article = body[body.find("<article") : body.rfind("</article>")]
    return "".join([*_SEARCHED_TAGS.findall(head), _CITATIONS.sub("", article)])


def read_page(html: str, file: str) -> SearchedPage | None:
    """Return a page and its units, or None if it is excluded from the search.

    ``file`` is the path of the page relative to the folder of the site.
    """
    tree = LexborHTMLParser(html)
    mark = tree.css_first("meta[name=edition-search]")
    article = tree.css_first("article")
    if mark is None or article is None:
        return None
    info = _read_info(tree, mark, file)
    return info, _Walk(info).read(article)


def _read_info(tree: LexborHTMLParser, mark: LexborNode, file: str) -> PageInfo:
    attributes = mark.attributes
    link = tree.css_first("head link[rel=next]")
    target = (link.attributes.get("href") or "") if link is not None else ""
    year = str(attributes.get("data-year") or "")
    return PageInfo(
        file=file,
        title=str(attributes.get("data-title") or ""),
        text=str(attributes.get("data-text") or ""),
        kind=str(attributes.get("content") or KINDS[-1]),
        year=int(year) if year.isdecimal() else 0,
        next=(PurePosixPath(file).parent / target).as_posix() if target else "",
    )


class _Walk:
    """Walks through a page from its first word to its last and collects its units."""

    def __init__(self, info: PageInfo) -> None:
        self._info = info
        self._units: list[Unit] = []
        self._label = ""
        self._address = ""
        self._title = ""
        self._before: list[str] = []
        """Addresses of pages that begin before the next unit."""
        self._listed = False
        """True inside printed contents or a printed list."""
        self._markers: dict[str, str] = {}
        """Label of the page with the marker of each note."""
        self._open: list[_Draft] = []

    def read(self, article: LexborNode) -> list[Unit]:
        self._open = [self._draft(self._info.kind)]
        self._walk_children(article)
        self._close()
        return self._units

    def _draft(self, kind: str) -> _Draft:
        return _Draft(self._address, kind, self._label, self._info.year)

    def _walk_children(self, node: LexborNode) -> None:
        child = node.child
        while child is not None:
            if child.tag == "-text":
                self._open[-1].parts.append(child.text_content or "")
            elif child.tag and child.tag[0] not in "-_":
                self._walk_element(child)
            child = child.next

    def _walk_element(self, node: LexborNode) -> None:
        tag, attributes = node.tag or "", node.attributes
        role = attributes.get("role") or ""
        if role == "doc-noteref" and attributes.get("id"):
            self._markers.setdefault(str(attributes.get("href"))[1:], self._label)
        if _is_excluded(tag, attributes, role):
            return
        name = str(attributes.get("id") or "") or (_name_row(node) if tag == "tr" else "")
        if "data-names" in attributes:
            self._open[-1].forms = tuple(str(attributes["data-names"] or "").split("|"))
        if "data-label" in attributes:
            (self._open[-1].names if len(self._open) > 1 else self._before).append(name)
            self._turn_page(name_page(name, str(attributes["data-label"] or "")))
            return
        if "title" in attributes and (year := _YEAR.search(str(attributes["title"] or ""))):
            self._open[-1].year = int(year[1])
        if tag in _UNIT and not self._open[-1].is_complete:
            self._add_unit(node, tag, name)
            return
        if tag in _BREAKS:
            self._open[-1].parts.append(" ")
        listed, self._listed = self._listed, self._listed or attributes.get("class") == _CONTENTS
        self._walk_children(node)
        self._listed = listed

    def _add_unit(self, node: LexborNode, tag: str, name: str) -> None:
        self._address = name or self._address
        draft = self._draft(self._info.kind)
        draft.names = [*self._before, name] if name else self._before
        self._before = []
        draft.tier = self._rank(tag)
        is_note = tag == "li" and name in self._markers
        if is_note:
            draft.kind = "commentary" if name.startswith(EDITORS) else "note"
            draft.label = self._markers[name]
        is_work = self._info.kind == "bibliography" and tag in {"li", "tr"} and bool(name)
        if tag == "h1":
            self._title = name
        if self._info.kind == "bibliography" and self._address in {"", self._title}:
            draft.kind = ON_REQUEST
        draft.is_complete = is_note or is_work
        self._open.append(draft)
        self._walk_children(node)
        self._close()

    def _rank(self, tag: str) -> Tier:
        if self._listed or (self._info.kind == "description" and self._address in _LISTS):
            return Tier.LIST
        return Tier.HEADING if tag in _HEADINGS else Tier.TEXT

    def _turn_page(self, label: str) -> None:
        self._label = label
        self._open[-1].breaks.append((len(self._open[-1].parts), label))

    def _close(self) -> None:
        draft = self._open.pop()
        raw = _SPACE.sub(" ", "".join(draft.parts))
        text = raw.strip()
        if not text:
            self._before += draft.names
            return
        leading = len(raw) - len(raw.lstrip())
        breaks = [(max(0, at - leading), label) for at, label in _place_breaks(draft)]
        tier = Tier.ABOUT if draft.kind == ON_REQUEST else draft.tier
        facts = (draft.address, draft.kind, draft.year, draft.label, text)
        self._units.append(Unit(*facts, tuple(breaks), tier, tuple(draft.names), draft.forms))


def _place_breaks(draft: _Draft) -> Iterator[tuple[int, str]]:
    """Yield each page start with the number of characters before it in normalised white space."""
    done = length = 0
    space = False
    for at, label in draft.breaks:
        part = _SPACE.sub(" ", "".join(draft.parts[done:at]))
        length += len(part) - (space and part[:1] == " ")
        space = part[-1:] == " " if part else space
        done = at
        yield length, label


def name_page(address: str, label: str) -> str:
    """Return the name of a page, or of a leaf for the unnumbered leaves of a typescript."""
    page = split_page(address)
    return f"leaf {label}" if page and page[1] else f"p. {label}"


def _name_row(row: LexborNode) -> str:
    """Return the address of a row: that of its first cell."""
    cell = row.css_first("td")
    return str(cell.attributes.get("id") or "") if cell is not None else ""


def _is_excluded(tag: str, attributes: dict[str, str | None], role: str) -> bool:
    """Return whether an element holds no text: markers, navigation, hidden elements."""
    if tag in _SKIPPED or "data-search-exclude" in attributes or "hidden" in attributes:
        return True
    if role in {"doc-noteref", "doc-backlink"}:
        return True
    classes = (attributes.get("class") or "").split()
    return not {"permalink", "sign", "moved"}.isdisjoint(classes)


def order_files(
    pages: Mapping[str, PageInfo], lasts: Mapping[str, str | None]
) -> Iterator[tuple[PageInfo, str]]:
    """Yield pages in reading order, each with the label of the printed page on which it begins.

    ``lasts`` has the result of ``find_last_label`` for each file. A chapter that begins within a
    page gets its label from the file before.
    """
    followers = {info.next for info in pages.values() if info.next != info.file}
    starts = sorted(pages, key=lambda file: (_rank(pages[file]), file in followers, file))
    done: set[str] = set()
    for start in starts:
        file, label = start, ""
        while file in pages and file not in done:
            done.add(file)
            yield pages[file], label
            last = lasts[file]
            label = label if last is None else last
            file = pages[file].next


def find_last_label(units: Sequence[Unit]) -> str | None:
    """Return the label of the page on which a file ends; None if it begins on the same page."""
    unit = next((unit for unit in reversed(units) if unit.kind != "note"), None)
    if unit is None:
        return None
    return unit.breaks[-1][1] if unit.breaks else unit.label or None


def carry_label(units: Sequence[Unit], label: str) -> list[Unit]:
    """Return the units of a file, with ``label`` for those before its first page start."""
    return [unit if unit.label else unit._replace(label=label) for unit in units]


def _rank(info: PageInfo) -> tuple[int, str]:
    """Return the sort key of a page: texts, descriptions of texts, works, the site."""
    if info.text:
        return (0 if info.kind == "body" else 1), info.text
    return 2, "" if info.kind == "bibliography" else "site"
