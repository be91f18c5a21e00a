"""Proposes entries for the newspapers and archives that notes cite and the bibliography lacks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from edition.bibliography.database import Bibliography
from edition.harvest.entry_drafts import Proposal, escape_tex, make_slug
from edition.linking.citations import Abstention, CitationKind
from edition.linking.citations.search import resolve_drafts
from edition.model.document import Document
from edition.model.parameters import ABBREVIATION_AHEAD
from edition.text.folding import fold_letters

_KINDS = {CitationKind.ARCHIVE: "archive", CitationKind.NEWSPAPER: "newspaper"}
_ARTICLE = re.compile(r"^(?:The|the)\s+")
_SYMBOL = re.compile(r"\s\((?:hereafter,?\s|henceforth,?\s)?[“‘]?([A-Z]{2,8})[”’]?\)")
"""An abbreviation that the text gives a name, in brackets after it."""


@dataclass(slots=True)
class Holder:
    """A newspaper, or an archive or collection, and the notes that cite from it."""

    kind: str
    name: str
    place: str = ""
    """What stands after its name: the institution that keeps a collection, its town."""
    symbol: str = ""
    """The abbreviation that the text gives it."""
    notes: list[str] = field(default_factory=list)


def propose_holders(
    document: Document, bibliography: Bibliography, options: Mapping[str, Any]
) -> tuple[Proposal, ...]:
    """Return an entry for every newspaper and archive that has none.

    ``options`` are the words of the text's convention, see ``edition.citations``.
    """
    holders: dict[tuple[str, str], Holder] = {}
    for found in _find_holders(document, bibliography, options):
        known = holders.setdefault((found.kind, fold_letters(found.name)), found)
        known.symbol = known.symbol or found.symbol
        if known is not found:
            known.notes += found.notes
    return _make_proposals(_join_shortened(list(holders.values())), bibliography.keys)


def _find_holders(
    document: Document, bibliography: Bibliography, options: Mapping[str, Any]
) -> Iterator[Holder]:
    for passage, resolved in resolve_drafts(document, bibliography, options):
        draft = resolved.draft
        kind = _KINDS.get(draft.kind)
        if kind is None or resolved.reason is not Abstention.NO_ENTRY or not draft.container:
            continue
        name, _, place = _ARTICLE.sub("", draft.container.strip(" ,")).partition(", ")
        ahead = passage.text[draft.start : draft.end + ABBREVIATION_AHEAD]
        symbol = _SYMBOL.search(ahead, ahead.find(name) + len(name))
        yield Holder(kind, name, place, symbol[1] if symbol else "", [passage.place])


def _join_shortened(holders: list[Holder]) -> list[Holder]:
    """Join “Ormond Papers” and “KSA” with the longer names that they stand for."""
    kept: list[Holder] = []
    for holder in sorted(holders, key=lambda one: -len(one.name)):
        whole = next((one for one in kept if _stands_for(holder, one)), None)
        if whole is None:
            kept.append(holder)
        else:
            whole.symbol = whole.symbol or holder.name
            whole.notes += holder.notes
    return kept


def _stands_for(short: Holder, whole: Holder) -> bool:
    if short.kind != whole.kind:
        return False
    parted = short.name.count(" ") > 0 and whole.name.endswith(f" {short.name}")
    return parted or short.name == whole.symbol


def _make_proposals(holders: list[Holder], keys: Collection[str]) -> tuple[Proposal, ...]:
    taken = set(keys)
    proposals = []
    for holder in sorted(holders, key=lambda one: (one.kind, one.name)):
        key = make_slug(f"{holder.kind} {holder.name}", taken)
        taken.add(key)
        proposals.append(_make_proposal(key, holder))
    return tuple(proposals)


def _make_proposal(key: str, holder: Holder) -> Proposal:
    archive = holder.kind == "archive"
    fields = {
        "title": escape_tex(holder.name),
        "institution": escape_tex(holder.place) if archive else "",
        "shorttitle": escape_tex(holder.symbol),
        "keywords": holder.kind,
    }
    return Proposal(
        key,
        "misc" if archive else "newspaper",
        {name: value for name, value in fields.items() if value},
        tuple(dict.fromkeys(holder.notes)),
    )
