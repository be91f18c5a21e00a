"""The command ``edition``: runs one of the modules of ``edition.commands``."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from edition import __version__
from edition.building.outcomes import Outcome, prepare_call
from edition.building.progress import say
from edition.diagnostics.catalogue import CATALOGUE, Severity
from edition.diagnostics.diagnostic import Diagnostic, EditionError, exit_status, format_diagnostics
from edition.diagnostics.machine import FAULTS, report_fault


class Command(NamedTuple):
    """The entry of a command in the list of commands; ``edition.commands`` has its module."""

    summary: str
    least: Severity
    """Least severity of the diagnostics that are printed; the others are only counted."""


COMMANDS = {
    "init": Command("begin an edition in an empty folder", Severity.INFO),
    "new": Command("write a draft record for a text", Severity.INFO),
    "import": Command(
        "make a text and a draft record from a PDF, Word or EPUB file", Severity.INFO
    ),
    "promote": Command("move a draft to the sources of the public edition", Severity.INFO),
    "withdraw": Command("withdraw a published text, or list its remains", Severity.INFO),
    "convert": Command("write the Markdown editions", Severity.ERROR),
    "build": Command("convert the sources and build the site", Severity.ERROR),
    "offline": Command("package the site for offline use", Severity.ERROR),
    "books": Command("write the texts as EPUB and PDF", Severity.ERROR),
    "release": Command("freeze a version of the edition, with books and data", Severity.ERROR),
    "serve": Command("show the site on this machine", Severity.ERROR),
    "preview": Command("make a safe preview of a site that a contributor built", Severity.ERROR),
    "diff": Command("show what changes for readers between two revisions", Severity.ERROR),
    "upgrade": Command(
        "show what another version of the generator changes, then use it", Severity.ERROR
    ),
    "check": Command("report all diagnostics for the sources", Severity.INFO),
    "explain": Command("explain codes of findings", Severity.ERROR),
    "fingerprint": Command("hash the protected texts that are on this machine", Severity.ERROR),
    "ledger": Command("count the characters of a witness by class", Severity.ERROR),
    "verify": Command("compare the built site with the witnesses", Severity.INFO),
    "export": Command("print a text as JSON or TEI", Severity.INFO),
    "harvest": Command("draft bibliography entries from the notes of a text", Severity.INFO),
    "registers": Command("propose entries of the registers from a text", Severity.INFO),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status: 0 success, 1 errors found, 2 wrong usage."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments and arguments[0] not in COMMANDS and not arguments[0].startswith("-"):
        say(f"edition has no command `{arguments[0]}`. {_guess(arguments[0])}")
        return 2
    call = prepare_call(arguments)
    if call and (stored := call.recall()):
        if call.site:
            say(f"{call.site}/ is up to date")
        _report(stored)
        return 0
    options = make_parser(next((word for word in arguments if word in COMMANDS), "")).parse_args(
        arguments
    )
    root = Path(os.path.realpath(options.project))
    try:
        found = _run(options, root)
        outcome = _describe(found, options)
        _report(outcome, options.reports)
        if call and exit_status(found) == 0:
            call.store(outcome)
    except KeyboardInterrupt:
        say("stopped; nothing was replaced")
        return 130
    except OSError as error:
        _drop_output()
        if not isinstance(error, BrokenPipeError):
            say(report_fault(error, root).format())
        return 1
    return exit_status(found)


def _guess(command: str) -> str:
    from edition.text.slips import find_only_match

    meant = find_only_match(command, COMMANDS)
    return f"Did you mean: edition {meant}" if meant else "edition --help lists all."


def _run(options: argparse.Namespace, root: Path) -> list[Diagnostic]:
    """Run the command; return its findings, or those of the error that ended it."""
    # Imported here so that wrong usage is reported without loading the program.
    from edition.building.project import Project
    from edition.publishing.catalogue import FOLDER, install_language
    from edition.publishing.workers import Workers, count_cores

    try:
        if (root / FOLDER).is_dir():
            install_language(root)
        module = import_module(f"edition.commands.{options.command}")
        processes = getattr(options, "processes", None) or count_cores()
        workers = Workers(processes, getattr(options, "scheduler", ""))
        return list(module.run(Project(root, options.quiet, options.trust, workers), options))
    except EditionError as error:
        return list(error.diagnostics)
    except BrokenPipeError:
        raise
    except FAULTS as error:
        return [report_fault(error, root)]


def _drop_output() -> None:
    """Redirect standard output, whose reader has gone, so that closing it raises no error."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report(outcome: Outcome, reports: bool = True) -> None:
    """Print findings, with escapes for characters that the encoding of the output lacks.

    Findings go to standard error if the command prints data to standard output.
    """
    stream = sys.stdout if reports else sys.stderr
    if outcome.output:
        encoding = getattr(stream, "encoding", None) or "utf-8"
        shown = outcome.output.encode(encoding, "backslashreplace").decode(encoding)
        print(shown, file=stream, flush=True)
    if outcome.report:
        say(outcome.report)


def _describe(found: Iterable[Diagnostic], options: argparse.Namespace) -> Outcome:
    """Return the printed form of the findings, and the count of each code."""
    found = [finding for finding in found if options.all or not finding.accepted]
    least = COMMANDS[options.command].least
    if options.severity:
        least = Severity[options.severity.upper()]
    shown = [finding for finding in found if finding.severity >= least]
    printed = shown or (options.format == "json" and options.reports)
    output = format_diagnostics(shown, options.format) if printed else ""
    text = options.format != "json"
    return Outcome(output, "\n".join(_summarise(found, len(found) > len(shown))) if text else "")


def _summarise(found: Sequence[Diagnostic], hidden: bool) -> Iterator[str]:
    for code in sorted({d.code for d in found}):
        count = len({(d.path, d.line, d.column, d.message) for d in found if d.code == code})
        yield f"{count:5} \u00d7 {code} {CATALOGUE[code].severity}: {CATALOGUE[code].title}"
    if hidden:
        yield "edition check lists each with its position"


def make_parser(chosen: str) -> argparse.ArgumentParser:
    """Return the parser of the command line, with the arguments of the chosen command.

    The modules of other commands are not loaded, so that a command starts quickly.
    """
    parser = argparse.ArgumentParser(
        prog="edition", description="Generate a static scholarly edition from texts and records."
    )
    parser.add_argument("--version", action="version", version=f"edition {__version__}")
    commands = parser.add_subparsers(
        title="commands", required=True, metavar="COMMAND", dest="command"
    )
    for name, (summary, _) in COMMANDS.items():
        description = summary[0].upper() + summary[1:] + "."
        command = commands.add_parser(name, help=summary, description=description)
        _add_common_arguments(command)
        if name == chosen:
            import_module(f"edition.commands.{name}").add_arguments(command)
    return parser


def _add_common_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--project",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="folder of the edition (default: the current one)",
    )
    command.add_argument(
        "--format",
        choices=("text", "json", "github"),
        default="text",
        help="format of the findings: text, data, or annotations for GitHub",
    )
    command.add_argument(
        "--severity",
        choices=[str(severity) for severity in Severity],
        help="least severity of the findings that are printed",
    )
    command.add_argument("--quiet", action="store_true", help="print findings, not progress")
    command.add_argument(
        "--trust",
        action="store_true",
        help="allow code in mkdocs.yml and links out of the project: only for a folder of your own",
    )
    command.set_defaults(reports=True, all=False)


def run() -> None:
    """Run the command line, and end the process."""
    status = main()
    # A last collection of everything that was read would take as long as some commands.
    gc.freeze()
    sys.exit(status)


if __name__ == "__main__":
    run()
