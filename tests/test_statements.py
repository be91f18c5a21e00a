"""What the edition says of its texts and their works agrees with them: ``statements.yml``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from edition.bibliography.csl import entry_to_item
from edition.linking.page_proofs import infer_numbering
from edition.model.document import NoteState
from edition.records.correspondences import load_correspondences
from edition.text.folding import fold_letters
from edition.text.front_matter import split_front_matter
from tests.projects import make_source, read_filled, run
from tests.texts import own_bibliography, own_edition, own_records

ROOT = Path(__file__).parent.parent
STATEMENTS: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "statements.yml").read_text("utf-8")
)


def find_faults(text: str, told: list[str]) -> list[str]:
    """Return what is not in a text though it must be, or is though it must not."""
    plain = " ".join(text.replace("\\", "").replace("\u00a0", " ").split())
    wrong = [words for words in told if words.startswith("not ") and words[4:] in plain]
    return wrong + [words for words in told if not words.startswith("not ") and words not in plain]


def read_page(name: str) -> str:
    """Return a page as the site shows it, by its path."""
    if not name.startswith("docs/"):
        return (ROOT / name).read_text("utf-8")
    return read_filled(ROOT / "docs", name.removeprefix("docs/"))


@pytest.mark.parametrize("name", STATEMENTS["pages"])
def test_a_page_says_what_is_so(name: str) -> None:
    assert find_faults(read_page(name), STATEMENTS["pages"][name]) == []


def test_words_that_must_not_be_there_are_found() -> None:
    assert find_faults("A  ferry", ["not A ferry", "A boat", "A ferry"]) == [
        "not A ferry",
        "A boat",
    ]


@pytest.mark.parametrize("key", STATEMENTS["entries"])
def test_an_entry_is_printed_as_its_notes_give_it(key: str) -> None:
    printed = own_bibliography().format_entry(key, "text")
    assert find_faults(printed, STATEMENTS["entries"][key]) == []


@pytest.mark.parametrize("key", STATEMENTS["types"])
def test_an_item_has_the_type_of_its_work(key: str) -> None:
    assert entry_to_item(own_bibliography().work(key))["type"] == STATEMENTS["types"][key]


@pytest.mark.parametrize("address", STATEMENTS["citations"])
def test_a_citation_leads_to_its_work_with_its_locator(address: str) -> None:
    found = [
        [one.key, one.locator] for one in own_edition("kuromiya-2023").citations
        if one.address == address
    ]  # fmt: skip
    assert STATEMENTS["citations"][address] in found


@pytest.mark.parametrize("id", STATEMENTS["labels"])
def test_labels_of_pages_rest_on_what_is_said(id: str) -> None:
    document = own_edition(id).document
    assert document is not None
    assert Counter(map(str, map(infer_numbering, document.pages))) == STATEMENTS["labels"][id]
    labels = [page.label for page in document.pages]
    assert len(set(labels)) == len(labels), "no two pages have one label"


def test_a_fragment_is_attributed_where_position_proves_it() -> None:
    document = own_edition("kuromiya-2023").document
    assert document is not None
    found = [note.key for note in document.notes if note.state is NoteState.FRAGMENT]
    assert found == STATEMENTS["fragments"]


def test_what_is_accepted_as_lost_is_lost_in_the_way_that_is_said() -> None:
    document = own_edition("kuromiya-2023").document
    assert document is not None
    pages = {note.key: note.page for note in document.notes}
    noted = {note.page for note in document.notes if note.state is not NoteState.MISSING}
    accepted = yaml.safe_load((ROOT / "sources/kuromiya-2023/accepted.yml").read_text("utf-8"))
    remains = {
        address[1:].partition(".")[0]
        for one in accepted if one["code"] == "N005" for address in one["at"]
    }  # fmt: skip
    for one in accepted:
        on = {pages[address[1:]] for address in one["at"]} if one["code"] == "N001" else set()
        if "Other notes of the page" in one["reason"]:
            assert on <= noted
        elif "nothing attributes" in one["reason"]:
            assert not on & noted
            assert on <= remains
        elif on:
            assert not on & (noted | remains)


def test_what_is_missing_is_what_the_reading_has_not() -> None:
    for id in STATEMENTS["labels"]:
        document = own_edition(id).document
        assert document is not None
        missing = sum(note.state is NoteState.MISSING for note in document.notes)
        told = f"the text of {missing:,} of {len(document.notes):,} notes"
        for name in ("index.md", "editions/index.md", "principles.md"):
            text = read_page(f"docs/{name}")
            assert (told in text) is bool(missing), (id, name)


def test_places_are_related_as_they_were_read() -> None:
    events, _, _ = load_correspondences(ROOT)
    found = {e.name: [str(one.relation) for one in e.correspondences] for e in events}
    assert found == STATEMENTS["relations"]


@cache
def read_works() -> dict[str, str]:
    """Return the pages of the bibliography by their names."""
    folder = ROOT / "docs" / "bibliography"
    return {path.name: path.read_text("utf-8") for path in folder.glob("*.md")}


@pytest.mark.parametrize("key", STATEMENTS["containers"])
def test_what_holds_a_cited_work_is_cited(key: str) -> None:
    [text] = [text for text in read_works().values() if f'<a id="{key}"></a>' in text]
    entry = text.partition(f'<a id="{key}"></a>')[2].partition('\n- <a id="')[0]
    assert 'class="cited-in"' in entry


def find_variants(names: Iterable[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Return pairs of names that may be one person's: other letters, or initials of the other."""
    found = []
    for (family, given), (other, second) in combinations(sorted(set(names)), 2):
        pairs = zip(fold_words(given), fold_words(second), strict=False)
        if fold_words(family) == fold_words(other) and all(
            one == two or (min(len(one), len(two)) == 1 and one[:1] == two[:1])
            for one, two in pairs
        ):
            found.append((family, given, second))
    return found


