"""Mends the files of a project where a finding says for certain how."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from edition.building.store import write_bytes_if_changed
from edition.diagnostics.diagnostic import Diagnostic, Fix


def apply_fixes(found: Iterable[Diagnostic], root: Path) -> list[str]:
    """Write what mends findings into the files; returns a line for each that was mended.

    A file that no longer has the characters at the place stays as it is.
    """
    files: dict[str, dict[Fix, Diagnostic]] = defaultdict(dict)
    for one in found:
        if one.fix is not None:
            files[one.path].setdefault(one.fix, one)
    return [line for path, fixes in files.items() for line in _mend(root, path, fixes)]


def _mend(root: Path, path: str, fixes: dict[Fix, Diagnostic]) -> Iterator[str]:
    file = root / path
    if file.is_symlink() or not file.resolve().is_relative_to(root.resolve()):
        return
    lines = file.read_bytes().decode("utf-8").split("\n")
    # What comes last is mended first, so that the places of the others stay.
    for fix in sorted(fixes, key=lambda one: (one.line, one.column), reverse=True):
        if _replace(lines, fix):
            one = fixes[fix]
            yield f"{path}:{fix.line}:{fix.column}: {one.code}: {fix.old} is {fix.new} now"
    write_bytes_if_changed(file, "\n".join(lines).encode("utf-8"))


def _replace(lines: list[str], fix: Fix) -> bool:
    if not 1 <= fix.line <= len(lines):
        return False
    line, start = lines[fix.line - 1], fix.column - 1
    start += line[start : start + 1] in ("'", '"') and not line.startswith(fix.old, start)
    if not line.startswith(fix.old, start):
        return False
    lines[fix.line - 1] = line[:start] + fix.new + line[start + len(fix.old) :]
    return True
