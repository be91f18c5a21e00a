"""Search for running text of a protected source in files: any eight consecutive words of it.

Words are compared without case, accents, punctuation and markup, so that HTML, Markdown, XML,
search indexes in JSON, documents, and archives of these are all searched. The search finds
accidental leaks, not encodings that are chosen to deceive.

If the protected witness is not on the machine, its fingerprint is used: hashes of every eighth run
of eight words. Overlapping runs are not stored, because each would reveal its last word to somebody
who knows the seven words before it, and so on to the end of the text. The stored runs suffice to
find any fifteen consecutive words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, reduce
from itertools import pairwise
from operator import or_
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from edition.checking.folded_markup import ANY_WORDS, fold_markup
from edition.checking.strays import (
    HASHED_FOR,
    KNOWN,
    Reading,
    WordKinds,
    add_pair,
    tabulate_ends,
)
from edition.checking.unpacking import Part, unpack
from edition.diagnostics.diagnostic import Diagnostic
from edition.model import parameters
from edition.model.parameters import (
    LEAK_FAR_MARGIN,
    LEAK_HASH_BYTES,
    LEAK_MARGIN,
    LEAK_STRETCH,
    LEAK_WORDS,
)
from edition.text.digest import digest
from edition.text.folding import fold_each, fold_words

RUN: Final = LEAK_WORDS
"""Consecutive words that make a leak."""


# --- protected texts ----------------------------------------------------------------------


def _shingles(words: Sequence[str]) -> Iterator[str]:
    for start in range(len(words) - RUN + 1):
        yield " ".join(words[start : start + RUN])


@dataclass(frozen=True, slots=True)
class Protected:
    """A text to search for: its words, or the fingerprint of an unavailable witness."""

    name: str
    words: frozenset[str] | None
    """All words of the text; None for a fingerprint."""
    shingles: frozenset[str]
    """Runs of eight words; for a fingerprint, their hashes."""
    ends: bytes = b""
    """For a fingerprint, whether a run begins or ends with a pair of words, by ``add_pair``."""


def _digest(run: str) -> str:
    return hashlib.blake2b(run.encode(), digest_size=LEAK_HASH_BYTES, person=HASHED_FOR).hexdigest()


def protect_text(name: str, text: str, exempt: Iterable[str] = ()) -> Protected:
    """Make a protected text from its witness.

    ``exempt`` holds texts that may be published anywhere: declared quotations, titles of works,
    and sources published in full that have the same words.
    """
    words = fold_words(text)
    protected = Protected(name, frozenset(words), frozenset(_shingles(words)))
    return exempt_runs([protected], exempt)[0]


def write_fingerprint(text: str) -> str:
    """Return the fingerprint of a witness, from which no text can be recovered."""
    words = fold_words(text)
    runs = {tuple(words[at : at + RUN]) for at in range(0, len(words) - RUN + 1, RUN)}
    head = f"# Hashes of every {RUN}th run of {RUN} words, sorted; see edition/checking/leaks.py.\n"
    ends = _write_ends("first", [run[:2] for run in runs])
    ends += _write_ends("last", [run[-2:] for run in runs])
    return head + ends + "".join(f"{v}\n" for v in sorted(_digest(" ".join(r)) for r in runs))


def _write_ends(name: str, pairs: Iterable[Sequence[str]]) -> str:
    values = sorted({add_pair(*pair) for pair in pairs})
    return f"{name} {' '.join(f'{value:03x}' for value in values)}\n"


def protect_fingerprint(name: str, fingerprint: str, exempt: Iterable[str] = ()) -> Protected:
    """Make a protected text from its fingerprint; see ``protect_text``."""
    ends: dict[str, frozenset[int]] = {}
    hashes: set[str] = set()
    for line in fingerprint.splitlines():
        match line.split():
            case [("first" | "last") as end, *values]:
                ends[end] = frozenset(int(value, 16) for value in values)
            case [value] if not value.startswith("#"):
                hashes.add(value)
    first, last = ends.get("first", frozenset()), ends.get("last", frozenset())
    protected = Protected(name, None, frozenset(hashes), tabulate_ends(first, last))
    return exempt_runs([protected], exempt)[0]


def exempt_runs(protected: Sequence[Protected], exempt: Iterable[str]) -> list[Protected]:
    """Return protected texts without the runs of texts that may be published anywhere."""
    free: list[set[str]] = [set() for _ in protected]
    for folded in fold_each(exempt):
        if len(folded) < RUN:
            continue
        words = Reading(folded, ANY_WORDS)
        for text, runs in zip(protected, free, strict=True):
            runs.update(_form_run(text, words, at) for at in _candidates(text, words))
    return [
        replace(text, shingles=text.shingles - runs)
        for text, runs in zip(protected, free, strict=True)
    ]


def count_runs(protected: Protected, text: str) -> int:
    """Return the number of different runs of a protected text in a plain text."""
    words = Reading(fold_words(text), ANY_WORDS)
    runs = {_form_run(protected, words, at) for at in _candidates(protected, words)}
    return len(runs & protected.shingles)


def _form_run(protected: Protected, words: Sequence[str], at: int) -> str:
    """Return the run at an index in the form of ``protected.shingles``: words or a hash."""
    run = " ".join(words[at : at + RUN])
    return _digest(run) if protected.words is None else run


# --- Repeated lines -------------------------------------------------------------------------------


class Repeated:
    """The lines of files without a leak."""

    def __init__(self, margin: int = LEAK_MARGIN) -> None:
        """``margin`` is the number of words searched again at the ends of an omitted passage."""
        self._margin = margin
        self._places: dict[str, tuple[Sequence[str], int]] = {}

    def shorten(self, text: str) -> str:
        """Return a text without the inner lines of passages that an earlier file also has."""
        places = self._places
        if not places:
            return text
        lines = text.split("\n")
        remaining, at, changed = [], 0, False
        while at < len(lines):
            known, start = places.get(lines[at], ((), 0))
            last = at + _count_equal(lines, at, known, start) if known else at
            head = at + _count_margin(lines[at:last], self._margin)
            tail = last - _count_margin(lines[head:last][::-1], self._margin)
            if tail - head >= LEAK_STRETCH:
                remaining += [*lines[at:head], ""]
                at, changed = tail, True
            else:
                last = max(tail, at + 1)
                remaining += lines[at:last]
                at = last
        return "\n".join(remaining) if changed else text

    def remember(self, text: str) -> None:
        """Add the lines of a file without a leak."""
        lines = text.split("\n")
        for number, line in enumerate(lines):
            self._places.setdefault(line, (lines, number))


def _count_margin(lines: Sequence[str], margin: int) -> int:
    """Return the number of lines with as many words as are searched again at each end."""
    words = 0
    for number, line in enumerate(lines):
        if words >= margin:
            return number
        words += line.count(" ") + 1
    return len(lines)


def _count_equal(lines: Sequence[str], at: int, known: Sequence[str], start: int) -> int:
    """Return the number of equal lines from two indexes on."""
    most = min(len(lines) - at, len(known) - start)
    return next((n for n in range(most) if lines[at + n] != known[start + n]), most)


# --- searching ------------------------------------------------------------------------------


def digest_protected(protected: Iterable[Protected]) -> str:
    """Return a digest of protected texts."""
    parts: list[str | bytes] = []
    for text in protected:
        parts += (text.name, str(text.words is None), "\n".join(sorted(text.shingles)), text.ends)
    return digest(*parts)


def write_protected(protected: Iterable[Protected]) -> list[Any]:
    """Convert protected texts to values of JSON."""
    return [
        (
            text.name,
            None if text.words is None else sorted(text.words),
            sorted(text.shingles),
            text.ends.hex(),
        )
        for text in protected
    ]


def read_protected(value: Iterable[Any]) -> tuple[Protected, ...]:
    """Restore protected texts from the result of ``write_protected``."""
    return tuple(
        Protected(
            name, None if words is None else frozenset(words), frozenset(runs), bytes.fromhex(ends)
        )
        for name, words, runs, ends in value
    )


SEARCHED_BY: Final = (
    "checking/folded_markup.py", "checking/leaks.py", "checking/strays.py", "checking/unpacking.py",
    "text/folding.py", "text/scripts.py",
)  # fmt: skip
"""Modules on which the results of the search depend."""


@cache
def digest_search() -> str:
    """Return a digest of the code and the parameters of the search for leaks."""
    code = ((Path(__file__).parents[1] / name).read_bytes() for name in SEARCHED_BY)
    settings = (f"{n}={value}" for n, value in vars(parameters).items() if n.startswith("LEAK_"))
    return digest(*code, *settings)


_REPEATING: Final = ".xml"
"""Suffix of files that exist both complete and in parts; for other files, the search for repeated
lines takes longer than it saves."""
_PAGE: Final = ".html"


def find_leaks(
    protected: Iterable[Protected],
    files: Iterable[Path],
    root: Path,
    before: Mapping[Path, Path] = MappingProxyType({}),
) -> list[Diagnostic]:
    """Report runs of protected words in files and archives (P003), and unreadable files (P014).

    ``before`` maps files to earlier versions in which the same search found nothing, and whose
    lines are not searched again.
    """
    search = _Search.of(protected)
    # Digests of files without a leak, since archives repeat files of the folder.
    clean: set[bytes] = set()
    repeated = Repeated()
    found: list[Diagnostic] = []
    for path in sorted(files):
        known = repeated if path.suffix == _REPEATING else Repeated()
        if path in before:
            known = Repeated(LEAK_MARGIN if path.suffix == _PAGE else LEAK_FAR_MARGIN)
            for part in unpack(before[path].read_bytes()):
                known.remember(part.text)
        found += _search_file(search, path, root, clean, known)
    return found


@dataclass(frozen=True, slots=True)
class _Search:
    """The texts to search for, separately and joined, so that one pass can exclude all of them."""

    protected: tuple[Protected, ...]
    joined: tuple[Protected, ...]
    """All witnesses as one text, and all fingerprints as one."""
    kinds: WordKinds
    passed: set[str]
    """Tags without a leak, which are not searched again, since pages have many in common."""

    @classmethod
    def of(cls, protected: Iterable[Protected]) -> _Search:
        texts = tuple(protected)
        witnesses = [text for text in texts if text.words is not None]
        prints = [text for text in texts if text.words is None]
        words = frozenset[str]().union(*(text.words or () for text in witnesses))
        # All tables have the same length, so that they can be combined as integers.
        flags = reduce(or_, (int.from_bytes(text.ends) for text in prints), 0)
        ends = flags.to_bytes(len(prints[0].ends)) if prints else b""
        joined = [Protected("", words, _join_runs(witnesses))] * bool(witnesses)
        joined += [Protected("", None, _join_runs(prints), ends)] * bool(prints)
        return cls(texts, tuple(joined), ANY_WORDS if prints else WordKinds(words), set())

    def list_found(self, words: Reading) -> Iterator[tuple[Protected, list[str]]]:
        """Yield each protected text with the longest runs of words that it shares with a file."""
        if any(True for text in self.joined for _ in _find_runs(text, words)):
            yield from ((text, run) for text in self.protected for run in _find_runs(text, words))


def _join_runs(protected: Iterable[Protected]) -> frozenset[str]:
    return frozenset[str]().union(*(text.shingles for text in protected))


def _search_file(
    search: _Search, path: Path, root: Path, clean: set[bytes], repeated: Repeated
) -> Iterator[Diagnostic]:
    shown = (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
    names = Part(" ".join(Path(shown).with_suffix("").parts))
    for part in [names, *unpack(path.read_bytes())]:
        name = f"{shown}({part.member})" if part.member else shown
        if part.fault:
            yield Diagnostic("P014", part.fault, name)
        digest = hashlib.blake2b(part.raw or part.text.encode("utf-8", "replace")).digest()
        if digest not in clean:
            found = list(_search_text(search, repeated.shorten(part.text), name))
            yield from found
            if not found:
                clean.add(digest)
                if Path(name).suffix == _REPEATING:
                    repeated.remember(part.text)


def _search_text(search: _Search, text: str, name: str) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for words in fold_markup(text, search.kinds, search.passed):
        found = list(search.list_found(words))
        if not found:
            search.passed.update(words.tags)
        for protected, run in found:
            if " ".join(run) not in seen:
                seen.add(" ".join(run))
                yield _report(protected, run, text, name)


def _find_runs(protected: Protected, words: Reading) -> Iterator[list[str]]:
    """Yield the longest runs of words that also occur in a protected text."""
    start = end = -1
    for at in _candidates(protected, words):
        if _form_run(protected, words, at) not in protected.shingles:
            continue
        if start >= 0 and at > end:
            yield words[start:end]
            start = -1
        start, end = (at if start < 0 else start), at + RUN
    if start >= 0:
        yield words[start:end]


def _candidates(protected: Protected, words: Reading) -> Iterator[int]:
    """Yield every index at which a run of the protected text may begin."""
    if len(words) < RUN:
        return
    known = protected.words
    if known is None:
        yield from words.find_ends(protected.ends)
        return
    # If the kinds were computed for the same set, they need not be computed again.
    flags = words.kinds if words.table.known is known else bytes(map(known.__contains__, words))
    for match in KNOWN.finditer(flags):
        yield from range(match.start(), match.end() - RUN + 1)


def _report(protected: Protected, run: list[str], text: str, name: str) -> Diagnostic:
    shown = " ".join(run[:RUN]) + (" \u2026" if len(run) > RUN else "")
    fact = f"{len(run)} words in a row of `{protected.name}`: \u201c{shown}\u201d"
    line, column, excerpt = _locate(text, run)
    return Diagnostic("P003", fact, name, line, column, excerpt)


def _locate(text: str, run: list[str]) -> tuple[int, int, str]:
    """Return line, column and text of a run's line; zeros if the file encodes it differently."""
    for first, second in pairwise(run):
        match = re.search(rf"\b{re.escape(first)}\b\W+{re.escape(second)}\b", text, re.IGNORECASE)
        if match:
            start = text.rfind("\n", 0, match.start()) + 1
            end = text.find("\n", match.start())
            line = text.count("\n", 0, match.start()) + 1
            return line, match.start() - start + 1, text[start : end if end >= 0 else None]
    return 0, 0, ""
