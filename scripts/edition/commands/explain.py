"""The command `explain`: print the meaning of a diagnostic code, and what to do about it."""

from __future__ import annotations

import argparse
from typing import Final

from edition.building.project import Project
from edition.diagnostics.catalogue import CATALOGUE, Severity
from edition.diagnostics.diagnostic import HELP, Diagnostic

_WEIGHT: Final = {
    Severity.ERROR: "An error: nothing is built until it is corrected.",
    Severity.WARNING: "A warning: check the place; accept it in accepted.yml if the text is right.",
    Severity.INFO: "Information. For a text, it can be accepted in its accepted.yml.",
}


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
    if not options.codes:
        print(
            "\n".join(f"{code} {rule.severity}: {rule.title}" for code, rule in CATALOGUE.items())
        )
    for code in options.codes:
        rule = CATALOGUE[code]
        fix = f"edition check --fix corrects {rule.fix}.\n" if rule.fix else ""
        weight = _WEIGHT[rule.severity]
        print(f"{code}: {rule.title}\n{weight}\n{rule.advice}\n{fix}See {HELP}#{code}")
    return []
