"""The pages of the registers: entries with their evidence, the division into pages, the map."""

from __future__ import annotations

import csv
import gzip
import json
import re
from cProfile import Profile
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import pytest

from edition.linking.registers.forms import make_tree, settle_words
from edition.model.document import Page
from edition.model.edition import Collection
from edition.model.links import Registers
from edition.records.annotations import DeclaredAuthority
from edition.records.registers import Coordinates, Dates, Entry, EntryClass, Name, NameKind, State
from edition.writers import registers
from edition.writers.registers.entries import RegisterContext, invert_name
from edition.writers.registers.lists import join_pages
from edition.writers.registers.map import MapPlace, draw_map
from edition.writers.registers.named import LIMIT as PANEL_LIMIT
from edition.writers.registers.named import RegisterPlaces, write_panel
from edition.writers.registers.occurrences import Occurrence
from edition.writers.registers.pages import LIMIT, write_registers
from tests.projects import make_source, read_filled, run

LAND = json.loads(Path(registers.__file__).with_name("land.json").read_text("utf-8"))
AT = (DeclaredAuthority(None, "weaver-1880", "p. 3", ()),)


def make_place(id: str, longitude: float, latitude: float, *counts: int) -> MapPlace:
    return MapPlace(id, id.title(), "", longitude, latitude, f"places.html#{id}", counts or (1,))


def write(*entries: Entry) -> dict[str, str]:
    collection = Collection((), registers=Registers(entries))
    files = write_registers(RegisterContext(collection, lambda key: f"[{key}]"), LAND)
    return {name.removeprefix("registers/"): text for name, text in files.items()}


@pytest.mark.parametrize(
    ("name", "surname", "inverted"),
    [
        ("Ada Weaver", "", "Weaver, Ada"),
        ("Ivo B. Orlov, Jr.", "", "Orlov, Ivo B., Jr."),
        ("Ivo Orlov Sr.", "", "Orlov, Ivo, Sr."),
        ("Ivo II", "", "Ivo II"),
        ("Oda Nobu", "Oda", "Oda Nobu"),
    ],
)
def test_a_name_is_inverted_for_an_index(name: str, surname: str, inverted: str) -> None:
    entry = Entry("orlov", EntryClass.PERSON, name, State.READ, surname=surname)
    assert invert_name(entry) == inverted


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
    assert "1 entry, 1 of them proposed" in files["index.md"]


def test_a_register_of_20000_names_keeps_to_the_size_of_a_page() -> None:
    entries = [
        Entry(f"p-{n}", EntryClass.PERSON, f"Zhao {n:05}", State.READ,
              (Name(f"Chao {n}", NameKind.ROMANISATION, "", "wade-giles", AT),), AT)
        for n in range(20_000)
    ]  # fmt: skip
    files = write(*entries)
    assert sum(len(re.findall("^## ", text, re.MULTILINE)) for name, text in files.items()
               if name != "index.md") == len(entries)  # fmt: skip
    pages = (text for name, text in files.items() if name.endswith(".md"))
    assert max(len(text.encode()) for text in pages) <= LIMIT
    assert "persons-z-2.md" in files["index.md"]


def test_the_work_grows_with_the_names_of_a_register() -> None:
    def count_calls(number: int) -> int:
        entries = [
            Entry(f"p-{n}", EntryClass.PERSON, f"Zhao {n:05}", State.READ, at=AT)
            for n in range(number)
        ]
        words = settle_words({})
        profiler = Profile()
        profiler.runcall(write, *entries)
        profiler.runcall(make_tree, entries, words)
        return sum(one.callcount for one in profiler.getstats())

    few, many = count_calls(500), count_calls(2_000)
    assert many / few < 5, "four times as many names: by the square it would be sixteen"


