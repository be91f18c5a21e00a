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


CARRIED = """\
The lamp has been lit each night since the inspector came to the mole and¹
1 See the book of the keeper, which he wrote up for the harbour.
2 See the letters of the harbour master to the keeper, box 4, leaves

the pilots saw it from the bar on the last night of the year, so that
they asked the keeper about it in the spring.
12 to 14.
3 See the book of the pilots.
4 See the list of the lamps.
"""


def test_the_end_of_a_note_above_the_next_note_is_not_taken_for_text() -> None:
    again = CARRIED + "\n" + "".join(f"{n} See the list.\n" for n in range(5, 12))
    lines = split_lines(Source("letters.txt", again))
    openings = [one for one in find_openings(lines)[BARE] if one.label.value < 12]
    found = [FoundNote(opening, None) for opening in openings]
    layout = PageLayout(breaks=(4, 10))
    taken = find_extents(lines, layout, found, at_foot=True).lines
    assert {1, 2, 6, 7, 8} < taken
    assert taken.isdisjoint({4, 5})
