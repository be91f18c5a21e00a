"""A folder of texts runs nothing, and no file from outside it is read or published."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from edition.building.site import list_variables
from edition.publishing.trust import check_trust
from tests.projects import commit, list_errors, make_source, run

TEXT = "A HEADING\n\nA paragraph of a text that is about nothing in particular.\n"
GOOD = """\
site_name: !ENV [NAME, Sample]
docs_dir: docs
theme:
  name: material
  custom_dir: overrides
plugins:
  - search
  - material/tags
  - meta: {enabled: true}
markdown_extensions:
  - toc: {marker: ""}
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
      emoji_generator: !!python/name:material.extensions.emoji.to_svg
  - pymdownx.superfences:
      custom_fences:
        - name: mermaid
          class: mermaid
          format: !!python/name:pymdownx.superfences.fence_code_format
  - edition.publishing.dialect
extra: {day: 2026-01-01, again: &a {b: 1}, twice: *a}
hooks: []
"""
BAD = {
    "a call": ("extra:\n  x: !!python/object/apply:os.system [touch gone]\n", "2:6"),
    "a call under a short tag": (
        "%TAG !p! tag:yaml.org,2002:python/object/\n---\nx: !p!apply:os.system [touch gone]\n",
        "3:4",
    ),
    "a call as a key": ("? !!python/object/apply:os.system [touch gone]\n: 1\n", "1:3"),
    "a name of another module": ("x: !!python/name:os.system\n", "1:4"),
    "a place": ("x: !relative $config_dir/..\n", "1:4"),
    "hooks": ("hooks: [hook.py]\n", "1:8"),
    "hooks under a variable": ("hooks: !ENV [HOOKS, [hook.py]]\n", "1:8"),
    "a key that is a variable": ("!ENV [KEY, hooks]: [hook.py]\n", "1:1"),
    "a merged mapping": ("x: &x {hooks: [hook.py]}\n<<: *x\n", "2:1"),
    "templates": ("extra_templates: [x.html]\n", "1:18"),
    "a plugin": ("plugins:\n  - meta\n  - exec: {x: 1}\n", "3:5"),
    "a plugin in a mapping": ("plugins:\n  exec: {x: 1}\n", "2:3"),
    "plugins under a variable": ("plugins: !ENV [P, [exec]]\n", "1:10"),
    "an extension": ("markdown_extensions: [hook]\n", "1:23"),
    "an extension that includes files": ("markdown_extensions: [pymdownx.snippets]\n", "1:23"),
    "a folder of pictures": (
        "markdown_extensions: [pymdownx.emoji: {options: {custom_icons: [/etc]}}]\n",
        "1:65",
    ),
    "a theme": ("theme: evil\n", "1:8"),
    "a folder of the theme": ("theme:\n  name: material\n  custom_dir: ../theme\n", "3:15"),
    "the texts": ("docs_dir: /etc\n", "1:11"),
    "other configurations": ("INHERIT: [a.yml, b.yml]\n", "1:10"),
    "another configuration": ("INHERIT: ../mkdocs.yml\n", "1:10"),
    "no YAML": ("x: [\n", "2:1"),
    "depth": ("x: " + "[" * 5000 + "]" * 5000, "mkdocs.yml"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_could_run_code_or_read_other_files_is_reported(name: str, tmp_path: Path) -> None:
    text, place = BAD[name]
    (tmp_path / "mkdocs.yml").write_text(text, "utf-8")
    found = check_trust(tmp_path)
    assert {one.code for one in found} == {"T001"}
    assert found[0].format().startswith(f"mkdocs.yml:{place}" if ":" in place else place)


def test_what_the_documentation_of_the_theme_asks_for_is_not(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text(GOOD, "utf-8")
    assert check_trust(tmp_path) == []


def test_an_inherited_configuration_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("INHERIT: base.yml\nsite_name: A\n", "utf-8")
    (tmp_path / "base.yml").write_text("INHERIT: mkdocs.yml\nhooks: [a.py]\n", "utf-8")
    assert [(d.path, d.line, d.column) for d in check_trust(tmp_path)] == [("base.yml", 2, 8)]


@pytest.mark.parametrize("command", ["build", "convert", "check"])
def test_nothing_is_run_before_the_configuration_is_checked(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(tmp_path, TEXT)
    gone = tmp_path / "gone"
    call = f'site_name: A\nextra:\n  x: !!python/object/apply:os.mkdir ["{gone}"]\n'
    (tmp_path / "mkdocs.yml").write_text(call, "utf-8")
    assert run(tmp_path, command) == 1
    assert ("mkdocs.yml:3:6", "T001") in list_errors(capsys.readouterr().out)
    assert not gone.exists()


@pytest.mark.usefixtures("cold_rendering")
def test_a_module_of_the_folder_stands_for_none_of_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_source(tmp_path, TEXT)
    (tmp_path / "mkdocs.py").write_text("import os\nos.mkdir('gone')\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(tmp_path, "build") == 0
    assert not (tmp_path / "gone").exists()


@pytest.mark.parametrize(
    "call", ["check", "check --against HEAD", "build", "diff HEAD", "withdraw sample --remains"]
)
def test_programs_that_a_repository_names_are_not_run(call: str, tmp_path: Path) -> None:
    make_source(tmp_path, TEXT)
    (tmp_path / "bibliography.bib").touch()
    commit(tmp_path)
    ran, program = tmp_path / "ran", tmp_path / ".git" / "program"
    program.write_text(f'#!/bin/sh\ntouch "{ran}"\n', "utf-8")
    program.chmod(0o700)
    settings = (
        "core.fsmonitor", "core.pager", "core.sshCommand", "core.alternateRefsCommand",
        "diff.external", "gpg.program", "filter.any.clean", "filter.any.smudge",
        "filter.any.process", "diff.any.textconv", "diff.any.command", "tar.tar.command",
        "remote.origin.uploadpack", "alias.ls-files", "alias.ls-tree",
    )  # fmt: skip
    for name in settings:
        _git(tmp_path, "config", name, str(program))
    for name, value in {
        "log.showSignature": "true",
        "filter.any.required": "true",
        "remote.origin.promisor": "true",
        "remote.origin.url": str(tmp_path),
        "core.hooksPath": str(program.parent),
        "extensions.partialClone": "origin",
        "core.repositoryFormatVersion": "1",
    }.items():
        _git(tmp_path, "config", name, value)
    (tmp_path / ".git" / "info" / "attributes").write_text("* filter=any diff=any\n", "utf-8")
    command, *rest = call.split()
    run(tmp_path, command, *rest)
    assert not ran.exists()


def _git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True)


def test_whoever_trusts_a_folder_lets_it_run(tmp_path: Path) -> None:
    make_source(tmp_path, TEXT)
    assert run(tmp_path, "build") == 0
    with (tmp_path / "mkdocs.yml").open("a", encoding="utf-8") as handle:
        handle.write(f"hooks: [{tmp_path}/hook.py]\n")
    (tmp_path / "hook.py").write_text(
        f"def on_config(config):\n    open({str(tmp_path / 'run')!r}, 'w').close()\n", "utf-8"
    )
    assert run(tmp_path, "build") == 1
    assert not (tmp_path / "run").exists()
    assert run(tmp_path, "build", "--trust") == 0
    assert (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("docs/x.txt", "../../outside.txt"),
        ("docs/deep/x", "/etc"),
        ("docs/loop", "../docs"),
        ("docs/circle", "circle"),
        ("docs/gone.md", "nowhere.md"),
        ("docs/secret.txt", "../private/secret.txt"),
        ("docs/git", "../.git"),
        ("sources/other", "../../other"),
        ("bibliography.bib", "../outside.txt"),
        ("CITATION.cff", "../outside.txt"),
        ("fonts", "/usr"),
    ],
)
def test_a_link_out_of_the_project_is_reported(name: str, target: str, tmp_path: Path) -> None:
    project = tmp_path / "project"
    for folder in (".git", "private", "docs", "sources", "../other"):
        (project / folder).mkdir(parents=True)
    (tmp_path / "outside.txt").write_text("A", "utf-8")
    (project / "private" / "secret.txt").write_text("A", "utf-8")
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).symlink_to(target)
    assert [(d.code, d.path) for d in check_trust(project)] == [("T002", name)]


def test_a_link_within_the_project_and_a_private_folder_elsewhere_are_not(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "docs").mkdir(parents=True)
    (project / "docs" / "a.md").write_text("A", "utf-8")
    (project / "docs" / "b.md").symlink_to("a.md")
    (project / "private").symlink_to(tmp_path)
    assert check_trust(project) == []


@pytest.mark.parametrize(
    ("names", "place"),
    [
        ([b"a\nb.md"], "docs"),
        ([b"a\x1bb.txt"], "docs"),
        ([b"a\\b.txt"], "docs"),
        ([b"\xff.md"], "docs"),
        ([b"Page.md", b"page.md"], "docs/page.md"),
        (["caf\u00e9.md".encode(), "cafe\u0301.md".encode()], "docs/caf\u00e9.md"),
    ],
)
def test_a_name_that_no_other_system_can_have_is_reported(
    names: list[bytes], place: str, tmp_path: Path
) -> None:
    (tmp_path / "docs").mkdir()
    for name in names:
        (tmp_path / "docs" / os.fsdecode(name)).touch()
    if len(list((tmp_path / "docs").iterdir())) < len(names):
        pytest.skip("this system has only one of them")
    assert [(d.code, d.path) for d in check_trust(tmp_path)] == [("T003", place)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has none")
def test_a_pipe_is_reported(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    os.mkfifo(tmp_path / "docs" / "a.md")
    assert [(d.code, d.path) for d in check_trust(tmp_path)] == [("T002", "docs/a.md")]


def test_a_linked_source_is_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_source(tmp_path / "elsewhere", TEXT)
    (tmp_path / "project" / "sources").mkdir(parents=True)
    (tmp_path / "project" / "sources" / "sample").symlink_to(tmp_path / "elsewhere/sources/sample")
    assert run(tmp_path / "project", "convert") == 1
    assert list_errors(capsys.readouterr().out) == [("sources/sample", "T002")]


def test_aliases_of_aliases_are_looked_at_once() -> None:
    levels = (f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, 7))
    bomb = "x0: &x0 [!ENV NAME]\n" + "".join(levels)
    assert list_variables(bomb.encode()) == ["NAME"]
