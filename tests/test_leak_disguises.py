"""Ways in which text gets into a file by accident, and how many of them the search sees through.

The text is made up; no sentence of a protected source stands here.
"""

from __future__ import annotations

import base64
import bz2
import gzip
import html
import io
import json
import lzma
import quopri
import re
import tarfile
import textwrap
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, quote_plus

import pytest

from edition.checking.leaks import (
    Protected,
    find_leaks,
    protect_fingerprint,
    protect_text,
    write_fingerprint,
)

TEXT: Final = (
    "The old orchard behind the customs house was sold twice in one summer and nobody in the "
    "town could say who had signed the second deed. The notary wrote that a pear tree does not "
    "read. When the harbour froze in January the buyers went home by sledge, leaving the keys, "
    "the ledger and a barrel of vinegar with the schoolmaster's widow, who kept them until spring."
)
LEAST_BY_WITNESS, LEAST_BY_FINGERPRINT = 0.95, 0.85

Disguise = Callable[[str], str | bytes]


def _between(sign: str) -> Disguise:
    return lambda leak: leak.replace(" ", sign)


def _inside(before: str, after: str) -> Disguise:
    """Put markup around a letter inside of each word that has three."""

    def disguise(leak: str) -> str:
        words = (
            f"{word[:1]}{before}{word[1]}{after}{word[2:]}" if len(word) > 2 else word
            for word in leak.split()
        )
        return f"<p>{' '.join(words)}</p>"

    return disguise


def _after_words(sign: str, every: int = 3) -> Disguise:
    """Put a sign behind every third word."""

    def disguise(leak: str) -> str:
        words = leak.split()
        return " ".join(w + (sign if n % every == 1 else "") for n, w in enumerate(words))

    return disguise


def _replace(letter: str, other: str) -> Disguise:
    return lambda leak: leak.replace(letter, other)


def _differ(leak: str) -> str:
    """Misread one word in eight."""
    return " ".join(f"{w}x" if n % 8 == 7 else w for n, w in enumerate(leak.split()))


def zip_files(files: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _tar(mode: str) -> Disguise:
    def disguise(leak: str) -> bytes:
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode=f"w{mode}") as archive:  # type: ignore[call-overload]
            entry = tarfile.TarInfo("a.txt")
            entry.size = len(leak.encode())
            archive.addfile(entry, io.BytesIO(leak.encode()))
        return buffer.getvalue()

    return disguise


def make_pdf(text: str, width: int = 60) -> bytes:
    """Return a PDF with one page of text, its stream deflated."""
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    shown = " ".join(f"({line}) Tj" if not n else f"({line}) '" for n, line in enumerate(lines))
    stream = zlib.compress(f"BT /F1 10 Tf 12 TL 50 700 Td {shown} ET".encode("latin-1"))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        start,
    )
    return bytes(out)


def _pdf(leak: str) -> bytes:
    words = leak.split()
    lines = [" ".join(words[at : at + 9]) + " " for at in range(0, len(words), 9)]
    return make_pdf("".join(line.ljust(60) for line in lines))


def _docx(split: bool) -> Disguise:
    def disguise(leak: str) -> bytes:
        pieces = [leak[at : at + 3] for at in range(0, len(leak), 3)] if split else [leak]
        runs = "".join(
            f'<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{piece}</w:t></w:r>'
            for piece in pieces
        )
        body = f"<w:document><w:body><w:p>{runs}</w:p></w:body></w:document>"
        return zip_files({"[Content_Types].xml": "<Types/>", "word/document.xml": body})

    return disguise


def _odt(leak: str) -> bytes:
    spaced = leak.replace(" ", "<text:s/>", 2)
    body = "".join(f"<text:span>{spaced[at : at + 40]}</text:span>" for at in range(0, 0))
    note = (
        '<text:note text:id="n"><text:note-citation>1</text:note-citation><text:note-body>'
        "<text:p>A remark.</text:p></text:note-body></text:note>"
    )
    content = spaced.replace(" in ", f" in{note} ").replace("ou", "<text:span>ou</text:span>")
    return zip_files({"mimetype": "x", "content.xml": f"<text:p>{body}{content}</text:p>"})


def _epub(leak: str) -> bytes:
    return zip_files({"mimetype": "application/epub+zip", "OEBPS/1.xhtml": f"<p>{leak}</p>"})


