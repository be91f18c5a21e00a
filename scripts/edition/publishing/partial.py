"""Renders some pages of a site with MkDocs, and takes what it has to know of the others as it was.

Of every page MkDocs needs the anchors, and the links to anchors of others; of a page that is shown
in the navigation, title and metadata too. Both are kept with the key of the page's Markdown. Where
a page changed what the navigation shows, all have to be rendered. What the text of a page became is
kept apart from its metadata: where these alone changed, only the template is filled again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from mkdocs.commands.build import _build_page, _populate_page
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import File, Files, get_files, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import CountHandler

from edition.publishing.order import Order
from edition.search import PageFinder
from edition.text.digest import digest
from edition.text.results import Results

_FACTS: Final = "pages"
_SHOWN: Final = ("icon", "status", "subtitle")
"""What templates of the base theme show in the navigation of the metadata of a page."""


class KeptPages:
    """What is kept of the pages that were built last."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self._results = Results(Path(order.results))
        found = self._results.get(_FACTS, order.frame) if order.results else None
        self._facts: dict[str, Any] = found["pages"] if found else {}
        self._shown: str = found["shown"] if found else ""
        self._theme: dict[str, str] = found["theme"] if found else {}
        known = self._facts.items()
        self.same = frozenset(
            name for name, one in known if name in order.html and one["key"] == order.keys.get(name)
        )
        """Names of the pages that need not be rendered."""
        self._recalled: set[str] = set()
        """Names of the pages that are rendered with the text as it was kept."""

    def keep(self, config: MkDocsConfig, files: Files, navigation: Navigation) -> None:
        """Keep what is known of the pages now."""
        if not self.order.results:
            return
        if _list_warnings():
            return
        pages = {one.src_uri: self._describe(one) for one in files.documentation_pages()}
        docs = Path(config.docs_dir)
        theme = {
            one.src_uri: str(one.abs_src_path)
            for one in files
            if one.abs_src_path and not Path(one.abs_src_path).is_relative_to(docs)
        }
        shown = _digest_shown(navigation)
        value = {"pages": pages, "shown": shown, "theme": theme}
        self._results.put(_FACTS, self.order.frame, value)
        self._results.prune([_FACTS, *(one.src_uri for one in files.documentation_pages())])
        for one in files.documentation_pages():
            if one.page is not None and one.src_uri not in self.same | self._recalled:
                self._keep_text(one.page)

    def _keep_text(self, page: Page) -> None:
        value = {
            "content": page.content,
            "contents": [_write_link(one) for one in page.toc],
            "title": page._title_from_render,
            "anchors": sorted(page.present_anchor_ids or ()),
            "links": {f.src_uri: found for f, found in (page.links_to_anchors or {}).items()},
        }
        self._results.put(page.file.src_uri, self._key_text(page), value)

    def _key_text(self, page: Page) -> str:
        return digest(self.order.frame, page.file.src_uri, page.markdown or "")

    def render(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Do what ``Page.render`` does, with what the same text became before if that is known."""
        kept = self._results.get(page.file.src_uri, self._key_text(page))
        if kept is None:
            Page.render(page, config, files)
            return
        self._recalled.add(page.file.src_uri)
        page.content = kept["content"]
        page.toc = TableOfContents([_read_link(one) for one in kept["contents"]])
        for first in page.toc.items[:1]:
            setattr(first, "active", True)  # noqa: B010 - as MkDocs does
        self._restore(page, kept, files)

    def _restore(self, page: Page, facts: dict[str, Any], files: Files) -> None:
        page.present_anchor_ids = set(facts["anchors"])
        links = {files.get_file_from_path(path): found for path, found in facts["links"].items()}
        page.links_to_anchors = {file: found for file, found in links.items() if file is not None}
        setattr(page, "_title_from_render", facts["title"])  # noqa: B010 - it is not public

    def _describe(self, file: File) -> dict[str, Any]:
        page = file.page
        if page is None or file.src_uri in self.same:
            return dict(self._facts.get(file.src_uri, {"key": ""}))
        links = {one.src_uri: found for one, found in (page.links_to_anchors or {}).items()}
        return {
            "key": self.order.keys.get(file.src_uri, ""),
            "title": page._title_from_render,
            "anchors": sorted(page.present_anchor_ids or ()),
            "links": links,
        }

    def restore(self, page: Page, config: MkDocsConfig, files: Files, *, shown: bool) -> None:
        """Give a page that is not rendered what others need of it."""
        self._restore(page, self._facts[page.file.src_uri], files)
        if shown:
            page.read_source(config)
            page.markdown = config.plugins.on_page_markdown(
                page.markdown or "", page=page, config=config, files=files
            )
            page.content = ""

    def is_shown_alike(self, navigation: Navigation) -> bool:
        """Tell whether the navigation shows of each page what it showed."""
        return self._shown == _digest_shown(navigation)

    def list_theme(self, config: MkDocsConfig) -> Iterator[File]:
        """Yield the files that the theme brought along."""
        for name, path in self._theme.items():
            folder = path.removesuffix(name)
            yield File(name, folder, config.site_dir, config.use_directory_urls)


def render_changed(config: MkDocsConfig, kept: KeptPages, finder: PageFinder) -> bool:
    """Render the pages that changed, as ``mkdocs.commands.build.build`` renders all.

    Returns False, with nothing of use written, if all pages have to be rendered. Raises Abort for
    a warning.
    """
    logger, counter = logging.getLogger("mkdocs"), CountHandler()
    counter.setLevel(logging.WARNING)
    logger.addHandler(counter)
    try:
        return _render(config, kept, finder, counter)
    finally:
        logger.removeHandler(counter)


def _render(
    config: MkDocsConfig, kept: KeptPages, finder: PageFinder, counter: CountHandler
) -> bool:
    config = config.plugins.on_config(config)
    files = get_files(config)
    for one in kept.list_theme(config):
        if files.get_file_from_path(one.src_uri) is None:
            files.append(one)
    files = config.plugins.on_files(files, config=config)
    set_exclusions(files, config)
    navigation = get_navigation(files, config)
    pages = files.documentation_pages()
    rendered = [file for file in pages if file.src_uri not in kept.same]
    shown = [file for file in pages if file.page is not None]
    others = [file for file in pages if file.page is None]
    for some in (shown, others):
        for file in some:
            page = file.page or Page(None, file, config)
            if file.src_uri in kept.same:
                kept.restore(page, config, files, shown=some is shown)
            else:
                setattr(page, "render", partial(kept.render, page))  # noqa: B010 - it is a method
                _populate_page(page, config, files)
        # It is known before the pages are rendered that are most.
        if some is shown and not kept.is_shown_alike(navigation):
            return False
    environment = config.theme.get_env()
    for file in rendered:
        assert file.page is not None
        _build_page(file.page, config, pages, navigation, environment)
        finder.read(Path(file.abs_dest_path).read_text(encoding="utf-8"), file.dest_uri)
    for file in pages:
        assert file.page is not None
        level = config.validation.links.anchors
        file.page.validate_anchor_links(files=files, log_level=level)
    if counter.get_counts():
        raise Abort("Aborted with warnings in strict mode!")
    if not _find(config, kept, finder, pages):
        return False
    kept.keep(config, files, navigation)
    return True


def _find(config: MkDocsConfig, kept: KeptPages, finder: PageFinder, pages: Sequence[File]) -> bool:
    """Write the index of the search; returns False if a page of the last site is another."""
    for file in pages:
        if file.src_uri in kept.same:
            path = Path(kept.order.site, file.dest_uri)
            if not finder.recall(path, file.dest_uri, kept.order.html[file.src_uri]):
                return False
    return finder.write(Path(config.site_dir), Path(kept.order.site), kept.order.sums)


def _list_warnings() -> list[tuple[str, int]]:
    """Return what was counted of warnings while MkDocs builds: it will fail for them."""
    handlers = logging.getLogger("mkdocs").handlers
    return [one for h in handlers if isinstance(h, CountHandler) for one in h.get_counts()]


def _write_link(link: AnchorLink) -> list[Any]:
    return [link.title, link.id, link.level, [_write_link(one) for one in link.children]]


def _read_link(value: list[Any]) -> AnchorLink:
    title, id, level, children = value
    link = AnchorLink(title, id, level)
    link.children = [_read_link(one) for one in children]
    return link


def _digest_shown(navigation: Navigation) -> str:
    """Return one value for what the navigation shows of its pages, in their order."""
    shown = [
        (page.file.src_uri, page.title, [page.meta.get(name) for name in _SHOWN])
        for page in navigation.pages
    ]
    return digest(repr(shown))
