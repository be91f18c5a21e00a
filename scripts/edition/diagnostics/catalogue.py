"""The catalogue of diagnostics: the severity, title and advice of every code.

A code is defined here and nowhere else; docs/diagnostics.md is generated from this table. Codes
are permanent: one that is retired is never reused.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType


class Severity(IntEnum):
    """Severity of a diagnostic; the highest one decides the exit status."""

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
    """What is wrong, in one line."""
    advice: str
    """What the editor can do about it."""


_RULES: dict[str, Rule] = {}


def _rule(code: str, severity: Severity, title: str, advice: str) -> None:
    if code in _RULES:
        raise ValueError(f"code {code} is taken")
    _RULES[code] = Rule(severity, title, advice)


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

# W: the witness file
_rule(
    "W001",
    _E,
    "The witness file is missing",
    "Put the file into the folder of the source; if it may not be redistributed, into private/ "
    "or a folder listed in EDITION_WITNESSES.",
)
_rule(
    "W002",
    _E,
    "The witness file does not match the record",
    "Its SHA-256 checksum or its size differs. Restore the file, or describe the new one in "
    "the record.",
)
_rule(
    "W003",
    _E,
    "The witness is not valid in its encoding",
    "Name the encoding of the file in the record, as witness.encoding; without it, it is UTF-8. "
    "If one byte is damaged, mend the file and record its new checksum.",
)
_rule(
    "W004",
    _E,
    "The witness contains a NUL character",
    "The file is binary or damaged. Replace it.",
)
_rule(
    "W005",
    _W,
    "The witness mixes line endings",
    "It has two of CR LF, LF and CR. All are read as line ends; the file is not changed.",
)
_rule("W006", _E, "The witness is empty", "Replace the file.")
_rule(
    "W007",
    _E,
    "The witness exceeds the size limit",
    "If the size is correct, raise witness.limit in the record.",
)
_rule(
    "W008",
    _W,
    "The witness contains control characters",
    "They are shown as replacement characters and kept in the ledger.",
)
_rule(
    "W009",
    _I,
    "The witness of a protected text is not available",
    "Only the description is published. To check its quotations, put the file into private/ or "
    "a folder listed in EDITION_WITNESSES.",
)

_rule(
    "W010",
    _W,
    "The witness claims copyright",
    "Find out who holds the rights before anything is published: rights.statement and "
    "rights.publish say what may be.",
)

_rule(
    "W011",
    _E,
    "The encoding of the witness is ambiguous",
    "Name it: edition new FILE --id ID --encoding NAME.",
)

# I: the import of files
_rule(
    "I001",
    _E,
    "File of a form that cannot be imported",
    "Import PDF, Word, ODT, EPUB, HTML or Markdown. A text file needs no import: edition new FILE "
    "--id ID.",
)
_rule(
    "I002",
    _E,
    "The PDF is encrypted",
    "Save a copy without the password (qpdf --decrypt FILE COPY), if its terms allow it.",
)
_rule(
    "I003",
    _E,
    "The PDF is a scan without a text layer",
    "Add one by optical character recognition (ocrmypdf FILE COPY), and import the copy.",
)
_rule(
    "I004",
    _E,
    "The file is of an old form of Office",
    "Open it in Word or LibreOffice and save it as .docx.",
)
_rule(
    "I005", _E, "The file is damaged", "Get it again, or save it again with the program it is from."
)
_rule(
    "I006",
    _E,
    "The file could harm the machine",
    "It is a bomb, or made like one. Get it again, or save it again in its program.",
)
_rule(
    "I007",
    _W,
    "Characters without Unicode",
    "The fonts of the file do not say which characters they are; each is written as U+FFFD. "
    "Optical character recognition reads such a file (ocrmypdf --force-ocr FILE COPY).",
)
_rule(
    "I008",
    _W,
    "Words of the original missing from the import",
    "A second program finds them in the file. Compare the Markdown with the file, and add them.",
)
_rule(
    "I009",
    _W,
    "Part of the file not imported",
    "Compare the file; what the edition is to have is added to the Markdown by hand.",
)
_rule(
    "I010",
    _W,
    "Imported notes without a marker",
    "Add the marker, [^label], to the Markdown where the file has it.",
)
_rule(
    "I011",
    _E,
    "Library for imports not installed",
    "Run: python -m pip install 'edition[import]'",
)
_rule(
    "I012",
    _E,
    "The file is no text, but can be imported",
    "Run: edition import FILE --id ID",
)

# R: the record of a source
_rule("R001", _E, "The record cannot be parsed", "Correct the YAML at this position.")
_rule(
    "R002",
    _E,
    "The record violates the schema",
    "docs/schema/source.schema.json lists the fields and their values.",
)
_rule(
    "R003",
    _E,
    "A path in the record leads outside its folder",
    "Give a relative path inside the folder of the source, without `..`.",
)
_rule("R004", _E, "Duplicate key in the record", "Keep one of the two.")
_rule(
    "R005",
    _E,
    "An emendation does not match the witness",
    "The reading that it replaces must occur exactly once on the line that it names.",
)
_rule(
    "R006",
    _E,
    "A quotation is not in the witness",
    "Quote the witness exactly, with line ends as spaces.",
)
_rule("R007", _E, "Citation key not in bibliography.bib", "Add the entry, or correct the key.")
_rule("R008", _E, "Two sources have the same id", "Rename one of the folders.")
_rule("R009", _E, "The folder name and the id in the record differ", "Make them the same.")
_rule(
    "R010",
    _E,
    "Source not found",
    "Give the name of a folder in sources/ that has a source.yml.",
)
_rule(
    "R011",
    _W,
    "A count in the record differs from the witness",
    "Correct the count, or remove the field.",
)

_rule(
    "R012",
    _E,
    "Convention not found",
    "Name a convention of the program, or write conventions/<id>.yml in the project.",
)
_rule(
    "R013",
    _E,
    "The convention does not follow the schema",
    "See docs/schema/convention.schema.json for the lists and their words.",
)

_rule(
    "R014",
    _W,
    "Image of a page that the text does not have",
    "Correct the label, or remove the image. Labels are those of the page list of the text.",
)

_rule(
    "R015",
    _E,
    "The accepted findings violate the schema",
    "Give the code, the reason and the addresses of each entry; see "
    "docs/schema/accepted.schema.json.",
)
_rule(
    "R016",
    _E,
    "Finding that cannot be accepted",
    "Only warnings and remarks of this page can be accepted. Correct what is reported instead.",
)
_rule(
    "R017",
    _W,
    "Accepted finding not found",
    "Remove the address from accepted.yml, so that it does not hide a new finding.",
)

_rule(
    "R018",
    _E,
    "A decision of the editors does not match the text",
    "Read the place again: the words must occur there exactly once, and the answer must be a note "
    "of the text or a label that no other page has. Then correct or remove the decision.",
)

# P: permissions, that is, rights
_rule(
    "P001",
    _E,
    "Emendation of wording in a text that allows no derivatives",
    "The licence allows no adapted text. Remove the emendation; changes of form are declared "
    "under rights.transformations.",
)
_rule("P002", _E, "Quotation too long", "Keep each quotation under 40 words.")
_rule(
    "P003",
    _E,
    "Text of a protected source in a public file",
    "Remove it, or declare it as a quotation.",
)
_rule(
    "P004",
    _E,
    "A text that may not be redistributed is in the repository",
    "Move the file to private/ or to a folder listed in EDITION_WITNESSES.",
)
_rule(
    "P005",
    _E,
    "The record does not say what may be published",
    "Set rights.publish to full, quotation or none.",
)
_rule(
    "P006",
    _E,
    "The quotations exceed the permitted share of the source",
    "Quote less; the limit is rights.quotation_share of its words.",
)

_rule(
    "P007",
    _E,
    "The rights in a text are undetermined",
    "Determine them and set rights.statement and rights.publish. Until then, build with --private.",
)
_rule(
    "P008",
    _E,
    "The public files cannot be checked for a protected text",
    "Put its witness into private/ once and run edition fingerprint, so that its folder gets a "
    "shingles.txt. To build without the check, say --allow-unsearched.",
)
_rule(
    "P009",
    _E,
    "The rights statement does not allow the full text",
    "No copyright, the public domain or a Creative Commons licence allows it, or the permission of "
    "the holder: state it in rights.permission, with rights.evidence. Otherwise set rights.publish "
    "to quotation.",
)
_rule(
    "P010",
    _E,
    "The licence allows no derivatives, the record does",
    "Set rights.derivatives to false, or correct rights.statement.",
)
_rule(
    "P011",
    _E,
    "No evidence for the rights in a published text",
    "Say in rights.evidence where the text, its publisher or the law states its terms; for a "
    "permission, who gave it, when, and where it is kept.",
)
_rule(
    "P012",
    _E,
    "A text is not in the state that the command needs",
    "edition promote needs a draft in private/sources/, edition withdraw a published text. The "
    "reason of a withdrawal is changed in the record: rights.withdrawal.",
)

_rule(
    "P014",
    _E,
    "A file cannot be searched for protected text",
    "Put its text there in a form that can be read, or remove the file.",
)

_rule(
    "P015",
    _E,
    "The rights in a text are freer than its rights.lock accepts",
    "Undo the change, or accept it: edition check --accept-rights REASON",
)

_rule(
    "P016",
    _W,
    "A protected text was not looked for, as --allow-unsearched says",
    "Look through what is published yourself, or get the witness and run edition fingerprint.",
)

_rule(
    "P017",
    _W,
    "The rights in a text are freer than at the other revision",
    "A person has to judge whether that is meant, and whether the evidence allows it.",
)

# N: notes
_rule(
    "N001",
    _W,
    "Marker without a note",
    "The text of the note is missing from the witness. It is published as a lacuna.",
)
_rule(
    "N002",
    _W,
    "Note without a marker",
    "It is published with the other notes, without a link back to the text.",
)
_rule(
    "N003",
    _W,
    "Duplicate note",
    "Two notes of a series have one number. The second is published under the number as printed, "
    "at an address that ends in -2.",
)
_rule(
    "N004",
    _W,
    "Gap in the numbers of a series of notes",
    "Neither a marker nor a note with the missing number was found in the witness.",
)
_rule(
    "N005",
    _W,
    "Unattributed note fragment",
    "It is published as a fragment where the witness has it.",
)
_rule("N006", _W, "Truncated note", "It is published with a lacuna at its end.")

# S: structure
_rule(
    "S001",
    _W,
    "Heading of the table of contents not found in the text",
    "It is supplied in brackets from the table of contents.",
)
_rule(
    "S002",
    _W,
    "Reader matched nothing",
    "Try another reader: edition new FILE prints what it found in the text.",
)
_rule(
    "S003",
    _W,
    "Page number out of order",
    "The page stays where it is; its label is marked as inferred.",
)
_rule(
    "S004",
    _E,
    "Characters of the witness lost or duplicated",
    "This is a fault of the program. Please report it with the position shown.",
)
_rule(
    "S005",
    _W,
    "Unknown reader option, value or restoration",
    "docs/readers.md lists the options of each reader and their values.",
)

_rule(
    "S006",
    _E,
    "The XML of the witness cannot be read",
    "Correct it at this position; an editor for XML shows the fault. Entities are not read: write "
    "the characters themselves.",
)
_rule(
    "S007",
    _I,
    "Markup that is not published",
    "Words are kept where it says so; what the markup says of them is in the witness only.",
)

# B: the bibliography
_rule("B001", _E, "The bibliography cannot be parsed", "Correct the entry at this position.")
_rule("B002", _E, "Duplicate key in the bibliography", "Rename or merge the entries.")
_rule(
    "B003",
    _E,
    "Undefined macro in the bibliography",
    "Define it with @string, or put the value into braces.",
)
_rule("B004", _W, "Unknown entry type", "Use a type of BibTeX or BibLaTeX.")
_rule("B005", _E, "Target of a crossref not found", "Add the entry, or correct the key.")
_rule("B006", _W, "TeX command that cannot be rendered", "Write the character itself, in UTF-8.")
_rule(
    "B007",
    _E,
    "Field that would be lost",
    "A comma is probably missing after the preceding field.",
)
_rule(
    "B008",
    _W,
    "Unknown field in the bibliography",
    "Correct its name. It is kept in the data to take away and printed nowhere.",
)
_rule("B009", _W, "Number that is no year", "A year has four digits at most.")
_rule("B010", _W, "ISBN or ISSN that cannot be right", "Compare it with the book.")
_rule(
    "B011", _W, "Part of a name is empty", "Names are parted by `and`, family and given by a comma."
)
_rule("B012", _W, "Unknown language", "Write its English name, or its tag as BCP 47 has it.")
_rule("B013", _W, "Neither title nor year", "An entry needs one of them to be found.")

# C: the converted edition
_rule("C001", _E, "The converted edition is out of date", "Run: edition convert")
_rule("C002", _E, "Generated file without a source", "Delete it, or run: edition convert")
_rule("C003", _E, "Publishing failed", "The message of MkDocs is shown above.")
_rule(
    "C004",
    _E,
    "Page exceeds the page budget",
    "Split the text at a deeper level of headings (output.split).",
)
_rule(
    "C005",
    _E,
    "Page violates the Content-Security-Policy",
    "Scripts and styles must be files of the site, listed in mkdocs.yml under extra_javascript "
    "and extra_css; images must be part of the site.",
)

_rule(
    "C006",
    _E,
    "Another process is working on the project",
    "Wait until it has ended, or let the command wait longer (--wait SECONDS).",
)
_rule(
    "C007",
    _W,
    "The site was not what was last built",
    "It has been repaired. A file was changed by hand, or a build was interrupted while it "
    "replaced the site.",
)
_rule(
    "C008",
    _E,
    "Folder that is not a site",
    "The link to it would replace files that are not of this edition. Empty the folder once, or "
    "remove the link.",
)

# D: editions as data
_rule(
    "D001",
    _E,
    "The data are no edition",
    "Read only what edition export of this version has printed, unchanged.",
)

# T: trust in a folder of texts
_rule(
    "T001",
    _E,
    "Configuration that could run code or read other files",
    "Remove it. If all files of the folder are your own, use --trust.",
)
_rule(
    "T002",
    _E,
    "Link out of the project",
    "Put the file itself into the project. If all files of the folder are your own, use --trust.",
)

# V: the proof from the built pages back to the witness
_rule(
    "V001",
    _E,
    "Text missing from the published pages",
    "This is a fault of the program, or a page was edited by hand. Build again; if the problem "
    "remains, please report it with the position shown.",
)
_rule(
    "V002",
    _E,
    "Text added on the published pages",
    "Whatever the site adds must be in an element that edition.checking.verification excludes.",
)
_rule(
    "V003",
    _E,
    "Text changed on the published pages",
    "Declare an emendation in the record; any other change is a fault of the program.",
)
_rule(
    "V004",
    _E,
    "Words joined or separated differently from the witness",
    "Only line ends may be joined, and the ledger records how.",
)
_rule("V005", _E, "Page missing from the site", "Build the site again.")
_rule(
    "V006",
    _E,
    "File of the site differs from the manifest",
    "It was changed after it was built. Build the site again; do not publish this one.",
)
_rule("V007", _W, "Site made from other sources", "Build the site again.")

# Q: citations
_rule(
    "Q001",
    _W,
    "Work cited in full but not in the bibliography",
    "Run: edition harvest ID. If the words are not a citation, list them under "
    "citations.exceptions in the record.",
)
_rule(
    "Q002",
    _I,
    "Unresolved citation",
    "The work cannot be determined. An entry whose shorttitle is the short form may resolve it.",
)

# X: cross-references
_rule(
    "X001",
    _W,
    "Contradictory cross-reference",
    "The text is unchanged and the link leads to the printed page number; the errata page "
    "quotes both places.",
)
_rule(
    "X002",
    _W,
    "Target of a cross-reference not found",
    "The witness has no such page, note, figure or chapter. If the words refer to another "
    "book, list them under cross_references.exceptions in the record.",
)
_rule(
    "X003",
    _I,
    "Possible cross-reference without a link",
    "It is not certain which place is meant, or whether it is in this text.",
)

# K: correspondences between texts
_rule(
    "K001",
    _E,
    "The correspondences violate the schema",
    "docs/schema/correspondences.schema.json lists the fields and their values.",
)
_rule(
    "K002",
    _E,
    "Unknown text in a correspondence or dated entry",
    "Give the name of a folder in sources/ that has a source.yml.",
)
_rule(
    "K003",
    _E,
    "Unknown address in a correspondence or dated entry",
    "Give a paragraph, heading or note of the text; for a text that is only described, a part "
    "of its abstract.",
)
_rule(
    "K004",
    _E,
    "Words of a correspondence or dated entry not found at its address",
    "Read both places again, then correct the address or the words.",
)
_rule(
    "K005",
    _E,
    "Duplicate correspondence, or one within a single text",
    "Keep one entry for two places in different texts; a name identifies one event.",
)
_rule(
    "K006",
    _E,
    "The chronology violates the schema",
    "docs/schema/chronology.schema.json lists the fields and their values.",
)
_rule(
    "K007",
    _E,
    "Unknown event in a dated entry",
    "Give the name of an event in sources/correspondences.yml, or give the entry a title of "
    "its own.",
)

_rule(
    "K008",
    _I,
    "Places in a text that is not published",
    "Nothing need be done: they are shown again when the text is published. Remove them if it is "
    "not to be.",
)

# E: the editors' notes
_rule(
    "E001",
    _E,
    "The editors' notes violate the schema",
    "docs/schema/annotations.schema.json lists the fields and their values.",
)
_rule(
    "E002",
    _E,
    "Unknown address in an editors' note",
    "Give a paragraph, heading or note of the text; for a text that is only described, a part "
    "of its abstract.",
)
_rule(
    "E003",
    _E,
    "Words of an editors' note not found at its address",
    "Read the place again, then correct the address or the words.",
)
_rule(
    "E004",
    _E,
    "An editors' note without an authority",
    "Give the place of a text or the work on which the note rests.",
)
_rule(
    "E005",
    _E,
    "Authority of an editors' note not found",
    "Give an address of a text with words that are there, or a key of bibliography.bib with a "
    "locator; a page must be one of the work's, where the entry gives them.",
)
_rule(
    "E006",
    _E,
    "Duplicate id of an editors' note",
    "An id identifies one note of a text: it is the note's address.",
)

# G: the registers
_rule(
    "G001",
    _E,
    "A register violates the schema",
    "docs/schema/register.schema.json lists the fields and their values.",
)
_rule(
    "G002",
    _E,
    "A statement of a register without evidence",
    "Give the place of a text, with words that are there, or the work that says it (at).",
)
_rule(
    "G003",
    _E,
    "A full name claimed by two entries of the registers",
    "If it is one person or place, join the entries; else tell both apart (disambiguation).",
)
_rule(
    "G004",
    _E,
    "Impossible date or coordinates in a register",
    "Correct the value, or leave it out where it is unsure.",
)
_rule(
    "G005",
    _E,
    "Relation to an unknown entry of the registers",
    "Give the id of another entry.",
)
_rule(
    "G006",
    _E,
    "Duplicate id in the registers",
    "An id identifies one entry of all registers: it is the entry's address.",
)
_rule(
    "G007",
    _E,
    "Evidence of a register not found",
    "Give an address of a text, or a key of bibliography.bib; a page must be one of the work's.",
)
_rule(
    "G008",
    _E,
    "Words of a register's evidence not found at their address",
    "Read the place again, then correct the address or the words.",
)

# M: the machine
_rule("M001", _E, "No space left on the disk", "Free some space, then run the command again.")
_rule(
    "M002",
    _E,
    "Access denied",
    "Allow your user to read and write the path, or move the project to a place where it may.",
)
_rule(
    "M003",
    _E,
    "Too many open files",
    "Raise the limit (ulimit -n 1024), then run the command again.",
)
_rule("M004", _E, "Symbolic links form a loop", "Remove the link.")
_rule("M005", _E, "Port in use", "Stop the other server, or choose another port (--port).")
_rule(
    "M006",
    _E,
    "A file or folder cannot be read or written",
    "Correct what the message says of the path, then run the command again.",
)
_rule(
    "M007",
    _E,
    "Not enough memory or processes",
    "Close other programs, or raise the limit, then run the command again.",
)
_rule(
    "M008",
    _E,
    "Characters that cannot be encoded or decoded",
    "Save the file as UTF-8; for the output of a command, set PYTHONUTF8=1.",
)
_rule(
    "M009",
    _E,
    "Date out of range",
    "Correct the date of the revision. It stands for the date of the files, 1970 to 2106.",
)

# A: permanent addresses
_rule(
    "A001",
    _E,
    "Published address removed",
    "Enter its new address in the record (moved: old address: new address), or withdraw it: "
    "edition convert --accept-addresses",
)
_rule("A002", _E, "Redirect target not found", "Give an address that the text has now.")
_rule(
    "A003",
    _E,
    "Redirect from an address that is still in use",
    "The address now identifies another place and cannot be redirected. Remove the entry.",
)
_rule(
    "A004",
    _E,
    "Unreadable line in addresses.lock",
    "Restore the file from the last commit; edition convert writes it.",
)
_rule(
    "A005",
    _E,
    "Published address leads to different words",
    "Paragraphs are counted differently than before. Correct this; or, if the new count is "
    "right, enter it in the revisions of the record and run edition convert --accept-addresses",
)

_rule(
    "A006",
    _E,
    "Lost between two revisions",
    "A link or an address that readers have leads nowhere, or there is a new error. Restore it, "
    "say under moved where it went, decide the citation under decisions, or withdraw the address: "
    "edition convert --accept-addresses.",
)

# H: works harvested from notes
_rule(
    "H001",
    _W,
    "Cited work similar to an entry of the bibliography",
    "If it is the same work, add the printed form to the annote of the entry; if it is another "
    "work, add an entry for it.",
)

CATALOGUE = MappingProxyType(_RULES)
