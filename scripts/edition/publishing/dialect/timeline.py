"""The timeline in Python-Markdown, drawn from the list of dates beside it.

The list is what is read; the drawing shows where its dates lie. Every row of the list is as high
as the others, so that places in the drawing are shares of its height whatever the screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from edition.text.dates import read_span
from edition.text.interface import _
from edition.writers.anchors import NAME_ATTRIBUTE

DATE = r'<span data-date="([0-9~?%/-]*)">([^<>]*)</span>'
_TEXT = re.compile(r"(?:^|/)editions/([^/]+)/")
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500)
_MOST_YEARS = 8
"""Years that are written beside the line, at most."""
_SCALE, _COLUMNS, _BEND = 28.0, (38.0, 76.0), 82.0
"""Across the drawing, in hundredths: the line itself, the first and the last column, the bend of
the lines that lead to the rows."""


class Dates(InlineProcessor):
    """Turns ``<span data-date="1945-08-08">8 August 1945</span>`` into an element of the tree."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(DATE, md)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        """Return the date with what it is in EDTF."""
        date = Element("span", {"class": "date", "data-date": m[1]})
        date.text = m[2]
        return date, m.start(), m.end()


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the list, and what is drawn of it."""

    kind: str
    """``event``, ``period`` or ``text``."""
    span: tuple[float, float] | None
    texts: tuple[tuple[str, str], ...]
    """Identifier and short name of each text that it leads to."""


class Chronology(Treeprocessor):
    """Draws the timeline before each list of dates."""

    def run(self, root: Element) -> None:
        """Draw, wherever the dates of a list make a line."""
        for division in root.iter("div"):
            items = division.find("ul")
            if division.get("class") == "chronology" and items is not None:
                # Without its bullets a list is none to VoiceOver, unless it says so.
                items.set("role", "list")
                names = _take_names(division)
                rows = [_read_row(item, names) for item in items]
                if drawing := _draw(rows):
                    division.insert(0, drawing)


def _take_names(division: Element) -> dict[str, str]:
    """Take the short titles of texts that no link gives out of the attributes of a list."""
    given = [name for name in division.attrib if name.startswith(NAME_ATTRIBUTE)]
    return {name.removeprefix(NAME_ATTRIBUTE): division.attrib.pop(name) for name in given}


def _read_row(item: Element, names: Mapping[str, str]) -> _Row:
    date = item.find(".//span[@data-date]")
    bold, slanted = item.find(".//strong"), item.find(".//em/a")
    kind = "text" if bold is not None else "period" if slanted is not None else "event"
    item.set("class", kind)
    span = read_span(date.get("data-date", "")) if date is not None else None
    return _Row(kind, span, tuple(_list_texts(item, kind, names)))


