"""Writes the differences between two states of a project as text, Markdown, JSON or HTML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from itertools import groupby
from pathlib import PurePosixPath
from typing import Final

from edition.model.changes import Change, ChangeType, Comparison, Consequence, Topic
from edition.text.escape import escape_html, escape_markdown, escape_message, escape_prose
from edition.text.shortening import shorten_words
from edition.text.word_diff import Piece, compare_words, show_difference

NOTHING: Final = "Nothing changes for readers."
_SHOWN: Final = 200
"""Greatest length of an added or removed text in a line, in characters."""
_MARKS: Final = {"[-": "<del>", "-]": "</del>", "{+": "<ins>", "+}": "</ins>"}
_MATTERS: Final = {
    Topic.LINK: "Links and citations",
    Topic.ADDRESS: "Addresses",
    Topic.REFERRED: "References to changed passages",
    Topic.LEDGER: "Ledger",
    Topic.RIGHTS: "Less restrictive rights",
    Topic.FINDING: "Findings",
}


def write_text(comparison: Comparison) -> str:
    """Return a line for each change and each consequence, losses first."""
    lines = [f"{_head(change)}: {_show(change)}" for change in comparison.changes]
    lines += [f"  {_describe_consequence(each)}" for each in _order(comparison.consequences)]
    return "\n".join(lines or [NOTHING])


def write_markdown(comparison: Comparison, site: str = "") -> str:
    """Return the changes as a list, for a comment on a merge request.

    With the address of a site, each passage links to its place there.
    """
    count = len(comparison.changes)
    revisions = f"{escape_markdown(comparison.old)} to {escape_markdown(comparison.new)}"
    lines = [f"### {count:,} change{'s' * (count != 1)} for readers, {revisions}", ""]
    lines += [f"- {_link(change, site)}: {_mark(change)}" for change in comparison.changes]
    for matter, found in groupby(_order(comparison.consequences), key=lambda each: each.matter):
        lines += ["", f"**{_MATTERS[matter]}**", ""]
        lines += [f"- {escape_prose(_describe_consequence(each))}" for each in found]
    return "\n".join(lines if comparison.changes or comparison.consequences else [NOTHING]) + "\n"


def write_json(comparison: Comparison) -> str:
    """Return the changes and consequences with all their fields, as JSON."""
    return json.dumps(asdict(comparison), ensure_ascii=False, indent=1)


def write_html(comparison: Comparison, page: str) -> str:
    """Return a page without scripts: for each change both readings and the line of the witness.

    ``page`` is the page with ``%title%`` and ``%body%`` in their places.
    """
    title = escape_html(f"Changes from {comparison.old} to {comparison.new}")
    body: list[str] = []
    for subject, changes in groupby(comparison.changes, key=lambda change: change.subject):
        body += [f"<h2>{escape_html(subject)}</h2>", *map(_write_change, changes)]
    if not comparison.changes:
        body.append(f"<p>{NOTHING}</p>")
    for matter, found in groupby(_order(comparison.consequences), key=lambda each: each.matter):
        body += [f"<h2>{_MATTERS[matter]}</h2>", "<ul>"]
        for each in found:
            item = '<li class="lost">' if each.lost else "<li>"
            message = escape_message(_describe_consequence(each), escape_html, _show_code)
            body.append(f"{item}{message}</li>")
        body.append("</ul>")
    return page.replace("%title%", title).replace("%body%", "\n".join(body))


def _order(found: Iterable[Consequence]) -> list[Consequence]:
    order = list(Topic)
    return sorted(found, key=lambda each: (order.index(each.matter), not each.lost))


def _head(change: Change) -> str:
    to = f"\u2192 {change.to}" if change.to else ""
    return " ".join(filter(None, [change.subject, change.place, to]))


def _link(change: Change, site: str) -> str:
    if not (site and change.file and change.what is not ChangeType.GONE):
        return f"`{_head(change)}`"
    page = f"{site}editions/{change.subject}/{PurePosixPath(change.file).with_suffix('.html')}"
    return f"[`{_head(change)}`]({page}#{change.to or change.place})"


def _describe_consequence(consequence: Consequence) -> str:
    count = f"{consequence.count:,} \u00d7 " if consequence.count > 1 else ""
    lost = "LOST: " if consequence.lost and consequence.matter is not Topic.FINDING else ""
    return f"{lost}{count}{consequence.message}"


def _show(change: Change) -> str:
    """Return a change as one line of text."""
    if change.what is ChangeType.MOVED:
        return f"moved, {change.count:,} addresses" if change.count > 1 else "moved"
    if change.what is ChangeType.CHANGED:
        form = f"({change.kind}) " if change.kind.startswith("form of ") else ""
        return form + show_difference(change.old, change.new)
    words = shorten_words(change.new or change.old, _SHOWN)
    is_new = change.what is ChangeType.ADDED
    return f"new {change.kind}: {words}" if is_new else f"{change.kind} gone: {words}"


def _mark(change: Change) -> str:
    """Return a change as one line of Markdown, with ``<del>`` and ``<ins>`` elements."""
    shown = escape_markdown(_show(change))
    for sign, mark in _MARKS.items():
        shown = shown.replace(escape_markdown(sign), mark)
    return shown


def _write_change(change: Change) -> str:
    place = escape_html(_head(replace(change, subject="")))
    kind = escape_html(
        f"{change.kind}, {change.what}" + (f", {change.count:,}" if change.count > 1 else "")
    )
    parts = [f"<section><h3>{place} <small>{kind}</small></h3>"]
    if change.old or change.new:
        sides = _mark_sides(compare_words(change.old, change.new))
        parts += ['<div class="both">', *(f"<p>{' '.join(side)}</p>" for side in sides), "</div>"]
    if change.witness:
        line = f"<b>Line {change.line} of the witness:</b> {escape_html(change.witness)}"
        parts.append(f'<p class="witness">{line}</p>')
    return "\n".join([*parts, "</section>"])


def _show_code(text: str) -> str:
    return f"<code>{escape_html(text)}</code>"


def _mark_sides(pieces: Iterable[Piece]) -> Iterator[list[str]]:
    both: tuple[list[str], list[str]] = [], []
    for piece in pieces:
        for side, words, mark in zip(both, piece, ("del", "ins"), strict=True):
            shown = escape_html(words)
            if words:
                side.append(shown if piece.old == piece.new else f"<{mark}>{shown}</{mark}>")
    yield from both
