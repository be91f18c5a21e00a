"""Books made for tests: written, set, and put out the way ``pdftotext`` would.

A book is paragraphs of sentences, some with a note. It is set to two measures, broken into pages
with notes at their feet (a note that does not fit runs over to the next foot), and may then be
damaged as extractions do: note lines lost, markers slid to the start of their line.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from edition.readers.widths import estimate_width

_WORDS = (
    "harbour pilot ferry lantern signal captain island current channel cargo letter morning "
    "winter keeper tide chart anchor mast storm village road station winding silver narrow "
    "distant quiet ancient foreign heavy clear early written carried followed noticed answered "
    "remembered crossed the of and to in that was for with from by at on his their which when "
    "before under after"
).split()
BODY, NOTE, QUOTATION = 31.5, 38.5, 27.4
"""Measures in ems."""


@dataclass(slots=True)
class PrintedNote:
    """A note as it was written, and what damage left of it."""

    number: int
    text: str
    page: int = 0
    lost: bool = False
    """True if some of its lines were lost."""


@dataclass(slots=True)
class PrintedBook:
    """The text as an extraction leaves it, with what was put in."""

    text: str
    letters: str
    """All letters and signs of the running text in order, without spaces, hyphens and markers."""
    paragraphs: int
    notes: list[PrintedNote]
    pages: int
    slid: dict[int, str] = field(default_factory=dict)
    """Numbers of markers that slid, with the word behind which they belong."""


@dataclass(slots=True)
class _Line:
    text: str
    note: int = 0
    """The number of the note that it belongs to; 0 in running text."""
    starts: bool = False
    """True for the first line of a paragraph."""


class Press:
    """Writes, sets and damages a book; the same seed gives the same book."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.notes: list[PrintedNote] = []

    def sentence(self, length: int) -> str:
        """Return a sentence of so many words."""
        words = [self.random.choice(_WORDS) for _ in range(length)]
        return " ".join(words).capitalize() + "."

    def paragraph(self, noted: float) -> str:
        """Return a paragraph; ``noted`` is the share of its sentences with a note."""
        sentences = []
        for _ in range(self.random.randint(3, 7)):
            sentence = self.sentence(self.random.randint(6, 22))
            if self.random.random() < noted:
                number = len(self.notes) + 1
                self.notes.append(PrintedNote(number, self.note_text()))
                sentence += str(number)
            sentences.append(sentence)
        return " ".join(sentences)

    def note_text(self) -> str:
        """Return the text of a note, of one sentence or several."""
        count = self.random.choice((1, 1, 1, 2, 3, 6))
        return " ".join(self.sentence(self.random.randint(4, 26)) for _ in range(count))

    def set_lines(self, text: str, measure: float, indent: float = 0.0) -> list[str]:
        """Break a text into lines that fill the measure, dividing words where needed."""
        lines: list[str] = []
        line, room = "", measure - indent
        for word in text.split():
            while True:
                longer = f"{line} {word}".strip()
                if estimate_width(longer) <= room:
                    line = longer
                    break
                cut = _cut(line, word, room) if estimate_width(line) < 0.97 * room else 0
                if cut:
                    line, word = f"{line} {word[:cut]}-".strip(), word[cut:]
                lines.append(line)
                line, room = "", measure
        return [*lines, line] if line else lines


def _cut(line: str, word: str, room: float) -> int:
    """Return how many letters of a word still fit, with a hyphen; 0 if too few."""
    stem = word.rstrip(".")
    if not stem.isalpha():
        return 0
    for cut in range(len(stem) - 2, 1, -1):
        if estimate_width(f"{line} {word[:cut]}-") <= room:
            return cut
    return 0


