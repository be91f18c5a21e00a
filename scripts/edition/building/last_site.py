"""Reuses the last site: its pages with unchanged Markdown, its files, and its proof.

A page is reused if its Markdown and the frame, the parts shared by all pages, are unchanged. Every
file is read once and its digest compared with the manifest. A file needs no further proof if it had
the same digest when the same checks, for the same protected texts, passed. In any doubt, everything
is made again.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from edition.building.manifest import Digests, digest_file
from edition.building.project import EDITIONS
from edition.building.store import add_name
from edition.publishing.mkdocs import find_base_theme
from edition.publishing.order import PAGES, Order
from edition.publishing.page_policy import HEADERS
from edition.publishing.scripts import is_script
from edition.text.digest import digest, digest_folder, list_names
from edition.text.results import Results
from edition.text.sections import Sections

_MADE_BY_MKDOCS: Final = frozenset({"404.html", "sitemap.xml", "sitemap.xml.gz"})
"""Files of a site, other than pages, that depend only on the frame."""
_SEARCH: Final = "search/"
_META: Final = ".meta.yml"
_LINE_BASED: Final = frozenset({".bib", ".html", ".json", ".md", ".ris", ".xml"})
"""Files in which edits change single lines, unlike tables, which may be read by columns."""
_CITATION_DATA: Final = re.compile(
    rb'<section class="cite".*?</section>|<script type="application/json".*?</script>', re.DOTALL
)
"""The citation of a page, in words and as data, which no proof reads."""
_DESCRIPTION: Final = re.compile(rf"{EDITIONS}/[^/]+/index\.html")
"""Pages of which proofs read only the links: the order of the pages of a text."""
_ADDRESS: Final = re.compile(rb'\shref="([^"]*)"')


def digest_frame(theme: Path, docs: Path, *settings: str | bytes) -> str:
    """Return a digest of everything that pages share, given the settings of the site.

    It includes the names of all files, because pages may link to any of them.
    """
    return digest(
        digest_folder(theme, "**/*.html"),
        *list_names(docs), "", *list_names(theme), "", *list_installed(), *settings,
    )  # fmt: skip


def list_installed() -> list[str]:
    """Return the version of this Python, and its installed packages with their versions."""
    found = {
        entry.name
        for folder in map(Path, sys.path)
        if folder.is_dir()
        for entry in os.scandir(folder)
        if entry.name.endswith((".dist-info", ".egg-info"))
    }
    return [sys.version, *sorted(found)]


def digest_pages(docs: Path) -> dict[str, str]:
    """Return the key of every page: of its Markdown, with filled sections, and folder metadata."""
    names = list_names(docs)
    sections = Sections.load(docs)

    def read(name: str) -> str:
        with open(f"{docs}/{name}", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
            return file.read()

    shared = {name.removesuffix(_META): read(name) for name in names if name.endswith(_META)}
    return {
        name: digest(
            sections.fill(name, read(name)),
            # The plugin for metadata also compares only the starts of names.
            *(text for folder, text in shared.items() if name.startswith(folder.rstrip("/"))),
        )
        for name in names
        if name.endswith(".md")
    }


@dataclass(frozen=True, slots=True)
class LastSite:
    """The site whose files a new one may reuse."""

    site: Path
    docs: Path
    theme: Path
    results: Path
    """The cache for this kind of site."""
    frame: str
    keys: Mapping[str, str]
    same: frozenset[str] = frozenset()
    """Names of unchanged Markdown files; none if every page has to be rendered."""
    sums: Mapping[str, str] = field(default_factory=dict)
    """Digests of the files of the site, from its manifest."""
    apart: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Key and names of the files for programs, by the text that they are made from."""
    nav: Any = None
    """The configured navigation, if the frame does not include it."""
    nav_changed: bool = False
    read: Digests = field(default_factory=dict)
    """Digests of the files read so far, most of which the new site reuses."""

    @property
    def order(self) -> Order:
        """The order for the rendering process."""
        return Order(str(self.results / PAGES), self.frame, dict(self.keys), self.nav)

    def renew(self, fresh: Path) -> bool:
        """Make a new site from this one and the changed pages; return whether it was possible."""
        if not self.same:
            return False
        rendered: Set[str] | None = frozenset()
        if len(self.same) < len(self.keys) or self.nav_changed:
            # Imported here because it is needed only if pages are rendered.
            from edition.publishing.partial import render_changed

            rendered = render_changed(self.order, self.docs, fresh, self.site, self.sums, self.same)
        try:
            return rendered is not None and self._complete(fresh, set(map(name_page, rendered)))
        except FileNotFoundError:
            return False

    def _complete(self, fresh: Path, rendered: Set[str]) -> bool:
        """Add the missing files to a new site; return False if they cannot be determined."""
        apart = {file for text in self.apart.values() for file in text["files"]}
        others = (*filter(None, (self.docs, self.theme, find_base_theme())),)
        folders = set[str]()
        for name, known in self.sums.items():
            if name in rendered or name == HEADERS or name in apart or is_script(name):
                continue
            if name in _MADE_BY_MKDOCS and (fresh / name).is_file():
                continue
            if rendered and name.startswith(_SEARCH):
                if not self._is_reused_intact(name, fresh / name):
                    return False
                continue
            source, target = self._find_source(name, others), f"{fresh}/{name}"
            if (folder := target.rpartition("/")[0]) not in folders:
                folders.add(folder)
                os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - names are not parsed
            if source is not None:
                shutil.copyfile(source, target)
            else:
                add_name(f"{self.site}/{name}", target)
                if digest_file(target, self.read) != known:
                    return False
        return all((fresh / name).is_file() for name in rendered)

    def is_earlier(self, name: str, verdicts: Verdicts) -> bool:
        """Return whether this site has a proved, unchanged file of this name that has lines."""
        sum, path = self.sums.get(name, ""), self.site / name
        good = path.suffix in _LINE_BASED and verdicts.has_file(name, sum) and path.is_file()
        return good and digest_file(path, self.read) == sum

    def _is_reused_intact(self, name: str, target: Path) -> bool:
        """Return whether a file, if it was reused from the last site, is unchanged."""
        if not target.is_file() or not target.samefile(self.site / name):
            return True
        return digest_file(target, self.read) == self.sums[name]

    def _find_source(self, name: str, folders: Iterable[Path]) -> str | None:
        """Return the source of a file that has changed since the last site, else None.

        Raises FileNotFoundError if there is no source any more.
        """
        markdown = name.removesuffix(".html") + ".md"
        if name in _MADE_BY_MKDOCS or name.startswith(_SEARCH) or markdown in self.same:
            return None
        for path in (f"{folder}/{name}" for folder in folders):
            if os.path.isfile(path):  # noqa: PTH113 - hundreds of names
                return None if digest_file(path, self.read) == self.sums[name] else path
        raise FileNotFoundError(name)


