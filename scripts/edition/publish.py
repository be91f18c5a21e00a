"""The thin layer over MkDocs: it gets a folder of Markdown and gives back a folder of HTML.

Nothing else in the package knows MkDocs. The site is built beside the last good one, proved, and
only then put in its place.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from edition.diagnostics import Diagnostic, EditionError, Severity

THEME = Path(__file__).parent / "theme"
CONFIGURATION = "mkdocs.yml"


def write_configuration(
    root: Path, folder: Path, docs: Path, site: Path, extra: Mapping[str, Any]
) -> Path:
    """Write a configuration into ``folder`` that inherits the project's, with absolute paths."""
    folder.mkdir(parents=True, exist_ok=True)
    content: dict[str, Any] = {
        "INHERIT": str(root / CONFIGURATION),
        "docs_dir": str(docs),
        "site_dir": str(site),
        "theme": {"custom_dir": str(THEME)},
        "extra": dict(extra),
    }
    path = folder / CONFIGURATION
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=True), encoding="utf-8")
    return path


def run_mkdocs(configuration: Path, epoch: int) -> None:
    """Build with every warning an error; ``epoch`` (seconds) is the only date that gets in.

    Raises EditionError (C003) with the tool's own message.
    """
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--clean"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch), "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        [*command, "--config-file", str(configuration)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        raise EditionError(Diagnostic("C003", f"mkdocs ended with status {done.returncode}"))


def publish(
    root: Path,
    docs: Path,
    site: Path,
    work: Path,
    *,
    epoch: int,
    extra: Mapping[str, Any],
    prove: Callable[[Path], list[Diagnostic]],
) -> list[Diagnostic]:
    """Build ``docs`` into ``site``, by way of ``work``; ``prove`` looks at it before it counts.

    Returns what ``prove`` found. Raises EditionError, the last good site untouched, if MkDocs
    fails or an error is found.
    """
    fresh = work / "site"
    shutil.rmtree(fresh, ignore_errors=True)
    run_mkdocs(write_configuration(root, work, docs, fresh, extra), epoch)
    found = prove(fresh)
    if any(diagnostic.severity >= Severity.ERROR for diagnostic in found):
        raise EditionError(*found)
    _replace_folder(fresh, site)
    return found


def _replace_folder(fresh: Path, site: Path) -> None:
    old = fresh.with_name("site-old")
    shutil.rmtree(old, ignore_errors=True)
    if site.exists():
        site.rename(old)
    fresh.rename(site)
    shutil.rmtree(old, ignore_errors=True)
