"""The command ``edition``: new, convert, build, check, verify, export, harvest and more."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from edition import __version__
from edition.building.editions import read_edition
from edition.building.progress import say
from edition.building.project import (
    EDITIONS,
    Project,
    compare_editions,
    keep_addresses,
    read_collection,
    store_editions,
    store_some,
)
from edition.diagnostics.catalogue import CATALOGUE, Severity
from edition.diagnostics.diagnostic import Diagnostic, EditionError, exit_status, format_diagnostics
from edition.model.edition import Collection


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status: 0 good, 1 errors found, 2 wrong usage."""
    options = _make_parser().parse_args(arguments)
    try:
        found = options.run(Project(options.project.resolve()), options)
    except EditionError as error:
        found = list(error.diagnostics)
    except KeyboardInterrupt:
        say("stopped; nothing was replaced")
        return 130
    _print(found, options)
    return exit_status(found)


def _print(found: Iterable[Diagnostic], options: argparse.Namespace) -> None:
    found = list(found)
    shown = [d for d in found if d.severity >= options.least]
    if shown or (options.format == "json" and options.tells):
        print(format_diagnostics(shown, options.format))
    if options.format == "text":
        _summarise(found, hidden=len(found) > len(shown))


def _summarise(found: Sequence[Diagnostic], *, hidden: bool) -> None:
    for code in sorted({d.code for d in found}):
        count = len({(d.path, d.line, d.column, d.message) for d in found if d.code == code})
        say(f"{count:5} \u00d7 {code} {CATALOGUE[code].severity}: {CATALOGUE[code].title}")
    if hidden:
        say("edition check shows each with its place")


def _convert(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    chosen = read_collection(project, project.choose(options.ids))
    found = list(chosen.diagnostics)
    if options.check:
        everything = read_collection(project, project.records()) if options.ids else chosen
        return found + compare_editions(project, everything)
    for path in _store(project, chosen, options):
        say(f"wrote {path.relative_to(project.root)}")
    return found


def _store(project: Project, chosen: Collection, options: argparse.Namespace) -> list[Path]:
    try:
        everything = read_collection(project, project.records()) if options.ids else chosen
    except EditionError as error:
        say(f"the list of texts stays as it was: {error}")
        return store_some(project, chosen)
    kept = keep_addresses(project, everything, accept=options.accept_addresses)
    return store_editions(project, everything, project.docs) + kept


def _build(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    from edition.building.site import build_site

    return build_site(project, private=options.private)


def _offline(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    from edition.building.offline import pack_site

    return pack_site(project, private=options.private)


def _check(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    from edition.checking.rights import check_repository

    records = project.choose(options.ids)
    found = check_repository(project.records(), project.root)
    return [*found, *read_collection(project, records).diagnostics]


def _fingerprint(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    from edition.checking.rights import write_fingerprints

    for path in write_fingerprints(project.choose(options.ids), project.root):
        say(f"wrote {path.relative_to(project.root)}")
    return []


def _new(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    from edition.commands.new import write_first_record

    return write_first_record(project, options.file, options.id)


def _ledger(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    from edition.writers.ledger_report import describe_class, describe_totals

    [record] = project.choose([options.id])
    edition = read_edition(record, project.root, private=True)
    if edition.ledger is not None and edition.source is not None:
        if options.kind:
            print(describe_class(edition.ledger, edition.source, options.kind))
        else:
            print(describe_totals(edition.ledger))
    return list(edition.diagnostics)


def _verify(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    from edition.checking.proof import verify_site

    collection = read_collection(project, project.choose(options.ids), private=options.private)
    site = project.site(private=options.private)
    if not site.is_dir():
        raise EditionError(Diagnostic("V005", "there is no site yet", site.name))
    found = verify_site(collection.editions, site / EDITIONS)
    if not found:
        say(f"{site.name}/ holds every character of the texts that it publishes")
    return found


def _export(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    from edition.writers.data import export_document

    [record] = project.choose([options.id])
    edition = read_edition(record, project.root, private=True)
    if edition.document is None or edition.ledger is None:
        raise EditionError(*edition.diagnostics)
    data = export_document(record, edition.document, edition.ledger, edition.citations)
    print(json.dumps(data, ensure_ascii=False, indent=1))
    return []


def _harvest(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    from edition.commands.harvest import add_proposals, harvest_source
    from edition.harvest.proposing import format_proposals

    [record] = project.choose([options.id])
    proposals, found = harvest_source(record, project.root)
    if not options.add:
        print(format_proposals(proposals, record.id), end="")
    elif (path := add_proposals(proposals, record.id, project.root)) is not None:
        say(f"appended {len(proposals)} entries to {path.name}")
    say(f"{len(proposals)} works are cited in full and not in the bibliography")
    return found


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="edition", description="Makes a static scholarly edition from texts and records."
    )
    parser.add_argument("--version", action="version", version=f"edition {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    new = _add(commands, "new", _new, Severity.INFO, "write a first record for a text")
    new.add_argument("file", type=Path, help="the text, UTF-8")
    new.add_argument("--id", required=True, help="short name: small letters, digits, hyphens")

    convert = _add(commands, "convert", _convert, Severity.ERROR, "write the Markdown editions")
    convert.add_argument("ids", nargs="*", metavar="ID", help="sources to report on (default: all)")
    convert.add_argument("--check", action="store_true", help="write nothing; fail if stale")
    convert.add_argument(
        "--accept-addresses", action="store_true", help="give up published addresses that are lost"
    )

    build = _add(commands, "build", _build, Severity.ERROR, "convert and publish the site")
    build.add_argument(
        "--private",
        action="store_true",
        help="with the full text of what you hold, into site-private/",
    )

    offline = _add(
        commands, "offline", _offline, Severity.ERROR, "pack the site for use without a network"
    )
    offline.add_argument("--private", action="store_true", help="the private site")

    check = _add(commands, "check", _check, Severity.INFO, "report everything found in the sources")
    check.add_argument("ids", nargs="*", metavar="ID", help="sources (default: all)")

    fingerprint = _add(
        commands, "fingerprint", _fingerprint, Severity.ERROR, "hash the protected texts you hold"
    )
    fingerprint.add_argument("ids", nargs="*", metavar="ID", help="sources (default: all)")

    ledger = _add(commands, "ledger", _ledger, Severity.ERROR, "count what became of a witness")
    ledger.add_argument("id", metavar="ID", help="source")
    ledger.add_argument(
        "kind", nargs="?", metavar="CLASS", help="list this class with lines and excerpts"
    )

    verify = _add(commands, "verify", _verify, Severity.INFO, "prove the built site")
    verify.add_argument("ids", nargs="*", metavar="ID", help="sources (default: all)")
    verify.add_argument("--private", action="store_true", help="the private site")

    export = _add(commands, "export", _export, Severity.INFO, "print a text as JSON")
    export.add_argument("id", metavar="ID", help="source")
    export.set_defaults(tells=False)

    harvest = _add(
        commands, "harvest", _harvest, Severity.INFO, "propose entries for the bibliography"
    )
    harvest.add_argument("id", metavar="ID", help="source")
    harvest.add_argument("--add", action="store_true", help="append them to bibliography.bib")
    return parser


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[Project, argparse.Namespace], list[Diagnostic]],
    least: Severity,
    text: str,
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    command.add_argument(
        "--project",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="folder of the edition (default: this one)",
    )
    command.add_argument(
        "--format", choices=("text", "json"), default="text", help="form of the findings"
    )
    command.set_defaults(run=run, least=least, tells=True)
    return command


if __name__ == "__main__":
    sys.exit(main())
