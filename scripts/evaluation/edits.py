"""``python -m evaluation.edits``: measure the cost of builds after edits, and check their results.

Each kind of edit is made in a copy of this repository with a built site. The following build is a
new process; its CPU time includes that of its child processes. Its site is compared, byte for byte,
with a site built from scratch. ``--commits N`` replays the last commits instead, each with its own
program.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
_OUTPUT: Final = ("site", "build")
_PROGRAM: Final = "scripts/edition"


def replace_once(name: str, old: str, new: str) -> Callable[[Path], None]:
    """Return an edit that replaces the first occurrence of some words in a file."""

    def edit(root: Path) -> None:
        text = (root / name).read_text(encoding="utf-8")
        if old not in text:
            raise ValueError(f"{name} has no {old!r}")
        (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def append(name: str, text: str) -> Callable[[Path], None]:
    """Return an edit that appends text to a file, which may be new."""

    def edit(root: Path) -> None:
        with (root / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return edit


def in_turn(*edits: Callable[[Path], None]) -> Callable[[Path], None]:
    """Return an edit that makes several edits in order."""

    def edit(root: Path) -> None:
        for step in edits:
            step(root)

    return edit


def delete(name: str) -> Callable[[Path], None]:
    """Return an edit that deletes a file."""
    return lambda root: (root / name).unlink()


_MEMORANDUM: Final = "sources/memorandum-1953/source.yml"
_MONOGRAPH: Final = "sources/kuromiya-2023/source.yml"
_EMENDED: Final = "original: helpful, reading: useful, class: wording, reason: a trial"
_EMENDATION: Final = f"\nemendations:\n  - {{line: 14, {_EMENDED}}}\n"
EDITS: Final[Mapping[str, Callable[[Path], None]]] = {
    "title of a record": replace_once(
        _MEMORANDUM, "title: Soviet Gestures", "title: Some Gestures"
    ),
    "bibliography entry": replace_once("bibliography.bib", "publisher  = {", "publisher  = {New "),
    "sentence of a page": replace_once("docs/principles.md", "outside the text", "beside the text"),
    "emendation": append(_MEMORANDUM, _EMENDATION),
    "line of CSS": append(
        f"{_PROGRAM}/publishing/theme/assets/print.css", "\n.added { top: 0; }\n"
    ),
    "short title of the monograph": replace_once(_MONOGRAPH, "short_title: ", "short_title: New "),
    "summary of a record": replace_once(_MEMORANDUM, "summary: >\n  A ", "summary: >\n  One "),
    "heading of a page": replace_once(
        "docs/principles.md", "## Public and private", "## Both sides"
    ),
    "title of a page in the navigation": replace_once("mkdocs.yml", "Colophon:", "About:"),
    "new page": in_turn(
        append("docs/added.md", "# Added\n\nA page.\n"),
        replace_once("mkdocs.yml", "Colophon:", "Added: added.md\n      - Colophon:"),
    ),
    "new entry": append("bibliography.bib", "\n@book{zz-added, title = {Added}, year = {2020}}\n"),
    "template": append(f"{_PROGRAM}/publishing/theme/partials/copyright.html", "\n"),
    "program": append(f"{_PROGRAM}/writers/shelf.py", "\n# Added.\n"),
    "chronology": append("sources/chronology.yml", "\n# Added.\n"),
    "home page": append("docs/index.md", "\nAdded.\n"),
}


def copy_project(target: Path) -> None:
    """Copy the files of this repository that git tracks, and its history."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z"], check=True, capture_output=True, text=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)
    bare = subprocess.run(
        ["git", "-C", str(ROOT), "rev-parse", "--git-common-dir"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    common = (ROOT / bare.stdout.strip()).resolve()
    clone = [
        "git",
        "clone",
        "--quiet",
        "--shared",
        "--no-checkout",
        str(common),
        str(target / "git"),
    ]
    subprocess.run(clone, check=True)
    (target / "git" / ".git").rename(target / ".git")
    (target / "git").rmdir()
    head = subprocess.run(
        ["git", "-C", str(ROOT), "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    )
    subprocess.run(["git", "-C", str(target), "reset", "--quiet", head.stdout.strip()], check=True)


def build(root: Path) -> float:
    """Build the site of a copy with its own program; return the CPU seconds."""
    return call(root, "build", "--quiet", "--project", str(root))


def call(root: Path, *arguments: str) -> float:
    """Run the program of a copy; return the CPU seconds."""
    environment = {**os.environ, "PYTHONPATH": str(root / "scripts")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-P", "-m", "edition", *arguments],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{arguments[0]} failed:\n{done.stdout}{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def read_site(root: Path) -> dict[str, bytes]:
    """Return the files of a built site by name."""
    site = root / "site"
    paths = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in paths}


def build_cold(root: Path) -> tuple[float, dict[str, bytes]]:
    """Build from scratch; return the CPU seconds and the files of the site."""
    for name in _OUTPUT:
        shutil.rmtree(root / name, ignore_errors=True)
    return build(root), read_site(root)


def compare(found: Mapping[str, bytes], wanted: Mapping[str, bytes]) -> list[str]:
    """Return the names of the files that differ."""
    names = found.keys() | wanted.keys()
    return sorted(name for name in names if found.get(name) != wanted.get(name))


_CALLS: Final = 3
"""Number of calls of a short command, of which the fastest counts."""
CALLS: Final[Mapping[str, tuple[str, ...]]] = {
    "nothing changed": ("build", "--quiet"),
    "edition --version": ("--version",),
    "check of one record": ("check", "memorandum-1953", "--quiet"),
}


def say(seconds: float, cold: float, name: str) -> None:
    """Print a cost, its share of the cost of a cold build, and the load of the machine."""
    load = os.getloadavg()[0]
    print(f"{seconds:7.2f} s  {seconds / cold:5.2f}  load {load:5.1f}  {name}", flush=True)


def replay_edits(root: Path, chosen: list[str], *, check: bool) -> bool:
    """Make each edit in a copy of a built project; print costs; return whether all are right."""
    start, good = root / "start", True
    start.mkdir()
    copy_project(start)
    build(start)
    seconds, _ = build_cold(start)
    cold = seconds
    say(cold, cold, "cold")
    for name, arguments in CALLS.items():
        placed = ("--project", str(start)) if len(arguments) > 1 else ()
        say(min(call(start, *arguments, *placed) for _ in range(_CALLS)), cold, name)
    for name, edit in EDITS.items():
        if chosen and not any(word in name for word in chosen):
            continue
        folder = root / "edited"
        subprocess.run(["cp", "-a", str(start), str(folder)], check=True)
        # Build once before the edit, because the copy has other inodes and another folder name.
        build(folder)
        edit(folder)
        seconds = build(folder)
        found = read_site(folder)
        wrong = compare(found, build_cold(folder)[1]) if check else []
        say(seconds, cold, f"{name}{f'  WRONG: {wrong[:5]}' if wrong else ''}")
        good = good and not wrong
        shutil.rmtree(folder)
    return good


def build_if_possible(root: Path) -> float | None:
    """Build; return the CPU seconds, or None if the build fails."""
    try:
        return build(root)
    except RuntimeError:
        return None


def replay_commits(root: Path, count: int) -> bool:
    """Check out commits in order, and compare each build with one from scratch.

    A commit whose program cannot build at all is reported; it is right if neither build succeeds.
    """
    warm, good = root / "warm", True
    warm.mkdir()
    copy_project(warm)
    git = ["git", "-C", str(warm)]
    listed = subprocess.run(
        [*git, "rev-list", "--first-parent", f"--max-count={count}", "HEAD"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    for commit in reversed(listed.stdout.split()):
        subprocess.run([*git, "checkout", "--quiet", "--force", commit], check=True)
        seconds = build_if_possible(warm)
        cold = root / "cold"
        ignored = shutil.ignore_patterns(*_OUTPUT, "__pycache__")
        shutil.copytree(warm, cold, ignore=ignored, symlinks=True)
        from_scratch = build_if_possible(cold)
        if seconds is None or from_scratch is None:
            wrong = [] if seconds == from_scratch else ["only one of the two builds succeeds"]
            result = "      no site"
        else:
            wrong = compare(read_site(warm), read_site(cold))
            result = f"{seconds:7.2f} s"
        print(f"{result}  {commit[:10]}{f'  WRONG: {wrong[:5]}' if wrong else ''}", flush=True)
        good = good and not wrong
        shutil.rmtree(cold)
    return good


def main() -> int:
    """Replay edits or commits; return 1 if a site differs from one built from scratch."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("edits", nargs="*", help="words of the edits to make (default: all)")
    parser.add_argument("--commits", type=int, default=0, help="replay this many commits")
    parser.add_argument("--time-only", action="store_true", help="compare nothing")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="edition-edits-") as folder:
        root = Path(folder)
        if options.commits:
            return 0 if replay_commits(root, options.commits) else 1
        return 0 if replay_edits(root, options.edits, check=not options.time_only) else 1


if __name__ == "__main__":
    sys.exit(main())
