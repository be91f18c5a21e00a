"""The catalogue of findings: every code, how bad it is, what it says and what an editor does.

This is the only place where a code is defined; ``docs`` are generated from it. A code is never
used again for something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType


class Severity(IntEnum):
    """How bad it is; the worst one decides the exit status."""

    INFO = 0
    WARNING = 1
    ERROR = 2

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Rule:
    """An entry of the catalogue."""

    severity: Severity
    title: str
    """One line: what the code says."""
    advice: str
    """What an editor does about it."""


_RULES: dict[str, Rule] = {}


def _rule(code: str, severity: Severity, title: str, advice: str) -> None:
    if code in _RULES:
        raise ValueError(f"code {code} is taken")
    _RULES[code] = Rule(severity, title, advice)


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

# W: the witness as a file
_rule(
    "W001",
    _E,
    "The witness file is wanting",
    "Put the file into the source's folder, or for a text that may not be redistributed into "
    "private/ or a folder named in EDITION_WITNESSES.",
)
_rule(
    "W002",
    _E,
    "The witness file is not the one described",
    "Its SHA-256 or size differs from the record. Restore the file, or describe the new one.",
)
_rule(
    "W003",
    _E,
    "The witness is not valid UTF-8",
    "Convert the file to UTF-8 (iconv) and record the new checksum.",
)
_rule("W004", _E, "The witness holds a NUL character", "The file is binary or damaged. Replace it.")
_rule(
    "W005",
    _W,
    "The witness mixes line ends",
    "Both CR LF and LF occur. They are read as line ends; the bytes stay as they are.",
)
_rule("W006", _E, "The witness is empty", "There is nothing to edit. Replace the file.")
_rule(
    "W007",
    _E,
    "The witness is larger than the limit",
    "Raise witness.limit in the record if the size is right.",
)
_rule(
    "W008",
    _W,
    "The witness holds control characters",
    "They are shown as a replacement sign and kept in the ledger.",
)
_rule(
    "W009",
    _I,
    "The witness of a text in copyright is not on this machine",
    "The descriptive page is built without it. To check its quotations, put the file into "
    "private/ or a folder named in EDITION_WITNESSES.",
)

# R: the record of a source
_rule("R001", _E, "The record cannot be parsed", "Correct the YAML at the place shown.")
_rule(
    "R002",
    _E,
    "The record does not follow the schema",
    "See docs/schema/source.schema.json for the fields and their values.",
)
_rule(
    "R003",
    _E,
    "A path in the record leaves its folder",
    "Name a file inside the source's folder, without .. and not absolute.",
)
_rule("R004", _E, "A key stands twice in the record", "Keep one of the two.")
_rule(
    "R005",
    _E,
    "An emendation does not fit the witness",
    "The reading it replaces must stand exactly once at the place it names.",
)
_rule(
    "R006",
    _E,
    "A quotation is not in the witness",
    "Quote the witness exactly, line ends read as spaces.",
)
_rule("R007", _E, "A citation key is not in bibliography.bib", "Add the entry, or correct the key.")
_rule("R008", _E, "Two sources have the same id", "Rename one of the folders.")
_rule("R009", _E, "The folder's name and the record's id differ", "Make them the same.")
_rule(
    "R010",
    _E,
    "The project has no such source",
    "Name a folder of sources/ that holds a source.yml.",
)
_rule(
    "R011",
    _W,
    "The counts in the record are not the witness's",
    "Count again, or leave the field out.",
)

# P: permission, that is rights
_rule(
    "P001",
    _E,
    "An emendation of wording in a text without derivatives",
    "The licence allows no adapted text. Remove the emendation; mechanical transformations are "
    "declared under reader options.",
)
_rule("P002", _E, "A quotation is too long", "Keep each quotation under 40 words.")
_rule(
    "P003",
    _E,
    "Running text of a protected source in a public file",
    "Remove it, or declare it as a quotation.",
)
_rule(
    "P004",
    _E,
    "A text that may not be redistributed stands in the repository",
    "Move the file to private/ or to a folder named in EDITION_WITNESSES.",
)
_rule(
    "P005",
    _E,
    "The source does not say what may be published",
    "State rights.publish: full, quotation or none.",
)
_rule(
    "P006",
    _E,
    "The quotations together are too much of the source",
    "Quote less; the limit is rights.quotation_share of its words.",
)

_rule(
    "P007",
    _E,
    "The rights of a text are not determined",
    "Find out and state rights.statement and rights.publish; until then build with --private.",
)
_rule(
    "P008",
    _W,
    "A protected source cannot be looked for in the public files",
    "Put its witness into private/ once and run edition fingerprint, so that its shingles.txt "
    "stands in its folder.",
)

# N: notes
_rule(
    "N001",
    _W,
    "A marker without a note",
    "The witness lacks the note's text. It is published as a lacuna.",
)
_rule(
    "N002",
    _W,
    "A note without a marker",
    "The note is published at the foot of its page without a place in the text.",
)
_rule("N003", _E, "A note is defined twice", "Each number can stand once in its series.")
_rule(
    "N004",
    _W,
    "The numbers of a series leave a gap",
    "Neither marker nor text of the missing number was found in the witness.",
)
_rule(
    "N005",
    _W,
    "A fragment of note text whose note cannot be told",
    "It is published as a fragment at its place.",
)
_rule("N006", _W, "A note breaks off", "It is published with a lacuna at its end.")

# S: structure
_rule(
    "S001",
    _W,
    "A heading of the table of contents is not in the text",
    "It is supplied in brackets from the table of contents.",
)
_rule(
    "S002",
    _W,
    "The reader saw nothing of the kind it reads",
    "Try another reader: edition new FILE prints what it saw.",
)
_rule(
    "S003",
    _W,
    "A page number is out of order",
    "The page keeps its place; the label is marked as inferred.",
)
_rule(
    "S004",
    _E,
    "Characters of the witness are lost or doubled",
    "This is a fault of the tool. Please report it with the place shown.",
)
_rule(
    "S005",
    _W,
    "A reader option that this reader does not know",
    "Remove it, or see docs for the options of the reader.",
)

# B: the bibliography
_rule("B001", _E, "The bibliography cannot be parsed", "Correct the entry at the place shown.")
_rule("B002", _E, "A key stands twice in the bibliography", "Rename or merge the entries.")
_rule(
    "B003",
    _E,
    "An undefined macro in the bibliography",
    "Define it with @string, or put the value into braces.",
)
_rule("B004", _E, "An unknown type of entry", "Use a type of the documented list.")
_rule("B005", _E, "A crossref to an entry that is not there", "Add it, or correct the key.")
_rule("B006", _E, "A command that cannot be rendered", "Write the character itself, in UTF-8.")
_rule("B007", _E, "A field would be lost", "A comma is probably missing after the field before it.")

# C: the converted edition
_rule("C001", _E, "The converted edition is stale", "Run: edition convert")
_rule("C002", _E, "A generated file that no source gives", "Delete it, or run: edition convert")
_rule("C003", _E, "The publishing tool failed", "Its own message is shown above.")
_rule(
    "C004",
    _E,
    "A page is heavier than the budget",
    "Split the text at a deeper level of headings (output.split).",
)
_rule(
    "C005",
    _E,
    "A page holds what its policy keeps from working",
    "Scripts and styles are files of the site, named in mkdocs.yml under extra_javascript and "
    "extra_css; pictures come with the site.",
)

# V: the proof from the built pages back to the witness
_rule(
    "V001",
    _E,
    "Words of the witness are not on the pages",
    "This is a fault of the tool, or the page was changed by hand. Build again; if it stays, "
    "please report it with the place shown.",
)
_rule(
    "V002",
    _E,
    "Words on the pages are not in the witness",
    "Whatever the site adds must stand in an element that edition.verification sets aside.",
)
_rule(
    "V003",
    _E,
    "Words of the witness are changed on the pages",
    "An emendation must be declared in the record; anything else is a fault of the tool.",
)
_rule(
    "V004",
    _E,
    "Words are parted or joined otherwise than in the witness",
    "Only a line's end may be joined, and the ledger says how.",
)
_rule("V005", _E, "A page of the text is not in the site", "Build the site again.")

# Q: citations
_rule(
    "Q001",
    _W,
    "A work that is cited in full has no entry in the bibliography",
    "Run: edition harvest ID. If the words are no citation, list them under citations.exceptions "
    "in the record.",
)
_rule(
    "Q002",
    _I,
    "A citation is left without an entry",
    "It cannot be told which work is meant. An entry whose shorttitle is the short form may "
    "tell it.",
)

# X: cross-references
_rule(
    "X001",
    _W,
    "A cross-reference contradicts itself",
    "The text stays and the link goes to the place printed; the errata page quotes both places.",
)
_rule(
    "X002",
    _W,
    "The target of a cross-reference is wanting",
    "No such page, note, figure or chapter is in the witness. If the words refer to another book, "
    "list them under cross_references.exceptions in the record.",
)
_rule(
    "X003",
    _I,
    "Words that may be a cross-reference are left without a link",
    "It cannot be told which place is meant, or whether it is one of this text.",
)

# K: correspondences between texts
_rule(
    "K001",
    _E,
    "The correspondences do not follow the schema",
    "See docs/schema/correspondences.schema.json for the fields and their values.",
)
_rule(
    "K002",
    _E,
    "A correspondence or a dated entry names a text that the edition does not have",
    "Name a folder of sources/ that holds a source.yml.",
)
_rule(
    "K003",
    _E,
    "A place that a correspondence or a dated entry names does not exist",
    "Name a paragraph, heading or note of the text; of a text that is described only, a part of "
    "its abstract.",
)
_rule(
    "K004",
    _E,
    "The words of a correspondence or a dated entry are not at the place that it names",
    "Read both places again, then correct the address or the words.",
)
_rule(
    "K005",
    _E,
    "A correspondence is recorded twice, or leads to its own text",
    "Keep one entry for two places of different texts; a name serves one event.",
)
_rule(
    "K006",
    _E,
    "The chronology does not follow the schema",
    "See docs/schema/chronology.schema.json for the fields and their values.",
)
_rule(
    "K007",
    _E,
    "A dated entry names an event that the correspondences do not have",
    "Name an event of sources/correspondences.yml, or give the entry a title of its own.",
)

# A: permanent addresses
_rule(
    "A001",
    _E,
    "A published address is no more",
    "Say in the text's record where it went (moved: old address: new address), or give it up for "
    "good: edition convert --accept-addresses",
)
_rule(
    "A002",
    _E,
    "An address is said to have moved to one that is not there",
    "Name an address that the text has now.",
)
_rule(
    "A003",
    _E,
    "An address that is said to have moved is still in use",
    "It names another place now and cannot lead on. Remove the entry.",
)
_rule(
    "A004",
    _E,
    "A line of addresses.lock cannot be read",
    "Take the file from the last commit; edition convert writes it.",
)
_rule(
    "A005",
    _E,
    "A published address leads to words that stood at another",
    "Paragraphs are counted otherwise than before. See to it that they are not, or, if the new "
    "count is right, enter it in the record's revisions and run edition convert --accept-addresses",
)

# H: the harvest of the notes
_rule(
    "H001",
    _W,
    "A work cited in full is nearly an entry of the bibliography",
    "If it is the same work, write the variant as printed into the entry's annote; if it is "
    "another one, enter it.",
)

CATALOGUE = MappingProxyType(_RULES)