def fold_words(name: str) -> list[str]:
    return [
        letters
        for word in name.replace("-", "").replace(".", ". ").split()
        if (letters := fold_letters(word))
    ]


def test_variants_of_a_name_are_found() -> None:
    names = [("Orsk", "A. B."), ("Orsk", "Ana B."), ("Orsk", "Boris"), ("Ōta", "Li-fu")]
    assert find_variants([*names, ("Ota", "Lifu"), ("Kent", "V. M."), ("Kent", "M. V.")]) == [
        ("Orsk", "A. B.", "Ana B."), ("Ota", "Lifu", "Li-fu"),
    ]  # fmt: skip


def test_no_person_has_two_names_in_the_bibliography() -> None:
    items = [entry_to_item(own_bibliography().work(key)) for key in own_bibliography().keys]
    names = {
        (name["family"], name["given"])
        for item in items
        for role in ("author", "editor", "translator", "compiler", "contributor")
        for name in item.get(role, ())
        if name.get("given")
    }
    assert find_variants(names) == []


def test_only_a_part_names_the_book_that_holds_it() -> None:
    entries = own_bibliography().data.entries
    holders = {key: one for key, one in entries.items() if "booktitle" in one.fields}
    assert {one.type for one in holders.values()} == {"incollection"}
    same = [key for key, one in holders.items() if one.fields["booktitle"] == one.fields["title"]]
    assert same == []


def test_every_page_has_a_description_of_its_own_or_none() -> None:
    found: Counter[str] = Counter()
    for path in (ROOT / "docs").rglob("*.md"):
        matter, _ = split_front_matter(path.read_text("utf-8"))
        told = (yaml.safe_load(matter) or {}).get("description")
        found.update([told] if told else [])
    assert found[own_records()["psis-1945"].summary] == 1
    assert [text for text, count in found.items() if count > 1] == []


def test_titles_in_small_capitals_have_a_capital_in_navigation_and_exports() -> None:
    edition = own_edition("kuromiya-2023")
    titles = [entry.title for entry in edition.layout.contents if entry.level]
    assert [title for title in titles if title[:1].islower()] == []
    assert sum(title.startswith("Chapter ") for title in titles) == 5


# --- words that are quoted, and what a browser keeps -------------------------------------------

