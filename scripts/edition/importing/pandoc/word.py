"""Rewrite a Word file so that pandoc reads all of it, and report how Word numbers its notes.

Pandoc loses the paragraphs of text boxes, ruby readings and the numbers of headings, includes
hidden text, and counts footnotes and endnotes as a single series. Elements and attributes follow
ECMA-376, part 1, chapter 17.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Final
from xml.dom.minidom import Document, Element, parseString

from edition.importing.pandoc.elements import (
    Prepared,
    around,
    children,
    find,
    free_paragraphs,
    insert,
    pack,
    read_number,
    remove,
    text_of,
    unpack,
)
from edition.model.note_keys import letter_mark
from edition.readers.furniture import to_roman

_DOCUMENT: Final = re.compile(r"word/document\d*\.xml")
_OFF: Final = ("0", "false", "off")
_HEADING: Final = re.compile(r"heading \d", re.IGNORECASE)
_CAPTIONS: Final = ("caption", "table caption", "image caption")
_CHICAGO_MARKS: Final = "*\u2020\u2021\xa7"
"""Marks of the number format ``chicago`` in Office Open XML."""


def _repeat_sign(number: int) -> str:
    """Return a note mark in the order of the Chicago manual, repeated after the last mark."""
    times, place = divmod(number - 1, len(_CHICAGO_MARKS))
    return _CHICAGO_MARKS[place] * (times + 1)


NUMBER_FORMATS: Final[Mapping[str, Callable[[int], str]]] = {
    "decimal": str,
    "lowerRoman": to_roman,
    "upperRoman": lambda number: to_roman(number).upper(),
    "lowerLetter": letter_mark,
    "upperLetter": lambda number: letter_mark(number).upper(),
    "chicago": _repeat_sign,
}
"""Supported number formats; a note in any other format has a decimal number."""


def prepare_word(data: bytes) -> Prepared:
    """Return a Word file in which pandoc finds all text.

    Raises ExpatError for a document that is not XML.
    """
    members = unpack(data)
    name = next(filter(_DOCUMENT.fullmatch, members), None)
    if name is None:
        return Prepared(data)
    document = parseString(members[name])
    parts = {
        part: parseString(members[path])
        for part in ("styles", "numbering", "settings")
        if (path := f"word/{part}.xml") in members
    }
    left_out: Counter[str] = Counter()
    _free_boxes(document)
    left_out["hidden passage, which is left out"] += _drop_hidden(document)
    left_out["reading beside characters, in brackets after them"] += _write_readings(document)
    styles = _Styles(parts.get("styles"))
    for paragraph in document.getElementsByTagName("w:p"):
        styles.drop_caption(paragraph)
    if "numbering" in parts:
        _number_headings(document, styles, parts["numbering"])
    marks = tuple(_read_marks(document, parts.get("settings"), left_out))
    members[name] = document.toxml("utf-8")
    return Prepared(pack(members), marks, +left_out)


def _value(element: Element | None, *names: str) -> str:
    """Return the value of the descendant at a path of names; empty if there is none."""
    found = find(element, *names)
    return found.getAttribute("w:val") if found else ""


def _write_run(document: Document, text: str) -> Element:
    run = document.createElement("w:r")
    words = document.createElement("w:t")
    words.setAttribute("xml:space", "preserve")
    words.appendChild(document.createTextNode(text))
    run.appendChild(words)
    return run


def _words(element: Element) -> str:
    return "".join(map(text_of, element.getElementsByTagName("w:t")))


# --- content that pandoc loses ------------------------------------------------------------


def _free_boxes(document: Document) -> None:
    """Move the paragraphs of text boxes after the paragraph that contains the box."""
    for fallback in document.getElementsByTagName("mc:Fallback"):
        remove(fallback)
    for box in document.getElementsByTagName("w:txbxContent"):
        anchor = around(box, "w:p")
        if anchor is None:
            continue
        free_paragraphs(box, anchor)
        drawing = around(box, "w:r")
        remove(drawing if drawing and not _words(drawing) else box)


def _drop_hidden(document: Document) -> int:
    """Remove hidden runs; return the number of those that had text."""
    dropped = 0
    for run in document.getElementsByTagName("w:r"):
        hidden = find(run, "w:rPr", "w:vanish")
        if hidden and hidden.getAttribute("w:val") not in _OFF:
            dropped += bool(_words(run).strip())
            remove(run)
    return dropped


def _write_readings(document: Document) -> int:
    """Move ruby readings into brackets after their characters; return their number."""
    found = document.getElementsByTagName("w:ruby")
    for ruby in found:
        run = around(ruby, "w:r")
        base, reading = find(ruby, "w:rubyBase"), find(ruby, "w:rt")
        if run is None or run.parentNode is None or base is None or reading is None:
            continue
        for part in (*children(base, "w:r"), _write_run(document, f"（{_words(reading)}）")):
            insert(part, run, run.parentNode)
        remove(run)
    return len(found)


class _Styles:
    """The paragraph styles of a document, by identifier."""

    def __init__(self, styles: Document | None) -> None:
        found = styles.getElementsByTagName("w:style") if styles else []
        self._styles = {style.getAttribute("w:styleId"): style for style in found}

    def _own(self, paragraph: Element) -> Iterator[Element]:
        """Yield the style of a paragraph, then the styles on which it is based."""
        name, seen = _value(paragraph, "w:pPr", "w:pStyle"), set[str]()
        while name not in seen and (style := self._styles.get(name)):
            yield style
            seen.add(name)
            name = _value(style, "w:basedOn")

    def drop_caption(self, paragraph: Element) -> None:
        """Make a caption a plain paragraph, since pandoc would move it to an adjacent table."""
        own = next(self._own(paragraph), None)
        if own and _value(own, "w:name").casefold() in _CAPTIONS:
            properties = find(paragraph, "w:pPr")
            named = find(properties, "w:pStyle")
            if named:
                remove(named)

    def is_heading(self, paragraph: Element) -> bool:
        """Return whether a paragraph has a heading style."""
        return any(
            find(style, "w:pPr", "w:outlineLvl") or re.match(r"heading \d", _value(style, "w:name"))
            for style in self._own(paragraph)
        )

    def find_number(self, paragraph: Element) -> tuple[str, int] | None:
        """Return the list that numbers a paragraph and the level in it, from 0."""
        for element in (paragraph, *self._own(paragraph)):
            number = find(element, "w:pPr", "w:numPr")
            if number and (name := _value(number, "w:numId")):
                return None if name == "0" else (name, read_number(_value(number, "w:ilvl")))
        return None


def _number_headings(document: Document, styles: _Styles, numbering: Document) -> None:
    """Insert the numbers that Word generates for headings before their text."""
    lists = {
        element.getAttribute("w:abstractNumId"): element
        for element in numbering.getElementsByTagName("w:abstractNum")
    }
    of_number = {
        element.getAttribute("w:numId"): _value(element, "w:abstractNumId")
        for element in numbering.getElementsByTagName("w:num")
    }
    counts: dict[str, Counter[int]] = {}
    for paragraph in document.getElementsByTagName("w:p"):
        found = styles.find_number(paragraph)
        if found is None or not styles.is_heading(paragraph) or not _words(paragraph).strip():
            continue
        name, level = found
        abstract = lists.get(of_number.get(name, ""))
        if abstract is None:
            continue
        levels = {
            read_number(child.getAttribute("w:ilvl")): child
            for child in children(abstract, "w:lvl")
        }
        own = counts.setdefault(of_number[name], Counter())
        for lower in [lower for lower in own if lower > level]:
            del own[lower]
        own[level] = own.get(level, read_number(_value(levels.get(level), "w:start"), 1) - 1) + 1
        text = _label(levels, own, level)
        if text:
            properties = find(paragraph, "w:pPr")
            after = properties.nextSibling if properties else paragraph.firstChild
            insert(_write_run(document, text + " "), after, paragraph)


def _label(levels: Mapping[int, Element], counts: Mapping[int, int], level: int) -> str:
    """Return the number of a heading in the format of its level, such as ``§ 2.1``."""

    def write(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        form = _value(levels.get(place), "w:numFmt") or "decimal"
        return "" if form == "none" else NUMBER_FORMATS.get(form, str)(counts.get(place, 1))

    if _value(levels.get(level), "w:numFmt") in ("none", "bullet"):
        return ""
    return re.sub(r"%(\d)", write, _value(levels.get(level), "w:lvlText")).strip()


# --- the numbers of notes -----------------------------------------------------------------

_NOTES: Final = {"w:footnoteReference": "w:footnotePr", "w:endnoteReference": "w:endnotePr"}
_DEFAULTS: Final = {"w:footnotePr": "decimal", "w:endnotePr": "lowerRoman"}


def _read_marks(
    document: Document, settings: Document | None, left_out: Counter[str]
) -> Iterator[str]:
    """Yield the mark of each note, in order."""
    defaults = settings.documentElement if settings else None
    numbers: dict[str, Iterator[int]] = {}
    for section, notes in _part_sections(document):
        for kind in _DEFAULTS:
            restart = _setting(kind, section, defaults, "w:numRestart")
            if kind not in numbers or restart == "eachSect":
                numbers[kind] = count(
                    read_number(_setting(kind, section, defaults, "w:numStart"), 1)
                )
            if restart == "eachPage" and any(_NOTES[note.tagName] == kind for note in notes):
                left_out["section whose notes begin anew on each page, counted on"] += 1
        for note in notes:
            if note.getAttribute("w:customMarkFollows") not in ("", *_OFF):
                run = note.parentNode
                yield _words(run).strip() if isinstance(run, Element) else ""
                continue
            kind = _NOTES[note.tagName]
            form = _setting(kind, section, defaults, "w:numFmt") or _DEFAULTS[kind]
            yield NUMBER_FORMATS.get(form, str)(next(numbers[kind]))


def _part_sections(document: Document) -> Iterator[tuple[Element | None, list[Element]]]:
    """Yield the properties of each section and the note calls in it."""
    notes: list[Element] = []
    closing: Element | None = None
    for element in document.getElementsByTagName("*"):
        if closing and element.tagName == "w:p":
            # The properties of a section are in its last paragraph, before the text.
            yield closing, notes
            closing, notes = None, []
        if element.tagName in _NOTES and not _is_deleted(element):
            notes.append(element)
        elif element.tagName == "w:sectPr" and not around(element, "w:sectPrChange"):
            closing = element
    yield closing, notes


def _is_deleted(element: Element) -> bool:
    return around(element, "w:del", "w:moveFrom") is not None


def _setting(kind: str, section: Element | None, defaults: Element | None, name: str) -> str:
    """Return a property of notes set by a section, or else by the document."""
    return _value(section, kind, name) or _value(defaults, kind, name)
