"""The documentation lists what exists: the folders of the package, the libraries, the terms."""

import ast
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "scripts" / "edition"
DOCS = ROOT / "docs"


def first_sentence(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split())


def sections(page: str, level: int) -> dict[str, str]:
    """Return the text below each heading of a level, up to the next heading of any level."""
    text = (DOCS / page).read_text(encoding="utf-8")
    found = re.split(r"^(#+) (.+)\n", text, flags=re.MULTILINE)[1:]
    triples = zip(found[::3], found[1::3], found[2::3], strict=True)
    return {title: body.strip() for marks, title, body in triples if len(marks) == level}


def test_the_architecture_page_describes_every_folder() -> None:
    entries = (path for path in PACKAGE.iterdir() if path.name != "__pycache__")
    folders = {path.name for path in entries if path.is_dir() and any(path.glob("*.*"))}
    described = sections("architecture.md", 3)
    assert set(described) == folders
    assert all(len(text.split()) > 5 for text in described.values())


def test_the_architecture_page_has_the_folders_in_the_order_of_imports() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [contract] = [one for one in project["tool"]["importlinter"]["contracts"] if "layers" in one]
    layers = [name for name in contract["layers"] if name != "__main__"]
    data = "conventions"
    described = [name for name in sections("architecture.md", 3) if name != data]
    assert described == layers


def test_the_listing_stays_readable() -> None:
    folders = [path for path in PACKAGE.rglob("*") if path.is_dir() and any(path.glob("*.py"))]
    at_top = [path for path in PACKAGE.iterdir() if path in folders or path.suffix == ".py"]
    at_top = [path for path in at_top if path.name not in ("__init__.py", "__main__.py")]
    assert len(at_top) <= 15
    own = {path.name: len([one for one in path.glob("*.py") if one.stem != "__init__"])
           for path in folders}  # fmt: skip
    assert {name: count for name, count in own.items() if count > 25} == {}


def test_writers_and_the_model_touch_no_file() -> None:
    """Writers take editions and return files: what is on disk is for others to read and write."""
    touching = {"read_text", "read_bytes", "write_text", "write_bytes", "open", "unlink", "glob",
                "rglob", "iterdir", "mkdir", "is_file", "is_dir"}  # fmt: skip
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for folder in ("writers", "harvest", "model", "readers")
        for path in (PACKAGE / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in touching
    ]
    assert found == []


def test_the_package_imports_nothing_beside_it() -> None:
    """What measures the program, and the tests, are not installed with it."""
    beside = {path.stem for path in PACKAGE.parent.iterdir()} | {"tests"}
    beside.remove(PACKAGE.name)
    pattern = re.compile(rf"^\s*(?:from|import) ({'|'.join(sorted(beside))})\b", re.MULTILINE)
    found = {p.name: pattern.findall(p.read_text(encoding="utf-8")) for p in PACKAGE.rglob("*.py")}
    assert {name: names for name, names in found.items() if names} == {}


def test_every_module_begins_with_a_sentence_on_what_it_is() -> None:
    paths = [path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py"]
    assert [path for path in paths if not re.search(r"\.$", first_sentence(path))] == []


def test_every_term_of_the_glossary_has_a_definition_and_a_line_on_tei() -> None:
    terms = sections("glossary.md", 2)
    assert list(terms) == sorted(terms)
    for term, text in terms.items():
        definition, tei = text.rsplit("\n\n", 1)
        assert len(definition.split()) > 5, term
        assert re.fullmatch(r"TEI: (?:.*`[<@][\w:]+>?`.*|no equivalent)\.", tei, re.DOTALL), term


def test_every_library_is_named_with_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    lists = [project["project"]["dependencies"], *extras, *project["dependency-groups"].values()]
    # A group may include another, which is in the list itself.
    texts = (one for entries in lists for one in entries if isinstance(one, str))
    wanted = {re.split(r"[<>=]", one)[0] for one in texts}
    # What another of the list is installed or typed with.
    wanted -= {"setuptools"} | {name for name in wanted if name.startswith("types-")}
    page = (ROOT / "docs" / "libraries.md").read_text(encoding="utf-8").casefold()
    aliases = {"markdown": "python-markdown", "mkdocs-material": "material for mkdocs"}
    named = " ".join(line.split(" | ")[0] for line in page.splitlines() if line.startswith("| "))
    assert [name for name in sorted(wanted) if aliases.get(name, name) not in named] == []
