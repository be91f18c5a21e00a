"""What a build may carry of a source, decided from its record alone."""

from __future__ import annotations

from dataclasses import dataclass

from edition.records.record import Publish, Record


@dataclass(frozen=True, slots=True)
class AllowedContent:
    """What a build carries of a source."""

    full_text: bool
    description: bool
    """Description, abstract, apparatus and the declared quotations."""


def allowed_content(record: Record, private: bool) -> AllowedContent:
    """Return what a public or a private build may carry of a source."""
    publish = record.rights.publish
    return AllowedContent(
        full_text=private or publish is Publish.FULL,
        description=private or publish is not Publish.NONE,
    )


def is_protected(record: Record) -> bool:
    """Tell whether the running text of a source must stay out of public files."""
    return not allowed_content(record, private=False).full_text
