"""Serves a site, and rebuilds it whenever one of its input files changes.

Each build is a separate command, so that it holds the lock of the project only while it runs; if it
fails, the last good site continues to be served.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final
from urllib.parse import quote

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from edition.building.manifest import MANIFEST
from edition.building.outcomes import list_watched, stamp_inputs
from edition.building.progress import say
from edition.building.project import EDITIONS, Project
from edition.publishing.live.server import News, open_server
from edition.records.loading import list_drafts
from edition.text.digest import digest

EDITOR: Final = "vscode://file{path}:{line}:{column}"
"""Address that opens a place of a file in an editor."""
_SETTLED: Final = 0.05
"""Seconds without a change after which an editor has finished writing."""
_AGAIN: Final = 2.0
"""Seconds after which files are compared even if the system has reported no change."""


def serve_site(project: Project, *, private: bool, port: int, editor: str) -> None:
    """Serve a site, and keep it up to date with its sources, until interrupted.

    Raises OSError, naming the port, if no port is free.
    """
    site, news = project.site(private=private), News()
    with _serve(site, news, port), _watch(project.root) as changed:
        builds = _Builds(project, private, editor, news)
        while True:
            before = stamp_inputs(project.root)
            changed.clear()
            builds.run()
            while stamp_inputs(project.root) == before:
                changed.wait(_AGAIN)
                while changed.is_set():
                    changed.clear()
                    changed.wait(_SETTLED)


@contextmanager
def _serve(site: Path, news: News, port: int) -> Iterator[None]:
    with open_server(site, news, port) as server:
        say(f"Serving {site.name}/ on http://localhost:{server.server_port}/ (stop with Ctrl-C)")
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()


class _Wake(FileSystemEventHandler):
    """Sets an event when a file changes."""

    def __init__(self, changed: Event) -> None:
        self._changed = changed

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Set the event, unless a file was only opened or read."""
        if event.event_type not in ("opened", "closed_no_write"):
            self._changed.set()


@contextmanager
def _watch(root: Path) -> Iterator[Event]:
    """Yield an event that is set when a file of the project changes."""
    changed, observer = Event(), Observer()
    observer.schedule(_Wake(changed), str(root))
    for folder in list_watched(root):
        observer.schedule(_Wake(changed), folder, recursive=True)
    observer.start()
    try:
        yield changed
    finally:
        observer.stop()


class _Builds:
    """Builds a site repeatedly, and reports new and resolved findings."""

    def __init__(self, project: Project, private: bool, editor: str, news: News) -> None:
        self._project, self._private, self._editor = project, private, editor
        self._news = news
        self._found: list[dict[str, Any]] = []
        self._state = _digest_site(project.site(private=private))

    def run(self) -> None:
        """Build the site; the last one stays if the build fails."""
        self._notify(building=True)
        switch = ("--private",) if self._private else ()
        done = subprocess.run(
            [*_BUILD, *switch, "--project", str(self._project.root)],
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        try:
            found = json.loads(done.stdout or "[]")
        except ValueError:
            say(f"{done.stdout}{done.stderr}")
            found = []
        for line in compare_findings(self._found, found):
            say(line)
        site = self._project.site(private=self._private)
        if (state := _digest_site(site)) != self._state:
            say(f"{site.name}/ is built")
        self._found, self._state = found, state
        self._notify(building=False)

    def _notify(self, *, building: bool) -> None:
        project = self._project
        self._news.site = _digest_site(project.site(private=self._private), ".css", ".js")
        drafts = [folder.name for folder in list_drafts(project.root)] if self._private else []
        findings = [describe(finding, project.root, self._editor) for finding in self._found]
        self._news.send({"building": building, "drafts": drafts, "findings": findings})


_BUILD: Final = (
    sys.executable, "-P", "-m", "edition", "build", "--format", "json", "--severity", "warning",
)  # fmt: skip


def compare_findings(
    before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]
) -> Iterator[str]:
    """Yield a line and a hint for each new finding, and a line for each that is gone."""
    for word, findings, others in (("new", after, before), ("gone", before, after)):
        unchanged = {_identify(finding) for finding in others}
        for finding in findings:
            if _identify(finding) not in unchanged:
                place = _place(finding)
                head = f"{place}: " if place else ""
                message = f"{finding['severity']} {finding['code']}: {finding['message']}"
                yield f"{word:4} {head}{message}"
                if findings is after:
                    yield f"     hint: {finding['hint']}"


def _identify(finding: dict[str, Any]) -> tuple[str, str, str]:
    """Return the parts of a finding that do not depend on the lines before it."""
    return finding["code"], finding["path"], finding["message"]


def _place(finding: dict[str, Any]) -> str:
    parts = (finding["path"], finding["line"], finding["column"])
    return ":".join(str(part) for part in parts if part)


def describe(finding: dict[str, Any], root: Path, editor: str) -> dict[str, str]:
    """Return the data of a finding for a page, with an address that opens its place."""
    path = root / finding["path"]
    link = editor.format(
        path=quote(str(path)), line=finding["line"] or 1, column=finding["column"] or 1
    )
    parts = Path(finding["path"]).parts
    text = next((b for a, b in pairwise(parts) if a in _FOLDERS), "")
    return {
        "severity": finding["severity"], "code": finding["code"], "message": finding["message"],
        "place": _place(finding), "hint": finding["hint"], "text": text,
        "link": link if path.is_file() else "",
    }  # fmt: skip


_FOLDERS: Final = frozenset({"sources", EDITIONS})


def _digest_site(site: Path, *suffixes: str) -> str:
    """Return a digest of the files of a site, of all or of those with one of the suffixes."""
    try:
        lines = (site / MANIFEST).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return digest(*(line for line in lines if line.endswith(suffixes or "")))
