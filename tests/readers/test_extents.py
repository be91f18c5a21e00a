from __future__ import annotations

from edition.readers.inference.candidates import BARE, find_openings
from edition.readers.inference.extents import FoundNote, find_extents
from edition.readers.inference.pages import PageLayout
from edition.readers.lines import split_lines
from edition.text.source import Source

PAGES = """\
The keeper has been asked for the book in which he writes.

1 It was found in the lamp room and
The harbour master was told of it on the next day.

12. Letter to the Keeper of the Outer Mole
2 He had it from the inspector, who had it from the
The inspector has not been seen at the harbour since the spring.

3 The pilots say that he is at Anster.
"""


def test_a_note_that_was_carried_over_does_not_reach_over_the_heading_of_a_document() -> None:
    lines = split_lines(Source("letters.txt", PAGES))
    openings = [one for one in find_openings(lines)[BARE] if one.label.value < 4]
    found = [FoundNote(opening, None) for opening in openings]
    layout = PageLayout(breaks=(3, 7))
    assert 5 in find_extents(lines, layout, found).lines
    assert find_extents(lines, layout, found, {6}).lines == {2, 6, 9}
