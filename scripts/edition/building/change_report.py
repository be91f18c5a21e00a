"""Writes what differs between two states of a project: as text, Markdown, JSON or one HTML page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby
from pathlib import PurePosixPath
from typing import Final

from edition.model.changes import Change, ChangeType, Comparison, Consequence, Topic
from edition.text.escape import escape_html, escape_markdown
from edition.text.shortening import shorten_words
from edition.text.word_diff import Piece, compare_words, show_difference

NOTHING: Final = "Nothing changes for readers."
_SHOWN: Final = 200
"""Characters of what is added or gone that a line shows."""
_MARKS: Final = {"[-": "<del>", "-]": "</del>", "{+": "<ins>", "+}": "</ins>"}
_MATTERS: Final = {
    Topic.LINK: "Links and citations",
    Topic.ADDRESS: "Addresses",
    Topic.REFERRED: "What refers to changed passages",
    Topic.LEDGER: "Ledger",
    Topic.RIGHTS: "Less restrictive rights",
    Topic.FINDING: "Findings",
}


def write_text(comparison: Comparison) -> str:
    """Return a line for each change and each consequence; those that lose something first."""
    lines = [f"{_head(one)}: {_show(one)}" for one in comparison.changes]
    lines += [f"  {_describe_consequence(one)}" for one in _order(comparison.consequences)]
    return "\n".join(lines or [NOTHING])


def write_markdown(comparison: Comparison, site: str = "") -> str:
    """Return the changes as a list, for a comment on a proposal.

    With the address of a site, each passage is a link to it there.
    """
    count = len(comparison.changes)
    named = f"{escape_markdown(comparison.old)} to {escape_markdown(comparison.new)}"
    lines = [f"### {count:,} change{'s' * (count != 1)} for readers, {named}", ""]
    lines += [f"- {_link(one, site)}: {_mark(one)}" for one in comparison.changes]
    for matter, found in groupby(_order(comparison.consequences), key=lambda one: one.matter):
        lines += ["", f"**{_MATTERS[matter]}**", ""]
        lines += [f"- {escape_markdown(_describe_consequence(one))}" for one in found]
    return "\n".join(lines if comparison.changes or comparison.consequences else [NOTHING]) + "\n"


def write_json(comparison: Comparison) -> str:
    """Return changes and consequences with all their fields."""
    return json.dumps(asdict(comparison), ensure_ascii=False, indent=1)


def write_html(comparison: Comparison, style: str) -> str:
    """Return a page without scripts: both readings and the line of the witness for each change.

    ``style`` has the variables of the theme.
    """
    title = f"What changes: {comparison.old} to {comparison.new}"
    body = [_STYLED.format(style=style + _STYLE, title=escape_html(title))]
    for subject, changes in groupby(comparison.changes, key=lambda one: one.subject):
        body += [f"<h2>{escape_html(subject)}</h2>", *map(_write_change, changes)]
    if not comparison.changes:
        body.append(f"<p>{NOTHING}</p>")
    for matter, found in groupby(_order(comparison.consequences), key=lambda one: one.matter):
        body += [f"<h2>{_MATTERS[matter]}</h2>", "<ul>"]
        body += [f"<li>{escape_html(_describe_consequence(one))}</li>" for one in found]
        body.append("</ul>")
    return "\n".join([*body, "</body></html>", ""])


def _order(found: Iterable[Consequence]) -> list[Consequence]:
    order = list(Topic)
    return sorted(found, key=lambda one: (order.index(one.matter), not one.lost))


def _head(one: Change) -> str:
    to = f"\u2192 {one.to}" if one.to else ""
    return " ".join(filter(None, [one.subject, one.place, to]))


def _link(one: Change, site: str) -> str:
    if not (site and one.file and one.what is not ChangeType.GONE):
        return f"`{_head(one)}`"
    page = f"{site}editions/{one.subject}/{PurePosixPath(one.file).with_suffix('.html')}"
    return f"[`{_head(one)}`]({page}#{one.to or one.place})"


def _describe_consequence(one: Consequence) -> str:
    count = f"{one.count:,} \u00d7 " if one.count > 1 else ""
    return f"{'LOST: ' if one.lost and one.matter is not Topic.FINDING else ''}{count}{one.message}"


def _show(one: Change) -> str:
    """Return what changed on one line."""
    if one.what is ChangeType.MOVED:
        return f"moved, {one.count:,} addresses" if one.count > 1 else "moved"
    if one.what is ChangeType.CHANGED:
        form = f"({one.kind}) " if one.kind.startswith("form of ") else ""
        return form + show_difference(one.old, one.new)
    words = shorten_words(one.new or one.old, _SHOWN)
    is_new = one.what is ChangeType.ADDED
    return f"new {one.kind}: {words}" if is_new else f"{one.kind} gone: {words}"


def _mark(one: Change) -> str:
    """Return what changed on one line, with elements for what is gone and new."""
    shown = escape_markdown(_show(one))
    for sign, mark in _MARKS.items():
        shown = shown.replace(escape_markdown(sign), mark)
    return shown


def _write_change(one: Change) -> str:
    place = escape_html(" ".join(filter(None, [one.place, f"\u2192 {one.to}" if one.to else ""])))
    kind = escape_html(f"{one.kind}, {one.what}" + (f", {one.count:,}" if one.count > 1 else ""))
    parts = [f"<section><h3>{place} <small>{kind}</small></h3>"]
    if one.old or one.new:
        pieces = compare_words(one.old, one.new)
        parts += [
            '<div class="both">',
            *(f"<p>{' '.join(side)}</p>" for side in _mark_sides(pieces)),
        ]
        parts.append("</div>")
    if one.witness:
        line = f"<b>{one.line}</b> {escape_html(one.witness)}"
        parts.append(f'<p class="witness">{line}</p>')
    return "\n".join([*parts, "</section>"])


def _mark_sides(pieces: Iterable[Piece]) -> Iterator[list[str]]:
    both: tuple[list[str], list[str]] = [], []
    for piece in pieces:
        for side, words, mark in zip(both, piece, ("del", "ins"), strict=True):
            shown = escape_html(words)
            if words:
                side.append(shown if piece.old == piece.new else f"<{mark}>{shown}</{mark}>")
    yield from both


_STYLED: Final = """<!doctype html>
<html lang="en" class="no-js"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="robots" content="noindex"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>{style}</style></head>
<body data-md-color-scheme="default" data-md-color-primary="custom"><h1>{title}</h1>"""

_STYLE: Final = """
body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem; background: var(--paper);
  color: var(--ink); font: 1.05rem/var(--leading) var(--book-face), serif; }
h1, h2, h3 { font-weight: normal; line-height: 1.25; overflow-wrap: anywhere; }
h2 { border-bottom: 1px solid var(--ink-line); margin-top: 2.5rem; }
h3 { font-size: 1rem; color: var(--rubric); }
small { color: var(--ink-soft); }
.both { display: grid; grid-template-columns: 1fr 1fr; gap: 2rem; }
.both p { margin: 0; overflow-wrap: anywhere; }
del { color: var(--ink-soft); }
ins { background: var(--marked); text-decoration: none; }
.witness { font: 0.85rem/1.5 var(--code-face); background: var(--paper-tint);
  padding: 0.3rem 0.6rem; overflow-wrap: anywhere; }
.witness b { color: var(--ink-soft); font-weight: normal; }
@media (max-width: 40rem) { .both { grid-template-columns: 1fr; gap: 0.5rem; } }
"""
