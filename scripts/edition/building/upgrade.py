"""Compares the output of another version of the generator with the output of this one.

The other version runs in its own environment and process. It reads the texts and exports them as
data, which are compared in the same way as two revisions of a project.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import venv
from dataclasses import replace
from pathlib import Path
from typing import Final

from edition import __version__
from edition.building.cache import read_cached
from edition.building.progress import say
from edition.building.project import Project
from edition.building.revisions import State, compare_states
from edition.building.store import write_if_changed
from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.linking.registers.evidence import link_registers
from edition.model.changes import Comparison
from edition.model.edition import Edition
from edition.records.record import Record
from edition.text.shortening import shorten
from edition.writers.data import read_export

DISTRIBUTION: Final = "scholarly-edition"
"""Name by which pip installs the generator."""
REQUIREMENTS: Final = "requirements.txt"
_ENVIRONMENT: Final = "upgrade"
_VERSION: Final = re.compile(r"\d+(\.\w+)*")
_REQUIREMENT: Final = re.compile(rf"(?m)^{DISTRIBUTION}\b.*\n?")
_SHOWN: Final = 300


def find_requirement(generator: str) -> str:
    """Return the pip requirement for a version, the path of a wheel or folder, or an address."""
    if _VERSION.fullmatch(generator):
        return f"{DISTRIBUTION}=={generator}"
    if generator.startswith(DISTRIBUTION):
        return generator
    path = Path(generator)
    address = path.resolve().as_uri() if path.exists() else generator
    return f"{DISTRIBUTION} @ {address}"


def install(project: Project, requirement: str) -> Path:
    """Install a version into an environment below ``build``; return the path of its Python.

    Raises EditionError (M010) with the last line of pip's output.
    """
    folder = project.build / _ENVIRONMENT
    shutil.rmtree(folder, ignore_errors=True)
    say(f"Installing {requirement} into {folder.relative_to(project.root)}")
    venv.create(folder, with_pip=True)
    paths = (folder / "bin" / "python", folder / "Scripts" / "python.exe")
    [python] = (path for path in paths if path.exists())
    _run(python, "-m", "pip", "install", "--quiet", requirement)
    return python


def compare_versions(project: Project, python: Path) -> Comparison:
    """Return the changes for readers if the generator of another Python reads the texts.

    Raises EditionError if it cannot be run (M010) or exports data of another form (D001).
    """
    version = _run(python, "-m", "edition", "--version").split()[-1]
    records = {record.id: record for record in project.records()}
    before, after = State(project.root, records), State(project.root, records)
    for number, (name, record) in enumerate(records.items()):
        if not project.quiet:
            say(f"Reading {number + 1}/{len(records)}: {name}")
        before.editions[name] = read_cached(record, project.root, private=False)
        after.editions[name] = _read_with(python, project, before.editions[name])
    for state in (before, after):
        state.link((), link_registers)
    names = Comparison(f"generator {__version__}", f"generator {version}")
    return compare_states(names, before, after, records.keys())


def write_requirement(project: Project, requirement: str) -> None:
    """Replace the version of the generator in ``requirements.txt``."""
    path = project.root / REQUIREMENTS
    present = path.read_text(encoding="utf-8") if path.is_file() else ""
    write_if_changed(path, f"{requirement}\n" + _REQUIREMENT.sub("", present))


def _read_with(python: Path, project: Project, edition: Edition) -> Edition:
    """Return a text as the other version reads it, with the record and rights of this edition."""
    record: Record = edition.record
    if edition.document is None:
        return edition
    root = str(project.root)
    data = _run(python, "-m", "edition", "export", record.id, "--private", "--project", root)
    read = read_export(data, record.folder, record.path)
    return replace(read, record=record, allowed=edition.allowed, source=edition.source)


def _run(python: Path, *arguments: str) -> str:
    """Return the output of a command. Raises EditionError (M010) if it fails."""
    # -P: do not search the current folder for modules.
    command = [str(python), "-P", *arguments]
    environment = os.environ | {"PYTHONUTF8": "1"}
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    if done.returncode:
        output = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
        fact = f"`{' '.join(arguments[1:4])}` of the other version fails"
        hint = shorten(output[-1], _SHOWN) if output else ""
        raise EditionError(Diagnostic("M010", fact, hint=hint))
    return done.stdout.decode("utf-8")
