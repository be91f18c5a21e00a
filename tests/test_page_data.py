"""The files for programs beside the pages: whole, valid, kept, and silent about protected texts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from edition.building.last_site import Verdicts
from edition.checking.leaks import Repeated, find_leaks, protect_text
from edition.search.units import extract_searched
from edition.text.results import Results
from edition.writers.interface import units
from tests.projects import IN_COPYRIGHT, make_source, run

SITE = "https://edition.example/"
NAMES = {"": "http://www.tei-c.org/ns/1.0", "dts": "https://w3id.org/api/dts#"}
TEXT = """\
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>A sample</title>
</titleStmt></fileDesc></teiHeader><text><body>
<div><head>First part</head><p>Words before a section, with a note.<note n="1">What the first note
says.</note></p>
<div><head>Its section</head><p><pb n="2"/>A paragraph of the section.<note n="2">What the second
says.</note></p></div></div>
<div><head>Second part</head><p>The last words.</p></div>
</body></text></TEI>
"""
SECRET = (
    "Whoever finds this sentence among the files for programs has found a fault of the tool, for "
    "no run of eight of its words may be passed on in any form."
)
SETTINGS = "site_name: An edition\nsite_url: {}\nextra: {{license: https://example.org/terms}}\n"


def make_project(root: Path, site: str = SITE) -> Path:
    make_source(root, TEXT, reader={"kind": "tei"}, output={"split": 2})
    make_source(root, f"PROTECTED\n\n{SECRET}\n", "secret", extent={"words": 4}, **IN_COPYRIGHT)
    (root / "mkdocs.yml").write_text(SETTINGS.format(site), "utf-8")
    return root


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_project(tmp_path_factory.mktemp("project"))
    assert run(root, "build") == 0
    return root


class Template:
    """A URI template, as far as RFC 6570 is used here: parts of a path, and parameters in it."""

    def __init__(self, written: object) -> None:
        self.written = str(written)

    def expand(self, **values: object) -> str:
        def fill(match: re.Match[str]) -> str:
            given = [(n, values[n]) for n in match[2].split(",") if values.get(n) is not None]
            return "".join(f"/{v}" if match[1] == "/" else f";{n}={v}" for n, v in given)

        return re.sub(r"\{([/;])([^}]*)\}", fill, self.written)


def read_words(path: Path) -> list[str]:
    root = ElementTree.parse(path).getroot()
    body = root.find(".//dts:wrapper", NAMES) or root.find(".//body", NAMES)
    assert body is not None
    return " ".join(body.itertext()).split()


def read_json(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def locate(site: Path, address: str) -> Path:
    assert address.startswith(SITE)
    return site / address.removeprefix(SITE)


def test_each_page_names_the_files_beside_it(project: Path) -> None:
    folder = project / "site" / "editions" / "sample"
    page = LexborHTMLParser((folder / "its-section.html").read_text("utf-8"))
    named: dict[str, list[str]] = {}
    for one in page.css("link"):
        rel, address = one.attributes["rel"], one.attributes.get("href")
        named.setdefault(str(rel), []).append(str(address))
    assert named["alternate"] == [f"its-section.{end}" for end in ("md", "json", "xml")]
    assert named["describedby"] == ["index.json"]
    assert named["cite-as"] == [f"{SITE}editions/sample/its-section.html"]
    for name in (*named["alternate"], *named["describedby"]):
        assert (folder / name).is_file()
    whole = LexborHTMLParser((folder / "index.html").read_text("utf-8"))
    (tei,) = whole.css('link[type="application/tei+xml"]')
    assert tei.attributes["href"] == "../sample.xml"


def test_the_parts_have_every_word_of_the_whole(project: Path) -> None:
    texts = project / "site" / "editions"
    whole = read_words(texts / "sample.xml")
    first, second = (
        read_words(texts / "sample" / f"{name}.xml") for name in ("first-part", "second-part")
    )
    assert sorted([*first, *second]) == sorted(whole)
    section = read_words(texts / "sample" / "its-section.xml")
    assert section[-4:] == ["What", "the", "second", "says."]
    assert " ".join(section) in " ".join(first) or set(section) <= set(first)
    content = read_json(texts / "sample" / "its-section.json")["content"]
    assert isinstance(content, list)
    assert {"kind": "note", "address": "n2"} in content


def test_a_client_of_dts_finds_every_part(project: Path) -> None:
    site = project / "site"
    entry = read_json(site / "dts" / "index.jsonld")
    collection = Template(str(entry["collection"]))
    root = read_json(locate(site, collection.expand()))
    (inner,) = root["member"]
    texts = read_json(locate(site, collection.expand(id=inner["@id"])))["member"]
    sample, secret = texts
    navigation, document = Template(sample["navigation"]), Template(sample["document"])
    found = read_json(locate(site, navigation.expand(down=-1)))["member"]
    named = [(one["identifier"], one["level"], one["parent"]) for one in found]
    assert named == [
        ("first-part", 1, None),
        ("its-section", 2, "first-part"),
        ("second-part", 1, None),
    ]
    for name, _, _ in named:
        assert read_words(locate(site, document.expand(ref=name)))
        for down in (None, 0, 1, 2, -1):
            answer = read_json(locate(site, navigation.expand(ref=name, down=down)))
            assert ("member" in answer) == (down is not None)
    (page,) = read_json(locate(site, navigation.expand(tree="pages", down=1)))["member"]
    shown = read_words(locate(site, document.expand(ref=page["identifier"], tree="pages")))
    assert shown[:5] == ["A", "paragraph", "of", "the", "section."]
    parents = read_json(locate(site, collection.expand(id="sample", nav="parents")))["member"]
    assert [one["@id"] for one in parents] == ["texts"]
    assert secret["citationTrees"] == []
    assert read_json(locate(site, Template(secret["navigation"]).expand(down=1)))["member"] == []


def test_many_pages_are_put_into_a_bounded_number_of_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(units, "PAGE_FILES", 2)
    words = "".join(
        f'<pb n="{page}"/>Page {page} has this.<note n="{page}">Note {page}.</note> '
        for page in range(1, 6)
    )
    text = TEXT.replace("The last words.", f"Before. {words}")
    make_source(tmp_path, text.replace('<pb n="2"/>', ""), reader={"kind": "tei"})
    (tmp_path / "mkdocs.yml").write_text(SETTINGS.format(SITE), "utf-8")
    assert run(tmp_path, "build") == 0
    site = tmp_path / "site"
    found = read_json(site / "dts" / "navigation" / "sample;tree=pages;down=1.jsonld")["member"]
    assert [one["dublinCore"]["title"] for one in found] == [["1\u20133"], ["4\u20135"]]
    shown = [
        read_words(site / "editions" / "sample" / f"{one['identifier']};tree=pages.xml")
        for one in found
    ]
    assert " ".join(shown[0]) == " ".join(
        [*(f"Page {n} has this. {n}" for n in (1, 2, 3)), *(f"Note {n}." for n in (1, 2, 3))]
    )
    assert [word for word in shown[1] if word.isdigit()] == ["4", "4", "5", "5"]


def test_nothing_of_a_protected_text_is_in_any_file(project: Path) -> None:
    site = project / "site"
    run_of_words = re.compile(r"\W+".join(SECRET.split()[3:11]))
    for path in site.rglob("*"):
        if path.is_file():
            assert not run_of_words.search(path.read_text("utf-8", "replace")), path
    assert not (site / "data" / "witnesses" / "secret").exists()
    assert (site / "data" / "witnesses" / "sample" / "witness.txt").read_text("utf-8") == TEXT
    assert (site / "data" / "records" / "secret" / "source.yml").is_file()


def test_the_home_page_describes_the_data_set(project: Path) -> None:
    home = LexborHTMLParser((project / "site" / "index.html").read_text("utf-8"))
    (script,) = home.css("script#dataset")
    told = json.loads(script.text())
    assert told == read_json(project / "site" / "data" / "dataset.jsonld")
    assert (told["@type"], told["url"]) == ("Dataset", SITE)
    for one in told["distribution"]:
        assert locate(project / "site", one["contentUrl"]).is_file()


def test_without_an_address_what_needs_one_is_left_out_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_project(tmp_path, '""')
    assert run(root, "build") == 0
    assert "C011" in capsys.readouterr().err
    site = root / "site"
    assert not (site / "dts").exists()
    assert not list(site.rglob("*tree=pages.xml"))
    assert 'rel="cite-as"' not in (site / "editions/sample/first-part.html").read_text("utf-8")
    assert (site / "editions" / "sample" / "second-part.xml").is_file()


def test_what_is_kept_is_what_a_build_from_nothing_makes(project: Path, tmp_path: Path) -> None:
    other = make_project(tmp_path)
    record = other / "sources" / "sample" / "source.yml"
    text = record.read_text("utf-8")
    record.write_text(text.replace("A text for tests.", "Said otherwise."), "utf-8")
    assert run(other, "build") == 0
    record.write_text(text, "utf-8")
    assert run(other, "build") == 0
    sites = [
        {p.relative_to(s).as_posix(): p.read_bytes() for p in s.rglob("*") if p.is_file()}
        for s in (project / "site", other / "site")
    ]
    assert sites[0] == sites[1]


def test_stretches_that_were_searched_are_passed_over_with_their_margins() -> None:
    lines = [f"line {number} has six plain words" for number in range(60)]
    repeated = Repeated()
    assert repeated.shorten("\n".join(lines)) == "\n".join(lines)
    repeated.remember("\n".join(lines))
    other = ["new words", *lines[5:55], "more new words"]
    shorter = repeated.shorten("\n".join(other)).split("\n")
    assert shorter[:11] == other[:11]
    assert shorter[-11:] == other[-11:]
    assert len(shorter) < 30


def test_a_changed_file_is_searched_across_the_notes_inside_its_sentences(tmp_path: Path) -> None:
    note = "\n".join(f"line {number} of a long note" for number in range(100))
    lines = "\n".join(f"<p>Plain words of paragraph {number}.</p>" for number in range(400))
    first, second = "Whoever finds this sentence among", "the files for programs"
    before, after = (tmp_path / folder / "sample.xml" for folder in ("old", "new"))
    for path, end in ((before, "no file"), (after, second)):
        path.parent.mkdir()
        path.write_text(f"{lines}\n<p>{first}<note>{note}</note> {end}</p>\n{lines}\n", "utf-8")
    protected = [protect_text("secret", SECRET)]
    assert not find_leaks(protected, [before], tmp_path)
    found = find_leaks(protected, [after], tmp_path, {after: before})
    assert [one.code for one in found] == ["P003"]


def test_proof_and_search_do_not_read_how_a_page_is_cited(
    tmp_path: Path,
) -> None:
    cite = '<section class="cite" data-search-exclude><p>{}</p></section>'
    page = f"<main><article><p>{{}}</p>{cite}</article></main>"
    verdicts = Verdicts(Results(tmp_path / "results"), "key")

    def digest_page(words: str, citation: str) -> str:
        (tmp_path / "page.html").write_text(page.format(words, citation), "utf-8")
        return verdicts.digest_parts(tmp_path, {"page.html": f"{words}{citation}"})["page.html"]

    assert digest_page("Words.", "A work.") == digest_page("Words.", "Another work.")
    assert digest_page("Words.", "A work.") != digest_page("Other words.", "A work.")
    searched = {extract_searched(page.format("Words.", work)) for work in ("A work.", "Another.")}
    assert len(searched) == 1