def name_page(markdown: str) -> str:
    """Return the name of the page that MkDocs makes from a file, with the suffix ``.html``."""
    return f"{markdown.removesuffix('.md')}.html"


# --- proved files and texts ----------------------------------------------------------------------


class Verdicts:
    """The files and texts that passed the checks, under the key of everything checks depend on."""

    def __init__(self, results: Results, key: str) -> None:
        self._results, self._key = results, key
        known: Mapping[str, Any] = results.get("verdicts", key) or {}
        self._files: Mapping[str, str] = known.get("files", {})
        self._texts: Mapping[str, str] = known.get("texts", {})
        self._parts: Mapping[str, str] = known.get("parts", {})
        """Digests of the articles of pages, by the digests of the pages."""

    def list_unproved(self, sums: Mapping[str, str]) -> list[str]:
        """Return the files that have to be proved."""
        return [name for name, sum in sums.items() if not self.has_file(name, sum)]

    def has_file(self, name: str, sum: str) -> bool:
        """Return whether a file with this digest has passed the checks."""
        return self._files.get(name) == sum

    def has_text(self, name: str, key: str) -> bool:
        """Return whether a text with the same words, pages and ledger is proved."""
        return self._texts.get(name) == key

    def digest_parts(self, site: Path, sums: Mapping[str, str]) -> dict[str, str]:
        """Return the digests of the articles of pages, the only part that proofs read."""
        return {
            name: self._parts.get(sum) or _digest_article(site, name)
            for name, sum in sums.items()
            if name.endswith(".html")
        }

    def keep(
        self,
        sums: Mapping[str, str],
        parts: Mapping[str, str],
        texts: Mapping[str, str],
        bad: Set[str],
    ) -> None:
        """Store the passed checks: all files except those with a finding, and texts."""
        value = {
            "files": {name: sum for name, sum in sums.items() if name not in bad},
            "texts": dict(texts),
            "parts": {sums[name]: part for name, part in parts.items()},
        }
        self._results.put("verdicts", self._key, value)


def _digest_article(site: Path, name: str) -> str:
    content = (site / name).read_bytes()
    article = content[content.find(b"<article") : content.rfind(b"</article>")]
    if _DESCRIPTION.fullmatch(name):
        return digest(*_ADDRESS.findall(article))
    return digest(_CITATION_DATA.sub(b"", article) if article else content)