def _mail(encoding: str, encode: Callable[[bytes], bytes]) -> Disguise:
    head = (
        "From: a@example.org\nSubject: Copy\nMIME-Version: 1.0\n"
        f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n\n"
    )
    return lambda leak: head.encode() + encode(leak.encode())


def _rtf(leak: str) -> str:
    escaped = re.sub(r"\\[a-z*]+|o", lambda found: "\\'6f" if found[0] == "o" else found[0], leak)
    return "{\\rtf1\\ansi " + escaped.replace(" the ", " {\\b the} ") + "}"


def _in_rows(row: str, every: int = 1, head: str = "") -> Callable[[str], str]:
    """Put words into rows, so many into each; # in a row is its number, @ the words."""

    def disguise(leak: str) -> str:
        words = leak.split()
        parts = (" ".join(words[at : at + every]) for at in range(0, len(words), every))
        rows = (row.replace("@", part).replace("#", str(n)) for n, part in enumerate(parts, 1))
        return head + "".join(rows)

    return disguise


def _columns(leak: str) -> tuple[list[str], list[str]]:
    """Return the lines of two columns."""
    lines = textwrap.wrap(leak, 30)
    middle = len(lines) // 2
    return lines[:middle], lines[middle:]


def _tracked(leak: str) -> bytes:
    """Return a DOCX in which words were struck out and kept."""
    struck = "<w:del><w:r><w:delText>cut </w:delText></w:r></w:del>"
    runs = "".join(f"<w:r><w:t>{word} </w:t></w:r>{struck}" for word in leak.split())
    return zip_files({"word/document.xml": f"<w:document><w:p>{runs}</w:p></w:document>"})


def _png(name: bytes, before: bytes) -> Disguise:
    def chunk(kind: bytes, content: bytes) -> bytes:
        length, check = len(content).to_bytes(4), zlib.crc32(kind + content).to_bytes(4)
        return length + kind + content + check

    def disguise(leak: str) -> bytes:
        told = leak.encode() if name == b"tEXt" else zlib.compress(leak.encode())
        head = chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
        return b"\x89PNG\r\n\x1a\n" + head + chunk(name, before + told) + chunk(b"IEND", b"")

    return disguise


