"""Write the accuracy of reading and of citations, and counts of citations, as tables.

The figures of a text are in ``measures.json`` next to its record; ``make measure`` updates them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from edition.bibliography.database import Bibliography
from edition.model.citation import Abstention, Citation, CitationKind
from edition.model.edition import Edition
from edition.records.measures import (
    ABSTAINED,
    BOTH,
    ENTRY,
    FOUND,
    GOALS,
    HALVES,
    RIGHT,
    TRUE_FINDS,
    Figures,
)
from edition.records.record import Publish
from edition.text.escape import escape_cell
from edition.text.interface import _
from edition.writers.tables import write_table

# --- Accuracy of reading --------------------------------------------------------------------------


def write_measures(figures: Figures) -> str:
    """Return a table of the accuracy of reading, or an empty string."""
    if not figures:
        return ""
    return _(
        "A random sample of places was labelled by reading. One half (seen) was used while the "
        "reader was developed, the other (unseen) was not; a difference between them would "
        "indicate that the reader fits only its sample.\n\n{table}",
        table=write_inference(figures),
    )


def write_inference(figures: Figures) -> str:
    """Return the table of the figures without an introduction."""
    rows = [
        (
            escape_cell(str(figure["measure"])),
            escape_cell(str(figure["half"])),
            str(figure["labelled"]),
            _share(figure["right"], figure["found"]),
            _share(figure["right"], figure["labelled"]),
            f"{figure['goal']:.1%}" if figure["goal"] is not None else "",
        )
        for figure in figures
    ]
    return write_table((_("Decision"), _("Half"), "Places", "Precision", "Recall", _("Goal")), rows)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else ""


def write_mention_measures(figures: Figures) -> str:
    """Return a table of the accuracy of names and dates, or an empty string."""
    if not any(figure["labelled"] for figure in figures):
        return ""
    rows = [
        (
            escape_cell(str(figure["measure"])),
            escape_cell(str(figure["half"])),
            str(figure["labelled"]),
            *(
                _share(figure["right"], figure[whole]) + f" (goal {goal:.0%})"
                for whole, goal in zip(("found", "labelled"), figure["goals"], strict=True)
            ),
        )
        for figure in figures
        if figure["labelled"]
    ]
    lead = _(
        "In passages drawn at random every name was labelled with its entry of the registers, and "
        "every date with its value, before the program was asked. A name counts as right if its "
        "words and its entry are; where the program abstains, or the registers lack the entry, it "
        "counts as missed. One half (seen) was used while the rules were developed, the other "
        "(unseen) only after it had been measured."
    )
    return f"{lead}\n\n" + write_table(
        (_("Kind"), _("Half"), _("Labels"), "Precision", "Recall"), rows
    )


# --- Accuracy of citations ------------------------------------------------------------------------


def write_citation_measures(figures: Figures) -> str:
    """Return a table of the accuracy of citations, or an empty string."""
    if not any(figure["whole"] for figure in figures):
        return ""
    half = {figure["half"] for figure in figures if figure["whole"]}
    lead = _(
        "A sample of notes or paragraphs was labelled by reading with the works that they cite. "
    )
    if "unseen" in half:
        lead += _(
            "One half (seen) was used while the rules were developed, the other (unseen) was not; "
            "the page on [citations](../../citations.md) says what has been looked at since."
        )
    else:
        lead += _("All of them were read before the rules were finished, so none are unseen.")
    head = (_("Measure"), *(name.capitalize() for name in HALVES), _("Goal"))
    rows = ((escape_cell(name), *cells) for name, cells in list_citation_measures(figures))
    return f"{lead}\n\n{write_table(head, list(rows))}"


def list_citation_measures(figures: Figures) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each measure with a count, with a cell for each half and one for the goal."""
    rows: dict[str, dict[str, Mapping[str, Any]]] = {}
    for figure in figures:
        rows.setdefault(figure["measure"], {})[figure["half"]] = figure
    for name, halves in rows.items():
        if any(figure["whole"] for figure in halves.values()):
            first = next(iter(halves.values()))
            goal = first["goal"] and write_goal(first["goal"], most=first["goal_is_most"])
            yield name, (*(write_share(halves[half]) for half in HALVES), goal or "")


def write_share(figure: Mapping[str, Any]) -> str:
    """Return a figure as a share of the counted cases, with a remark if it missed its goal."""
    part, whole = figure["part"], figure["whole"]
    if not whole:
        return "–"
    missed = ", missed" if figure["reached"] is False else ""
    return f"{part / whole:.1%} ({part} of {whole}){missed}"


def write_goal(goal: float, *, most: bool) -> str:
    """Return a goal; with ``most`` the figure may not exceed it."""
    return f"{_('at most') if most else _('at least')} {goal:.0%}"


# --- Counts of citations --------------------------------------------------------------------------


