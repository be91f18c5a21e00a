"""The command `new`: write a draft record for a text, with a guessed reader."""

from __future__ import annotations

import argparse
import re
import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import islice
from pathlib import Path
from textwrap import shorten
from typing import Any, Final

import yaml

from edition.building.project import Project
from edition.building.sources import DRAFT_HEAD, SCHEMAS
from edition.building.store import write_if_changed
from edition.checking.rights import UNDETERMINED
from edition.diagnostics.diagnostic import Diagnostic, EditionError, report_at
from edition.importing.forms import identify, needs_import
from edition.linking.citations.finding import recognize_conventions
from edition.model.document import Document
from edition.readers.detection.detect import Detection, detect
from edition.readers.detection.languages import guess_language
from edition.readers.detection.stated import Stated
from edition.records.conventions import DEFAULT, list_shipped, read_shipped
from edition.records.loading import RECORD_NAME
from edition.records.publication import DRAFTS
from edition.records.record import Split
from edition.records.schema import list_schemas
from edition.records.witness import PRIVATE, find_encoding, read_witness
from edition.text.encodings import CODECS, UTF_8
from edition.text.source import Source, checksum
from edition.text.span import Span

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CLAIM = re.compile(r"\u00a9|\(c\)\s*\d{4}|\bcopyright\b|\ball rights reserved\b", re.IGNORECASE)
UNKNOWN: Final = "und"
"""Tag of a language that is not known (ISO 639-2)."""
_SEPARATORS: Final = re.compile(r"[^a-z0-9]+")
_MOST = 50_000_000
"""Bytes of a file that are read to recognise its format."""
_MARGIN = 4_000
"""Characters at the start and at the end of a text that are searched for a copyright claim."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("file", type=Path, help="the text")
    add_text_arguments(parser)


def add_text_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments that describe a new text."""
    parser.add_argument(
        "--id",
        help="short name: lower-case letters, digits, hyphens (default: from the file's name)",
    )
    parser.add_argument(
        "--encoding",
        choices=tuple(CODECS),
        metavar="NAME",
        help=f"character encoding of the text, if it is not recognized: {', '.join(CODECS)}",
    )


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Write a draft record for a text."""
    id = options.id or make_id(options.file)
    found = add_text(project, options.file, id, options.encoding)
    print(f"Next: {project.call('serve')}")
    return found


def add_text(
    project: Project, file: Path, id: str, encoding: str | None = None
) -> list[Diagnostic]:
    """Write the draft of a text, importing it if its format requires that.

    See ``write_first_record``. Raises EditionError (I012) if an encoding is named for a file
    that is not plain text.
    """
    require_file(file)
    with file.open("rb") as handle:
        head = handle.read(_MOST)
    if not needs_import(head, str(file)):
        return write_first_record(project, file, id, encoding)
    if encoding is not None:
        fact = f"it is a file in the format {identify(head, str(file)).name}"
        raise EditionError(Diagnostic("I012", fact, str(file)))
    return _import(project, file, id)


def require_file(file: Path) -> None:
    """Raise EditionError (W001) if there is no such file."""
    if not file.is_file():
        fact, hint = f"there is no file {file}", "Check its path."
        if file.is_dir():
            fact, hint = f"{file} is a folder", "Name a text; --project names the edition's folder."
        raise EditionError(Diagnostic("W001", fact, hint=hint))


def _import(project: Project, file: Path, id: str) -> list[Diagnostic]:
    importing = import_module("edition.commands.import")  # `import` is a keyword
    found: list[Diagnostic] = importing.import_file(project, file, id)
    return found


def make_id(file: Path) -> str:
    """Return a short name for a text, derived from the name of its file."""
    plain = unicodedata.normalize("NFKD", file.stem.casefold()).encode("ascii", "ignore").decode()
    return _SEPARATORS.sub("-", plain).strip("-") or "text"


def write_first_record(
    project: Project, file: Path, id: str, encoding: str | None = None
) -> list[Diagnostic]:
    """Copy a text into ``private/sources/<id>/`` and write a record with a guessed reader.

    A text in Markdown whose notes are typed as raised or bracketed numbers is imported. The only
    other file that changes is ``.gitignore``, to keep ``private/`` out of git. Prints what the
    reader found; reports a claim of copyright in the text (W010). Raises EditionError if the file
    cannot be read as text, or the id is in use or malformed.
    """
    folder = new_folder(project, id)
    if encoding is None:
        encoding, doubts = find_encoding(file, str(file))
        if doubts:
            raise EditionError(*doubts)
    source, found = read_witness(file, str(file), encoding=encoding)
    if source is None:
        raise EditionError(*found)
    detection = detect(source)
    if detection.typed_notes and encoding == UTF_8:
        print(f"{detection.typed_notes} notes are typed as numbers or signs: the text is imported")
        return [*found, *_import(project, file, id)]
    prepare_drafts(project.root)
    folder.mkdir(parents=True)
    shutil.copyfile(file, folder / file.name)
    fields = first_record(file, id, detection.title or file.stem, source.text, detection.stated)
    if encoding != UTF_8:
        fields["witness"]["encoding"] = encoding
    best = detection.ranking[0]
    fields |= {"reader": {"kind": best.kind, "options": dict(best.options)}}
    fields |= {
        **name_conventions(detection.document, fields["language"], detection.conventions),
        "output": {"split": write_split(detection.split)},
    }
    record = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)
    write_if_changed(folder / RECORD_NAME, DRAFT_HEAD + record)
    print(f"Encoding: {encoding}")
    print(describe_detection(detection))
    if not detection.title:
        print("No title was found; the record has the name of the file.")
    print(f"\nWrote {DRAFTS}/{id}/{RECORD_NAME}.")
    return found + find_claims(source)


def find_claims(source: Source) -> list[Diagnostic]:
    """Report where a text claims copyright near its start or end (W010), the first place only."""
    end = max(_MARGIN, len(source.text) - _MARGIN)
    places = (match for match in _CLAIM.finditer(source.text) if not _MARGIN <= match.start() < end)
    return [
        report_at(source, Span(*match.span()), "W010", f"the text says \u201c{match[0]}\u201d")
        for match in islice(places, 1)
    ]


def prepare_drafts(root: Path) -> None:
    """Keep private texts out of git, and write the schemas that editors of YAML use."""
    for name, text in list_schemas(SCHEMAS).items():
        write_if_changed(root / name, text)
    if not (root / ".gitignore").exists():
        ignored = Path(__file__).parent / "templates" / "gitignore"
        write_if_changed(root / ".gitignore", ignored.read_text(encoding="utf-8"))
    if not (root / PRIVATE / ".gitignore").exists():
        write_if_changed(root / PRIVATE / ".gitignore", "*\n")


def new_folder(project: Project, id: str) -> Path:
    """Return the folder of a new draft; raise EditionError if its id is in use or malformed."""
    if not _ID.fullmatch(id):
        hint = "Use lower-case letters, digits and hyphens, as in letter-1905."
        raise EditionError(Diagnostic("R002", f'"{id}" is not a valid id', hint=hint))
    for parent in ("sources", DRAFTS):
        if (project.root / parent / id / RECORD_NAME).exists():
            raise EditionError(Diagnostic("R008", f"{parent}/{id} already has a record"))
    return project.root / DRAFTS / id


def first_record(file: Path, id: str, title: str, text: str, stated: Stated) -> dict[str, Any]:
    """Return the fields of a first record: only facts that the file itself shows or states."""
    date = {"value": stated.date, "certainty": "stated", "evidence": stated.where}
    return {
        "id": id,
        "title": title,
        "short_title": shorten(title, width=60, placeholder=" \u2026"),
        "kind": "text",
        "language": _agree(stated.language, guess_language(text)),
        "citation": id,
        **({"authors": [dict(author) for author in stated.authors]} if stated.authors else {}),
        **({"date": date} if stated.date else {}),
        "summary": "Not described yet.",
        "rights": {
            "statement": UNDETERMINED,
            "publish": "none",
            "derivatives": True,
        },
        "witness": {"file": file.name, "sha256": checksum(file), "size": file.stat().st_size},
        "revisions": [],
    }


def _agree(stated: str, guessed: str) -> str:
    """Return the stated language, unless the words of the text are in another one."""
    agrees = not guessed or stated.partition("-")[0] == guessed
    return (stated if agrees else guessed) or UNKNOWN


def write_split(split: Split) -> str | int | dict[str, str | int]:
    """Return the value of ``split`` in the record: the level alone if nothing else is set."""
    level = split.level or "none"
    counts = {"pages": split.pages, "paragraphs": split.paragraphs}
    found = {name: count for name, count in counts.items() if count}
    return {"level": level, **found} if found else level


def name_conventions(
    document: Document, language: str, others: Sequence[str] = ()
) -> dict[str, Any]:
    """Return the fields ``language`` and ``conventions`` of a record.

    They follow from the notes of the text, unless its words are in another ``language``, and from
    the ids in ``others``.
    """
    primary = language.partition("-")[0]
    named = recognize_conventions(document)
    if language != UNKNOWN and any(
        convention.language not in (None, "", primary) for convention in named
    ):
        named = ()
    unknown = language == UNKNOWN and named and named[0].language
    found = {"language": named[0].language} if unknown else {}
    ids = [convention.id for convention in named] or [
        *DEFAULT,
        *_name_texts(found.get("language", primary)),
    ]
    return {**found, **({"conventions": [*ids, *others]} if (*ids, *others) != DEFAULT else {})}


def _name_texts(language: str) -> Iterator[str]:
    """Yield the ids of the conventions of running text in a language, except the default ones."""
    for id in list_shipped():
        convention = read_shipped(id)
        is_for_text = convention.language == language and "citations" not in convention.words
        if is_for_text and id not in DEFAULT:
            yield id


def describe_detection(detection: Detection) -> str:
    """Return a summary of a detection: the findings, and the confidence in each reader."""
    lines = ["Found:", *(f"  {line}" for line in detection.report), "", "Readers:"]
    for guess in detection.ranking:
        lines.append(f"  {guess.kind:12} {guess.confidence:4.0%}")
    return "\n".join(lines)
