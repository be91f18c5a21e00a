"""Writes the style sheet by which the bibliography is chosen from, where no script runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from edition.writers.bibliography import Entry

CHOICES: Final = "choices.css"
"""Its name, beside the downloads."""


def write_choices(entries: Sequence[Entry]) -> str:
    """Return rules, one for each choice: what is chosen hides the entries that are not of it.

    Ids are of small letters, digits and hyphens, so that nothing needs escaping.
    """
    selectors = ",\n".join(_select(entries))
    return f"{selectors} {{\n  display: none;\n}}\n" if selectors else ""


def _select(entries: Sequence[Entry]) -> Iterator[str]:
    groups = sorted({entry.group.id for entry in entries})
    kinds = {
        ("source", "data-sources~"): sorted({id for entry in entries for id in entry.sources}),
        ("group", "data-group"): groups,
        ("decade", "data-decade"): sorted({entry.decade for entry in entries} - {""}),
    }
    for (name, match), ids in kinds.items():
        for id in ids:
            other = f':is(li, tr):has([data-group]):not(:has([{match}="{id}"]))'
            yield f"{_chosen(name, id)} {other}"
    for id in groups:
        yield f'{_chosen("group", id)} h2[id^="group-"]:not([id="group-{id}"])'


def _chosen(name: str, id: str) -> str:
    return f'body:has(#by-{name} option[value="{id}"]:checked)'
