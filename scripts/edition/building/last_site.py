"""What stays of the last site: its pages whose Markdown is the same, its files, and the proof.

A page stays if its Markdown is the same and so is the frame: all that pages share. Every file is
read once and its digest compared with the manifest; what was found good under the same digest, for
the same protected texts and by the same checks, was proved. Whatever is in doubt is made again.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from edition.building.manifest import Digests, digest_file
from edition.building.project import EDITIONS
from edition.building.store import add_name
from edition.publishing.order import PAGES, Order
from edition.publishing.page_policy import HEADERS
from edition.publishing.scripts import is_script
from edition.text.digest import digest, digest_folder, list_names
from edition.text.results import Results
from edition.text.sections import Sections

_MADE_BY_MKDOCS: Final = frozenset({"404.html", "sitemap.xml", "sitemap.xml.gz"})
"""Files of a site, besides its pages, that depend on the frame alone."""
_SEARCH: Final = "search/"
_META: Final = ".meta.yml"
_IN_LINES: Final = frozenset({".bib", ".html", ".json", ".md", ".ris", ".xml"})
"""Files of which an edit changes some lines; tables may be read in columns, which it changes."""
_SET_ASIDE: Final = re.compile(
    rb'<section class="cite".*?</section>|<script type="application/json".*?</script>', re.DOTALL
)
"""How to cite a page, in words and as data: no proof reads it."""
_DESCRIPTION: Final = re.compile(rf"{EDITIONS}/[^/]+/index\.html")
"""Pages of which proofs read only where they lead: the order of the pages of a text."""
_ADDRESS: Final = re.compile(rb'\shref="([^"]*)"')


def digest_frame(theme: Path, docs: Path, *settings: str | bytes) -> str:
    """Return one value for all that pages share, given the settings of the site.

    The names of all files are among it, for pages may link to any of them.
    """
    return digest(
        digest_folder(theme, "**/*.html"),
        *list_names(docs), "", *list_names(theme), "", *list_installed(), *settings,
    )  # fmt: skip


def list_installed() -> list[str]:
    """Return the packages of this Python with their versions, and its own version."""
    found = {
        one.name
        for folder in map(Path, sys.path)
        if folder.is_dir()
        for one in os.scandir(folder)
        if one.name.endswith((".dist-info", ".egg-info"))
    }
    return [sys.version, *sorted(found)]


def digest_pages(docs: Path) -> dict[str, str]:
    """Return the key of every page: of its Markdown, and of what its folders say of their pages.

    The Markdown is that with the sections that a build fills.
    """
    names = list_names(docs)
    sections = Sections.load(docs)

    def read(name: str) -> str:
        with open(f"{docs}/{name}", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
            return file.read()

    shared = {name.removesuffix(_META): read(name) for name in names if name.endswith(_META)}
    return {
        name: digest(
            sections.fill(name, read(name)),
            # A plugin compares the beginnings of names.
            *(one for folder, one in shared.items() if name.startswith(folder.rstrip("/"))),
        )
        for name in names
        if name.endswith(".md")
    }


@dataclass(frozen=True, slots=True)
class LastSite:
    """The site that a new one may take files from."""

    site: Path
    docs: Path
    theme: Path
    results: Path
    """The folder of what is kept for this kind of site."""
    frame: str
    keys: Mapping[str, str]
    same: frozenset[str] = frozenset()
    """Names of the Markdown that is the same; none if every page has to be rendered."""
    sums: Mapping[str, str] = field(default_factory=dict)
    """Digests of the files of the site, as its manifest lists them."""
    apart: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Key and names of its files that are made after the pages, by what they are made from."""
    nav: Any = None
    """The navigation as the settings have it, where the frame leaves it out."""
    nav_changed: bool = False
    read: Digests = field(default_factory=dict)
    """Digests of the files that were read already: the new site has most of them."""

    @property
    def order(self) -> Order:
        """What the process that renders has to know."""
        return Order(str(self.results / PAGES), self.frame, dict(self.keys), self.nav)

    def renew(self, fresh: Path) -> bool:
        """Make a new site of this one and the pages that changed; return whether it could be."""
        if not self.same:
            return False
        rendered: Set[str] | None = frozenset()
        if len(self.same) < len(self.keys) or self.nav_changed:
            # What renders pages is loaded where some are rendered.
            from edition.publishing.partial import render_changed

            rendered = render_changed(self.order, self.docs, fresh, self.site, self.sums, self.same)
        try:
            return rendered is not None and self._complete(fresh, set(map(name_page, rendered)))
        except FileNotFoundError:
            return False

    def _complete(self, fresh: Path, rendered: Set[str]) -> bool:
        """Give a new site what it lacks of the last one; returns False where that is not known."""
        apart = {file for one in self.apart.values() for file in one["files"]}
        others = (self.docs, self.theme, *_list_brought())
        folders = set[str]()
        for name, known in self.sums.items():
            if name in rendered or name == HEADERS or name in apart or is_script(name):
                continue
            if name in _MADE_BY_MKDOCS and (fresh / name).is_file():
                continue
            if rendered and name.startswith(_SEARCH):
                if not self._is_taken_whole(name, fresh / name):
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
        """Return whether this site has a file of that name, in lines, as it was found good."""
        sum, path = self.sums.get(name, ""), self.site / name
        good = path.suffix in _IN_LINES and verdicts.has_file(name, sum) and path.is_file()
        return good and digest_file(path, self.read) == sum

    def _is_taken_whole(self, name: str, target: Path) -> bool:
        """Return whether a file, if it was taken from the last site, is what it was there."""
        if not target.is_file() or not target.samefile(self.site / name):
            return True
        return digest_file(target, self.read) == self.sums[name]

    def _find_source(self, name: str, folders: Iterable[Path]) -> str | None:
        """Return the file that the new site has under a name, if it is none of the last site.

        Raises FileNotFoundError if there is no such file any more.
        """
        markdown = name.removesuffix(".html") + ".md"
        if name in _MADE_BY_MKDOCS or name.startswith(_SEARCH) or markdown in self.same:
            return None
        for path in (f"{folder}/{name}" for folder in folders):
            if os.path.isfile(path):  # noqa: PTH113 - hundreds of names
                return None if digest_file(path, self.read) == self.sums[name] else path
        raise FileNotFoundError(name)


