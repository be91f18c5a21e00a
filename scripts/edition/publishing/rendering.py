"""Renders a site with MkDocs in its own process: ``python -m edition.publishing.rendering FILE``.

With the name of a page after the configuration, only this page is rendered, from the Markdown on
standard input, and its HTML is written to standard output. Otherwise a line of standard input is
the order, and the search index is made from all pages.
"""

from __future__ import annotations

import gc
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from material.plugins.meta.plugin import MetaPlugin
from mkdocs.commands.build import build, get_context
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError, MkDocsException
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files, get_files
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page

from edition.diagnostics.diagnostic import EditionError, format_diagnostics
from edition.diagnostics.machine import FAULT_STATUS, pack_fault
from edition.publishing.dialect import STATED
from edition.publishing.order import NO_CACHE, Order, read_order
from edition.publishing.partial import MISSING, cache_site, drop_absent, share_rendering
from edition.publishing.templates import make_environment
from edition.search import PageFinder
from edition.text.interface import install_words
from edition.text.sections import Sections

_LOGGER = logging.getLogger("mkdocs")
_OBJECTS = 100_000
"""Threshold of the garbage collector in new objects, nearly all of which a build keeps."""
_DIALECT = "edition.publishing.dialect"
_META = "material/meta"
"""Plugin that adds the metadata of folders to pages; it does not depend on their text."""

_PLAIN_META = {"enabled": True, "meta_file": ".meta.yml"}
_STATIC = {MISSING, "sitemap.xml"}
_SECTIONS = "edition-sections"


def main(arguments: Sequence[str]) -> int:
    """Build, with warnings as errors; return the exit status."""
    path, *pages = arguments
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)-8s-  %(message)s"))
    _LOGGER.addHandler(handler)
    _LOGGER.setLevel(logging.INFO)
    try:
        configuration = load_config(config_file=path, strict=True)
        install_words(configuration.extra.get("words") or {})
        if pages:
            _settle(configuration)
            sys.stdout.write(_render_alone(configuration, pages[0], sys.stdin.read()))
            return 0
        _prepare(configuration)
        _settle(configuration)
        gc.freeze()
        gc.set_threshold(_OBJECTS)
        _build(configuration, read_order(sys.stdin.readline()))
        return 0
    except MkDocsException as error:
        error.show()
        return 1
    except EditionError as error:
        print(format_diagnostics(error.diagnostics))
        return 1
    except (OSError, MemoryError) as error:
        print(f"\n{pack_fault(error)}")
        return FAULT_STATUS


def _build(configuration: MkDocsConfig, order: Order) -> None:
    """Build all pages, and cache the results unless other plugins may have changed them."""
    plugins = configuration.plugins
    meta = plugins[_META].config
    plain = set(plugins) == {_META, _SECTIONS} and dict(meta) == _PLAIN_META
    plain = plain and not (configuration.hooks or configuration.extra_templates)
    kept = order if plain and configuration.theme.static_templates == _STATIC else NO_CACHE
    finder = PageFinder(Path(kept.results, "search") if kept.results else None, kept.frame)
    plugins.on_startup(command="build", dirty=False)
    try:
        plugins["edition-search"] = _IndexPages(finder, kept)
        build(configuration)
    finally:
        plugins.on_shutdown()


def _settle(configuration: MkDocsConfig) -> None:
    """Complete the configuration with settings that depend on the pages."""
    _state_languages(configuration)
    configuration.plugins[_SECTIONS] = _FillSections()
    configuration.nav = drop_absent(configuration.nav, Path(configuration.docs_dir))


def _state_languages(configuration: MkDocsConfig) -> None:
    """Pass the languages of names that the registers state to the dialect."""
    path = Path(configuration.docs_dir, STATED)
    if path.is_file():
        options = configuration.mdx_configs.setdefault(_DIALECT, {})
        options["languages"] = json.loads(path.read_text("utf-8"))


def _prepare(configuration: MkDocsConfig) -> None:
    """Cache compiled templates, and add the plugin for folder metadata if it is not configured."""
    environment = make_environment(configuration.theme.dirs)
    # A build would create a new environment and compile all templates again.
    setattr(configuration.theme, "get_env", lambda: environment)  # noqa: B010 - it is a method
    if _META not in configuration.plugins:
        configuration.plugins[_META] = shared = MetaPlugin()
        shared.load_config({})


def _render_alone(configuration: MkDocsConfig, name: str, markdown: str) -> str:
    """Return the HTML that a complete build would make from a page with other Markdown."""
    config = configuration.plugins.on_config(configuration)
    environment = config.theme.get_env()
    files = config.plugins.on_files(get_files(config), config=config)
    if (file := files.get_file_from_path(name)) is None:
        raise BuildError(f"there is no page {name}")
    file.content_string = markdown
    navigation = get_navigation(files, config)
    page = file.page or Page(None, file, config)
    # The navigation shows the titles of its pages.
    for each in (*navigation.pages, page):
        each.read_source(config)
    page.markdown = config.plugins.on_page_markdown(
        page.markdown or "", page=page, config=config, files=files
    )
    page.render(config, files)
    page.active = True
    context = get_context(navigation, files, config, page)
    return environment.get_template("main.html").render(context)


class _FillSections(BasePlugin):  # type: ignore[type-arg,no-untyped-call]  # it has no options
    """Fills the generated sections of pages."""

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Fill the sections of all pages."""
        sections = Sections.load(Path(config.docs_dir))
        for file in files.documentation_pages():
            try:
                page = file.content_string
            except UnicodeDecodeError:  # MkDocs reports it later
                continue
            if (filled := sections.fill(file.src_uri, page)) != page:
                # Setting the content clears the path, which MkDocs still needs.
                path, file.content_string = file.abs_src_path, filled
                file.abs_src_path = path
        return files


class _IndexPages(BasePlugin):  # type: ignore[type-arg,no-untyped-call]  # it has no options
    """Makes the search index from the rendered pages, and caches the site for the next build."""

    def __init__(self, finder: PageFinder, order: Order) -> None:
        self._finder, self._order = finder, order
        self._state: tuple[Files, Navigation] | None = None

    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> None:
        """Store files and navigation, and begin with the texts of all pages."""
        self._state = files, nav
        if self._order.frame:
            share_rendering(self._order, config, files)

    def on_post_page(self, output: str, /, *, page: Page, config: MkDocsConfig) -> str:
        """Read a finished page, without changing it."""
        self._finder.read(output, page.file.dest_uri)
        return output

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the index into the site."""
        self._finder.write(Path(config.site_dir))
        if self._state is not None:
            cache_site(self._order, config, *self._state)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
