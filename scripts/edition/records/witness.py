"""Search for witnesses by checksum, and decoding with a report of every fault at its place.

A witness that may be redistributed is in the folder of its source. Others are searched for in the
project's ``private/`` folder and in the folders that ``EDITION_WITNESSES`` lists (separated as in
``PATH``), by checksum and not by name.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Final

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.records import WITNESS_FOLDERS
from edition.text.encodings import CODECS, UTF_8, decode, guess_encodings
from edition.text.shortening import shorten
from edition.text.source import Source, checksum
from edition.text.span import Span

PRIVATE = "private"
FINGERPRINT_NAME: Final = "shingles.txt"
"""The file in the folder of a record with hashes of a protected witness."""
LIMIT = 50_000_000
"""Most bytes of a witness, unless its record sets ``witness.limit``."""
_SHOWN: Final = 60
"""Characters of a line that a message shows for each of several encodings."""

_OLD_LINE_END = re.compile(r"\r(?!\n)")
_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE_ENDS = {"\n": "LF", "\r": "CR", "\r\n": "CR LF"}
_CONTROL = re.compile("[\x01-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")


def list_private_folders(root: Path) -> list[Path]:
    """Return the existing folders outside git that may contain witnesses."""
    named = os.environ.get(WITNESS_FOLDERS, "").split(os.pathsep)
    folders = [root / PRIVATE, *(Path(name).expanduser() for name in named if name)]
    return [folder for folder in folders if folder.is_dir()]


def find_by_checksum(folders: Iterable[Path], sha256: str, size: int) -> Path | None:
    """Return the first file with this checksum and this size in bytes, or None."""
    for path in (path for folder in folders for path in sorted(folder.iterdir())):
        # The size is compared first, so that most files need not be read.
        if not path.is_file() or path.stat().st_size != size:
            continue
        if _get_checksum(path, path.stat().st_mtime_ns) == sha256:
            return path
    return None


@cache
def _get_checksum(path: Path, modified: int) -> str:
    """Return the checksum of a file, cached until it is modified."""
    return checksum(path)


def read_witness(
    path: Path,
    shown: str,
    sha256: str = "",
    size: int = -1,
    limit: int = LIMIT,
    encoding: str = UTF_8,
) -> tuple[Source | None, list[Diagnostic]]:
    """Read and decode a witness; ``shown`` is the path for messages, ``limit`` is in bytes.

    Return no source if the file is not the witness or not valid text (W002–W004, W006, W007).
    """
    actual = path.stat().st_size
    if actual > limit:
        fact = f"the file has {actual:,} bytes, the limit is {limit:,}"
        return None, [Diagnostic("W007", fact, shown)]
    data = path.read_bytes()
    if not data.strip():
        return None, [Diagnostic("W006", "the file is empty", shown)]
    if sha256 and (checksum(path) != sha256 or len(data) != size):
        actually = f"SHA-256 {checksum(path)} and {len(data)} bytes"
        fact = f"the file has {actually}; the record says {sha256} and {size}"
        plain = data.replace(b"\r\n", b"\n")
        forms = (plain, plain.replace(b"\n", b"\r\n"))
        sums = [hashlib.sha256(form).hexdigest() for form in forms]
        return None, [Diagnostic("W002", fact, shown, hint=_RESTORE * (sha256 in sums))]
    return _decode(data, shown, encoding)


_RESTORE: Final = "Only its line ends were changed, as git or a text editor does. Restore the file."


def find_encoding(path: Path, shown: str) -> tuple[str, list[Diagnostic]]:
    """Return the encoding of a text; UTF-8 if none or several are possible.

    Several encodings are reported (W011), with a line that most of them decode differently.
    """
    guesses = guess_encodings(path.read_bytes()) if path.stat().st_size <= LIMIT else ()
    if len(guesses) < 2:
        return (guesses[0].encoding if guesses else UTF_8), []
    rows = [guess.text.split("\n") for guess in guesses]
    readings = max(zip(*rows, strict=False), key=lambda row: len(set(row)))
    signs = enumerate(zip(*readings, strict=False))
    start = next((at for at, found in signs if len(set(found)) > 1), 0) - _SHOWN // 2
    shown_rows = (
        f"in {guess.encoding}: \u201c{shorten(reading[max(start, 0) :].strip(), _SHOWN)}\u201d"
        for guess, reading in zip(guesses, readings, strict=False)
    )
    fact = f"a line with other characters than ASCII reads {'; '.join(shown_rows)}"
    return UTF_8, [Diagnostic("W011", fact, shown)]


def _decode(data: bytes, shown: str, encoding: str) -> tuple[Source | None, list[Diagnostic]]:
    try:
        decoded = decode(data, encoding)
    except UnicodeDecodeError as error:
        return None, [_report_bad_byte(data, error, shown, encoding)]
    # A single carriage return also ends a line; replacing it by a line feed preserves positions.
    source = Source(shown, _OLD_LINE_END.sub("\n", decoded))
    if "\0" in source.text:
        at = source.text.index("\0")
        return None, [report_at(source, Span(at, at + 1), "W004", "there is a NUL character here")]
    return source, _report_oddities(source, decoded)


def _report_bad_byte(
    data: bytes, error: UnicodeDecodeError, shown: str, encoding: str
) -> Diagnostic:
    before = decode(data[: error.start], encoding)
    line = before.count("\n") + 1
    head = before[before.rfind("\n") + 1 :]
    tail = data[error.start : error.start + 40].decode(CODECS[encoding], "replace").split("\n")[0]
    name = "UTF-8" if encoding == UTF_8 else encoding
    fact = f"byte 0x{data[error.start]:02x} at offset {error.start} is not {name} ({error.reason})"
    return Diagnostic("W003", fact, shown, line, len(head) + 1, head + tail)


def _report_oddities(source: Source, decoded: str) -> list[Diagnostic]:
    found = []
    ends = {match[0]: match.start() for match in reversed([*_LINE_END.finditer(decoded)])}
    if len(ends) > 1:
        end, start = max(ends.items(), key=itemgetter(1))
        others = " and ".join(_LINE_ENDS[other] for other in sorted(ends) if other != end)
        fact = f"this line ends with {_LINE_ENDS[end]}, others with {others}"
        found.append(report_at(source, Span(start, start + 1), "W005", fact))
    control = _CONTROL.search(source.text)
    if control:
        count = len(_CONTROL.findall(source.text))
        fact = f"U+{ord(control[0]):04X} is here; {count} control characters in all"
        found.append(report_at(source, Span(*control.span()), "W008", fact))
    return found
