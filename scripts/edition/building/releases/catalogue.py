"""Lists the releases in a catalogue that the site shows, with a link to the newest one.

The catalogue is a file of the project, ``docs/releases.json``. The releases themselves, which are
large, are in the folder ``releases``, from where they are published next to the site.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from edition.building.manifest import MANIFEST, digest_file
from edition.building.store import write_if_changed
from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.text.digest import find_files
from edition.text.escape import escape_cell, escape_html, escape_markdown
from edition.text.interface import _

Entry: TypeAlias = dict[str, Any]

FOLDER: Final = "releases"
FILE: Final = "docs/releases.json"
OWN: Final = "release"
"""Folder of a release for files other than pages: books, changes, citation data."""
ENTRY: Final = f"{OWN}/catalogue.json"
LATEST: Final = f"{FOLDER}/latest/index.html"
VERSION: Final = re.compile(r"\d+(?:\.\d+){0,3}(?:-[0-9A-Za-z.-]+)?")
_NUMBER: Final = re.compile(r"\d+")
_REDIRECT: Final = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Newest version</title>
<meta http-equiv="refresh" content="0; url=../{version}/index.html">
<link rel="latest-version" href="../{version}/index.html">
<p><a href="../{version}/index.html">Version {version}</a></p>
"""


def read_catalogue(root: Path) -> list[Entry]:
    """Return the entries of all releases, the newest first.

    Raises EditionError (C010) if the file is not a list of releases.
    """
    path = root / FILE
    try:
        found = json.loads(path.read_text("utf-8")) if path.is_file() else []
        return _sort_entries(found)
    except (ValueError, TypeError, KeyError) as error:
        raise EditionError(Diagnostic("C010", "it is no list of releases", FILE)) from error


def _sort_entries(entries: Iterable[Entry]) -> list[Entry]:
    """Return the last entry of each version, the newest version first."""
    versions = {entry["version"]: entry for entry in entries}
    return [versions[version] for version in sorted(versions, key=_rank, reverse=True)]


def _rank(version: str) -> tuple[list[int], bool, str]:
    """Return the sort key of a version: ``1.2-draft`` is older than ``1.2``."""
    plain, _, preliminary = version.partition("-")
    return [int(number) for number in _NUMBER.findall(plain)], not preliminary, preliminary


def write_catalogue(root: Path, entries: list[Entry]) -> None:
    """Write the catalogue, and the page that redirects to the newest release."""
    ordered = _sort_entries(entries)
    text = json.dumps(ordered, ensure_ascii=False, indent=1) + "\n"
    write_if_changed(root / FILE, text)
    if ordered:
        newest = escape_html(ordered[0]["version"])
        write_if_changed(root / LATEST, _REDIRECT.format(version=newest))


def find_releases(root: Path) -> Iterator[Path]:
    """Yield the folders of the releases on this machine."""
    return (path.parents[1] for path in find_files(root / FOLDER, f"*/{ENTRY}"))


def describe(folder: Path, facts: Mapping[str, object]) -> Entry:
    """Return the entry of a release, with the size and checksum of each file to download."""
    files = [
        {"name": name, "size": (folder / name).stat().st_size, "sha256": digest_file(folder / name)}
        for name in (MANIFEST, *sorted(_list_downloads(folder)))
    ]
    return {**facts, "address": f"{FOLDER}/{folder.name}/index.html", "files": files}


def _list_downloads(folder: Path) -> Iterator[str]:
    for pattern in (f"{OWN}/*.epub", f"{OWN}/*.pdf", "download/*.zip", "editions/*.xml"):
        for path in find_files(folder, pattern):
            yield path.relative_to(folder).as_posix()


def write_releases(root: Path) -> str:
    """Return the catalogue as Markdown: the files of each release with sizes and checksums."""
    entries = read_catalogue(root)
    if not entries:
        return _("No version has been released yet.")
    link = f'<a href="{LATEST}"><code>{LATEST}</code></a>'
    newest = _("The newest version is always at {address}.", address=link)
    return "\n\n".join([newest, *(block for entry in entries for block in _write_entry(entry))])


def _write_entry(entry: Entry) -> Iterator[str]:
    from edition.writers.tables import write_table  # imported here: it loads the model of texts

    version, date = escape_markdown(entry["version"]), escape_markdown(entry.get("date", ""))
    yield "### " + ", ".join(filter(None, [_("Version {version}", version=version), date]))
    yield f'<a href="{escape_html(entry["address"])}">{_("Read this version")}</a>'
    for text in entry.get("withdrawn", ()):
        title, reason = escape_markdown(text["title"]), escape_markdown(text["reason"])
        yield _("{title} was withdrawn from it: {reason}", title=f"*{title}*", reason=reason)
    base = entry["address"].removesuffix("index.html")
    rows = [
        (_link(base + file["name"]), f"{file['size']:,}", f"`{file['sha256']}`")
        for file in entry["files"]
    ]
    yield write_table((_("File"), _("Bytes"), "SHA-256"), rows)


def _link(address: str) -> str:
    return f'<a href="{escape_html(address)}">{escape_cell(address.rpartition("/")[2])}</a>'
