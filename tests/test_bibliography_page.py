"""The bibliography of a project: its page, the way back to the notes, and its files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from selectolax.lexbor import LexborHTMLParser

from edition.bibliography.database import read_bibliography
from edition.building.bibliography_files import Listing
from edition.linking.works_cited import (
    CitedAt,
    Issue,
    PlaceKind,
    cite_containers,
    cite_from_text,
    complete_call_number,
    group_by_work,
    name_issue,
    omit_repository,
)
from edition.model.citation import Citation, CitationKind
from edition.records.loading import load_records
from edition.search.units import read_page
from edition.text.dates import Date
from edition.text.front_matter import split_front_matter
from edition.text.shards import natural_key
from edition.writers.bibliography.division import Page, divide
from edition.writers.bibliography.entries import (
    name_place,
    split_message,
    write_blocks,
)
from edition.writers.bibliography.grouping import list_entries
from edition.writers.bibliography.pages import write_pages
from tests.projects import make_source, run

TEXT = "A REPORT\n\nA paragraph with a note\u00b9 in it.\n\n(1) The text of the note.\n"
ENTRIES = """
@book{one-1933-t, author = {One, Ann}, title = {The Tea}, year = 1933, keywords = {literature}}
@book{one-1931-s, author = {One, Ann}, title = {Silk}, year = 1931, keywords = {literature}}
@collection{two-1999-d, editor = {Two, B.}, title = {D}, year = 1999, keywords = {collection}}
@misc{archive-a, title = {Archive}, keywords = {archive, incomplete}}
@misc{intercept-h-2, number = {H-2}, howpublished = {Sato--Tokyo}, date = {1945-04-07},
  keywords = {intercept}}
