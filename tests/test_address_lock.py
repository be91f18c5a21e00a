"""Permanence: every address that was published stays, leads on, or is given up on purpose."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from edition.checking.address_lock import find_lost
from edition.model.index import digest_words
from edition.records.address_lock import Lock, format_locks, parse_locks
from tests.projects import make_source, run

TITLE = "A heading\n\n"
TEXT = TITLE + "The first paragraph.\n\nThe second one.\n\nThe last of all.\n"
SHORTER = TITLE + "The first paragraph.\n\nThe second one.\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    make_source(tmp_path, TEXT)
    assert run(tmp_path, "convert") == 0
    return tmp_path


def _change(root: Path, text: str, **changes: object) -> None:
    (root / "bibliography.bib").write_text("", "utf-8")
    make_source(root, text, "sample", **changes)


LOCK = "sources/sample/addresses.lock"


def _lock(root: Path) -> str:
    return (root / LOCK).read_text(encoding="utf-8")


def _entries(root: Path) -> list[str]:
    """Return the addresses of the text that the lock lists, without the digits of their words."""
    return [line.split()[1] for line in _list_lines(_lock(root))]


def _list_lines(lock: str) -> list[str]:
    return [line for line in lock.splitlines() if line and not line.startswith("#")]


def _text(root: Path, name: str = "text.md") -> str:
    return (root / "docs/editions/sample" / name).read_text(encoding="utf-8")


def _found(captured: str) -> list[tuple[str, str]]:
    return re.findall(r"^(\S+): error ([A-Z]\d{3}): ", captured, re.MULTILINE)


# --- the file -------------------------------------------------------------------------------


def test_the_first_conversion_writes_the_lock(project: Path) -> None:
    words = ("A heading", "The first paragraph", "The second one", "The last of all")
    expected = [f"text.md par{n} {digest_words(one)}" for n, one in enumerate(words, 1)]
    assert _list_lines(_lock(project)) == expected
    assert "\n\n".join(expected) in _lock(project), "no line is beside another"


def test_a_missing_or_stale_lock_fails_the_check(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(project, "convert", "--check") == 0
    (project / LOCK).write_text("", "utf-8")
    assert run(project, "convert", "--check") == 1
    (project / LOCK).unlink()
    assert run(project, "convert", "--check") == 1
    assert _found(capsys.readouterr().out) == [(LOCK, "C001")] * 2


def test_new_addresses_are_added_in_silence(project: Path) -> None:
    _change(project, TEXT + "\nOne more at the end.\n")
    assert run(project, "convert") == 0
    assert _entries(project) == ["par1", "par2", "par3", "par4", "par5"]


LOCKS = {
    "no address": ("text.md", "1:1"),
    "no file": ("# fine\npar1", "2:1"),
    "a run": ("text.md par1 to par3", "1:1"),
    "too few digits": ("text.md p1.1 0aa", "1:1"),
    "words": ("text.md par1 and so on", "1:1"),
}


@pytest.mark.parametrize("name", LOCKS)
def test_a_line_that_is_no_entry_is_reported_at_its_place(
    name: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, place = LOCKS[name]
    (project / LOCK).write_text(text, "utf-8")
    assert run(project, "convert") == 1
    assert _found(capsys.readouterr().out) == [(f"{LOCK}:{place}", "A004")]


_DIGEST = st.sampled_from(["", "00aa", "1234"])
_ADDRESS = st.from_regex(
    r"(p|leaf|n2\.|p1[0-9]\.h?|par|abstract-)[0-9]{1,3}|intro|2-4", fullmatch=True
)
_TEXT_FILES = ["a/text.md", "a/2-4.md", "a/2-10.md", "b/text.md"]
_FILES = st.sampled_from([*_TEXT_FILES, "events"])


@given(st.dictionaries(st.tuples(_FILES, _ADDRESS), _DIGEST, max_size=60))
def test_a_lock_comes_back_as_it_was_written(published: dict[tuple[str, str], str]) -> None:
    texts = format_locks(published)
    lock, faults = parse_locks(texts)
    assert faults == []
    assert lock.addresses == published
    assert format_locks(lock.addresses) == texts
    assert find_lost(lock, published) == []


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(_TEXT_FILES), _ADDRESS), st.just(""), min_size=1, max_size=40
    ),
    st.data(),
)
def test_every_removed_address_is_reported(
    published: dict[tuple[str, str], str], data: st.DataObject
) -> None:
    gone = data.draw(st.sets(st.sampled_from(sorted(published)), min_size=1))
    lock, _ = parse_locks(format_locks(published))
    left = {one: words for one, words in published.items() if one not in gone}
    left |= {(file, ""): "" for file in _TEXT_FILES}  # nothing is left of no text
    told = " ".join(found.message for found in find_lost(lock, left))
    assert {found.code for found in find_lost(lock, left)} == {"A001"}
    for file, address in gone:
        number = re.search(r"[0-9]+$", address)
        runs = re.findall(r"`(\S+?)(?: to (\S+))?`[^`]*? of (\S+) no longer", told)
        assert any(
            named == file and _within(address, number, first, last) for first, last, named in runs
        )


def _within(address: str, number: re.Match[str] | None, first: str, last: str) -> bool:
    if address in (first, last):
        return True
    stem = address[: number.start()] if number else address
    begin, end = re.fullmatch(r"(.*?)([0-9]*)", first), re.fullmatch(r"(.*?)([0-9]*)", last)
    if not (number and last and begin and end and begin[1] == stem):
        return False
    return int(begin[2]) <= int(number[0]) <= int(end[2])


# --- what changes ---------------------------------------------------------------------------


def test_an_address_that_goes_fails_and_changes_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, lock = _text(project), _lock(project)
    _change(project, SHORTER)
    assert run(project, "convert") == 1
    assert run(project, "convert", "--check") == 1
    found = _found(capsys.readouterr().out)
    assert found.count((f"{LOCK}:10:1", "A001")) == 2
    assert (_text(project), _lock(project)) == (before, lock)


def test_a_build_fails_too(project: Path) -> None:
    _change(project, SHORTER)
    assert run(project, "build") == 1
    assert not (project / "site").exists()


def test_a_loss_can_be_accepted(project: Path) -> None:
    _change(project, SHORTER)
    assert run(project, "convert", "--accept-addresses") == 0
    assert _entries(project) == ["par1", "par2", "par3"]
    assert run(project, "convert", "--check") == 0


def test_an_address_that_leads_to_other_words_is_reported(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _change(project, TEXT.replace("The second", "A new one before it.\n\nThe second"))
    assert run(project, "convert") == 1
    output = capsys.readouterr().out
    assert _found(output) == [(f"{LOCK}:8:1", "A005")]
    assert "the words at `par3` of sample/text.md are now at `par4`" in output
    assert "`par3 to par4`" in output


def test_other_words_at_the_same_place_are_no_fault(project: Path) -> None:
    _change(project, TEXT.replace("The second one", "The corrected one"))
    assert run(project, "convert") == 0


# --- what leads on --------------------------------------------------------------------------


def test_an_address_that_moved_is_beside_the_new_one(project: Path) -> None:
    _change(project, SHORTER, moved={"par4": "par2"})
    assert run(project, "convert") == 0
    assert '<a id="par2"></a><a id="par4"></a>The first' in _text(project)
    assert run(project, "build") == 0
    page = LexborHTMLParser((project / "site/editions/sample/text.html").read_bytes())
    anchor = page.css_first("[id=par4]")
    assert anchor is not None
    assert anchor.parent is not None
    assert anchor.parent.attributes["id"] == "par2"


def test_an_address_that_moved_twice_leads_to_the_last_place(project: Path) -> None:
    _change(project, SHORTER, moved={"par4": "par9", "par9": "par3"})
    assert run(project, "convert") == 0
    assert '<a id="par3"></a>' in _text(project)
    assert 'id="par4"' in _text(project)


def _lock_old_page(root: Path) -> None:
    with (root / LOCK).open("a", encoding="utf-8") as handle:
        handle.write("old.md par2\nold.md par3\nold.md p7\n")


def test_a_removed_page_redirects_its_readers(project: Path) -> None:
    _lock_old_page(project)
    _change(project, TEXT, moved={"old.md": "text.md", "old.md#p7": "par1"})
    assert run(project, "convert") == 0
    assert run(project, "convert", "--check") == 0
    assert '- <a id="par3"></a>¶\u00a03: now [¶\u00a03](text.md#par3)' in _text(project, "old.md")
    assert run(project, "build") == 0
    page = LexborHTMLParser((project / "site/editions/sample/old.html").read_bytes())
    canonical = page.css("link[rel=canonical]")
    assert [link.attributes["href"] for link in canonical] == ["text.html"]
    refresh = '<noscript><meta http-equiv="refresh" content="0; url=text.html"></noscript>'
    assert refresh in (page.html or "")
    for name, target in (("par2", "par2"), ("p7", "par1")):
        links = page.css(f"li[id={name}] a:not(.permalink)")
        assert [link.attributes["href"] for link in links] == [f"text.html#{target}"]


def test_a_text_is_divided_into_other_pages_without_an_entry(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each address leads to the file that has its words now, and to no other words."""
    parts = "# One\n\nFirst words.\n\n# Two\n\nSecond words.\n"
    reader, divided = {"kind": "markdown"}, {"split": 1}
    make_source(tmp_path, parts, "sample", reader=reader)
    assert run(tmp_path, "convert") == 0
    capsys.readouterr()
    _change(tmp_path, parts.replace("Second", "Other"), reader=reader, output=divided)
    assert run(tmp_path, "convert") == 1
    output = capsys.readouterr().out
    assert "error A001: the address `par2` of sample/text.md no longer exists" in output
    assert output.count(" error ") == 1
    # What was published is followed, and its words may be emended afterwards.
    for text in (parts, parts.replace("Second", "Other")):
        _change(tmp_path, text, reader=reader, output=divided)
        assert run(tmp_path, "convert") == 0
        assert run(tmp_path, "convert", "--check") == 0
        moved = _text(tmp_path, "text.md")
        assert '<a id="par1"></a>\u00b6\u00a01: now [\u00b6\u00a01](one.md#par1)' in moved
        assert '<a id="par2"></a>\u00b6\u00a02: now [\u00b6\u00a02](two.md#par2)' in moved


