"""A build in several processes, or by the workers of a scheduler, makes the bytes of one."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path

import pytest

from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.publishing.workers import Workers
from edition.text.digest import walk_names
from tests.projects import make_source

VOLUMES = 10
LOCAL = "127.0.0.1"
PATIENCE = 900
"""Seconds after which something is wrong, however busy the machine is."""
PART = (
    "## Part {0}.{1}\n\n"
    + "In the year 18{1:02} the harbour {0} had {1} ships, and *more* later. " * 12
)


def write_volume(number: int) -> str:
    """Return a text long enough that ten of them are shared in every step of a build."""
    parts = (PART.format(number, part) + "\n\n" + PART.format(part, number) for part in range(45))
    return f"# Volume {number}\n\n" + "\n\n".join(parts) + "\n"


def find_port() -> int:
    """Return a port that nothing uses."""
    with socket.socket() as found:
        found.bind((LOCAL, 0))
        return int(found.getsockname()[1])


def build(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Build the site of a project in a process of its own."""
    command = [sys.executable, "-P", "-m", "edition", "build", "--project", str(root), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)


def clear(root: Path) -> None:
    """Remove what was built, results included."""
    for name in ("site", "build", "docs"):
        shutil.rmtree(root / name, ignore_errors=True)


def read_site(root: Path) -> Mapping[str, str]:
    """Return the digest of every file of a site."""
    site = root / "site"
    return {name: sha256((site / name).read_bytes()).hexdigest() for name in walk_names(site)}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection of ten volumes."""
    root = tmp_path_factory.mktemp("volumes") / "edition"
    for number in range(VOLUMES):
        make_source(root, write_volume(number), f"volume-{number}", reader={"kind": "markdown"})
    return root


@pytest.fixture(scope="module")
def expected(root: Path) -> Mapping[str, str]:
    """The site that one process makes from nothing."""
    done = build(root, "--processes", "1")
    assert done.returncode == 0, done.stderr
    return read_site(root)


def test_eight_processes_make_the_same_bytes(root: Path, expected: Mapping[str, str]) -> None:
    clear(root)
    done = build(root, "--processes", "8")
    assert done.returncode == 0, done.stderr
    assert read_site(root) == expected


@pytest.mark.parametrize("processes", ["1", "8"])
def test_stored_results_make_the_same_bytes(
    root: Path, expected: Mapping[str, str], processes: str
) -> None:
    shutil.rmtree(root / "site")
    done = build(root, "--processes", processes)
    assert done.returncode == 0, done.stderr
    assert read_site(root) == expected


class Cluster:
    """A Dask scheduler on this machine, and the processes of two workers."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack
        self.address = f"tcp://{LOCAL}:{find_port()}"
        port = self.address.rpartition(":")[2]
        self._start("scheduler", "--host", LOCAL, "--port", port, "--no-dashboard")
        names = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--local-directory")
        self.workers = [
            self._start("worker", self.address, *names, str(folder / str(number)))
            for number in range(2)
        ]

    def _start(self, kind: str, *options: str) -> subprocess.Popen[bytes]:
        with (self._folder / "log.txt").open("ab") as log:
            command = [sys.executable, "-P", "-m", f"distributed.cli.dask_{kind}", *options]
            process = subprocess.Popen(command, stdout=log, stderr=log)
        self._stack.callback(process.wait)
        self._stack.callback(process.kill)
        return process

    def wait(self) -> None:
        """Wait until both workers are known to the scheduler."""
        from distributed import Client

        with Client(self.address, timeout=PATIENCE, set_as_default=False) as client:  # type: ignore[no-untyped-call]
            client.wait_for_workers(2, timeout=PATIENCE)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with ExitStack() as stack:
        cluster = Cluster(tmp_path, stack)
        cluster.wait()
        yield cluster


