"""Draws the places to be labelled: words for page, chapter, figure or note before a digit.

``python -m tests.cross_references.draw WITNESS`` prints the rows without labels. The places are
found in the witness itself, by a pattern that knows nothing of what a reference is; each kind of
word is drawn for itself, so that the rare ones come up, and halves alternate by chance.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

SEED = 19410413
COUNTS = {"page": 100, "chapter": 50, "figure": 18, "note": 12}
_PLACES = re.compile(
    r"\b(?:(?P<page>pp?\.|[Pp]ages?)|(?P<chapter>[Cc]hapters?|[Cc]hap\.|[Ss]ections?)"
    r"|(?P<figure>[Ff]igures?|[Ff]ig\.|[Mm]aps?|[Tt]ables?)"
    r"|(?P<note>[Ff]ootnotes?|[Nn]otes?|n\.|nn\.))\s*(?=\d)"
)
_BEFORE, _AFTER = 50, 40


def draw(text: str) -> Iterator[tuple[str, int, str]]:
    """Yield half, offset of the word, and an excerpt with the word in brackets."""
    chance = random.Random(SEED)
    matches = list(_PLACES.finditer(text))
    drawn = []
    for kind, count in COUNTS.items():
        lot = [match for match in matches if match.lastgroup == kind]
        drawn += chance.sample(lot, min(count, len(lot)))
    for match in sorted(drawn, key=lambda match: match.start()):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        after = text[match.end() : match.end() + _AFTER]
        excerpt = " ".join(f"{before}\u27e6{match[0]}\u27e7{after}".split())
        yield chance.choice(("seen", "unseen")), match.start(), excerpt


if __name__ == "__main__":
    for row in draw(Path(sys.argv[1]).read_text(encoding="utf-8")):
        print(*row, "", "", sep="\t")
