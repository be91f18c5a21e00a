"""The searches that are compared: each given the same pages, each asked as its readers would."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

from benchmark.clock import Task, run_task
from benchmark.environments import REQUIREMENTS, AbsentError
from benchmark.search_collections import read_site

PAGES = Path(__file__).parent / "search_pages"


@dataclass(frozen=True, slots=True)
class Engine:
    """A search: how it is made, and where on its page one writes and reads."""

    name: str
    page: str
    field: str
    """Selector of the field for the query."""
    done: str
    """Expression of JavaScript: true when the first results are shown, or that there are none."""
    count: str
    """Expression of JavaScript: how many results it says there are."""
    loaded: tuple[str, ...]
    """Beginnings of the paths that are loaded for the search alone."""
    prepare: Callable[[Path, Path, Path], float]
    """Makes the index of the pages (first) in a folder (second), with a site for its page (third).

    Returns the seconds of processor time.
    """
    asks: Mapping[str, str]
    """Queries that are put to it in other words."""
    enter: bool = False
    """Whether the reader ends the query with the key Enter; else it is read as it is written."""


def _prepare_ours(pages: Path, folder: Path, site: Path) -> float:
    shutil.copytree(site / "assets", folder / "assets")
    shutil.copyfile(site / "search.html", folder / "search.html")
    code = "import sys; from pathlib import Path; "
    code += "from benchmark.search_collections import index_site; index_site(Path(sys.argv[1]))"
    path = os.pathsep.join(filter(None, sys.path))
    task = Task("index", (sys.executable, "-c", code, str(pages)), folder, (), {"PYTHONPATH": path})
    empty = Task(
        "start", (sys.executable, "-c", code.rpartition("; ")[0], "."), folder, (), task.environment
    )
    seconds = run_task(task).processor - run_task(empty).processor
    shutil.move(pages / "search", folder / "search")
    return seconds


def _prepare_material(pages: Path, folder: Path, site: Path) -> float:
    """Make the index by Material's own code, of what stands in the article of every page."""
    source = folder / "source"
    (source / "docs").mkdir(parents=True)
    (source / "docs" / "index.md").write_text("# Search\n", "utf-8")
    theme = {"name": "material", "font": False}
    settings = {"site_name": "Material", "theme": theme, "plugins": ["search"]}
    (source / "mkdocs.yml").write_text(json.dumps(settings), "utf-8")
    build = (sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder / "site"))
    run_task(Task("mkdocs", build, source, (), {"NO_MKDOCS_2_WARNING": "1"}))
    shutil.copytree(folder / "site", folder, dirs_exist_ok=True)
    path = folder / "search" / "search_index.json"
    make_index = import_module("material.plugins.search.plugin").SearchIndex
    index = make_index(**json.loads(path.read_text("utf-8"))["config"])
    for page in sorted(pages.rglob("*.html")):
        content = page.read_text("utf-8")
        article = content[content.index("<article") : content.rindex("</article>")]
        article = article.partition(">")[2]
        url = page.relative_to(pages).as_posix()
        index.add_entry_from_context(
            SimpleNamespace(content=article, meta={}, toc=[], url=url, title=_read_title(content))
        )
    path.write_text(index.generate_search_index(None), "utf-8")
    return float("nan")


class _Title(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.title = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta" and ("name", "edition-search") in attrs:
            self.title = dict(attrs).get("data-title") or ""


def _read_title(content: str) -> str:
    reader = _Title()
    reader.feed(content[: content.index("</head>")])
    return reader.title


def _prepare_pagefind(pages: Path, folder: Path, site: Path) -> float:
    for name in ("pagefind.html", "pagefind-page.js"):
        shutil.copyfile(PAGES / name, folder / name)
    program = next(_find_packages(folder).glob("@pagefind/*/bin/pagefind_extended"), None)
    if program is None:
        raise AbsentError("npm has no Pagefind for this machine")
    command = (str(program), "--site", str(pages), "--output-path", str(folder / "pagefind"))
    return run_task(Task("pagefind", (*command, "--root-selector", "article"), folder)).processor


def _prepare_minisearch(pages: Path, folder: Path, site: Path) -> float:
    for name in ("minisearch.html", "minisearch-page.js"):
        shutil.copyfile(PAGES / name, folder / name)
    library = _find_packages(folder) / "minisearch" / "dist"
    (folder / "minisearch").mkdir()
    shutil.copyfile(library / "umd" / "index.js", folder / "minisearch" / "minisearch.js")
    texts = [unit.text for _, units in read_site(pages) for unit in units]
    (folder / "texts.json").write_text(json.dumps(texts), "utf-8")
    index = folder / "minisearch" / "index.json"
    paths = (library / "cjs" / "index.cjs", folder / "texts.json", index)
    script = (str(PAGES / "index-minisearch.cjs"), *map(str, paths))
    command = ("node", "--max-old-space-size=8192", *script)
    return run_task(Task("minisearch", command, folder)).processor


def _find_packages(folder: Path) -> Path:
    """Install what the lock file of the comparison names, once; returns the folder of packages."""
    home = folder.parent.parent / "packages"
    packages = home / "node_modules"
    if packages.is_dir():
        return packages
    shutil.copytree(REQUIREMENTS / "search", home, dirs_exist_ok=True)
    if not shutil.which("npm"):
        raise AbsentError("there is no npm on this machine")
    # The lock file names the builds for Linux: "npm ci" would ask for those of every system.
    command = ["npm", "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AbsentError(" ".join(done.stderr.split())[-300:] or "npm could not install it")
    return packages


def name_versions() -> str:
    """Return the versions of the others, as they are pinned."""
    pinned = json.loads((REQUIREMENTS / "search" / "package.json").read_text("utf-8"))
    others = [f"{name} {one}" for name, one in sorted(pinned["dependencies"].items())]
    return ", ".join([f"mkdocs-material {version('mkdocs-material')}", *others])


_PLAIN = {"manchu*": "manchu", "s*": "s"}
"""The others find beginnings without a sign for it."""

ENGINES = (
    Engine(
        "ours",
        "search.html",
        ".search-form [name=q]",
        "document.querySelector('.search-results li, .search-status[data-count=\"0\"]')",
        "document.querySelector('.search-status').textContent",
        ("/search/", "/assets/search"),
        _prepare_ours,
        {},
        enter=True,
    ),
    Engine(
        "Material",
        "index.html",
        ".md-search__input",
        "document.querySelector('.md-search-result__item')"
        " || /No match/.test(document.querySelector('.md-search-result__meta').textContent)",
        "document.querySelector('.md-search-result__meta').textContent",
        ("/search/", "/assets/javascripts/workers/"),
        _prepare_material,
        {},
    ),
    Engine(
        "Pagefind",
        "pagefind.html",
        "#field",
        "document.querySelector('#results li') || document.querySelector('#count').textContent",
        "document.querySelector('#count').textContent",
        ("/pagefind/",),
        _prepare_pagefind,
        _PLAIN,
    ),
    Engine(
        "MiniSearch",
        "minisearch.html",
        "#field",
        "document.querySelector('#results li') || document.querySelector('#count').textContent",
        "document.querySelector('#count').textContent",
        ("/minisearch/",),
        _prepare_minisearch,
        _PLAIN,
    ),
)
