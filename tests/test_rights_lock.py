"""Ways to weaken what is protected, each of which the rights lock reports.

The protected text of these tests is made up.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from edition.checking.protection import write_fingerprints
from edition.checking.rights_lock import (
    FILE,
    LIST,
    accept_rights,
    find_freer,
    find_weakened,
    read_lock,
)
from edition.diagnostics.diagnostic import EditionError
from edition.records.git import NAME_REVISION
from edition.records.loading import load_records
from edition.records.record import Record
from edition.records.witness import FINGERPRINT_NAME
from tests.projects import commit, make_source, run
from tests.test_leak_disguises import TEXT

WORDS = TEXT.split()
RIGHTS = {
    "statement": "http://rightsstatements.org/vocab/InC/1.0/",
    "publish": "quotation",
    "derivatives": False,
    "evidence": "The last page says so.",
    "transformations": ["line-joining"],
}
DESCRIBED = {
    "abstract": [{"of": 1, "text": "On the sale of a garden."}],
    "where_to_read": [{"text": "In a library."}],
}


def _load(root: Path) -> list[Record]:
    return list(load_records(root)[0])


def _set(root: Path, **changes: object) -> None:
    """Write the protected record again, its witness still away from the repository."""
    make_source(root, TEXT, id="orchard", **{"rights": RIGHTS, **DESCRIBED, **changes})
    (root / "sources/orchard/witness.txt").unlink()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    _set(tmp_path)
    (tmp_path / "private").mkdir()
    (tmp_path / "private/held.txt").write_bytes(TEXT.encode())
    make_source(tmp_path, "A letter of no note.", id="letter")
    records = _load(tmp_path)
    write_fingerprints(records, tmp_path)
    accept_rights(records, tmp_path, "The project as it was made.")
    assert find_weakened(records, tmp_path) == []
    return tmp_path


def _fingerprint(root: Path, change: Callable[[str], str]) -> None:
    path = root / "sources/orchard" / FINGERPRINT_NAME
    path.write_text(change(path.read_text("utf-8")), "utf-8")


def _delete(root: Path, *names: str) -> Path:
    for name in names:
        (root / "sources/orchard" / name).unlink()
    return root


def _mark(text: str) -> str:
    return text.replace("first", "x")


def _cut(text: str) -> str:
    return "\n".join(text.splitlines()[:5]) + "\n"


def _quote(*ends: tuple[int, int]) -> list[dict[str, object]]:
    return [{"of": 1, "text": " ".join(WORDS[first:last])} for first, last in ends]


def _title(root: Path, title: str) -> None:
    entry = f"@misc{{a, title = {{{title}}}, year = {{1950}}, keywords = {{literature}}}}\n"
    for key in ("letter", "orchard"):
        entry += f"@misc{{{key}, title = {{A text}}, year = {{1950}}, keywords = {{literature}}}}\n"
    (root / "bibliography.bib").write_text(entry, "utf-8")


WEAKENED: dict[str, Callable[[Path], object]] = {
    "state raised": lambda p: _set(p, rights=RIGHTS | {"publish": "full", "permission": "A note."}),
    "state raised under another statement": lambda p: _set(
        p, rights=RIGHTS | {"publish": "full", "statement": "https://creativecommons.org/publicdomain/zero/1.0/"}
    ),
    "adapted text allowed": lambda p: _set(p, rights=RIGHTS | {"derivatives": True}),
    "share raised": lambda p: _set(p, rights=RIGHTS | {"quotation_share": 0.25}),
    "fingerprint deleted": lambda p: _delete(p, FINGERPRINT_NAME),
    "fingerprint emptied": lambda p: _fingerprint(p, lambda text: ""),
    "fingerprint without runs": lambda p: _fingerprint(p, lambda text: "first 000\nlast 000\n"),
    "fingerprint thinned": lambda p: _fingerprint(p, _cut),
    "fingerprint of other ends": lambda p: _fingerprint(p, _mark),
    "fingerprint of one other run": lambda p: _fingerprint(p, lambda text: text[:-3] + "00\n"),
    "record deleted": lambda p: _delete(p, "source.yml"),
    "record and fingerprint deleted": lambda p: _delete(p, "source.yml", FINGERPRINT_NAME),
    "lock deleted": lambda p: _delete(p, FILE),
    "fingerprint and lock deleted": lambda p: _delete(p, FINGERPRINT_NAME, FILE),
    "record deleted with its lock": lambda p: shutil.rmtree(p / "sources/orchard"),
    "list of locks deleted": lambda p: (p / LIST).unlink(),
    "text deleted from the list of locks": lambda p: (p / LIST).write_text("text letter\n"),
    "witness exchanged": lambda p: [
        make_source(p, "Another text.", id="orchard", rights=RIGHTS, **DESCRIBED),
    ],
    "words in a title": lambda p: _title(p, " ".join(WORDS[8:20])),
    "words in a long title": lambda p: _title(p, TEXT),
    "words in the title of a record": lambda p: make_source(
        p, "A letter of no note.", id="letter", title=" ".join(WORDS[16:28])
    ),
    "words in the witness of another record": lambda p: make_source(
        p, f"Found: {' '.join(WORDS[8:40])}.", id="letter"
    ),
    "words in the witness of a new record": lambda p: make_source(p, TEXT, id="copy"),
    "adjacent quotations": lambda p: _set(p, quotations=_quote((0, 21), (21, 42))),
    "overlapping quotations": lambda p: _set(p, quotations=_quote((0, 24), (18, 42))),
    "three short quotations, adjacent": lambda p: _set(
        p, quotations=_quote((30, 45), (0, 15), (15, 30))
    ),
    "quotations with a word left out": lambda p: _set(p, quotations=_quote((0, 21), (22, 42))),
    "quotations that meet at a run of the fingerprint": lambda p: _set(
        p, quotations=_quote((0, 24), (24, 42))
    ),
    "quotations far from each other, long together": lambda p: _set(
        p, quotations=_quote((0, 20), (30, 50))
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("ends", "close"),
    [
        (((0, 21), (22, 42)), True),
        (((24, 45), (0, 17)), True),
        (((0, 24), (24, 42)), True),
        (((0, 30), (9, 20), (36, 46)), True),
        (((0, 20), (28, 50)), False),
        (((0, 15), (16, 30)), False),
    ],
)
def test_quotations_are_one_where_hardly_any_words_are_left_out(
    ends: tuple[tuple[int, int], ...], close: bool, project: Path
) -> None:
    _set(project, quotations=_quote(*ends))
    found = [one.message for one in find_weakened(_load(project), project)]
    assert any("exempt quotations " in one for one in found) is close


@pytest.mark.parametrize("held", [True, False], ids=["witness", "fingerprint"])
@pytest.mark.parametrize("name", WEAKENED)
def test_every_weakening_is_reported_until_it_is_accepted(
    name: str, held: bool, project: Path
) -> None:
    if not held:
        shutil.rmtree(project / "private")
    WEAKENED[name](project)
    found = find_weakened(_load(project), project)
    assert {one.code for one in found} == {"P015"}
    accept_rights(_load(project), project, "For a test.")
    assert find_weakened(_load(project), project) == []


def test_what_is_stricter_needs_no_acceptance(project: Path) -> None:
    _set(project, rights=RIGHTS | {"quotation_share": 0.05}, quotations=_quote((0, 9), (20, 29)))
    _title(project, "A short history of gardens and their sale")
    assert find_weakened(_load(project), project) == []


def test_an_exemption_keeps_its_reason(project: Path) -> None:
    _title(project, " ".join(WORDS[8:20]))
    accept_rights(_load(project), project, "The title is published.")
    accept_rights(_load(project), project, "Another reason.")
    lock = read_lock(project / "sources/orchard" / FILE)
    [reason] = [value for name, value in lock.items() if name.startswith("exempt ")]
    assert reason == "The title is published."


def test_each_exemption_can_have_a_reason_of_its_own(project: Path) -> None:
    _title(project, " ".join(WORDS[8:20]))
    make_source(project, f"Found: {' '.join(WORDS[8:40])}.", id="letter")
    accept_rights(_load(project), project, "The title is published.", only=WORDS[9])
    [left] = find_weakened(_load(project), project)
    assert "not accepted: exempt text letter/" in left.message
    accept_rights(_load(project), project, "The letter is older.", only="text letter/")
    assert find_weakened(_load(project), project) == []
    lock = read_lock(project / "sources/orchard" / FILE)
    reasons = {name.split()[1]: lock[name] for name in lock if name.startswith("exempt ")}
    assert reasons == {"title": "The title is published.", "text": "The letter is older."}


def test_exemptions_that_a_fingerprint_does_not_show_are_kept(project: Path) -> None:
    _title(project, " ".join(WORDS[9:17]))  # lies across two runs of the fingerprint
    accept_rights(_load(project), project, "The title is published.")
    shutil.rmtree(project / "private")
    accept_rights(_load(project), project, "Another reason.")
    assert "The title is published." in (project / "sources/orchard" / FILE).read_text("utf-8")


# --- against another revision -----------------------------------------------------------------

NOT_FREER = {
    # What only a lock or a list shows; that a fingerprint is deleted is seen by what it had.
    "lock deleted", "list of locks deleted", "text deleted from the list of locks",
}  # fmt: skip


@pytest.fixture
def committed(project: Path) -> Path:
    (project / ".gitignore").write_text("/private/\n", "utf-8")
    commit(project)
    return project


@pytest.mark.parametrize("name", [name for name in WEAKENED if name not in NOT_FREER])
def test_what_became_freer_than_at_a_revision_is_reported_accepted_or_not(
    name: str, committed: Path
) -> None:
    assert find_freer(_load(committed), committed, "HEAD") == []
    WEAKENED[name](committed)
    accept_rights(_load(committed), committed, "For a test.")
    found = find_freer(_load(committed), committed, "HEAD")
    assert {one.code for one in found} == {"P017"}
    commit(committed)
    assert find_freer(_load(committed), committed, "HEAD") == []
    assert find_freer(_load(committed), committed, "HEAD~1") == found


def test_a_new_text_and_more_quotations_are_freer(committed: Path) -> None:
    _set(committed, quotations=_quote((0, 9)))
    make_source(committed, "Another letter.", id="postcard")
    found = find_freer(_load(committed), committed, "HEAD")
    assert [one.message for one in found] == [
        "9 words more are quoted", "the text is new, and its state is full"
    ]  # fmt: skip


def test_a_revision_that_git_does_not_know_is_an_error(committed: Path) -> None:
    for name in ("nowhere", "--all", ""):
        with pytest.raises(EditionError, match="git has no revision") as told:
            find_freer(_load(committed), committed, name)
        assert [one.hint for one in told.value.diagnostics] == [NAME_REVISION]


def test_the_command_line_compares_with_a_revision(
    committed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _set(committed, rights=RIGHTS | {"quotation_share": 0.05})
    _title(committed, "A short history of gardens")
    assert run(committed, "check", "--against", "HEAD") == 0
    assert "P017" not in capsys.readouterr().out
    _set(committed, rights=RIGHTS | {"quotation_share": 0.2})
    _title(committed, "A short history of gardens")
    assert run(committed, "check", "--accept-rights", "Asked for.", "--against", "HEAD") == 0
    assert "warning P017: the share of quotations is raised from 0.1 to 0.2" in (
        capsys.readouterr().out
    )


def test_check_and_build_fail_until_the_lock_accepts(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _title(project, " ".join(WORDS[8:20]))
    for command in ("check", "build"):
        assert run(project, command) == 1
        assert "error P015: not accepted: exempt title" in capsys.readouterr().out
    assert run(project, "check", "--accept-rights", "The title is published.") == 0


def test_what_is_freer_is_told_beside_other_errors(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _set(project, rights=RIGHTS | {"publish": "full"})
    assert run(project, "check") == 1
    printed = capsys.readouterr().out
    assert "error P015: the state is raised from quotation to full" in printed
    assert "error P009" in printed
