"""Writes what leads on from an address that moved: an empty anchor, a line, or a page.

In the file that has the words, the old address becomes an anchor beside the new one. In another
file that still exists, a line at its end leads on. A file that is no more becomes a page that
sends its readers on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from edition.building.conversion import Conversion
from edition.checking.published import place_of
from edition.linking.redirects import Move, Moves
from edition.writers.correspondences import name_address
from edition.writers.text import GENERATED, INDEX

_TITLE = "This page has moved"


def lead_on(conversion: Conversion, moves: Moves) -> Conversion:
    """Return the conversion with everything that leads on from where its addresses were."""
    files = dict(conversion.files)
    for move in moves.addresses:
        if move.old_file == move.new_file:
            files[move.old_file] = _set_anchor(files[move.old_file], move)
    gone = dict.fromkeys([*moves.files, *(m.old_file for m in moves.addresses)])
    for name in gone:
        mine = [m for m in moves.addresses if m.old_file == name != m.new_file]
        if name not in conversion.files:
            target = moves.files.get(name) or mine[0].new_file
            files[name] = _write_page(conversion, target, mine)
        elif mine:
            files[name] = _set_lines(files[name], mine)
    return replace(conversion, files=files)


def _set_anchor(content: str, move: Move) -> str:
    place = place_of(content, move.new)
    return f'{content[:place]}<a id="{move.old}"></a>{content[place:]}'


def _set_lines(content: str, moves: Sequence[Move]) -> str:
    lines = content.split("\n")
    ends = [i for i, line in enumerate(lines) if line.startswith('<a id="nav-end">')]
    place = ends[-1] if ends else len(lines)
    lines[place:place] = [*_division(_list(moves)), ""]
    return "\n".join(lines)


def _list(moves: Iterable[Move]) -> list[str]:
    return [
        f'- <a id="{move.old}"></a>{name_address(move.old)}: now '
        f"[{name_address(move.new)}]({move.new_file}#{move.new})"
        for move in moves
    ]


def _division(lines: Sequence[str]) -> list[str]:
    return ['<div class="moved" markdown="1">', "", *lines, "", "</div>"]


def _write_page(conversion: Conversion, target: str, moves: Sequence[Move]) -> str:
    matter = [f'title: "{_TITLE}"', "search: {exclude: true}"]
    matter += [*_edition_matter(conversion.files.get(INDEX, "")), f'  moved: "{target}"']
    lead = f"What stood on this page is now [on another]({target})."
    parts = [
        "\n".join(["---", *matter, "---"]),
        GENERATED.format(id=conversion.record.id),
        f'<a id="nav-top"></a>[Contents]({INDEX})',
        f"# {_TITLE}",
        "\n".join(_division([lead, *(["", *_list(moves)] if moves else [])])),
    ]
    return "\n\n".join(parts) + "\n"


def _edition_matter(index: str) -> list[str]:
    """Return the lines of front matter that every page of a text has."""
    matter = index.partition("\n---\n")[0].split("\n")
    start = matter.index("edition:") if "edition:" in matter else len(matter)
    return matter[start:] or ["edition:"]
