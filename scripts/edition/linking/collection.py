"""Links the editions of a project with one another, before anything is written."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from pathlib import Path

from edition.diagnostics.diagnostic import Diagnostic
from edition.linking.chronology import find_dated
from edition.linking.correspondences import find_correspondences
from edition.linking.redirects import find_redirects
from edition.model.document import Document, Reference
from edition.model.edition import Collection, Edition
from edition.model.links import Link, Links
from edition.records.address_lock import Lock


def link_editions(
    root: Path, editions: Sequence[Edition], lock: Lock
) -> tuple[Collection, list[Diagnostic]]:
    """Return the editions with their links, and every fault of what editors recorded of them.

    Correspondences, the chronology and redirects are read from ``root`` and the records;
    ``lock`` tells which addresses were published before.
    """
    correspondences, faults = find_correspondences(root, editions)
    dated, found = find_dated(root, editions)
    faults += found
    linked = []
    for edition in editions:
        redirects, found = find_redirects(edition, lock)
        faults += found
        mine = tuple(one for one in correspondences if _touches(one, edition))
        incoming = find_incoming(edition.document, edition.layout.addresses)
        links = Links(mine, redirects, incoming)
        linked.append(replace(edition, links=links))
    return Collection(tuple(linked), correspondences, dated), faults


def _touches(link: Link, edition: Edition) -> bool:
    return edition.record.id in (link.origin.record.id, link.target.record.id)


def find_incoming(
    document: Document | None, addresses: Container[str]
) -> dict[str, tuple[Reference, ...]]:
    """Return for each address of a text the references of the text that lead to it.

    References to what is not among ``addresses`` are left out.
    """
    incoming: dict[str, list[Reference]] = {}
    for reference in document.references if document is not None else ():
        if reference.target_address in addresses:
            incoming.setdefault(reference.target_address, []).append(reference)
    return {address: tuple(found) for address, found in incoming.items()}