@misc{intercept-h-10, number = {H-10}, howpublished = {Tokyo Circular}, keywords = {intercept}}
"""


def _found(place: str, key: str | None, kind: str, text: str, locator: str = "") -> Citation:
    return Citation(place, (), CitationKind(kind), key, locator, text=text)


def note(key: str, locator: str = "", source: str = "s") -> CitedAt:
    return CitedAt(source, "Sample", f"{source}/2.md", f"n{key}", key, PlaceKind.NOTE, locator)


def groups_of(
    text: str, cited: Mapping[str, Sequence[CitedAt]], limit: int = 120_000
) -> list[Page]:
    bibliography, found = read_bibliography(text)
    assert found == []
    entries = list_entries(bibliography, cited, {})
    return [
        divide(group, list(write_blocks(bibliography, list(members))), limit)
        for group, members in groupby(entries, key=lambda entry: entry.group)
    ]


def html(page: str) -> str:
    body = split_front_matter(page)[1]
    return Markdown(extensions=["tables", "edition.publishing.dialect"]).convert(body)


def page_of(text: str, cited: Mapping[str, Sequence[CitedAt]] | None = None) -> LexborHTMLParser:
    """Return all pages of works, one after the other."""
    pages = write_pages(groups_of(text, cited or {})).values()
    return LexborHTMLParser("\n".join(map(html, pages)))


def texts(page: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in page.css(selector)]


def test_works_are_in_groups_and_in_alphabetical_order() -> None:
    page = page_of(ENTRIES)
    assert texts(page, "h1") == [
        "Literature", "Collections of documents", "Archives", "Intercepts and summaries",
    ]  # fmt: skip
    assert texts(page, "li") == [
        "One, Ann. Silk. 1931.",
        "\u2014\u2014\u2014. The Tea. 1933.",
        "Two, B., ed. D. 1999.",
        "Archive. [The full citation is missing from the witness.]",
    ]
    assert [node.attributes["id"] for node in page.css("li")] == [
        "one-1931-s", "one-1933-t", "two-1999-d", "archive-a",
    ]  # fmt: skip


def test_messages_are_in_a_table_in_the_order_of_their_numbers() -> None:
    page = page_of(ENTRIES, {"intercept-h-2": [note("3")]})
    rows = [[cell.text().strip() for cell in row.css("td")] for row in page.css("tbody tr")]
    assert rows == [
        ["H-2", "7 April 1945", "Sato", "Tokyo", "Sample, n.\u00a03"],
        ["H-10", "", "Tokyo Circular", "", ""],
    ]
    assert page.css("td[id='intercept-h-2']")


DATED = {
    "title = {15 May, NA-Orsk}, howpublished = {NA-Orsk to Kestrel}, date = {1945-05-15}": [
        "[No number.]", "15 May 1945", "NA-Orsk", "Kestrel",
    ],
    "title = {DS, 31 Aug.}": ["DS [No number.]", "31 Aug.", "", ""],
    "title = {Dip. Sum. \\#12}, date = {1945-05-10}": ["Dip. Sum. #12", "10 May 1945", "", ""],
    "title = {Orsk}": ["Orsk", "", "", ""],
}  # fmt: skip


@pytest.mark.parametrize("fields", DATED)
def test_a_day_is_not_the_number_of_a_message(fields: str) -> None:
    page = page_of(f"@misc{{k, {fields}, keywords = {{intercept}}}}")
    cells = [" ".join(cell.text().split()) for cell in page.css("tbody td")]
    assert cells[:4] == DATED[fields]


def test_a_work_lists_who_cites_it_and_where() -> None:
    places = [note("2.45", "312\u2013313"), note("2.46"), note("p3.double-asterisk")]
    page = page_of(ENTRIES, {"two-1999-d": places})
    [told] = texts(page, ".cited-in")
    assert told == "Cited in Sample, nn. 2.45 (312\u2013313), 2.46, p. 3**"
    links = [node.attributes["href"] for node in page.css(".cited-in a")]
    assert links[0] == "../editions/s/2.md#n2.45"


def test_an_archive_lists_unit_by_unit_who_cites_it() -> None:
    places = [note("1", "f. 10"), note("2", "f. 9"), note("3", "f. 10")]
    page = page_of(ENTRIES, {"archive-a": places})
    assert texts(page, "li li") == ["f. 9: Sample, n. 2", "f. 10: Sample, nn. 1, 3"]


def test_programs_get_the_description_of_the_work() -> None:
    page = page_of(ENTRIES, {"two-1999-d": [note("1")]})
    [mark] = page.css("li[id='two-1999-d'] .Z3988")
    coins = parse_qs(mark.attributes["title"] or "", strict_parsing=True)
    assert coins["rft.btitle"] == ["D"]


def test_nothing_in_an_entry_is_markup() -> None:
    hostile = "<script>a</script>[x](javascript:y)*z*\"'&`"
    page = page_of(f"@misc{{k, title = {{{hostile}}}, howpublished = {{|{hostile}}}}}")
    assert not page.css("li script, li a:not(.permalink), li em")
    assert "<script>a</script>[x](javascript:y)*z*" in page.css("li")[0].text()
    assert [set(node.attributes) for node in page.css("li span")] == [{"class", "title"}]


@pytest.mark.parametrize(
    ("way", "ends"),
    [
        ("Sato\u2013Tokyo", ("Sato", "Tokyo")),
        ("Attaché, Berne, to Staff, Tokyo", ("Attaché, Berne", "Staff, Tokyo")),
        ("Tokyo Circular", ("Tokyo Circular", "")),
    ],
)
def test_a_message_goes_from_one_to_another(way: str, ends: tuple[str, str]) -> None:
    assert split_message(way) == ends


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("2.45", "2.45"),
        ("7", "7"),
        ("leaf3.asterisk", "leaf\u00a03*"),
        ("p40.dagger", "p.\u00a040\u2020"),
    ],
)
def test_notes_are_named_as_printed(place: str, said: str) -> None:
    assert name_place(note(place)) == said


@pytest.mark.parametrize(
    ("text", "locator", "name", "date"),
    [
        ("Pravda, 22 January 1925, 1", "1", "22 January 1925, 1", (1925, 1, 22)),
        ("\u201cT,\u201d Sun, 4 May 1932", "", "4 May 1932 (\u201cT\u201d)", (1932, 5, 4)),
        ("Sun, 1 May 1929, 1; 3 May 1929", "1 May 1929, 1; 3 May 1929", "1 May 1929, 1; 3 May 1929",
         (1929, 5, 1)),
        ("N.Y. Times, 8 Apr.", "", "8 Apr.", (0, 4, 8)),
        ("Times, May 5, 1921, 7", "7", "May 5, 1921, 7", (1921, 5, 5)),
        ("Novyi mir, October 1998", "", "October 1998", (1998, 10, 0)),
        ("Pravda", "3", "3", (0, 0, 0)),
    ],
)  # fmt: skip
def test_an_issue_is_named_by_its_date(
    text: str, locator: str, name: str, date: tuple[int, int, int]
) -> None:
    assert name_issue(text, locator) == Issue(name, Date(*date))


def test_newspapers_are_listed_by_issue_in_the_order_of_their_dates(tmp_path: Path) -> None:
    addresses = {f"n{number}": "2.md" for number in range(1, 5)}
    citations = [
        _found("1", "sun", "newspaper", "Sun, 4 May 1932, 7", "7"),
        _found("2", "sun", "ibid", "Ibid."),
        _found("3", "sun", "newspaper", "Sun, 20 April 1932"),
        _found("4", None, "ibid", "Ibid."),
        _found("5", "sun", "newspaper", "not in a file"),
    ]
    make_source(tmp_path, TEXT)
    [record], _ = load_records(tmp_path)
    cited = group_by_work(cite_from_text(record, addresses, citations))
    page = page_of("@newspaper{sun, title = {Sun}, keywords = {newspaper}}", cited)
    told = ["20 April 1932: Sample, n. 3", "4 May 1932, 7: Sample, nn. 1, 2"]
    assert texts(page, "li li") == told


def test_a_person_has_one_name_and_the_printed_one_is_told() -> None:
    page = page_of("""@book{a, author = {Orsk, Ana B.}, title = {T}, printedas = {A. Orsk}}
