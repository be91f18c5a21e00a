"""The bibliography is divided into pages that none is too heavy, under addresses that stay."""

from __future__ import annotations

import gzip
import re
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from pybtex.database import Entry

from edition.bibliography.database import load_bibliography, read_bibliography
from edition.bibliography.work import Work
from edition.linking.works_cited import CitedAt, PlaceKind
from edition.publishing.page_policy import HTML_BYTES, PACKED_BYTES
from edition.text.front_matter import split_front_matter
from edition.writers.bibliography.division import LIMIT, Block, Page, divide, find_moved
from edition.writers.bibliography.entries import write_blocks
from edition.writers.bibliography.grouping import GROUPS, find_group, list_entries
from edition.writers.bibliography.grouping import Entry as Listed
from edition.writers.bibliography.pages import write_index, write_overview, write_pages

FRAME = 20_000
"""Bytes of HTML that stand round the words of a page, generously."""
LITERATURE = GROUPS[1]
WORK = read_bibliography("@misc{w, title = {W}}")[0].work("w")
NAMES = st.text(alphabet="abkz0 \u0436\u5f35", max_size=5).map(str.strip)


def blocks_of(sort_keys: Sequence[str], size: int) -> list[Block]:
    """Return entries of one group, filed by these keys, each with a text of a size."""
    return [
        Block(Listed(f"k{number}", WORK, LITERATURE, None, (), (), "", sort_key), "x" * (size - 1))
        for number, sort_key in enumerate(sorted(sort_keys))
    ]


def names_of(page: Page) -> dict[str, str]:
    return {one.name: one.title for one, _ in page.walk()}


def test_a_group_that_fits_is_one_page() -> None:
    assert names_of(divide(LITERATURE, blocks_of(["a", "b"], 10), 20)) == {
        "literature": "Literature"
    }


def test_what_outgrows_the_limit_is_divided_by_letters_and_stays_as_their_contents() -> None:
    page = divide(LITERATURE, blocks_of(["1937", "abe", "kan", "kato", "ki", "\u0436"], 10), 20)
    assert names_of(page) == {
        "literature": "Literature",
        "literature-0": "Literature: 0\u20139",
        "literature-a": "Literature: A",
        "literature-k": "Literature: K",
        "literature-ka": "Literature: Ka",
        "literature-ki": "Literature: Ki",
        "literature-other": "Literature: Other scripts",
    }
    assert [len(leaf.blocks) for leaf in page.leaves()] == [1, 1, 2, 1, 1]


def test_what_letters_do_not_tell_apart_is_cut_into_parts() -> None:
    page = divide(LITERATURE, blocks_of(["stalin"] * 5, 10), 20)
    assert [leaf.title for leaf in page.leaves()] == [
        f"Literature: Sta, part {number}" for number in (1, 2, 3)
    ]
    assert page.count() == 5


@given(st.lists(NAMES, min_size=1, max_size=40), st.integers(1, 12))
def test_every_work_is_on_one_page_in_its_order_and_no_page_is_too_heavy(
    sort_keys: list[str], limit: int
) -> None:
    blocks = blocks_of(sort_keys, 3)
    page = divide(LITERATURE, blocks, limit)
    leaves = list(page.leaves())
    assert [block for leaf in leaves for block in leaf.blocks] == blocks
    assert all(len(leaf.blocks) == 1 or 3 * len(leaf.blocks) <= limit for leaf in leaves)
    names = [one.name for one, _ in page.walk()]
    assert len(names) == len(set(names))
    assert all(re.fullmatch("[a-z0-9-]+", name) for name in names)


@given(st.lists(NAMES, min_size=1, max_size=30), st.lists(NAMES, max_size=10))
def test_to_add_works_takes_no_page_away(sort_keys: list[str], more: list[str]) -> None:
    before = divide(LITERATURE, blocks_of(sort_keys, 3), 12)
    after = divide(LITERATURE, blocks_of(sort_keys + more, 3), 12)
    assert set(names_of(before)) <= set(names_of(after))


