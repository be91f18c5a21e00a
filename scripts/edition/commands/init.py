"""The command `init`: begin an edition in an empty folder, optionally with a first text."""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path
from typing import Final

from edition.building.conversion import lay_out
from edition.building.progress import say_written
from edition.building.project import Project
from edition.building.store import write_if_changed
from edition.building.upgrade import DISTRIBUTION, REQUIREMENTS
from edition.commands.new import add_text, add_text_arguments, make_id, prepare_drafts, require_file
from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.publishing.trust import CONFIGURATION
from edition.records.schema import list_schemas
from edition.text.escape import escape_markdown, replace_markup

_LICENCE: Final = re.compile(r"CC[- ](BY(?:[- ][A-Z]{2}){0,2})[- ](\d\.\d)")
_TEMPLATES: Final = files("edition.commands").joinpath("templates")
_PAGES: Final = ("index", "about", "rights", "cite")


@dataclass(frozen=True, slots=True)
class Question:
    """A question to whoever begins an edition, with the default answer."""

    name: str
    text: str
    default: str
    pattern: str = ".*"
    """Regular expression of the answers that can be used."""

    def read(self, answer: str) -> str:
        """Return an answer of the command line. Raises ArgumentTypeError if it cannot be used."""
        if not re.fullmatch(self.pattern, answer):
            raise argparse.ArgumentTypeError(f"{answer} cannot be used. {self.text}")
        return answer

    def ask(self) -> str:
        """Return the answer from the terminal, or the default; ask again if it cannot be used."""
        prompt = f"{self.text} [{self.default}]: " if self.default else f"{self.text}: "
        try:
            while not re.fullmatch(self.pattern, answer := input(prompt).strip() or self.default):
                print(f"{answer} cannot be used.")
        except EOFError as error:  # Ctrl-D, which ends the command as Ctrl-C does
            raise KeyboardInterrupt from error
        return answer


_QUESTIONS: Final = (
    Question("title", "Title of the edition", "An edition"),
    Question("language", "Language of its pages, as a code such as en or pt-BR", "en",
             r"[a-z]{2,3}(-\w{2,8})*"),
    Question("licence", "Licence of what you write, such as CC-BY-4.0 (may be empty)", ""),
    Question("repository", "Address of its repository, with https:// (may be empty)", "",
             r"|https?://\S+\.\S+"),
)  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("file", nargs="?", type=Path, help="the first text, in any format")
    add_text_arguments(parser)
    for question in _QUESTIONS:
        parser.add_argument(
            f"--{question.name}", metavar="TEXT", type=question.read, help=question.text
        )


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Write the files of a new edition, and a draft of its first text.

    Raises EditionError, before anything is written, if the folder already has an edition or the
    text is missing.
    """
    root, file = project.root, options.file
    for name in (CONFIGURATION, "sources", "docs"):
        if (root / name).exists():
            hint = "Choose an empty folder with --project; edition new adds a text to an edition."
            raise EditionError(Diagnostic("R008", f"{name} already exists", name, hint=hint))
    if file is not None:
        require_file(file)
    answers = {}
    for question in _QUESTIONS:
        answer = getattr(options, question.name)
        asked = question.ask() if answer is None and sys.stdin.isatty() else answer
        answers[question.name] = question.default if asked is None else asked
    found = []
    if file is not None:
        found = add_text(project, file, options.id or make_id(file), options.encoding)
    written = [
        root / name
        for name, text in _list_files(answers).items()
        if write_if_changed(root / name, text)
    ]
    say_written(written, root, quiet=project.quiet)
    prepare_drafts(root)
    (root / "sources").mkdir(exist_ok=True)
    lay_out(project, ())
    print(f"Next: {project.call('serve')}")
    return found


def _list_files(answers: dict[str, str]) -> dict[str, str]:
    """Return the files of a new edition: their contents by path."""
    licence = answers["licence"] or "a licence that is not stated yet"
    shown = answers | {"title": escape_markdown(answers["title"]), "licence": licence}
    pages = {f"docs/{name}.md": _fill(f"{name}.md", shown) for name in _PAGES}
    return {
        CONFIGURATION: _configure(answers),
        **list_schemas(),
        "bibliography.bib": "",
        ".gitattributes": _fill("gitattributes", answers),
        ".vscode/settings.json": _fill("settings.json", answers),
        REQUIREMENTS: _find_requirement(),
        ".github/ISSUE_TEMPLATE/misreading.yml": _fill("misreading.yml", answers),
        ".github/workflows/edition.yml": _fill("workflow.yml", answers),
        **pages,
    }


def _fill(name: str, values: dict[str, str]) -> str:
    text = _TEMPLATES.joinpath(name).read_text(encoding="utf-8")
    return re.sub(r"%(\w+)%", lambda match: values[match[1]], text)


def _configure(answers: dict[str, str]) -> str:
    """Return the settings that differ from the defaults of the generator."""
    terms = _LICENCE.sub(_address_licence, answers["licence"])
    extra = {"generator": False, "repository": answers["repository"], "license": terms}
    settings = {
        "site_name": replace_markup(answers["title"]),
        "language": answers["language"],
        "extra": {name: value for name, value in extra.items() if value != ""},
    }
    # JSON is YAML.
    written = {name: json.dumps(value, ensure_ascii=False) for name, value in settings.items()}
    return _fill(CONFIGURATION, written)


def _address_licence(match: re.Match[str]) -> str:
    """Return the address of a Creative Commons licence."""
    return f"https://creativecommons.org/licenses/{match[1].lower().replace(' ', '-')}/{match[2]}/"


def _find_requirement() -> str:
    """Return the requirement with which pip installs this generator, if its source is known."""
    try:
        installed = distribution(DISTRIBUTION)
    except PackageNotFoundError:
        return _UNKNOWN
    direct = json.loads(installed.read_text("direct_url.json") or "{}")
    url = str(direct.get("url", ""))
    if commit := direct.get("vcs_info", {}).get("commit_id"):
        return f"{installed.name} @ git+{url}@{commit}\n"
    return f"{installed.name} @ {url}\n" if url.startswith("https:") else _UNKNOWN


_UNKNOWN: Final = "# State where the generator is installed from: scholarly-edition @ ADDRESS\n"