@book{b, author = {Orsk, Ana B.}, title = {U}}""")
    first, second = texts(page, "li")
    assert (first, second) == (
        "Orsk, Ana B. T. [In the witness: A. Orsk.]",
        "\u2014\u2014\u2014. U.",
    )


@pytest.mark.parametrize(
    ("before", "locator", "whole"),
    [
        ("f. 1, op. 2, d. 3, l. 4", "l. 5", "f. 1, op. 2, d. 3, l. 5"),
        ("f. 1, op. 2, d. 3, l. 4", "ll. 5\u20136", "f. 1, op. 2, d. 3, ll. 5\u20136"),
        ("f. 1, op. 2, d. 3, l. 4", "d. 7, l. 1", "f. 1, op. 2, d. 7, l. 1"),
        ("f. 1, op. 2, d. 3, l. 4", "f. 2, d. 1", "f. 2, d. 1"),
        ("f. 1, op. 2, d. 3, l. 4", "", "f. 1, op. 2, d. 3, l. 4"),
        ("MS Or 1687.3 (1), 2", "4\u20135", "MS Or 1687.3 (1), 4\u20135"),
        ("317/13170, 225", "FO 371/13171, 121", "FO 371/13171, 121"),
        ("box 251", "box 252", "box 252"),
    ],
)
def test_ibid_has_the_call_number_that_was_before(before: str, locator: str, whole: str) -> None:
    assert complete_call_number(before, locator) == whole


HELD = """
@newspaper{sun, title = {Sun}, keywords = {newspaper}}
@article{piece, title = {A Piece}, journal = {Sun}, date = {1932-05-04}}
@misc{papers, title = {Orsk bunsho}, shorttitle = {Orsk Papers}, institution = {Toshokan, Kita},
  keywords = {archive}}
