"""The checks of a whole run see what no test did."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from edition.diagnostics.catalogue import CATALOGUE
from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.text.source import Source
from edition.text.span import Span
from tests import conftest, whole_run
from tests.whole_run import Record, find_faults, list_cases


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run of its own, in which nothing happened yet."""
    monkeypatch.setenv(whole_run.FOLDER, str(tmp_path))
    monkeypatch.setattr(whole_run, "RAISED", Record("codes"))
    monkeypatch.setattr(whole_run, "OPENED", Record("cases"))
    return tmp_path


def make_in(module: str, expression: str) -> None:
    names: dict[str, Any] = {"__name__": module, "Diagnostic": Diagnostic, "report_at": report_at}
    names |= {"source": Source("a.txt", "A line.\n"), "span": Span(0, 1), "replace": replace}
    names["finding"] = Diagnostic("N002", "")
    exec(f"def make():\n    return {expression}\n", names)
    names["make"]()


@pytest.mark.parametrize(
    "expression",
    [
        "Diagnostic('N001', '')",
        "report_at(source, span, 'N001', '')",
        "replace(finding, code='N001')",
    ],
)
def test_a_code_counts_if_the_package_raises_it(run: Path, expression: str) -> None:
    make_in("tests.test_sample", expression)
    make_in("edition.text.packing", expression)
    assert whole_run.RAISED.read() == set()
    make_in("edition.linking.notes", expression)
    assert whole_run.RAISED.read() == {"N001"}


def test_a_value_is_kept_once_for_all_processes(run: Path) -> None:
    record = Record("codes")
    record.add("N001")
    child = get_context("fork").Process(target=lambda: [*map(record.add, ("N001", "N002"))])
    child.start()
    child.join()
    assert (run / "codes").read_text("utf-8") == "N001\nN002\n"
    assert record.read() == {"N001", "N002"}


def test_a_file_of_a_case_counts_if_it_is_opened(run: Path) -> None:
    name = "readers/cases/plain/letter-from-ferry-end.txt"
    os.scandir(whole_run.HERE / "readers" / "cases" / "plain").close()
    assert whole_run.OPENED.read() == set()
    (whole_run.HERE / name).read_text("utf-8")
    Path(__file__).read_text("utf-8")
    assert whole_run.OPENED.read() == {name}


def test_cases_are_what_lies_below_a_folder_of_that_name(tmp_path: Path) -> None:
    for name in ("a/cases/b/one.txt", "a/cases/two.txt", "a/three.txt", "cases.txt", "a/cases.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert list_cases(tmp_path) == {"a/cases/b/one.txt", "a/cases/two.txt"}
    assert len(list_cases(whole_run.HERE)) > 80


def test_what_no_test_did_is_named(run: Path) -> None:
    for code in [*CATALOGUE][1:]:
        whole_run.RAISED.add(code)
    for name in sorted(list_cases(whole_run.HERE))[1:]:
        whole_run.OPENED.add(name)
    first = min(list_cases(whole_run.HERE))
    assert list(find_faults()) == [
        f"no test makes the package report: {next(iter(CATALOGUE))}",
        f"no test reads the case: tests/{first}",
    ]


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("status", [pytest.ExitCode.OK, pytest.ExitCode.INTERRUPTED])
def test_a_whole_run_that_left_something_out_fails(
    run: Path, monkeypatch: pytest.MonkeyPatch, whole: bool, status: pytest.ExitCode
) -> None:
    monkeypatch.setattr(whole_run, "is_whole", lambda config: whole)
    config = SimpleNamespace(stash={conftest.OWNER: True})
    session: Any = SimpleNamespace(config=config, exitstatus=status)
    conftest.pytest_sessionfinish(session, status)
    failed = whole and status is pytest.ExitCode.OK
    assert session.exitstatus == (pytest.ExitCode.TESTS_FAILED if failed else status)
    assert bool(config.stash.get(conftest.FAULTS)) is failed


def test_a_run_that_chooses_is_not_whole(request: pytest.FixtureRequest) -> None:
    chosen = SimpleNamespace(
        args_source=pytest.Config.ArgsSource.TESTPATHS,
        getoption=lambda name, default: "notes" if name == "keyword" else default,
    )
    assert not whole_run.is_whole(chosen)  # type: ignore[arg-type]
    every = SimpleNamespace(args_source=chosen.args_source, getoption=lambda name, default: default)
    assert whole_run.is_whole(every)  # type: ignore[arg-type]
    assert sys.modules["edition.diagnostics.diagnostic"].Diagnostic is Diagnostic
