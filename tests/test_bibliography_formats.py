"""Every form in which the bibliography is given out, read back by a parser that is not ours."""

from __future__ import annotations

import json
import warnings
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc.source.json import CiteProcJSON
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.utils import read_fixture_file
from pylatexenc.latex2text import LatexNodes2Text

from edition.bibliography.csl import Item, entry_to_item, full_title, omit_others, read_date
from edition.bibliography.database import read_bibliography
from edition.bibliography.work import Work
from edition.text.page_ranges import complete_ranges, write_with_hyphens
from edition.writers.bibtex import item_to_bibtex
from edition.writers.formats import FORMATS, write_coins, write_ris

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "records" / "cases"
FORMS = [case[2] for case in read_fixture_file(CASES / "chicago.txt")]
OURS = (ROOT / "bibliography.bib").read_text(encoding="utf-8")
TEXTS = [*FORMS, OURS]
WRITE = {form.name: form.write for form in FORMATS}
# Making a decoder takes longer than decoding a whole entry with it.
decode = cache(LatexNodes2Text(keep_braced_groups=False).latex_to_text)


@cache
def works_of(text: str) -> list[Work]:
    """Return the works of a bibliography, which no test changes."""
    bibliography, _ = read_bibliography(text)
    return [Work(entry, bibliography.data) for entry in bibliography.data.entries.values()]


class CachedDecoding(LatexDecodingMiddleware):
    """Decodes a value once, however many entries and forms have it."""

    @cache  # noqa: B019 - there is one of it
    def _transform_python_value_string(self, python_string: str) -> tuple[str, str]:
        return super()._transform_python_value_string(python_string)


DECODING = CachedDecoding()


@cache
def read_bibtex(text: str, form: str) -> list[Any]:
    """Return the entries that another parser reads in what we write of a bibliography."""
    written = WRITE[form](works_of(text))
    library = parse_string(written, append_middleware=[DECODING])
    assert library.failed_blocks == []
    return list(library.entries)


def plain(value: str) -> str:
    return " ".join(value.replace("{", "").replace("}", "").split())


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("form", ["bibtex", "biblatex"])
def test_bibtex_is_read_back(text: str, form: str) -> None:
    works = works_of(text)
    entries = read_bibtex(text, form)
    assert [entry.key for entry in entries] == [work.entry.key for work in works]
    for entry, work in zip(entries, works, strict=True):
        item = entry_to_item(work)
        title = plain(entry.get("title").value) if entry.get("title") else ""
        titles: tuple[str, ...] = (title, f"{title}: {_value(entry, 'subtitle')}")
        if main := _value(entry, "maintitle"):
            titles = tuple(f"{main}: {one}" for one in titles)
        assert plain(full_title(item)) in titles
        names = [name for role in ("author", "editor", "translator") for name in item.get(role, ())]
        told = "".join(_value(entry, role) for role in ("author", "editor", "translator"))
        assert all(n.get("family", n.get("literal")) in told for n in names)
        assert _year(entry) == str(item.get("issued", {}).get("date-parts", [[""]])[0][0])


def _value(entry: Any, name: str) -> str:  # noqa: ANN401
    field = entry.get(name)
    return plain(str(field.value)) if field else ""


def _year(entry: Any) -> str:  # noqa: ANN401
    # BibLaTeX has a decade as EDTF writes it; items have its first year.
    return (_value(entry, "year") or _value(entry, "date"))[:4].replace("X", "0")


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("form", ["bibtex", "biblatex"])
def test_no_field_is_lost_in_bibtex(text: str, form: str) -> None:
    """Every value of the bibliography stands in what is given out, under one name or another."""
    works = works_of(text)
    entries = read_bibtex(text, form)
    for entry, work in zip(entries, works, strict=True):
        told = plain(" ".join(str(field.value) for field in entry.fields))
        for name, value in work.entry.fields.items():
            if name.lower() not in {"date", "crossref", "month"}:
                decoded = decode(complete_ranges(value) if name.lower() == "pages" else value)
                assert plain(decoded) in told, name


