"""Finds words of a text in files, by another way than the package does, with nothing exempt.

A run is five words in a row. The text of a file is what is left without its markup; scripts and
data are read as they are. Archives are unpacked.
"""

from __future__ import annotations

import gzip
import html
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

LENGTH = 5
Run: TypeAlias = tuple[str, ...]
_MARKUP = re.compile(r"<[^<>]*>")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_WORD = re.compile(r"[^\W_]+")
_LINK = re.compile(r"\]\([^()\s]*\)")


def read_words(text: str) -> Iterator[list[str]]:
    """Yield the words of a text as it is, and without its markup."""
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    for form in (text, _LINK.sub(" ", _MARKUP.sub("", text)), _MARKUP.sub(" ", text)):
        plain = unicodedata.normalize("NFKC", html.unescape(form)).replace("\u00ad", "")
        yield _WORD.findall(plain.casefold())


def find_runs(text: str) -> set[Run]:
    """Return every run of words of a text, as it is and without its markup."""
    forms = read_words(text)
    return {
        run for words in forms for run in zip(*(words[n:] for n in range(LENGTH)), strict=False)
    }


class Seams:
    """Runs that arise where one line stands before another: each part is an end or a start."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._ends: set[Run] = set()
        self._starts: set[Run] = set()
        for line in (line for text in texts for line in text.splitlines()):
            for words in read_words(line):
                for size in range(1, LENGTH):
                    self._ends.add(tuple(words[-size:]))
                    self._starts.add(tuple(words[:size]))

    def __contains__(self, run: Run) -> bool:
        return any(run[:at] in self._ends and run[at:] in self._starts for at in range(1, LENGTH))


def read_files(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield name and text of every file below a folder, the members of archives too."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield f"{path.name}!{name}", archive.read(name).decode("utf-8", "replace")
        elif path.suffix == ".gz":
            yield path.name, gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        else:
            yield path.relative_to(folder).as_posix(), path.read_text("utf-8", errors="replace")


def find_common(text: str, folders: Iterable[Path]) -> dict[Run, str]:
    """Return the runs of a text that stand in any file below the folders, each with a file."""
    wanted = find_runs(text)
    found: dict[Run, str] = {}
    for folder in folders:
        for name, content in read_files(folder):
            for run in find_runs(content) & wanted:
                found.setdefault(run, name)
    return found