_INSIDE = (
    "a abbr b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q rb ruby s samp "
    "small span strike strong sub time tt u var hi persName"
).split()
_SIGNS = {
    "number in brackets": "[12]", "number in parentheses": "(1)", "letter in brackets": "[a]",
    "letter in parentheses": "(b)", "raised figures": "\u00b9\u00b2", "dagger": "\u2020",
    "asterisk": "*", "figures behind words": "", "Markdown note": "[^4]",
    "raised number": "<sup>3</sup>", "raised letter": "<sup>a</sup>",
    "raised letters": "<sup>bb</sup>", "raised letter in brackets": "<sup>[c]</sup>",
    "raised link": '<sup id="r"><a href="#n">7</a></sup>', "upper-case element": "<SUP>5</SUP>",
    "comment": "<!-- see the deed -->", "comment across lines": "<!--\nlater\n-->",
    "hidden element": ' <span hidden>omit</span>',
    "element not displayed": ' <i style="display: none">omit</i>',
    "TEI note": "<note>A remark on this.</note>", "page break": '<pb n="3"/>',
    "anchor": '<a id="p3"></a>', "note of Org": "[fn:1]", "note of reStructuredText": " [#f1]_",
    "citation of Markdown": " [@roe1, p. 3]", "citation of LaTeX": "~\\cite{roe1}",
    "footnote of LaTeX": "\\footnote{See 2.}", "raised number of LaTeX": "\\textsuperscript{3}",
    "index entry of LaTeX": "\\index{deed}", "note of a wiki": "<ref>See 3.</ref>",
    "note in words": " (note 3)", "page between bars": " |p. 5| ", "leaf in brackets": " [5r] ",
    "page between braces": " {5} ", "page between angle brackets": " <5> ",
    "remark in parentheses": " (sic)", "template of a wiki": "{{pb|3}}", "variable": " ${x}",
    "deletion of CriticMarkup": " {--cut--}", "comment of CriticMarkup": "{>>why<<}",
    "picture of Markdown": " ![fig](x.png)", "attributes of Markdown": '{.name key="v"}',
    "processing instruction": "<?page 3?>", "gloss": "<rt>say</rt>", "variant": "<rdg>other</rdg>",
    "verse number": " 3:7", "section number": " \u00a7 7",
}  # fmt: skip
DISGUISES: Final[Mapping[str, Disguise]] = MappingProxyType({
    "plain": lambda leak: leak,
    "capitals": str.upper,
    "one word to a line": _between("\n"),
    "Windows line ends": _between("\r\n"),
    "commas": _between(", "),
    "non-breaking spaces": _between("\u00a0"),
    "thin spaces": _between("\u2009"),
    "dashes between words": _between(" \u2014 "),
    "hyphens as spaces": _between("-"),
    "underlines as spaces": _between("_"),
    "plus signs as spaces": _between("+"),
    "cells of a table": lambda leak: f"<table><td>{leak.replace(' ', '</td><td>')}</td></table>",
    "cells of a Markdown table": _between(" | "),
    "line breaks": _between("<br>"),
    "elements that adjoin": lambda leak: f"<b>{leak.replace(' ', '</b><b>')}</b>",
    "an element for each word": lambda leak: f"<i>{leak.replace(' ', '</i> <i>')}</i>",
    "hyphens at line ends": lambda leak: leak.replace("or", "o-\nr").replace("th ", "t-\nh "),
    "soft hyphens at line ends": lambda leak: leak.replace("ou", "o\u00ad\nu"),
    "soft hyphens": _replace("r", "r\u00ad"),
    "named soft hyphens": lambda leak: f"<p>{leak.replace('r', 'r&shy;')}</p>",
    "spaces of no width": _replace("o", "o\u200b"),
    "byte order marks": _replace("e", "e\ufeff"),
    "word joiners": _replace("a", "a\u2060"),
    "Hangul fillers": _replace("a", "a\u3164"),
    "decomposed accents": lambda leak: unicodedata.normalize("NFD", leak.replace("e", "\u00e9")),
    "accents": _replace("o", "\u014d"),
    "full width": lambda leak: "".join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in leak),
    "ligatures": lambda leak: leak.replace("fi", "\ufb01").replace("st", "\ufb06"),
    "Cyrillic letters": lambda leak: leak.replace("o", "\u043e").replace("a", "\u0430"),
    "Greek letters": _replace("o", "\u03bf"),
    "typographic apostrophes": _replace("'", "\u2019"),
    "one word in eight misread": _differ,
    "a hyphen inside of words": lambda leak: leak.replace("ou", "o-u"),
    "decimal references": lambda leak: "".join(f"&#{ord(c)};" for c in leak),
    "hexadecimal references": lambda leak: "".join(f"&#x{ord(c):x};" for c in leak),
    "references escaped again": lambda leak: "".join(f"&amp;#{ord(c)};" for c in leak),
    "markup escaped": lambda leak: html.escape(f"<p>{leak.replace('ou', '<b>ou</b>')}</p>"),
    "escapes of JSON": lambda leak: "".join(f"\\u{ord(c):04x}" for c in leak),
    "escapes of JavaScript": lambda leak: "".join(f"\\u{{{ord(c):x}}}" for c in leak),
    "escapes of bytes": lambda leak: "".join(f"\\x{ord(c):02x}" for c in leak),
    "JSON": lambda leak: json.dumps({"text": f"<p>{leak}</p>\n"}),
    "address": lambda leak: "mailto:a@example.org?body=" + quote(leak),
    "query": lambda leak: "https://example.org/?q=" + quote_plus(leak),
    "escaped letters": lambda leak: "".join(f"%{ord(c):02x}" for c in leak),
    "attribute": lambda leak: f'<img alt="{leak}">',
    "title of a link": lambda leak: f'[here](page.md "{leak}")',
    "Markdown links": lambda leak: leak.replace(" in ", "](in.md) [in](x.md) "),
    "Markdown reference links": lambda leak: leak.replace(" ", "][1] [", 1).replace(" in ", "][] "),
    "Markdown emphasis inside of words": lambda leak: leak.replace("ou", "**ou**"),
    "quotation in Markdown": _between("\n> "),
    "CDATA": lambda leak: f"<description><![CDATA[<p>{leak}</p>]]></description>",
    "comment of HTML": lambda leak: f"<!-- {leak} -->",
    "script": lambda leak: f"<script>let a = '{leak}'</script>",
    "drawing": lambda leak: f"<svg><text><tspan>{leak}</tspan></text></svg>",
    "words of TEI": lambda leak: f"<ab><w>{leak.replace(' ', '</w><w>')}</w></ab>",
    "BibTeX": lambda leak: f"@misc{{a, abstract = {{{leak}}}}}",
    "UTF-16": lambda leak: leak.encode("utf-16"),
    "UTF-16 without mark": lambda leak: leak.encode("utf-16-be"),
    "UTF-32": lambda leak: leak.encode("utf-32"),
    "Western Windows": lambda leak: leak.replace("e", "\u00e9").encode("cp1252"),
    "among bytes": lambda leak: b"\x00\x01\xff " + leak.encode() + b" \xfe\x00",
    "gzip": lambda leak: gzip.compress(leak.encode()),
    "gzip in gzip": lambda leak: gzip.compress(gzip.compress(leak.encode())),
    "bz2": lambda leak: bz2.compress(leak.encode()),
    "xz": lambda leak: lzma.compress(leak.encode()),
    "LZMA": lambda leak: lzma.compress(leak.encode(), lzma.FORMAT_ALONE),
    "zlib": lambda leak: zlib.compress(leak.encode()),
    "zip": lambda leak: zip_files({"a.txt": leak}),
    "zip behind a program": lambda leak: b"MZ" + bytes(300) + zip_files({"a.txt": leak}),
    "zip in zip": lambda leak: zip_files({"b.zip": zip_files({"a.txt": leak})}),
    "name in a zip": lambda leak: zip_files({f"{leak.replace(' ', '-')}.txt": ""}),
    "tar": _tar(""), "tar.gz": _tar(":gz"), "tar.bz2": _tar(":bz2"), "tar.xz": _tar(":xz"),
    "PDF": _pdf,
    "PDF in a zip": lambda leak: zip_files({"a.pdf": _pdf(leak)}),
    "DOCX": _docx(False),
    "DOCX whose runs split words": _docx(True),
    "ODT": _odt,
    "EPUB": _epub,
    "RTF": _rtf,
    "mail in base64": _mail("base64", base64.encodebytes),
    "mail in quoted-printable": _mail("quoted-printable", quopri.encodestring),
    "data address": lambda leak: (
        f'<a href="data:text/plain;base64,{base64.b64encode(leak.encode()).decode()}">a</a>'
    ),
    "subtitles": _in_rows("#\n00:00:0#,000 --> 00:00:0#,900\n@\n\n", 6),
    "subtitles of the web": _in_rows("00:0#.000 --> 00:0#.900\n<v Roe>@\n\n", 6, "WEBVTT\n\n"),
    "numbered lines": _in_rows("# @\n", 7),
    "numbered lines with stops": _in_rows("   #: @\n", 7),
    "page numbers in brackets": _in_rows("@ [p. 1#] ", 5),
    "remarks of editors": _in_rows("@ [sic] ", 4),
    "words in a table with commas": _in_rows("#,@\n", head="number,word\n"),
    "words in a table with tabs": _in_rows("#\t@\tNOUN\t_\t_\n"),
    "words in JSON": _in_rows('{"n": #, "word": "@", "kind": "noun"},\n', head="["),
    "parsed text in JSON": _in_rows('{"t":"Str","c":"@"},{"t":"Space"},', head="["),
    "words of ALTO": _in_rows('<String CONTENT="@" HPOS="3"/><SP WIDTH="4"/>', head="<a>"),
    "words of PAGE": _in_rows("<Word><TextEquiv><Unicode>@</Unicode></TextEquiv></Word>"),
    "inline notes of Markdown": _in_rows("@^[A remark.] ", 4),
    "DOCX with words struck out": _tracked,
    "PNG": _png(b"tEXt", b"Title\0"),
    "PNG, compressed": _png(b"zTXt", b"Title\0\0"),
    "PNG, international": _png(b"iTXt", b"Title\0\1\0\0\0"),
    "letterspaced": lambda leak: "  ".join(map(" ".join, leak.split())),
    "letterspaced by thin spaces": lambda leak: " ".join(map("\u2009".join, leak.split())),
    "small capitals": lambda leak: leak.translate(str.maketrans("aeiorst", "ᴀᴇɪᴏʀꜱᴛ")),
    "stops as spaces": _between("."),
    "commas as spaces": _between(","),
    "middle dots as spaces": _between("\u00b7"),
    "tildes as spaces": _between("~"),
    "NUL as space": _between("\0"),
    "control characters as spaces": _between("\x05"),
    "struck twice": lambda leak: "".join(f"{c}\b{c}" if c.isalpha() else c for c in leak),
    "coloured words": _in_rows("\x1b[1m@\x1b[0m "),
    "parts of speech": _in_rows("@_NN "),
    "parts of speech behind a slash": _in_rows("@/NNP "),
    "parsed text with comments": _in_rows("#\t@\tNOUN\n", head="# id = 1\n# text\n"),
    "words in a corpus": _in_rows("@\tNN\n", head="<s>\n"),
    "members of JSON": _in_rows('"w#": "@", ', head="{"),
    "pairs of JSON": _in_rows('[#, "@"], ', head="["),
    "words in YAML": _in_rows("- word: @\n  n: #\n"),
    "labels of a graph": _in_rows('n# [label="@"];\n', 5),
    "lyrics": _in_rows("[00:0#.00]@\n", 5),
    "words with times": _in_rows("<00:00:0#.000><c>@</c> "),
    "content of CSS": _in_rows('.w#::after{content:"@"}\n'),
    "words of MathML": _in_rows("<mtext>@</mtext><mspace/>"),
    "two columns": lambda leak: "\n".join(map("{:<40}{}".format, *_columns(leak))),
    "query escaped twice": lambda leak: "?q=" + quote(quote(leak)),
    "links of a wiki": _in_rows("[[Page #|@]] "),
    "roles of reStructuredText": _in_rows(":emphasis:`@` "),
    "emphasis in LaTeX": _in_rows("\\emph{@} "),
    "RTF with hard spaces": lambda leak: _rtf(leak).replace(" ", "\\~"),
    "RTF with notes": lambda leak: _rtf(_in_rows("@ {\\footnote {\\super 1} A remark.}", 5)(leak)),
    "RTF with bookmarks": lambda leak: _rtf(_in_rows("@ {\\*\\bkmkstart a}", 3)(leak)),
    "DOCX with fields": lambda leak: zip_files({"word/document.xml": _in_rows(
        "<w:t>@ </w:t><w:instrText> XE entry </w:instrText>", 5)(leak)}),
    "ODT with annotations": lambda leak: zip_files({"content.xml": _in_rows(
        "@ <office:annotation><text:p>A remark</text:p></office:annotation>", 5)(leak)}),
    **{f"<{name}> inside of words": _inside(f"<{name}>", f"</{name}>") for name in _INSIDE},
    "comments inside of words": _inside("<!---->", ""),
    "<wbr> inside of words": _inside("<wbr>", ""),
    "nested elements inside of words": _inside("<b><kbd>", "</kbd></b>"),
    **{f"{name} between words": _after_words(sign or "12") for name, sign in _SIGNS.items()},
})  # fmt: skip


