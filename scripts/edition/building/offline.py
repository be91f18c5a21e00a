"""Packs a built site into an archive for offline use, which opens from any folder.

The bytes of the archive depend only on its files. The site then offers the archive for download:
the page for it is rendered again with the link. The copy of that page in the archive has no link,
because no file can state the checksum of the archive that contains it.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from edition import __version__
from edition.bibliography.database import join_bibliography
from edition.bibliography.summary import BIBLIOGRAPHY
from edition.building.conversion import newest_revision
from edition.building.manifest import (
    MANIFEST,
    digest_file,
    format_sums,
    list_files,
    read_inputs,
)
from edition.building.progress import say, step
from edition.building.project import EDITIONS, Project
from edition.building.site import (
    build_site,
    configure,
    put_in_place,
    recall_site,
)
from edition.building.store import link_file, write_bytes_if_changed
from edition.checking.protection import check_site
from edition.diagnostics.catalogue import Severity
from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.model.layout import DIPLOMATIC_PREFIX, ERRATA, REPORTS
from edition.publishing.mkdocs import read_title, render_page
from edition.publishing.page_policy import HEADERS
from edition.records.record import Record
from edition.text.folding import fold_latin
from edition.text.sections import Sections

OFFLINE: Final = "-offline"
"""End of the name of the archive, before the suffix."""
PAGE: Final = "offline"
"""Name of the page that offers the archive, without suffix."""
DOWNLOAD: Final = "download"
_OFFER: Final = re.compile(r"(<!-- offline:copy -->).*?(<!-- /offline:copy -->)", re.DOTALL)
_EXCLUDED: Final = re.compile(rf"404\.html|sitemap\.xml(\.gz)?|{HEADERS}|{MANIFEST}|{DOWNLOAD}/.*")
"""Files that only a server needs."""
_GENERATED: Final = re.compile(
    rf"(?:{EDITIONS}/registers|bibliography)/.*"
    rf"|{EDITIONS}/[^/]+/(?:{DIPLOMATIC_PREFIX}.*|{'|'.join((ERRATA, *REPORTS))})"
)
"""Pages that are left out as Markdown: lists of data that the copy has, and views of texts."""
_EXCLUDED_LINKS: Final = re.compile(
    rb' *<link rel="(?:alternate|cite-as|describedby)"[^>]*>\n'
    rb'|<script type="application/ld\+json" id="dataset">.*</script>\n'
)
"""Links for programs to files that the archive does not contain."""
_DASH: Final = re.compile("[\u2010-\u2015]")
_EARLIEST: Final = 315532800
"""Earliest time that a ZIP archive can record (1980), in seconds."""
_TYPE: Final = "mimetype"
"""File of an EPUB that must come first and be uncompressed."""
_NOTE: Final = """\
{title}: offline copy
{rule}

Open index.html. All pages, notes, links and the search work without a network.
{private}
  markdown/         the texts as Markdown, and the pages that people wrote
  bibliography.bib  all cited works, as BibTeX
  LICENSES/         the licences; rights.html says which applies to which text
  SHA256SUMS        checksums of all files: sha256sum --check SHA256SUMS

