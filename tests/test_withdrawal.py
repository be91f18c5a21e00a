"""Each text of this edition is withdrawn in turn, in a copy, and looked for by another search.

The second search looks for five words in a row and exempts nothing. What it finds must be words of
the bibliography, of a text that is still published, or of what the editors wrote: descriptions of
other texts, reasons of correspondences, pages of the site. A run may also arise at the seam of two
such parts, as where one entry follows another.

The Markdown is searched for each text, the built site for the longest one only; with
``EDITION_TEST_POINTS=all`` site and archive are built and searched for each.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from edition.building.bibliography_files import Listing, store_bibliography
from edition.records.loading import load_records
from edition.records.record import Publish, State
from edition.records.witness import find_by_checksum, list_private_folders
from tests.projects import run
from tests.second_search import Seams, find_common, find_runs, read_files

ROOT = Path(__file__).resolve().parent.parent
RECORDS = {record.id: record for record in load_records(ROOT)[0]}
EVERYTHING = os.environ.get("EDITION_TEST_POINTS") == "all"
LONGEST = max(RECORDS, key=lambda id: RECORDS[id].witness.size)
_SECTION = re.compile(r"<!-- (edition:[\w-]+) -->.*?<!-- /\1 -->", re.DOTALL)
_JOINED = re.compile(r"-\s+|[\u00b9\u00b2\u00b3\u2070-\u2079]|(?<=[.,;:!?)\u201d\u2019])\d+")
"""What lines are joined without, and marks of notes inside of a run."""


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
        path = find_by_checksum(list_private_folders(ROOT), witness.sha256, witness.size)
    if path is None:
        pytest.skip("the witness is not at hand")
    return path.read_text("utf-8")


@pytest.mark.parametrize("id", sorted(RECORDS))
def test_none_of_the_words_of_a_withdrawn_text_are_left(id: str, copy: Path) -> None:
    text = _read(id)
    assert run(copy, "withdraw", id, "--reason", "For a test.") == 0
    command = "offline" if EVERYTHING else "build" if id == LONGEST else "convert"
    assert run(copy, command) == 0
    [record] = [one for one in load_records(copy)[0] if one.id == id]
    assert record.state is State.WITHDRAWN
    for path in (ROOT / "docs" / "editions" / id).glob("*.md"):
        page = copy / "docs" / "editions" / id / path.name
        assert "has been withdrawn" in page.read_text("utf-8"), path.name
    searched = {
        "convert": ("docs",),
        "build": ("docs", "site"),
        "offline": ("docs", "site", "dist"),
    }
    left = find_common(text, [copy / name for name in searched[command]])
    known, own = _read_known(id, copy)
    runs, seams = set().union(*map(find_runs, known)), Seams(own)
    assert {one: file for one, file in left.items() if one not in runs and one not in seams} == {}


def _read_known(id: str, root: Path) -> tuple[list[str], list[str]]:
    """Return all that may be published, and of it what is no text: of that, parts can adjoin.

    That is the bibliography, from which all pages and downloads of works are made here again
    without any text; what editors wrote; and other texts that are published whole.
    """
    bare = root / "build" / "bare"
    store_bibliography(Listing(root, ()), bare)
    own = [(root / "bibliography.bib").read_text("utf-8"), *(text for _, text in read_files(bare))]
    own += [_SECTION.sub(" ", page.read_text("utf-8")) for page in (root / "docs").glob("*.md")]
    names = {"registers", *RECORDS} - {id}
    folders = [root / "sources", *(root / "sources" / name for name in names)]
    records = [path.read_text("utf-8") for folder in folders for path in folder.glob("*.yml")]
    own += [*records, *("\n".join(_list_values(yaml.safe_load(one))) for one in records)]
    published = [o for o in RECORDS if o != id and RECORDS[o].rights.publish is Publish.FULL]
    texts = [text for other in published for text in (_read(other), _JOINED.sub("", _read(other)))]
    return [*own, *texts], own


def _list_values(value: object) -> Iterator[str]:
    """Yield the values of a record, each on one line."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _list_values(inner)
    else:
        yield " ".join(str(value).split())
