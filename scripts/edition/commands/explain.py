"""The command `explain`: print the meaning of a diagnostic code, and what to do about it."""

from __future__ import annotations

import argparse
from typing import Final

from edition.building.project import Project
from edition.diagnostics.catalogue import CATALOGUE, Severity
from edition.diagnostics.diagnostic import Diagnostic

_EFFECTS: Final = {
    Severity.ERROR: "An error: the command fails, and nothing is built or replaced.",
    Severity.WARNING: "A warning: check the place. Nothing is stopped.",
    Severity.INFO: "Information: nothing has to be corrected.",
}
_ACCEPT: Final = "\nIf the text is right, accept it in sources/<id>/accepted.yml, with the reason."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("codes", nargs="*", metavar="CODE", type=_read_code, help="default: all")
    parser.set_defaults(reports=False)


def _read_code(text: str) -> str:
    if text.upper() not in CATALOGUE:
        raise argparse.ArgumentTypeError(f"no finding has the code {text}")
    return text.upper()


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Print the meaning of the named codes, or the titles of all codes."""
    del project
    if options.codes:
        print("\n\n".join(map(_explain, options.codes)))
    else:
        for code, rule in CATALOGUE.items():
            print(f"{code} {rule.severity}: {rule.title}")
    return []


def _explain(code: str) -> str:
    rule = CATALOGUE[code]
    accept = _ACCEPT if rule.acceptable else ""
    fix = f"\nedition check --fix corrects {rule.fix}." if rule.fix else ""
    return f"{code}: {rule.title}\n{_EFFECTS[rule.severity]}\n{rule.advice}{accept}{fix}"
