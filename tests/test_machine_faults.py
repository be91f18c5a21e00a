"""A fault of the machine is one finding with its path, and never a traceback."""

from __future__ import annotations

import errno
import io
import json
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from edition.__main__ import main
from edition.diagnostics.machine import pack_fault, report_fault, unpack_fault
from edition.publishing.mkdocs import publish
from edition.publishing.page_policy import PACKED_BYTES, check_page_budget
from tests.projects import make_source, run

TEXT = "A REPORT\n\nA paragraph of “Привет” in a report.\n"
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def command(
    root: Path, *arguments: str, limit: tuple[int, int] | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, with a limit of the system and with variables."""
    return subprocess.run(
        [sys.executable, "-m", "edition", *arguments, "--project", str(root)],
        env={**os.environ, **environment},
        preexec_fn=(lambda: resource.setrlimit(limit[0], (limit[1], limit[1]))) if limit else None,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    make_source(tmp_path, TEXT)
    return tmp_path


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "M001"), (errno.EDQUOT, "M001"), (errno.EACCES, "M002"),
        (errno.EROFS, "M002"), (errno.EMFILE, "M003"), (errno.ELOOP, "M004"),
        (errno.EADDRINUSE, "M005"), (errno.EIO, "M006"), (errno.ENOMEM, "M007"),
    ],
)  # fmt: skip
def test_each_fault_has_its_code_and_path(
    number: int, code: str, project: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number), str(project / "docs" / "index.md"))

    monkeypatch.setattr("edition.building.store.Path.write_bytes", fail)
    assert run(project, "convert", "--quiet") == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == f"docs/index.md: error {code}: {os.strerror(number)}"
    assert printed[1].startswith("  hint: ")


def test_a_path_is_found_where_the_system_names_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a file"
    monkeypatch.setattr(io, "open", _full)
    with pytest.raises(OSError, match="space") as raised:
        path.write_bytes(b"words")
    monkeypatch.undo()
    assert report_fault(raised.value, tmp_path).path == "a file"


def _full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_fault_is_handed_from_process_to_process() -> None:
    fault = unpack_fault(f"words\n{pack_fault(OSError(errno.ENOSPC, 'full', '/a'))}\n")
    assert (fault.errno, fault.strerror, fault.filename) == (errno.ENOSPC, "full", "/a")
    assert unpack_fault(pack_fault(MemoryError())).errno == errno.ENOMEM
    assert report_fault(MemoryError(), Path("/")).code == "M007"


# --- the disk -----------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 100, 4_000, 10_000])
def test_a_file_that_cannot_be_written_whole(project: Path, size: int) -> None:
    assert run(project, "build") == 0
    before = {p: p.read_bytes() for p in (project / "site").rglob("*") if p.is_file()}
    make_source(project, TEXT.replace("report", "memorandum"))
    (project / "bibliography.bib").write_text("@misc{sample,\n  title = {A sample},\n}\n", "utf-8")
    done = command(project, "build", limit=(resource.RLIMIT_FSIZE, size))
    assert done.returncode == 1
    assert "error M001: " in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert {p: p.read_bytes() for p in (project / "site").rglob("*") if p.is_file()} == before


@pytest.mark.parametrize("files", [8, 10, 12, 16])
def test_too_many_open_files(project: Path, files: int) -> None:
    done = command(project, "build", limit=(resource.RLIMIT_NOFILE, files))
    assert "edition" not in done.stderr or "Traceback" not in done.stderr
    assert done.returncode in (0, 1)
    if done.returncode:
        assert "error M00" in done.stdout + done.stderr


@pytest.mark.skipif(IS_ROOT, reason="root may write everywhere")
def test_a_folder_that_is_read_only(project: Path) -> None:
    project.chmod(0o500)
    done = command(project, "build")
    project.chmod(0o700)
    assert done.returncode == 1
    assert "error M002: " in done.stdout


def test_unused_files_in_a_folder_that_cannot_be_read_are_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, read = tmp_path / "site", os.scandir
    closed = str(site / "assets" / "javascripts")

    def build() -> None:
        (site / "assets" / "javascripts").mkdir(parents=True)
        (site / "assets" / "javascripts" / "bundle.js").write_text("", "utf-8")

    def scandir(path: str = ".") -> Iterator[os.DirEntry[str]]:
        if os.fspath(path) == closed:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), closed)
        return read(path)

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(PermissionError):
        publish(site, build, lambda _: [])


@pytest.mark.parametrize(
    "folder", ["sources", "sources/sample", "sources/registers/persons", "bibliography"]
)
def test_a_folder_that_cannot_be_read_is_not_taken_for_empty(
    folder: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    closed, read = project / folder, Path.iterdir
    closed.mkdir(parents=True, exist_ok=True)

    def iterdir(path: Path) -> Iterator[Path]:
        if path == closed:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return read(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    assert run(project, "check") == 1
    assert f"{folder}: error M002: " in capsys.readouterr().out


def test_a_folder_in_the_place_of_a_file(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "docs" / "editions" / "sample" / "text.md").mkdir(parents=True)
    assert run(project, "convert") == 1
    assert "docs/editions/sample/" in capsys.readouterr().out


def test_a_site_that_is_a_link_to_itself(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "site").symlink_to("site")
    assert run(project, "build") == 1
    assert "site: error M004: " in capsys.readouterr().out


# --- output -------------------------------------------------------------------------------


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_an_output_that_takes_nothing(project: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "edition", "export", "sample", "--project", str(project)],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert "error M001: " in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_a_reader_that_leaves_early(project: Path) -> None:
    arguments = [sys.executable, "-m", "edition", "export", "sample", "--project", str(project)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "ascii"},
    ],
    ids=["no locale", "Latin-1", "ASCII"],
)
def test_an_output_that_is_not_utf_8(project: Path, environment: dict[str, str]) -> None:
    (project / "sources" / "sample" / "source.yml").write_text("title: ‘Привет’: no\n", "utf-8")
    done = command(project, "check", limit=None, **environment)
    assert done.returncode == 1
    assert "error R001: " in done.stdout
    assert "Traceback" not in done.stderr


def test_characters_that_cannot_be_encoded(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        "\u041f".encode("ascii")

    monkeypatch.setattr("edition.building.store.Path.write_bytes", fail)
    assert run(project, "convert", "--quiet") == 1
    assert "error M008: 'ascii' codec" in capsys.readouterr().out


def test_data_are_not_printed_in_part(project: Path) -> None:
    done = command(project, "export", "sample", PYTHONIOENCODING="ascii")
    # The output is data: what was found is told beside it.
    assert (done.returncode, done.stdout, "error M008: " in done.stderr) == (1, "", True)
    assert json.loads(command(project, "export", "sample").stdout)


# --- dates and the clock ------------------------------------------------------------------


@pytest.mark.parametrize("date", ["1200-01-01", "9999-12-31"])
def test_a_revision_of_another_age(
    date: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(tmp_path, TEXT, revisions=[{"date": date, "by": "editor", "what": "First."}])
    assert run(tmp_path, "build") == 1
    assert "sources/sample/source.yml:" in (printed := capsys.readouterr().out)
    assert f"error M009: {date}" in printed


@pytest.mark.parametrize("seconds", [-(10**10), 10**10])
def test_a_clock_of_another_century(tmp_path: Path, seconds: int) -> None:
    clock = tmp_path / "clock"
    clock.mkdir()
    (clock / "sitecustomize.py").write_text(
        f"import time\ntime.time = lambda: {seconds}.0\n", "utf-8"
    )
    make_source(tmp_path / "project", TEXT)
    done = command(tmp_path / "project", "build", PYTHONPATH=str(clock))
    assert done.returncode == 0, done.stderr
    make_source(tmp_path / "other", TEXT)
    assert run(tmp_path / "other", "build") == 0
    sums = [(tmp_path / name / "site" / "SHA256SUMS").read_bytes() for name in ("project", "other")]
    assert sums[0] == sums[1]


def test_a_page_is_weighed_whatever_the_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: 1e10)
    (tmp_path / "page.html").write_bytes(os.urandom(2 * PACKED_BYTES))
    assert [d.code for d in check_page_budget(tmp_path)] == ["C004"]


# --- serving ------------------------------------------------------------------------------


def test_a_port_that_there_cannot_be(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(project, "serve", "--port", "70000") == 1
    assert "port 70000: error M006: " in capsys.readouterr().out
    assert main(["serve", "--project", str(project / "nowhere")]) == 1
    assert "error R010: " in capsys.readouterr().out


def test_a_port_in_use(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("edition.publishing.live.server.PORTS", 1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        assert run(project, "serve", "--port", port) == 1
    assert f"port {port}: error M005: " in capsys.readouterr().out


def test_the_site_is_built_and_served_until_it_is_stopped(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    builds = []

    def stop(command: Sequence[str], **_: object) -> None:
        builds.append(command)
        raise KeyboardInterrupt

    monkeypatch.setattr("edition.building.live.subprocess.run", stop)
    assert run(project, "serve", "--port", "0") == 0
    assert run(project, "serve", "--public", "--port", "0") == 0
    assert ["--private" in command for command in builds] == [True, False]
    assert "Serving site-private/ on http://localhost:" in capsys.readouterr().err
