"""Draws the places of the registers as one map, in SVG that needs no script and no other file.

The land is that of Natural Earth, simplified: ``land.json`` has a ring for each coast, its points
as differences in twentieths of a degree. The map is a conformal cone over the places; what lies
far from most of them is left to the list beside it. Everything is placed by rule, so that the same
places give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate, pairwise, product
from math import cos, exp, hypot, log, pi, radians, sin, sqrt, tan
from statistics import median_low
from typing import Final, TypeAlias

Point: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[float, float, float, float]

UNIT: Final = 20
"""Steps of the points of the land in a degree."""
WIDTH: Final = 1000.0
_MARGIN: Final = 0.06
"""Share of the width that is kept free around the places."""
_WIDEST, _HIGHEST = 80.0, 45.0
"""Degrees of longitude and latitude at most between two places that a map is made for."""
_LEAST_SPAN: Final = 8.0
"""Degrees that a map shows at least."""
_AROUND: Final = 110.0
"""Degrees on each side of the middle meridian of which the land is drawn."""
_GRID: Final = 10
"""Degrees from line to line."""
_EQUATOR: Final = 0.05
"""Below this sine of its middle parallel a cone is as good as a cylinder."""
_RADIUS, _GROWTH, _LARGEST = 2.0, 0.9, 11.0
_LETTER, _LINE = 6.6, 13.0
"""Width of a letter and height of a line of a label, generous for any face."""
_GAP: Final = 3.0


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A place of the map with how often each text names it."""

    id: str
    name: str
    """Of the time."""
    today: str
    """Today's name where it is another."""
    longitude: float
    latitude: float
    href: str
    counts: tuple[int, ...]
    """By text."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map, and the ids of the places on it."""

    svg: str
    shown: frozenset[str]
    middle: float
    """The middle one of the places, as a share of the width: there a narrow screen opens it."""
    labels: Mapping[str, Box]
    """Room of the label of each place that has one: left, top, right, bottom."""


def draw_map(places: Sequence[MapPlace], land: Sequence[Sequence[int]]) -> Drawing:
    """Return the map of some places; there must be one at least."""
    cone = _Cone.over(places)
    spots = {one.id: cone.project(one.longitude, one.latitude) for one in places}
    frame = _frame([spots[one.id] for one in _choose(places)])
    scale = WIDTH / (frame[2] - frame[0])
    height = round((frame[3] - frame[1]) * scale, 1)
    sheet = _Sheet(cone, frame, scale, height)
    moved = {id: sheet.move(spot) for id, spot in spots.items()}
    shown = [one for one in _rank(places) if sheet.holds(moved[one.id])]
    labels, boxes = _label(shown, moved, height)
    parts = [
        f'<path class="map-land" transform="scale(.5)" d="{"".join(sheet.draw_land(land))}"/>',
        f'<path class="map-grid" transform="scale(.5)" d="{"".join(sheet.draw_grid())}"/>',
        *(_draw_place(one, moved[one.id], labels.get(one.id)) for one in reversed(shown)),
    ]
    head = f'<svg class="map" viewBox="0 0 {_number(WIDTH)} {_number(height)}" aria-hidden="true">'
    svg = "\n".join([head, *parts, "</svg>"])
    middle = median_low(moved[one.id][0] for one in shown) / WIDTH
    return Drawing(svg, frozenset(one.id for one in shown), middle, boxes)


def _rank(places: Sequence[MapPlace]) -> list[MapPlace]:
    return sorted(places, key=lambda one: (-sum(one.counts), one.id))


def _choose(places: Sequence[MapPlace]) -> list[MapPlace]:
    """Return the places of the stretch of longitude, and in it of latitude, where most are."""
    chosen = sorted(places, key=lambda one: one.id)
    for axis, span in (("longitude", _WIDEST), ("latitude", _HIGHEST)):
        windows = [
            [one for one in chosen if 0 <= getattr(one, axis) - start <= span]
            for start in sorted(getattr(one, axis) for one in chosen)
        ]
        chosen = max(windows, key=len)
    return chosen