def _find(protected: Protected, name: str, folder: Path) -> bool:
    content = DISGUISES[name](TEXT)
    path = folder / "file.bin"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return any(one.code == "P003" for one in find_leaks([protected], [path], folder))


@pytest.mark.parametrize(
    ("protected", "least"),
    [
        (protect_text("orchard", TEXT), LEAST_BY_WITNESS),
        (protect_fingerprint("orchard", write_fingerprint(TEXT)), LEAST_BY_FINGERPRINT),
    ],
    ids=["witness", "fingerprint"],
)
def test_disguises_are_seen_through(protected: Protected, least: float, tmp_path: Path) -> None:
    missed = [name for name in DISGUISES if not _find(protected, name, tmp_path)]
    print(f"{len(DISGUISES) - len(missed)} of {len(DISGUISES)} found; missed: {missed}")
    assert len(DISGUISES) >= 100
    assert 1 - len(missed) / len(DISGUISES) >= least, missed


@pytest.mark.parametrize(
    "content",
    [
        b"7z\xbc\xaf\x27\x1c rest",
        b"Rar!\x1a\x07\x00 rest",
        b"\x28\xb5\x2f\xfd rest",
        b"LZIP\x01 rest",
        b"ITSF\x03 rest",
        b"AT&TFORM\0\0\0\x10DJVM rest",
        b"A book".ljust(60, b"\0") + b"BOOKMOBI rest",
        b"%!PS-Adobe-3.0\n(The) 12 0 a (old) show",
        b"PK\x03\x04 cut off",
        b"%PDF-1.4 cut off",
        make_pdf(" "),
        zip_files({"a.7z": b"7z\xbc\xaf\x27\x1c"}),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file.bin"
    path.write_bytes(content)
    found = find_leaks([protect_text("orchard", TEXT)], [path], tmp_path)
    assert [one.code for one in found] == ["P014"]
