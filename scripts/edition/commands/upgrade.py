"""The command `upgrade`: show the effect of another version of the generator, and install it."""

from __future__ import annotations

import argparse
from pathlib import Path

from edition.building.project import Project
from edition.building.upgrade import (
    REQUIREMENTS,
    compare_versions,
    find_requirement,
    install,
    write_requirement,
)
from edition.commands.diff import FORMS, list_lost
from edition.diagnostics.diagnostic import Diagnostic


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "generator",
        metavar="GENERATOR",
        help="the other version: a version number, wheel or address for pip, or the path of a "
        "Python that has it",
    )
    parser.add_argument(
        "--apply",
        action="store_true",
        help=f"then write that version to {REQUIREMENTS} (default: change nothing)",
    )
    parser.add_argument(
        "--as", dest="form", choices=tuple(FORMS), default="text", help="output format"
    )
    parser.set_defaults(reports=False)


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Print the changes for readers; report A006 for silent losses.

    Raises EditionError (M010, D001) if the other version cannot be compared.
    """
    program = Path(options.generator)
    is_program = program.is_file() and program.suffix in ("", ".exe")
    if is_program and options.apply:
        raise SystemExit("edition upgrade: --apply needs what pip installs, not a Python")
    requirement = "" if is_program else find_requirement(options.generator)
    python = program.absolute() if is_program else install(project, requirement)
    comparison = compare_versions(project, python)
    print(FORMS[options.form](comparison).rstrip("\n"))
    if options.apply:
        write_requirement(project, requirement)
        print(f"wrote {REQUIREMENTS}. Next: pip install -r {REQUIREMENTS}, then edition convert")
    return list_lost(comparison)
