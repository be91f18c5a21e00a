"""Import a PDF file with a text layer."""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from typing import Final

from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.importing.imported import Imported, find_missing, report_missing
from edition.importing.pdf.characters import LockedError, Sheet, read_radicals, read_sheets
from edition.importing.pdf.pages import Page, read_pages
from edition.importing.pdf.text import Written, write_text
from edition.text.shortening import shorten

_FEWEST: Final = 25
"""Minimum average number of characters on a page of a file with a text layer."""
_REPORTED: Final = 10
_SHOWN: Final = 60
_FEW_WORDS: Final = 2
"""Minimum number of spaces in a line that may be more than a page number."""


def import_pdf(data: bytes, path: str) -> Imported:
    """Return the text of a PDF file; ``path`` is used in messages.

    Raises EditionError for a file that is locked (I002), without text (I003), damaged (I005) or
    a decompression bomb (I006).
    """
    sheets, table, radicals = read_radicals(_read(data, path))
    pages, measures = read_pages(sheets)
    written = write_text(pages, measures)
    hidden = "".join(sheet.hidden for sheet in sheets)
    texts = [written.markdown, hidden, *(line.text for p in pages for line in p.furniture)]
    unread: list[int] = []
    missing = find_missing(" ".join(texts), (t.translate(table) for t in _extract(data, unread)))
    findings = [
        *report_missing(missing, path),
        *_report_unread(unread, path),
        *_report_hidden(hidden, path),
        *_report_lone(pages, path),
        *_report_figures(written.figures, path),
        *_report_unmapped(sheets, path),
        *_report_uncalled(written, path),
    ]
    return Imported(
        written.markdown,
        written.title,
        f"pdfminer.six {version('pdfminer.six')}",
        tuple(_describe(pages, written, missing.total(), radicals)),
        tuple(findings),
        series=True,
    )


_FAULTS: Final = (
    PDFException, PSException, PyPdfError, ValueError, TypeError, LookupError, AttributeError,
    AssertionError, ArithmeticError, RecursionError, OSError, struct.error, zlib.error,
)  # fmt: skip
"""Exceptions that the libraries raise for damaged files."""
_STREAM: Final = re.compile(rb"stream\r?\n(?=[\x08\x18\x28\x38\x48\x58\x68\x78])")
_LARGEST: Final = 300_000_000
"""Maximum unpacked size of a stream, in bytes."""
_STEP: Final = 1_000_000


def _check_streams(data: bytes, path: str) -> None:
    """Raise EditionError (I006) if a stream is a decompression bomb; use little memory."""
    for match in _STREAM.finditer(data):
        end = data.find(b"endstream", match.end())
        rest, size = data[match.end() : end], 0
        unpacker = zlib.decompressobj()
        try:
            while rest and not unpacker.eof and size <= _LARGEST:
                size += len(unpacker.decompress(rest, _STEP))
                rest = unpacker.unconsumed_tail
        except zlib.error:
            continue
        if size > _LARGEST:
            fact = f"a stream of it has more than {_LARGEST:,} bytes unpacked"
            raise EditionError(Diagnostic("I006", fact, path))


def _read(data: bytes, path: str) -> list[Sheet]:
    _check_streams(data, path)
    try:
        # Offsets in a file count from its header, which other bytes may precede.
        sheets = list(read_sheets(data[data.find(b"%PDF-") :]))
    except LockedError:
        raise EditionError(
            Diagnostic("I002", "the file opens with a password only", path)
        ) from None
    except _FAULTS as error:
        reason = str(error) or type(error).__name__
        raise EditionError(Diagnostic("I005", f"it cannot be read ({reason})", path)) from error
    characters = sum(len(sheet.glyphs) for sheet in sheets)
    if characters < _FEWEST * len(sheets) or not sheets:
        images = sum(len(sheet.figures) for sheet in sheets)
        fact = f"{len(sheets)} pages with {images} images have {characters} characters"
        raise EditionError(Diagnostic("I003", fact, path))
    return sheets


def _extract(data: bytes, unread: list[int]) -> Iterator[str]:
    """Yield the text of each page as extracted by pypdf; record the page that it cannot read."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    number = 0
    try:
        for page in PdfReader(io.BytesIO(data)).pages:
            number += 1
            yield page.extract_text()
    except _FAULTS:
        unread.append(number)


def _report_unread(unread: list[int], path: str) -> Iterator[Diagnostic]:
    for number in unread:
        fact = f"pypdf reads no further than page {number}: what follows is not compared with it"
        yield Diagnostic("I009", fact, path)


def _describe(pages: list[Page], written: Written, missing: int, radicals: int) -> Iterator[str]:
    printed = [page.label for page in pages if page.printed]
    yield f"{len(pages)} pages" + (
        f", numbered {printed[0]} to {printed[-1]} on {len(printed)} of them" if printed else ""
    )
    yield f"{written.notes} notes, {len(written.uncalled)} of them without a marker"
    furniture = sum(len(page.furniture) for page in pages)
    yield f"{furniture} lines of running heads and page numbers, which are left out"
    if radicals:
        yield f"{radicals} characters that the file has as radicals, read as ordinary characters"
    yield f"{missing} words that pypdf extracts are missing"


def _report_hidden(hidden: str, path: str) -> Iterator[Diagnostic]:
    if hidden.strip():
        words = shorten(" ".join(hidden.split()), _SHOWN)
        fact = f"{len(hidden)} characters that are turned or too small: \u201c{words}\u201d"
        yield Diagnostic("I009", fact, path)


def _report_lone(pages: list[Page], path: str) -> Iterator[Diagnostic]:
    """Report lines treated as running heads although their text occurs on only one page."""
    found = Counter(re.sub(r"\W|\d", "", line.words) for page in pages for line in page.furniture)
    lone = [
        line
        for page in pages
        for line in page.furniture
        if found[re.sub(r"\W|\d", "", line.words)] == 1 and line.words.count(" ") >= _FEW_WORDS
    ]
    if lone:
        words = shorten("; ".join(line.text for line in lone), _SHOWN)
        fact = f"{len(lone)} lines at edges of pages, as if running heads: \u201c{words}\u201d"
        yield Diagnostic("I009", fact, path)


def _report_figures(count: int, path: str) -> Iterator[Diagnostic]:
    if count:
        fact = f"{count} images, of which the place is kept"
        yield Diagnostic("I009", fact, path)


def _report_unmapped(sheets: list[Sheet], path: str) -> Iterator[Diagnostic]:
    unmapped = sum(sheet.unmapped for sheet in sheets)
    if unmapped:
        worst = max(sheets, key=lambda sheet: sheet.unmapped)
        fact = f"{unmapped} characters, most on page {worst.index + 1} of the file"
        yield Diagnostic("I007", fact, path)


def _report_uncalled(written: Written, path: str) -> Iterator[Diagnostic]:
    if written.uncalled:
        named = ", ".join(
            f"{label} (p. {page + 1})" for label, page in written.uncalled[:_REPORTED]
        )
        fact = f"{len(written.uncalled)} notes, with the page of the file: {named}"
        yield Diagnostic("I010", fact, path)
