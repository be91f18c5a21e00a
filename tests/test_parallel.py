"""Work beside the main work gives what it would give in its place."""

from __future__ import annotations

import os
from functools import partial

import pytest

import edition.publishing.parallel
from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.publishing.parallel import run_in_background


@pytest.fixture(params=[True, False], ids=["second process", "one core"])
def forked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Have work done either way."""
    forked = bool(request.param) and edition.publishing.parallel.can_fork()
    monkeypatch.setattr(edition.publishing.parallel, "can_fork", lambda: forked)
    return forked


def test_a_result_is_handed_over_as_often_as_it_is_asked_for(forked: bool) -> None:
    wait = run_in_background(lambda: [Diagnostic("V001", "a fact"), os.getpid()])
    assert wait() is wait()
    told, process = wait()
    assert told == Diagnostic("V001", "a fact")
    assert (process != os.getpid()) is forked


def test_several_pieces_are_done_at_a_time(forked: bool) -> None:
    waits = [run_in_background(partial("x".__mul__, number)) for number in (1, 500_000, 3)]
    assert [len(wait()) for wait in reversed(waits)] == [3, 500_000, 1]


def test_an_error_is_raised_where_the_result_is_asked_for(forked: bool) -> None:
    def fail() -> None:
        raise EditionError(Diagnostic("V001", "a fact"))

    wait = run_in_background(fail)
    with pytest.raises(EditionError) as raised:
        wait()
    assert raised.value.diagnostics == (Diagnostic("V001", "a fact"),)


def test_a_process_that_ends_too_early_is_no_result() -> None:
    if not edition.publishing.parallel.can_fork():
        pytest.skip("this machine has one core")
    wait = run_in_background(lambda: os._exit(3))
    with pytest.raises(EditionError, match="status 3"):
        wait()
