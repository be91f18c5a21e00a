"""Measures speed and memory as ratios against peers in the same run.

Each task is a process of its own that begins from nothing: no cache, no earlier result. The tasks
of one comparison take turns, forward and backward, and of each the best run counts. Beside the
wall time stands the processor time, which other work on the machine disturbs less.
docs/benchmark.md tells what is measured and how to read it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmark.clock import CommandError, Task, Timing, best_timing, order_tasks, run_task
from benchmark.environments import AbsentError
from benchmark.own import cold_build, copy_project, plain_build, read_content, time_step
from benchmark.peers import PEERS, Content, Ready, prepare_peer
from benchmark.table import Row, describe_machine, format_rows, format_table, grow_ratios

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "bench"
_GROWTH = (1, 2, 4, 8)
_SERIES = {
    "grow": "conversion of the longest text, the text so many times over",
    "divide": "conversion of an invented text, so many times 100 divisions",
    "cite": "its citations resolved, its notes so many times over",
}


def main() -> int:
    """Run every measure and print the tables; returns 0 unless something could not be run."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--runs", type=int, default=2, help="runs of which the best counts")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument(
        "--pages",
        choices=("all", "reading"),
        default="all",
        help="pages that the others render: all of ours, or those without the diplomatic view",
    )
    options = parser.parse_args()
    try:
        figures = measure(options.runs, views=options.pages == "all")
    except CommandError as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        text = json.dumps(figures, indent=2, ensure_ascii=False)
        options.json.write_text(text + "\n", encoding="utf-8")
    return 0


def measure(runs: int, *, views: bool) -> dict[str, Any]:
    """Run every measure and print what comes out; returns it as data."""
    started = time.perf_counter()
    machine = describe_machine(os.cpu_count())
    say(f"{machine}; load {os.getloadavg()[0]:.2f}; best of {runs} runs")
    project = copy_project(ROOT, WORK / "project")
    say("building once, for the pages that the others render")
    first = run_task(cold_build(project))
    content, origin = read_content(project, views=views)
    characters = sum(len(page.text) for page in content.pages)
    told = f"{len(content.pages)} pages of editions, {characters:,} characters, "
    told += f"{len(content.citations):,} citations ({origin})"
    say(f"the others render {told}")
    ready, absent = _prepare_peers(content)
    plain = [
        plain_build(project, WORK / "plain", views=views, search=True),
        plain_build(project, WORK / "plain-without-search", views=views, search=False),
    ]
    rows, times = _compare_builds(project, plain, ready, runs)
    rows += _compare_steps(project, plain[-1], runs)
    growth = _measure_growth(project)
    memory = max(first.memory, times["cold build"].memory)
    _print(rows, growth, memory, absent)
    say(f"took {time.perf_counter() - started:.0f} s; load at the end {os.getloadavg()[0]:.2f}")
    return {
        "machine": machine,
        "runs": runs,
        "content": told,
        "peers": {one.peer.name: one.versions for one in ready},
        "absent": absent,
        "ratios": [row.as_data() for row in rows],
        "growth": {name: {str(n): s for n, s in t.items()} for name, t in growth.items()},
        "memory of the cold build, MiB": memory,
    }


def _prepare_peers(content: Content) -> tuple[list[Ready], dict[str, str]]:
    ready, absent = [], {}
    for peer in PEERS:
        say(f"preparing {peer.name}")
        try:
            ready.append(prepare_peer(peer, content, WORK))
        except AbsentError as error:
            absent[peer.name] = str(error)
            say(f"SKIPPED {peer.name}: it could not be had: {error}")
        else:
            say(f"  {ready[-1].versions}; {ready[-1].citations:,} citations")
    return ready, absent


