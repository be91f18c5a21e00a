"""What holds for every test: the options of the command line, laws, and checks of a whole run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from edition.publishing import mkdocs
from tests import warm, whole_run
from tests.accepting import Accept

# A law is not broken by a machine that is slow or busy, and a run can be repeated exactly.
settings.register_profile("edition", deadline=None, derandomize=True, database=None)
settings.register_profile("search", deadline=None, max_examples=1000, print_blob=True)
settings.load_profile("edition")

# What a process compiles is there for the next, whatever the machine has been told.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

LONGEST = (
    "test_search.py",
    "test_bibliography.py",
    "test_reading_access.py",
    "test_budgets.py",
    "test_reading_notes.py",
    "test_policy.py",
    "test_reading_ways.py",
    "test_citing.py",
)
"""Files of tests in a browser that begin first: at the end no process is left alone with one. The
second needs no site, and is run while the first has it built."""
ROOT = Path(__file__).resolve().parents[1]
SHELF = "docs/editions/index.md"
"""A page that is in no commit."""
FAULTS = pytest.StashKey[list[str]]()
OWNER = pytest.StashKey[bool]()

COLD = mkdocs._RENDERING

whole_run.watch_cases()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of this suite."""
    parser.addoption("--accept", action="store_true", help="rewrite what the cases expect")


def pytest_configure(config: pytest.Config) -> None:
    """Begin to note what the run does, with all pages of this edition at hand."""
    config.stash[OWNER] = whole_run.begin()
    whole_run.watch_codes()
    has_texts = any(ROOT.glob("sources/*/source.yml"))
    if has_texts and not hasattr(config, "workerinput") and not (ROOT / SHELF).is_file():
        command = [sys.executable, "-m", "edition", "convert", "--quiet", "--project", str(ROOT)]
        subprocess.run(command, check=False)
    if warm.is_possible():
        mkdocs._RENDERING = warm.Warm()  # type: ignore[assignment]  # it is only taken apart


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove what the run shared; a worker leaves it to the process that started it."""
    if config.stash.get(OWNER, False):
        whole_run.end()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests in a browser last: they are the slow ones."""
    items.sort(key=rank_file)


def rank_file(item: pytest.Item) -> tuple[bool, int]:
    """Return what the order of the files goes by."""
    in_browser = item.get_closest_marker("browser") is not None
    is_long = in_browser and item.path.name in LONGEST
    return in_browser, LONGEST.index(item.path.name) if is_long else len(LONGEST)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a whole run that left a code or a case untried."""
    config = session.config
    if config.stash[OWNER] and exitstatus == pytest.ExitCode.OK and whole_run.is_whole(config):
        config.stash[FAULTS] = list(whole_run.find_faults())
        if config.stash[FAULTS]:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print why a whole run failed though each of its tests passed."""
    if faults := config.stash.get(FAULTS, []):
        terminalreporter.section("the run as a whole", sep="=", red=True)
        for fault in faults:
            terminalreporter.line(fault)


@pytest.fixture
def cold_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets every build of the test start a Python of its own for MkDocs (see ``warm``)."""
    monkeypatch.setattr(mkdocs, "_RENDERING", COLD)


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> Accept:
    """Compares results with the files of a case; with ``--accept`` rewrites them."""
    return Accept(request.config.getoption("--accept"))
