"""What the documentation says of the code is so: paths, commands, fields, codes and names exist."""

from __future__ import annotations

import fnmatch
import json
import re
import shlex
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import jsonschema
import pytest
import yaml
from mkdocs.config.defaults import MkDocsConfig

from edition.__main__ import COMMANDS, make_parser
from edition.diagnostics.catalogue import CATALOGUE
from edition.records.conventions import default_words

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "scripts" / "edition"
PAGES = sorted([
    *(path for path in (ROOT / "docs").glob("*.md") if path.name != "bibliography.md"),
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")),
    *(ROOT / "tests").rglob("README.md"),
])  # fmt: skip
"""Pages that people write."""

EACH = pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))

_FENCE = re.compile(r"^ *(`{3,})(\w*)\n(.*?)^ *\1$", re.MULTILINE | re.DOTALL)
_GENERATED = re.compile(r"<!-- edition:([a-z-]+) -->.*?<!-- /edition:\1 -->", re.DOTALL)
_CODE = re.compile(r"`([^`\n]+(?:\n[^`\n]+)?)`")
_LINK = re.compile(r"\]\(([^()\s#:]+)(?:#[^()\s]*)?\)")
_PLACEHOLDER = re.compile(r"<\w+>|\bID\b|\bNAME\b|\bFILE\b|…")
_PATH = re.compile(
    r"[\w.<>*-]+(?:/[\w.<>*-]*)+|[\w.*-]+\.(?:md|py|yml|toml|json|lock|bib|txt|tsv|cff|js)"
)
_IDENTIFIER = re.compile(r"_?[A-Za-z][a-z]*(?:_[a-z]+)+|_?[A-Z][A-Z_]{2,}|[A-Z][a-z]+[A-Z]\w+")
_PROGRAM = re.compile(r"(?:\.venv/bin/)?edition (?P<arguments>.+)|make (?P<targets>.+)|"
                      r"(?:\.venv/bin/)?python -m (?P<module>[\w.]+).*")  # fmt: skip


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose(page: Path) -> str:
    """Return a page without its blocks of code and its generated sections."""
    return _GENERATED.sub("", _FENCE.sub("", read(page)))


def words_in_code(page: Path) -> Iterator[str]:
    for match in _CODE.finditer(prose(page)):
        yield " ".join(match[1].split())


def blocks(page: Path, language: str) -> Iterator[str]:
    for match in _FENCE.finditer(read(page)):
        if match[2] == language:
            yield match[3]


def lines_of_commands(page: Path) -> Iterator[str]:
    """Yield what a reader of a page is told to type, in its text and in its blocks."""
    yield from words_in_code(page)
    for block in blocks(page, "sh"):
        for line in block.replace("\\\n", " ").splitlines():
            yield line.partition(" #")[0].strip()


@pytest.fixture(scope="module")
def code() -> set[str]:
    """The words of all files that the documentation may name something of."""
    kinds = ("*.py", "*.js", "*.html", "*.css", "*.json", "*.yml", "*.toml")
    folders = ("scripts", "tests", "sources", ".github")
    paths = [path for folder in folders for kind in kinds for path in (ROOT / folder).rglob(kind)]
    paths += [
        ROOT / name for name in ("Makefile", "mkdocs.yml", "pyproject.toml", "bibliography.bib")
    ]
    texts = (path for path in paths if path.is_file() and path != Path(__file__))
    return {word for path in texts for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))}