def _compare_builds(
    project: Path, plain: Sequence[Task], ready: Sequence[Ready], runs: int
) -> tuple[list[Row], dict[str, Timing]]:
    tasks = [cold_build(project), *plain, *(one.task for one in ready)]
    times = take_turns(tasks, runs)
    ours = times["cold build"]
    rows = [Row(f"cold build / {one.name}", ours, times[one.name], 2) for one in plain]
    rows += [
        Row(f"cold build / {one.peer.name}", ours, times[one.task.name], one.peer.goal)
        for one in ready
    ]
    return rows, times


def _compare_steps(project: Path, plain: Task, runs: int) -> list[Row]:
    tasks = [
        time_step(project, "convert", project),
        time_step(project, "render", plain.folder),
        time_step(project, "prove", project),
    ]
    steps = take_steps(tasks, runs)
    ledger = _timing(steps["prove"], "ledger")
    proof = _timing(steps["prove"], "prove")
    whole = _timing(steps["prove"], "convert")
    return [
        Row(
            "conversion / MkDocs renders its Markdown",
            _timing(steps["convert"], "convert"),
            _timing(steps["render"], "render"),
            0.5,
            meets_at=False,
        ),
        Row(
            "ledger and proof / conversion",
            Timing(ledger.wall + proof.wall, ledger.processor + proof.processor, 0),
            Timing(whole.wall - ledger.wall, whole.processor - ledger.processor, 0),
            1,
            meets_at=False,
        ),
    ]


def _timing(figures: Mapping[str, float], name: str) -> Timing:
    return Timing(figures[f"{name} wall"], figures[f"{name} processor"], 0)


def _measure_growth(project: Path) -> dict[str, dict[int, float]]:
    """Return the processor time of a step by how many times over its matter stands there.

    Each is run once: a series has its own check, for noise does not grow in proportion.
    """
    growth = {}
    for step, label in _SERIES.items():
        tasks = {n: time_step(project, step, project, str(n)) for n in _GROWTH}
        steps = take_steps(list(tasks.values()), 1)
        growth[label] = {n: steps[task.name][f"{step} processor"] for n, task in tasks.items()}
    return growth


def take_turns(tasks: Sequence[Task], runs: int) -> dict[str, Timing]:
    """Run tasks by turns; returns the best of each by its name."""
    done: dict[str, list[Timing]] = {task.name: [] for task in tasks}
    for run in range(runs):
        for task in order_tasks(tasks, run):
            timing = run_task(task)
            done[task.name].append(timing)
            say(f"  {task.name}: {timing.wall:.2f} s, CPU {timing.processor:.2f} s")
    return {name: best_timing(timings) for name, timings in done.items()}


def take_steps(tasks: Sequence[Task], runs: int) -> dict[str, dict[str, float]]:
    """Run steps that time themselves, by turns; returns the least of each of their figures."""
    best: dict[str, dict[str, float]] = {}
    for run in range(runs):
        for task in order_tasks(tasks, run):
            figures = json.loads(run_task(task).output.splitlines()[-1])
            say(f"  {task.name}: " + ", ".join(f"{k} {v:.2f}" for k, v in figures.items()))
            known = best.setdefault(task.name, figures)
            best[task.name] = {name: min(known[name], figures[name]) for name in figures}
    return best


def _print(
    rows: Sequence[Row],
    growth: Mapping[str, dict[int, float]],
    memory: float,
    absent: Mapping[str, str],
) -> None:
    print(format_rows(rows))
    print()
    lines = [
        [
            label,
            *(f"{t:.2f} ({grow_ratios(times)[n]:.2f})" for n, t in times.items()),
        ]
        for label, times in growth.items()
    ]
    head = ["growth, CPU s (1.00: in proportion)", *map(str, _GROWTH)]
    print(format_table(head, lines))
    print(f"\nlargest process of the cold build: {memory:.0f} MiB")
    for name, reason in absent.items():
        print(f"not measured: {name}, which could not be had: {reason}")


def say(message: str) -> None:
    """Tell on standard error what is being done."""
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
