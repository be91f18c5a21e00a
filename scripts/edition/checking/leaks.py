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
import html
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, reduce
from itertools import pairwise
from operator import or_
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import unquote

from edition.checking.repeated import Repeated
from edition.checking.strays import (
    HASHED_FOR,
    KNOWN,
    Reading,
    WordKinds,
    add_pair,
    drop_strays,
    separate_words,
    tabulate_ends,
    take_out_insertions,
)
from edition.checking.unpacking import Part, read_columns, unpack
from edition.diagnostics.diagnostic import Diagnostic
from edition.model import parameters
from edition.model.parameters import (
    LEAK_FAR_MARGIN,
    LEAK_HASH_BYTES,
    LEAK_MARGIN,
    LEAK_WORD_LETTERS,
    LEAK_WORDS,
)
from edition.text.digest import digest
from edition.text.folding import fold_each, fold_words

RUN: Final = LEAK_WORDS
"""Consecutive words that make a leak."""


# --- folding of markup -----------------------------------------------------------------------

_ESCAPE = re.compile(
    r"\\(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,5})\}|x([0-9a-fA-F]{2})|[nrt]|([\"/]))"
)
_NOTE_MARK = re.compile(
    r"""
    <sup\b[^<>]*>
    (?:<[^<>]*>|[\[(\s])*                                        # a link to the note, a bracket
    (?:(?P<letters>[A-Za-z]{1,2})|[\d*\u2020\u2021\u00a7,\s]{1,6})  # one mark, or several
    (?:<[^<>]*>|[\])\s])*
    </sup>
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ABBREVIATED = re.compile(r"(?:\d|\b[A-Z])$")
"""A number or title before raised letters, as in *4th* and *Dr*."""
_BLOCKS: Final = frozenset(
    """
    address article aside blockquote body br button caption cell cr dd description details div dl
    dt figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html img input item l label
    lb legend li line link list main meta mspace mtext nav ol option p para path pre row script
    section select style summary svg table tbody td text textarea tfoot th thead title tr ul w:p
    w:tab w:br w:cr w:tc w:tr text:p text:h text:s text:tab text:line-break text:list-item a:p a:br
""".split()
)
"""Elements that separate words; any other element may be inside a word."""
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HIDDEN = re.compile(
    r"<(\w+)\b[^<>]*(?:\shidden\b|display:\s*none)[^<>]*>([^<]*)</\1>", re.IGNORECASE
)
"""An element that is not shown, so that it does not interrupt a sentence."""
_INSERTED_NOTE = re.compile(
    r"<((?:text:)?note|w:del|w:instrText|rdg|r[pt]|office:annotation|ref(?![^<>]*\starget=))\b"
    r"[^<>]*>.*?</\1>",
    re.DOTALL,
)
"""A note, deletion, variant reading or gloss within a sentence."""
_INSERTED_TAGS: Final = (
    "<note", ":note", "<w:del", "<w:instr", "<rdg", "<rt", "office:annotation", "<ref",
)  # fmt: skip
"""Strings of which ``_INSERTED_NOTE`` requires one; testing for them first saves most searches."""
_CITATION = re.compile(r"<text:note-citation\b.*?</text:note-citation>", re.DOTALL)
_ADJOINING = re.compile(r"</(?<=\w</)[\w:]+>(?:</[\w:]+>)*(?:<[\w:]+(?:\s[^<>]*)?>)+(?=\w)")
"""Tags directly between two letters or digits."""
_NAME = re.compile(r"</?([\w:]+)")
_TAG = re.compile(r"</?([A-Za-z!?][^\s<>/]*)[^<>]*>")
_IN_TAG = re.compile(r"<!--.*?-->|<[A-Za-z!?][^<>]*>", re.DOTALL)
_LINK = re.compile(
    r"\]\([^()\s]*(?:\s+[\"'][^\"']*[\"'])?\)|\]\[[^\]]*\]|\[\^[^\]]*\]|\^\[[^\]]*\]"
)
_LINK_TITLE = re.compile(r"\]\([^()\s]*\s+[\"']([^\"']*)[\"']\)")
_CHAINED = re.compile(r"[-_+][^\W_]++(?:[-_+][^\W_]++){6,}")
"""Seven words or more that follow a hyphen, ``_`` or ``+``."""
_LAST_WORD = re.compile(r"[^\W_]*$")


_ANY_WORDS: Final = WordKinds()


def fold_markup(
    text: str, kinds: WordKinds = _ANY_WORDS, passed: Collection[str] = ()
) -> list[Reading]:
    """Return the words of a file with any markup, in each of its possible readings.

    The first reading is the text as shown, the second the same without numbers and remarks. Another
    has the text of attributes and comments; others split words at hyphens or elements that may
    separate words. Tags in ``passed`` are left out.
    """
    text, insertions = take_out_insertions(text)
    text = _unescape(text)
    tags: list[str] = []
    readings = [insertions, *_find_chained(text), *read_columns(text)]
    if "](" in text or "[^" in text or "][" in text or "^[" in text:
        readings += _LINK_TITLE.findall(text)
        text = _LINK.sub(" ", text)
    if "<" in text or "&" in text:
        if any(_BLOCKS.isdisjoint(_NAME.findall(tag[0])) for tag in _ADJOINING.finditer(text)):
            readings.append(html.unescape(_TAG.sub(" ", text)))
        tags = [tag for tag in _IN_TAG.findall(text) if tag not in passed]
        text = _strip_tags(text)
    elif "\0" in text:
        readings.append(text.replace("\0", " "))
    words = Reading(fold_words(text), kinds)
    readings += separate_words(text, words.kinds)
    inside = Reading(fold_words(html.unescape("\n".join(tags))), kinds)
    inside.tags = tags
    others = map(fold_words, filter(None, reversed(readings)))
    return [words, drop_strays(words), inside, *(Reading(other, kinds) for other in others)]


def _find_chained(text: str) -> Iterator[str]:
    """Yield runs of words joined by ``-``, ``_`` or ``+``, as in web addresses and file names."""
    for match in _CHAINED.finditer(text):
        before = text[max(0, match.start() - LEAK_WORD_LETTERS) : match.start()]
        yield " ".join(_LAST_WORD.findall(before)) + re.sub("[-_+]", " ", match[0])


def _strip_tags(text: str) -> str:
    if "<!--" in text:
        text = _COMMENT.sub("", text)
    if "hidden" in text or "display:" in text:
        text = _move_to_end(_HIDDEN, text)
    if any(map(text.__contains__, _INSERTED_TAGS)):
        text = _move_to_end(_INSERTED_NOTE, _CITATION.sub("", text))
    text = _unescape_entities(_drop_tags(text))
    # Markup inside JSON and feeds is escaped twice.
    return _drop_tags(text) if "</" in text else text


def _move_to_end(pattern: re.Pattern[str], text: str) -> str:
    """Move all matches of a pattern to the end of a text."""
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        found.append(match[0])
        return ""

    return " ".join([pattern.sub(take, text), *found])


def _drop_tags(text: str) -> str:
    if "<sup" in text or "<SUP" in text:
        text = _NOTE_MARK.sub(_drop_mark, text)
    parts = _TAG.split(text)
    parts[1::2] = map(_SPACING.__getitem__, parts[1::2])
    return "".join(parts)


def _drop_mark(match: re.Match[str]) -> str:
    """Drop a note mark, but keep raised letters of a number or title."""
    at = match.start()
    is_text = match["letters"] and _ABBREVIATED.search(match.string[max(0, at - 2) : at])
    return match[0] if is_text else ""


class _Spacing(dict[str, str]):
    def __missing__(self, name: str) -> str:
        self[name] = " " if name.lower() in _BLOCKS else ""
        return self[name]


_SPACING = _Spacing()
"""Replacement of a tag by the name of its element: a space or nothing."""


def _unescape_entities(text: str) -> str:
    text = html.unescape(text)
    return html.unescape(text) if "&" in text else text


def _unescape(text: str) -> str:
    if "\\" in text:
        text = _ESCAPE.sub(_unescape_character, text)
    while "%" in text and (plain := unquote(text)) != text:
        text = plain
    return text


def _unescape_character(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    return chr(int(code, 16)) if code else match[4] or " "


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
        words = Reading(folded, _ANY_WORDS)
        for text, runs in zip(protected, free, strict=True):
            runs.update(_form_run(text, words, at) for at in _candidates(text, words))
    return [
        replace(text, shingles=text.shingles - runs)
        for text, runs in zip(protected, free, strict=True)
    ]


def count_runs(protected: Protected, text: str) -> int:
    """Return the number of different runs of a protected text in a plain text."""
    words = Reading(fold_words(text), _ANY_WORDS)
    runs = {_form_run(protected, words, at) for at in _candidates(protected, words)}
    return len(runs & protected.shingles)


def _form_run(protected: Protected, words: Sequence[str], at: int) -> str:
    """Return the run at an index in the form of ``protected.shingles``: words or a hash."""
    run = " ".join(words[at : at + RUN])
    return _digest(run) if protected.words is None else run


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
    "checking/leaks.py", "checking/repeated.py", "checking/strays.py",
    "checking/unpacking.py", "text/folding.py", "text/scripts.py",
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
        return cls(texts, tuple(joined), _ANY_WORDS if prints else WordKinds(words), set())

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
