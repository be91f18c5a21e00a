"""The content of a source that a build may publish, decided from its record alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from edition.records.address_lock import read_locks, select_committed
from edition.records.record import Publish, Record, State
from edition.records.witness import PRIVATE

DRAFTS: Final = f"{PRIVATE}/sources"
"""Folder of unpublished texts."""


@dataclass(frozen=True, slots=True)
class AllowedContent:
    """The content of a source that a build publishes."""

    full_text: bool
    description: bool
    """Description, abstract, apparatus and the declared quotations."""


def allowed_content(record: Record, private: bool) -> AllowedContent:
    """Return the content of a source that a public or a private build may publish."""
    return AllowedContent(
        full_text=private or record.state is State.FULL,
        description=private or is_published(record),
    )


def is_published(record: Record) -> bool:
    """Return whether the public edition has the text or a description of it."""
    return record.state in (State.FULL, State.QUOTATION)


def is_protected(record: Record) -> bool:
    """Return whether the running text of a source must stay out of public files."""
    return record.state is not State.FULL


def find_state(publish: Publish, folder: Path, root: Path) -> State:
    """Return the state of the source in ``folder``.

    If its record allows no publication, it was withdrawn if a committed lock has addresses of it;
    else it is a draft.
    """
    if folder.is_relative_to(root / DRAFTS):
        return State.DRAFT
    if publish is not Publish.NONE:
        return State(publish)
    lock = select_committed(read_locks(root)[0], root)
    was_published = any(file.startswith(f"{folder.name}/") for file, _ in lock.addresses)
    return State.WITHDRAWN if was_published else State.DRAFT
