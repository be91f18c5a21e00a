"""Finds running text of a protected source in files: any eight of its words in a row.

Words are compared with case, accents, punctuation and markup folded, so that it makes no difference
whether a file is HTML, Markdown, XML, a search index in JSON, a document, or any of them packed.
What happens by accident is found; encodings chosen to deceive are not looked for.

Where the protected witness is not on the machine its fingerprint stands in for it: hashes
of every eighth run of eight words. Runs that overlap are left out on purpose. Each
would give away its last word to whoever knows the seven before it, and so, one word after
another, the text. What is kept still finds any fifteen words in a row.
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
    part_words,
    set_aside,
    tabulate_ends,
)
from edition.checking.tabulated import read_columns
from edition.checking.unpacking import Part, unpack
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
"""Words in a row that make a leak."""


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
"""What raised letters belong to: numbers and titles, as in *4th* and *Dr*."""
_BLOCKS: Final = frozenset(
    """
    address article aside blockquote body br button caption cell cr dd description details div dl
    dt figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html img input item l label
    lb legend li line link list main meta mspace mtext nav ol option p para path pre row script
    section select style summary svg table tbody td text textarea tfoot th thead title tr ul w:p
    w:tab w:br w:cr w:tc w:tr text:p text:h text:s text:tab text:line-break text:list-item a:p a:br
