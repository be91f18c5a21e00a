"""Imports texts in mark-up languages that pandoc reads: LaTeX, RTF, XML of journals and others."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from edition.diagnostics.diagnostic import Diagnostic
from edition.importing.imported import Imported
from edition.importing.pandoc.importer import import_by_pandoc
from edition.text.tex import plain_tex


@dataclass(frozen=True, slots=True)
class _Language:
    """A language of mark-up: pandoc's name for it, and how its words are told from its signs."""

    form: str
    removed: tuple[str, ...] = ()
    """Expressions of what is no words of the text, taken out one after the other."""
    decode: Callable[[str], str] = str
    """What turns the signs that are left into letters."""
    left: tuple[tuple[str, str], ...] = ()
    """Expressions of what pandoc cannot read, each with what it is."""
    encoding: str = "utf-8"
    prepare: Callable[[bytes], bytes] = bytes
    """What turns notation that pandoc misreads into notation that it reads."""


def _space_replacements(data: bytes) -> bytes:
    """Return RTF with a space before what stands for a letter: without it pandoc skips two."""
    return re.sub(rb"(\\u-?\d{1,6})\?", rb"\1 ?", data)


def _decode_rich_text(text: str) -> str:
    """Return RTF with its numbers for letters as letters, and without its other commands."""
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
    """Return LaTeX without its commands; their arguments are words."""
    plain = plain_tex(text)
    return re.sub(r"\\[A-Za-z@]+\*?(?:\[[^\[\]\n]*\])?|[{}&~^_$\\]", " ", plain)


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
        ((r"\\(?:input|include)\b\{?[^\s}]*", "file that is included, and is not read"),),
    ),
    "rtf": _Language(
        "rtf",
        (
            r"\{\\\*(?:[^{}]|\{[^{}]*\})*\}",
            r"\{\\(?:fonttbl|colortbl|stylesheet|info|pict)(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}",
        ),
        _decode_rich_text,
        ((r"\{\\pict\b", "image"),),
        "cp1252",
        _space_replacements,
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
    """Return the text of a file in a mark-up language; raises EditionError (I005, I006)."""
    language = _LANGUAGES[name]
    text = data.decode(language.encoding, "replace").replace("\r\n", "\n")
    read = language.prepare(data)
    done = import_by_pandoc(read, path, language.form, lambda _: [_extract(text, language)])
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
