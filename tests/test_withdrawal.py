"""Each text of this edition is withdrawn in turn, in a copy, and looked for by another search.

The second search looks for five words in a row and exempts nothing. What it finds must be words of
the bibliography, of a text that is still published, or of what the editors wrote: descriptions of
other texts, reasons of correspondences, pages of the site.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from edition.records.correspondences import load_correspondences
from edition.records.loading import load_records
from edition.records.record import Publish, State
from edition.records.witness import find_by_checksum, private_folders
from tests.projects import run
from tests.second_search import find_common, find_runs

ROOT = Path(__file__).resolve().parent.parent
RECORDS = {record.id: record for record in load_records(ROOT)[0]}


def _git(root: Path, *arguments: str) -> None:
    person = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", "-C", str(root), *person, *arguments], check=True, capture_output=True)


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the edition, committed, with what was converted before."""
    root = tmp_path_factory.mktemp("withdrawal") / "edition"
    for name in ("sources", "docs"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("bibliography.bib", "mkdocs.yml", ".gitignore", "requirements.lock"):
        shutil.copy(ROOT / name, root / name)
    assert run(root, "convert") == 0
    _git(root, "init", "-q", ".")
    _git(root, "add", "-A")
    _git(root, "commit", "-q", "-m", "State")
    return root


@pytest.fixture
def copy(committed: Path) -> Iterator[Path]:
    """The copy as it was committed."""
    yield committed
    _git(committed, "checkout", "-q", ".")
    _git(committed, "clean", "-fdq")
    shutil.rmtree(committed / "private", ignore_errors=True)


def _read(id: str) -> str:
    record = RECORDS[id]
    path: Path | None = record.witness_path
    if not record.witness_path.is_file():
        witness = record.witness
        path = find_by_checksum(private_folders(ROOT), witness.sha256, witness.size)
    if path is None:
        pytest.skip("the witness is not at hand")
    return path.read_text("utf-8")


@pytest.mark.parametrize("id", sorted(RECORDS))
def test_none_of_the_words_of_a_withdrawn_text_are_left(id: str, copy: Path) -> None:
    text = _read(id)
    assert run(copy, "withdraw", id, "--reason", "For a test.") == 0
    assert run(copy, "convert") == 0
    [record] = [one for one in load_records(copy)[0] if one.id == id]
    assert record.state is State.WITHDRAWN
    for path in (ROOT / "docs" / "editions" / id).glob("*.md"):
        page = copy / "docs" / "editions" / id / path.name
        assert "has been withdrawn" in page.read_text("utf-8"), path.name
    left = find_common(text, [copy / "docs" / "editions"])
    known = find_runs((copy / "bibliography.bib").read_text("utf-8"))
    for page in (copy / "docs").rglob("*.md"):
        if "editions" not in page.parts:
            known |= find_runs(page.read_text("utf-8"))
    for event in load_correspondences(copy)[0]:
        known |= find_runs(event.title)
        for entry in event.correspondences:
            known |= find_runs(entry.reason)
    for other in set(RECORDS) - {id}:
        known |= find_runs((copy / "sources" / other / "source.yml").read_text("utf-8"))
        if RECORDS[other].rights.publish is Publish.FULL:
            known |= find_runs(_read(other)) | find_runs(
                re.sub(r"-\s+|[\u00b9\u00b2\u00b3\u2070-\u2079]", "", _read(other))
            )
    assert {run: file for run, file in left.items() if run not in known} == {}
