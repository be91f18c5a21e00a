"""Checks that a folder of texts contains no code that a build would run, and no links out of it.

MkDocs reads its configuration with a loader that runs the functions named in tags, and imports
hooks, plugins and extensions. So the configuration is first read and checked here as plain nodes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from operator import attrgetter
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final
from unicodedata import normalize

import yaml

from edition.diagnostics.diagnostic import Diagnostic
from edition.records.yaml_positions import report_syntax

CONFIGURATION: Final = "mkdocs.yml"
INPUTS: Final = (
    CONFIGURATION, "bibliography", "bibliography.bib", "CITATION.cff", "conventions", "docs",
    "fonts", "LICENSES", "locale", "requirements.lock", "requirements.txt", "sources",
)  # fmt: skip
"""Input files and folders of a project, without ``private``, whose files are the user's own."""
_UNNAMEABLE: Final = re.compile("[\0-\x1f\x7f\\\\\ud800-\udfff]")
"""Characters that file names cannot have in lists of files, or on some systems."""
_PRIVATE: Final = "private"

_STANDARD: Final = "tag:yaml.org,2002:"
_DATA: Final = frozenset(
    f"{_STANDARD}{kind}"
    for kind in ("bool", "float", "int", "map", "null", "seq", "str", "timestamp")
)
_VARIABLE: Final = "!ENV"
_NAMES: Final = frozenset(
    f"{_STANDARD}python/name:{name}"
    for name in (
        "material.extensions.emoji.to_svg",
        "material.extensions.emoji.twemoji",
        "pymdownx.emoji.gemoji",
        "pymdownx.emoji.to_alt",
        "pymdownx.emoji.to_svg",
        "pymdownx.emoji.twemoji",
        "pymdownx.superfences.fence_code_format",
        "pymdownx.superfences.fence_div_format",
    )
)
"""Functions that the documentation of Material tells users to name."""
_PLUGINS: Final = re.compile(r"(material/)?(meta|offline|search|tags)")
_EXTENSIONS: Final = re.compile(
    r"""edition\.publishing\.dialect
    | (markdown\.extensions\.)?
      (abbr|admonition|attr_list|codehilite|def_list|extra|fenced_code|footnotes|md_in_html|meta
      |nl2br|sane_lists|smarty|tables|toc|wikilinks)
    | pymdownx\.
      (arithmatex|betterem|blocks\.[a-z]+|caret|critic|details|emoji|escapeall|extra|highlight
      |inlinehilite|keys|magiclink|mark|progressbar|saneheaders|smartsymbols|superfences|tabbed
      |tasklist|tilde)""",
    re.VERBOSE,
)
_THEMES: Final = re.compile(r"material|mkdocs|readthedocs|null|~|")
_GUARDED: Final = frozenset(
    {"INHERIT", "docs_dir", "extra_templates", "hooks", "markdown_extensions", "plugins", "theme"}
)
"""Settings that determine the code and files in use; they may not depend on variables."""


def check_trust(root: Path) -> list[Diagnostic]:
    """Report settings that run code (T001), files outside (T002) and unusable names (T003)."""
    if faults := list(_check_files(root)):
        return faults
    path = root / CONFIGURATION
    return list(_check_file(path, root, frozenset())) if path.is_file() else []


# --- links and names --------------------------------------------------------------------


def _check_files(root: Path) -> Iterator[Diagnostic]:
    names: dict[str, str] = {}
    duplicate = ""  # reported already, with all its files
    start = len(os.path.join(root, ""))  # noqa: PTH118 - a Path drops the final separator
    for entry in _walk(root, INPUTS):
        shown = entry.path[start:].replace(os.sep, "/")
        if duplicate and shown.startswith(f"{duplicate}/"):
            continue
        code, fact = "T003", ""
        if _UNNAMEABLE.search(entry.name):
            fact = f"the name {entry.name!a} cannot be published"
            shown = shown[: -len(entry.name)].rstrip("/")
        elif (other := names.setdefault(normalize("NFC", shown).casefold(), shown)) != shown:
            fact, duplicate = f"many systems take it for `{other}`", shown
        elif entry.is_symlink():
            code, fact = "T002", _describe_link(Path(entry.path), root)
        elif not entry.is_dir() and not entry.is_file():
            code, fact = "T002", "this is neither a file nor a folder"
        if fact:
            yield Diagnostic(code, fact, shown)


def _walk(folder: str | Path, names: tuple[str, ...] = ()) -> Iterator[os.DirEntry[str]]:
    """Yield the entries of a folder, recursively and sorted; links are not followed.

    With ``names``, only the entries of these names in the folder itself, and everything below them.
    """
    with suppress(PermissionError), os.scandir(folder) as entries:
        for entry in sorted(entries, key=attrgetter("name")):
            if names and entry.name not in names:
                continue
            yield entry
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path)


def _describe_link(path: Path, root: Path) -> str:
    """Return the fault of a symbolic link, or an empty string."""
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return "the symbolic link leads nowhere"
    if not target.is_relative_to(root.resolve()):
        return "the symbolic link leads out of the project"
    if path.parent.resolve().is_relative_to(target):
        return "the symbolic link leads to a folder that it is in"
    first = target.relative_to(root.resolve()).parts[0]
    if first == _PRIVATE or first.startswith("."):
        return f"the symbolic link leads into {first}/"
    return ""