def test_a_line_redirects_within_a_page_that_stays(tmp_path: Path) -> None:
    parts = "# One\n\nFirst words.\n\n# Two\n\nSecond words.\n"
    changes: dict[str, Any] = {"reader": {"kind": "markdown"}, "output": {"split": 1}}
    make_source(tmp_path, parts, "sample", **changes)
    assert run(tmp_path, "convert") == 0
    first, second = sorted(
        path.name
        for path in (tmp_path / "docs/editions/sample").glob("*.md")
        if 'id="par' in path.read_text("utf-8")
    )
    with (tmp_path / LOCK).open("a", encoding="utf-8") as handle:
        handle.write(f"{first} par9\n")
    _change(tmp_path, parts, moved={"par9": "par2"}, **changes)
    assert run(tmp_path, "convert") == 0
    line = f'- <a id="par9"></a>¶\u00a09: now [¶\u00a02]({second}#par2)'
    assert f'<div class="moved" markdown="1">\n\n{line}\n\n</div>' in _text(tmp_path, first)
    assert run(tmp_path, "build") == 0


MOVES = {
    "nowhere": ({"par4": "par8"}, "A002", "par4"),
    "in a circle": ({"par4": "par9", "par9": "par4"}, "A002", "par4"),
    "to a file that is not there": ({"old.md": "new.md"}, "A002", "old.md"),
    "though it is in use": ({"par2": "par3"}, "A003", "par2"),
    "though the file is there": ({"text.md": "text.md"}, "A003", "text.md"),
    "to nothing": ({"par4": ""}, "R002", "par4"),
}


