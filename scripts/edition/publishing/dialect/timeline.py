"""Draws the timeline in Python-Markdown, from the list of dates next to it.

The list holds the information; the drawing shows the distances between its dates. All rows of the
list have the same height, so positions in the drawing are percentages on every screen.
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
from edition.writers.page import NAME_ATTRIBUTE

DATE = r'<span data-date="([0-9~?%/-]*)">([^<>]*)</span>'
_TEXT = re.compile(r"(?:^|/)editions/([^/]+)/")
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500)
_MOST_YEARS = 8
"""Greatest number of years written next to the axis."""
_AXIS, _COLUMNS, _BEND = 28.0, (38.0, 76.0), 82.0
"""Horizontal positions, in per cent: the axis, the first and the last column, and the bend of the
lines that connect the axis with the rows."""


class Dates(InlineProcessor):
    """Turns ``<span data-date="1945-08-08">8 August 1945</span>`` into an element of the tree."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(DATE, md)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        """Return the date as an element, with its EDTF form as an attribute."""
        date = Element("span", {"class": "date", "data-date": m[1]})
        date.text = m[2]
        return date, m.start(), m.end()


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the list."""

    kind: str
    """``event``, ``period`` or ``text``."""
    span: tuple[float, float] | None
    texts: tuple[tuple[str, str], ...]
    """Id and short name of each text to which it links."""


class Chronology(Treeprocessor):
    """Draws the timeline before each list of dates."""

    def run(self, root: Element) -> None:
        """Draw a timeline for each list with at least two dates."""
        for division in root.iter("div"):
            items = division.find("ul")
            if division.get("class") == "chronology" and items is not None:
                # VoiceOver does not treat a list without bullets as a list unless it has the role.
                items.set("role", "list")
                names = _take_names(division)
                rows = [_read_row(item, names) for item in items]
                if drawing := _draw(rows):
                    division.insert(0, drawing)


def _take_names(division: Element) -> dict[str, str]:
    """Remove the attributes of a list that hold short titles of texts; return the titles by id."""
    names = [name for name in division.attrib if name.startswith(NAME_ATTRIBUTE)]
    return {name.removeprefix(NAME_ATTRIBUTE): division.attrib.pop(name) for name in names}


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
    """Converts years and rows into vertical positions, in per cent of the height."""

    first: float
    last: float
    rows: int
    """Number of rows of the list."""
    dated: int
    """Number of rows at its start that are on the axis; the others are later or without a date."""

    def year(self, year: float) -> float:
        """Return the position of a year."""
        share = (year - self.first) / (self.last - self.first)
        return 100 * (0.5 + share * (self.dated - 1)) / self.rows

    def row(self, number: int) -> float:
        """Return the position of the middle of a row."""
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
    """Return a scale from the earliest date to the last event or period, or to the last text.

    None if fewer than two rows are on the axis.
    """
    spans = [row.span for row in rows if row.span and row.kind != "text"]
    spans = spans or [row.span for row in rows if row.span]
    if not spans:
        return None
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    written = [row.span[0] for row in rows if row.kind == "text" and row.span]
    first = min([first, *written])
    dated = sum(row.span is not None and row.span[0] <= last for row in rows)
    return _Scale(first, last, len(rows), dated) if dated > 1 else None


def _list_columns(rows: Sequence[_Row]) -> dict[str, tuple[float, str]]:
    """Return the horizontal position of each text, and its name if a row has it."""
    names: dict[str, str] = {}
    for text, name in chain.from_iterable(row.texts for row in rows):
        names[text] = names.get(text) or name
    left, right = _COLUMNS
    step = (right - left) / max(1, len(names) - 1)
    return {text: (left + step * n, name) for n, (text, name) in enumerate(names.items())}


def _draw_names(columns: dict[str, tuple[float, str]]) -> Element:
    """Return the vertical names of the texts over their columns; the list has them too."""
    names = Element("svg", {"class": "names", "aria-hidden": "true"})
    for across, name in columns.values():
        place = {"x": _percent(across), "y": "100%", "overflow": "visible"}
        text = SubElement(SubElement(names, "svg", place), "text", {"dy": "0.35em"})
        text.set("transform", "rotate(-90)")
        text.text = name
    return names


def _draw_years(drawing: Element, scale: _Scale) -> None:
    _line(drawing, "axis", (_AXIS, scale.year(scale.first)), (_AXIS, scale.year(scale.last)))
    length = scale.last - scale.first
    step = next((s for s in _STEPS if length / s <= _MOST_YEARS), _STEPS[-1])
    for year in range(-(-int(scale.first) // step) * step, int(scale.last) + 1, step):
        if year >= scale.first:
            place = scale.year(year)
            _line(drawing, "axis", (_AXIS - 3, place), (_AXIS, place))
            text = SubElement(drawing, "text", {"x": _percent(_AXIS - 6), "y": _percent(place)})
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
    on_axis = row.span is not None and number < scale.dated
    start, end = (scale.year(year) for year in row.span) if row.span and on_axis else (place, place)
    group = SubElement(drawing, "g", {"class": row.kind})
    if on_axis:
        _line(group, "lead", (_AXIS, start), (_BEND, start))
    _line(group, "lead", (_BEND if on_axis else _COLUMNS[0], start), (100, place))
    for text in dict.fromkeys(text for text, __ in row.texts):
        across = columns[text][0]
        if row.kind == "text":
            _diamond(group, across, start)
        else:
            _line(group, "span", (across, start), (across, min(end, 100)))


def _diamond(group: Element, across: float, down: float) -> None:
    # In an SVG of its own, because a path cannot use percentages.
    place = {"x": _percent(across), "y": _percent(down), "overflow": "visible"}
    SubElement(SubElement(group, "svg", place), "path", {"d": "M0-5 5 0 0 5-5 0z"})


def _line(parent: Element, name: str, start: tuple[float, float], end: tuple[float, float]) -> None:
    (x1, y1), (x2, y2) = start, end
    places = {"x1": _percent(x1), "y1": _percent(y1), "x2": _percent(x2), "y2": _percent(y2)}
    SubElement(parent, "line", {"class": name, **places})


def _percent(value: float) -> str:
    return f"{value:.2f}%"
