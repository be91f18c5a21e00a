"""What the documentation lists is what there is: the modules, and the libraries.

The list of modules in docs/architecture.md is in the modules' own words. Run this file to write
the list anew: `python tests/test_architecture.py`.
"""

import ast
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "scripts" / "edition"
PAGE = ROOT / "docs" / "architecture.md"
LIST = re.compile(r"(<!-- modules -->\n).*?(<!-- /modules -->)", re.DOTALL)


def list_modules() -> str:
    """Return the list as it should stand: folder by folder, name and first sentence."""
    paths = sorted(PACKAGE.rglob("*.py"), key=lambda path: (len(path.parts), path))
    return "".join(f"- `{name(path)}`: {first_sentence(path)}\n" for path in paths if told(path))


def told(path: Path) -> bool:
    return path.name != "__init__.py" or path.parent != PACKAGE


def name(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return f"{relative.parent}/" if path.name == "__init__.py" else str(relative)


def first_sentence(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split()).replace("``", "`")


def test_the_list_of_modules_is_current() -> None:
    found = LIST.search(PAGE.read_text(encoding="utf-8"))
    assert found is not None
    assert found[0] == f"{found[1]}{list_modules()}{found[2]}", f"run: python {__file__}"


def test_every_module_says_what_it_is() -> None:
    silent = [name(path) for path in PACKAGE.rglob("*.py") if not first_sentence(path)]
    assert silent == []


def test_every_library_is_named_with_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {re.split(r"[<>=]", entry)[0] for entry in project["project"]["dependencies"]}
    page = (ROOT / "docs" / "libraries.md").read_text(encoding="utf-8").casefold()
    aliases = {"markdown": "python-markdown", "mkdocs-material": "material for mkdocs"}
    named = " ".join(line.split(" | ")[0] for line in page.splitlines() if line.startswith("| "))
    assert [name for name in sorted(wanted) if aliases.get(name, name) not in named] == []


if __name__ == "__main__":
    written = LIST.sub(lambda m: f"{m[1]}{list_modules()}{m[2]}", PAGE.read_text(encoding="utf-8"))
    PAGE.write_text(written, encoding="utf-8")
