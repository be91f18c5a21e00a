"""Import texts in mark-up languages that pandoc reads: LaTeX, RTF, JATS XML and others."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from typing import Final

from edition.diagnostics.diagnostic import Diagnostic
from edition.importing.imported import Imported
from edition.importing.pandoc.elements import Prepared
from edition.importing.pandoc.importer import import_by_pandoc
from edition.importing.pandoc.word import NUMBER_FORMATS
from edition.text.tex import plain_tex


@dataclass(frozen=True, slots=True)
class _Language:
    """A mark-up language: its name in pandoc, and how to separate its text from mark-up."""

    form: str
    removed: tuple[str, ...] = ()
    """Patterns of mark-up that is removed from the text, applied in order."""
    decode: Callable[[str], str] = str
    """Function that converts the remaining notation to characters."""
    left: tuple[tuple[str, str], ...] = ()
    """Patterns of content that pandoc cannot read, each with a description."""
    encoding: str = "utf-8"
    prepare: Callable[[bytes], Prepared] = Prepared
    """Function that replaces notation that pandoc misreads."""


_STYLES: Final = re.compile(rb"\{\\stylesheet(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}")
_STYLE: Final = re.compile(rb"\{\\s(\d+)([^{}]*);\}")
_LEVEL: Final = re.compile(rb"\\outlinelevel([0-8])|heading ([1-9])$", re.IGNORECASE)
_NOTE: Final = re.compile(rb"(\\chftn\s*)?\{\\footnote(\\ftnalt)?")
_NOTE_FORMATS: Final = {
    b"ar": "decimal",
    b"rlc": "lowerRoman",
    b"ruc": "upperRoman",
    b"alc": "lowerLetter",
    b"auc": "upperLetter",
    b"chi": "chicago",
}


def _prepare_rich_text(data: bytes) -> Prepared:
    """Return RTF adapted to pandoc, with the marks of its notes.

    Pandoc skips two characters unless a space precedes the substitute of a Unicode character; it
    ignores notes marked as optional, takes the properties of styles for properties of the text, and
    recognises headings only by an outline level in the paragraph.
    """
    data = re.sub(rb"(\\u-?\d{1,6})\?", rb"\1 ?", data).replace(rb"{\*\footnote", rb"{\footnote")
    levels: dict[bytes, bytes] = {}
    if styles := _STYLES.search(data):
        for number, properties in _STYLE.findall(styles[0]):
            if level := _LEVEL.search(properties):
                levels[number] = level[1] or str(int(level[2]) - 1).encode()
        data = data.replace(styles[0], b"")
    data = re.sub(
        rb"\\s(\d+)(?!\d)",
        lambda m: m[0] + (rb"\outlinelevel" + levels[m[1]] if m[1] in levels else b""),
        data,
    )
    return Prepared(data, tuple(_read_marks(data)))


def _read_marks(data: bytes) -> Iterator[str]:
    """Yield the mark of each note in RTF; an empty string for a mark typed by the author."""
    numbers = {kind: count(1) for kind in (b"", rb"\ftnalt")}
    formats = {b"": "decimal", rb"\ftnalt": "lowerRoman"}
    for end, form in re.findall(rb"\\(a?)ftnn(ar|rlc|ruc|alc|auc|chi)\b", data):
        formats[rb"\ftnalt" if end else b""] = _NOTE_FORMATS[form]
    for counted, kind in _NOTE.findall(data):
        yield NUMBER_FORMATS[formats[kind]](next(numbers[kind])) if counted else ""


_APART: Final = re.compile(
    rb"\\footnotemark(?P<number>\[[^\]]*\])?(?![A-Za-z])"
    rb"|(?P<text>\\footnotetext(?:\[[^\]]*\])?)(?=\{)"
)
"""A note mark, or the command that introduces the text of a note separately from its mark."""
_CALLED: Final = re.compile(
    rb"\\(thanks|footnote|endnote|foot(?:full)?cites?|chapter)\*?(?![A-Za-z])(?:\[(\d+)\])?"
)
_CHAPTERS: Final = re.compile(
    rb"\\documentclass(?:\[[^\]]*\])?\{(?:book|report|memoir|scrbook|scrreprt)\}"
)
"""Document classes that number footnotes by chapter."""


def _prepare_latex(data: bytes) -> Prepared:
    """Return LaTeX with endnotes, and note texts separate from their marks, as footnotes.

    A separate text belongs to the last preceding mark that has no text yet.
    """
    pieces: list[bytes] = []
    marks: list[tuple[int, bytes]] = []  # positions and numbers of marks without a text
    start = 0
    for found in _APART.finditer(data):
        if found.start() < start:  # inside the text of a note
            continue
        pieces += [data[start : found.start()], found[0]]
        start, place = found.end(), len(pieces) - 1
        if not found["text"]:
            marks.append((place, found["number"] or b""))
            continue
        start, pieces[place] = _find_end(data, start), b""
        place, number = marks.pop() if marks else (place, b"")
        pieces[place] = rb"\footnote" + number + data[found.end() : start]
    data = b"".join([*pieces, data[start:]])
    shown = tuple(_count_latex(re.sub(rb"(?<!\\)%.*", b"", data)))
    return Prepared(re.sub(rb"\\endnote(?=(?:\[[^\]]*\])?\{)", rb"\\footnote", data), shown)


def _count_latex(data: bytes) -> Iterator[str]:
    """Yield the mark of each note of a LaTeX file, as numbered by its document class."""
    by_chapter = _CHAPTERS.search(data) is not None
    notes, ends, titles = count(1), count(1), count(1)
    for name, number in _CALLED.findall(data):
        if name == b"chapter":
            notes = count(1) if by_chapter else notes
        elif name == b"thanks":
            yield NUMBER_FORMATS["chicago"](next(titles))
        else:
            # Brackets in a citation command contain a page, not the number of the note.
            own = number.decode() if name in (b"footnote", b"endnote") else ""
            yield own or str(next(ends if name == b"endnote" else notes))


def _find_end(data: bytes, start: int) -> int:
    """Return the end of the group whose opening brace is at ``start``."""
    depth = 0
    for match in re.compile(rb"\\.|[{}]", re.DOTALL).finditer(data, start):
        depth += {b"{": 1, b"}": -1}.get(match[0], 0)
        if not depth:
            return match.end()
    return len(data)


def _decode_rich_text(text: str) -> str:
    """Return RTF with its character codes decoded and all other commands removed."""
    text = re.sub(r"\\u(-?\d{1,6}) ?\??", lambda m: chr(int(m[1]) % 0x10000), text)
    text = re.sub(
        r"\\'([0-9a-f]{2})",
        lambda m: bytes.fromhex(m[1]).decode("cp1252", "replace"),
        text,
        flags=re.IGNORECASE,
    )
    text = re.sub(r"\\[~_]|\\(?:par|tab|line|cell|row|sect|page)\b", " ", text)
    return re.sub(r"\\[a-z]{1,32}-?\d{0,10} ?|[{}\n\r]", "", text)


def _decode_commands(text: str) -> str:
    """Return LaTeX without its commands, but with their arguments."""
    plain = plain_tex(text)
    return re.sub(r"\\[A-Za-z@]+\*?(?:\[[^\[\]\n]*\])?|[{}&~^_$\\]", " ", plain)


_MISPLACED: Final = "note in a table, which may come out within the note"
_KEYS: Final = (
    r"\\(?:label|(?:eq|page|auto|c|C|name)?ref|[A-Za-z]*cite[A-Za-z]*|nocite|index|hspace|vspace"
    r"|usepackage|documentclass|bibliography(?:style)?|addbibresource|includegraphics|input|include"
    r"|begin|end|pagestyle|thispagestyle|setlength|setcounter|addtocounter|addcontentsline"
    r"|hypersetup|geometry|selectlanguage|includeonly|printindex|printbibliography)\*?"
    r"(?:\[[^\[\]]*\]){0,3}(?:\{[^{}]*\})?(?:\{[^{}]*\})?"
)
_TAGS: Final = r"(?s:<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>\[]*(?:\[.*?\])?[^>]*>|<[^<>]*>)"
_XML: Final = partial(_Language, removed=(_TAGS,), decode=html.unescape)
_LANGUAGES: Final = {
    "latex": _Language(
        "latex",
        (
            r"(?<!\\)%.*",
            r"(?s:\A.*?\\begin\{document\}|\\end\{document\}.*)",
            r"\\(?:re)?newcommand\*?\{?\\\w+\}?(?:\[\d\]){0,2}\{.*\}$",
            _KEYS,
        ),
        _decode_commands,
        (
            (r"\\(?:input|include)\b\{?[^\s}]*", "file that is included, and is not read"),
            (r"\\marginpar\b", "note in the margin, which is left out"),
        ),
        prepare=_prepare_latex,
    ),
    "rtf": _Language(
        "rtf",
        (
            r"\{\\\*(?:[^{}]|\{[^{}]*\})*\}",
            r"\{\\(?:fonttbl|colortbl|stylesheet|info|pict|(?:header|footer)[lrf]?)(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}",
        ),
        _decode_rich_text,
        (
            (r"\{\\pict\b", "image"),
            (r"\\shptxt\b", "text box, which is left out"),
            (r"\{\\(?:header|footer)[lrf]?\b", "passage in running heads, which are left out"),
            (r"(?s:\\footnote\b(?:(?!\\trowd\b|\\footnote\b).)*?\\cell\b)", _MISPLACED),
        ),
        "cp1252",
        _prepare_rich_text,
    ),
    "jats": _XML("jats"),
    "docbook": _XML("docbook"),
    "fb2": _XML("fb2", removed=(r"(?s:<binary.*?</binary>|<description>.*?</description>)", _TAGS)),
    "rst": _Language(
        "rst",
        (
            r"^\.\. .*$",
            r"^\s+:[\w-]+:.*$",
            r":[\w:+-]+:(?=`)",
            r"<[^<>`\n]*>(?=`)",
            r"\[#?[\w-]*\]_",
        ),
    ),
    "org": _Language(
        "org", (r"^\s*#\+?.*$", r"\[fn:[^\]:\n]*\]", r"(?ms:^\s*:\w+:\s*$.*?^\s*:END:\s*$)")
    ),
    "mediawiki": _Language(
        "mediawiki",
        (r"(?s:<!--.*?-->)", r"\{\{[^{}]*\}\}", r"\[\[[^\[\]|]*\|", r"<[^<>]*>"),
        html.unescape,
        ((r"\{\{[^{}]*\}\}", "template, which is not read"),),
    ),
}


def _import_markup(data: bytes, path: str, *, name: str) -> Imported:
    """Return the text of a file in a mark-up language; raise EditionError (I005, I006)."""
    language = _LANGUAGES[name]
    ready = language.prepare(data)
    text = ready.data.decode(language.encoding, "replace").replace("\r\n", "\n")
    extracted = [_extract(text, language)]
    done = import_by_pandoc(ready.data, path, language.form, lambda _: extracted, marks=ready.marks)
    return replace(done, findings=(*done.findings, *_count_left_out(text, language, path)))


def _extract(text: str, language: _Language) -> str:
    for pattern in language.removed:
        text = re.sub(pattern, " ", text, flags=re.MULTILINE)
    return language.decode(text)


def _count_left_out(text: str, language: _Language, path: str) -> Iterator[Diagnostic]:
    for pattern, what in language.left:
        if found := re.findall(pattern, text):
            yield Diagnostic("I009", f"{what}: {len(found)}", path)


import_latex = partial(_import_markup, name="latex")
import_rich_text = partial(_import_markup, name="rtf")
import_journal_article = partial(_import_markup, name="jats")
import_docbook = partial(_import_markup, name="docbook")
import_fiction_book = partial(_import_markup, name="fb2")
import_restructured_text = partial(_import_markup, name="rst")
import_org = partial(_import_markup, name="org")
import_wiki = partial(_import_markup, name="mediawiki")
