"""Takes a withdrawn text out of the releases that are kept: its pages become notices.

What else still has running text of it, such as the index of the search or a volume, is removed.
Pages that keep a notice keep their addresses. Manifest, entry and archive are made again.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from calendar import timegm
from collections.abc import Iterator, Sequence
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
    list_kept,
    read_catalogue,
    write_catalogue,
)
from edition.building.releases.release import find_archive, pack_release, seal
from edition.building.store import write_bytes_if_changed
from edition.checking.leaks import Protected, find_leaks
from edition.checking.protection import protect_alone
from edition.diagnostics.diagnostic import Diagnostic, EditionError
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
"""The files of a text alone."""


def withdraw_from_releases(project: Project, records: Sequence[Record]) -> list[str]:
    """Take the withdrawn texts among records out of every release; return what was changed.

    Raises EditionError (P008) for a text of which nothing is at hand to look for.
    """
    withdrawn = [one for one in records if one.state is State.WITHDRAWN]
    entries = {one["version"]: one for one in read_catalogue(project.root)}
    changed = []
    for kept in list_kept(project.root):
        facts = json.loads((kept / ENTRY).read_text("utf-8"))
        done = {one["id"] for one in facts.get("withdrawn", ())}
        for record in withdrawn:
            if record.id not in done and _has(kept, record):
                _clear(project, kept, record)
                facts.setdefault("withdrawn", []).append(_describe(record))
        if len(facts.get("withdrawn", ())) > len(done):
            entries[facts["version"]] = seal(kept, facts)
            changed.append(facts["version"])
            if find_archive(project, kept).is_file():
                pack_release(project, kept)
    if changed:
        write_catalogue(project.root, list(entries.values()))
        say(f"taken out of the releases {', '.join(changed)}; publish them again")
    return changed


def remove_made(project: Project, record: Record) -> None:
    """Remove from ``dist`` the books of a text, the volume and the offline copy: they hold it."""
    title = name_archive(read_title(project.root))
    names = [f"{name}{suffix}" for name in (record.id, title) for suffix in SUFFIXES]
    for name in (*names, f"{title}{OFFLINE}.zip"):
        if (project.root / "dist" / name).is_file():
            (project.root / "dist" / name).unlink()
            say(f"removed dist/{name}")


def _has(kept: Path, record: Record) -> bool:
    return bool(find_files(kept / EDITIONS / record.id, "*"))


def _describe(record: Record) -> dict[str, str]:
    return {"id": record.id, "title": record.title, "reason": record.rights.withdrawal}


def _clear(project: Project, kept: Path, record: Record) -> None:
    protected = protect_alone(record, project.root)
    if protected is None:
        fact = f"neither the witness of `{record.id}` nor its shingles.txt is available"
        raise EditionError(record.report(("rights", "publish"), "P008", fact))
    for _name, path in list(list_files(kept)):
        if path.suffix == ".zip":
            _clear_archive(project, path, record, protected)
    _clear_folder(kept, record, protected)


def _clear_folder(folder: Path, record: Record, protected: Protected) -> None:
    """Replace or remove every file of a text, and every other that has running text of it."""
    pattern = re.compile(_OF_TEXT.format(id=re.escape(record.id)))
    for name, path in list(list_files(folder)):
        if pattern.fullmatch(name):
            _replace(path, name, record)
    for _again in range(2):
        paths = [path for _name, path in list_files(folder)]
        for one in {leak.path.partition("(")[0] for leak in _find(protected, paths, folder)}:
            _replace(folder / one, one, record)


def _find(protected: Protected, paths: Sequence[Path], folder: Path) -> Iterator[Diagnostic]:
    yield from (leak for leak in find_leaks([protected], paths, folder) if leak.code == "P003")


def _replace(path: Path, name: str, record: Record) -> None:
    """Put a notice in the place of a page; remove any other file."""
    if path.suffix != ".html":
        path.unlink(missing_ok=True)
        return
    home = "../" * name.count("/") + "index.html"
    short, reason = escape_html(record.short_title), escape_html(record.rights.withdrawal)
    title = _("Withdrawn: {short_title}", short_title=short)
    statement = _(
        "{name} was published here and has been withdrawn. Nothing of the text is left here.",
        name=short,
    )
    notice = _NOTICE.format(
        title=title, statement=statement, reason=reason, home=home, back=_("Home")
    )
    write_bytes_if_changed(path, notice.encode())


def _clear_archive(project: Project, path: Path, record: Record, protected: Protected) -> None:
    """Take a text out of the copy that is read without a network; pack it again."""
    work = project.scratch(private=False) / "archive"
    shutil.rmtree(work, ignore_errors=True)
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        archive.extractall(work)
        stamp = max(
            (entry.date_time for entry in archive.infolist()), default=(1980, 1, 1, 0, 0, 0)
        )
    (folder,) = work.iterdir()
    _clear_folder(folder, record, protected)
    sums = format_sums(digest_files(folder))
    write_bytes_if_changed(folder / MANIFEST, sums.encode())
    path.unlink()
    files = {name: file.read_bytes() for name, file in list_files(folder)}
    write_archive(path, folder.name, files, timegm((*stamp, 0, 0, 0)))
    shutil.rmtree(work)
    checksum = path.with_name(f"{path.name}.sha256")
    if checksum.is_file():
        write_bytes_if_changed(checksum, f"{digest_file(path)}  {path.name}\n".encode())


def list_deposits(root: Path) -> list[str]:
    """Return where CITATION.cff says that copies are kept, which nobody here can change."""
    path = root / RELEASE
    cited: Any = yaml.load(path.read_text("utf-8"), yaml.BaseLoader) if path.is_file() else {}
    found = [str(one.get("value", "")) for one in cited.get("identifiers", ())]
    return [one for one in (*found, cited.get("doi", ""), cited.get("repository", "")) if one]