_QUOTED = re.compile("\u201c([^\u201c\u201d]+)\u201d")
_LEFT_OUT = re.compile(r"\u2026|\[[^\]]*\]")
_QUOTING = (
    "docs/index.md", "docs/introduction.md", "docs/textual-essay.md", "docs/principles.md",
    "docs/fidelity.md", "sources/correspondences.yml", "sources/chronology.yml",
    "sources/kuromiya-2023/annotations.yml", "sources/memorandum-1953/annotations.yml",
    "sources/psis-1945/annotations.yml",
)  # fmt: skip


def find_misquoted(statement: str, texts: Iterable[str]) -> list[str]:
    """Return what a statement has in quotation marks and none of the texts has."""
    folded = [fold_letters(text.replace("-\n", "")) for text in texts]
    parts = [part for words in _QUOTED.findall(statement) for part in _LEFT_OUT.split(words)]
    return [one for one in parts if not any(fold_letters(one) in text for text in folded)]


def test_words_that_no_text_has_are_found() -> None:
    texts = ["The harbour was shut in Sep-\ntember, they say.", "An official spoke."]
    told = "\u201cshut in September\u201d: \u201can official [of Sele] spoke\u201d, "
    told += "\u201cdiplomat\u201d"
    assert find_misquoted(told, texts) == ["diplomat"]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    sources = [own_edition(id).source for id in STATEMENTS["labels"]]
    return [source.text for source in sources if source is not None]


@pytest.mark.parametrize("name", _QUOTING)
def test_words_in_quotation_marks_stand_in_a_text(name: str, texts: list[str]) -> None:
    statement = " ".join((ROOT / name).read_text("utf-8").split())
    assert find_misquoted(statement, texts) == []


_KEPT = {
    "paper": "the colours", "face": "the typeface", "size": "the size of letters",
    "measure": "the length of lines", "place": "where you stopped reading",
    "keys": "single-key shortcuts are disabled", "names": "names lead to the registers",
    "editors-notes": "the editors\u2019 notes are hidden",
    "beside": "the transcription stands beside the text",
}  # fmt: skip
"""What the scripts keep, and how the page on privacy calls it."""


def find_kept(script: str) -> set[str]:
    """Return the names under which a script keeps something in the browser."""
    constants = dict(re.findall(r'const (\w+) = "([\w-]+)";', script))
    used = set(re.findall(r'settings\.(?:read|write)\(\s*("[\w-]+"|\w+)', script))
    choices = re.findall(r'^    \[\n      "([\w-]+)"', script, re.MULTILINE)
    return {constants.get(one, one).strip('"') for one in used - {"name"}} | set(choices)


def test_what_a_script_keeps_is_found() -> None:
    script = 'const LAMP = "lamp";\nsettings.write(LAMP, 1);\nsettings.read("oil");\n'
    assert find_kept(script) == {"lamp", "oil"}


def test_the_page_on_privacy_names_all_that_the_browser_keeps() -> None:
    assets = ROOT / "scripts/edition/publishing/theme/assets"
    scripts = [path.read_text("utf-8") for path in assets.glob("*.js")]
    assert set().union(*map(find_kept, scripts)) == set(_KEPT)
    page = (ROOT / "docs/privacy.md").read_text("utf-8")
    assert find_faults(page, list(_KEPT.values())) == []
    elsewhere = "".join(script for script in scripts if "const edition =" not in script)
    assert "localStorage" not in elsewhere


# --- a text made up --------------------------------------------------------------------------

_LAMPS = """\
The lamps of Orsk were lit at six. See https://lamps.example.o
rg/archive/one, and the emphasis is ours [emphasis added]. In winter they were lit
at four.[1] Nobody counted them.[2]

NOTES

[1] Council minutes, 1881, https://lamps.example.org/pa
ge/12.
"""
_SURVEY = """\
HARBOUR SURVEY

OFFICE OF HARBOURS

~~SECRET~~

HARBOUR SURVEY

The harbour of Sele is deep at the north and shallow at the south.\u00b9 The customs
house stands there.

(1) HS-12, 3 May, Sele-Orsk.

~~SECRET~~

The southern basin was dredged in the winter of 1910.\u00b2 It has silted up again.

(2) HS-13, 4 May, Sele-Orsk.
"""