@given(st.lists(NAMES, min_size=1, max_size=30), st.lists(NAMES, max_size=10), st.booleans())
def test_what_leaves_its_page_leads_on_and_a_page_that_is_divided_leads_to_its_parts(
    sort_keys: list[str], more: list[str], back: bool
) -> None:
    few, many = (divide(LITERATURE, blocks_of(k, 3), 12) for k in (sort_keys, sort_keys + more))
    before, after = (many, few) if back else (few, many)
    listed = [(leaf.name, entry.key) for leaf in before.leaves() for entry in leaf.works]
    moved = find_moved([after], listed)
    here = {entry.key: page for page in after.leaves() for entry in page.works}
    found = {(name, key): page for name, works in moved.items() for key, _, page in works}
    for name, key in listed:
        if key in here:
            below = [p.name for p, above in after.walk() if name in [a.name for a in (*above, p)]]
            is_here = here[key].name in below
            assert found.get((name, key)) == (None if is_here else here[key])


RULE = {
    "misc, keywords = {archive}": "archive",
    "misc, keywords = {intercept}": "intercept",
    "online, keywords = {collection}": "collection",
    "book, keywords = {collection}": "collection",
    "misc, keywords = {cited by the editors}": "editors",
    "newspaper": "newspaper",
    "newspaper, journal = {J}": "literature",
    "online": "web",
    "misc, entrysubtype = {treaty}": "statement",
    "unpublished, entrysubtype = {letter}": "statement",
    "misc, entrysubtype = {film}": "literature",
    "collection": "literature",
    "article": "literature",
}


@pytest.mark.parametrize("entry", RULE)
def test_one_rule_gives_every_entry_its_group(entry: str) -> None:
    kind, _, fields = entry.partition(",")
    works, _ = read_bibliography(f"@{kind}{{k, title = {{T}}, {fields}}}")
    assert find_group(works.work("k")).id == RULE[entry]


def test_no_keyword_of_this_edition_says_what_the_type_of_its_entry_denies() -> None:
    """Keywords say only what no type of entry says, or what it says anyway."""
    bibliography, _ = load_bibliography(Path(__file__).parent.parent)
    told_by_type = {"literature", "newspaper", "web"}
    for key in bibliography.keys:
        entry = bibliography.data.entries[key]
        if entry.fields["keywords"].split(",")[0] in told_by_type:
            bare = Entry(entry.type, {**entry.fields, "keywords": ""}, entry.persons)
            assert find_group(Work(bare, None)) == find_group(bibliography.work(key)), key


# --- the budget -------------------------------------------------------------------------------


def cite(number: int, locator: str) -> CitedAt:
    return CitedAt(
        "s", "Sample", f"s/{number % 90}.md", f"n{number}", str(number), PlaceKind.NOTE, locator
    )


def pages_of(text: str, cited: dict[str, list[CitedAt]]) -> dict[str, str]:
    bibliography, found = read_bibliography(text)
    assert found == []
    entries = list_entries(bibliography, cited, {})
    groups = [
        divide(group, list(write_blocks(bibliography, list(members))))
        for group, members in groupby(entries, key=lambda entry: entry.group)
    ]
    overview = {"bibliography.md": write_overview(entries, groups, {"s": "Sample"})}
    return overview | write_pages(groups)


def weigh(page: str) -> tuple[int, int]:
    """Return the bytes of a page as HTML, plain and compressed, with the frame of a page."""
    extensions = ["tables", "edition.publishing.dialect"]
    html = Markdown(extensions=extensions).convert(split_front_matter(page)[1]).encode()
    return len(html) + FRAME, len(gzip.compress(html, 6)) + FRAME // 2


@pytest.mark.parametrize("keyword", ["literature", "archive", "newspaper", "intercept"])
def test_a_work_that_thousands_of_notes_cite_goes_on_on_further_pages(keyword: str) -> None:
    text = f"@misc{{pravda, title = {{Pravda}}, keywords = {{{keyword}}}}}"
    places = [cite(number, f"f. {number % 1000}, l. 5") for number in range(5000)]
    pages = pages_of(text, {"pravda": places})
    assert len(pages) > 5
    for name, page in pages.items():
        plain, packed = weigh(page)
        assert (plain <= HTML_BYTES, packed <= PACKED_BYTES) == (True, True), name
    whole = "".join(pages.values())
    assert whole.count('<a id="pravda"></a>') == 1
    assert all(f"#n{number})" in whole for number in range(5000))
    assert "Pravda (continued)" in whole