@unpublished{letter, title = {A Letter}, howpublished = {Orsk Papers, no. 3, Toshokan, Kita}}
@collection{book, title = {The Book}}
@incollection{part, title = {A Part}, booktitle = {The Book}}
"""


def test_what_holds_a_cited_work_is_cited_with_it() -> None:
    bibliography, _ = read_bibliography(HELD)
    cited = {key: [replace(note(key), locator="7")] for key in ("piece", "letter", "part")}
    held = dict(cite_containers(bibliography, cited))
    assert {key: place.place for key, place in held.items()} == {
        "sun": "piece", "papers": "letter", "book": "part",
    }  # fmt: skip
    units = {key: place.issue.name if place.issue else place.locator for key, place in held.items()}
    assert units["sun"] == "4 May 1932 (\u201cA Piece\u201d)"
    assert (units["papers"], units["book"]) == ("no. 3, \u201cA Letter\u201d", "7")


@pytest.mark.parametrize(
    ("locator", "kept"),
    [("no. 3, Toshokan, Kita", "no. 3"), ("Toshokan, no. 3", "no. 3"), ("Toshokan, Kita", "")],
)
def test_a_call_number_is_without_its_repository(locator: str, kept: str) -> None:
    assert omit_repository(locator, read_bibliography(HELD)[0].work("papers")) == kept


@given(st.lists(st.sampled_from("abc"), max_size=8))
def test_no_place_is_listed_twice_and_none_is_lost(keys: list[str]) -> None:
    found = group_by_work((key, note("1")) for key in keys)
    assert {key: len(places) for key, places in found.items()} == dict.fromkeys(keys, 1)


@given(st.lists(st.integers(0, 999)))
def test_numbers_are_in_natural_order(numbers: list[int]) -> None:
    written = sorted((f"f. {n}" for n in numbers), key=natural_key)
    assert written == [f"f. {n}" for n in sorted(numbers)]


# --- in a project --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    (root / "bibliography.bib").write_text(ENTRIES, "utf-8")
    observations = [{"text": "It stands so.", "citation": "one-1931-s"}]
    make_source(root, TEXT, reader={"kind": "report"}, observations=observations)
    assert run(root, "build") == 0
    return root


def test_the_site_has_the_pages_and_the_files(project: Path) -> None:
    site = project / "site"
    page = LexborHTMLParser((site / "bibliography.html").read_bytes())
    links = [node.attributes["href"] or "" for node in page.css("a[download]")]
    assert len(links) == 8
    assert [link for link in links if not (site / link).is_file()] == []
    ways = [node.attributes["href"] or "" for node in page.css("article h2 + p a")]
    assert ways[1] == "bibliography/literature.html"
    literature = LexborHTMLParser((site / ways[1]).read_bytes())
    [told] = texts(literature, "li[id='one-1931-s'] .cited-in")
    assert told == "Cited in the description of Sample"


def test_the_search_leads_to_the_page_of_a_work(project: Path) -> None:
    site = project / "site"
    found: dict[str, tuple[str, int]] = {}
    for path in sorted((site / "bibliography").glob("*.html")):
        read = read_page(path.read_text("utf-8"), path.relative_to(site).as_posix())
        assert read is not None
        info, units = read
        found |= {one.address: (info.file, one.year) for one in units if one.kind == "bibliography"}
    assert found == {
        "sample": ("bibliography/edited.html", 0),
        "one-1931-s": ("bibliography/literature.html", 1931),
        "one-1933-t": ("bibliography/literature.html", 1933),
        "two-1999-d": ("bibliography/collection.html", 1999),
        "archive-a": ("bibliography/archive.html", 0),
        "intercept-h-2": ("bibliography/intercept.html", 1945),
        "intercept-h-10": ("bibliography/intercept.html", 0),
    }


def test_every_work_has_one_page(project: Path) -> None:
    pages = [path.read_text("utf-8") for path in (project / "docs" / "bibliography").glob("*.md")]
    found = Listing(project, ()).places()
    assert found["one-1931-s"] == "literature"
    assert found["intercept-h-10"] == "intercept"
    assert len(found) == ENTRIES.count("\n@") + 1
    assert all(sum(f'<a id="{key}"></a>' in page for page in pages) == 1 for key in found)


def test_a_text_has_files_of_what_it_cites(project: Path) -> None:
    items = json.loads((project / "site/bibliography/sample.json").read_text("utf-8"))
    assert sorted(item["id"] for item in items) == ["one-1931-s", "sample"]


def read_script(path: Path, name: str) -> dict[str, object]:
    """Return what a script sets, and make sure that it does nothing else."""
    pattern = (
        rf'"use strict";\nself.{name} = (?:Object.assign\(self.{name} \|\| {{}}, )?(\{{.*\}})\)?;\n'
    )
    match = re.fullmatch(pattern, path.read_text("utf-8"), re.DOTALL)
    assert match
    found: dict[str, object] = json.loads(match[1])
    return found


def test_the_scripts_of_a_page_are_data(project: Path) -> None:
    folder = project / "site/bibliography"
    forms = read_script(folder / "literature.forms.js", "bibliographyForms")
    assert sorted(forms) == ["one-1931-s", "one-1933-t"]
    names = ["chicago", "bibtex", "biblatex", "ris", "csl"]
    assert all(isinstance(one, dict) and list(one) == names for one in forms.values())
    works = read_script(folder / "literature.works.js", "bibliographyWorks")
    assert works["one-1931-s"] == ["One, Ann. ", "Silk", ". 1931."]


def test_the_index_has_every_work_with_its_page_decade_and_texts(project: Path) -> None:
    index = read_script(project / "site/bibliography/index.js", "bibliographyIndex")
    assert index["sources"] == ["sample"]
    assert index["pages"] == [
        ["edited", "edited", "sample  0"],
        ["literature", "literature", "one-1931-s 1930 0\none-1933-t 1930 "],
        ["collection", "collection", "two-1999-d 1990 "],
        ["archive", "archive", "archive-a  "],
        ["intercept", "intercept", "intercept-h-2 1940 \nintercept-h-10  "],
    ]


def test_a_page_is_made_again_and_a_file_without_source_is_deleted(project: Path) -> None:
    assert run(project, "convert", "--check") == 0
    bibliography = project / "bibliography.bib"
    before = bibliography.read_text("utf-8")
    stray = project / "docs/bibliography/gone.ris"
    stray.write_text("TY  - BOOK\n", "utf-8")
    bibliography.write_text(before.replace("{Silk}", "{Silks}"), "utf-8")
    assert run(project, "convert") == 0
    assert "Silks" in (project / "docs/bibliography/literature.md").read_text("utf-8")
    assert not stray.exists()
    bibliography.write_text(before, "utf-8")
    assert run(project, "convert") == 0