@dataclass(frozen=True, slots=True)
class _Cone:
    """Lambert's conformal cone that touches the earth on a parallel, or Mercator's cylinder."""

    meridian: float
    sine: float

    @classmethod
    def over(cls, places: Sequence[MapPlace]) -> _Cone:
        chosen = _choose(places)
        middles = [
            (min(values) + max(values)) / 2
            for values in ([p.longitude for p in chosen], [p.latitude for p in chosen])
        ]
        return cls(middles[0], sin(radians(middles[1])))

    def project(self, longitude: float, latitude: float) -> Point:
        """Return a point as degrees to the right and down from the middle of the map."""
        limited = radians(max(-85.0, min(85.0, latitude)))
        stretched = log(tan(pi / 4 + limited / 2))
        if abs(self.sine) < _EQUATOR:
            return longitude - self.meridian, -stretched * 180 / pi
        angle = radians(longitude - self.meridian) * self.sine
        middle = log((1 + self.sine) / (1 - self.sine)) / 2
        factor = sqrt(1 - self.sine**2) / self.sine * 180 / pi
        radius = factor * exp(self.sine * (middle - stretched))
        return radius * sin(angle), radius * cos(angle) - factor


def _frame(spots: Sequence[Point]) -> Box:
    (left, right), (top, bottom) = [
        (min(values), max(values)) for values in zip(*spots, strict=True)
    ]
    margin = max(right - left, bottom - top, _LEAST_SPAN) * _MARGIN
    wide = max(_LEAST_SPAN - (right - left), (bottom - top) * 0.8 - (right - left), 0) / 2 + margin
    high = max(_LEAST_SPAN / 2 - (bottom - top), (right - left) * 0.5 - (bottom - top), 0) / 2
    return left - wide, top - high - margin, right + wide, bottom + high + margin


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The rectangle of the map: its part of the plane, and its size."""

    cone: _Cone
    frame: Box
    scale: float
    height: float

    def move(self, spot: Point) -> Point:
        return (spot[0] - self.frame[0]) * self.scale, (spot[1] - self.frame[1]) * self.scale

    def holds(self, spot: Point) -> bool:
        return 0 < spot[0] < WIDTH and 0 < spot[1] < self.height

    def draw_land(self, land: Sequence[Sequence[int]]) -> Iterator[str]:
        for ring in land:
            xs, ys = list(accumulate(ring[::2])), list(accumulate(ring[1::2]))
            for turn in (-360, 0, 360):
                points = [(x / UNIT + turn, y / UNIT) for x, y in zip(xs, ys, strict=True)]
                if any(abs(x - self.cone.meridian) < _AROUND for x, _ in points):
                    yield self._draw(points)

    def _draw(self, points: Sequence[Point]) -> str:
        """Return a ring, cut at the edge of the map, as the data of a path."""
        near = [(max(-_AROUND, min(_AROUND, x - self.cone.meridian)), y) for x, y in points]
        moved = [self.move(self.cone.project(x + self.cone.meridian, y)) for x, y in near]
        for axis, limit, sign in ((0, 0.0, 1), (0, WIDTH, -1), (1, 0.0, 1), (1, self.height, -1)):
            moved = list(_cut(moved, axis, limit - sign * _GAP, sign))
        rounded = [(round(x * 2), round(y * 2)) for x, y in moved]
        kept = [one for one, last in zip(rounded, [None, *rounded], strict=False) if one != last]
        if len(set(kept)) < 3:
            return ""
        steps = [f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(kept)]
        return f"M{kept[0][0]} {kept[0][1]}l{' '.join(steps).replace(' -', '-')}z"

    def draw_grid(self) -> Iterator[str]:
        west = int(self.cone.meridian // _GRID * _GRID)
        meridians = range(west - 90, west + 100, _GRID)
        parallels = range(-80, 90, _GRID)
        lines = [[(float(x), float(y)) for y in range(-80, 82, 2)] for x in meridians]
        lines += [[(west + float(x), float(y)) for x in range(-90, 92, 2)] for y in parallels]
        for line in lines:
            moved = [self.move(self.cone.project(x, y)) for x, y in line]
            inside = [spot for spot in moved if self.near(spot)]
            if len(inside) > 1:
                pairs = " ".join(f"{round(x * 2)} {round(y * 2)}" for x, y in inside)
                yield f"M{pairs.replace(' -', '-')}"

    def near(self, spot: Point) -> bool:
        around = WIDTH / 10
        return -around < spot[0] < WIDTH + around and -around < spot[1] < self.height + around


def _cut(points: Sequence[Point], axis: int, limit: float, sign: int) -> Iterator[Point]:
    """Yield the part of a ring on one side of a line."""
    for last, one in pairwise([points[-1], *points] if points else []):
        was, is_in = (sign * (p[axis] - limit) >= 0 for p in (last, one))
        if was != is_in:
            share = (limit - last[axis]) / (one[axis] - last[axis])
            yield last[0] + share * (one[0] - last[0]), last[1] + share * (one[1] - last[1])
        if is_in:
            yield one


# --- places and labels ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Label:
    """Where the lines of a label begin, end or have their middle."""

    x: float
    y: float
    anchor: str


def _label(
    places: Sequence[MapPlace], spots: Mapping[str, Point], height: float
) -> tuple[dict[str, _Label], dict[str, Box]]:
    """Return a label and its room for each place, in their order, that has room for one."""
    discs = [(*spots[one.id], _radius(one)) for one in places]
    taken: list[Box] = [(x - r, y - r, x + r, y + r) for x, y, r in discs]
    labels: dict[str, _Label] = {}
    boxes: dict[str, Box] = {}
    for number, one in enumerate(places):
        for label, box in _list_positions(one, spots[one.id]):
            others = [b for n, b in enumerate(taken) if n != number]
            inside = box[0] > 0 and box[1] > 0 and box[2] < WIDTH and box[3] < height
            if not inside or any(_overlap(box, other) for other in others):
                continue
            if _is_nearest(box, discs, number):
                labels[one.id], boxes[one.id] = label, box
                taken.append(box)
                break
    return labels, boxes


def _is_nearest(box: Box, discs: Sequence[tuple[float, float, float]], number: int) -> bool:
    """Return whether no other disc is as near to a label as its own."""
    gaps = [
        hypot(max(box[0] - x, 0, x - box[2]), max(box[1] - y, 0, y - box[3])) - radius
        for x, y, radius in discs
    ]
    return all(gap > gaps[number] for n, gap in enumerate(gaps) if n != number)


def _list_positions(place: MapPlace, spot: Point) -> Iterator[tuple[_Label, Box]]:
    """Yield the positions of a label in the order of preference: right, left, above, below, far."""
    lines = [place.name, *([place.today] if place.today else [])]
    width, high = max(map(len, lines)) * _LETTER, len(lines) * _LINE
    for far, (side, up) in product((1.0, 3.0), _SIDES):
        away = (_radius(place) + _GAP) * far
        slant = away * (sqrt(2) / 2 if side and up else 1)
        x = spot[0] + side * slant
        top = spot[1] + up * slant - (high / 2 if not up else high if up < 0 else 0)
        left = x - (0 if side > 0 else width if side < 0 else width / 2)
        anchor = "start" if side > 0 else "end" if side < 0 else "middle"
        yield _Label(x, top + _LINE * 0.8, anchor), (left, top, left + width, top + high)


_SIDES: Final = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1))


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _radius(place: MapPlace) -> float:
    return min(_RADIUS + _GROWTH * sqrt(sum(place.counts)), _LARGEST)


def _draw_place(place: MapPlace, spot: Point, label: _Label | None) -> str:
    today = f" ({place.today})" if place.today else ""
    title = f"<title>{escape(place.name + today)}</title>"
    shapes = "".join(_draw_shares(place, spot)) + (_draw_label(place, label) if label else "")
    return f'<a href="{escape(place.href)}" tabindex="-1">{title}{shapes}</a>'


def _draw_shares(place: MapPlace, spot: Point) -> Iterator[str]:
    """Yield a disc, or a sector for each text that names the place, the first from the top."""
    radius, total, done = _radius(place), sum(place.counts), 0
    (x, y), whole = spot, f'r="{_number(radius)}"'
    for number, count in enumerate(place.counts, 1):
        if count == total and total:
            yield f'<circle class="map-{number}" cx="{_number(x)}" cy="{_number(y)}" {whole}/>'
        elif count:
            ends = [2 * pi * share / total for share in (done, done + count)]
            (ax, ay), (bx, by) = ((x + radius * sin(a), y - radius * cos(a)) for a in ends)
            large = int(count * 2 > total)
            numbers = f"{_number(ax)} {_number(ay)}A{_number(radius)} {_number(radius)} 0 {large} 1"
            arc = f"M{_number(x)} {_number(y)}L{numbers} {_number(bx)} {_number(by)}z"
            yield f'<path class="map-{number}" d="{arc}"/>'
        done += count
    if not total:
        yield f'<circle cx="{_number(x)}" cy="{_number(y)}" {whole}/>'


def _draw_label(place: MapPlace, label: _Label) -> str:
    x, y = _number(label.x), _number(label.y)
    second = ""
    if place.today:
        line = f'x="{x}" dy="{_number(_LINE)}"'
        second = f'<tspan class="map-today" {line}>{escape(place.today)}</tspan>'
    return f'<text x="{x}" y="{y}" text-anchor="{label.anchor}">{escape(place.name)}{second}</text>'


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
