"""What can be found: paragraphs, notes, works and headings, as the pages show them."""

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
ASKED_FOR: Final = "editorial"
"""What is searched only when it is asked for: pages about the making of the edition."""
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
"""Addresses, on the page about a text, of the lists of its parts."""
_YEAR: Final = re.compile(r"(?:^|[;&])rft\.date=(\d{4})")
_SPACE: Final = re.compile(r"[ \t\n\r\f]+")


class Tier(StrEnum):
    """What leads among the results of a query, and what comes last, in this order."""

    HEADING = "heading"
    TEXT = "text"
    LIST = "list"
    """Contents and lists, which repeat what is elsewhere."""
    ABOUT = "about"
    """Pages about the making of the edition."""


@dataclass(frozen=True, slots=True)
class PageInfo:
    """What a page says of itself in its head."""

    file: str
    title: str
    text: str
    """Short title of the text that it belongs to; empty for a page of the site."""
    kind: str
    year: int
    """Of the text; 0 if it has none."""
    next: str
    """File of the page that follows in the text, or empty."""


class Unit(NamedTuple):
    """One thing that can be found, with the address that leads to it."""

    address: str
    kind: str
    year: int
    label: str
    """The printed page that it begins on; empty if there is none."""
    text: str
    breaks: tuple[tuple[int, str], ...] = ()
    """Pages that begin inside it: how many code points before, and the label."""
    tier: Tier = Tier.TEXT
    names: tuple[str, ...] = ()
    """The addresses that begin in it: its own, and those of pages."""
    forms: tuple[str, ...] = ()
    """The names of the entry of a register that it is of."""


SearchedPage: TypeAlias = tuple[PageInfo, list[Unit]]
"""A page with what can be found on it."""


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
    whole: bool = False
    """Whether paragraphs inside belong to it."""


_READ_OF_HEAD: Final = re.compile(r"<(?:meta|link)\b[^<>]*\b(?:edition-search|next)\b[^<>]*>")
_LEFT_OUT: Final = re.compile(
    r'<section class="cite"[^<>]*\bdata-search-exclude\b.*?</section>|<script\b.*?</script>',
    re.DOTALL,
)
"""How to cite a page, which changes with the bibliography, in words and as data."""


def find_searched(html: str) -> str:
    """Return of a page what ``read_page`` reads of it, at least: tags of the head, and article."""
    head, _, body = html.partition("</head>")
    article = body[body.find("<article") : body.rfind("</article>")]
    return "".join([*_READ_OF_HEAD.findall(head), _LEFT_OUT.sub("", article)])


def read_page(html: str, file: str) -> SearchedPage | None:
    """Return a page and its units, or None if it says that it is not to be searched.

    ``file`` is the path of the page below the folder of the site.
    """
    tree = LexborHTMLParser(html)
    mark = tree.css_first("meta[name=edition-search]")
    article = tree.css_first("article")
    if mark is None or article is None:
        return None
    info = _read_info(tree, mark, file)
    return info, _Walk(info).read(article)


def _read_info(tree: LexborHTMLParser, mark: LexborNode, file: str) -> PageInfo:
    said = mark.attributes
    following = tree.css_first("head link[rel=next]")
    target = (following.attributes.get("href") or "") if following is not None else ""
    year = str(said.get("data-year") or "")
    return PageInfo(
        file=file,
        title=str(said.get("data-title") or ""),
        text=str(said.get("data-text") or ""),
        kind=str(said.get("content") or KINDS[-1]),
        year=int(year) if year.isdecimal() else 0,
        next=(PurePosixPath(file).parent / target).as_posix() if target else "",
    )


