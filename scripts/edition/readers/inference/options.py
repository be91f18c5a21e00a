"""Options of the inference, and the values set by the kinds of texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from edition.readers.headings import slug
from edition.readers.hyphens import JOINED_HYPHENS, KEPT_HYPHENS
from edition.readers.inference.candidates import BARE, WORD
from edition.readers.list_items import ORNAMENTS
from edition.readers.stamps import STAMPS
from edition.records.options import Option, OptionType, resolve_options

MARKER_FORMS: Final = {"bracket": "[]", "slash": "/", "superscript": "^", "glued": BARE, "none": ""}
"""Forms of candidates by value of the option ``markers``."""
LIST_FORMS: Final = {
    "parenthesis": "()", "bracket": "[]", "stop": ".", "slash": "/", "superscript": "^",
    "number": BARE,
}  # fmt: skip
BLOCK_FORM: Final = WORD

OPTIONS: Final = (
    Option(
        "notes",
        OptionType.CHOICE,
        "auto",
        "Whether there are notes, and where: a few at the end or none, in lists, in blocks such as "
        "[Footnote 12: …], or none.",
        ("auto", "few", "lists", "blocks", "none"),
    ),
    Option(
        "markers",
        OptionType.CHOICE,
        "auto",
        "How numbered notes are marked in the text: [12], 12/, a superscript 12, 12 after its "
        "word, or not; asterisks and daggers are always recognized.",
        ("auto", *MARKER_FORMS),
    ),
    Option(
        "note_list",
        OptionType.CHOICE,
        "auto",
        "How the notes are numbered: (1), [1], 1., 1/, a superscript 1 or a bare 1.",
        ("auto", *LIST_FORMS),
    ),
    Option(
        "certain",
        OptionType.FLAG,
        False,
        "The text is known to have notes: one marker with its note is proof enough, a heading such "
        "as NOTES proves its list, and a marker whose note is lost is shown.",
    ),
    Option(
        "typescript",
        OptionType.FLAG,
        False,
        "A leaf ends with its notes, a line of classification or a page number; what stands before "
        "the first paragraph is front matter.",
    ),
    Option(
        "side_headings",
        OptionType.FLAG,
        False,
        "Paragraphs of a typescript may begin with a run-in heading that ends with a full stop.",
    ),
    Option(
        "short_headings",
        OptionType.FLAG,
        False,
        "Single short lines without a full stop, between blank lines, are headings.",
    ),
    Option(
        "emphasis",
        OptionType.FLAG,
        True,
        "Underscores around words mark italics; in a typescript, asterisks mark italics or bold.",
    ),
    Option("running_heads", OptionType.FLAG, True, "Lines that recur at page ends are no text."),
    Option("page_numbers", OptionType.FLAG, True, "Numbers on lines of their own may be of pages."),
    Option(
        "captions",
        OptionType.LINES,
        (),
        "Lines of the witness that are captions of figures missing from the file.",
    ),
    Option(
        "classification",
        OptionType.TEXTS,
        (),
        "Further classification markings, each as it appears on its line.",
    ),
    ORNAMENTS,
    STAMPS,
    Option(
        "contents",
        OptionType.TEXTS,
        (),
        "Further headings of the table of contents, besides the usual ones in many languages.",
    ),
    Option(
        "names",
        OptionType.TEXTS,
        (),
        "Names of divisions in addresses and note keys, each as `title: name`.",
    ),
    Option(
        "page_ends",
        OptionType.CHOICE,
        "auto",
        "What marks a page end: a form feed, a space before the first word, or blank lines.",
        ("auto", "form-feed", "space", "blank-lines"),
    ),
    Option(
        "printed",
        OptionType.FLAG,
        False,
        "The lines are those of a printed book with notes at the foot of each page: their widths "
        "show notes, quotations and paragraphs; what the extraction lost or displaced is found. "
        "Options of notes, markers, headings and furniture do not apply.",
    ),
    Option(
        "numbering",
        OptionType.CHOICE,
        "auto",
        "Where the notes of a printed book restart: in each top-level division, or nowhere.",
        ("auto", "division", "book"),
    ),
    Option(
        "begun_lines",
        OptionType.LINES,
        (),
        "Lines of a typeset witness with which a paragraph begins, where the reader sees none.",
    ),
    Option(
        "continued_lines",
        OptionType.LINES,
        (),
        "Lines with which no paragraph begins, where the reader sees one.",
    ),
    KEPT_HYPHENS,
    JOINED_HYPHENS,
)

PAGE_FOOT: Final[Mapping[str, Any]] = {"printed": True, "certain": True}
REPORT: Final[Mapping[str, Any]] = {
    "typescript": True, "certain": True, "markers": "superscript", "emphasis": False,
}  # fmt: skip
END_NOTES: Final[Mapping[str, Any]] = {"certain": True}
PLAIN: Final[Mapping[str, Any]] = {"notes": "few", "short_headings": True}
"""Values of options set by the kinds of texts that a record can name."""


def name_titles(names: Iterable[str]) -> dict[str, str]:
    """Return the names of divisions by their titles, from the values of the option ``names``."""
    pairs = (option.rpartition(":") for option in names)
    return {title.strip(): slug(name) for title, _, name in pairs if title.strip()}


def is_certain(settings: Mapping[str, Any]) -> bool:
    """Return whether a single marker with its note is sufficient proof."""
    return bool(settings["certain"]) or settings["notes"] in ("few", "lists", "blocks")


DEFAULTS: Final[Mapping[str, Any]] = resolve_options(OPTIONS, {})
