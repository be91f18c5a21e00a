"""Extraction of text from files: archives with their contents, PDF, RTF, mail, tables of words.

DOCX, ODT and EPUB are zip archives of markup. Unreadable text is reported as a fault, so that no
file is taken for searched that was not.
"""

from __future__ import annotations

import binascii
import bz2
import codecs
import gzip
import io
import logging
import lzma
import re
import tarfile
import zipfile
import zlib
from base64 import b64decode
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from email import message_from_bytes
from types import MappingProxyType
from typing import Final, Protocol

from edition.model.parameters import (
    LEAK_DEPTH,
    LEAK_ROW,
    LEAK_STRAYS,
    LEAK_UNPACKED_BYTES,
    LEAK_WORDS,
    LEAK_ZIP_END_BYTES,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A file, or a file within an archive."""

    text: str
    raw: bytes = b""
    """The bytes from which the text was decoded; empty if it was extracted from another form."""
    member: str = ""
    """Its name in the archive, after the names of nested archives, separated by ``!``."""
    fault: str = ""
    """Reason why it cannot be read; empty if it was read."""


def unpack(raw: bytes, depth: int = 0) -> Iterator[Part]:
    """Yield the text of a file and of its contents, and a fault for each unreadable part."""
    for form, magic in _REFUSED.items():
        if magic.match(raw):
            yield Part("", fault=f"text in the form {form} cannot be read")
            return
    opener = next((opener for found, opener in _OPENERS if found.match(raw)), None)
    if opener is None and _ZIP_END in raw[-LEAK_ZIP_END_BYTES:]:
        opener = _open_zip
    if opener is None and not _TAR.match(raw):
        yield Part(decode(raw), raw)
        yield from _find_embedded(raw, depth)
    elif depth >= LEAK_DEPTH:
        yield Part("", fault=f"it is packed more than {LEAK_DEPTH} times")
    else:
        yield from _open(opener or _open_tar, raw, depth)


_Opener = Callable[[bytes], Iterator[tuple[str, bytes | str]]]


def _open(opener: _Opener, raw: bytes, depth: int) -> Iterator[Part]:
    try:
        for name, content in opener(raw):
            if isinstance(content, str):
                yield Part(content, member=name)
                continue
            for part in unpack(content, depth + 1):
                yield replace(part, member="!".join(filter(None, [name, part.member])))
    except Exception as error:  # a damaged file makes libraries raise anything
        yield Part(
            decode(raw), raw, fault=f"it cannot be unpacked ({str(error) or type(error).__name__})"
        )


def decode(raw: bytes) -> str:
    """Decode bytes in UTF-8, UTF-16, UTF-32 or the code page of Western Windows."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("utf-8" if b"\0" in raw else "cp1252", "replace")


_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


# --- archives -------------------------------------------------------------------------------


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes."""


def _read_all(stream: _Stream) -> bytes:
    content = stream.read(LEAK_UNPACKED_BYTES + 1)
    if len(content) > LEAK_UNPACKED_BYTES:
        raise ValueError(f"unpacked it has more than {LEAK_UNPACKED_BYTES:,} bytes")
    return content


def _open_gzip(raw: bytes) -> Iterator[tuple[str, bytes]]:
    yield "", _read_all(gzip.GzipFile(fileobj=io.BytesIO(raw)))


def _open_bz2(raw: bytes) -> Iterator[tuple[str, bytes]]:
    yield "", _read_all(bz2.BZ2File(io.BytesIO(raw)))


def _open_lzma(raw: bytes) -> Iterator[tuple[str, bytes]]:
    with lzma.LZMAFile(io.BytesIO(raw)) as stream:
        yield "", _read_all(stream)


def _open_zlib(raw: bytes) -> Iterator[tuple[str, bytes | str]]:
    # The two bytes of the signature may also begin a file that is not compressed.
    try:
        content = zlib.decompressobj().decompress(raw, LEAK_UNPACKED_BYTES)
    except zlib.error:
        yield "", decode(raw)
    else:
        yield "", content


def _open_zip(raw: bytes) -> Iterator[tuple[str, bytes | str]]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        yield "", "\n".join([archive.comment.decode("utf-8", "replace"), *archive.namelist()])
        for entry in archive.infolist():
            with archive.open(entry) as member:
                yield entry.filename, _read_all(member)


def _open_tar(raw: bytes) -> Iterator[tuple[str, bytes | str]]:
    with tarfile.open(fileobj=io.BytesIO(raw)) as archive:
        yield "", "\n".join(archive.getnames())
        for entry in archive:
            member = archive.extractfile(entry) if entry.isfile() else None
            if member is not None:
                yield entry.name, _read_all(member)


_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_TEXT = re.compile(rb"zTXt[^\0]*\0\0|iTXt[^\0]*\0\x01\0[^\0]*\0[^\0]*\0")


def _open_png(raw: bytes) -> Iterator[tuple[str, bytes | str]]:
    yield "", decode(raw)
    for found in _PNG_TEXT.finditer(raw):
        text = zlib.decompressobj().decompress(raw[found.end() :], LEAK_UNPACKED_BYTES)
        yield "text", decode(text)


# --- documents ------------------------------------------------------------------------------


def _open_pdf(raw: bytes) -> Iterator[tuple[str, bytes | str]]:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    yield "", decode(raw)
    reader = PdfReader(io.BytesIO(raw))
    if reader.is_encrypted and not reader.decrypt(""):
        raise ValueError("it has a password")
    text = "\n".join(page.extract_text() for page in reader.pages)
    if not text.strip():
        raise ValueError("no page has text; it may be scanned")
    yield "", text
    for title in filter(None, (reader.metadata or {}).values()):
        yield "metadata", str(title)
    for name, contents in reader.attachments.items():
        for content in contents:
            yield name, content


_RTF = re.compile(
    r"\\'([0-9a-fA-F]{2})|\\u(-?\d+) ?\??|\\(~|(?:par|line|tab|cell|row)\b ?)|\\[a-z]+-?\d* ?"
    r"|[{}\r\n]"
)

_RTF_ASIDE = re.compile(r"\{\\\*\\(?:bkmk(?:start|end)|pn\w*|generator|xe)\b[^{}]*\}")
_RTF_NOTE = re.compile(r"\{\\footnote\b[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")


def _open_rtf(raw: bytes) -> Iterator[tuple[str, str]]:
    text = _RTF_ASIDE.sub("", raw.decode("cp1252", "replace"))
    bare, notes = _RTF_NOTE.sub("", text), " ".join(_RTF_NOTE.findall(text))
    yield "", _RTF.sub(_unescape_rtf, f"{bare} {notes}")


def _unescape_rtf(match: re.Match[str]) -> str:
    if match[1]:
        return bytes.fromhex(match[1]).decode("cp1252", "replace")
    if match[2]:
        return chr(int(match[2]) % 0x10000)
    return " " if match[3] else ""


def _open_mail(raw: bytes) -> Iterator[tuple[str, bytes | str]]:
    for letter in re.split(rb"\n(?=From )", raw):
        message = message_from_bytes(letter)
        yield "", "\n".join(f"{name}: {value}" for name, value in message.items())
        for part in message.walk():
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                charset = (
                    part.get_content_charset("utf-8")
                    if part.get_content_maintype() == "text"
                    else ""
                )
                yield (
                    part.get_filename() or "",
                    content.decode(charset, "replace") if charset else content,
                )


_DATA = re.compile(rb"base64,\s*([A-Za-z0-9+/\s]{16,}=*)")


def _find_embedded(raw: bytes, depth: int) -> Iterator[Part]:
    """Yield the contents of ``data:`` addresses."""
    if b"base64," not in raw:
        return
    for found in _DATA.finditer(raw):
        try:
            content = b64decode(b"".join(found[1].split()).rstrip(b"=") + b"==")
        except binascii.Error:
            continue
        yield from unpack(content, depth + 1)


_OPENERS: Final = tuple(
    (re.compile(magic, re.DOTALL | re.IGNORECASE), opener)
    for magic, opener in (
        (rb"\x1f\x8b", _open_gzip),
        (rb"PK(?:\x03\x04|\x05\x06)", _open_zip),
        (rb"BZh[1-9]", _open_bz2),
        (rb"\xfd7zXZ\0|\x5d\0\0.{2}[\0\xff]", _open_lzma),
        (rb"\x78[\x01\x5e\x9c\xda]", _open_zlib),
        (re.escape(_PNG), _open_png),
        (rb"(?:\xef\xbb\xbf)?\s*%PDF-", _open_pdf),
        (rb"\s*\{\\rtf", _open_rtf),
        (rb"(?:From |[A-Za-z-]+:).{0,20000}?\nContent-Transfer-Encoding:", _open_mail),
    )
)
_TAR: Final = re.compile(rb".{257}ustar", re.DOTALL)
_ZIP_END: Final = b"PK\x05\x06"
_REFUSED: Final[Mapping[str, re.Pattern[bytes]]] = MappingProxyType({
    form: re.compile(magic, re.DOTALL)
    for form, magic in {
        "7z": rb"7z\xbc\xaf\x27\x1c",
        "RAR": rb"Rar!\x1a\x07",
        "Zstandard": rb"\x28\xb5\x2f\xfd",
        "LZ4": rb"\x04\x22\x4d\x18",
        "lzip": rb"LZIP",
        "compress": rb"\x1f\x9d",
        "ar": rb"!<arch>\n",
        "CAB": rb"MSCF",
        "CHM": rb"ITSF",
        "DjVu": rb"AT&TFORM",
        "Mobipocket": rb".{60}(?:BOOKMOBI|TEXtREAd)",
        "PostScript": rb"%!PS",
    }.items()
})  # fmt: skip


# --- Tables with a word in each row: word lists, OCR, parsed text ---------------------------------


_MEMBER = re.compile(r'"(\w+)"\s*:\s*"((?:[^"\\]|\\.)*)"')
_CONTENT = re.compile(r'\bCONTENT="([^"]*)"')
"""The ALTO attribute for a word."""
_SIGNS: Final = "\t,;|"
_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
"""The space between columns of a page."""


def read_columns(text: str) -> Iterator[str]:
    """Yield the text of each column of a table, of JSON members with the same name, and of ALTO."""
    if 'CONTENT="' in text:
        yield " ".join(_CONTENT.findall(text))
    if text.lstrip()[:1] in ("{", "["):
        members = defaultdict(list)
        for name, value in _MEMBER.findall(text):
            members[name].append(value)
        yield from (" ".join(values) for values in members.values() if len(values) >= LEAK_WORDS)
    lines = text[: LEAK_WORDS * LEAK_ROW].split("\n", 2 * LEAK_WORDS)
    head = [line for line in lines[:-1] if line[:1] not in ("#", "<")][:LEAK_WORDS]
    if len(head) >= LEAK_STRAYS and all(_GAP.search(row) for row in head):
        rows = [_GAP.split(row.strip(), maxsplit=1) for row in text.splitlines()]
        yield "\n".join(row[at] for at in (0, 1) for row in rows if at < len(row))
    for sign in _SIGNS if len(head) == LEAK_WORDS else "":
        if head[1].count(sign) and len({row.count(sign) for row in head}) == 1:
            rows = [row.split(sign) for row in text.splitlines()]
            width = head[1].count(sign) + 1
            yield from (" ".join(row[at] for row in rows if at < len(row)) for at in range(width))
