"""Removes a withdrawn text from the stored releases.

Its pages are replaced with notices, so that their addresses stay. All other files with running text
of it, such as the search index or a book of all texts, are removed. Manifest, entry and archive are
then made again.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from calendar import timegm
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from edition.building.books import SUFFIXES
from edition.building.manifest import MANIFEST, digest_file, digest_files, format_sums, list_files
from edition.building.offline import OFFLINE, name_archive, write_archive
from edition.building.progress import say
from edition.building.project import EDITIONS, Project
from edition.building.releases.catalogue import (
    ENTRY,
    OWN,
    find_releases,
    read_catalogue,
    write_catalogue,
)
from edition.building.releases.release import find_archive, pack_release, seal
from edition.building.store import write_bytes_if_changed
from edition.checking.leaks import Protected, find_leaks
from edition.checking.protection import protect_alone
from edition.diagnostics.diagnostic import EditionError
from edition.publishing.mkdocs import RELEASE, read_title
from edition.records.record import Record, State
from edition.text.digest import find_files
from edition.text.escape import escape_html
from edition.text.interface import _

_NOTICE: Final = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="robots" content="noindex">
<title>{title}</title>
<h1>{title}</h1>
<p>{statement}</p>
<p>{reason}</p>
<p><a href="{home}">{back}</a></p>
"""
_NAMED: Final = rf"{EDITIONS}/{{id}}(?:/.*|\.xml)|dts/(?:navigation|collection)/{{id}}[/;.].*"
_DATA: Final = r"data/(?:records|witnesses)/{id}/.*"
_BOOKS: Final = rf"{OWN}/{{id}}\.(?:epub|pdf)|markdown/{EDITIONS}/{{id}}/.*"
_OF_TEXT: Final = "|".join((_NAMED, _DATA, _BOOKS))
"""Files that belong to a single text."""


def withdraw_from_releases(project: Project, records: Sequence[Record]) -> list[str]:
    """Remove withdrawn texts from every release; return the versions that changed.

    Raises EditionError (P008) for a text with neither witness nor fingerprint to search for.
    """
    withdrawn = [record for record in records if record.state is State.WITHDRAWN]
    entries = {entry["version"]: entry for entry in read_catalogue(project.root)}
    changed = []
    for folder in find_releases(project.root):
        facts = json.loads((folder / ENTRY).read_text("utf-8"))
        done = {text["id"] for text in facts.get("withdrawn", ())}
        for record in withdrawn:
            if record.id not in done and find_files(folder / EDITIONS / record.id, "*"):
                _remove_text(project, folder, record)
                reason = record.rights.withdrawal
                text = {"id": record.id, "title": record.title, "reason": reason}
                facts.setdefault("withdrawn", []).append(text)
        if len(facts.get("withdrawn", ())) > len(done):
            entries[facts["version"]] = seal(folder, facts)
            changed.append(facts["version"])
            if find_archive(project, folder).is_file():
                pack_release(project, folder)
    if changed:
        write_catalogue(project.root, list(entries.values()))
        say(f"taken out of the releases {', '.join(changed)}; publish them again")
    return changed


def remove_from_dist(project: Project, record: Record) -> None:
    """Remove the files with a text from ``dist``: its books, the volume, the offline copy."""
    title = name_archive(read_title(project.root))
    names = [f"{name}{suffix}" for name in (record.id, title) for suffix in SUFFIXES]
    for name in (*names, f"{title}{OFFLINE}.zip"):
        if (project.root / "dist" / name).is_file():
            (project.root / "dist" / name).unlink()
            say(f"removed dist/{name}")


def _remove_text(project: Project, folder: Path, record: Record) -> None:
    protected = protect_alone(record, project.root)
    if protected is None:
        fact = f"neither the witness of `{record.id}` nor its shingles.txt is available"
        raise EditionError(record.report(("rights", "publish"), "P008", fact))
    for _name, path in list(list_files(folder)):
        if path.suffix == ".zip":
            _remove_from_archive(project, path, record, protected)
    _remove_from_folder(folder, record, protected)


def _remove_from_folder(folder: Path, record: Record, protected: Protected) -> None:
    """Replace or remove all files of a text, and all others with running text of it."""
    pattern = re.compile(_OF_TEXT.format(id=re.escape(record.id)))
    for name, path in list(list_files(folder)):
        if pattern.fullmatch(name):
            _replace(path, name, record)
    for _round in range(2):
        paths = [path for _name, path in list_files(folder)]
        leaks = find_leaks([protected], paths, folder)
        for name in {leak.path.partition("(")[0] for leak in leaks if leak.code == "P003"}:
            _replace(folder / name, name, record)


def _replace(path: Path, name: str, record: Record) -> None:
    """Replace a page with a notice; remove any other file."""
    if path.suffix != ".html":
        path.unlink(missing_ok=True)
        return
    home = "../" * name.count("/") + "index.html"
    short, reason = escape_html(record.short_title), escape_html(record.rights.withdrawal)
    title = _("Withdrawn: {short_title}", short_title=short)
    statement = _(
        "{name} was published here and has been withdrawn. No part of the text remains here.",
        name=short,
    )
    notice = _NOTICE.format(
        title=title, statement=statement, reason=reason, home=home, back=_("Home")
    )
    write_bytes_if_changed(path, notice.encode())


def _remove_from_archive(
    project: Project, path: Path, record: Record, protected: Protected
) -> None:
    """Remove a text from an offline copy, and pack it again."""
    work = project.scratch(private=False) / "archive"
    shutil.rmtree(work, ignore_errors=True)
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        archive.extractall(work)
        dates = (entry.date_time for entry in archive.infolist())
        date = max(dates, default=(1980, 1, 1, 0, 0, 0))
    (folder,) = work.iterdir()
    _remove_from_folder(folder, record, protected)
    sums = format_sums(digest_files(folder))
    write_bytes_if_changed(folder / MANIFEST, sums.encode())
    path.unlink()
    files = {name: file.read_bytes() for name, file in list_files(folder)}
    write_archive(path, folder.name, files, timegm((*date, 0, 0, 0)))
    shutil.rmtree(work)
    checksum = path.with_name(f"{path.name}.sha256")
    if checksum.is_file():
        write_bytes_if_changed(checksum, f"{digest_file(path)}  {path.name}\n".encode())


def list_deposits(root: Path) -> list[str]:
    """Return the addresses in CITATION.cff of deposited copies, which nobody here can change."""
    path = root / RELEASE
    cited: Any = yaml.load(path.read_text("utf-8"), yaml.BaseLoader) if path.is_file() else {}
    found = [str(identifier.get("value", "")) for identifier in cited.get("identifiers", ())]
    return [*filter(None, (*found, cited.get("doi", ""), cited.get("repository", "")))]