def test_the_heaviest_page_is_within_the_budget() -> None:
    entry = "@book{{smith-{0}, author = {{Smith, J{0}}}, title = {{{1} {0}}}, year = 1931}}"
    text = "\n".join(entry.format(number, "\u5f35\u4f5c\u9716 " * 9) for number in range(1500))
    pages = pages_of(text, {f"smith-{n}": [cite(n, "12\u201314")] for n in range(1500)})
    heaviest = max(pages.values(), key=len)
    assert len(heaviest.encode()) > LIMIT * 0.9
    plain, packed = weigh(heaviest)
    assert plain <= HTML_BYTES
    assert packed <= PACKED_BYTES


def test_the_data_of_the_filter_grow_little() -> None:
    """Ten thousand works stay within the 120 KB that scripts may have."""
    entry = (
        "@book{{key{0}-193{1}-title, author = {{N{0}, A}}, title = {{T{0} common}}, year = 193{1}}}"
    )
    text = "\n".join(entry.format(number, number % 10) for number in range(2000))
    bibliography, _ = read_bibliography(text)
    entries = list_entries(bibliography, {}, {})
    leaf = Page("literature", LITERATURE, "", [Block(entry, "") for entry in entries])
    files = dict(write_index(bibliography, [leaf]))
    packed = {name: len(gzip.compress(content.encode(), 6)) for name, content in files.items()}
    assert packed.pop("index.js") < 2000 * 12
    assert len(packed) > 1
    assert max(packed.values()) < 40_000


# --- what the pages say -----------------------------------------------------------------------

TWO = """
@book{abe-1, author = {Abe, A.}, title = {One}, year = 1931, keywords = {literature}}
@book{kan-1, author = {Kan, B.}, title = {Two}, year = 1932, keywords = {literature}}
@book{kan-2, author = {Kan, B.}, title = {Three}, year = 1933, keywords = {literature}}
@book{kan-3, author = {Kan, B.}, title = {X}, year = 1934, keywords = {literature}}
"""


@pytest.fixture
def divided() -> dict[str, str]:
    bibliography, _ = read_bibliography(TWO)
    entries = list_entries(bibliography, {}, {})
    blocks = list(write_blocks(bibliography, entries))
    page = divide(LITERATURE, blocks, 2 * max(block.size for block in blocks))
    return {"overview": write_overview(entries, [page], {})} | write_pages([page])


def test_a_page_links_to_its_parents_and_neighbours(divided: dict[str, str]) -> None:
    page = divided["bibliography/literature-kan-1.md"]
    [ways] = re.findall('<a id="nav-parts"></a>(.*)', page)
    assert ways.split("<br>") == [
        (
            "[Bibliography](../bibliography.md) \u203a [Literature](literature.md) \u203a "
            "[K](literature-k.md) \u203a [Ka](literature-ka.md) \u203a [Kan](literature-kan.md)"
        ),
        "[A](literature-a.md) **K**",
        "**Kan, part 1** [Kan, part 2](literature-kan-2.md)",
    ]
    assert "[\u2190 Literature: A](literature-a.md)" in page
    assert "[Literature: Kan, part 2 \u2192](literature-kan-2.md)" in page
    assert "\n  previous: literature-a\n  next: literature-kan-2\n" in page


def test_no_page_begins_with_a_dash_for_a_name(divided: dict[str, str]) -> None:
    first, second = (divided[f"bibliography/literature-kan-{number}.md"] for number in (1, 2))
    assert re.findall(r"</span>(.*?)\.", first) == ["Kan, B", "\u2014\u2014\u2014"]
    assert re.findall(r"</span>(.*?)\.", second) == ["Kan, B"]


def test_the_first_page_has_every_group_with_its_letters(divided: dict[str, str]) -> None:
    page = divided["overview"]
    assert '## <a id="group-literature"></a>Literature' in page
    letters = "[A](bibliography/literature-a.md) [K](bibliography/literature-k.md)"
    assert f"\n[4 works](bibliography/literature.md): {letters}\n" in page


def test_a_page_that_was_divided_leads_to_its_parts(divided: dict[str, str]) -> None:
    page = divided["bibliography/literature-k.md"]
    assert "- [Kan, part 1](literature-kan-1.md) Kan (2)\n" in page
    assert "search: {exclude: true}" in page
