"""The benchmark's own reckoning: what the peers are given, and how ratios are told. No timing."""

import math
import re
from pathlib import Path

import pytest

from benchmark.clock import CommandError, Task, Timing, best_timing, order_tasks, run_task
from benchmark.content import (
    Cited,
    Page,
    Syntax,
    cite_mkdocs,
    cite_pandoc,
    cite_sphinx,
    draw_citations,
    list_keys,
    list_notes,
    place_citations,
    read_citations,
    read_pages,
    write_pages,
)
from benchmark.environments import REQUIREMENTS
from benchmark.peers import PEERS
from benchmark.table import Row, format_rows, grow_ratios

ROOT = Path(__file__).resolve().parents[1]
PAGE = Page(
    "book/1.md",
    "One",
    "A word.[^1.1] Another.[^1.2]\n\n"
    "[^1.1]: See Doe, *On* Ice, 12, and more.\n\n[^1.2]: Ibid., 13.\n",
)


@pytest.mark.parametrize(
    ("syntax", "locator", "expected"),
    [
        (cite_pandoc, "", "[@doe]"),
        (cite_pandoc, "12", "[@doe, p. 12]"),
        (cite_pandoc, "312–313", "[@doe, pp. 312–313]"),
        (cite_pandoc, "f. 5 [op. 2]; l. 3", "[@doe, f. 5 op. 2 l. 3]"),
        (cite_mkdocs, "12", "[@doe], p. 12"),
        (cite_sphinx, "12", "{cite:p}`doe`, p. 12"),
        (cite_sphinx, "", "{cite:p}`doe`"),
    ],
)
def test_a_citation_in_the_syntax_of_each_peer(syntax: Syntax, locator: str, expected: str) -> None:
    assert syntax(Cited("book", "1.1", "doe", locator)) == expected


def test_a_citation_takes_the_place_of_its_words() -> None:
    citations = [
        Cited("book", "1.1", "doe", "12", "Doe, *On* Ice, 12"),
        Cited("book", "1.2", "doe", "13", "Ibid., 13"),
    ]
    pages, number = place_citations([PAGE], citations, cite_pandoc)
    assert number == 2
    assert "[^1.1]: See [@doe, p. 12], and more.\n" in pages[0].text
    assert "[^1.2]: [@doe, p. 13].\n" in pages[0].text


def test_words_that_are_escaped_in_markdown_are_found() -> None:
    page = Page("book/1.md", "One", "[^1]: Doe, \\*On\\* Ice, and more.\n")
    pages, _ = place_citations(
        [page], [Cited("book", "1", "doe", "", "Doe, *On* Ice")], cite_pandoc
    )
    assert pages[0].text == "[^1]: [@doe], and more.\n"


def test_a_citation_whose_words_are_not_found_ends_its_note() -> None:
    pages, number = place_citations(
        [PAGE], [Cited("book", "1.2", "roe", "", "Roe, On Snow")], cite_pandoc
    )
    assert number == 1
    assert "[^1.2]: Ibid., 13. [@roe]\n" in pages[0].text


def test_a_citation_of_another_edition_is_not_placed() -> None:
    pages, number = place_citations([PAGE], [Cited("other", "1.1", "doe")], cite_pandoc)
    assert (number, pages[0].text) == (0, PAGE.text)


def test_resolved_citations_of_notes_are_read_from_an_export() -> None:
    listed = [
        {"note": "1.1", "key": "doe", "locator": "12", "text": "Doe, 12"},
        {"note": "1.2", "key": None, "locator": "", "text": "Roe"},
        {"note": None, "key": "doe", "locator": "", "text": "Doe"},
    ]
    assert read_citations("book", {"citations": listed}) == [
        Cited("book", "1.1", "doe", "12", "Doe, 12")
    ]
    assert read_citations("book", {}) == []


def test_keys_are_drawn_in_order_over_and_over() -> None:
    keys = list_keys("@comment{x,}\n@string{y = {z}}\n@book{doe,\n}\n@article{roe,\n}\n")
    assert keys == ["doe", "roe"]
    notes = list_notes([PAGE, PAGE])
    assert notes[:2] == [("book", "1.1"), ("book", "1.2")]
    assert [one.key for one in draw_citations(notes, [*keys, "poe"])] == [
        "doe",
        "roe",
        "poe",
        "doe",
    ]