def print_book(
    seed: int,
    *,
    paragraphs: int = 24,
    noted: float = 0.3,
    sign: str = " ",
    losses: int = 0,
    slides: int = 0,
) -> PrintedBook:
    """Write, set and damage a book.

    ``sign`` stands for a page end; ``losses`` is how many feet of pages lose lines, ``slides``
    how many markers slide to the start of their line.
    """
    press = Press(seed)
    written = [press.paragraph(noted) for _ in range(paragraphs)]
    body: list[_Line] = []
    for paragraph in written:
        lines = press.set_lines(paragraph, BODY, indent=1.1)
        body += [_Line(text, starts=index == 0) for index, text in enumerate(lines)]
    slid = _slide(press, body, slides)
    pages = _break_pages(press, body)
    _lose(press, pages, losses)
    text = _put_out(pages, sign)
    letters = "".join(_bare(paragraph) for paragraph in written)
    return PrintedBook(text, letters, len(written), press.notes, len(pages), slid)


def _bare(text: str) -> str:
    return "".join(c for c in text if not c.isspace() and not c.isdigit())


def _numbers(text: str) -> list[int]:
    return [int(word.rpartition(".")[2]) for word in text.split() if word[-1].isdigit()]


def _break_pages(press: Press, body: list[_Line]) -> list[tuple[list[_Line], list[_Line]]]:
    """Fill pages with text and, at the foot, its notes; what does not fit runs over."""
    pages: list[tuple[list[_Line], list[_Line]]] = []
    waiting: list[_Line] = []
    place = 0
    while place < len(body) or waiting:
        height = press.random.randint(14, 20)
        if len(body) - place < height + 4:
            height = len(body) - place
        text = body[place : place + height]
        place += len(text)
        for line in text:
            for number in _numbers(line.text):
                note = press.notes[number - 1]
                note.page = len(pages)
                waiting += [
                    _Line(line_text, number)
                    for line_text in press.set_lines(f"{number}{note.text}", NOTE, indent=1.1)
                ]
        room = len(waiting) if place >= len(body) else press.random.randint(5, 9)
        while _stops_inside(waiting, room):
            room += 1
        pages.append((text, waiting[:room]))
        waiting = waiting[room:]
    return pages


def _stops_inside(waiting: list[_Line], room: int) -> bool:
    """True if a foot would end with a sentence in the middle of a note: nobody could tell."""
    if not 0 < room < len(waiting):
        return False
    before, after = waiting[room - 1], waiting[room]
    return before.note == after.note and before.text.endswith(".")


def _slide(press: Press, body: list[_Line], slides: int) -> dict[int, str]:
    """Move markers from behind the first word of a line to before it."""
    able = []
    for line in body:
        word = line.text.split()[0]
        stem = word.rstrip("0123456789")
        if stem != word and stem.endswith(".") and stem[0].islower() and not line.starts:
            able.append((line, word, stem))
    slid = {}
    for line, word, stem in press.random.sample(able, min(slides, len(able))):
        number = word.removeprefix(stem)
        line.text = number + stem + line.text.removeprefix(word)
        slid[int(number)] = stem
    return slid


def _lose(press: Press, pages: list[tuple[list[_Line], list[_Line]]], losses: int) -> None:
    """Take lines out of the middle of some feet; a space is left before what follows."""
    able = [foot for text, foot in pages if len(foot) > 3 and text]
    for foot in press.random.sample(able, min(losses, len(able))):
        first = press.random.randint(1, len(foot) - 2)
        last = press.random.randint(first + 1, len(foot) - 1)
        for line in foot[first:last]:
            press.notes[line.note - 1].lost = True
        del foot[first:last]
        foot[first].text = " " + foot[first].text


def _put_out(pages: list[tuple[list[_Line], list[_Line]]], sign: str) -> str:
    parts = []
    for number, (text, foot) in enumerate(pages):
        lines = []
        for index, line in enumerate(text):
            if line.starts and index:
                lines.append("")
            lines.append(line.text)
        if foot:
            lines += ["", *(line.text for line in foot)]
        if number:
            lines[0] = sign + lines[0]
        parts += lines
    return "\n".join(parts) + "\n"
