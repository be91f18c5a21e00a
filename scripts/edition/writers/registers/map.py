"""Draw the places of the registers on a map, as SVG without scripts or other files.

The land is a simplification of Natural Earth: ``land.json`` has a ring for each coast, with points
as differences in twentieths of a degree. The projection is conformal conic, centred on the places;
places far from most others are only in the table. The drawing is deterministic.
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
"""Units of the coordinates of the land in a degree."""
WIDTH: Final = 1000.0
_MARGIN: Final = 0.06
"""Margin around the places, as a share of the width."""
_WIDEST, _HIGHEST = 80.0, 45.0
"""Maximum extent, in degrees of longitude and latitude, of the places that determine the map."""
_LEAST_SPAN: Final = 8.0
"""Minimum extent of a map in degrees."""
_AROUND: Final = 110.0
"""Extent of the land on each side of the central meridian, in degrees."""
_GRID: Final = 10
"""Degrees between grid lines."""
_EQUATOR: Final = 0.05
"""Sine of the standard parallel below which a cylindrical projection is used."""
_RADIUS, _GROWTH, _LARGEST = 2.0, 0.9, 11.0
_LETTER, _LINE = 6.6, 13.0
"""Width of a letter and height of a line of a label, sufficient for any typeface."""
_GAP: Final = 3.0


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A place on the map with the number of passages of each text."""

    id: str
    name: str
    """Name in the texts."""
    today: str
    """Today's name if it differs."""
    longitude: float
    latitude: float
    href: str
    counts: tuple[int, ...]
    """Number of passages by text."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map, and the ids of the places on it."""

    svg: str
    shown: frozenset[str]
    middle: float
    """Position of the median place, as a share of the width, at which narrow screens open."""
    labels: Mapping[str, Box]
    """Box of the label of each labelled place: left, top, right, bottom."""


def draw_map(places: Sequence[MapPlace], land: Sequence[Sequence[int]]) -> Drawing:
    """Return the map of at least one place."""
    cone = _Cone.over(places)
    spots = {place.id: cone.project(place.longitude, place.latitude) for place in places}
    frame = _make_frame([spots[place.id] for place in _select_main(places)])
    scale = WIDTH / (frame[2] - frame[0])
    height = round((frame[3] - frame[1]) * scale, 1)
    sheet = _Sheet(cone, frame, scale, height)
    moved = {id: sheet.move(spot) for id, spot in spots.items()}
    shown = [place for place in _rank(places) if sheet.contains(moved[place.id])]
    labels, boxes = _place_labels(shown, moved, height)
    parts = [
        f'<path class="map-land" transform="scale(.5)" d="{"".join(sheet.draw_land(land))}"/>',
        f'<path class="map-grid" transform="scale(.5)" d="{"".join(sheet.draw_grid())}"/>',
        *(_draw_place(place, moved[place.id], labels.get(place.id)) for place in reversed(shown)),
    ]
    head = f'<svg class="map" viewBox="0 0 {_round(WIDTH)} {_round(height)}" aria-hidden="true">'
    svg = "\n".join([head, *parts, "</svg>"])
    middle = median_low(moved[place.id][0] for place in shown) / WIDTH
    return Drawing(svg, frozenset(place.id for place in shown), middle, boxes)


def _rank(places: Sequence[MapPlace]) -> list[MapPlace]:
    return sorted(places, key=lambda place: (-sum(place.counts), place.id))


def _select_main(places: Sequence[MapPlace]) -> list[MapPlace]:
    """Return the places in the window of longitude, then of latitude, that contains most."""
    chosen = sorted(places, key=lambda place: place.id)
    for axis, span in (("longitude", _WIDEST), ("latitude", _HIGHEST)):
        windows = [
            [place for place in chosen if 0 <= getattr(place, axis) - start <= span]
            for start in sorted(getattr(place, axis) for place in chosen)
        ]
        chosen = max(windows, key=len)
    return chosen


