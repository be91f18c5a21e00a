"""Freezes a release: site, offline copy, books, TEI and data, with their checksums.

It does not depend on the time: the same sources produce the same release, byte for byte.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any, Final

import yaml

from edition.building.books import SUFFIXES, list_books, make_books
from edition.building.cache import read_collection
from edition.building.conversion import newest_revision
from edition.building.exchange import replace_site
from edition.building.manifest import MANIFEST, digest_files, list_files, write_manifest
from edition.building.offline import name_archive, pack_site, write_archive
from edition.building.progress import say, step
from edition.building.project import Project
from edition.building.releases.catalogue import (
    ENTRY,
    FOLDER,
    OWN,
    VERSION,
    describe,
    read_catalogue,
    write_catalogue,
)
from edition.building.store import link_file
from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.publishing.mkdocs import RELEASE, read_address, read_title
from edition.publishing.page_policy import HEADERS
from edition.text.escape import escape_html
from edition.text.interface import _

CHANGES: Final = "CHANGELOG.md"
_STAMPED: Final = frozenset({".html", ".jsonld"})
_FOOT: Final = '<footer class="site-foot">'
_ONLY_CURRENT: Final = frozenset({MANIFEST, HEADERS, "404.html", "sitemap.xml", "sitemap.xml.gz"})
"""Files that only the site at the root of a host has."""


def make_release(project: Project, version: str, *, unsearched: bool = False) -> list[Diagnostic]:
    """Build everything and store it in ``releases``; return the findings.

    Raises EditionError (C010) if citation and changelog do not name the version, or if a release of
    this version with other files exists.
    """
    cited, changes = _read_citation(project.root, version), _read_changes(project.root, version)
    before = read_catalogue(project.root)
    # A release cannot state its own checksums, so its site lists only earlier releases.
    earlier = [entry for entry in before if entry["version"] != version]
    write_catalogue(project.root, earlier)
    try:
        found = pack_site(project, unsearched=unsearched)
        found += make_books(project, unsearched=unsearched)
        fresh = project.scratch(private=False) / "release" / version
        with step(f"Freezing {FOLDER}/{version}/"):
            shutil.rmtree(fresh, ignore_errors=True)
            _copy_files(project, fresh, version)
            _add_facts(fresh, version, cited, changes)
        entry = _store(project, fresh, version, cited)
    except BaseException:
        write_catalogue(project.root, before)
        raise
    write_catalogue(project.root, [*earlier, entry])
    say(f"next: commit docs/releases.json, and publish {FOLDER}/ beside the site")
    return found


def _read_citation(root: Path, version: str) -> dict[str, Any]:
    path = root / RELEASE
    cited = yaml.load(path.read_text("utf-8"), yaml.BaseLoader) if path.is_file() else {}
    if not VERSION.fullmatch(version) or not isinstance(cited, dict):
        raise EditionError(Diagnostic("C010", f"{version} is no version such as 1.0.0", RELEASE))
    if cited.get("version") != version:
        fact = f"it names version {cited.get('version', 'none')}, not {version}"
        raise EditionError(Diagnostic("C010", fact, RELEASE))
    return cited


def _read_changes(root: Path, version: str) -> str:
    """Return the section of the changelog for a version."""
    path = root / CHANGES
    text = path.read_text("utf-8") if path.is_file() else ""
    head = rf"^## \[?{re.escape(version)}\]?(?: [^\n]*)?\n"
    match = re.search(rf"{head}(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if match is None or not match[1].strip():
        raise EditionError(Diagnostic("C010", f"it has no section ## {version}", CHANGES))
    return match[0]


def _copy_files(project: Project, fresh: Path, version: str) -> None:
    """Copy the site, with the version on every page, and the books into a release."""
    site = read_address(project.root)
    own = f"{site}{FOLDER}/{version}/"
    for name, path in list_files(project.site(private=False)):
        target = fresh / name
        if name in _ONLY_CURRENT:
            continue
        if path.suffix not in _STAMPED:
            link_file(path, target)
            continue
        text = path.read_text("utf-8")
        if path.suffix == ".html":
            text = _stamp(text, name, version)
            if site:
                text = text.replace(f'rel="cite-as" href="{site}', f'rel="cite-as" href="{own}')
        elif site:
            text = text.replace(f'"{site}', f'"{own}')
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8", newline="")
    collection = read_collection(project, project.records())
    for book in list_books(project, collection):
        for path in (project.root / "dist" / f"{book.name}{suffix}" for suffix in SUFFIXES):
            if path.is_file():
                link_file(path, fresh / OWN / path.name)


def _stamp(page: str, name: str, version: str) -> str:
    """Return a page with its version and the permanent link to the newest one in the footer."""
    up = "../" * (name.count("/") + 1)
    link = f'<a rel="latest-version" href="{up}latest/index.html">{_("Newest version")}</a>'
    stated = _("Version {version}", version=escape_html(version))
    return page.replace(_FOOT, f"{_FOOT}<p>{stated}. {link}</p>", 1)


def _add_facts(fresh: Path, version: str, cited: dict[str, Any], changes: str) -> None:
    """Add the citation data, the deposit data and the changes of a release."""
    own = fresh / OWN
    own.mkdir(exist_ok=True)
    (own / RELEASE).write_text(yaml.safe_dump(cited, allow_unicode=True, sort_keys=False), "utf-8")
    (own / CHANGES).write_text(changes, "utf-8")
    creators = [{"name": _name(author)} for author in cited.get("authors", ())]
    licenses = cited.get("license", "")
    stated = {
        "upload_type": cited.get("type", "dataset"), "title": cited.get("title", ""),
        "version": version, "publication_date": cited.get("date-released", ""),
        "description": cited.get("abstract", ""), "creators": creators,
        "license": licenses[0] if isinstance(licenses, list) and licenses else licenses,
        "keywords": cited.get("keywords", []),
    }  # fmt: skip
    text = json.dumps({n: v for n, v in stated.items() if v}, ensure_ascii=False, indent=1)
    (own / ".zenodo.json").write_text(text + "\n", "utf-8")


def _name(author: dict[str, str]) -> str:
    if "name" in author:
        return author["name"]
    return ", ".join(filter(None, [author.get("family-names"), author.get("given-names")]))


def seal(folder: Path, facts: dict[str, object]) -> dict[str, Any]:
    """Write the facts and the manifest into a release; return its entry in the catalogue."""
    path = folder / ENTRY
    path.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", "utf-8")
    write_manifest(folder, "")
    return describe(folder, facts)


def _store(project: Project, fresh: Path, version: str, cited: dict[str, Any]) -> dict[str, Any]:
    """Move a release into ``releases`` and pack it; one with other files is never replaced."""
    facts = {"version": version, "date": cited.get("date-released", "")}
    entry = seal(fresh, facts)
    folder = project.root / FOLDER / version
    if folder.is_dir() and digest_files(folder) != digest_files(fresh):
        shutil.rmtree(fresh)
        fact = f"{FOLDER}/{version} is folder, and has other files"
        raise EditionError(Diagnostic("C010", fact, f"{FOLDER}/{version}"))
    replace_site(fresh, folder)
    pack_release(project, folder)
    return entry


def find_archive(project: Project, folder: Path) -> Path:
    """Return the path in ``dist`` of the archive of a release."""
    return project.root / "dist" / f"{name_archive(read_title(project.root))}-{folder.name}.zip"


def pack_release(project: Project, folder: Path) -> None:
    """Write a release into ``dist`` as one archive, for deposit elsewhere."""
    target = find_archive(project, folder)
    files = {name: path.read_bytes() for name, path in list_files(folder)}
    write_archive(target, folder.name, files, newest_revision(project.records()))
    say(f"dist/{target.name}: {target.stat().st_size:,} bytes")
