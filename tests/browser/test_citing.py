"""How a reader cites a page, a passage or a work."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from playwright.sync_api import Page, expect

from edition.publishing.mkdocs import run_mkdocs, write_configuration
from tests.browser.watching import LISTEN, PHONE, OpenPage
from tests.projects import make_source, run

TEXT = """# The First

The first paragraph has a note.[^1] It goes on.

The second paragraph is on the same page.

[^1]: The text of the note.

# The Second

The only paragraph.
"""
ENTRIES = """
@book{sample, author = {One, Ann}, title = {The Whole}, location = {Rome}, year = 1933}
@book{silk, author = {One, Ann}, title = {Silk & Tea}, year = 1931, keywords = {literature}}
@book{cafe, author = {Two, B.}, title = {Caf\\'e}, year = 1945, keywords = {literature}}
@newspaper{pravda, title = {Pravda}, keywords = {newspaper}}
"""

ADDRESSES = {"repository": "https://github.com/ann/edition", "contact": "desk@example.org"}
RELEASE = "Old & New, version 1.2.0"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("citing")
    (root / "bibliography.bib").write_text(ENTRIES.replace("&", "\\&"), "utf-8")
    observations = [{"text": "It stands so.", "citation": "silk"}]
    make_source(
        root, TEXT, reader={"kind": "markdown"}, output={"split": 1}, observations=observations
    )
    (root / "CITATION.cff").write_text("title: Old & New\nversion: 1.2.0\n", "utf-8")
    bibliography = (root / "bibliography.bib").read_text("utf-8")
    (root / "bibliography.bib").write_text(bibliography.rpartition("@misc{sample")[0], "utf-8")
    assert run(root, "build") == 0
    number_page(root / "docs" / "editions" / "sample" / "the-first.md")
    run_mkdocs(
        write_configuration(root, root / "work", root / "docs", root / "numbered", ADDRESSES), 0
    )
    return root / "numbered"


def number_page(path: Path) -> None:
    """Give the first paragraph the page that a reader of printed books would find."""
    text = path.read_text("utf-8")
    assert '<a id="par1"></a>' in text
    numbered = text.replace('<a id="par1"></a>', '<a id="p7">[p. 7]</a><a id="p7.1"></a>')
    cited = numbered.replace("The second", "[The second](../../bibliography/literature.md#silk)")
    path.write_text(cited, "utf-8")


@pytest.fixture(scope="module")
def address(folder: Path, serve: Callable[[Path], str]) -> str:
    return serve(folder)


def forms_of(page: Page) -> dict[str, str]:
    forms = page.locator("#cite [data-form]").all()
    return {f.get_attribute("data-form") or "": f.text_content() or "" for f in forms}


def code(page: Page, form: str) -> str:
    return page.locator(f"#cite [data-form={form}] code").text_content() or ""


def choose(page: Page, link: str) -> None:
    page.locator(link).dispatch_event("click")


@pytest.mark.parametrize("place", ["web", "disk"])
def test_a_work_is_given_in_every_form(
    address: str, folder: Path, open_page: OpenPage, place: str
) -> None:
    home = address if place == "web" else f"file://{folder}/"
    page = open_page(f"{home}bibliography/literature.html")
    choose(page, "[id=silk] > a.permalink")
    expect(page.locator("dialog[open] h2")).to_have_text("Cite this work")
    for form in ("bibtex", "biblatex"):
        [entry] = parse_string(code(page, form)).entries
        assert (entry.key, entry["title"]) == ("silk", r"Silk \& Tea")
    assert rispy.loads(code(page, "ris"))[0]["title"] == "Silk & Tea"
    assert json.loads(code(page, "csl"))[0]["title"] == "Silk & Tea"
    expect(page.locator("#cite [data-form=chicago]")).to_have_text("One, Ann. Silk & Tea. 1931.")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).not_to_be_visible()


@pytest.mark.parametrize("has_clipboard", [True, False], ids=["clipboard", "command"])
def test_selected_words_are_copied_with_their_citation(
    address: str, open_page: OpenPage, has_clipboard: bool
) -> None:
    home = f"{address}editions/sample/the-first.html"
    page = open_page(home)
    if has_clipboard:
        page.evaluate(
            "void (navigator.clipboard.writeText = async text => globalThis.copied = text)"
        )
    else:
        page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        page.evaluate("void (document.oncopy = ({ target }) => globalThis.copied = target.value)")
    page.evaluate(LISTEN)
    page.locator("[id='p7.1']").select_text()
    offer = page.get_by_role("button", name="Copy with citation")
    expect(offer).to_be_in_viewport(ratio=1)
    if has_clipboard:
        page.keyboard.press("q")
    else:
        offer.click()
    page.wait_for_function("announced.includes('Copied with its citation')")
    assert page.evaluate("copied").split("\n\n") == [
        "“The first paragraph has a note. It goes on.”",
        f"Ann One, The Whole (Rome, 1933), 7, {home}#p7.1.",
    ]
    expect(offer).to_be_hidden()


@pytest.mark.parametrize("start", ["index.html", "editions/kuromiya-2023/2-4.html"])
def test_a_page_that_is_written_is_cited_and_copied(
    site: str, open_page: OpenPage, start: str
) -> None:
    page = open_page(site + start)
    page.evaluate(LISTEN)
    if start == "index.html":
        page.get_by_role("link", name="Read the book").click()
    page.evaluate("void (navigator.clipboard.writeText = async text => globalThis.copied = text)")
    page.get_by_role("link", name="Cite", exact=True).first.click()
    field = page.get_by_role("dialog").get_by_label("Page", exact=True)
    field.fill("239-41")
    field.press("Enter")
    page.wait_for_function("globalThis.copied")
    assert page.evaluate("copied") == (
        "Hiroaki Kuromiya, Stalin, Japan, and the Struggle for Supremacy over China, 1894–1945, "
        "Routledge Open History (Abingdon and New York: Routledge, 2023), 239–41, "
        f"{site}editions/kuromiya-2023/3-3.html#p239."
    )
    field.fill("999")
    assert field.evaluate("field => field.validationMessage") == "This text has pages i to 450."


@pytest.mark.parametrize(
    ("link", "note", "where"),
    [
        ("p[id]:has(sup) > a.permalink", "", "p7.1"),
        (".notes li .sign", "n. 1", "n1"),
        ("a.page", "", "p7"),
    ],
)
def test_a_passage_is_cited_with_the_original_page(
    address: str, open_page: OpenPage, link: str, note: str, where: str
) -> None:
    home = f"{address}editions/sample/the-first.html"
    page = open_page(home)
    choose(page, link)
    page.locator(".cite-offer").click()
    in_text = "7n1" if note else "7"
    expect(page.locator("dialog[open] [data-form=chicago]")).to_have_text(
        f"Ann One, The Whole (Rome, 1933), {in_text}, {home}#{where}."
    )
    expect(page.locator("[data-form=short]")).to_have_text(f"One, The Whole, {in_text}.")
    expect(page.locator("[data-form=intext]")).to_have_text(f"(One {in_text})")
    assert code(page, "key") == f"[@sample, p. {in_text}]"
    [entry] = parse_string(code(page, "bibtex")).entries
    fields = {name: field.value for name, field in entry.fields_dict.items()}
    assert (entry.entry_type, fields["url"]) == ("book", f"{home}#{where}")
    assert not {"pages", "note"} & set(fields)
    [reference] = rispy.loads(code(page, "ris"))
    assert (reference["type_of_reference"], reference["urls"]) == ("BOOK", [f"{home}#{where}"])
    [item] = json.loads(code(page, "csl"))
    assert (item["type"], item["URL"]) == ("book", f"{home}#{where}")


def test_every_form_can_name_the_edition(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}editions/sample/the-first.html#p7")
    page.get_by_label("Name this edition").check()
    expect(page.locator("#cite [data-form=chicago]")).to_contain_text(f", 7, {RELEASE}, http")
    expect(page.locator("#cite [data-form=entry]")).to_contain_text(f" 1933. {RELEASE}. http")
    expect(page.locator("#cite [data-form=mla]")).to_contain_text(f" 1933, {RELEASE}, http")
    [entry] = parse_string(code(page, "bibtex")).entries
    assert entry["note"] == RELEASE.replace("&", "\\&")
    assert "DB  - " + RELEASE in code(page, "ris")
    assert json.loads(code(page, "csl"))[0]["archive"] == RELEASE


def test_a_paragraph_without_a_page_is_cited_by_its_number(
    address: str, open_page: OpenPage
) -> None:
    page = open_page(f"{address}editions/sample/the-second.html")
    choose(page, "p[id^=par] > a.permalink")
    expect(page.locator("#cite [data-form=chicago]")).to_contain_text(", para. 3, ")
    expect(page.locator("#cite [data-form=intext]")).to_have_text("(One, par. 3)")


def test_the_list_is_of_the_whole_page_again(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}editions/sample/the-first.html#p7.1")
    expect(page.locator("#cite h2")).to_have_text("Cite p. 7")
    page.evaluate("location.hash = ''")
    expect(page.locator("#cite h2")).to_have_text("Cite this page")
    expect(page.locator("#cite [data-form=short]")).to_have_text("One, The Whole.")


def test_without_scripts_a_page_is_cited_in_every_form(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}editions/sample/the-first.html", scripts=False)
    printed = ["chicago", "short", "entry", "mla", "intext", "key"]
    assert list(forms_of(page)) == [*printed, "bibtex", "ris", "csl"]
    page.locator("#cite summary", has_text="BibTeX").click()
    expect(page.locator("#cite [data-form=bibtex] code")).to_be_visible()


@pytest.mark.parametrize("way", ["hover", "focus"])
@pytest.mark.parametrize("place", ["web", "disk"])
def test_a_note_shows_the_work_that_it_cites(
    address: str, folder: Path, open_page: OpenPage, place: str, way: str
) -> None:
    home = address if place == "web" else f"file://{folder}/"
    page = open_page(f"{home}editions/sample/the-first.html")
    link = page.locator("a[href*='bibliography/literature.html#silk']")
    link.hover() if way == "hover" else link.focus()
    tip = page.locator("[role=tooltip]:visible")
    expect(tip).to_have_text("One, Ann. Silk & Tea. 1931.")
    expect(tip.locator("em")).to_have_text("Silk & Tea")
    expect(link).to_have_attribute("aria-describedby", tip.get_attribute("id") or "")
    page.keyboard.press("Escape")
    expect(tip).to_have_count(0)


def test_nothing_is_wider_than_a_phone(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}bibliography.html", device=PHONE)
    for name in (
        "bibliography.html",
        "bibliography/literature.html",
        "editions/sample/the-first.html",
    ):
        page.goto(address + name)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_saving_gives_a_file(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}editions/sample/the-first.html")
    page.locator("#cite summary", has_text="RIS").click()
    with page.expect_download() as waiting:
        page.locator("#cite [data-form=ris] button", has_text="Save").click()
    assert waiting.value.suggested_filename == "sample-the-first.ris"
    assert rispy.load(waiting.value.path())[0]["title"] == "The Whole"


@pytest.mark.parametrize(
    ("file", "link", "where", "words", "line"),
    [
        ("the-second", "p[id^=par] > a.permalink", "par3", "The only paragraph.", ", line 11"),
        ("the-first", ".notes li .sign", "n1", "The text of the note.", ", line 7"),
        ("the-first", "a.page", "p7", "", ""),
    ],
)
def test_a_misreading_is_reported_with_what_it_is_in(
    address: str, open_page: OpenPage, file: str, link: str, where: str, words: str, line: str
) -> None:
    page = open_page(f"{address}editions/sample/{file}.html")
    choose(page, link)
    page.locator(".cite-offer").click()
    form = urlsplit(page.get_by_role("link", name="in a form").get_attribute("href") or "")
    assert form.netloc + form.path == "github.com/ann/edition/issues/new"
    assert {name: value for name, [value] in parse_qs(form.query).items()} == {
        "template": "misreading.yml",
        "title": f"Misreading: sample {where}",
        "address": f"editions/sample/{file}.html#{where}",
        "witness": f"sample{line}",
        "version": RELEASE,
    } | ({"words": words} if words else {})
    mail = urlsplit(page.get_by_role("link", name="by mail").get_attribute("href") or "")
    assert mail.path == "desk@example.org"
    body = parse_qs(mail.query)["body"][0]
    for part in (f"#{where}", words, f"sample{line}", RELEASE):
        assert part in body


def test_a_report_has_no_words_of_a_text_that_is_not_published_whole(
    folder: Path, open_page: OpenPage
) -> None:
    """The private copy of a protected text has its pages, and the same tools."""
    path = folder / "editions/sample/protected.html"
    public = (folder / "editions/sample/the-second.html").read_text("utf-8")
    assert '"is_public": true' in public
    path.write_text(public.replace('"is_public": true', '"is_public": false'), "utf-8")
    page = open_page(path.as_uri())
    choose(page, "p[id^=par] > a.permalink")
    page.locator(".cite-offer").click()
    for name in ("in a form", "by mail"):
        href = page.get_by_role("link", name=name).get_attribute("href") or ""
        assert "par3" in href
        assert "paragraph" not in href


def test_an_edition_without_an_address_for_reports_offers_none(site_folder: Path) -> None:
    for name in ("text", "index"):
        page = (site_folder / f"editions/memorandum-1953/{name}.html").read_text("utf-8")
        assert 'class="cite-forms"' in page
        assert "report" not in page.partition("</main>")[2]
        assert "report-data" not in page
