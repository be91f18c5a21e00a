"""Corrects the files of a project where a finding has a certain correction."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from edition.building.store import write_bytes_if_changed
from edition.diagnostics.diagnostic import Diagnostic, Fix


def apply_fixes(found: Iterable[Diagnostic], root: Path) -> list[str]:
    """Apply the fixes of findings to the files; return a line for each correction.

    A fix whose old characters are no longer at its place is skipped.
    """
    files: dict[str, dict[Fix, Diagnostic]] = defaultdict(dict)
    for finding in found:
        if finding.fix is not None:
            files[finding.path].setdefault(finding.fix, finding)
    return [line for path, fixes in files.items() for line in _fix_file(root, path, fixes)]


def _fix_file(root: Path, path: str, fixes: dict[Fix, Diagnostic]) -> Iterator[str]:
    file = root / path
    if file.is_symlink() or not file.resolve().is_relative_to(root.resolve()):
        return
    text = original = file.read_bytes().decode("utf-8")
    # From the end, so that the places of the remaining fixes stay valid.
    for fix in sorted(fixes, key=lambda fix: (fix.line, fix.column), reverse=True):
        if (fixed := _replace(text, fix)) is not None:
            text = fixed
            yield f"{path}:{fix.line}:{fix.column}: {fixes[fix].code}: {_describe(fix)}"
    if text != original and all(line[:1] in ("", "#") for line in text.splitlines()):
        file.unlink()
        yield f"{path}: nothing was left in it, so it is removed"
    else:
        write_bytes_if_changed(file, text.encode("utf-8"))


def _describe(fix: Fix) -> str:
    first = fix.old.strip(" ,").partition("\n")[0]
    return f"{fix.old} is {fix.new} now" if fix.new else f"{first} is removed"


def _replace(text: str, fix: Fix) -> str | None:
    starts = [0, *(end.end() for end in re.finditer("\n", text))]
    if not 1 <= fix.line <= len(starts):
        return None
    start = starts[fix.line - 1] + fix.column - 1
    start += text[start : start + 1] in ("'", '"') and not text.startswith(fix.old, start)
    if not text.startswith(fix.old, start):
        return None
    return text[:start] + fix.new + text[start + len(fix.old) :]