@dataclass(frozen=True, slots=True)
class _Cone:
    """Lambert's conformal conic projection with one standard parallel, or Mercator's."""

    meridian: float
    sine: float

    @classmethod
    def over(cls, places: Sequence[MapPlace]) -> _Cone:
        chosen = _select_main(places)
        middles = [
            (min(values) + max(values)) / 2
            for values in ([p.longitude for p in chosen], [p.latitude for p in chosen])
        ]
        return cls(middles[0], sin(radians(middles[1])))

    def project(self, longitude: float, latitude: float) -> Point:
        """Return the position of a point in degrees to the right of and below the centre."""
        limited = radians(max(-85.0, min(85.0, latitude)))
        stretched = log(tan(pi / 4 + limited / 2))
        if abs(self.sine) < _EQUATOR:
            return longitude - self.meridian, -stretched * 180 / pi
        angle = radians(longitude - self.meridian) * self.sine
        middle = log((1 + self.sine) / (1 - self.sine)) / 2
        factor = sqrt(1 - self.sine**2) / self.sine * 180 / pi
        radius = factor * exp(self.sine * (middle - stretched))
        return radius * sin(angle), radius * cos(angle) - factor


def _make_frame(spots: Sequence[Point]) -> Box:
    (left, right), (top, bottom) = [
        (min(values), max(values)) for values in zip(*spots, strict=True)
    ]
    margin = max(right - left, bottom - top, _LEAST_SPAN) * _MARGIN
    wide = max(_LEAST_SPAN - (right - left), (bottom - top) * 0.8 - (right - left), 0) / 2 + margin
    high = max(_LEAST_SPAN / 2 - (bottom - top), (right - left) * 0.5 - (bottom - top), 0) / 2
    return left - wide, top - high - margin, right + wide, bottom + high + margin


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The rectangle of the map: its section of the plane, and its size."""

    cone: _Cone
    frame: Box
    scale: float
    height: float

    def move(self, spot: Point) -> Point:
        return (spot[0] - self.frame[0]) * self.scale, (spot[1] - self.frame[1]) * self.scale

    def contains(self, spot: Point) -> bool:
        return 0 < spot[0] < WIDTH and 0 < spot[1] < self.height

    def draw_land(self, land: Sequence[Sequence[int]]) -> Iterator[str]:
        for ring in land:
            xs, ys = list(accumulate(ring[::2])), list(accumulate(ring[1::2]))
            for turn in (-360, 0, 360):
                points = [(x / UNIT + turn, y / UNIT) for x, y in zip(xs, ys, strict=True)]
                if any(abs(x - self.cone.meridian) < _AROUND for x, _ in points):
                    yield self._draw(points)

    def _draw(self, points: Sequence[Point]) -> str:
        """Return a ring, clipped at the edge of the map, as path data."""
        near = [(max(-_AROUND, min(_AROUND, x - self.cone.meridian)), y) for x, y in points]
        moved = [self.move(self.cone.project(x + self.cone.meridian, y)) for x, y in near]
        for axis, limit, sign in ((0, 0.0, 1), (0, WIDTH, -1), (1, 0.0, 1), (1, self.height, -1)):
            moved = list(_clip(moved, axis, limit - sign * _GAP, sign))
        rounded = [(round(x * 2), round(y * 2)) for x, y in moved]
        kept = [spot for spot, last in zip(rounded, [None, *rounded], strict=False) if spot != last]
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


def _clip(points: Sequence[Point], axis: int, limit: float, sign: int) -> Iterator[Point]:
    """Clip a ring at a line."""
    for last, point in pairwise([points[-1], *points] if points else []):
        was_inside, is_inside = (sign * (p[axis] - limit) >= 0 for p in (last, point))
        if was_inside != is_inside:
            share = (limit - last[axis]) / (point[axis] - last[axis])
            yield last[0] + share * (point[0] - last[0]), last[1] + share * (point[1] - last[1])
        if is_inside:
            yield point


# --- Places and labels ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Label:
    """The position and alignment (``text-anchor``) of a label."""

    x: float
    y: float
    anchor: str


def _place_labels(
    places: Sequence[MapPlace], spots: Mapping[str, Point], height: float
) -> tuple[dict[str, _Label], dict[str, Box]]:
    """Return the labels and their boxes for the places with enough room, in order."""
    discs = [(*spots[place.id], _radius(place)) for place in places]
    taken: list[Box] = [(x - r, y - r, x + r, y + r) for x, y, r in discs]
    labels: dict[str, _Label] = {}
    boxes: dict[str, Box] = {}
    for number, place in enumerate(places):
        for label, box in _list_positions(place, spots[place.id]):
            inside = box[0] > 0 and box[1] > 0 and box[2] < WIDTH and box[3] < height
            if not inside or any(_overlap(box, b) for n, b in enumerate(taken) if n != number):
                continue
            if _is_nearest(box, discs, number):
                labels[place.id], boxes[place.id] = label, box
                taken.append(box)
                break
    return labels, boxes


def _is_nearest(box: Box, discs: Sequence[tuple[float, float, float]], number: int) -> bool:
    """Return True if no other disc is as near to a label as its own."""
    gaps = [
        hypot(max(box[0] - x, 0, x - box[2]), max(box[1] - y, 0, y - box[3])) - radius
        for x, y, radius in discs
    ]
    return all(gap > gaps[number] for n, gap in enumerate(gaps) if n != number)


def _list_positions(place: MapPlace, spot: Point) -> Iterator[tuple[_Label, Box]]:
    """Yield the positions of a label by preference: right, left, above, below, diagonal, far."""
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


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _radius(place: MapPlace) -> float:
    return min(_RADIUS + _GROWTH * sqrt(sum(place.counts)), _LARGEST)


def _draw_place(place: MapPlace, spot: Point, label: _Label | None) -> str:
    today = f" ({place.today})" if place.today else ""
    title = f"<title>{escape(place.name + today)}</title>"
    shapes = "".join(_draw_sectors(place, spot)) + (_draw_label(place, label) if label else "")
    return f'<a href="{escape(place.href)}" tabindex="-1">{title}{shapes}</a>'


def _draw_sectors(place: MapPlace, spot: Point) -> Iterator[str]:
    """Yield a disc, or a sector for each text that names the place, clockwise from the top."""
    radius, total, done = _radius(place), sum(place.counts), 0
    (x, y), size = spot, f'r="{_round(radius)}"'
    for number, count in enumerate(place.counts, 1):
        if count == total and total:
            yield f'<circle class="map-{number}" cx="{_round(x)}" cy="{_round(y)}" {size}/>'
        elif count:
            ends = [2 * pi * share / total for share in (done, done + count)]
            (ax, ay), (bx, by) = ((x + radius * sin(a), y - radius * cos(a)) for a in ends)
            large = int(count * 2 > total)
            numbers = f"{_round(ax)} {_round(ay)}A{_round(radius)} {_round(radius)} 0 {large} 1"
            arc = f"M{_round(x)} {_round(y)}L{numbers} {_round(bx)} {_round(by)}z"
            yield f'<path class="map-{number}" d="{arc}"/>'
        done += count
    if not total:
        yield f'<circle cx="{_round(x)}" cy="{_round(y)}" {size}/>'


def _draw_label(place: MapPlace, label: _Label) -> str:
    x, y = _round(label.x), _round(label.y)
    second = ""
    if place.today:
        line = f'x="{x}" dy="{_round(_LINE)}"'
        second = f'<tspan class="map-today" {line}>{escape(place.today)}</tspan>'
    return f'<text x="{x}" y="{y}" text-anchor="{label.anchor}">{escape(place.name)}{second}</text>'


def _round(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