def _list_brought() -> Iterator[Path]:
    found = find_spec("material")
    if found and found.origin:
        yield Path(found.origin).parent / "templates"


def name_page(markdown: str) -> str:
    """Return the name of the page that MkDocs makes of a file, where addresses end in .html."""
    return f"{markdown.removesuffix('.md')}.html"


# --- what was proved -----------------------------------------------------------------------------


class Verdicts:
    """The files and the texts that were found good, under the key of all that checks depend on."""

    def __init__(self, results: Results, key: str) -> None:
        self._results, self._key = results, key
        known: Mapping[str, Any] = results.get("verdicts", key) or {}
        self._files: Mapping[str, str] = known.get("files", {})
        self._texts: Mapping[str, str] = known.get("texts", {})
        self._parts: Mapping[str, str] = known.get("parts", {})
        """Digests of the articles of pages by those of the pages."""

    def list_open(self, sums: Mapping[str, str]) -> list[str]:
        """Return the files that are to be proved."""
        return [name for name, one in sums.items() if not self.has_file(name, one)]

    def has_file(self, name: str, sum: str) -> bool:
        """Return whether a file was found good that had this digest."""
        return self._files.get(name) == sum

    def has_text(self, name: str, key: str) -> bool:
        """Return whether a text with the same words, pages and ledger was proved."""
        return self._texts.get(name) == key

    def digest_parts(self, site: Path, sums: Mapping[str, str]) -> dict[str, str]:
        """Return of each page of a site the digest of its article, which alone a proof reads."""
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
        """Keep what was found good: all files but those with a finding, and texts."""
        value = {
            "files": {name: one for name, one in sums.items() if name not in bad},
            "texts": dict(texts),
            "parts": {sums[name]: one for name, one in parts.items()},
        }
        self._results.put("verdicts", self._key, value)


def _digest_article(site: Path, name: str) -> str:
    content = (site / name).read_bytes()
    article = content[content.find(b"<article") : content.rfind(b"</article>")]
    if _DESCRIPTION.fullmatch(name):
        return digest(*_ADDRESS.findall(article))
    return digest(_SET_ASIDE.sub(b"", article) if article else content)
