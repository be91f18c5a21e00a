"""The thin layer over MkDocs: it gets a folder of Markdown and gives back a folder of HTML."""

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
from edition.text.digest import walk_files
from edition.text.interface import list_words

_SHORTENED: Mapping[str, Callable[[str], str]] = {".css": cssmin, ".js": jsmin}
RELEASE = "CITATION.cff"
"""File at the top of a project that names its last release."""
THEME = Path(__file__).parent / "theme"
# Without -P, a module in the folder that one works in would stand for one of the program.
_RENDERING = (sys.executable, "-P", "-m", "edition.publishing.rendering")
_MAPPING = "tag:yaml.org,2002:map"
_DIALECT = "edition.publishing.dialect"
_UNUSED = ("assets/javascripts/**/*", "assets/stylesheets/**/*", "assets/images/favicon.png")
"""What the base theme brings and no page asks for: the frame of a page is our own."""


def write_configuration(
    root: Path, folder: Path, docs: Path, site: Path, extra: Mapping[str, Any]
) -> Path:
    """Write a configuration into ``folder`` that inherits the project's, with absolute paths."""
    folder.mkdir(parents=True, exist_ok=True)
    node, words = _compose(root / CONFIGURATION), list_words()
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


def _compose(path: Path) -> yaml.MappingNode:
    """Return a configuration as nodes with their tags; without any if MkDocs has to refuse it."""
    return compose_settings(path.read_bytes())


