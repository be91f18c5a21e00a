# /// script
# requires-python = ">=3.11"
# dependencies = ["brotli==1.2.1", "fonttools==4.68.0"]
# ///
"""Makes the files of the theme's typeface of Source Serif 4, as its package on npm has it.

Run it with the dependencies above and npm, for instance ``uv run scripts/typeface.py``; the same
files come out each time. Its licence keeps the name for the unchanged typeface, so the parts of it
are called Edition Serif.
"""

from __future__ import annotations

import subprocess
import tarfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import fill
from typing import Final

from fontTools.subset import Options, Subsetter, parse_unicodes
from fontTools.ttLib import TTFont

PACKAGE: Final = "source-serif@4.5.1"
PACKAGE_DIGEST: Final = "19a448df98f4aa777de3452b0a1e29aa7ffe29252fe552c8a2d2531702d80746"
FACE: Final = "Edition Serif"
ASSETS: Final = Path(__file__).parent / "edition" / "publishing" / "theme" / "assets"
LATIN: Final = (
    "0020-007E,00A0-017F,0192,01CD-01DC,01E6-01E7,0218-021B,0232-0233,02B9-02BF,02C6-02DD,"
    "0300-0304,0306-030C,0323-0328,0331,1E00-1EF9,2002-200B,2010-2044,2070-208E,20AC,2116,2122,"
    "2153-215E,2190-2199,2212,2260-2265"
)
CYRILLIC: Final = "0400-045F,0462-0463,0472-0475,0490-0493,0496-049D,04A2-04A3,04AE-04B1,04BA-04E9"
FEATURES: Final = "kern liga onum lnum pnum tnum smcp c2sc case locl ccmp mark mkmk".split()
PARTS: Final = (
    ("roman", "Regular", LATIN, "normal", "400"),
    ("italic", "It", LATIN, "italic", "400"),
    ("bold", "Semibold", LATIN, "normal", "600 900"),
    ("roman-cyrillic", "Regular", CYRILLIC, "normal", "400"),
    ("italic-cyrillic", "It", CYRILLIC, "italic", "400"),
)
"""Of each file its name, the style of the package, its characters, and where it is used."""
LOCAL: Final = (
    ("Georgia", "Georgia", "Georgia Italic", 107.4),
    ("Times", "Times New Roman", "Times New Roman Italic", 117.9),
    ("Noto", "Noto Serif", "Noto Serif Italic", 99.6),
    ("DejaVu", "DejaVu Serif", "DejaVu Serif Italic", 87.5),
)
"""Typefaces of systems, with the size, in per cent, at which their lines are as long as ours."""


def main() -> None:
    """Write the typeface, its licence and its style sheet into the repository."""
    package = _fetch()
    rules = []
    for name, style, characters, slant, weight in PARTS:
        path = ASSETS / f"serif-{name}.woff2"
        font = _reduce(package[f"TTF/SourceSerif4-{style}.ttf"], characters)
        font.save(path)
        digest = sha256(path.read_bytes()).hexdigest()
        rules.append(_write_rule(path, digest, slant, weight, _list_ranges(font)))
    rules += [
        f'@font-face {{\n  font-family: "{FACE} as {name}";\n  font-style: {slant};\n'
        f'  size-adjust: {size}%;\n  src: local("{font_name}");\n}}\n'
        for name, roman, italic, size in LOCAL
        for slant, font_name in (("normal", roman), ("italic", italic))
    ]
    note = (
        f"/* The typeface of the edition: {PACKAGE}, made by scripts/typeface.py; and those of\n"
        "   the reader's system in the same width, until it is there or where it cannot be. */\n\n"
    )
    (ASSETS / "faces.css").write_text(note + "\n".join(rules), "utf-8")
    licences = Path(__file__).parents[1] / "LICENSES"
    (licences / "OFL-1.1-RFN.txt").write_bytes(package["LICENSE.md"])


def _fetch() -> dict[str, bytes]:
    """Return the files of the package by their names; raises ValueError if it is another."""
    with TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True
        )
        (path,) = Path(folder).iterdir()
        packed = path.read_bytes()
    if sha256(packed).hexdigest() != PACKAGE_DIGEST:
        raise ValueError(f"{PACKAGE} is not the package that was looked at")
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        files = ((one.name, archive.extractfile(one)) for one in archive if one.isfile())
        return {name.removeprefix("package/"): file.read() for name, file in files if file}


def _reduce(content: bytes, characters: str) -> TTFont:
    """Return the part of a typeface that has the characters, under the name of the edition's."""
    font = TTFont(BytesIO(content), recalcTimestamp=False)
    options = Options(hinting=False, layout_features=FEATURES, name_IDs=[0, 1, 2, 5, 6, 13, 14])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=parse_unicodes(characters))
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 6):
            record.string = FACE if record.nameID == 1 else FACE.replace(" ", "")
    font.flavor = "woff2"
    return font


def _list_ranges(font: TTFont) -> str:
    """Return the characters of a typeface as a style sheet names them."""
    ranges: list[list[int]] = []
    for code in sorted(font.getBestCmap()):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return ", ".join(f"U+{a:04X}" + (f"-{b:04X}" if b > a else "") for a, b in ranges)


def _write_rule(path: Path, digest: str, slant: str, weight: str, ranges: str) -> str:
    lines = fill(ranges, 100, initial_indent="    ", subsequent_indent="    ")
    return (
        f'/* {digest} */\n@font-face {{\n  font-display: swap;\n  font-family: "{FACE}";\n'
        f"  font-style: {slant};\n  font-weight: {weight};\n"
        f'  src: url("{path.name}") format("woff2");\n  unicode-range:\n{lines};\n}}\n'
    )


if __name__ == "__main__":
    main()
