"""Whatever file operation fails, or is the last one: the site is whole, and the next run is right.

``EDITION_TEST_POINTS=all`` tries each operation of each command; otherwise a part is taken.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from edition.building.manifest import inspect_site
from tests.interrupting import Way, interrupt, keep_rendered
from tests.projects import make_source, run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes cannot be forked")

EVERYTHING = os.environ.get("EDITION_TEST_POINTS") == "all"
POINTS = {"convert": 30, "build": 40, "offline": 20}
"""Operations of each command that fail, and as many at which it is killed."""
TEXT = "A REPORT\n\nA paragraph that {} of a report.\n"
OFFER = "# Copy\n\n<!-- offline:copy --><!-- /offline:copy -->\n"


def read(root: Path, *names: str) -> dict[str, bytes]:
    found = (path for name in names for path in (root / name).rglob("*"))
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in found if path.is_file()
    }


@dataclass(frozen=True, slots=True)
class Change:
    """A project whose site was built, and whose sources have changed since."""

    root: Path
    rendered: Path
    """What MkDocs makes of the changed sources."""
    old: dict[str, dict[str, bytes]]
    new: dict[str, dict[str, bytes]]
    """The site, by the command that made it."""
    docs: dict[str, bytes]


@pytest.fixture(scope="module")
def change(tmp_path_factory: pytest.TempPathFactory) -> Change:
    base = tmp_path_factory.mktemp("interrupted")
    root = base / "project"
    make_source(root, TEXT.format("was the first"))
    (root / "docs").mkdir()
    (root / "docs" / "offline.md").write_text(OFFER, "utf-8")
    assert run(root, "build") == 0
    old_rendered = keep_rendered(root / "site", base / "old")
    shutil.rmtree(root / "site")
    assert interrupt(root, "offline", rendered=old_rendered).status == 0
    old = read(root, "site")
    later = Path(shutil.copytree(root, base / "later"))
    (root / "bibliography.bib").unlink()
    make_source(root, TEXT.format("is the second"))
    (later / "bibliography.bib").unlink()
    make_source(later, TEXT.format("is the second"))
    assert run(later, "build") == 0
    rendered = keep_rendered(later / "site", base / "new")
    new = {}
    for command in ("build", "offline"):
        shutil.rmtree(later / "site")
        assert interrupt(later, command, rendered=rendered).status == 0
        new[command] = read(later, "site")
    assert old != new["build"] != new["offline"]
    offered = {"build": old, "offline": old, "convert": old}
    return Change(root, rendered, offered, {**new, "convert": old}, read(later, "docs"))


def choose(command: str, total: int) -> list[int]:
    """Return the operations to try: the first and the last, and others at equal distances."""
    if EVERYTHING:
        return list(range(1, total + 1))
    count = min(POINTS[command], total)
    return sorted({1 + (total - 1) * at // (count - 1) for at in range(count)})


@pytest.mark.parametrize("way", ["fail", "kill"])
@pytest.mark.parametrize("command", POINTS)
def test_the_site_is_whole_and_the_next_run_is_right(
    change: Change, command: str, way: Way, tmp_path: Path
) -> None:
    root = tmp_path / "project"
    whole = (change.old[command], change.new[command], change.new["build"])

    def begin() -> None:
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(change.root, root)

    begin()
    ended = interrupt(root, command, rendered=change.rendered)
    assert ended.status == 0, ended.printed
    assert ended.operations > 20
    points = choose(command, ended.operations)
    failed = 0
    for at in points:
        begin()
        ended = interrupt(root, command, way=way, at=at, rendered=change.rendered)
        shown = f"operation {at}: {ended.printed}"
        # A file that was written just now is read once more, so that the number varies.
        ended_by = (-9,) if way == "kill" and ended.operations >= at else (0, 1)
        assert ended.status in ended_by, shown
        assert "Traceback" not in ended.printed, shown
        failed += ended.status != 0
        if ended.status == 1:
            assert re.search(r"^(\S.*: )?error [A-Z]\d{3}: ", ended.printed, re.M), shown
        site = read(root, "site")
        assert site in (whole if ended.status else whole[1:2]), shown
        assert inspect_site(root / "site") == [], shown
        again = interrupt(root, command, rendered=change.rendered)
        assert again.status == 0, f"{shown}\nthen: {again.printed}"
        assert read(root, "site") == change.new[command], shown
        assert read(root, "docs") == change.docs, shown
        assert not list(root.rglob(".*.new")), shown
        assert not list((root / "build" / "public").glob("work-*")), shown
    print(f"{command}: {len(points)} operations, {failed} of them ended the command ({way})")


@pytest.mark.parametrize("way", ["fail", "kill"])
def test_the_same_holds_when_mkdocs_runs(change: Change, way: Way, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(change.root, root)
    assert run(root, "build") == 0
    wanted = read(root, "site")
    shutil.rmtree(root)
    shutil.copytree(change.root, root)
    total = interrupt(root, "build").operations
    for at in range(total // 7, total, total // 6):
        shutil.rmtree(root)
        shutil.copytree(change.root, root)
        ended = interrupt(root, "build", way=way, at=at)
        assert "Traceback" not in ended.printed, ended.printed
        assert read(root, "site") in (change.old["build"], wanted), ended.printed
        assert run(root, "build") == 0
        assert read(root, "site") == wanted


def test_two_builds_at_once_give_one_good_site(change: Change, tmp_path: Path) -> None:
    root = tmp_path / "project"
    for number in range(50 if EVERYTHING else 6):
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(change.root, root)
        children = []
        for child in range(2):
            if not (process := os.fork()):
                os._exit(_build_beside(root, change.rendered, child * number / 100))
            children.append(process)
        ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        assert ended == [0, 0]
        assert read(root, "site") == change.new["build"]
        assert inspect_site(root / "site") == []


def _build_beside(root: Path, rendered: Path, delay: float) -> int:
    time.sleep(delay)
    twin = root.with_name(f"log-{os.getpid()}")
    twin.symlink_to(root)
    return interrupt(twin, "build", rendered=rendered).status