Counted: TypeAlias = Counter[tuple[str, str]]
"""Numbers of citations by kind and reason for abstaining; the reason may be empty."""
GROUPS = (
    *("literature", "collection", "archive", "newspaper", "web", "statement", "intercept"),
    *("edited", "cited by the editors"),
)
"""The groups of entries, in the order of the table."""

_SHOWN = {
    FOUND: "Recall",
    TRUE_FINDS: "Precision",
    ENTRY: "Correct entry",
    ABSTAINED: "Unresolved without need",
    RIGHT["short"]: "Short titles correct",
    RIGHT["ibid"]: "Ibid. correct",
}
"""The measures in the table of all texts, with their names in it."""


def count_citations(citations: Iterable[Citation]) -> Figures:
    """Return the number of citations by kind and reason, as data."""
    counts = Counter((str(c.kind), str(c.reason or "")) for c in citations)
    return [
        {"kind": kind, "reason": reason, "count": count}
        for (kind, reason), count in sorted(counts.items())
    ]


def _get_counts(edition: Edition) -> Counted:
    """Return the counts of a text; for a protected text the stored ones, on every machine."""
    figures: Figures = count_citations(edition.citations)
    if edition.record.rights.publish is not Publish.FULL:
        figures = edition.record.measures.counts
    return Counter({(figure["kind"], figure["reason"]): figure["count"] for figure in figures})


def write_kinds(editions: Sequence[Edition]) -> str:
    """Return a table of the citations of each text by kind: those resolved, of those found."""
    rows = []
    for edition in editions:
        counts = _get_counts(edition)
        if counts:
            cells = [_resolved(counts, str(kind)) for kind in CitationKind]
            name = escape_cell(edition.record.short_title)
            rows.append((name, *cells, _resolved(counts, None)))
    return write_table(("Text", *(f"`{kind}`" for kind in CitationKind), "All"), rows)


def _resolved(counts: Counted, kind: str | None) -> str:
    found = {key: count for key, count in counts.items() if kind in (None, key[0])}
    resolved = sum(count for (__, reason), count in found.items() if not reason)
    return f"{resolved:,} of {sum(found.values()):,}" if found else "–"


def write_reasons(editions: Sequence[Edition]) -> str:
    """Return a table of the unresolved citations, by reason and text."""
    tables = [(edition.record.short_title, _get_counts(edition)) for edition in editions]
    tables = [(name, counts) for name, counts in tables if counts]
    rows = []
    for reason in Abstention:
        cells = [sum(n for key, n in counts.items() if key[1] == reason) for __, counts in tables]
        if any(cells):
            rows.append((str(reason), *(f"{cell:,}" if cell else "–" for cell in cells)))
    return write_table(("Reason", *(escape_cell(name) for name, __ in tables)), rows)


def write_figures(editions: Sequence[Edition]) -> str:
    """Return a table of the most informative figures, for each half of each sample."""
    rows = []
    for record in (edition.record for edition in editions):
        measures = record.measures
        for suffix, figures in (("", measures.citations), (", trial", measures.trial)):
            name = escape_cell(record.short_title + suffix)
            rows += [(name, half, *cells) for half, cells in _list_halves(figures)]
    goals = [_name_measure(name) for name in _SHOWN]
    return write_table(("Text", _("Half"), *goals), rows)


def _list_halves(figures: Figures) -> Iterator[tuple[str, list[str]]]:
    """Yield each half with counted cases, with a cell for each measure."""
    for half in HALVES:
        shares = {figure["measure"]: figure for figure in figures if figure["half"] == half}
        if half != BOTH and any(figure["whole"] for figure in shares.values()):
            yield half, [write_share(shares[name]) for name in _SHOWN]


def _name_measure(name: str) -> str:
    if name not in GOALS:
        return _SHOWN[name]
    goal, most = GOALS[name]
    return f"{_SHOWN[name]} (goal: {write_goal(goal, most=most)})"


def write_entries(bibliography: Bibliography) -> str:
    """Return a table of the entries of the bibliography by type and group."""
    counts: Counter[tuple[str, str]] = Counter()
    for entry in bibliography.data.entries.values():
        words = [word.strip() for word in entry.fields.get("keywords", "").split(",")]
        group = next((group for group in GROUPS if group in words), "none")
        counts[entry.type, group] += 1
    used = [group for group in (*GROUPS, "none") if any(key[1] == group for key in counts)]
    types = Counter(
        {kind: sum(n for k, n in counts.items() if k[0] == kind) for kind, __ in counts}
    )
    rows = [
        (f"`{kind}`", *(str(counts[kind, group] or "–") for group in used), f"{total:,}")
        for kind, total in sorted(types.items(), key=lambda item: (-item[1], item[0]))
    ]
    sums = [sum(n for key, n in counts.items() if key[1] == group) for group in used]
    rows.append(("**All**", *(f"**{n:,}**" for n in sums), f"**{counts.total():,}**"))
    return write_table(("Type", *used, "All"), rows)