@pytest.mark.parametrize("name", MOVES)
def test_an_impossible_redirect_is_reported_at_its_place(
    name: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moved, code, key = MOVES[name]
    _change(project, SHORTER, moved=moved)
    assert run(project, "convert") == 1
    lines = (project / "sources/sample/source.yml").read_text("utf-8").split("\n")
    [number] = [n for n, line in enumerate(lines, 1) if line.startswith(f"  {key}:")]
    places = [place for place, found in _found(capsys.readouterr().out) if found == code]
    assert f"sources/sample/source.yml:{number}" in [p.rpartition(":")[0] for p in places]


def test_case_and_punctuation_do_not_tell_words_apart() -> None:
    assert digest_words("The “First” word.") == digest_words("the first WORD")
    assert digest_words("one two") != digest_words("two one")
    assert digest_words(" ".join("abcdefgh") + " i") == digest_words(" ".join("abcdefgh") + " j")


def test_nothing_is_lost_from_an_empty_lock() -> None:
    assert find_lost(Lock(), {("a/text.md", "p1"): ""}) == []


# --- what no single text publishes ------------------------------------------------------------

_OWN = "sources/addresses.lock"
_EVENTS = """\
events:
  - name: signing
    title: The signing
    correspondences:
      - from: {source: sample, address: par2, words: first}
        to: {source: other, address: par2, words: first}
        relation: same-event
        reason: Both speak of it.
"""


def _make_own(root: Path) -> None:
    make_source(root, TEXT)
    make_source(root, TEXT, "other")
    (root / "sources" / "correspondences.yml").write_text(_EVENTS, "utf-8")
    (root / "docs").mkdir(exist_ok=True)
    (root / "docs" / "about.md").write_text("# About\n", "utf-8")


def test_the_edition_locks_its_keys_events_and_written_pages(tmp_path: Path) -> None:
    _make_own(tmp_path)
    assert run(tmp_path, "convert") == 0
    lock = (tmp_path / _OWN).read_text("utf-8")
    assert sorted(_list_lines(lock)) == [
        "bibliography other", "bibliography sample", "bibliography:edited other",
        "bibliography:edited sample", "events signing", "pages about.md",
    ]  # fmt: skip
    assert lock.count("\n\n# ") == 1000, "there is a line between most of what two people add"


def _lose_key(root: Path) -> None:
    (root / "bibliography.bib").write_text("@misc{sample, title = {A sample}}\n", "utf-8")
    make_source(root, TEXT, "other", citation="sample")
    (root / "bibliography.bib").write_text("@misc{sample, title = {A sample}}\n", "utf-8")


def _lose_event(root: Path) -> None:
    text = _EVENTS.replace("name: signing", "name: sealing")
    (root / "sources" / "correspondences.yml").write_text(text, "utf-8")


def _lose_page(root: Path) -> None:
    (root / "docs" / "about.md").rename(root / "docs" / "us.md")


@pytest.mark.parametrize(
    ("lose", "fact", "line"),
    [
        (_lose_key, "missing from the keys of bibliography.bib: `other`", "bibliography other"),
        (
            _lose_event,
            "missing from the events of sources/correspondences.yml: `signing`",
            "events signing",
        ),
        (_lose_page, "missing from the pages in docs/: `about.md`", "pages about.md"),
    ],
)
def test_a_lost_key_event_or_page_is_a_lost_address(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    lose: Callable[[Path], None],
    fact: str,
    line: str,
) -> None:
    _make_own(tmp_path)
    assert run(tmp_path, "convert") == 0
    number = (tmp_path / _OWN).read_text("utf-8").splitlines().index(line) + 1
    lose(tmp_path)
    for command in (["convert"], ["convert", "--check"], ["check"], ["build"]):
        assert run(tmp_path, *command) == 1
        printed = capsys.readouterr().out
        assert (f"{_OWN}:{number}:1", "A001") in _found(printed)
        assert fact in printed
    assert run(tmp_path, "convert", "--accept-addresses") == 0
    assert run(tmp_path, "convert", "--check") == 0


def _rename_key(root: Path) -> None:
    works = root / "bibliography.bib"
    renamed = works.read_text("utf-8").replace("{other,", "{second, ids = {other},")
    make_source(root, TEXT, "other", citation="second")
    works.write_text(renamed, "utf-8")


def _rename_event(root: Path) -> None:
    text = _EVENTS.replace("name: signing", "name: sealing\n    formerly: [signing]")
    (root / "sources" / "correspondences.yml").write_text(text, "utf-8")


def _rename_page(root: Path) -> None:
    _lose_page(root)
    (root / "docs" / "about.md").write_text("# About\n\nSee [us](us.md).\n", "utf-8")


@pytest.mark.parametrize(
    ("rename", "page", "anchors"),
    [
        (_rename_key, "bibliography/edited.md", '<a id="second"></a><a id="other"></a>'),
        (
            _rename_event,
            "editions/correspondences.md",
            '## <a id="sealing"></a><a id="signing"></a>',
        ),
        (_rename_page, "about.md", "us.md"),
    ],
)
def test_a_key_event_or_page_that_is_renamed_leads_on(
    tmp_path: Path, rename: Callable[[Path], None], page: str, anchors: str
) -> None:
    _make_own(tmp_path)
    assert run(tmp_path, "convert") == 0
    before = set((tmp_path / _OWN).read_text("utf-8").splitlines())
    rename(tmp_path)
    assert run(tmp_path, "convert") == 0
    assert before <= set((tmp_path / _OWN).read_text("utf-8").splitlines())
    assert anchors in (tmp_path / "docs" / page).read_text("utf-8")
    assert run(tmp_path, "check") == 0


def test_a_key_that_was_renamed_leads_on_from_every_page_that_it_was_on(tmp_path: Path) -> None:
    make_source(tmp_path, TEXT)
    works, folder = tmp_path / "bibliography.bib", tmp_path / "docs" / "bibliography"
    own = works.read_text("utf-8")
    for group, text in (("archive", _WORKS), ("web", _RENAMED), ("newspaper", _RENAMED)):
        works.write_text(own + text % group, "utf-8")
        assert run(tmp_path, "convert") == 0
    for page in ("archive", "web"):
        assert '- <a id="kan"></a>Kan: now [Newspapers](newspaper.md#kan-ai)' in (
            folder / f"{page}.md"
        ).read_text("utf-8")
    assert '"kan-ai=kan ' in (folder / "index.js").read_text("utf-8")


_WORKS = """
@misc{kan, title = {Kan}, keywords = {%s}}
@misc{orsk, title = {Orsk}, keywords = {archive}}
"""
_RENAMED = _WORKS.replace("{kan,", "{kan-ai, ids = {kan},")


def test_a_work_that_moves_to_another_page_of_the_bibliography_redirects(tmp_path: Path) -> None:
    """By a line on the page that stays, or by a page of its own; the lock keeps both."""
    make_source(tmp_path, TEXT)
    works, folder = tmp_path / "bibliography.bib", tmp_path / "docs" / "bibliography"
    own = works.read_text("utf-8")
    for group in ("archive", "newspaper", "web"):
        works.write_text(own + _WORKS % group, "utf-8")
        assert run(tmp_path, "convert") == 0
        assert run(tmp_path, "convert", "--check") == 0
    lead = '- <a id="kan"></a>Kan: now [Web pages](web.md#kan)'
    for name in ("archive", "newspaper"):
        page = (folder / f"{name}.md").read_text("utf-8")
        assert page.endswith(f'<div class="moved" markdown="1">\n\n{lead}\n\n</div>\n')
    assert "search: {exclude: true}" in (folder / "newspaper.md").read_text("utf-8")
    listed = [
        line
        for line in (tmp_path / _OWN).read_text("utf-8").splitlines()
        if line.startswith("bibliography:")
    ]
    assert sorted(listed) == [
        "bibliography:archive kan", "bibliography:archive orsk", "bibliography:edited sample",
        "bibliography:newspaper kan", "bibliography:web kan",
    ]  # fmt: skip
    assert run(tmp_path, "build") == 0
    site = tmp_path / "site" / "bibliography"
    for name in ("archive", "newspaper"):
        [link] = LexborHTMLParser((site / f"{name}.html").read_bytes()).css(
            "div.moved li[id=kan] a:not(.permalink)"
        )
        assert link.attributes["href"] == "web.html#kan"
    # Back on its first page, it is listed there again and leads nowhere.
    works.write_text(own + _WORKS % "archive", "utf-8")
    assert run(tmp_path, "convert") == 0
    assert "moved" not in (folder / "archive.md").read_text("utf-8")
    assert "archive.md#kan" in (folder / "web.md").read_text("utf-8")


# --- what was committed ---------------------------------------------------------------------


def _git(root: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Editor", "-c", "user.email=editor@example.org"]
    subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, capture_output=True)


def test_an_address_of_a_draft_can_go_and_a_committed_one_cannot(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _git(project, "init", "-q")
    _git(project, "add", "sources")
    _git(project, "commit", "-qm", "Publish")
    _change(project, TEXT + "\nA draft.\n")
    assert run(project, "convert") == 0
    assert _entries(project)[-1] == "par5"
    _change(project, TEXT)
    assert run(project, "convert", "--check") == 1
    assert "C001" in capsys.readouterr().out
    assert run(project, "convert") == 0
    assert _entries(project)[-1] == "par4"
    _change(project, SHORTER)
    assert run(project, "convert") == 1
    assert [code for _, code in _found(capsys.readouterr().out)] == ["A001"]
    assert run(project, "convert", "--accept-addresses") == 0
    assert run(project, "convert") == 0, "what was given up is not asked for again"


def test_a_text_that_is_deleted_with_its_lock_is_told_until_it_is_given_up(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(project, TEXT, "other")
    assert run(project, "convert") == 0
    _git(project, "init", "-q")
    _git(project, "add", "sources")
    _git(project, "commit", "-qm", "Publish")
    shutil.rmtree(project / "sources" / "sample")
    assert run(project, "convert") == 1
    assert _found(capsys.readouterr().out) == [(f"{LOCK}:4:1", "A001")]
    assert run(project, "convert", "--accept-addresses") == 0
    assert _entries(project) == []
    assert run(project, "convert", "--check") == 0