def test_two_workers_of_which_one_is_killed_make_the_same_bytes(
    root: Path, expected: Mapping[str, str], cluster: Cluster
) -> None:
    clear(root)
    command = [sys.executable, "-P", "-m", "edition", "build", "--project", str(root)]
    log = root.parent / "scheduled.txt"
    with log.open("wb") as output:
        building = subprocess.Popen(
            [*command, "--scheduler", cluster.address, "--processes", "2"],
            stdout=output, stderr=output,
        )  # fmt: skip
    try:
        while not (read := [*(root / "build/cache").glob("*.edition")]):
            assert building.poll() is None, log.read_text("utf-8")
            time.sleep(0.01)
        cluster.workers[0].kill()
        assert len(read) < VOLUMES
        assert building.wait(PATIENCE) == 0, log.read_text("utf-8")
    finally:
        building.kill()
    assert read_site(root) == expected


def test_a_scheduler_that_does_not_answer_is_reported(root: Path) -> None:
    clear(root)
    done = build(root, "--scheduler", f"tcp://{LOCAL}:{find_port()}")
    assert done.returncode == 1
    assert "M011" in done.stdout, done.stderr
    assert "tcp://" in done.stdout
    assert not (root / "site").exists()


def test_without_dask_a_scheduler_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(EditionError, match="distributed") as raised,
        Workers(scheduler="tcp://nowhere:1").share(os.stat, [(".",), ("..",)]),
    ):
        pass
    assert raised.value.diagnostics[0].code == "M011"


def test_private_texts_are_not_for_a_scheduler(root: Path) -> None:
    done = build(root, "--private", "--scheduler", "tcp://nowhere:1")
    assert done.returncode == 2


# --- units of work --------------------------------------------------------------------------------


def answer(folder: str, word: str) -> tuple[str, int]:
    """Return a word and the process that does this."""
    return word, os.getpid()


def fail(folder: str, way: str) -> None:
    """Fail in one of several ways."""
    if way == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if way == "refused":
        raise EditionError(Diagnostic("V001", "a fact"))
    Path(folder, "missing", "file").read_bytes()


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_order(tmp_path: Path, processes: int) -> None:
    with Workers(processes).share(answer, [(str(tmp_path), str(n)) for n in range(9)]) as results:
        assert not results
    assert [word for word, _ in results] == [str(number) for number in range(9)]
    assert ({process for _, process in results} == {os.getpid()}) is (processes == 1)


def test_a_single_unit_needs_no_process(tmp_path: Path) -> None:
    with Workers(8).share(answer, [(str(tmp_path), "alone")]) as results:
        pass
    assert results == [("alone", os.getpid())]


@pytest.mark.parametrize("processes", [1, 2])
def test_errors_of_units_are_raised(tmp_path: Path, processes: int) -> None:
    workers, folder = Workers(processes), str(tmp_path)
    with pytest.raises(EditionError) as raised, workers.share(fail, [(folder, "refused")] * 2):
        pass
    assert raised.value.diagnostics == (Diagnostic("V001", "a fact"),)
    with pytest.raises(FileNotFoundError) as missing, workers.share(fail, [(folder, "")] * 2):
        pass
    assert missing.value.filename == str(tmp_path / "missing" / "file")


def test_a_process_that_ends_too_early_is_an_error(tmp_path: Path) -> None:
    units = [(str(tmp_path), "killed")] * 2
    with pytest.raises(EditionError) as raised, Workers(2).share(fail, units):
        pass
    assert raised.value.diagnostics[0].code == "M007"


def test_a_folder_that_workers_cannot_read_is_an_error(tmp_path: Path) -> None:
    units = [(str(tmp_path / "missing"), "")] * 2
    with pytest.raises(EditionError, match="cannot read"), Workers(2).share(answer, units):
        pass


def test_small_work_is_not_divided() -> None:
    names = ["a", "b", "c"]
    assert Workers(2).divide(names, 10, 11) == [names]
    assert Workers(1).divide(names, 10, 5) == [names]
    assert Workers(2).divide(names, 10, 5) == [["a"], ["b"], ["c"]]
    assert Workers(2).divide([], 10, 5) == []
    assert len(Workers(1, "tcp://x:1").divide(["a"] * 9, 5_000_000, 5)) == 6