def _list_texts(item: Element, kind: str, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for link in item.iter("a"):
        if match := _TEXT.search(link.get("href", "")):
            name = "".join(link.itertext()).split(", ")[0] if kind == "event" else ""
            yield match[1], names.get(match[1], name)


# --- the drawing ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Scale:
    """From years to shares of the height."""

    first: float
    last: float
    rows: int
    """Rows of the list."""
    lying: int
    """Rows at its beginning that lie on the line; the rest is later or without a date."""

    def year(self, year: float) -> float:
        """Return where a year lies, in hundredths of the height."""
        share = (year - self.first) / (self.last - self.first)
        return 100 * (0.5 + share * (self.lying - 1)) / self.rows

    def row(self, number: int) -> float:
        """Return where the middle of a row lies."""
        return 100 * (number + 0.5) / self.rows


def _draw(rows: Sequence[_Row]) -> Element | None:
    scale = _find_scale(rows)
    if scale is None:
        return None
    columns = _list_columns(rows)
    box = Element("div", {"class": "chronology-drawing"})
    drawing = SubElement(box, "svg", {"role": "img", "aria-labelledby": "chronology-title"})
    title = SubElement(drawing, "title", {"id": "chronology-title"})
    title.text = _(
        "Timeline from {first} to {last} with the dates of the list, one row for each text",
        first=int(scale.first),
        last=int(scale.last),
    )
    _draw_years(drawing, scale)
    for number, row in enumerate(rows):
        _draw_row(drawing, row, number, scale, columns)
    box.append(_draw_names(columns))
    return box


def _find_scale(rows: Sequence[_Row]) -> _Scale | None:
    """The line reaches as far as what the texts date; without that, as far as their own dates."""
    spans = [row.span for row in rows if row.span and row.kind != "text"]
    spans = spans or [row.span for row in rows if row.span]
    if not spans:
        return None
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    written = [row.span[0] for row in rows if row.kind == "text" and row.span]
    first = min([first, *written])
    lying = sum(row.span is not None and row.span[0] <= last for row in rows)
    return _Scale(first, last, len(rows), lying) if lying > 1 else None


def _list_columns(rows: Sequence[_Row]) -> dict[str, tuple[float, str]]:
    """Return the place across of each text, and its name where an entry gives it."""
    names: dict[str, str] = {}
    for text, name in chain.from_iterable(row.texts for row in rows):
        names[text] = names.get(text) or name
    left, right = _COLUMNS
    step = (right - left) / max(1, len(names) - 1)
    return {text: (left + step * n, name) for n, (text, name) in enumerate(names.items())}


def _draw_names(columns: dict[str, tuple[float, str]]) -> Element:
    """Return the names of the texts, each upright over its column; the list gives them too."""
    names = Element("svg", {"class": "names", "aria-hidden": "true"})
    for across, name in columns.values():
        place = {"x": _share(across), "y": "100%", "overflow": "visible"}
        text = SubElement(SubElement(names, "svg", place), "text", {"dy": "0.35em"})
        text.set("transform", "rotate(-90)")
        text.text = name
    return names


def _draw_years(drawing: Element, scale: _Scale) -> None:
    _line(drawing, "axis", (_SCALE, scale.year(scale.first)), (_SCALE, scale.year(scale.last)))
    length = scale.last - scale.first
    step = next((s for s in _STEPS if length / s <= _MOST_YEARS), _STEPS[-1])
    for year in range(-(-int(scale.first) // step) * step, int(scale.last) + 1, step):
        if year >= scale.first:
            place = scale.year(year)
            _line(drawing, "axis", (_SCALE - 3, place), (_SCALE, place))
            text = SubElement(drawing, "text", {"x": _share(_SCALE - 6), "y": _share(place)})
            text.set("dy", "0.35em")
            text.set("text-anchor", "end")
            text.text = str(year)


def _draw_row(
    drawing: Element,
    row: _Row,
    number: int,
    scale: _Scale,
    columns: dict[str, tuple[float, str]],
) -> None:
    place = scale.row(number)
    lies = row.span is not None and number < scale.lying
    start, end = (scale.year(year) for year in row.span) if row.span and lies else (place, place)
    group = SubElement(drawing, "g", {"class": row.kind})
    if lies:
        _line(group, "lead", (_SCALE, start), (_BEND, start))
    _line(group, "lead", (_BEND if lies else _COLUMNS[0], start), (100, place))
    for text in dict.fromkeys(text for text, __ in row.texts):
        across = columns[text][0]
        if row.kind == "text":
            _diamond(group, across, start)
        else:
            _line(group, "span", (across, start), (across, min(end, 100)))


def _diamond(group: Element, across: float, down: float) -> None:
    # A drawing of its own, since a path knows no shares.
    place = {"x": _share(across), "y": _share(down), "overflow": "visible"}
    SubElement(SubElement(group, "svg", place), "path", {"d": "M0-5 5 0 0 5-5 0z"})


def _line(parent: Element, name: str, start: tuple[float, float], end: tuple[float, float]) -> None:
    (x1, y1), (x2, y2) = start, end
    places = {"x1": _share(x1), "y1": _share(y1), "x2": _share(x2), "y2": _share(y2)}
    SubElement(parent, "line", {"class": name, **places})


def _share(value: float) -> str:
    return f"{value:.2f}%"