""".split()
)
"""Elements between words; any other element may be inside of a word."""
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HIDDEN = re.compile(
    r"<(\w+)\b[^<>]*(?:\shidden\b|display:\s*none)[^<>]*>([^<]*)</\1>", re.IGNORECASE
)
"""An element that is not shown, and so interrupts no sentence."""
_INSERTED_NOTE = re.compile(
    r"<((?:text:)?note|w:del|w:instrText|rdg|r[pt]|office:annotation|ref(?![^<>]*\starget=))\b"
    r"[^<>]*>.*?</\1>",
    re.DOTALL,
)
"""A note, deletion, variant reading or gloss, which interrupts a sentence in the file."""
_INSERTED_TAGS: Final = (
    "<note", ":note", "<w:del", "<w:instr", "<rdg", "<rt", "office:annotation", "<ref",
)  # fmt: skip
"""Strings of which ``_INSERTED_NOTE`` needs one: looking for them first saves most searches."""
_CITATION = re.compile(r"<text:note-citation\b.*?</text:note-citation>", re.DOTALL)
_ADJOINING = re.compile(r"</(?<=\w</)[\w:]+>(?:</[\w:]+>)*(?:<[\w:]+(?:\s[^<>]*)?>)+(?=\w)")
"""Tags between two letters or digits, with nothing else between them."""
_NAME = re.compile(r"</?([\w:]+)")
_TAG = re.compile(r"</?([A-Za-z!?][^\s<>/]*)[^<>]*>")
_IN_TAG = re.compile(r"<!--.*?-->|<[A-Za-z!?][^<>]*>", re.DOTALL)
_LINK = re.compile(
    r"\]\([^()\s]*(?:\s+[\"'][^\"']*[\"'])?\)|\]\[[^\]]*\]|\[\^[^\]]*\]|\^\[[^\]]*\]"
)
_LINK_TITLE = re.compile(r"\]\([^()\s]*\s+[\"']([^\"']*)[\"']\)")
_CHAINED = re.compile(r"[-_+][^\W_]++(?:[-_+][^\W_]++){6,}")
"""Seven words or more with a hyphen, ``_`` or ``+`` before each; the first has none."""
_LAST_WORD = re.compile(r"[^\W_]*$")


_ANY_WORDS: Final = WordKinds()


def fold_markup(
    text: str, kinds: WordKinds = _ANY_WORDS, passed: Collection[str] = ()
) -> list[Reading]:
    """Return the words of a file of any markup, in each of the ways in which it can be read.

    The first is the text as it is shown, the second the same without numbers and remarks. Another
    has the text of attributes and comments; the others divide words at a hyphen or an element that
    may divide them. Tags that are ``passed`` are left out.
    """
    text, asides = set_aside(text)
    text = _unescape(text)
    tags: list[str] = []
    readings = [asides, *_find_chained(text), *read_columns(text)]
    if "](" in text or "[^" in text or "][" in text or "^[" in text:
        readings += _LINK_TITLE.findall(text)
        text = _LINK.sub(" ", text)
    if "<" in text or "&" in text:
        if any(_BLOCKS.isdisjoint(_NAME.findall(one[0])) for one in _ADJOINING.finditer(text)):
            readings.append(html.unescape(_TAG.sub(" ", text)))
        tags = [tag for tag in _IN_TAG.findall(text) if tag not in passed]
        text = _strip_tags(text)
    elif "\0" in text:
        readings.append(text.replace("\0", " "))
    words = Reading(fold_words(text), kinds)
    readings += part_words(text, words.kinds)
    inside = Reading(fold_words(html.unescape("\n".join(tags))), kinds)
    inside.tags = tags
    others = map(fold_words, filter(None, reversed(readings)))
    return [words, drop_strays(words), inside, *(Reading(one, kinds) for one in others)]


def _find_chained(text: str) -> Iterator[str]:
    """Yield runs of words joined by ``-``, ``_`` or ``+``, as in addresses and names of files."""
    for match in _CHAINED.finditer(text):
        before = text[max(0, match.start() - LEAK_WORD_LETTERS) : match.start()]
        yield " ".join(_LAST_WORD.findall(before)) + re.sub("[-_+]", " ", match[0])


def _strip_tags(text: str) -> str:
    if "<!--" in text:
        text = _COMMENT.sub("", text)
    if "hidden" in text or "display:" in text:
        text = _put_last(_HIDDEN, text)
    if any(map(text.__contains__, _INSERTED_TAGS)):
        text = _put_last(_INSERTED_NOTE, _CITATION.sub("", text))
    text = _unescape_entities(_drop_tags(text))
    # Markup inside JSON and feeds is escaped once more.
    return _drop_tags(text) if "</" in text else text


def _put_last(pattern: re.Pattern[str], text: str) -> str:
    """Return a text with all matches of a pattern moved to its end."""
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
    """Return nothing for a note mark, and raised letters of a number or title as they are."""
    at = match.start()
    kept = match["letters"] and _ABBREVIATED.search(match.string[max(0, at - 2) : at])
    return match[0] if kept else ""


class _Spacing(dict[str, str]):
    def __missing__(self, name: str) -> str:
        self[name] = " " if name.lower() in _BLOCKS else ""
        return self[name]


_SPACING = _Spacing()
"""What replaces a tag, by the name of its element."""


def _unescape_entities(text: str) -> str:
    text = html.unescape(text)
    return html.unescape(text) if "&" in text else text


def _unescape(text: str) -> str:
    if "\\" in text:
        text = _ESCAPE.sub(_unescape_one, text)
    while "%" in text and (plain := unquote(text)) != text:
        text = plain
    return text


def _unescape_one(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    return chr(int(code, 16)) if code else match[4] or " "


# --- what is protected --------------------------------------------------------------------


def _shingles(words: Sequence[str]) -> Iterator[str]:
    for start in range(len(words) - RUN + 1):
        yield " ".join(words[start : start + RUN])


@dataclass(frozen=True, slots=True)
class Protected:
    """A text to look for: by its words, or by the fingerprint of a witness not at hand."""

    name: str
    words: frozenset[str] | None
    """Every word of the text; None for a fingerprint."""
    shingles: frozenset[str]
    """Runs of eight words, or their hashes for a fingerprint."""
    ends: bytes = b""
    """For a fingerprint: whether a run begins or ends with two words, by ``add_pair`` of them."""


def _digest(run: str) -> str:
    return hashlib.blake2b(run.encode(), digest_size=LEAK_HASH_BYTES, person=HASHED_FOR).hexdigest()


def protect_text(name: str, text: str, exempt: Iterable[str] = ()) -> Protected:
    """Return what to look for where the witness is at hand.

    ``exempt`` are texts that may be published anywhere: declared quotations, titles of works, and
    sources that are published whole and quote the same words.
    """
    words = fold_words(text)
    protected = Protected(name, frozenset(words), frozenset(_shingles(words)))
    return leave_out([protected], exempt)[0]


def write_fingerprint(text: str) -> str:
    """Return the fingerprint of a witness: no text can be read from it."""
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
    """Return what to look for where the witness is not at hand."""
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
    return leave_out([protected], exempt)[0]


def leave_out(protected: Sequence[Protected], exempt: Iterable[str]) -> list[Protected]:
    """Return what to look for without the runs of texts that may be published anywhere."""
    free: list[set[str]] = [set() for _ in protected]
    for folded in fold_each(exempt):
        if len(folded) < RUN:
            continue
        words = Reading(folded, _ANY_WORDS)
        for one, runs in zip(protected, free, strict=True):
            runs.update(_form_run(one, words, at) for at in _candidates(one, words))
    return [
        replace(one, shingles=one.shingles - runs)
        for one, runs in zip(protected, free, strict=True)
    ]


def count_runs(protected: Protected, text: str) -> int:
    """Return how many runs of a protected text a plain text has."""
    words = Reading(fold_words(text), _ANY_WORDS)
    runs = {_form_run(protected, words, at) for at in _candidates(protected, words)}
    return len(runs & protected.shingles)


def _form_run(protected: Protected, words: Sequence[str], at: int) -> str:
    """Return the run that begins at a word as ``protected.shingles`` has it: words or a hash."""
    run = " ".join(words[at : at + RUN])
    return _digest(run) if protected.words is None else run


# --- looking --------------------------------------------------------------------------------


def digest_protected(protected: Iterable[Protected]) -> str:
    """Return a digest of everything that is looked for."""
    parts: list[str | bytes] = []
    for one in protected:
        parts += (one.name, str(one.words is None), "\n".join(sorted(one.shingles)), one.ends)
    return digest(*parts)


def write_protected(protected: Iterable[Protected]) -> list[Any]:
    """Return what is looked for as values of JSON."""
    return [
        (
            one.name,
            None if one.words is None else sorted(one.words),
            sorted(one.shingles),
            one.ends.hex(),
        )
        for one in protected
    ]


def read_protected(value: Iterable[Any]) -> tuple[Protected, ...]:
    """Return what ``write_protected`` wrote."""
    return tuple(
        Protected(
            name, None if words is None else frozenset(words), frozenset(runs), bytes.fromhex(ends)
        )
        for name, words, runs, ends in value
    )


SEARCHED_BY: Final = (
    "checking/leaks.py", "checking/repeated.py", "checking/strays.py", "checking/tabulated.py",
    "checking/unpacking.py", "text/folding.py", "text/scripts.py",
)  # fmt: skip
"""Modules that decide what is found."""


@cache
def digest_search() -> str:
    """Return one value for the code that finds leaks and for its parameters."""
    code = ((Path(__file__).parents[1] / name).read_bytes() for name in SEARCHED_BY)
    steering = (f"{n}={value}" for n, value in vars(parameters).items() if n.startswith("LEAK_"))
    return digest(*code, *steering)


_IN_PARTS: Final = ".xml"
"""How the names of files end of which the whole is there beside its parts; for others it takes
longer to look for what they have in common than it saves."""
_PAGE: Final = ".html"


def find_leaks(
    protected: Iterable[Protected],
    files: Iterable[Path],
    root: Path,
    before: Mapping[Path, Path] = MappingProxyType({}),
) -> list[Diagnostic]:
    """Return P003 for every run of protected words in the files, archives included.

    P014 stands for a file whose text cannot be read. ``before`` has an earlier state of some files
    in which the same search found nothing: what they have in common is passed over.
    """
    search = _Search.of(protected)
    # Digests of files without a leak: an archive repeats the files that are beside it.
    clean: set[bytes] = set()
    repeated = Repeated()
    found: list[Diagnostic] = []
    for path in sorted(files):
        known = repeated if path.suffix == _IN_PARTS else Repeated()
        if path in before:
            known = Repeated(LEAK_MARGIN if path.suffix == _PAGE else LEAK_FAR_MARGIN)
            for part in unpack(before[path].read_bytes()):
                known.remember(part.text)
        found += _search_file(search, path, root, clean, known)
    return found


@dataclass(frozen=True, slots=True)
class _Search:
    """What is looked for: each text, and all of them joined, which one pass rules out together."""

    protected: tuple[Protected, ...]
    joined: tuple[Protected, ...]
    """At most two: all witnesses as one, and all fingerprints as one."""
    kinds: WordKinds
    passed: set[str]
    """Tags without a leak, which are not searched again: pages have many in common."""

    @classmethod
    def of(cls, protected: Iterable[Protected]) -> _Search:
        known = tuple(protected)
        witnesses = [one for one in known if one.words is not None]
        prints = [one for one in known if one.words is None]
        words = frozenset[str]().union(*(one.words or () for one in witnesses))
        # All tables have the same length; as numbers they are joined at once.
        flags = reduce(or_, (int.from_bytes(one.ends) for one in prints), 0)
        ends = flags.to_bytes(len(prints[0].ends)) if prints else b""
        joined = [Protected("", words, _join_runs(witnesses))] * bool(witnesses)
        joined += [Protected("", None, _join_runs(prints), ends)] * bool(prints)
        return cls(known, tuple(joined), _ANY_WORDS if prints else WordKinds(words), set())

    def list_found(self, words: Reading) -> Iterator[tuple[Protected, list[str]]]:
        """Yield each protected text with the longest runs of words that it shares with a file."""
        if any(True for one in self.joined for _ in _find_runs(one, words)):
            yield from ((one, run) for one in self.protected for run in _find_runs(one, words))


def _join_runs(protected: Iterable[Protected]) -> frozenset[str]:
    return frozenset[str]().union(*(one.shingles for one in protected))


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
                if Path(name).suffix == _IN_PARTS:
                    repeated.remember(part.text)


def _search_text(search: _Search, text: str, name: str) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for words in fold_markup(text, search.kinds, search.passed):
        found = list(search.list_found(words))
        if not found:
            search.passed.update(words.tags)
        for one, run in found:
            if " ".join(run) not in seen:
                seen.add(" ".join(run))
                yield _report(one, run, text, name)


def _find_runs(protected: Protected, words: Reading) -> Iterator[list[str]]:
    """Yield the longest runs of words that a protected text has too."""
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
    """Yield every index of a word at which a run of the protected text may begin."""
    if len(words) < RUN:
        return
    known = protected.words
    if known is None:
        yield from words.find_ends(protected.ends)
        return
    # The kinds may have been computed for this very set; ``==`` would compare all its words.
    same = words.table.known is known
    flags = words.kinds if same else bytes(map(known.__contains__, words))
    for match in KNOWN.finditer(flags):
        yield from range(match.start(), match.end() - RUN + 1)


def _report(protected: Protected, run: list[str], text: str, name: str) -> Diagnostic:
    shown = " ".join(run[:RUN]) + (" \u2026" if len(run) > RUN else "")
    fact = f"{len(run)} words in a row of `{protected.name}`: \u201c{shown}\u201d"
    line, column, excerpt = _locate(text, run)
    return Diagnostic("P003", fact, name, line, column, excerpt)


def _locate(text: str, run: list[str]) -> tuple[int, int, str]:
    """Return line, column and line text of a run; zeros if the file has it in another encoding."""
    for first, second in pairwise(run):
        match = re.search(rf"\b{re.escape(first)}\b\W+{re.escape(second)}\b", text, re.IGNORECASE)
        if match:
            start = text.rfind("\n", 0, match.start()) + 1
            end = text.find("\n", match.start())
            line = text.count("\n", 0, match.start()) + 1
            return line, match.start() - start + 1, text[start : end if end >= 0 else None]
    return 0, 0, ""