# --- the configuration ------------------------------------------------------------------


@lru_cache(maxsize=2)
def _compose(settings: bytes) -> yaml.Node | None:
    return yaml.compose(settings, Loader=yaml.SafeLoader)


def _check_file(path: Path, root: Path, above: frozenset[Path]) -> Iterator[Diagnostic]:
    shown = path.relative_to(root).as_posix()
    raw = path.read_bytes()
    try:
        node = _compose(raw)
    except (yaml.YAMLError, RecursionError, UnicodeError) as error:
        yield from report_syntax(error, raw.decode("utf-8", "replace"), "T001", shown)
        return
    if node is None:
        return
    check = _Check(shown, raw.decode("utf-8", "replace").splitlines())
    check.check(node)
    for name, value in check.settings(node):
        check.check_setting(name, value, root)
    yield from check.found
    if check.found:
        return
    for value in [value for name, value in check.settings(node) if name == "INHERIT"]:
        inherited = (path.parent / value.value).resolve()
        if inherited.is_file() and inherited not in above:
            yield from _check_file(inherited, root, above | {inherited})


class _Check:
    """Collects the findings in the nodes of a file."""

    def __init__(self, path: str, lines: list[str]) -> None:
        self._path = path
        self._lines = lines
        self.found: list[Diagnostic] = []

    def report(self, node: yaml.Node, fact: str) -> None:
        """Add a finding at a node."""
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        excerpt = self._lines[line - 1] if line <= len(self._lines) else ""
        self.found.append(Diagnostic("T001", fact, self._path, line, column, excerpt))

    def settings(self, node: yaml.Node) -> list[tuple[str, yaml.Node]]:
        """Return all settings of the file with their names, including duplicates."""
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        return [(str(key.value), value) for key, value in pairs]

    def check(self, root: yaml.Node) -> None:
        """Report all tags other than plain data, and all merged mappings."""
        for node in list_nodes(root):
            if node.tag not in _DATA | _NAMES | {_VARIABLE, f"{_STANDARD}merge"}:
                self.report(node, f"the tag `{node.tag}` is not allowed")
            for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
                if key.tag not in _DATA or isinstance(key, yaml.CollectionNode):
                    self.report(key, "a key must be plain; nothing can be merged")

    def check_setting(self, name: str, value: yaml.Node, root: Path) -> None:
        """Report a setting that would run code or lead out of the project."""
        if name not in _GUARDED:
            return
        for node in list_nodes(value):
            if node.tag == _VARIABLE:
                self.report(node, f"`{name}` cannot depend on a variable")
        if name in {"hooks", "extra_templates"} and value.value not in ("", []):
            self.report(value, f"`{name}` runs code of the project")
        elif name in {"plugins", "markdown_extensions"}:
            self._check_names(name, value)
        elif name == "theme":
            self._check_theme(value, root)
        elif name in {"docs_dir", "INHERIT"} and not _is_inside(value, root):
            self.report(value, f"`{name}` leads out of the project")

    def _check_names(self, name: str, value: yaml.Node) -> None:
        allowed, what = (_PLUGINS, "plugin") if name == "plugins" else (_EXTENSIONS, "extension")
        for node in _list_names(value):
            if not isinstance(node.value, str) or not allowed.fullmatch(node.value):
                self.report(node, f"the {what} `{node.value}` is not on the list")
        for node in list_nodes(value):
            if isinstance(node, yaml.ScalarNode) and _leads_out(node.value):
                self.report(node, "the path leads out of the project")

    def _check_theme(self, value: yaml.Node, root: Path) -> None:
        settings = self.settings(value) or [("name", value)]
        for name, node in settings:
            if name == "name" and not _THEMES.fullmatch(str(node.value)):
                self.report(node, f"the theme `{node.value}` is not on the list")
            if name == "custom_dir" and not _is_inside(node, root):
                self.report(node, "`theme.custom_dir` leads out of the project")


def list_nodes(root: yaml.Node) -> Iterator[yaml.Node]:
    """Yield a node and all nodes below it, each once even if aliases repeat it."""
    seen: set[int] = set()
    pending = [root]
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        for child in reversed(node.value if isinstance(node, yaml.CollectionNode) else ()):
            pending += reversed(child) if isinstance(child, tuple) else [child]


def _list_names(value: yaml.Node) -> Iterator[yaml.Node]:
    """Yield the names in a list or mapping of names that may have settings."""
    if isinstance(value, yaml.MappingNode):
        yield from (key for key, _ in value.value)
    elif isinstance(value, yaml.SequenceNode):
        for item in value.value:
            yield from _list_names(item) if isinstance(item, yaml.MappingNode) else (item,)
    elif value.value:
        yield value


def _is_inside(node: yaml.Node, root: Path) -> bool:
    return (
        isinstance(node, yaml.ScalarNode)
        and not _leads_out(node.value)
        and (root / node.value).resolve().is_relative_to(root.resolve())
    )


def _leads_out(name: str) -> bool:
    paths = (PurePosixPath(name), PureWindowsPath(name))
    return any(path.is_absolute() or ".." in path.parts for path in paths)
