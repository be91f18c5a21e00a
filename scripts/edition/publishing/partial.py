"""Renders changed pages of a site without loading MkDocs, which has built all of them before.

The settings, the names of all files and the results of each page are cached under the key of
everything that pages share. With these, changed pages are rendered by the same classes and
templates as in MkDocs, without reading the other pages. If a changed page affects others, if a link
is broken, or in any doubt, no usable site is written, and MkDocs has to build all pages.
"""

from __future__ import annotations

import json
import logging
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlsplit

import yaml
from mergedeep import Strategy, merge
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import CountHandler, get_relative_url, write_file
from mkdocs.utils.meta import get_data

from edition.publishing.order import PAGES, Order
from edition.publishing.templates import PAGE, make_environment
from edition.publishing.workers import Workers
from edition.search import PageFinder
from edition.text.digest import digest
from edition.text.results import Results
from edition.text.sections import Sections
from edition.writers.bibliography import FILE as BIBLIOGRAPHY_PAGE

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

_SHARED: Final = ".meta.yml"
_SETTINGS: Final = (
    "copyright", "edit_uri", "edit_uri_template", "extra", "extra_css", "extra_javascript",
    "markdown_extensions", "mdx_configs", "nav", "repo_url", "site_name", "site_url",
    "use_directory_urls",
)  # fmt: skip
"""Settings that pages depend on, in addition to the theme and those below."""
_LEAST_SHARED: Final = 1_000_000
"""Bytes of Markdown that are worth the start of processes, of about a second each."""
_CHECKS: Final = {
    "nav": ("omitted_files", "not_found", "absolute_links"),
    "links": ("not_found", "absolute_links", "unrecognized_links", "anchors"),
}
"""Settings of the strictness of checks."""
_LOGGER: Final = logging.getLogger("mkdocs")
MISSING: Final = "404.html"
"""The page for missing addresses, which also shows the navigation."""
_GENERATED_PAGES: Final = re.compile(
    rf"{re.escape(BIBLIOGRAPHY_PAGE)}|editions/registers/[\w-]+\.md|editions/correspondences\.md"
)
"""Pages that the navigation may contain before they exist."""


class _UnknownSettingError(Exception):
    """A page or a template uses a setting that is not cached."""