@pytest.mark.parametrize("text", TEXTS)
def test_ris_is_read_back(text: str) -> None:
    works = works_of(text)
    references = rispy.loads(WRITE["ris"](works))
    assert [reference["id"] for reference in references] == [work.entry.key for work in works]
    for reference, work in zip(references, works, strict=True):
        item = entry_to_item(work)
        assert "unknown_tag" not in reference
        assert reference.get("title", "") == " ".join(full_title(item).split())
        assert len(reference.get("authors", ())) == len(omit_others(item.get("author", ())))
        year = item.get("issued", {}).get("date-parts", [[""]])[0][0]
        assert reference.get("year", "") == str(year)


@pytest.mark.parametrize("text", TEXTS)
def test_csl_is_read_back(text: str) -> None:
    items = json.loads(WRITE["csl"](works_of(text)))
    with warnings.catch_warnings():
        # citeproc knows CSL 1.0.1; it warns of what is newer.
        warnings.simplefilter("ignore")
        source = CiteProcJSON(items)
    assert list(source) == [item["id"].lower() for item in items]
    for item in items:
        read = source[item["id"].lower()]
        assert str(read.get("title", "")) == item.get("title", "")
        assert [str(n.family) for n in read.get("author", ()) if "family" in n] == [
            n["family"] for n in item.get("author", ()) if "family" in n
        ]
        if "date-parts" in item.get("issued", {}):
            assert str(_first(read["issued"]).year) == str(item["issued"]["date-parts"][0][0])


def _first(date: Any) -> Any:  # noqa: ANN401
    return date.get("begin", date)


@pytest.mark.parametrize("text", TEXTS)
def test_coins_is_an_open_url(text: str) -> None:
    for work in works_of(text):
        item = entry_to_item(work)
        pairs = parse_qs(write_coins(item), strict_parsing=True)
        assert pairs["ctx_ver"] == ["Z39.88-2004"]
        titles = [
            v for n in ("atitle", "btitle", "title", "jtitle") for v in pairs.get(f"rft.{n}", ())
        ]
        assert "title" not in item or full_title(item) in titles


_PARTS: list[Item] = [
    {"type": "article-magazine", "title": "A Ferry", "author": [{"literal": "Office"}]},
    {"type": "chapter", "title": "A Ferry", "container-title": "Boats", "page": "3-9"},
    {"type": "report", "title": "A Ferry", "publisher": "Office", "number": "F 1"},
    {"type": "manuscript", "title": "A Ferry", "issued": {"date-parts": [[1911, 5, 3]]}},
]


def five_texts() -> list[Item]:
    works = works_of(OURS)
    return [entry_to_item(work) for work in works if "edited" in work.keywords]


@pytest.mark.parametrize(
    "item", [*_PARTS, *five_texts()], ids=lambda item: item.get("id", item["type"])
)
def test_coins_says_what_the_other_forms_say(item: Item) -> None:
    item = {"id": "part", **item}
    pairs = {name: value for name, [value] in parse_qs(write_coins(item)).items()}
    [ris] = rispy.loads(write_ris(item))
    [bibtex] = parse_string(item_to_bibtex(item)).entries
    fields = {name: decode(field.value) for name, field in bibtex.fields_dict.items()}
    told = {name.removeprefix("rft."): value for name, value in pairs.items()}
    container = told.get("jtitle", "") or (told.get("btitle", "") if "atitle" in told else "")
    container = container or told.get("source", "")
    title = told.get("atitle") or told.get("btitle") or told["title"]
    names = [told[n] for n in ("aulast", "aucorp", "creator", "au") if n in told]
    year = told.get("date", "")[:4]
    assert title == ris["title"]
    assert title == fields["title"]
    assert container == ris.get("secondary_title", "")
    assert container == (fields.get("journal", "") or fields.get("booktitle", ""))
    assert [name.partition(",")[0] for name in ris.get("authors", [])] == [
        name.partition(",")[0] for name in names
    ]
    assert year == ris.get("year", "")
    assert year == fields.get("year", "")
    assert told.get("pub", "") == ris.get("publisher", "")
    assert told.get("pub", "") == (fields.get("publisher", "") or fields.get("institution", ""))
    assert told.get("place", "") == ris.get("place_published", "")
    assert told.get("series", "") == ris.get("tertiary_title", "")
    assert told.get("isbn", "") == fields.get("isbn", "")
    assert (f"info:doi/{ris['doi']}" if "doi" in ris else "") == (
        pairs.get("rft_id", "") if "doi" in fields else ""
    )


