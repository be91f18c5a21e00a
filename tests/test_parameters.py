"""Every number that controls a heuristic has a name and a reason, in one place.

The modules of ``HEURISTIC`` must have no such number of their own; those of ``NAMED_BESIDE`` name
them in constants. A number is passed over where it is no measure of a text: in a position or slice
of up to ``INDEX``, in the size of a cache, or in a comparison with the whole numbers from -1 to 2,
which say none, one or more.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from edition.model import parameters

PACKAGE = Path(__file__).resolve().parents[1] / "scripts" / "edition"
HEURISTIC = ("linking", "harvest", "bibliography", "search", "checking")
NAMED_BESIDE = (
    "readers", "readers/inference", "readers/detection", "readers/markdown", "readers/typeset",
)  # fmt: skip
"""Where a number is named in the module that uses it: each belongs to one step of the reading."""
INDEX = 4
PLACE = Path(parameters.__file__)


def find_numbers(text: str, *, beside: bool = False) -> Iterator[tuple[int, float]]:
    """Yield line and value of the numbers that need a name.

    With ``beside``, those in the constants of the module itself have one.
    """
    tree = ast.parse(text)
    if beside:
        tree.body = [n for n in tree.body if not isinstance(n, ast.Assign | ast.AnnAssign)]
    passed = {
        id(node)
        for parent in ast.walk(tree)
        if _is_place(parent)
        for node in ast.walk(parent)
        if isinstance(node, ast.Constant)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or type(node.value) not in (int, float):
            continue
        value: float = node.value  # type: ignore[assignment]
        if id(node) not in passed and value not in (0, 1, 2) and not _is_exempt(value, text, node):
            yield node.lineno, value


def _is_place(node: ast.AST) -> bool:
    """True for what holds positions: short slices, indices, sizes of caches, groups of a match."""
    if isinstance(node, ast.Subscript):
        numbers = [n.value for n in ast.walk(node.slice) if isinstance(n, ast.Constant)]
        return all(isinstance(n, int) and abs(n) <= INDEX for n in numbers)
    return isinstance(node, ast.keyword) and node.arg == "maxsize"


def _is_exempt(value: float, text: str, node: ast.Constant) -> bool:
    """True for a code point or a base, which names characters: ``0x2E7F``, ``int(digits, 16)``."""
    line = text.splitlines()[node.lineno - 1]
    return bool(re.search(rf"0x{int(value):X}\b|chr\({value}\)|\bint\([^()]+, {value}\)", line))


def list_modules() -> list[Path]:
    return sorted(path for name in HEURISTIC for path in (PACKAGE / name).rglob("*.py"))


@pytest.mark.parametrize("path", list_modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_heuristic_has_a_number_without_name(path: Path) -> None:
    lines = path.read_text(encoding="utf-8")
    found = [f"line {line}: {value}" for line, value in find_numbers(lines)]
    assert found == [], "name it in model/parameters.py, with the reason"


@pytest.mark.parametrize("folder", NAMED_BESIDE)
def test_every_number_of_the_readers_has_a_name(folder: str) -> None:
    found = [
        f"{path.name}, line {line}: {value}"
        for path in sorted((PACKAGE / folder).glob("*.py"))
        for line, value in find_numbers(path.read_text(encoding="utf-8"), beside=True)
    ]
    assert found == [], "name it in a constant of the module, with the reason"


def test_a_constant_of_the_module_names_its_number() -> None:
    code = "LONGEST = 0.8\nif len(name) < 60: pass"
    assert [value for _, value in find_numbers(code, beside=True)] == [60]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("if len(name) < 60: pass", [60]),
        ("LONGEST = 0.8", [0.8]),
        ("before = text[start - 90 : start]", [90]),
        ("if count > 1 and word[:3] == word[-2]: pass", []),
        ("@lru_cache(maxsize=64)\ndef f(): pass", []),
        ("high = 0x2E7F", []),
        ("value = int(digits, 16)", []),
    ],
)
def test_what_needs_a_name(code: str, found: list[float]) -> None:
    assert [value for _, value in find_numbers(code)] == found


def test_every_parameter_has_a_sentence_as_its_reason() -> None:
    body = ast.parse(PLACE.read_text(encoding="utf-8")).body
    named = [index for index, node in enumerate(body) if isinstance(node, ast.AnnAssign)]
    assert len(named) > 50
    for index in named:
        following = body[index + 1]
        assert isinstance(following, ast.Expr), ast.unparse(body[index])
        reason = ast.literal_eval(following.value)
        assert re.fullmatch(r"[A-Z].{20,}\.", reason), reason


def test_every_parameter_is_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in list_modules())
    names = [name for name in vars(parameters) if name.isupper()]
    assert [name for name in names if not re.search(rf"\b{name}\b", code)] == []