How it was made: "make offline" ("edition offline") built the site from the records of the edition
with version {version} of the tool, compared every text with its witness, and packed it. The newest
revision of a record is of {date}; all files have this date. The same records and the same version,
built for the same address of the hosted site (SITE_URL), produce the same archive, byte for byte.
"""
_PRIVATE: Final = """
PRIVATE COPY - NOT FOR DISTRIBUTION. It contains texts that may not be redistributed.
"""


def pack_site(
    project: Project, *, private: bool = False, unsearched: bool = False
) -> list[Diagnostic]:
    """Build the site and write its archive into ``dist``; return the findings of the build.

    Raises EditionError if the build fails or if the archive of a public site would contain running
    text that may not be published. A previous archive then stays untouched.
    """
    found = build_site(project, private=private, full=True, unsearched=unsearched)
    if any(finding.severity >= Severity.ERROR for finding in found):
        raise EditionError(*found)
    records = project.records(private=private)
    title = read_title(project.root)
    name = f"{name_archive(title)}{'-private' if private else ''}{OFFLINE}"
    fresh = project.scratch(private=private) / "offline" / f"{name}.zip"
    with step(f"Packing {name}.zip"):
        fresh.parent.mkdir(parents=True, exist_ok=True)
        files = _gather(project, records, title, private)
        write_archive(fresh, name, files, newest_revision(records))
        if not private:
            _check(records, project.root, fresh)
    target = project.root / "dist" / fresh.name
    target.parent.mkdir(exist_ok=True)
    fresh.replace(target)
    offer_archive(target, project, records, private)
    say(f"dist/{target.name}: {target.stat().st_size:,} bytes, SHA-256 {digest_file(target)}")
    return found


def _check(records: Sequence[Record], root: Path, fresh: Path) -> None:
    # The build has reported P008, protected texts that cannot be searched for.
    if leaks := [leak for leak in check_site(records, root, fresh.parent) if leak.code != "P008"]:
        fresh.unlink()
        raise EditionError(*leaks)


def name_archive(title: str) -> str:
    """Return a file name for a title, in lower-case Latin letters, digits and hyphens."""
    return fold_latin(_DASH.sub(" ", title)).replace(" ", "-") or "edition"


def _gather(
    project: Project, records: Sequence[Record], title: str, private: bool
) -> dict[str, bytes]:
    site, docs = project.site(private=private), project.published_docs(private=private)
    interface = recall_site(project, private).get("interface", {})
    excluded = {file for text in interface.values() for file in text["files"]}
    files = {
        name: _EXCLUDED_LINKS.sub(b"", data) if name.endswith(".html") else data
        for name, data in _read_folder(site)
        if not _EXCLUDED.fullmatch(name) and name not in excluded
    }
    if (site / DOWNLOAD).is_dir():
        files[f"{PAGE}.html"] = _render_offer(project, records, private, "").encode()
    sections = Sections.load(docs)
    files |= {
        f"markdown/{name}": sections.fill(name, data.decode()).encode()
        for name, data in _read_folder(docs)
        if name.endswith(".md") and not _GENERATED.fullmatch(name)
    }
    files |= {f"LICENSES/{name}": data for name, data in _read_folder(project.root / "LICENSES")}
    if entries := join_bibliography(project.root):
        files[BIBLIOGRAPHY] = entries.encode()
    files["README.txt"] = write_note(title, newest_revision(records), private=private).encode()
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    return files | {MANIFEST: format_sums(digests).encode()}


def _read_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    return ((name, path.read_bytes()) for name, path in list_files(folder))


def write_note(title: str, epoch: int, *, private: bool) -> str:
    """Return the README of an archive; ``epoch`` is the date of its files, in seconds."""
    return _NOTE.format(
        title=title,
        rule="=" * (len(title) + len(": offline copy")),
        private=_PRIVATE if private else "",
        version=__version__,
        date=datetime.fromtimestamp(epoch, UTC).date().isoformat(),
    )


def write_archive(path: Path, folder: str, files: Mapping[str, bytes], epoch: int) -> None:
    """Write files into an archive below ``folder``, sorted by name and all with the same date.

    An empty ``folder`` is the top level. The file that declares the type of the archive is first.
    """
    date = datetime.fromtimestamp(max(epoch, _EARLIEST), UTC).timetuple()[:6]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files, key=lambda name: (name != _TYPE, name)):
            entry = zipfile.ZipInfo(f"{folder}/{name}" if folder else name, date)
            entry.compress_type = zipfile.ZIP_STORED if name == _TYPE else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            entry.create_system = 3
            archive.writestr(entry, files[name])


def offer_archive(
    archive: Path, project: Project, records: Sequence[Record], private: bool
) -> None:
    """Add the archive to the site, and its size and checksum to the page that offers it.

    The checksum is also a file, in the form that ``sha256sum --check`` reads. A site without such a
    page is left unchanged.
    """
    page = project.published_docs(private=private) / f"{PAGE}.md"
    if not page.is_file() or not _OFFER.search(page.read_text(encoding="utf-8")):
        return
    site, digest = project.site(private=private), digest_file(archive)
    size = f"{archive.stat().st_size / 1_000_000:.1f} MB"
    offer = (
        f'<p><a href="{DOWNLOAD}/{archive.name}" download>{archive.name}</a> ({size})<br>'
        f'<a href="{DOWNLOAD}/{archive.name}.sha256" download>SHA-256</a>: '
        f"<code>{digest}</code></p>"
    )
    fresh = project.scratch(private=private) / "site"
    added = {
        f"{DOWNLOAD}/{archive.name}": archive.read_bytes(),
        f"{DOWNLOAD}/{archive.name}.sha256": f"{digest}  {archive.name}\n".encode(),
        f"{PAGE}.html": _render_offer(project, records, private, offer).encode(),
    }
    shutil.rmtree(fresh, ignore_errors=True)
    for name, path in list_files(site):
        if not name.startswith(f"{DOWNLOAD}/") and name not in added:
            link_file(path, fresh / name)
    for name, data in added.items():
        write_bytes_if_changed(fresh / name, data)
    (fresh / MANIFEST).unlink(missing_ok=True)
    last = recall_site(project, private)
    key, interface = str(last.get("key", "")), last.get("interface")
    put_in_place(project, fresh, private, key, read_inputs(site), None, interface)


def _render_offer(project: Project, records: Sequence[Record], private: bool, offer: str) -> str:
    """Return the HTML of the page that offers the archive, with ``offer`` as its link."""
    docs = project.published_docs(private=private)
    page = docs / f"{PAGE}.md"
    markdown = _OFFER.sub(rf"\1{offer}\2", page.read_text(encoding="utf-8"))
    work = project.scratch(private=private)
    configuration = configure(project, work, docs, private)
    return render_page(configuration, newest_revision(records), page.name, markdown)
