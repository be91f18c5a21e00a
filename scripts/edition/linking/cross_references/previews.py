"""Words of the place referred to, for those who do not want to leave the page they read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from edition.linking.cross_references.places import Places, Target
from edition.linking.cross_references.runs import Run
from edition.linking.cross_references.subjects import sentence_at
from edition.model.addresses import note_address
from edition.model.document import ReferenceKind
from edition.model.parameters import PREVIEW_LENGTH
from edition.text.shortening import shorten_around


class Previews:
    """The text of the pages, notes and figures of a document, as far as it is asked for."""

    def __init__(self, runs: Sequence[Run], places: Places) -> None:
        self._places = places
        self._notes = {run.address: run for run in reversed(runs) if run.note}
        self._figures = {run.address: run for run in runs if run.caption}
        self._on_page: dict[int, list[Run]] = defaultdict(list)
        for run in runs:
            if run.text and not run.note and not run.caption:
                first = places.page_index(run.spans[0].start)
                last = places.page_index(run.spans[-1].start)
                for index in range(first, max(first, last) + 1):
                    self._on_page[index].append(run)

    def show(self, target: Target, shared: Iterable[str]) -> str:
        """Return words of a target, best a sentence with one of the terms that are shared."""
        if target.kind is ReferenceKind.NOTE:
            run = self._notes.get(note_address(target.name))
            return shorten_around(run.text, 0, PREVIEW_LENGTH) if run else ""
        if target.kind is ReferenceKind.FIGURE:
            run = self._figures.get(target.address)
            return shorten_around(run.text, 0, PREVIEW_LENGTH) if run else ""
        if target.kind is ReferenceKind.DIVISION:
            return shorten_around(self._places.title(target.name), 0, PREVIEW_LENGTH)
        return self._show_page(self._places.index_of(target.page), list(shared))

    def _show_page(self, index: int, shared: Sequence[str]) -> str:
        texts = [self._part_on(run, index) for run in self._on_page.get(index, ())]
        for term in shared:
            for text in texts:
                place = text.casefold().find(term)
                if place >= 0:
                    first, last = sentence_at(text, place, place + len(term))
                    return shorten_around(text[first:last], place - first, PREVIEW_LENGTH)
        return shorten_around(next((text for text in texts if text.strip()), ""), 0, PREVIEW_LENGTH)

    def _part_on(self, run: Run, index: int) -> str:
        """Return what of a block stands on a page."""
        pages = [self._places.page_index(span.start) for span in run.spans]
        here = [piece for piece, page in enumerate(pages) if page == index]
        if not here:
            return ""
        ends = [*run.starts[1:], len(run.text)]
        return run.text[run.starts[here[0]] : ends[here[-1]]]
