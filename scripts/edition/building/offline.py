"""Packs a built site for use without a network: one archive that opens from any folder.

Its bytes depend on its files alone. The site then offers the archive for download: the page that
does so is rendered again with the offer. In the archive it is without, for no file can name the
checksum of the archive that holds it.
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
"""End of the name of the archive, without its suffix."""
PAGE: Final = "offline"
"""Name of the page that offers the archive, without its suffix."""
DOWNLOAD: Final = "download"
_OFFER: Final = re.compile(r"(<!-- offline:copy -->).*?(<!-- /offline:copy -->)", re.DOTALL)
_LEFT_OUT: Final = re.compile(rf"404\.html|sitemap\.xml(\.gz)?|{HEADERS}|{MANIFEST}|{DOWNLOAD}/.*")
"""What only a server needs."""
_GENERATED: Final = re.compile(
    rf"(?:{EDITIONS}/registers|bibliography)/.*"
    rf"|{EDITIONS}/[^/]+/(?:{DIPLOMATIC_PREFIX}.*|{'|'.join((ERRATA, *REPORTS))})"
)
"""Pages that are not there as Markdown too: lists of data that the copy has, and views of texts."""
_LED_TO: Final = re.compile(
    rb' *<link rel="(?:alternate|cite-as|describedby)"[^>]*>\n'
    rb'|<script type="application/ld\+json" id="dataset">.*</script>\n'
)
"""What leads programs to files that are left out too."""
_DASH: Final = re.compile("[\u2010-\u2015]")
_EARLIEST: Final = 315532800
"""The first second that an archive can write down: 1980."""
_TYPE: Final = "mimetype"
"""File of an EPUB that is first and not compressed."""
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
revision of a record is of {date}; this date stands for the date of all files. The same records
and the same version, built for the same address of the hosted site (SITE_URL), give the same
archive, byte for byte.
"""
_PRIVATE: Final = """
PRIVATE COPY - NOT FOR DISTRIBUTION. It contains texts that may not be redistributed.
"""


def pack_site(
    project: Project, *, private: bool = False, unsearched: bool = False
) -> list[Diagnostic]:
    """Build the site and write its archive into ``dist``; returns the findings of the build.

    Raises EditionError, any former archive untouched, if the build fails or the archive of a
    public site would hold running text that may not be published.
    """
    found = build_site(project, private=private, full=True, unsearched=unsearched)
    if any(one.severity >= Severity.ERROR for one in found):
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
    # The build has said what cannot be looked for.
    if leaks := [one for one in check_site(records, root, fresh.parent) if one.code != "P008"]:
        fresh.unlink()
        raise EditionError(*leaks)


def name_archive(title: str) -> str:
    """Return a title as a name for a file: small Latin letters, digits and hyphens."""
    return fold_latin(_DASH.sub(" ", title)).replace(" ", "-") or "edition"


def _gather(
    project: Project, records: Sequence[Record], title: str, private: bool
) -> dict[str, bytes]:
    site, docs = project.site(private=private), project.published_docs(private=private)
    apart = recall_site(project, private).get("interface", {})
    out = {file for one in apart.values() for file in one["files"]}
    files = {
        name: _LED_TO.sub(b"", data) if name.endswith(".html") else data
        for name, data in _read_folder(site)
        if not _LEFT_OUT.fullmatch(name) and name not in out
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
    """Return the note on what an archive is and how it was made; ``epoch`` in seconds."""
    return _NOTE.format(
        title=title,
        rule="=" * (len(title) + len(": offline copy")),
        private=_PRIVATE if private else "",
        version=__version__,
        date=datetime.fromtimestamp(epoch, UTC).date().isoformat(),
    )


def write_archive(path: Path, folder: str, files: Mapping[str, bytes], epoch: int) -> None:
    """Write files, by their names below ``folder``, into an archive, sorted and with one date.

    Without a folder they are at its top, and a file that names the type of the archive comes first.
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
    """Replace the site by one with the archive, and with size and checksum on the page offering it.

    The checksum is put beside the archive, as ``sha256sum --check`` reads it. A site without such
    a page is left as it is.
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
    kept = recall_site(project, private)
    apart = kept.get("interface")
    put_in_place(project, fresh, private, str(kept.get("key", "")), read_inputs(site), None, apart)


def _render_offer(project: Project, records: Sequence[Record], private: bool, offer: str) -> str:
    """Return the HTML of the page that offers the archive, of its Markdown with this offer."""
    docs = project.published_docs(private=private)
    page = docs / f"{PAGE}.md"
    markdown = _OFFER.sub(rf"\1{offer}\2", page.read_text(encoding="utf-8"))
    work = project.scratch(private=private)
    configuration = configure(project, work, docs, private)
    return render_page(configuration, newest_revision(records), page.name, markdown)
