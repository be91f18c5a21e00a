"""The manifest of a site, the lock of a project, and the exchange of one site for the next."""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
import subprocess
from pathlib import Path

import pytest

import edition.building.exchange as exchanging
from edition.building.exchange import exchange, repair_site, replace_files, replace_site
from edition.building.lock import hold_project
from edition.building.manifest import MANIFEST, inspect_site, stamp_files, write_manifest
from edition.building.project import Project
from edition.building.site import list_variables
from edition.diagnostics.diagnostic import EditionError
from edition.text.results import _find_secret
from tests.projects import IN_COPYRIGHT, list_errors, make_source, run

TEXT = "A REPORT\n\nA paragraph of a report that says very little about anything at all.\n"
SECRET = "Nobody may read the eleven words of this sentence on a page."


def make_site(folder: Path, **files: str) -> Path:
    (folder / "pages").mkdir(parents=True)
    for name, text in {"index": "home", "pages/one": "one", **files}.items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    write_manifest(folder, "0" * 64)
    return folder


def read(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# --- the manifest -------------------------------------------------------------------------


def test_the_manifest_is_a_file_of_checksums(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    command = ["sha256sum", "--check", "--strict", MANIFEST]
    assert subprocess.run(command, cwd=site, check=False, capture_output=True).returncode == 0
    (site / "index.html").write_text("changed", "utf-8")
    assert subprocess.run(command, cwd=site, check=False, capture_output=True).returncode == 1


def test_each_difference_is_found(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", other="other")
    stamps = stamp_files(site)
    assert inspect_site(site) == inspect_site(site, stamps) == []
    (site / "index.html").write_text("HOME", "utf-8")
    (site / "other.html").unlink()
    (site / "added.html").touch()
    for found in (inspect_site(site), inspect_site(site, stamps)):
        assert [(d.code, d.path) for d in found] == [
            ("V006", "site/added.html"), ("V006", "site/index.html"), ("V006", "site/other.html"),
        ]  # fmt: skip
    (site / MANIFEST).unlink()
    assert [d.message for d in inspect_site(site)] == ["the site has no manifest"]


def test_a_file_with_its_stamp_is_not_read_unless_all_are(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    page = site / "index.html"
    stamps, before = stamp_files(site), page.stat()
    with page.open("r+") as handle:
        handle.write("HOME")
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert inspect_site(site, stamps) == []
    assert [d.path for d in inspect_site(site)] == ["site/index.html"]


def test_words_after_env_are_listed() -> None:
    settings = b'a: !ENV ONE\nb: {c: [!ENV [TWO, THREE, ""]]}\nd: FOUR\n'
    assert set(list_variables(settings)) == {"ONE", "TWO", "THREE", ""}
    assert list_variables(b"a: [") == []


# --- what a build believes ----------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    make_source(root, TEXT)
    assert run(root, "build") == 0
    return root


def test_a_damaged_site_is_built_again(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = built / "site"
    good = read(site)
    page = site / "editions" / "sample" / "text.html"
    assert run(built, "verify") == run(built, "verify", "--site") == 0
    page.write_text(page.read_text("utf-8") + "hacked", "utf-8")
    (site / "editions" / "sample" / "index.html").unlink()
    capsys.readouterr()
    assert run(built, "verify", "--site") == 1
    assert len(list_errors(capsys.readouterr().out)) == 2
    assert run(built, "build") == 0
    assert "C007" in capsys.readouterr().err
    assert read(site) == good
    assert run(built, "build") == 0
    assert "up to date" in capsys.readouterr().err


def test_a_change_that_keeps_the_stamp_is_found_by_ci(
    built: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = built / "site" / "editions" / "sample" / "text.html"
    good, before = page.read_bytes(), page.stat()
    with page.open("r+b") as handle:
        handle.write(good.replace(b"very little", b"very LITTLE"))
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))
    monkeypatch.setenv("CI", "")
    assert run(built, "build") == 0
    assert page.read_bytes() != good
    monkeypatch.setenv("CI", "true")
    assert run(built, "build") == 0
    assert page.read_bytes() == good
    assert "C007" in capsys.readouterr().err


def test_another_site_than_the_one_remembered_is_not_believed(built: Path) -> None:
    site, page = built / "site", built / "docs" / "index.md"
    text = page.read_text("utf-8")
    (memory,) = (built / "build" / "cache" / "sites").iterdir()
    remembered, good = memory.read_bytes(), read(site)
    page.write_text(f"{text}\nMore.\n", "utf-8")
    assert run(built, "build") == 0
    assert read(site) != good
    page.write_text(text, "utf-8")
    memory.write_bytes(remembered)  # as if the build had been killed before it wrote it
    assert run(built, "verify", "--site") == 0  # a warning (V007) only
    assert run(built, "build") == 0
    assert read(site) == good


def test_a_site_that_came_with_what_was_remembered_of_it_is_not_believed(
    built: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    _find_secret.cache_clear()
    (built / "docs" / "index.md").touch()  # outcomes are known by times, which no archive keeps
    try:
        capsys.readouterr()
        assert run(built, "build") == 0
        assert "site/ is built" in capsys.readouterr().err
        assert run(built, "build") == 0
        assert "site/ is up to date" in capsys.readouterr().err
    finally:
        _find_secret.cache_clear()


def test_a_text_that_is_newly_protected_is_looked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(tmp_path, TEXT)
    folder = make_source(tmp_path, f"A TEXT\n\n{SECRET}\n", "secret", **IN_COPYRIGHT)
    witness = folder / "witness.txt"
    aside = witness.rename(tmp_path / "witness.txt.aside")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(f"# Home\n\n{SECRET}\n", "utf-8")
    assert run(tmp_path, "build", "--allow-unsearched") == 0
    capsys.readouterr()
    (tmp_path / "private").mkdir()
    aside.rename(tmp_path / "private" / "witness.txt")
    assert run(tmp_path, "build") == 1
    assert "error P003" in capsys.readouterr().out


# --- one process at a time ----------------------------------------------------------------


def _hold(root: Path, ready: object, leave: object) -> None:
    with hold_project(Project(root), "edition build"):
        ready.set()  # type: ignore[attr-defined]
        leave.wait(20)  # type: ignore[attr-defined]


def test_a_second_process_waits_or_names_the_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(tmp_path, TEXT)
    context = multiprocessing.get_context("fork")
    ready, leave = context.Event(), context.Event()
    process = context.Process(target=_hold, args=(tmp_path, ready, leave))
    process.start()
    assert ready.wait(20)
    assert run(tmp_path, "convert", "--wait", "0") == 1
    assert (
        f"build/lock: error C006: process {process.pid} (edition build" in capsys.readouterr().out
    )
    leave.set()
    assert run(tmp_path, "convert") == 0
    process.join()


def test_the_lock_is_free_when_its_process_was_killed(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    ready = context.Event()
    process = context.Process(target=_hold, args=(tmp_path, ready, context.Event()))
    process.start()
    assert ready.wait(20)
    process.kill()
    process.join()
    with hold_project(Project(tmp_path), "edition build", wait=0):
        pass


def test_what_ended_processes_left_is_removed(tmp_path: Path) -> None:
    left = [
        "build/public/work-1/site/index.html", "build/private/work-1/mkdocs.yml",
        "docs/editions/a/.text.md.17.new", "build/cache/.a.edition.17.new",
    ]  # fmt: skip
    kept = ["docs/.own.new", "docs/index.md", f"build/public/work-{os.getpid()}/mkdocs.yml"]
    for name in left + kept:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    with hold_project(Project(tmp_path), "edition build"):
        assert sorted(read(tmp_path)) == sorted([*kept, "build/lock"])


# --- the exchange -------------------------------------------------------------------------


@pytest.fixture(params=["one step", "renamed", "another disk", "mount point"])
def method(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Have one site replaced by the next in each way."""
    if request.param == "renamed":
        monkeypatch.setattr(exchanging, "exchange", lambda first, second: False)
    if request.param in ("another disk", "mount point"):
        rename = exchanging._rename

        def refuse(fresh: Path, target: Path) -> None:
            if request.param == "mount point" or fresh.name == "fresh":
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
            rename(fresh, target)

        monkeypatch.setattr(exchanging, "_rename", refuse)
    return str(request.param)


def test_a_site_is_replaced_whole(tmp_path: Path, method: str) -> None:
    site = make_site(tmp_path / "site", old="gone")
    fresh = make_site(tmp_path / "build" / "fresh", new="here", index="changed")
    wanted = read(fresh)
    replace_site(fresh, site)
    assert read(site) == wanted
    assert inspect_site(site) == []
    assert [path.name for path in tmp_path.iterdir()] in (["site", "build"], ["build", "site"])


def test_a_site_behind_a_link_is_replaced_there(tmp_path: Path) -> None:
    root = make_site(tmp_path / "www")
    (tmp_path / "site").symlink_to(root)
    replace_site(make_site(tmp_path / "fresh", new="here"), tmp_path / "site")
    assert (tmp_path / "site").is_symlink()
    assert (root / "new.html").is_file()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mine.txt").touch()
    (tmp_path / "site").unlink()
    (tmp_path / "site").symlink_to(tmp_path / "other")
    with pytest.raises(EditionError) as raised:
        replace_site(make_site(tmp_path / "fresh"), tmp_path / "site")
    assert [d.code for d in raised.value.diagnostics] == ["C008"]
    assert [p.name for p in (tmp_path / "other").iterdir()] == ["mine.txt"]


def test_a_file_is_not_replaced_by_a_site(tmp_path: Path) -> None:
    (tmp_path / "site").touch()
    with pytest.raises(NotADirectoryError):
        replace_site(make_site(tmp_path / "fresh"), tmp_path / "site")


def test_an_exchange_is_one_step(tmp_path: Path) -> None:
    one, other = make_site(tmp_path / "one", a="a"), make_site(tmp_path / "other")
    before = read(one), read(other)
    if not exchange(one, other):
        pytest.skip("this file system cannot exchange two folders")
    assert (read(other), read(one)) == before
    with pytest.raises(FileNotFoundError):
        exchange(one, tmp_path / "nowhere")


def test_an_interrupted_exchange_is_repaired(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    good = read(site)
    shutil.copytree(site, tmp_path / ".site-new")
    site.rename(tmp_path / ".site-old")
    assert [d.code for d in repair_site(site)] == ["C007"]
    assert read(site) == good
    shutil.copytree(site, tmp_path / ".site-old")
    assert repair_site(site) == []
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_files_replaced_one_by_one_end_with_the_manifest(tmp_path: Path) -> None:
    site, fresh = make_site(tmp_path / "site"), make_site(tmp_path / "fresh", a="a", z="z")
    (site / MANIFEST).unlink()
    (site / MANIFEST).mkdir()  # the last step fails
    with pytest.raises(OSError, match=MANIFEST):
        replace_files(fresh, site)
    assert (site / "z.html").read_text("utf-8") == "z"
    assert inspect_site(site) != []