@pytest.fixture(scope="module")
def ignored() -> set[str]:
    """Names that a build or a person makes, and git ignores."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return {line.strip("/").split("/")[0] for line in lines if line and not line.startswith("#")}


@pytest.fixture(scope="module")
def files() -> set[str]:
    """The names of all files of the repository."""
    folders = ("docs", "scripts", "sources", "tests", "LICENSES", ".github", ".ci")
    inner = (path for folder in folders for path in (ROOT / folder).rglob("*"))
    return {path.name for path in (*inner, *ROOT.iterdir())}


# --- paths ----------------------------------------------------------------------------------

_FOREIGN = re.compile(
    r"doc/|.*-humanities\.tagged\.txt|NEAR/\d|\d{4}/\d.*|letter\.txt|requirements\.txt|fonts/|preview/"
    r"|sources/letter/.*|(?:sources/(?:<id>/)?)?(?:annotations|bibliography|chronology|correspondences"
    r"|emendations)/(?:<id>\.bib)?"
)
"""Paths in the public set of labelled references that tests/gold describes, queries, and files of
another edition or of a published site."""


@EACH
def test_every_path_exists(page: Path, ignored: set[str], files: set[str]) -> None:
    named = [text for text in words_in_code(page) if _PATH.fullmatch(text)]
    ours = [text for text in named if not _FOREIGN.fullmatch(text)]
    assert [text for text in ours if not exists(text, page, ignored, files)] == []


def exists(text: str, page: Path, ignored: set[str], files: set[str]) -> bool:
    # The site has a page of HTML for each page of Markdown.
    pattern = _PLACEHOLDER.sub("*", text).strip("/").replace(".html", ".md")
    if pattern.split("/")[0] in ignored:
        return True
    if "/" not in pattern:
        return bool(fnmatch.filter(files, pattern))
    places = (ROOT, page.parent, ROOT / "docs", ROOT / "docs" / "editions", PACKAGE)
    return any(any(place.glob(pattern)) for place in places)


@EACH
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    targets = [match[1] for match in _LINK.finditer(prose(page))]
    assert [target for target in targets if not (page.parent / target).exists()] == []


# --- commands -------------------------------------------------------------------------------


@EACH
def test_every_command_can_be_given(page: Path) -> None:
    assert [line for line in lines_of_commands(page) if not can_be_given(line)] == []


def can_be_given(line: str) -> bool:
    """Return whether a command is one that the programs take; other words are none of ours."""
    match = _PROGRAM.fullmatch(line)
    if match is None:
        return True
    if match["arguments"]:
        return edition_takes(shlex.split(match["arguments"]))
    if match["module"]:
        return find_spec(match["module"]) is not None
    return make_takes(shlex.split(match["targets"]))


def edition_takes(arguments: list[str]) -> bool:
    name, *rest = arguments
    if name in {"--help", "--version"} or not rest:
        return name in {*COMMANDS, "--help", "--version"}
    try:
        make_parser(name).parse_args(arguments)
    except SystemExit:
        return False
    return True


def make_takes(words: list[str]) -> bool:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return all(
        word.split("=")[0] in makefile if "=" in word else f"\n{word}:" in makefile
        for word in words
    )


def test_a_command_that_is_not_there_is_seen() -> None:
    assert not can_be_given("edition frobnicate")
    assert not can_be_given("edition convert --never")
    assert not can_be_given("make nothing")
    assert not can_be_given("python -m edition.nothing")
    assert can_be_given("git log")


# --- codes, fields and names ----------------------------------------------------------------


@EACH
def test_every_code_is_in_the_catalogue(page: Path) -> None:
    families = "".join(sorted({code[0] for code in CATALOGUE}))
    named = set(re.findall(rf"\b[{families}]\d{{3}}\b", prose(page)))
    assert named <= set(CATALOGUE)


def schema(name: str) -> dict[str, object]:
    loaded: dict[str, object] = json.loads(
        (ROOT / "docs" / "schema" / f"{name}.schema.json").read_text(encoding="utf-8")
    )
    return loaded


def field_exists(field: str) -> bool:
    """Return whether a dotted name leads to a field of the record."""
    record = schema("source")
    place: object = record
    for name in field.split("."):
        assert isinstance(place, dict)
        if "$ref" in place:
            place = record["$defs"][place["$ref"].rpartition("/")[2]]  # type: ignore[index]
        place = place.get("properties", {}).get(name)  # type: ignore[attr-defined]
        if place is None:
            return False
    return True


def fields(text: str) -> Iterator[str]:
    """Yield the dotted names that begin with a field of the record."""
    properties = schema("source")["properties"]
    for name in re.findall(r"(?<![\w./])[a-z_]+\.[a-z_]+(?![\w/(.])", text):
        if name.partition(".")[0] in properties and not _PATH.fullmatch(name):  # type: ignore[operator]
            yield name


@EACH
def test_every_field_of_the_record_exists(page: Path) -> None:
    named = [name for text in words_in_code(page) for name in fields(text)]
    assert [name for name in named if not field_exists(name) and not is_word_list(name)] == []


def test_every_field_in_the_advice_of_a_code_exists() -> None:
    named = [name for rule in CATALOGUE.values() for name in fields(rule.advice)]
    assert len(named) > 5
    assert [name for name in named if not field_exists(name) and not is_word_list(name)] == []


def is_word_list(field: str) -> bool:
    """Return whether a name is of a list of words."""
    group, _, name = field.partition(".")
    return group in ("citations", "cross_references") and name in default_words(group)


@EACH
def test_every_name_is_in_the_code(page: Path, code: set[str]) -> None:
    named = {text for text in words_in_code(page) if _IDENTIFIER.fullmatch(text)}
    assert sorted(named - code) == []


@EACH
def test_every_example_of_a_record_follows_the_schema(page: Path) -> None:
    settings = {name for name, _ in MkDocsConfig()._schema}
    for block in blocks(page, "yaml"):
        data = yaml.safe_load(block)
        if isinstance(data, list):
            jsonschema.validate(data, schema("accepted"))
            continue
        if set(data) <= settings or "jobs" in data:
            continue  # An example of mkdocs.yml, or of a workflow.
        if all(isinstance(entry, dict) and "state" in entry for entry in data.values()):
            jsonschema.validate(data, schema("register"))
            continue
        kinds = ("source", "convention", "annotations", "correspondences")
        fitting = [kind for kind in kinds if set(data) <= set(schema(kind)["properties"])]  # type: ignore[call-overload]
        assert fitting, block
        jsonschema.validate(data, {**schema(fitting[0]), "required": []})
