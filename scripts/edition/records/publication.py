"""What a build may carry of a source, decided from its record alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from edition.records.address_lock import keep_committed, read_locks
from edition.records.record import Publish, Record, State
from edition.records.witness import PRIVATE

DRAFTS: Final = f"{PRIVATE}/sources"
"""Folder of the texts that are not published yet."""


@dataclass(frozen=True, slots=True)
class AllowedContent:
    """What a build carries of a source."""

    full_text: bool
    description: bool
    """Description, abstract, apparatus and the declared quotations."""


def allowed_content(record: Record, private: bool) -> AllowedContent:
    """Return what a public or a private build may carry of a source."""
    return AllowedContent(
        full_text=private or record.state is State.FULL,
        description=private or is_published(record),
    )


def is_published(record: Record) -> bool:
    """Return whether the public edition has a description of the text, or all of it."""
    return record.state in (State.FULL, State.QUOTATION)


def is_protected(record: Record) -> bool:
    """Return whether the running text of a source must stay out of public files."""
    return record.state is not State.FULL


def find_state(publish: Publish, folder: Path, root: Path) -> State:
    """Return the state of the source in ``folder``.

    Of two that publish nothing, the locks show which was published before, as far as they are
    committed.
    """
    if folder.is_relative_to(root / DRAFTS):
        return State.DRAFT
    if publish is not Publish.NONE:
        return State(publish)
    lock = keep_committed(read_locks(root)[0], root)
    known = any(file.startswith(f"{folder.name}/") for file, _ in lock.addresses)
    return State.WITHDRAWN if known else State.DRAFT