TEXT = """Ada Weaver met Ivo Orlov in Orsk on 3 May 1911.

Orlov left Orsk in 1912.[^1]

[^1]: Ada Weaver, *Letters of Ivo Orlov* (1920). On Orlov see there.
"""
BIBLIOGRAPHY = """@book{weaver,
  author = {Weaver, Ada}, title = {Letters of {Ivo Orlov}}, date = {1920}, address = {Orsk},
}
@book{other, author = {Weaver, A.}, title = {Orlov and Orsk}, date = {1921}, address = {Orsk}}
@misc{sample, title = {A Sample}, date = {1912}}
"""
PERSONS = """
ada-weaver: {name: Ada Weaver, at: {source: sample, address: par1, words: Ada Weaver}, state: read}
ivo-orlov:
  name: Ivo Orlov
  at: {source: sample, address: par1, words: Ivo Orlov}
  relations: [{kind: superior, to: ada-weaver, at: {source: sample, address: par1, words: met}}]
  state: proposed
"""
PLACES = "orsk: {name: Orsk, at: {source: sample, address: par1, words: Orsk}, state: read}\n"


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a project whose one text names three entries."""
    root = tmp_path_factory.mktemp("registers")
    make_source(root, TEXT, reader={"kind": "markdown"})
    folder = root / "sources" / "registers"
    folder.mkdir()
    (folder / "persons.yml").write_text(PERSONS, "utf-8")
    (folder / "places.yml").write_text(PLACES, "utf-8")
    (root / "bibliography.bib").write_text(BIBLIOGRAPHY, "utf-8")
    assert run(root, "convert") == 0
    return root / "docs" / "editions"


def test_an_entry_has_its_mentions_its_works_and_what_is_related_to_it(converted: Path) -> None:
    persons = (converted / "registers" / "persons.md").read_text("utf-8")
    _, orlov, weaver = persons.split("## ")
    assert "Ivo Orlov" in orlov.splitlines()[0], "persons stand by their surnames"
    assert ">Named in Sample: [¶\u00a01](../sample/text.md#par1), [¶\u00a02](" in orlov
    assert "[n.\u00a01](../sample/text.md#n1)" in weaver
    assert "- Superior of: [Ivo Orlov](persons.md#ivo-orlov)" in weaver
    assert "- Works: [*Letters of Ivo Orlov*]" in weaver
    assert "- Named in titles: [*Letters of Ivo Orlov*]" in orlov
    assert "Orlov and Orsk" not in persons, "a shorter name proves nothing"


def test_a_page_has_a_panel_of_its_names_and_the_data_that_makes_them_links(
    converted: Path,
) -> None:
    page = (converted / "sample" / "text.md").read_text("utf-8")
    text = read_filled(converted.parent, "editions/sample/text.md")
    panel = text.partition('<details class="named"')[2].partition("</details>")[0]
    assert "**Persons** [Orlov, Ivo](../registers/persons.md#ivo-orlov); [Weaver, Ada](" in panel
    assert "**Places** [Orsk](../registers/places.md#orsk)" in panel
    assert "../registers" not in page, "nothing stands in what is kept of the text"
    data = (converted / "sample" / "text.names.js").read_text("utf-8")
    assert '["Ivo Orlov", "persons.html#ivo-orlov"]' in data
    assert '"par1": "0 1 2"' in data


def test_a_panel_that_would_be_too_large_counts_what_is_named_least() -> None:
    known = [
        Entry(f"p-{n}", EntryClass.PERSON, f"Zhao {n:05}", State.READ, (), AT) for n in range(900)
    ]
    places = RegisterPlaces(Registers(tuple(known)), {one.id: "persons.md" for one in known})
    panel = write_panel({one.id: 900 - n for n, one in enumerate(known)}, places)
    assert len(panel.encode()) < PANEL_LIMIT + 300
    assert "Zhao 00000" in panel
    left = re.search(r"(\d+) more, named less often", panel)
    assert left
    assert int(left[1]) == 900 - panel.count("](")


def test_years_an_index_and_tables_are_written(converted: Path) -> None:
    folder = converted / "registers"
    decade = (folder / "year-1910s.md").read_text("utf-8")
    assert "**3 May 1911** Ada Weaver met Ivo Orlov in Orsk on 3 May 1911. (" in decade
    assert "[1910s](year-1910s.md)\u00a0(2)" in (folder / "years.md").read_text("utf-8")
    index = (folder / "book-index.md").read_text("utf-8")
    assert "- [Orlov, Ivo](persons.md#ivo-orlov) (proposed), ¶\u00a01, ¶\u00a02\n" in index
    with (folder / "persons.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert rows["ivo-orlov"]["state"] == "proposed"
    linked = json.loads((folder / "places.jsonld").read_text("utf-8"))
    assert linked["@graph"] == [
        {"@type": "Place", "@id": "places.html#orsk", "name": "Orsk"},
    ]


def test_the_index_has_stretches_of_pages_and_notes_as_books_have_them() -> None:
    pages = tuple(Page(str(n), n, False) for n in range(1, 9))
    text = SimpleNamespace(order={page.label: n for n, page in enumerate(pages)}.__getitem__)
    places = [("1", ""), ("2", ""), ("2", "7"), ("3", ""), ("5", ""), ("6", ""), ("7", "")]
    found = [Occurrence("text.md", f"p{page}.1", page, note) for page, note in places]
    assert [name for name, _ in join_pages(text, found)] == ["1–2", "2n7", "3", "5–7"]