_MINUTES = """\
OFFICE OF HARBOURS

MEMORANDUM NO. 3

The harbour of Sele is deep at the north and shallow at the south. The customs
house stands there.

- 2 -

The southern basin was dredged in the winter of 1910. It has silted up again.

- 3 -

The pilots ask for a light. There is none between the mole and the river.

- 1 -

The clerk has no money for it. He has asked the council twice.

- 5 -

The council has not answered.
"""
_OIL = "# chapter 1 The Lamp\n\nIt is lit.\n\n# chapter 2 The Oil\n\nIt is bought.\n"


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("invented")
    lost = (Path(__file__).parent / "readers/cases/page-foot/notes-lost.txt").read_text("utf-8")
    reader = {"kind": "page-foot", "options": {"page_ends": "space"}}
    make_source(root, lost, "book", reader=reader, identifiers=[{"type": "doi", "value": "10.1/x"}])
    make_source(root, _LAMPS, "lamps", reader={"kind": "end-notes"})
    options = {"markers": "superscript", "note_list": "parenthesis"}
    make_source(root, _SURVEY, "survey", reader={"kind": "report", "options": options})
    make_source(root, _MINUTES, "minutes", reader={"kind": "report"})
    make_source(root, _OIL, "oil", reader={"kind": "markdown"}, output={"split": 1})
    *_, cut, last = lost.splitlines()
    cited = " Ibid., 34. Averil, The Strait of Kestrel (Lindholm, 1920), 35."
    remains = lost.replace(f"{cut}\n{last}", cited)
    make_source(root, remains, "remains", reader=reader)
    with (root / "bibliography.bib").open("a", encoding="utf-8") as file:
        file.write(
            "@book{strait, author = {Averil, Tobias}, title = {The Strait of Kestrel}, "
            "location = {Lindholm}, year = 1920, keywords = {literature}}\n"
        )
    assert run(root, "convert") == 0
    return root / "docs" / "editions"


INVENTED = {
    "book/text.md": [
        "[^2]: <ins>[Text missing from this witness; see [doi:10.1/x](https://doi.org/10.1/x)]</ins>",
        "[^5]: <ins title=\"the beginning is missing from this witness\">",
        "not the marker is on p. 1",
    ],
    "book/index.md": ["the text of 2 of 6 notes; the beginning or end of 3 notes more"],
    "lamps/text.md": [
        "See https://lamps.example.org/archive/one, and", "https://lamps.example.org/page/12.",
        "[^2]: <ins>[Text missing from this witness.]</ins>",
    ],
    "lamps/fidelity.md": [
        "In 1 place the text refers to emphasis", "In 1 case a note that is counted as complete",
        "The witness does not show where pages begin.",
    ],
    "survey/text.md": ["[cover]", "[leaf 1]", "[leaf 2]", "not [leaf 3]"],
    "survey/fidelity.md": [
        "3 leaves: cover, leaves 1–2.", "| Supplied |", "not counted from other pages",
        "not Missing from the witness:",
    ],
    "remains/text.md": [
        "Ibid., 34. [Averil, The Strait of Kestrel (Lindholm, 1920), 35](../../bibl",
    ],
    "../bibliography/literature.md": ["leaf2.f1) (35)"],
    "minutes/text.md": ["[p. 1, counted]", "[p. 4, counted; printed: - 1 -]", "[p. 5]"],
    "minutes/fidelity.md": [
        "5 pages: pp. 1–5.", "The page counted as p. 4 is printed “- 1 -”",
        "| Printed | The number is printed on the page. | 3 |", "printed or proved. | 2 |",
    ],
    "oil/index.md": [
        "description:", "[Chapter 1 The Lamp]", "[Chapter 2 The Oil]", "not chapter 1",
        "| Language | English |",
    ],
    "oil/contents.js": ["Chapter 2 The Oil", "not chapter 2"],
    "oil/chapter-1-the-lamp.md": ["Chapter 1 The Lamp", "not description:"],
    "index.md": ["Missing from the witness: the text of 1 of 2 notes."],
}  # fmt: skip


@pytest.mark.parametrize("name", INVENTED)
def test_of_a_text_made_up_only_what_is_so_is_said(name: str, invented: Path) -> None:
    assert find_faults((invented / name).read_text("utf-8"), INVENTED[name]) == []
