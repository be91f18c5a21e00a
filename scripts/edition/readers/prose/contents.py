"""The table of contents of a prose text: its lines, and the headings that it proves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.readers.chunks import Chunk, is_prose
from edition.readers.contents import Entry, match_titles, read_contents
from edition.readers.headings import Title, chapter_title, slug
from edition.readers.lines import Line
from edition.text.folding import fold_case
from edition.text.source import Source
from edition.text.span import Span


@dataclass(frozen=True, slots=True)
class ProseContents:
    """Line numbers of the table; the title and level of a division by its first line."""

    lines: range = range(0)
    titles: dict[int, tuple[Title, int, int]] = field(default_factory=dict)
    """Title, level, and number of lines, by line number."""
    diagnostics: tuple[Diagnostic, ...] = ()


def find_contents(source: Source, lines: Sequence[Line], chunks: Sequence[Chunk]) -> ProseContents:
    """Find the table of contents, with page numbers or without, and the headings it names."""
    contents = read_contents(lines)
    if not contents.entries:
        return ProseContents(_find_bare(chunks))
    last = contents.lines.stop - 1
    matches = match_titles(lines, contents.entries, last)
    titles = {
        lines[start].number: (_title(entry), entry.level, end - start)
        for entry, start, end in matches
    }
    found = {entry.key for entry, _, _ in matches}
    missing = [entry for entry in contents.entries if entry.key not in found]
    wanting = (
        _report(source, contents.lines, missing) if len(found) * 2 >= len(contents.entries) else ()
    )
    return ProseContents(contents.lines, titles if wanting or not missing else {}, wanting)


def _title(entry: Entry) -> Title:
    formed = chapter_title(f"{entry.number} {entry.title}".strip()) or chapter_title(entry.title)
    if formed:
        return formed
    return Title("", entry.number, entry.number.replace(".", "-") or slug(entry.title))


def _report(source: Source, lines: range, missing: Sequence[Entry]) -> tuple[Diagnostic, ...]:
    place = source.line_span(lines.start) if lines else Span(0, 0)
    return tuple(
        report_at(source, place, "S001", f"the text has no heading \u201c{entry.title}\u201d")
        for entry in missing
    )


def _find_bare(chunks: Sequence[Chunk]) -> range:
    """Return the lines of a table without page numbers: up to a paragraph or the first title."""
    for index, chunk in enumerate(chunks[: len(chunks) // 3 + 10]):
        if fold_case(chunk.text) in ("contents", "tableofcontents"):
            end = _end_of_bare(chunks, index)
            if end > index + 1:
                return range(chunk.lines[0].number, chunks[end - 1].lines[-1].number + 1)
    return range(0)


def _end_of_bare(chunks: Sequence[Chunk], index: int) -> int:
    seen: set[str] = set()
    for position in range(index + 1, len(chunks)):
        first = fold_case(chunks[position].lines[0].text)
        if first in seen or (is_prose(chunks[position].text) and len(chunks[position].lines) < 4):
            return position
        seen |= {fold_case(line.text) for line in chunks[position].lines}
        if len(seen) > 400:
            break
    return index
