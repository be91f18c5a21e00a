"""Typesets small PDF files for tests, each character where the test wants it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from pypdf import PdfReader, PdfWriter

_FONTS = {"plain": "Courier", "bold": "Courier-Bold", "italic": "Courier-Oblique"}
_UNMAPPED = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /Unmapped /Encoding /Identity-H /DescendantFonts ["
    "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Unmapped /CIDSystemInfo "
    "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>"
)
_BITMAP = (
    "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 600 700] /FontMatrix [0.001 0 0 0.001 0 0] "
    "/CharProcs << >> /Encoding << /Type /Encoding /Differences [28 /a28] >> "
    "/FirstChar 28 /LastChar 28 /Widths [600] >>"
)
_ADVANCE = 0.6
"""Width of a character of Courier as a part of its size."""


@dataclass
class Sheet:
    """A page of 540 by 640 points."""

    commands: list[str] = field(default_factory=list)

    def write_unmapped(self, x: float, y: float, size: float, count: int) -> None:
        """Set characters of a font that does not say which they are."""
        self.commands.append(f"BT /F9 {size} Tf {x} {y} Td <{'0041' * count}> Tj ET")

    def write_bitmap(self, x: float, y: float, size: float, code: str) -> float:
        """Set a character of a font that TeX drew, by its code; returns where it ends."""
        self.commands.append(f"BT /F8 {size} Tf {x} {y} Td <{code}> Tj ET")
        return x + _ADVANCE * size

    def picture(self, x: float, y: float, width: float, height: float) -> None:
        """Set an image of one point, drawn large."""
        shown = "BI /W 1 /H 1 /CS /G /BPC 8 ID x EI"
        self.commands.append(f"q {width} 0 0 {height} {x} {y} cm {shown} Q")

    def rule(self, x: float, y: float, width: float) -> None:
        """Draw a rule."""
        self.commands.append(f"{x} {y} {width} 0.5 re f")

    def write(self, x: float, y: float, size: float, text: str, font: str = "plain") -> float:
        """Set a line; returns where it ends."""
        shown = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        name = list(_FONTS).index(font) + 1
        self.commands.append(f"BT /F{name} {size} Tf {x} {y} Td ({shown}) Tj ET")
        return x + _ADVANCE * size * len(text)


def make_pdf(sheets: Sequence[Sheet]) -> bytes:
    """Return a PDF file with these pages."""
    count = len(sheets)
    fonts = [4 + 2 * count + n for n in range(len(_FONTS))]
    named = " ".join(f"/F{n} {number} 0 R" for n, number in enumerate(fonts, 1))
    pages = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    objects: dict[int, str] = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{pages}] /Count {count} >>",
        3: f"<< /Font << {named} /F8 {_BITMAP} /F9 {_UNMAPPED} >> >>",
    }
    for n, sheet in enumerate(sheets):
        stream = "\n".join(sheet.commands)
        objects[4 + 2 * n] = (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 540 640] /Resources 3 0 R "
            f"/Contents {5 + 2 * n} 0 R >>"
        )
        objects[5 + 2 * n] = f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream"
    for number, font in zip(fonts, _FONTS.values(), strict=True):
        objects[number] = f"<< /Type /Font /Subtype /Type1 /BaseFont /{font} >>"
    return _assemble(objects)


def _assemble(objects: dict[int, str]) -> bytes:
    parts, places, length = ["%PDF-1.4\n"], {}, 9
    for number, body in sorted(objects.items()):
        places[number] = length
        parts.append(f"{number} 0 obj\n{body}\nendobj\n")
        length += len(parts[-1])
    rows = "".join(f"{places[n]:010} 00000 n \n" for n in sorted(places))
    table = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{rows}"
    parts.append(f"{table}trailer << /Size {len(places) + 1} /Root 1 0 R >>\n")
    parts.append(f"startxref\n{length}\n%%EOF\n")
    return "".join(parts).encode("latin-1")


def encrypt(data: bytes, password: str) -> bytes:
    """Return a PDF file that opens with a password only."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(password, algorithm="RC4-128")
    with io.BytesIO() as out:
        writer.write(out)
        return out.getvalue()
