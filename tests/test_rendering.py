"""What is wrong with pages or settings stops MkDocs, and is reported as it remarks it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import mkdocs
import pytest
import yaml

from edition.diagnostics.diagnostic import EditionError
from edition.publishing.dialect import STATED
from edition.publishing.mkdocs import list_written, publish, run_mkdocs, write_configuration

RUN = "import sys; from edition.publishing.rendering import main; sys.exit(main(sys.argv[1:]))"
PAGES = {
    "index.md": "# Home\n\n[Later](z.md#there), [here](#home)\n",
    "a.md": "---\ntitle: A\n---\n\n## One\n\nText.[^1]\n\n[^1]: A note.\n",
    "z.md": "# Zed\n\n## There\n\n[Back](index.md#home), [A](a.md)\n" + "Words. " * 50,
}
CONFIGURATION = """\
site_name: Pages
use_directory_urls: false
theme: {name: material, font: false}
plugins: []
validation: {links: {anchors: warn}}
markdown_extensions: [edition.publishing.dialect, toc]
"""


def _build(folder: Path) -> tuple[int, str]:
    configuration = write_configuration(
        folder, folder / "work", folder / "docs", folder / "site", {}
    )
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(configuration)],
        input="build\n",
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SOURCE_DATE_EPOCH": "0", "NO_MKDOCS_2_WARNING": "1"},
    )
    return done.returncode, done.stdout + done.stderr


def _lay_out(root: Path, pages: dict[str, str]) -> Path:
    (root / "docs").mkdir(parents=True)
    for name, text in pages.items():
        (root / "docs" / name).write_text(text, "utf-8")
    return root


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder with a configuration and no pages."""
    (tmp_path / "mkdocs.yml").write_text(CONFIGURATION, "utf-8")
    return tmp_path


@pytest.mark.parametrize("name", PAGES)
def test_broken_links_stop_the_build_wherever_they_are(project: Path, name: str) -> None:
    links = ("nowhere.md", "a.md#nowhere")
    text = "".join(f"\n\n[broken]({link})\n" for link in links)
    _lay_out(project, {**PAGES, name: f"{PAGES[name]}{text}"})
    status, told = _build(project)
    assert status == 1
    warnings = [line for line in told.splitlines() if "WARNING" in line]
    assert len(warnings) == len(links)
    assert all(f"'{name}'" in warning for warning in warnings)
    assert all(any(link in warning for warning in warnings) for link in links)


def test_a_page_that_cannot_be_read_stops_the_build(project: Path) -> None:
    _lay_out(project, PAGES)
    (project / "docs" / "z.md").write_bytes(b"\xff\xfe\x00")
    status, told = _build(project)
    assert status == 1
    assert "z.md" in told


def test_only_what_the_theme_brought_is_left_out_of_what_was_written(tmp_path: Path) -> None:
    theme = Path(mkdocs.__file__).parents[1] / "material" / "templates"
    brought = sorted(p for p in theme.rglob("*.css") if p.is_file())[:2]
    names = [path.relative_to(theme) for path in brought]
    for path, name in zip(brought, names, strict=True):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(path.read_bytes())
    (tmp_path / names[1]).write_bytes(brought[1].read_bytes() + b"/* more */")
    (tmp_path / "index.html").write_text("A page", "utf-8")
    assert list_written(tmp_path) == sorted([tmp_path / names[1], tmp_path / "index.html"])


def test_an_invalid_configuration_is_reported(project: Path) -> None:
    _lay_out(project, PAGES)
    wrong = CONFIGURATION.replace("name: material", "name: no-such-theme")
    (project / "mkdocs.yml").write_text(wrong, "utf-8")
    status, told = _build(project)
    assert status == 1
    assert "no-such-theme" in told
    with pytest.raises(EditionError):
        run_mkdocs(project / "work" / "mkdocs.yml", 0)


@pytest.mark.parametrize(
    ("own", "theme", "extensions"),
    [
        ("", "material", 4),
        ("site_name: A\ntheme: material\n", "material", 4),
        (
            "theme: {language: de}\nmarkdown_extensions: [tables, {toc: {marker: x}}]\n",
            "material",
            3,
        ),
        ("theme: mkdocs\nmarkdown_extensions: {tables: {}}\n", "mkdocs", 2),
    ],
)
def test_a_configuration_gets_what_it_lacks(
    own: str, theme: str, extensions: int, tmp_path: Path
) -> None:
    project = _lay_out(tmp_path / "project", PAGES)
    (project / "mkdocs.yml").write_text(own, "utf-8")
    path = write_configuration(project, tmp_path / "work", project / "docs", tmp_path / "site", {})
    inherited = yaml.safe_load(path.read_text("utf-8").replace(str(project), "."))
    assert inherited["theme"]["name"] == theme
    assert inherited["theme"]["font"] is False
    assert len(inherited["markdown_extensions"]) == extensions
    assert "edition.publishing.dialect" in inherited["markdown_extensions"]


def test_a_page_has_the_languages_that_the_registers_state(tmp_path: Path) -> None:
    project = _lay_out(tmp_path / "project", {**PAGES, "b.md": "# B\n\n張作霖 and 張學良.\n"})
    (project / "mkdocs.yml").write_text(CONFIGURATION, "utf-8")
    (project / "docs" / "editions").mkdir()
    (project / "docs" / STATED).write_text('{"張作霖": "zh-Hant"}', "utf-8")
    assert _build(project)[0] == 0
    page = (project / "site" / "b.html").read_text("utf-8")
    assert re.findall('lang="([a-zA-Z-]+)">張', page) == ["zh-Hant", "und-Hani"]


def test_what_the_theme_brought_is_dropped_and_what_an_edition_has_stays(tmp_path: Path) -> None:
    theme = Path(mkdocs.__file__).parents[1] / "material" / "templates"
    brought = next((theme / "assets" / "stylesheets").glob("*.css"))
    site = tmp_path / "site"

    def build() -> None:
        own = b"p { margin: 0 }"
        for name, content in ((brought.name, brought.read_bytes()), ("own.css", own)):
            (site / "assets" / "stylesheets").mkdir(parents=True, exist_ok=True)
            (site / "assets" / "stylesheets" / name).write_bytes(content)
        (site / "assets" / "javascripts" / "workers").mkdir(parents=True)

    assert publish(site, build, lambda _: []) == []
    assert [path.name for path in sorted(site.rglob("*")) if path.is_file()] == ["own.css"]
    assert not (site / "assets" / "javascripts").exists()