class _Settings(dict[str, Any]):
    """Cached settings of MkDocs, with the interface of its own."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return self[name]

    def __missing__(self, name: str) -> None:
        raise _UnknownSettingError(name)

    def get(self, name: str, default: object = None) -> Any:  # noqa: ANN401
        """Return a setting; an uncached one is unknown, not absent."""
        return self[name]


def cache_site(order: Order, config: MkDocsConfig, files: Files, navigation: Navigation) -> None:
    """Cache the results of a build, unless there was a warning or they are not plain data."""
    counters = [handler for handler in _LOGGER.handlers if isinstance(handler, CountHandler)]
    if not order.results or any(counter.get_counts() for counter in counters):
        return
    pages = {file.src_uri: file.page for file in files.documentation_pages()}
    described = {name: _describe(page) for name, page in pages.items() if page is not None}
    value = _describe_site(order, config, files, described, _list_shown(navigation))
    results = Results(Path(order.results))
    results.prune([PAGES, *pages] if value else [])
    if value:
        results.put(PAGES, order.frame, value)


def _describe_site(
    order: Order, config: MkDocsConfig, files: Files, pages: Mapping[str, Any], shown: object
) -> dict[str, Any] | None:
    """Return the data for ``_Site``; None if they are not plain."""
    settings: dict[str, Any] = {name: config[name] for name in _SETTINGS if name != "extra"}
    settings["extra"] = dict(config.extra)
    settings["theme"] = {name: value for name, value in config.theme.items() if name != "locale"}
    settings["validation"] = {
        group: {name: config.validation[group][name] for name in names}
        for group, names in _CHECKS.items()
    }
    value = {
        "settings": settings,
        "folders": config.theme.dirs,
        "files": [[file.src_uri, file.inclusion.value] for file in files],
        "nav": order.nav,
        "pages": pages,
        "shown": shown,
    }
    try:
        return value if json.loads(json.dumps(value)) == value else None
    except (TypeError, ValueError):
        return None


def share_rendering(order: Order, config: MkDocsConfig, files: Files) -> None:
    """Cache the texts of all pages for MkDocs, rendered in several processes if there are many."""
    results, names, size = Results(Path(order.results)), [], 0
    for page in (file.page for file in files.documentation_pages()):
        if page is not None:
            page.render = partial(_render_text, results, order, page)  # type: ignore[method-assign]
            names.append(page.file.src_uri)
            size += len(page.file.content_bytes)
    workers = Workers(*order.workers)
    divided = workers.divide(names, size, _LEAST_SHARED)
    if len(divided) > 1 and (value := _describe_site(order, config, files, {}, None)):
        results.put(PAGES, order.frame, value)
        given = order.results, order.frame, config.docs_dir
        with workers.share(render_texts, [(*given, part) for part in divided]):
            pass


def render_texts(folder: str, frame: str, docs: str, names: Sequence[str]) -> None:
    """Render the texts of pages and cache them: a unit of work."""
    results = Results(Path(folder))
    if (cached := results.get(PAGES, frame)) is not None:
        site = _Site(Order(folder, frame, {}), results, cached, Path(docs), Path(docs))
        for name in names:
            site.read(Page(None, site.files.src_uris[name], site.config))


def _render_text(
    results: Results, order: Order, page: Page, config: MkDocsConfig, files: Files
) -> None:
    """Render the text of a page, or take it from the cache; texts with warnings are not stored."""
    text = results.get(page.file.src_uri, _key_text(order, page))
    if text is None:
        with _count_warnings() as counter:
            Page.render(page, config, files)
        if not counter.get_counts():
            _keep_text(results, order, page)
        return
    page.content = text["content"]
    page.toc = TableOfContents([_read_link(link) for link in text["contents"]])
    for first in page.toc.items[:1]:
        setattr(first, "active", True)  # noqa: B010 - as MkDocs does
    page.present_anchor_ids = set(text["anchors"])
    links = {files.get_file_from_path(at): found for at, found in text["links"].items()}
    page.links_to_anchors = {file: found for file, found in links.items() if file is not None}
    setattr(page, "_title_from_render", text["title"])  # noqa: B010 - it is not public


def _list_shown(navigation: Navigation) -> list[list[Any]]:
    """Return the data of pages that the navigation shows, in order."""
    return [[page.file.src_uri, page.title] for page in navigation.pages]


def _describe(page: Page) -> dict[str, Any]:
    """Return the data of a page that others depend on."""
    links = {file.src_uri: found for file, found in (page.links_to_anchors or {}).items()}
    return {
        # The title of the page itself, not that in the navigation.
        "title": Page.__dict__["title"].__get__(page),
        "anchors": sorted(page.present_anchor_ids or ()),
        "links": links,
    }


def _key_text(order: Order, page: Page) -> str:
    return digest(order.frame, page.file.src_uri, page.markdown or "")


def _keep_text(results: Results, order: Order, page: Page) -> None:
    """Cache the rendered text of a page, without its metadata."""
    value = _describe(page) | {
        "content": page.content,
        "contents": [_write_link(link) for link in page.toc],
        "title": page._title_from_render,
    }
    results.put(page.file.src_uri, _key_text(order, page), value)


def _write_link(link: AnchorLink) -> list[Any]:
    return [link.title, link.id, link.level, [_write_link(child) for child in link.children]]


def _read_link(value: list[Any]) -> AnchorLink:
    title, id, level, children = value
    link = AnchorLink(title, id, level)
    link.children = [_read_link(child) for child in children]
    return link


def render_changed(
    order: Order, docs: Path, fresh: Path, last: Path, sums: Mapping[str, str], same: Set[str]
) -> Set[str] | None:
    """Render the changed pages of a folder, with the search index; return their names.

    ``last`` is the last site, ``sums`` has the digests of its files, and ``same`` the names of
    pages with unchanged Markdown. Pages are named by their Markdown files. Returns None, with no
    usable site in ``fresh``, if MkDocs has to build all pages.
    """
    results = Results(Path(order.results))
    cached = results.get(PAGES, order.frame)
    if cached is None or order.keys.keys() != cached["pages"].keys():
        return None
    if order.nav != cached["nav"]:
        cached["nav"], cached["settings"]["nav"] = order.nav, drop_absent(order.nav, docs)
        # The navigation also shows titles of its parts, which are not compared.
        cached["shown"] = None
    try:
        with _count_warnings() as counter:
            site = _Site(order, results, cached, docs, fresh)
            finder = PageFinder(Path(order.results, "search"), order.frame)
            changed = site.render(same, finder)
            files = {site.files.src_uris[name].dest_uri for name in order.keys.keys() - changed}
            found = all(finder.recall(last / file, file, sums[file]) for file in files)
            if counter.get_counts() or not (found and finder.write(fresh, last, sums)):
                return None
    except Exception:  # of any kind: MkDocs will report it
        return None
    results.put(PAGES, order.frame, cached)
    return changed


def drop_absent(item: Any, docs: Path) -> Any:  # noqa: ANN401
    """Return a part of the navigation without generated pages that do not exist, or None."""
    if isinstance(item, list):
        return [kept for each in item if (kept := drop_absent(each, docs)) is not None] or None
    if isinstance(item, dict):
        parts = {title: drop_absent(part, docs) for title, part in item.items()}
        return {title: part for title, part in parts.items() if part is not None} or None
    absent = (
        isinstance(item, str) and _GENERATED_PAGES.fullmatch(item) and not (docs / item).is_file()
    )
    return None if absent else item


@contextmanager
def _count_warnings() -> Iterator[CountHandler]:
    counter = CountHandler()
    counter.setLevel(logging.WARNING)
    _LOGGER.addHandler(counter)
    try:
        yield counter
    finally:
        _LOGGER.removeHandler(counter)


class _Site:
    """A cached site, of which some pages are rendered."""

    def __init__(
        self, order: Order, results: Results, cached: dict[str, Any], docs: Path, fresh: Path
    ) -> None:
        self._order, self._results, self._cached = order, results, cached
        self._docs, self._fresh = docs, fresh
        validation = {
            group: _Settings(values) for group, values in cached["settings"]["validation"].items()
        }
        theme = dict(cached["settings"]["theme"])
        self._settings = _Settings(
            cached["settings"] | {"validation": _Settings(validation), "theme": theme}
        )
        self.config = cast("MkDocsConfig", self._settings)
        urls = self._settings["use_directory_urls"]
        self.files = Files(
            [
                File(name, str(docs), str(fresh), urls, inclusion=InclusionLevel(level))
                for name, level in cached["files"]
            ]
        )
        self._sections = Sections.load(docs)
        self._read_shared = cache(_read_shared)
        parted = ((posixpath.split(name), name) for name, _ in cached["files"])
        self._shared = [(folder, name) for (folder, file), name in parted if file == _SHARED]

    def render(self, same: Set[str], finder: PageFinder) -> Set[str]:
        """Render all pages that cannot be reused, and return their names."""
        navigation = get_navigation(self.files, self.config)
        pages = {
            file.src_uri: file.page
            for file in self.files.documentation_pages()
            if file.page is not None
        }
        for page in navigation.pages:
            if page.file.src_uri in same and page.title is None:
                page.title = self._cached["pages"][page.file.src_uri]["title"]
        for name in pages.keys() - same:
            self.read(pages[name])
        environment = make_environment(self._cached["folders"])
        shared = {"nav": navigation, "config": self._settings}
        shown = _list_shown(navigation)
        if shown != self._cached["shown"]:
            for name in pages.keys() & same:
                self.read(pages[name])
            same, self._cached["shown"] = frozenset(), shown
            base = urlsplit(self._settings["site_url"] or "/").path
            output = environment.get_template(MISSING).render(shared, base_url=base, page=None)
            write_file(output.encode("utf-8"), str(self._fresh / MISSING))
        changed = [page for name, page in pages.items() if name not in same]
        for page in changed:
            page.active = True
            base = get_relative_url(".", page.url)
            template = environment.get_template(page.meta.get("template", PAGE))
            output = template.render(shared, base_url=base, page=page)
            page.active = False
            if output.strip():
                write_file(output.encode("utf-8", "xmlcharrefreplace"), page.file.abs_dest_path)
            finder.read(output, page.file.dest_uri)
            self._cached["pages"][page.file.src_uri] = _describe(page)
        self._check_anchors(names := {page.file.src_uri for page in changed})
        return names

    def read(self, page: Page) -> None:
        """Read the Markdown of a page, and render it unless its result is cached."""
        name = page.file.src_uri
        page.markdown, own = get_data(self._sections.fill(name, page.file.content_string))
        page.meta = merge({}, *self._list_shared(name), own, strategy=Strategy.TYPESAFE_ADDITIVE)
        _render_text(self._results, self._order, page, self.config, self.files)

    def _list_shared(self, name: str) -> Iterable[Any]:
        """Yield the metadata of the folders of a page."""
        for folder, shared in self._shared:
            # The plugin also compares only the starts of names.
            if name.startswith(folder):
                yield self._read_shared(self._docs / shared)

    def _check_anchors(self, changed: Set[str]) -> None:
        """Warn of broken anchors in links from or to changed pages."""
        pages = self._cached["pages"]
        for name, page in pages.items():
            for target, links in page["links"].items():
                concerned = target in pages and not changed.isdisjoint((name, target))
                if concerned and not links.keys() <= set(pages[target]["anchors"]):
                    _LOGGER.warning("%s links to no anchor of %s", name, target)


def _read_shared(path: Path) -> Any:  # noqa: ANN401 - as YAML has it
    with path.open(encoding="utf-8-sig") as handle:
        return yaml.load(handle, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
