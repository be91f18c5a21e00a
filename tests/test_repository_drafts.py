"""Newspapers and archives that notes cite and the bibliography lacks are proposed as entries."""

from __future__ import annotations

import pytest

from edition.bibliography.database import read_bibliography
from edition.harvest.drafting import draft_repositories
from edition.model.document import NoteState
from tests.citations.notebook import Line, make_notebook

CASES = [
    (
        ["Kestrel Times, May 3, 1881, 4.", "The Kestrel Times, 4 May 1881."],
        ["newspaper newspaper-kestrel-times Kestrel Times (1)"],
    ),
    (
        ["The National Archives (TNA), FO 371/9876.", "TNA, FO 371/9877; GLAM, f. 2, op. 3, d. 1."],
        [
            "misc archive-glam GLAM (2)",
            "misc archive-national-archives National Archives = TNA (1, 2)",
        ],
    ),
    (
        ["Box 2, folder 1, Tobias Averil Papers, Zanderij.", "Box 3, folder 7, Averil Papers."],
        ["misc archive-tobias-averil-papers Tobias Averil Papers, Zanderij = Averil Papers (1, 2)"],
    ),
    (["АВП РФ, ф. 146, оп. 16, п. 155, д. 3, л. 12."], ["misc archive-avp-rf АВП РФ (1)"]),
    (["HRK, f. 1, op. 2, d. 3, l. 4; Halcyon, 12."], []),
    (["Nothing is cited here."], []),
]
_KNOWN = "@misc{archive-hrk, title = {HRK}, keywords = {archive}}\n"


@pytest.mark.parametrize(("notes", "wanted"), CASES)
def test_what_is_not_known_is_proposed(notes: list[str], wanted: list[str]) -> None:
    lines = [Line(str(n), NoteState.WHOLE, text) for n, text in enumerate(notes, 1)]
    bibliography, _ = read_bibliography(_KNOWN)
    drafts = draft_repositories(make_notebook(lines)[1], bibliography, {})
    told = []
    for one in drafts:
        place = f", {one.fields['institution']}" if "institution" in one.fields else ""
        short = f" = {one.fields['shorttitle']}" if "shorttitle" in one.fields else ""
        notes_of = ", ".join(one.notes)
        told.append(f"{one.type} {one.key} {one.fields['title']}{place}{short} ({notes_of})")
    assert told == wanted
    text = "\n".join(one.format("sample") for one in drafts)
    bibliography, faults = read_bibliography(_KNOWN + text)
    assert faults == []
    assert draft_repositories(make_notebook(lines)[1], bibliography, {}) == (), "harvested once"
