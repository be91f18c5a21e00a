"""The index of the search: what is in it, what is not, and that it is the same every time."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from edition.search import PageFinder, read_page
from edition.search.files import write_segments
from edition.search.postings import (
    count_words,
    find_dates,
    find_words,
    index_segment,
    write_number,
    write_places,
)
from edition.search.units import PageInfo, Tier, Unit
from edition.search.words import fold_name, fold_word, list_names, load_variants, read_tokens
from edition.text.romanisation import derive_forms
from edition.text.shards import cut
from tests.searching import add_search, read_site

HEAD = (
    '<meta name="edition-search" content="{kind}" data-title="A title" data-text="A text"'
    ' data-year="1945">'
)


def write_page(folder: Path, article: str, name: str = "a.html", kind: str = "body") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    head = HEAD.format(kind=kind) if kind else ""
    path.write_text(f"<html><head>{head}</head><body><article>{article}</article>", "utf-8")
    return path


def read_units(path: Path) -> list[Unit]:
    """Return what can be found on one page."""
    read = read_page(path.read_text("utf-8"), path.name)
    assert read is not None
    return read[1]


def test_words_before_dates_are_counted_as_the_text_is_read() -> None:
    text = "l'1 May 1922, mid-May 1922、前。1922年5月3日 it's 1 May 1922-1 May 1923"
    places = {start for start, _ in find_dates(text)}
    whole = {at: max(n for _, n in read_tokens(text[:at], {})) + 1 for at in places}
    assert len(places) > 3
    assert count_words(text, places, {}) == whole


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Kōmoto’s", ["komoto"]),
        ("Xi’an Xi'an Xian", ["xian", "xian", "xian"]),
        ("Trans-Siberian", ["trans", "transsiberian", "siberian", "transsiberian"]),
        ("co\u00adoperate", ["cooperate"]),
        ("1894–1945", ["1894", "1945"]),
        ("張作霖", ["张作", "作霖", "霖"]),
        ("戦", ["战"]),
        ("こゝろ", ["ここ", "ころ", "ろ"]),
        ("いすゞ", ["いす", "すず", "ず"]),
        ("あゞ", ["ああ", "あ"]),
        ("ゞ", ["ゞ"]),
        ("Straße Łódź", ["strasse", "lodz"]),
        ("U.S.S.R.", ["u", "ussr", "s", "ussr", "s", "ussr", "r", "ussr"]),
        ("… — !", []),
    ],
)
def test_the_terms_of_a_text(text: str, terms: list[str]) -> None:
    assert [term for term, _ in read_tokens(text, load_variants())] == terms


def test_all_cases_of_a_cyrillic_word_are_one() -> None:
    cases = "Япония Японии Японию Японией".split()
    assert len({fold_word(word) for word in cases}) == 1
    assert fold_word("советский") == fold_word("советскими") != fold_word("совет")


def test_units_are_paragraphs_and_notes_with_their_pages(tmp_path: Path) -> None:
    page = write_page(
        tmp_path,
        '<a class="page" id="p7" data-label="7"></a>'
        '<p id="p7.1"><a class="permalink" href="#p7.1">¶</a>One<sup><a id="r3" role="doc-noteref"'
        ' href="#n3">3</a></sup> and <a class="page" id="p8" data-label="8"></a>two.</p>'
        '<section role="doc-endnotes"><ol><li id="n3"><a class="sign" href="#n3">3</a>'
        "<p>The note.</p><p>Its end.</p></li></ol></section>",
    )
    first, note = read_units(page)
    assert (first.address, first.kind, first.label) == ("p7.1", "body", "p. 7")
    assert first.text == "One and two."
    assert first.breaks == ((8, "p. 8"),)
    assert (note.address, note.kind, note.label) == ("n3", "note", "p. 7")
    assert note.text == "The note. Its end."


def test_what_begins_within_a_page_has_its_number_from_the_file_before(tmp_path: Path) -> None:
    page = '<a class="page" id="p{0}" data-label="{0}"></a>'
    write_page(tmp_path, f"<p>One</p>{page.format(7)}<p>two.</p>", "b.html")
    path = write_page(tmp_path, f"<p>Three {page.format(8)} four.</p><p>Five.</p>", "a.html")
    leading = (tmp_path / "b.html").read_text("utf-8")
    head = '<head><link rel="next" href="a.html">'
    (tmp_path / "b.html").write_text(leading.replace("<head>", head), "utf-8")
    labels = {unit.text: unit.label for _, units in read_site(tmp_path) for unit in units}
    assert labels == {"One": "", "two.": "p. 7", "Three four.": "p. 7", "Five.": "p. 8"}
    assert read_units(path)[0].label == ""


def test_what_a_page_does_not_show_is_not_in_the_index(tmp_path: Path) -> None:
    write_page(tmp_path, "<p>shown</p><p hidden>concealed</p><nav>furniture</nav>")
    write_page(tmp_path, "<p>unmarked</p>", "b.html", kind="")
    add_search(tmp_path)
    index = "".join(path.read_text("utf-8") for path in (tmp_path / "search").glob("*.js"))
    assert "shown" in index
    assert not any(word in index for word in ("concealed", "furniture", "unmarked"))


def test_the_index_is_the_same_every_time(tmp_path: Path) -> None:
    def index(folder: Path) -> dict[str, bytes]:
        for number in range(9, 0, -1):
            write_page(folder, f"<p>張作霖 word{number} Kōmoto</p>", f"{number}.html")
        add_search(folder)
        return {path.name: path.read_bytes() for path in (folder / "search").iterdir()}

    assert index(tmp_path / "one") == index(tmp_path / "two")


def test_every_file_hands_over_its_own_name(tmp_path: Path) -> None:
    write_page(tmp_path, "<p>Some words \u2028 here</p>")
    add_search(tmp_path)
    for path in (tmp_path / "search").glob("*.js"):
        text = path.read_text("utf-8")
        start = f'editionSearch.take("{path.stem}",'
        assert text.startswith(start)
        json.loads(text.removeprefix(start).removesuffix(")\n"))


def test_numbers_and_places_are_written_short() -> None:
    assert [write_number(number) for number in (0, 35, 36, 4999, 5000)] == [
        "0", "z", "10", "3uv", "3uw",
    ]  # fmt: skip
    assert write_places({2: [0, 7], 5: [40]}) == "2,0,7;3,14"


def test_places_on_a_page_stay_when_another_page_has_more_to_be_found() -> None:
    def index(*texts: list[str]) -> dict[str, str]:
        pages = [[Unit("", "body", 0, "", one) for one in page] for page in texts]
        info = PageInfo("", "", "", "body", 0, "")
        found = [(info, page, find_words(page, {})) for page in pages]
        return index_segment(Tier.TEXT, found).places

    before = index(["grey ships"], ["ships", "grey harbours harbours"])
    after = index(["grey ships", "new ships"], ["ships", "grey harbours harbours"])
    assert before["ships"] == "0;0,1|1;0,0"
    assert after["ships"] == "0;0,1;1,1|1;0,0"
    assert before["harbours"] == after["harbours"] == "1;1,1,1"


def test_segments_that_follow_one_another_are_written_as_a_run() -> None:
    assert write_segments((0,)) == "0"
    assert write_segments((0, 1, 2, 5, 35, 36)) == "0-2,5,z-10"


def test_forms_of_a_character_lead_to_one() -> None:
    variants = load_variants()
    for forms in (
        "張张",
        "國国",
        "關関关",
        "戶户戸",
        "吳吴呉",
        "冰氷",
        "鄉郷乡",
        "藝芸艺",
        "\uf900豈岂",
    ):
        assert len({variants.get(form, form) for form in forms}) == 1, forms
    assert all(one not in variants for one in variants.values())


def test_a_list_is_cut_by_size_and_keeps_its_order() -> None:
    assert cut(["aa", "bb", "cccccc", "d"], 4, len) == [["aa", "bb"], ["cccccc"], ["d"]]


@pytest.mark.parametrize(
    ("pinyin", "forms"),
    [
        ("Zhang Zuolin", ["Chang Tso-Lin", "Чжан Цзолинь"]),
        ("Feng Yuxiang", ["Feng Yü-Hsiang", "Фэн Юйсян"]),
        ("Xi’an", ["Hsi-An", "Сиань"]),
        ("Chiang Kai-shek", []),
        ("Orsk", []),
    ],
)
def test_forms_of_a_chinese_name_are_derived_by_tables(pinyin: str, forms: list[str]) -> None:
    assert derive_forms(pinyin) == forms


def test_every_form_of_one_entry_leads_to_it_and_derived_forms_are_not_shown() -> None:
    def make(address: str, *forms: str) -> Unit:
        return Unit(address, "register", 0, "", "", forms=forms)

    units = [
        make("zhang", "Zhang Zuolin", "張作霖", "Chang Tso-lin", "~Чжан Цзолинь"),
        make("union", "Lamp Union", "L.U."),
        make("other", "Lorry Users", "L.U."),
    ]
    variants = load_variants()
    names = list_names(((one.address, one.forms) for one in units), variants)
    zhang = ("zhang", "Zhang Zuolin", "張作霖", "Chang Tso-lin")
    for spelling in ("zhang zuo-lin", "张作霖", "Chang Tso Lin", "Чжан Цзолинь"):
        assert names[fold_name(spelling, variants)] == zhang
    assert fold_name("L.U.", variants) not in names, "what two entries have leads to neither"


def test_a_page_without_words_is_recalled_without_any(tmp_path: Path) -> None:
    page = (
        '<html><head><meta name="edition-search" content="editorial" data-title="£"></head>'
        '<body><article><h1 id="a">{}</h1></article></body></html>'
    )
    signs = tmp_path / "signs.html"
    signs.write_text(page.format("£"), "utf-8")

    def index(name: str, words: str, results: Path | None, recall: bool) -> dict[str, bytes]:
        finder, site = PageFinder(results, "1"), tmp_path / name
        site.mkdir()
        finder.read(page.format(words), "other.html")
        if recall:
            digest = sha256(signs.read_bytes()).hexdigest()
            assert finder.recall(signs, signs.name, digest)
        else:
            finder.read(signs.read_text("utf-8"), signs.name)
        assert finder.write(site)
        return {path.name: path.read_bytes() for path in (site / "search").iterdir()}

    index("before", "Old words", tmp_path / "kept", recall=False)
    after = index("after", "New words", tmp_path / "kept", recall=True)
    assert after == index("new", "New words", None, recall=False)


def test_what_is_lost_of_a_page_is_read_again(tmp_path: Path) -> None:
    page = f"<html><head>{HEAD.format(kind='body')}</head><body>{{}}<article><p>Words</p></article>"
    kept, indexes = tmp_path / "kept", []
    for name, results, frame in (
        ("before", kept, "One"),
        ("after", kept, "Two"),
        ("new", None, ""),
    ):
        for path in kept.glob("*.json"):
            if '"found"' in path.read_text("utf-8"):
                path.unlink()
            elif '"listed"' in path.read_text("utf-8"):
                path.write_text("damaged", "utf-8")
        site = tmp_path / name
        site.mkdir()
        (site / "a.html").write_text(page.format(frame), "utf-8")
        finder = PageFinder(results, "1")
        finder.read(page.format(frame), "a.html")
        assert finder.write(site)
        indexes.append({one.name: one.read_bytes() for one in (site / "search").iterdir()})
    assert indexes[0] == indexes[1] == indexes[2]