def test_pages_are_read_with_and_without_the_diplomatic_view(tmp_path: Path) -> None:
    front = '---\ntitle: "A title"\nsearch: {exclude: true}\nedition: {source: x}\n---\n'
    for name, text in {"1.md": "# One\n", "witness-1.md": f"{front}# One\n"}.items():
        (tmp_path / "in" / "book").mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / "book" / name).write_text(text, encoding="utf-8")
    reading = read_pages(tmp_path / "in", views=False)
    assert reading == [Page("book/1.md", "1", "# One\n")]
    pages = read_pages(tmp_path / "in", views=True)
    assert pages[1:] == [Page("book/witness-1.md", "A title", "# One\n", searched=False)]
    write_pages(pages, tmp_path / "out")
    assert read_pages(tmp_path / "out", views=True) == pages


def test_the_peers_get_every_note_of_the_editions() -> None:
    pages = read_pages(ROOT / "docs" / "editions", views=False)
    notes = list_notes(pages)
    assert len(notes) == len(set(notes)) > 0
    keys = list_keys((ROOT / "bibliography.bib").read_text(encoding="utf-8"))
    assert len(keys) == len(set(keys)) > 0
    for syntax in {peer.syntax for peer in PEERS}:
        placed, number = place_citations(pages, draw_citations(notes, keys), syntax)
        assert number == len(notes)
        assert [page.path for page in placed] == [page.path for page in pages]


def test_a_ratio_is_shown_with_its_goal() -> None:
    row = Row("ours / theirs", Timing(3, 1, 0), Timing(4, 4, 0), 0.5)
    assert (row.wall, row.processor, row.verdict) == (0.75, 0.25, "in part")
    assert Row("x", Timing(1, 1, 0), Timing(2, 2, 0), 0.5).verdict == "met"
    assert Row("x", Timing(1, 1, 0), Timing(2, 2, 0), 0.5, meets_at=False).verdict == "not met"
    lines = format_rows([row]).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert re.findall(r"[^| ]+", lines[2])[-5:] == ["0.25", "≤", "0.5", "in", "part"]


def test_growth_in_proportion_is_one() -> None:
    ratios = grow_ratios({1: 2.0, 2: 4.0, 4: 16.0})
    assert all(math.isclose(ratios[n], wanted) for n, wanted in {1: 1, 2: 1, 4: 2}.items())


def test_tasks_take_turns_forward_and_backward() -> None:
    tasks = [Task(name, (), ROOT) for name in "abc"]
    orders = ["".join(task.name for task in order_tasks(tasks, run)) for run in range(3)]
    assert orders == ["abc", "cba", "abc"]


def test_of_each_figure_the_best_counts_and_of_memory_the_most() -> None:
    best = best_timing([Timing(1, 4, 10, "a"), Timing(2, 3, 20, "b")])
    assert best == Timing(1, 3, 20, "b")


def test_a_command_that_fails_is_reported_with_its_words(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    task = Task("a task", ("sh", "-c", "echo why >&2; exit 3"), tmp_path, (kept,))
    with pytest.raises(CommandError, match=r"a task ended with status 3\nwhy"):
        run_task(task)
    assert not kept.exists()


@pytest.mark.parametrize("name", sorted({peer.environment for peer in PEERS}))
def test_every_version_of_a_peer_is_pinned_with_hashes(name: str) -> None:
    text = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8")
    packages = re.findall(r"^[^\s#].*?(?=^[^\s#]|\Z)", text, re.MULTILINE | re.DOTALL)
    assert packages
    assert [one for one in packages if "==" not in one or "--hash=sha256:" not in one] == []


def test_mkdocs_is_of_the_same_version_in_the_peer_and_in_the_project() -> None:
    locks = [ROOT / "requirements.lock", REQUIREMENTS / "mkdocs-bibtex.txt"]
    for package in ("mkdocs", "mkdocs-material", "markdown", "pybtex"):
        found = {
            re.search(rf"^{package}==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE)[1]  # type: ignore[index]
            for lock in locks
        }
        assert len(found) == 1, package
