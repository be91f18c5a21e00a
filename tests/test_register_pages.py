"""The pages of the registers: entries with their evidence, the division into pages, the map."""

from __future__ import annotations

import gzip
import json
import re
from itertools import combinations
from pathlib import Path

import pytest

from edition.model.edition import Collection
from edition.model.registers import Registers
from edition.records.annotations import DeclaredAuthority
from edition.records.registers import Coordinates, Dates, Entry, EntryClass, Name, NameKind, State
from edition.writers import registers
from edition.writers.registers.map import MapPlace, draw_map
from edition.writers.registers.pages import LIMIT, write_registers

LAND = json.loads(Path(registers.__file__).with_name("land.json").read_text("utf-8"))
AT = (DeclaredAuthority(None, "weaver-1880", "p. 3", ()),)


def make_place(id: str, longitude: float, latitude: float, *counts: int) -> MapPlace:
    return MapPlace(id, id.title(), "", longitude, latitude, f"places.html#{id}", counts or (1,))


def write(*entries: Entry) -> dict[str, str]:
    collection = Collection((), registers=Registers(entries))
    files = write_registers(collection, lambda key: f"[{key}]", LAND)
    return {name.removeprefix("registers/"): text for name, text in files.items()}


def test_labels_of_a_crowd_do_not_overlap_and_the_map_is_the_same_every_time() -> None:
    crowd = [make_place(f"town-{n}", 120 + n % 8 / 2, 40 + n // 8 / 3, n, 1) for n in range(64)]
    drawing = draw_map(crowd, LAND)
    assert draw_map(list(reversed(crowd)), LAND).svg == drawing.svg
    assert drawing.shown == {one.id for one in crowd}
    assert len(drawing.labels) > 20
    for a, b in combinations(drawing.labels.values(), 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


@pytest.mark.parametrize("spot", [(-170.0, 66.0), (179.9, -16.5), (0.0, 0.0), (25.0, 89.0)])
def test_a_map_can_be_of_one_place_anywhere(spot: tuple[float, float]) -> None:
    drawing = draw_map([make_place("here", *spot)], LAND)
    assert drawing.shown == {"here"}
    assert "nan" not in drawing.svg


def test_far_places_are_left_to_the_list() -> None:
    near = [make_place(f"town-{n}", 100.0 + n, 40.0) for n in range(30)]
    drawing = draw_map([*near, make_place("far", -77.0, 39.0)], LAND)
    assert "far" not in drawing.shown
    assert {one.id for one in near} <= drawing.shown
    assert len(gzip.compress(drawing.svg.encode())) < 80_000


def test_an_entry_shows_its_state_its_names_and_what_each_rests_on() -> None:
    name = Name("Уивер", NameKind.NATIVE, "ru", "", AT)
    dates = Dates(born="1871", died="1946-03", at=AT)
    where = Coordinates(51.5, -0.1, "geonames", "2643743", "London", "The letter says so.")
    files = write(
        Entry("weaver-ada", EntryClass.PERSON, "Ada Weaver", State.PROPOSED, (name,), AT,
              "engineer of the bridge", "Weaver", dates=dates),
        Entry("ferry", EntryClass.PLACE, "Ferry", State.READ, (), AT, coordinates=where),
    )  # fmt: skip
    person, place = files["persons.md"], files["places.md"]
    assert '## <a id="weaver-ada"></a>Ada Weaver' in person
    assert '<p class="proposed">' in person
    assert '<p class="proposed">' not in place
    assert "1871–March 1946. Engineer of the bridge ([weaver-1880], p. 3)." in person
    assert '- In native script: <span lang="ru">Уивер</span> ([weaver-1880], p. 3)' in person
    assert "[Ferry](places.md#ferry) | London |" in files["map.md"]
    assert "1 entries, 1 of them proposed" in files["index.md"]


def test_a_register_of_20000_names_keeps_to_the_size_of_a_page() -> None:
    entries = [
        Entry(f"p-{n}", EntryClass.PERSON, f"Zhao {n:05}", State.READ,
              (Name(f"Chao {n}", NameKind.ROMANISATION, "", "wade-giles", AT),), AT)
        for n in range(20_000)
    ]  # fmt: skip
    files = write(*entries)
    assert sum(len(re.findall("^## ", text, re.MULTILINE)) for name, text in files.items()
               if name != "index.md") == len(entries)  # fmt: skip
    assert max(len(text.encode()) for text in files.values()) <= LIMIT
    assert "persons-z-2.md" in files["index.md"]