@pytest.mark.parametrize(
    ("type", "kind"),
    [
        ("article-magazine", "magazineArticle"), ("article-newspaper", "newspaperArticle"),
        ("article-journal", None), ("motion_picture", "film"), ("periodical", "document"),
        ("speech", "presentation"), ("manuscript", "manuscript"),
    ],
)  # fmt: skip
def test_coins_ends_with_the_kind_that_a_reference_manager_reads(
    type: str, kind: str | None
) -> None:
    coins = write_coins({"id": "a", "type": type, "title": "T", "container-title": "J"})
    name, _, value = coins.split("&")[-1].partition("=")
    assert (value if name == "rft.type" else None) == kind


def test_coins_keeps_the_name_of_a_body_whole() -> None:
    names = [{"literal": "Office of Ferries"}, {"family": "Orsk", "given": "Ana"}]
    pairs = parse_qs(write_coins({"id": "a", "type": "speech", "title": "T", "author": names}))
    assert (pairs["rft.aucorp"], pairs["rft.creator"]) == (["Office of Ferries"], ["Orsk, Ana"])


WORDS = st.text(
    # TeX makes typographic marks of these three.
    st.characters(
        codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs"), exclude_characters="'`-"
    ),
    min_size=1,
)
ITEMS = st.fixed_dictionaries(
    {
        "id": st.from_regex(r"[a-z][a-z0-9-]{0,10}", fullmatch=True),
        "type": st.sampled_from(["book", "chapter", "report", "manuscript", "document"]),
        "title": WORDS,
        "author": st.lists(st.fixed_dictionaries({"literal": WORDS}), max_size=2),
    },
    optional={"container-title": WORDS, "publisher": WORDS, "page": st.just("117-162")},
)


@given(ITEMS)
@settings(max_examples=200, deadline=None)
def test_any_item_gives_one_entry_of_bibtex(item: Item) -> None:
    library = parse_string(item_to_bibtex(item))
    assert library.failed_blocks == []
    [entry] = library.entries
    assert entry.key == item["id"]
    assert read_bibliography_title(item_to_bibtex(item)) == item["title"]


def read_bibliography_title(text: str) -> str:
    bibliography, found = read_bibliography(text)
    assert [fault for fault in found if fault.code != "B007"] == []
    [entry] = bibliography.data.entries.values()
    return Work(entry, bibliography.data).title()


@given(st.lists(ITEMS, max_size=3, unique_by=lambda item: item["id"]))
def test_any_items_give_as_many_entries_of_ris(items: list[Item]) -> None:
    references = rispy.loads("\n".join(map(write_ris, items)))
    assert [reference["id"] for reference in references] == [item["id"] for item in items]
    assert all(r["title"] == i["title"] for r, i in zip(references, items, strict=True))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1945-06-18", {"date-parts": [[1945, 6, 18]]}),
        ("1945", {"date-parts": [[1945]]}),
        ("1945~", {"date-parts": [[1945]], "circa": True}),
        ("1943/1945", {"date-parts": [[1943], [1945]]}),
        ("forthcoming", {"literal": "forthcoming"}),
        ("", {}),
    ],
)
def test_dates(value: str, expected: Item) -> None:
    assert read_date(value) == expected


@pytest.mark.parametrize(
    ("printed", "full"),
    [("312–13", "312-313"), ("19825–43", "19825-19843"), ("74–102", "74-102"), ("9–12", "9-12"),
     ("iv–x", "iv-x"), ("3, 7–9", "3, 7-9"), ("1,023–25", "1,023-1,025"), ("117", "117"),
     ("45–3", "45-3")],
)  # fmt: skip
def test_pages_are_written_out(printed: str, full: str) -> None:
    assert write_with_hyphens(printed) == full
