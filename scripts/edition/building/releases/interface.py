"""Writes the files for programs into a built site: its texts and records as data.

They are made after MkDocs or another program has rendered the pages. The files of a text whose
sources, pages and settings are unchanged are taken from the last site.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from edition.building.manifest import digest_file
from edition.building.project import EDITIONS, Project
from edition.building.store import link_file, write_if_changed
from edition.diagnostics.diagnostic import Diagnostic
from edition.publishing.mkdocs import RELEASE, read_address, read_setting, read_title
from edition.publishing.trust import CONFIGURATION
from edition.text.digest import digest, digest_folder, digest_package, find_files

if TYPE_CHECKING:
    from edition.bibliography.database import Bibliography
    from edition.building.last_site import LastSite
    from edition.model.edition import Edition
    from edition.records.record import Record
    from edition.writers.interface.dts import Service

DATA: Final = "data"
HOME: Final = "index.html"
_TABLES: Final = frozenset({".csv", ".jsonld"})
_ALL: Final = ""
"""Name for the files that concern all texts."""

WrittenFiles = Mapping[str, Mapping[str, Any]]
"""Key and file names of each text, and of the files that concern all texts."""


def report_address(root: Path) -> list[Diagnostic]:
    """Report the parts left out of a site because it has no address (C011)."""
    if read_address(root):
        return []
    fact = "DTS, `cite-as` and the address of the data set are left out"
    return [Diagnostic("C011", fact, CONFIGURATION)]


class Interface:
    """The files for programs of a public site."""

    def __init__(
        self, project: Project, texts: Mapping[str, str], editions: Callable[[], Sequence[Edition]]
    ) -> None:
        """Prepare the files of texts: ``texts`` has the keys of their sources, by id."""
        self._project, self._load = project, editions
        self._site = read_address(project.root)
        self._title = read_title(project.root)
        self._terms = read_setting(project.root, "extra", "license")
        self._keys = self._digest_inputs(texts)
        self.written: WrittenFiles = {}
        """The files that ``write`` wrote, for comparison by the next build."""

    @property
    def key(self) -> str:
        """A digest of everything that the files are made from."""
        return digest(repr(sorted(self._keys.items())))

    def write(self, fresh: Path, last: LastSite) -> None:
        """Write the files into a new site, or link those of the last site that are unchanged."""
        unchanged = [name for name in self._keys if self._link_unchanged(fresh, last, name)]
        written = {name: last.apart[name] for name in unchanged}
        if stale := self._keys.keys() - written.keys():
            written |= self._write_stale(fresh, stale)
        self.written = written
        from edition.writers.interface.dataset import FILE, show_dataset

        home, dataset = fresh / HOME, fresh / FILE
        if home.is_file() and dataset.is_file():
            page = home.read_text("utf-8")
            write_if_changed(home, show_dataset(page, dataset.read_text("utf-8")))

    def _digest_inputs(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Return the key of each text, and of the files that concern all texts."""
        root = self._project.root
        plain = [root / name for name in (CONFIGURATION, RELEASE, "bibliography.bib")]
        shared = digest(
            digest_package(), self._site,
            *(path.read_bytes() if path.is_file() else b"" for path in plain),
        )  # fmt: skip
        keys = {
            name: digest(
                shared, key, digest_folder(root / "sources" / name, "*.yml"),
                digest_folder(self._project.docs / EDITIONS / name, "*.md"),
            )
            for name, key in texts.items()
        }  # fmt: skip
        records = digest_folder(root / "sources", "**/*.yml")
        return {**keys, _ALL: digest(shared, *keys, records)}

    def _link_unchanged(self, fresh: Path, last: LastSite, name: str) -> bool:
        """Link the files of a text from the last site; return False if they are out of date."""
        written = last.apart.get(name, {})
        if written.get("key") != self._keys[name]:
            return False
        for file in written["files"]:
            source = last.site / file
            if not source.is_file() or digest_file(source, last.read) != last.sums.get(file):
                return False
            link_file(source, fresh / file)
        return True

    def _write_stale(self, fresh: Path, stale: set[str]) -> dict[str, Any]:
        from edition.bibliography.database import open_bibliography
        from edition.writers.interface.dts import Service

        editions = self._load()
        shown = [edition for edition in editions if edition.allowed.description]
        bibliography = open_bibliography(self._project.root)
        service = Service(self._site, self._title, EDITIONS)
        written: dict[str, Any] = {name: {"key": self._keys[name], "files": []} for name in stale}
        for edition in shown:
            if edition.record.id in stale:
                files = dict(self._write_text(edition, bibliography, service))
                written[edition.record.id]["files"] = self._put(fresh, files)
        if _ALL in stale:
            files = dict(self._write_all(shown, service, complete=len(shown) == len(editions)))
            written[_ALL]["files"] = self._put(fresh, files)
        return written

    @staticmethod
    def _put(fresh: Path, files: Mapping[str, str | Path]) -> list[str]:
        for name, content in files.items():
            target = fresh / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, Path):
                shutil.copyfile(content, target)
            else:
                target.write_text(content, encoding="utf-8", newline="")
        return list(files)

    def _write_text(
        self, edition: Edition, bibliography: Bibliography, service: Service
    ) -> Iterator[tuple[str, str | Path]]:
        """Yield the files of a text."""
        from edition.model.layout import DESCRIPTION
        from edition.writers.books.tei_header import Publication
        from edition.writers.interface.dts import PAGES
        from edition.writers.interface.pages import write_json
        from edition.writers.interface.units import part_tei

        record = edition.record
        folder, docs = f"{EDITIONS}/{record.id}", self._project.docs / EDITIONS / record.id
        terms = f"{record.title}; {self._title}; {record.rights.statement}"
        # Names and dates would add half to the size of the files; `edition export` writes them.
        plain = replace(edition, mentions=(), dates=())
        publication = Publication(bibliography, self._title, self._terms)
        parts = part_tei(plain, publication, terms)
        yield f"{folder}.xml", parts.whole
        for name, content in parts.units.items():
            yield f"{folder}/{name}.xml", content
        for name, content in write_json(edition, bibliography, self._terms):
            yield f"{folder}/{name}", content
        for name in (DESCRIPTION, *edition.layout.text_files):
            yield f"{folder}/{name}", docs / name
        if self._site:
            for name, content in parts.pages.items():
                yield f"{folder}/{name};tree={PAGES}.xml", content
            yield from service.write_navigation(edition).items()

    def _write_all(
        self, editions: Sequence[Edition], service: Service, *, complete: bool
    ) -> Iterator[tuple[str, str | Path]]:
        """Yield the records, witnesses and registers, with their descriptions."""
        records = [edition.record for edition in editions]
        files = dict(_list_records(self._project.root, records, complete=complete))
        yield from files.items()
        if self._site:
            yield from service.write_entry().items()
            yield from service.write_collections(editions).items()
        docs = self._project.docs
        tables = [
            path.relative_to(docs).as_posix()
            for folder in (f"{EDITIONS}/registers", "bibliography")
            for path in find_files(docs / folder, "*")
            if path.suffix in _TABLES or path.stem.startswith("all")
        ]
        texts = [f"{EDITIONS}/{edition.record.id}.xml" for edition in editions]
        yield self._describe(editions, [*texts, *files, *tables])

    def _describe(self, editions: Sequence[Edition], files: Sequence[str]) -> tuple[str, str]:
        from edition.publishing.mkdocs import read_release
        from edition.writers.interface.dataset import FILE, Dataset

        root = self._project.root
        release = read_release(root).get("release", {})
        description = "; ".join(edition.record.title for edition in editions)
        keeper = read_setting(root, "extra", "editor")
        dataset = Dataset(
            self._title, description, self._terms, self._site,
            release.get("version", ""), release.get("date", ""), keeper,
        )  # fmt: skip
        return FILE, dataset.write(editions, files)


def _list_records(
    root: Path, records: Sequence[Record], *, complete: bool
) -> Iterator[tuple[str, Path]]:
    """Yield the editors' files, and the witnesses of texts published in full.

    If ``complete`` is false, because a text was withdrawn, files that may quote it as evidence are
    left out.
    """
    from edition.records.loading import RECORD_NAME
    from edition.records.record import State
    from edition.records.registers import FOLDER as REGISTERS

    for record in records:
        for path in find_files(record.folder, "*.yml" if complete else RECORD_NAME):
            yield f"{DATA}/records/{record.id}/{path.name}", path
        if record.state is State.FULL and record.witness_path.is_file():
            yield f"{DATA}/witnesses/{record.id}/{record.witness_path.name}", record.witness_path
    for path in find_files(root / REGISTERS, "*.yml") if complete else ():
        yield f"{DATA}/registers/{path.name}", path