@lru_cache(maxsize=2)
def compose_settings(settings: bytes) -> yaml.MappingNode:
    """Return the nodes of a configuration, which stay as they are; none if it cannot be read."""
    try:
        node = yaml.compose(settings, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        node = None
    return node if isinstance(node, yaml.MappingNode) else yaml.MappingNode("", [])


def part_navigation(settings: bytes) -> tuple[str, Any]:
    """Return settings without the navigation, and this as data; whole if it is no plain data."""
    text = settings.decode("utf-8", "replace")
    for key, value in compose_settings(settings).value:
        if key.value == "nav" and (found := _read_plain(value)) is not None:
            return text[: key.start_mark.index] + text[value.end_mark.index :], found
    return text, None


def _read_plain(node: yaml.Node) -> Any:  # noqa: ANN401
    """Return lists of words, and of lists with a title, as data; None if anything is unusual."""
    if isinstance(node, yaml.SequenceNode):
        items = list(map(_read_plain, node.value))
        return None if None in items else items or None
    if isinstance(node, yaml.MappingNode):
        [(title, one), *others] = node.value or [(node, node)]
        plain = not others and isinstance(title, yaml.ScalarNode) and one is not node
        value = _read_plain(one) if plain and not isinstance(one, yaml.MappingNode) else None
        return None if value is None else {_read_plain(title): value}
    return node.value if node.tag == "tag:yaml.org,2002:str" else None


def _fill(node: yaml.MappingNode) -> dict[str, Any]:
    """Return the settings that a configuration needs, lacks and does not inherit.

    How strictly MkDocs checks the project's own pages is left to it.
    """
    own = {str(key.value): value for key, value in node.value}
    if "INHERIT" in own:
        return {}
    given = {"site_name": "Edition", **read_defaults()}
    lacking = {key: given[key] for key in given.keys() - own.keys() - {"strict", "validation"}}
    theme = own.get("theme")
    settings = theme.value if isinstance(theme, yaml.MappingNode) else []
    named = {str(key.value) for key, _ in settings}
    lacking["theme"] = {key: one for key, one in given["theme"].items() if key not in named}
    if isinstance(theme, yaml.ScalarNode) and theme.value:
        lacking["theme"]["name"] = theme.value
    return lacking


def _add_dialect(node: yaml.MappingNode) -> str:
    """Return the Markdown extensions of a configuration with ours, if it lists some without it."""
    for key, value in node.value:
        if key.value != "markdown_extensions" or not isinstance(value, yaml.CollectionNode):
            continue
        pairs = isinstance(value, yaml.MappingNode)
        items = [yaml.MappingNode(_MAPPING, [one]) if pairs else one for one in value.value]
        if _DIALECT not in [one.value for one in items]:
            items.append(yaml.ScalarNode("tag:yaml.org,2002:str", _DIALECT))
            both = yaml.SequenceNode("tag:yaml.org,2002:seq", items)
            written: str = yaml.serialize(yaml.MappingNode(_MAPPING, [(key, both)]))
            return written
    return ""


def read_defaults() -> dict[str, Any]:
    """Return the settings of a new project."""
    settings: dict[str, Any] = yaml.safe_load((THEME.with_name("defaults.yml")).read_bytes())
    return settings


def read_setting(root: Path, *names: str) -> str:
    """Return a plain value of a project's configuration; nothing if the names lead to none."""
    path = root / CONFIGURATION
    node: yaml.Node | None = _compose(path) if path.is_file() else None
    for name in names:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        node = next((value for key, value in pairs if key.value == name), None)
    plain = isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:str"
    return str(node.value) if node and plain else ""


def read_title(root: Path) -> str:
    """Return the title of an edition, as its site has it."""
    return read_setting(root, "site_name") or "Edition"


def read_address(root: Path) -> str:
    """Return the address of the site, with a slash at its end; nothing if it has none.

    Of a value that the environment gives, the first variable that is set counts, then the default.
    """
    path = root / CONFIGURATION
    pairs = _compose(path).value if path.is_file() else []
    node = next((value for key, value in pairs if key.value == "site_url"), None)
    if node is None or node.tag != "!ENV":
        found = read_setting(root, "site_url")
    else:
        names = [node] if isinstance(node, yaml.ScalarNode) else node.value
        *variables, last = [str(one.value) for one in names]
        set_ = [value for name in variables if (value := os.environ.get(name)) is not None]
        found = next(iter(set_), last if variables else os.environ.get(last, ""))
    return f"{found.rstrip('/')}/" if found else ""


def read_release(root: Path) -> dict[str, dict[str, str]]:
    """Return how the last release of a project is named, in text and TeX; nothing if it has none.

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

    Every warning is an error, and ``epoch`` (seconds) is the only date that gets in. Raises
    EditionError (C003) with the tool's own message.
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
    """Return the HTML of one page of a site, with other Markdown than that of its file.

    Raises EditionError (C003) with the tool's own message.
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
    """Return the files of a built site but those that its theme brought along, byte for byte.

    With ``names``, only those are looked at.
    """
    found = find_spec("material")
    brought = Path(found.origin).parent / "templates" if found and found.origin else None
    files = sorted(walk_files(site) if names is None else map(site.joinpath, names))
    if brought is None:
        return files
    return [path for path in files if not _is_same(path, brought / path.relative_to(site))]


def _is_same(path: Path, original: Path) -> bool:
    return original.is_file() and original.read_bytes() == path.read_bytes()


def publish(
    fresh: Path, build: Callable[[], None], prove: Callable[[Path], list[Diagnostic]]
) -> list[Diagnostic]:
    """Build into ``fresh`` and prove it; returns what ``prove`` found.

    Raises EditionError if MkDocs fails or an error is found.
    """
    shutil.rmtree(fresh, ignore_errors=True)
    build()
    _drop_unused(fresh)
    _shorten_theme(fresh)
    found = prove(fresh)
    if any(diagnostic.severity >= Severity.ERROR for diagnostic in found):
        raise EditionError(*found)
    return found


def _shorten_theme(site: Path) -> None:
    """Leave comments and blanks out of the theme's styles and scripts; nothing else is changed."""
    for path in sorted((THEME / "assets").iterdir()):
        shorten = _SHORTENED.get(path.suffix)
        published = site / "assets" / path.name
        if shorten and published.is_file() and published.read_bytes() == path.read_bytes():
            published.write_text(shorten(path.read_text("utf-8")), "utf-8")


def _drop_unused(site: Path) -> None:
    """Remove what the base theme brought; files of an edition in folders of these names stay."""
    found = [path for pattern in _UNUSED for path in site.glob(pattern) if path.is_file()]
    own = frozenset(list_written(site, [path.relative_to(site).as_posix() for path in found]))
    for path in found:
        if path not in own:
            path.unlink()
    for folder in sorted((site / "assets").rglob("*"), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
