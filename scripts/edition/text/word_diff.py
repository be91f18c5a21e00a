"""Compares two readings word by word, or two sequences item by item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple, TypeVar

from edition.text.shortening import ELLIPSIS

Item = TypeVar("Item")
Pair = tuple[Item | None, Item | None]
"""An item before and after; None where there is none."""

_CONTEXT: Final = 4
"""Words that are shown on each side of a change."""
_ALIKE: Final = 0.5
"""Share of words that two readings of one passage have in common."""
_COMPARED: Final = 10_000
"""Pairs of a stretch of which each is compared; in a longer one only what has the same name is."""


class Piece(NamedTuple):
    """Words of two readings: the same in both, or what one has in place of the other."""

    old: str
    new: str


def compare_words(old: str, new: str) -> list[Piece]:
    """Return two readings, in order, as pieces."""
    before, after = old.split(), new.split()
    return [
        Piece(" ".join(before[first:last]), " ".join(after[start:end]))
        for _, first, last, start, end in SequenceMatcher(
            None, before, after, autojunk=False
        ).get_opcodes()
    ]


def show_difference(old: str, new: str) -> str:
    """Return what changed with the words about it, as ``[-old-]{+new+}`` on one line."""
    pieces = compare_words(old, new)
    last = len(pieces) - 1
    shown = []
    for number, (before, after) in enumerate(pieces):
        if before == after:
            shown.append(_cut(before, number > 0, number < last))
        else:
            shown.append(
                "".join([f"[-{before}-]" if before else "", f"{{+{after}+}}" if after else ""])
            )
    return " ".join(shown)


def _cut(words: str, follows: bool, leads: bool) -> str:
    """Shorten words that are the same to those beside what follows on them or leads to them."""
    parts = words.split()
    kept = _CONTEXT * (follows + leads)
    if len(parts) <= kept:
        return words
    head = parts[:_CONTEXT] if follows else []
    tail = parts[-_CONTEXT:] if leads else []
    return " ".join([*head, ELLIPSIS, *tail])


def align(
    old: Sequence[Item],
    new: Sequence[Item],
    key: Callable[[Item], Hashable],
    words: Callable[[Item], str],
    name: Callable[[Item], Hashable] = id,
) -> Iterator[Pair[Item]]:
    """Yield the items of two sequences in pairs.

    Items with one key are the same, also where they moved. Of what is left between two pairs, those
    make a pair whose words are alike, then those of one name; then what is alike elsewhere.
    """
    gone: list[Item] = []
    come: list[Item] = []
    keys = [key(item) for item in old], [key(item) for item in new]
    for tag, first, last, start, end in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(old[first:last], new[start:end], strict=True)
            continue
        for before, after in _pair_changed(old[first:last], new[start:end], words, name):
            if before is not None and after is not None:
                yield before, after
            else:
                gone += [before] if before is not None else []
                come += [after] if after is not None else []
    for item in [*come]:
        same = next((one for one in gone if key(one) == key(item)), None)
        if same is not None:
            gone.remove(same)
            come.remove(item)
            yield same, item
    yield from _pair_changed(gone, come, words, id)


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
    """Yield the pairs that are alike, by how much they differ."""
    counts = [Counter(words(item).split()) for item in new]
    for first, item in enumerate(old):
        mine = Counter(words(item).split())
        for second, other in enumerate(counts):
            both = mine.total() + other.total()
            share = 2 * (mine & other).total() / both if both else 0.0
            if share >= _ALIKE:
                yield 1 - share, first, second
