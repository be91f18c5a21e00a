"""Comparison of two readings by words, or of two sequences by items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple, TypeVar

from edition.text.shortening import ELLIPSIS

Item = TypeVar("Item")
Pair = tuple[Item | None, Item | None]
"""An old and a new item; None if an item was added or removed."""

_CONTEXT: Final = 4
"""Words that are shown on each side of a change."""
_SIMILAR: Final = 0.5
"""Share of common words in two readings of one passage."""
_COMPARED: Final = 10_000
"""Most pairs of items that are all compared; of more, only items with the same name are paired."""


class Piece(NamedTuple):
    """Words of two readings: equal ones, or old words and those that replace them."""

    old: str
    new: str


def compare_words(old: str, new: str) -> list[Piece]:
    """Return the pieces of two readings, in order."""
    before, after = old.split(), new.split()
    return [
        Piece(" ".join(before[first:last]), " ".join(after[start:end]))
        for _, first, last, start, end in SequenceMatcher(
            None, before, after, autojunk=False
        ).get_opcodes()
    ]


def show_difference(old: str, new: str) -> str:
    """Return the changes with the words around them, as ``[-old-]{+new+}`` on one line."""
    pieces = compare_words(old, new)
    last = len(pieces) - 1
    shown = []
    for number, (before, after) in enumerate(pieces):
        if before == after:
            shown.append(
                _shorten_equal(before, after_change=number > 0, before_change=number < last)
            )
        else:
            removed, added = f"[-{before}-]" if before else "", f"{{+{after}+}}" if after else ""
            shown.append(removed + added)
    return " ".join(shown)


def _shorten_equal(words: str, *, after_change: bool, before_change: bool) -> str:
    """Shorten equal words to those next to a change."""
    parts = words.split()
    if len(parts) <= _CONTEXT * (after_change + before_change):
        return words
    head = parts[:_CONTEXT] if after_change else []
    tail = parts[-_CONTEXT:] if before_change else []
    return " ".join([*head, ELLIPSIS, *tail])


def align(
    old: Sequence[Item],
    new: Sequence[Item],
    key: Callable[[Item], Hashable],
    words: Callable[[Item], str],
    name: Callable[[Item], Hashable] = id,
) -> Iterator[Pair[Item]]:
    """Yield the items of two sequences in pairs.

    Items with the same key are paired, also if they moved. Between two pairs, items with similar
    words are paired, then items with the same name; finally, similar items anywhere.
    """
    removed: list[Item] = []
    added: list[Item] = []
    keys = [key(item) for item in old], [key(item) for item in new]
    for tag, first, last, start, end in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(old[first:last], new[start:end], strict=True)
            continue
        for before, after in _pair_changed(old[first:last], new[start:end], words, name):
            if before is not None and after is not None:
                yield before, after
            else:
                removed += [before] if before is not None else []
                added += [after] if after is not None else []
    for item in [*added]:
        same = next((candidate for candidate in removed if key(candidate) == key(item)), None)
        if same is not None:
            removed.remove(same)
            added.remove(item)
            yield same, item
    yield from _pair_changed(removed, added, words, id)


def _pair_changed(
    old: Sequence[Item],
    new: Sequence[Item],
    words: Callable[[Item], str],
    name: Callable[[Item], Hashable],
) -> Iterator[Pair[Item]]:
    before, after = dict(enumerate(old)), dict(enumerate(new))
    pairs: dict[int, int] = {}
    if len(old) * len(new) <= _COMPARED:
        for _, first, second in sorted(_rank(old, new, words)):
            if first in before and second in after:
                pairs[second] = first
                del before[first], after[second]
    named = {name(item): number for number, item in before.items()}
    for second, item in list(after.items()):
        first = named.pop(name(item), -1)
        if first in before:
            pairs[second] = first
            del before[first], after[second]
    yield from ((item, None) for item in before.values())
    for second, item in enumerate(new):
        yield (old[pairs[second]] if second in pairs else None), item


def _rank(
    old: Sequence[Item], new: Sequence[Item], words: Callable[[Item], str]
) -> Iterator[tuple[float, int, int]]:
    """Yield the pairs of similar items as their difference and their indices."""
    new_counts = [Counter(words(item).split()) for item in new]
    for first, item in enumerate(old):
        old_count = Counter(words(item).split())
        for second, new_count in enumerate(new_counts):
            total = old_count.total() + new_count.total()
            share = 2 * (old_count & new_count).total() / total if total else 0.0
            if share >= _SIMILAR:
                yield 1 - share, first, second
