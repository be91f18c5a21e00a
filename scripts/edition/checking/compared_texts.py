"""Comparison of two editions of a text: words by address, links, addresses, ledger classes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final, NamedTuple

from edition.checking.address_lock import list_published
from edition.linking.annotations import spell_address
from edition.model.addresses import page_address
from edition.model.changes import Change, ChangeType, Consequence, Topic
from edition.model.document import (
    CellEnd,
    Division,
    Document,
    ExternalLink,
    Leaf,
    LineBreak,
    Note,
    Styled,
)
from edition.model.edition import Edition
from edition.model.index import AddressKind
from edition.model.ledger import EMENDED, NOTE_TEXT, TEXT
from edition.model.numbering import list_addressed
from edition.model.parameters import ADDRESS_WORDS, COMPARED_PAGE, LISTED_PLACES
from edition.model.traversal import inlines_of, plain_text, walk, walk_leaves
from edition.records.address_lock import Lock, Published, list_runs
from edition.records.record import Question, Record
from edition.text.shortening import ELLIPSIS
from edition.text.span import Span
from edition.text.word_diff import Pair, align, compare_words

_READ: Final = frozenset({
    AddressKind.DIVISION, AddressKind.HEADING, AddressKind.PARAGRAPH, AddressKind.MATTER,
    AddressKind.FRAGMENT, AddressKind.NOTE,
})  # fmt: skip
"""Kinds of address of the text itself, whose words are compared."""
_COUNT: Final = re.compile(r"\d+$")


@dataclass(frozen=True, slots=True)
class Unit:
    """The content of an address."""

    kind: AddressKind
    address: str
    file: str
    words: str
    form: str = ""
    """Description of its form: styles, links and line ends."""
    spans: tuple[Span, ...] = ()
    """Its positions in the witness."""


class Link(NamedTuple):
    """A link: its words and its target, which is empty if it is unresolved."""

    kind: str
    text: str
    target: str


@dataclass(slots=True)
class TextComparison:
    """Two editions of a text, their paired units and their differences."""

    old: Edition
    new: Edition
    pairs: list[Pair[Unit]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    consequences: list[Consequence] = field(default_factory=list)

    @property
    def touched(self) -> set[str]:
        """Old addresses of units that were changed, moved or removed."""
        return {
            before.address
            for before, after in self.pairs
            if before is not None
            and (after is None or (after.words, after.address) != (before.words, before.address))
        }


def compare_texts(old: Edition, new: Edition, locks: tuple[Lock, Lock]) -> TextComparison:
    """Compare two editions of one text; ``locks``, old and new, state which losses are intended."""
    texts = TextComparison(old, new)
    if not (_is_shown(old) and _is_shown(new)) or _is_unchanged(old, new):
        return texts
    texts.pairs = [*_align(_list_pages(old), _list_pages(new))]
    texts.pairs += _align(_list_units(old), _list_units(new))
    texts.changes = [*_list_changes(texts), *_list_moves(texts)]
    texts.consequences = [
        *_compare_links(texts),
        *_find_shifted(texts, locks),
        *_count_classes(texts),
    ]
    return texts


def _is_shown(edition: Edition) -> bool:
    """Return whether the full text is published; words of any other text must not be shown."""
    return edition.document is not None and edition.allowed.full_text


def _is_unchanged(old: Edition, new: Edition) -> bool:
    """Return whether two editions have the same content, even if their records differ."""
    return all(getattr(old, name) == getattr(new, name) for name in _CONTENT)


_CONTENT: Final = ("citations", "index", "layout", "document", "ledger", "links")
"""Fields of an edition that are compared, the fastest first."""


def _align(old: Sequence[Unit], new: Sequence[Unit]) -> Iterator[Pair[Unit]]:
    return align(
        old, new,
        key=lambda unit: (unit.kind, unit.words),
        words=lambda unit: unit.words,
        name=lambda unit: unit.address,
    )  # fmt: skip


# --- units ----------------------------------------------------------------------------------------


def _list_pages(edition: Edition) -> list[Unit]:
    """Return the pages, each with its first words in the witness."""
    if edition.document is None or edition.source is None:
        return []
    text, addresses = edition.source.text, edition.layout.addresses
    return [
        Unit(
            AddressKind.PAGE,
            page_address(page),
            addresses.get(page_address(page), ""),
            " ".join(text[page.start : page.start + COMPARED_PAGE].split()[:ADDRESS_WORDS]),
            spans=(Span(page.start, page.start),),
        )
        for page in edition.document.pages
    ]


def _list_units(edition: Edition) -> list[Unit]:
    document = edition.document
    nodes = {} if document is None else _index_nodes(document)
    units = []
    for entry in edition.index.entries:
        if entry.kind in _READ:
            form, spans = nodes.get(entry.address, ("", ()))
            units.append(Unit(entry.kind, entry.address, entry.file, entry.words, form, spans))
    return units


def _index_nodes(document: Document) -> dict[str, tuple[str, tuple[Span, ...]]]:
    """Return the form and the positions of the content of each address."""
    found: dict[str, tuple[str, tuple[Span, ...]]] = {}
    for address, part, spans in list_addressed(document):
        if isinstance(part, Note):
            forms = "; ".join(_describe_form(leaf) for leaf in walk_leaves(part))
            found[address] = f"{part.state} note {part.mark}: {forms}", spans
        else:
            found[address] = _describe_form(part), spans
    return found


def _describe_form(node: Leaf | Division) -> str:
    kind = getattr(node, "kind", "")
    parts = [" ".join(filter(None, [type(node).__name__.lower(), str(kind)]))]
    for inline in walk(inlines_of(node), Styled, ExternalLink, LineBreak, CellEnd):
        if isinstance(inline, Styled | ExternalLink):
            name = inline.style if isinstance(inline, Styled) else f"link to {inline.address}"
            parts.append(f"{name}: {plain_text(inline.children)}")
        else:
            parts.append("line end" if isinstance(inline, LineBreak) else "cell end")
    return " | ".join(parts)


# --- changes --------------------------------------------------------------------------------------


def _list_changes(texts: TextComparison) -> Iterator[Change]:
    """Yield the units that were added, removed or changed."""
    for before, after in texts.pairs:
        if after is None and before is not None:
            gone = _start_change(texts, before, ChangeType.GONE, before.words, "")
            yield _add_line(gone, texts.old, before)
        elif before is None and after is not None:
            added = _start_change(texts, after, ChangeType.ADDED, "", after.words)
            yield _add_line(added, texts.new, after)
        elif before is not None and after is not None and before.kind is not AddressKind.PAGE:
            yield from _compare_units(texts, before, after)


def _start_change(
    texts: TextComparison, unit: Unit, what: ChangeType, old: str, new: str
) -> Change:
    subject = texts.new.record.id
    return Change(subject, unit.address, what, old, new, kind=unit.kind, file=unit.file)


def _compare_units(texts: TextComparison, before: Unit, after: Unit) -> Iterator[Change]:
    change = replace(
        _start_change(texts, after, ChangeType.CHANGED, before.words, after.words),
        place=before.address,
        to=after.address if after.address != before.address else "",
    )
    if before.words != after.words:
        place = _find_difference(before.words, after.words)
        yield _add_line(change, texts.new, after, place)
    elif before.form != after.form:
        form = replace(change, old=before.form, new=after.form, kind=f"form of {after.kind}")
        yield _add_line(form, texts.new, after)


def _find_difference(old: str, new: str) -> int:
    """Return the offset of the first difference in the new words."""
    first, *_ = compare_words(old, new)
    return len(first.new) + 1 if first.old == first.new else 0


def _add_line(change: Change, edition: Edition, unit: Unit, place: int = 0) -> Change:
    """Add the line of the witness with the character at ``place`` in the words of a unit."""
    source, document = edition.source, edition.document
    if source is None or document is None or not unit.spans:
        return change
    start = unit.spans[0].start
    if place:
        spelling = spell_address(document, unit.address)
        start = spelling.place(min(place, len(spelling.text) - 1)).start if spelling.text else start
    line = source.place(start).line
    return replace(change, line=line, witness=source.slice(source.line_span(line)).strip())


def _list_moves(texts: TextComparison) -> Iterator[Change]:
    """Yield the units that moved, with addresses that moved in the same way as one change."""
    groups: dict[tuple[str, str, str, str], list[tuple[Unit, Unit]]] = {}
    for before, after in texts.pairs:
        if before is None or after is None:
            continue
        if before.address != after.address:
            key = (_stem(before), _stem(after), before.file, after.file)
        elif before.file != after.file:
            key = ("", "", before.file, after.file)
        else:
            continue
        groups.setdefault(key, []).append((before, after))
    for moved in groups.values():
        first, now = moved[0]
        elsewhere = first.file != now.file
        yield Change(
            texts.new.record.id,
            f"{first.file}#{first.address}" if elsewhere else first.address,
            ChangeType.MOVED,
            to=f"{now.file}#{now.address}" if elsewhere else now.address,
            kind=first.kind,
            count=len(moved),
            file=now.file,
        )


def _stem(unit: Unit) -> str:
    page, dot, _ = unit.address.partition(".")
    return page if dot or unit.kind is AddressKind.PAGE else _COUNT.sub("", page)


# --- links ----------------------------------------------------------------------------------------


def _list_links(edition: Edition) -> Mapping[str, list[Link]]:
    """Return the citations and cross-references at each address."""
    found: dict[str, list[Link]] = defaultdict(list)
    for citation in edition.citations:
        found[citation.address].append(Link("citation", citation.text, citation.key or ""))
    for reference in edition.document.references if edition.document is not None else ():
        link = Link("cross-reference", reference.text, reference.target_address)
        found[reference.address].append(link)
    return found


def _compare_links(texts: TextComparison) -> Iterator[Consequence]:
    moved = {b.address: a.address for b, a in texts.pairs if b is not None and a is not None}
    before, after = _list_links(texts.old), _list_links(texts.new)
    places: dict[tuple[str, str, str, bool], list[str]] = defaultdict(list)
    for old, new in texts.pairs:
        if old is None or new is None or old.kind is AddressKind.PAGE:
            continue
        links = [
            link._replace(target=moved.get(link.target, link.target))
            for link in before[old.address]
        ]
        for was, now in _pair_links(links, after[new.address]):
            lost = bool(was.target) and not now.target and not _is_decided(was, texts.new.record)
            places[was.kind, was.target, now.target, lost].append(new.address)
    for (kind, source, target, lost), at in places.items():
        yield _report_link(texts.new.record.id, kind, source, target, lost, at)


def _pair_links(old: Sequence[Link], new: Sequence[Link]) -> Iterator[tuple[Link, Link]]:
    """Yield the old and new form of links whose target changed, or that were added or removed."""
    removed, added = Counter(old) - Counter(new), Counter(new) - Counter(old)
    for was in [*removed.elements()]:
        same_text = [link for link in added if (link.kind, link.text) == (was.kind, was.text)]
        same_target = [link for link in added if (link.kind, link.target) == (was.kind, was.target)]
        now = next(iter(same_text or same_target), was._replace(target=""))
        added -= Counter([now])
        if now.target != was.target:
            yield was, now
    yield from ((now._replace(target=""), now) for now in added.elements() if now.target)


def _is_decided(link: Link, record: Record) -> bool:
    """Return whether a decision of the record concerns a citation, so that its loss is intended."""
    return any(
        decision.question is Question.WORK
        and (decision.words in link.text or link.text in decision.words)
        for decision in record.decisions
    )


def _report_link(
    text: str, kind: str, source: str, target: str, lost: bool, at: Sequence[str]
) -> Consequence:
    if not source:
        fact = f"new {kind} to `{target}`"
    elif not target:
        fact = f"{kind} to `{source}` leads nowhere"
    else:
        fact = f"{kind} to `{source}` leads to `{target}`"
    return Consequence(Topic.LINK, f"{text} {list_places(at)}: {fact}", len(at), lost)


def list_places(places: Iterable[str]) -> str:
    """Return the first few places without duplicates, as one line."""
    found = list(dict.fromkeys(places))
    more = [ELLIPSIS] if len(found) > LISTED_PLACES else []
    return ", ".join([*found[:LISTED_PLACES], *more])


# --- addresses ------------------------------------------------------------------------------------


def find_lost_addresses(
    old: Mapping[tuple[str, str], str], new: Mapping[tuple[str, str], str], locks: tuple[Lock, Lock]
) -> Iterator[Consequence]:
    """Yield the published addresses that no longer exist."""
    gone = {entry: words for entry, words in old.items() if entry not in new}
    for intended in (False, True):
        some = {e: words for e, words in gone.items() if _is_intended(e, locks) is intended}
        yield from _report_runs(some, intended, "is withdrawn" if intended else "no longer exists")


def _report_runs(addresses: Published, intended: bool, fact: str) -> Iterator[Consequence]:
    """Yield one consequence for the addresses of each file."""
    for file, found in groupby(list_runs(addresses), key=lambda run: run.file):
        runs = [*found]
        count = sum(len(run.addresses) for run in runs)
        named = list_places(f"`{run}`" for run in runs)
        yield Consequence(Topic.ADDRESS, f"{file} {named} {fact}", count, not intended)


def _is_intended(address: tuple[str, str], locks: tuple[Lock, Lock]) -> bool:
    """Return whether the lock was changed to accept the loss of an address."""
    before, after = (lock.addresses.get(address) for lock in locks)
    has_lock = address not in locks[0].places or locks[0].places[address][0] in locks[1].files
    return before is not None and before != after and has_lock


def _find_shifted(texts: TextComparison, locks: tuple[Lock, Lock]) -> Iterator[Consequence]:
    """Yield the addresses that have other words than before."""
    now = list_published([texts.new])
    shifted = []
    for before, after in texts.pairs:
        if before is None or after is None or before.kind is AddressKind.PAGE:
            continue
        address = (f"{texts.new.record.id}/{before.file}", before.address)
        if before.address != after.address and address in now and not _redirects(texts.new, before):
            shifted.append(address)
    for intended in (False, True):
        some = {entry: "" for entry in shifted if _is_intended(entry, locks) is intended}
        yield from _report_runs(some, intended, "leads to other words")


def _redirects(edition: Edition, unit: Unit) -> bool:
    return any(
        (redirect.old_file, redirect.old) == (unit.file, unit.address)
        for redirect in edition.links.redirects.addresses
    )


# --- the ledger -----------------------------------------------------------------------------------


def _count_classes(texts: TextComparison) -> Iterator[Consequence]:
    if texts.old.ledger is None or texts.new.ledger is None:
        return
    before, after = texts.old.ledger.totals(), texts.new.ledger.totals()
    counts = {kind: after[kind] - before[kind] for kind in {**before, **after}}
    counts = {kind: count for kind, count in counts.items() if count}
    emended = texts.old.record.emendations != texts.new.record.emendations
    if not counts or (emended and not sum(counts.values()) and counts.keys() <= _EMENDING):
        return
    shown = ", ".join(f"{kind} {count:+,}" for kind, count in sorted(counts.items()))
    yield Consequence(Topic.LEDGER, f"{texts.new.record.id}: characters by class: {shown}")


_EMENDING: Final = {TEXT, NOTE_TEXT, EMENDED}
"""Classes between which an emendation moves characters; the emendation itself is reported."""
