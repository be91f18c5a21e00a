"""A thin layer over MkDocs, which turns a folder of Markdown into a folder of HTML."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml
from rcssmin import cssmin
from rjsmin import jsmin

from edition.diagnostics.catalogue import Severity
from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.diagnostics.machine import FAULT_STATUS, unpack_fault
from edition.publishing.order import NO_CACHE, Order
from edition.publishing.trust import CONFIGURATION
from edition.text.digest import walk_files, walk_names
from edition.text.interface import list_words

_MINIFIERS: Mapping[str, Callable[[str], str]] = {".css": cssmin, ".js": jsmin}
RELEASE = "CITATION.cff"
"""File of a project that names its last release."""
THEME = Path(__file__).parent / "theme"
# -P: a module in the current folder must not shadow one of the program.
_RENDERING = (sys.executable, "-P", "-m", "edition.publishing.rendering")
_MAPPING = "tag:yaml.org,2002:map"
_DIALECT = "edition.publishing.dialect"
_UNUSED = ("assets/javascripts/", "assets/stylesheets/", "assets/images/favicon.png")
"""Folders and files of the base theme that no page uses, as our theme replaces its templates."""


def write_configuration(
    root: Path, folder: Path, docs: Path, site: Path, extra: Mapping[str, Any]
) -> Path:
    """Write a configuration into ``folder`` that inherits that of the project."""
    folder.mkdir(parents=True, exist_ok=True)
    node, words = compose_settings((root / CONFIGURATION).read_bytes()), list_words()
    content: dict[str, Any] = {
        **_fill(node),
        "INHERIT": str(root / CONFIGURATION),
        "docs_dir": str(docs),
        "site_dir": str(site),
        "extra": {**read_release(root), **({"words": words} if words else {}), **extra},
    }
    content["theme"] = {**content.get("theme", {}), "custom_dir": str(THEME)}
    written = yaml.safe_dump(content, allow_unicode=True, sort_keys=True)
    path = folder / CONFIGURATION
    path.write_text(written + _add_dialect(node), encoding="utf-8")
    return path


@lru_cache(maxsize=2)
def compose_settings(settings: bytes) -> yaml.MappingNode:
    """Return a configuration as nodes, not to be modified; an empty mapping if it is invalid."""
    try:
        node = yaml.compose(settings, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        node = None
    return node if isinstance(node, yaml.MappingNode) else yaml.MappingNode("", [])


def part_navigation(settings: bytes) -> tuple[str, Any]:
    """Return settings without the navigation, and the navigation as data.

    A navigation with anything but plain data stays in the settings.
    """
    text = settings.decode("utf-8", "replace")
    for key, value in compose_settings(settings).value:
        if key.value == "nav" and (found := _read_plain(value)) is not None:
            return text[: key.start_mark.index] + text[value.end_mark.index :], found
    return text, None


def _read_plain(node: yaml.Node) -> Any:  # noqa: ANN401
    """Return nested lists of strings and of lists with a title as data; None for other nodes."""
    if isinstance(node, yaml.SequenceNode):
        items = list(map(_read_plain, node.value))
        return None if None in items else items or None
    if isinstance(node, yaml.MappingNode):
        [(title, item), *others] = node.value or [(node, node)]
        plain = not others and isinstance(title, yaml.ScalarNode) and item is not node
        value = _read_plain(item) if plain and not isinstance(item, yaml.MappingNode) else None
        return None if value is None else {_read_plain(title): value}
    return node.value if node.tag == "tag:yaml.org,2002:str" else None


def _fill(node: yaml.MappingNode) -> dict[str, Any]:
    """Return required settings that a configuration neither has nor inherits.

    How strictly MkDocs checks the pages of the project stays the project's choice.
    """
    own = {str(key.value): value for key, value in node.value}
    if "INHERIT" in own:
        return {}
    defaults = {"site_name": "Edition", **read_defaults()}
    names = defaults.keys() - own.keys() - {"strict", "validation"}
    lacking = {name: defaults[name] for name in names}
    theme = own.get("theme")
    settings = theme.value if isinstance(theme, yaml.MappingNode) else []
    named = {str(key.value) for key, _ in settings}
    lacking["theme"] = {key: v for key, v in defaults["theme"].items() if key not in named}
    if isinstance(theme, yaml.ScalarNode) and theme.value:
        lacking["theme"]["name"] = theme.value
    return lacking


def _add_dialect(node: yaml.MappingNode) -> str:
    """Return the list of Markdown extensions with ours, if a configuration has one without it."""
    for key, value in node.value:
        if key.value != "markdown_extensions" or not isinstance(value, yaml.CollectionNode):
            continue
        pairs = isinstance(value, yaml.MappingNode)
        items = [yaml.MappingNode(_MAPPING, [item]) if pairs else item for item in value.value]
        if _DIALECT not in [item.value for item in items]:
            items.append(yaml.ScalarNode("tag:yaml.org,2002:str", _DIALECT))
            extended = yaml.SequenceNode("tag:yaml.org,2002:seq", items)
            written: str = yaml.serialize(yaml.MappingNode(_MAPPING, [(key, extended)]))
            return written
    return ""


def read_defaults() -> dict[str, Any]:
    """Return the settings of a new project."""
    settings: dict[str, Any] = yaml.safe_load((THEME.with_name("defaults.yml")).read_bytes())
    return settings


def read_setting(root: Path, *names: str) -> str:
    """Return a string of the configuration of a project, by its path; empty if there is none."""
    path = root / CONFIGURATION
    node: yaml.Node | None = compose_settings(path.read_bytes()) if path.is_file() else None
    for name in names:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        node = next((value for key, value in pairs if key.value == name), None)
    plain = isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:str"
    return str(node.value) if node and plain else ""


def read_title(root: Path) -> str:
    """Return the title of the site."""
    return read_setting(root, "site_name") or "Edition"


def read_address(root: Path) -> str:
    """Return the address of the site, with a final slash; empty if it has none.

    For an address from the environment (``!ENV``), the first variable that is set counts, else the
    default.
    """
    path = root / CONFIGURATION
    pairs = compose_settings(path.read_bytes()).value if path.is_file() else []
    node = next((value for key, value in pairs if key.value == "site_url"), None)
    if node is None or node.tag != "!ENV":
        found = read_setting(root, "site_url")
    else:
        names = [node] if isinstance(node, yaml.ScalarNode) else node.value
        *variables, last = [str(name.value) for name in names]
        set_ = [value for name in variables if (value := os.environ.get(name)) is not None]
        found = next(iter(set_), last if variables else os.environ.get(last, ""))
    return f"{found.rstrip('/')}/" if found else ""


def read_release(root: Path) -> dict[str, dict[str, str]]:
    """Return the name of the last release of a project, in text and TeX; empty if it has none.

    Raises EditionError (C003) if its CITATION.cff cannot be read.
    """
    path = root / RELEASE
    try:
        found = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
        version = "" + found["version"]
        name = found["title"] + ", version " + version
        date = "" + found.get("date-released", "")
    except FileNotFoundError:
        return {}
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError) as error:
        fact = f"{RELEASE} does not name a title and a version"
        raise EditionError(Diagnostic("C003", fact, RELEASE)) from error
    from edition.writers.bibtex import escape_tex

    return {"release": {"name": name, "tex": escape_tex(name), "version": version, "date": date}}


def run_mkdocs(configuration: Path, epoch: int, order: Order = NO_CACHE) -> None:
    """Build a site with MkDocs.

    Warnings are errors. ``epoch`` (in seconds) is the only date in the site. Raises EditionError
    (C003) if MkDocs fails, after printing its output.
    """
    done = subprocess.run(
        [*_RENDERING, str(configuration)],
        env=_environment(epoch),
        input=order.write(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        if done.returncode != FAULT_STATUS:
            sys.stderr.write(done.stdout)
        raise _failed(done.returncode, done.stdout)


def render_page(configuration: Path, epoch: int, name: str, markdown: str) -> str:
    """Return the HTML of a page of a site, for other Markdown than that in its file.

    Raises EditionError (C003) if MkDocs fails, which prints its own messages.
    """
    done = subprocess.run(
        [*_RENDERING, str(configuration), name],
        env=_environment(epoch),
        input=markdown,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise _failed(done.returncode, done.stdout)
    return done.stdout


def _environment(epoch: int) -> dict[str, str]:
    settings = {"SOURCE_DATE_EPOCH": str(epoch), "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"}
    return {**os.environ, **settings}


def _failed(status: int, printed: str) -> EditionError | OSError:
    if status == FAULT_STATUS:
        return unpack_fault(printed)
    return EditionError(Diagnostic("C003", f"mkdocs ended with status {status}"))


def list_written(site: Path, names: Iterable[str] | None = None) -> list[Path]:
    """Return the files of a built site without unchanged files of the base theme.

    With ``names``, only these files are considered.
    """
    base = find_base_theme()
    files = sorted(walk_files(site) if names is None else map(site.joinpath, names))
    if base is None:
        return files
    return [path for path in files if not _is_same(path, base / path.relative_to(site))]


def find_base_theme() -> Path | None:
    """Return the folder of the files of Material, or None if it is not installed."""
    found = find_spec("material")
    return Path(found.origin).parent / "templates" if found and found.origin else None


def _is_same(path: Path, original: Path) -> bool:
    return original.is_file() and original.read_bytes() == path.read_bytes()


def publish(
    fresh: Path, build: Callable[[], None], prove: Callable[[Path], list[Diagnostic]]
) -> list[Diagnostic]:
    """Build into ``fresh`` and prove the result; return the findings of ``prove``.

    Raises EditionError if MkDocs fails or an error is found.
    """
    shutil.rmtree(fresh, ignore_errors=True)
    build()
    _drop_unused(fresh)
    _minify_theme(fresh)
    found = prove(fresh)
    if any(diagnostic.severity >= Severity.ERROR for diagnostic in found):
        raise EditionError(*found)
    return found


def _minify_theme(site: Path) -> None:
    """Minify the styles and scripts of the theme: remove only comments and white space."""
    for path in sorted((THEME / "assets").iterdir()):
        shorten = _MINIFIERS.get(path.suffix)
        published = site / "assets" / path.name
        if shorten and published.is_file() and published.read_bytes() == path.read_bytes():
            published.write_text(shorten(path.read_text("utf-8")), "utf-8")


def _drop_unused(site: Path) -> None:
    """Remove unused files of the base theme, but no files of the edition in the same folders."""
    found = (f"assets/{name}" for name in walk_names(site / "assets"))
    names = [name for name in found if name.startswith(_UNUSED)]
    for path in {site / name for name in names}.difference(list_written(site, names)):
        path.unlink()
    for folder in sorted((site / "assets").rglob("*"), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