class _Walk:
    """One way through a page, from its first word to its last."""

    def __init__(self, info: PageInfo) -> None:
        self._info = info
        self._units: list[Unit] = []
        self._label = ""
        self._address = ""
        self._title = ""
        self._before: list[str] = []
        """Addresses of pages that begin before the next unit."""
        self._listed = False
        """Whether the walk is inside printed contents or a printed list."""
        self._referred: dict[str, str] = {}
        """The page on which each note is referred to."""
        self._open: list[_Draft] = []

    def read(self, article: LexborNode) -> list[Unit]:
        self._open = [self._draft(self._info.kind)]
        self._children(article)
        self._close()
        return self._units

    def _draft(self, kind: str) -> _Draft:
        return _Draft(self._address, kind, self._label, self._info.year)

    def _children(self, node: LexborNode) -> None:
        child = node.child
        while child is not None:
            if child.tag == "-text":
                self._open[-1].parts.append(child.text_content or "")
            elif child.tag and child.tag[0] not in "-_":
                self._element(child)
            child = child.next

    def _element(self, node: LexborNode) -> None:
        tag, said = node.tag or "", node.attributes
        role = said.get("role") or ""
        if role == "doc-noteref" and said.get("id"):
            self._referred.setdefault(str(said.get("href"))[1:], self._label)
        if _is_left_out(tag, said, role):
            return
        name = str(said.get("id") or "") or (_name_row(node) if tag == "tr" else "")
        if "data-names" in said:
            self._open[-1].forms = tuple(str(said["data-names"] or "").split("|"))
        if "data-label" in said:
            (self._open[-1].names if len(self._open) > 1 else self._before).append(name)
            self._turn_page(name_page(name, str(said["data-label"] or "")))
            return
        if "title" in said and (year := _YEAR.search(str(said["title"] or ""))):
            self._open[-1].year = int(year[1])
        if tag in _UNIT and not self._open[-1].whole:
            self._unit(node, tag, name)
            return
        if tag in _BREAKS:
            self._open[-1].parts.append(" ")
        listed, self._listed = self._listed, self._listed or said.get("class") == _CONTENTS
        self._children(node)
        self._listed = listed

    def _unit(self, node: LexborNode, tag: str, name: str) -> None:
        self._address = name or self._address
        draft = self._draft(self._info.kind)
        draft.names = [*self._before, name] if name else self._before
        self._before = []
        draft.tier = self._rank(tag)
        is_note = tag == "li" and name in self._referred
        if is_note:
            draft.kind = "commentary" if name.startswith(EDITORS) else "note"
            draft.label = self._referred[name]
        is_work = self._info.kind == "bibliography" and tag in {"li", "tr"} and bool(name)
        if tag == "h1":
            self._title = name
        if self._info.kind == "bibliography" and self._address in {"", self._title}:
            draft.kind = ASKED_FOR
        draft.whole = is_note or is_work
        self._open.append(draft)
        self._children(node)
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
        tier = Tier.ABOUT if draft.kind == ASKED_FOR else draft.tier
        facts = (draft.address, draft.kind, draft.year, draft.label, text)
        self._units.append(Unit(*facts, tuple(breaks), tier, tuple(draft.names), draft.forms))


def _place_breaks(draft: _Draft) -> Iterator[tuple[int, str]]:
    """Yield the page ends, each with the characters before it where white space is one space."""
    done = length = 0
    space = False
    for at, label in draft.breaks:
        part = _SPACE.sub(" ", "".join(draft.parts[done:at]))
        length += len(part) - (space and part[:1] == " ")
        space = part[-1:] == " " if part else space
        done = at
        yield length, label


def name_page(address: str, label: str) -> str:
    """Return how a page is called: the leaves of a typescript are not its printed pages."""
    page = split_page(address)
    return f"leaf {label}" if page and page[1] else f"p. {label}"


def _name_row(row: LexborNode) -> str:
    """Return the address of a row, which is that of its first cell."""
    cell = row.css_first("td")
    return str(cell.attributes.get("id") or "") if cell is not None else ""


def _is_left_out(tag: str, said: dict[str, str | None], role: str) -> bool:
    """Return whether an element shows nothing of the text: marks, navigation, what is hidden."""
    if tag in _SKIPPED or "data-search-exclude" in said or "hidden" in said:
        return True
    if role in {"doc-noteref", "doc-backlink"}:
        return True
    return bool({"permalink", "sign", "moved"}.intersection((said.get("class") or "").split()))


def order_files(
    pages: Mapping[str, PageInfo], lasts: Mapping[str, str | None]
) -> Iterator[tuple[PageInfo, str]]:
    """Yield pages in the order in which one reads, each with the label of the page it begins in.

    ``lasts`` has for each file what ``find_last_label`` finds. A chapter that begins within a page
    has the label of that page in the file before.
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
    """Return the label of the page on which a file ends; None if it is the one it begins in."""
    unit = next((one for one in reversed(units) if one.kind != "note"), None)
    if unit is None:
        return None
    return unit.breaks[-1][1] if unit.breaks else unit.label or None


def carry_label(units: Sequence[Unit], label: str) -> list[Unit]:
    """Give units before the first page start of a file the label of the page it begins in."""
    return [unit if unit.label else unit._replace(label=label) for unit in units]


def _rank(info: PageInfo) -> tuple[int, str]:
    """Return what a page is ordered by: the texts, what is said of each, works, the site."""
    if info.text:
        return (0 if info.kind == "body" else 1), info.text
    return 2, "" if info.kind == "bibliography" else "site"
