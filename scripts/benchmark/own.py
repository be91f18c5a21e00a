"""The generator's own tasks: its project copied apart, its cold build, its steps from within."""

from __future__ import annotations

import compileall
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import yaml
from mkdocs.utils.yaml import yaml_load

from benchmark.clock import Task
from benchmark.content import (
    Cited,
    draw_citations,
    list_keys,
    list_notes,
    read_citations,
    read_pages,
)
from benchmark.peers import Content
from edition.building.project import Project
from edition.records.record import Publish

_LEFT = (".git", ".venv", "site", "site-private", "build", "dist", "tests", "*.egg-info")
_KEPT = ("site_name", "use_directory_urls", "nav", "not_in_nav", "theme")
_STOCK = ["toc", "tables", "fenced_code", "footnotes", "attr_list", "md_in_html"]


def copy_project(root: Path, folder: Path) -> Path:
    """Copy the project, its code too, so that nobody's edit meets a run half way.

    The code is compiled, as that of installed packages is.
    """
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(root, folder, ignore=shutil.ignore_patterns(*_LEFT, "__pycache__"))
    compileall.compile_dir(folder / "scripts", quiet=1)
    return folder


def environment(project: Path) -> dict[str, str]:
    """Return the variables under which the copy's own code is run."""
    return {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(project / "scripts")}


def cold_build(project: Path) -> Task:
    """Return the whole build, public, with no cache and no site."""
    command = (sys.executable, "-m", "edition", "build", "--project", str(project))
    remove = (project / "build", project / "site")
    return Task("cold build", command, project, remove, environment(project))


def time_step(project: Path, step: str, folder: Path, *times: str) -> Task:
    """Return a step that is timed from within."""
    command = (sys.executable, "-m", "benchmark.inside", step, str(folder), *times)
    name = " ".join([step, *times])
    return Task(name, command, project, (project / "build",), environment(project))


def plain_build(project: Path, folder: Path, *, views: bool, search: bool) -> Task:
    """Return a build of the same pages by MkDocs and Material with stock extensions alone.

    It has the project's navigation and theme without our templates and our extension, and the
    search of Material or none.
    """
    shutil.rmtree(folder, ignore_errors=True)
    left = shutil.ignore_patterns(*([] if views else ["witness-*.md"]))
    shutil.copytree(project / "docs", folder / "docs", ignore=left)
    settings = yaml_load((project / "mkdocs.yml").read_text(encoding="utf-8"))
    plain = {name: settings[name] for name in _KEPT}
    plain["theme"] = {k: v for k, v in plain["theme"].items() if k != "custom_dir"}
    plain |= {"markdown_extensions": _STOCK, "plugins": ["search"] if search else []}
    plain |= {"docs_dir": "docs", "site_dir": "site"}
    text = yaml.safe_dump(plain, sort_keys=False, allow_unicode=True)
    (folder / "mkdocs.yml").write_text(text, encoding="utf-8")
    command = (sys.executable, "-m", "mkdocs", "build", "--quiet")
    # Our package is on no path: nothing of ours can run in it.
    variables = {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": ""}
    name = "plain MkDocs" if search else "plain MkDocs, without search"
    return Task(name, command, folder, (folder / "site",), variables)


def read_content(project: Path, *, views: bool) -> tuple[Content, str]:
    """Return what the peers render, and where its citations come from."""
    editions = project / "docs" / "editions"
    bibliography = project / "bibliography.bib"
    citations, origin = list(_export_citations(project)), "resolved by the generator"
    if not citations:
        notes = list_notes(read_pages(editions, views=False))
        citations = draw_citations(notes, list_keys(bibliography.read_text(encoding="utf-8")))
        origin = "one a note, keys drawn in order (the export lists no citations)"
    bibtex = project / "docs" / "bibliography" / "all.bib"
    return Content(read_pages(editions, views=views), citations, bibliography, bibtex), origin


def _all(variables: dict[str, str]) -> dict[str, str]:
    return {**os.environ, **variables}


def _export_citations(project: Path) -> Iterable[Cited]:
    for record in Project(project).records():
        if record.rights.publish is not Publish.FULL:
            continue
        command = [sys.executable, "-m", "edition", "export", record.id, "--project", str(project)]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, env=_all(environment(project))
        )
        yield from read_citations(record.id, json.loads(done.stdout))
