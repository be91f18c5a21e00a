"""Comparison of editors' files: records, notes, correspondences, dates, bibliography, pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from edition.model.changes import Change, ChangeType
from edition.model.parameters import DIGEST_CHARACTERS
from edition.records.record import Record
from edition.records.serialisation import encode
from edition.text.word_diff import align

if TYPE_CHECKING:
    from edition.bibliography.database import Bibliography

Path: TypeAlias = tuple[str, ...]

_DERIVED: Final = frozenset({"id", "state"})
"""Fields of a record that identify it or are not stated in a file."""
_NAMES: Final = ("id", "name", "title", "siglum", "code", "question", "of", "type", "date", "line")
"""Fields that identify an item of a list, in order of preference."""
_BLANK: Final = re.compile(r"\n[ \t]*\n")
_HEADING: Final = re.compile(r"#{1,6}\s+(.+?)\s*#*")
_FRONT: Final = re.compile(r"---\n.*?\n---\n", re.DOTALL)


# --- plain data -----------------------------------------------------------------------------------


def compare_data(
    old: object, new: object, path: Path = ()
) -> Iterator[tuple[Path, object, object]]:
    """Yield the path, old value and new value of each difference; None for a missing value."""
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in {**old, **new}:
            yield from compare_data(old.get(name), new.get(name), (*path, str(name)))
    elif isinstance(old, list) and isinstance(new, list):
        yield from _compare_items(old, new, path)
    elif (isinstance(old, list) and new is None) or (isinstance(new, list) and old is None):
        yield from _compare_items(old or [], new or [], path)
    else:
        yield path, old, new


def _compare_items(
    old: Sequence[object], new: Sequence[object], path: Path
) -> Iterator[tuple[Path, object, object]]:
    before, after = list(enumerate(old)), list(enumerate(new))
    for first, second in align(
        before, after,
        key=lambda item: json.dumps(item[1], sort_keys=True, default=str),
        words=lambda item: show_value(item[1]),
        name=lambda item: _name_item(*item),
    ):  # fmt: skip
        shown = second or first
        here = (*path, _name_item(*shown)) if shown else path
        if first is None or second is None:
            yield here, first[1] if first else None, second[1] if second else None
        else:
            yield from compare_data(first[1], second[1], here)


def _name_item(number: int, item: object) -> str:
    if isinstance(item, Mapping):
        for name in _NAMES:
            if isinstance(found := item.get(name), str | int):
                return str(found)
    return str(number + 1)


def show_value(value: object) -> str:
    """Return a value on one line."""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {show_value(item)}" for name, item in value.items())
    if isinstance(value, list):
        return ", ".join(map(show_value, value))
    return "" if value is None else " ".join(str(value).split())


def list_field_changes(
    subject: str, kind: str, old: object, new: object, depth: int = 0
) -> Iterator[Change]:
    """Yield a change for each value that differs; items of the kind are at a depth of the data."""
    for path, before, after in compare_data(old, new):
        what, place = ChangeType.of_values(before, after), ".".join(path)
        shown = kind if len(path) == depth else f"field of the {kind}"
        yield Change(subject, place, what, show_value(before), show_value(after), kind=shown)


# --- records, bibliography ------------------------------------------------------------------------


def compare_records(old: Record, new: Record) -> Iterator[Change]:
    """Yield the fields of a record that differ; the witness is compared by its checksum."""
    yield from list_field_changes(new.id, "record", _describe(old), _describe(new))


def _describe(record: Record) -> dict[str, Any]:
    data: dict[str, Any] = {n: v for n, v in encode(record).items() if n not in _DERIVED}
    witness = dict(data["witness"])
    file = f"{witness.pop('sha256')[:DIGEST_CHARACTERS]}, {witness.pop('size'):,} bytes"
    return {**data, "witness": {**witness, "checksum": file}}


def compare_bibliographies(old: Bibliography, new: Bibliography) -> Iterator[Change]:
    """Yield the fields of works that differ, and works that were added, removed or renamed."""
    before, after = _list_works(old), _list_works(new)
    gone = {key: work for key, work in before.items() if key not in after}
    for key, work in after.items():
        if key in before:
            yield from list_field_changes(f"bibliography {key}", "work", before[key], work)
            continue
        same = next((name for name, other in gone.items() if _is_renamed(other, work)), None)
        if same is None:
            words = new.format_entry(key, "text")
            yield Change("bibliography", key, ChangeType.ADDED, "", words, kind="work")
        else:
            del gone[same]
            yield Change("bibliography", same, ChangeType.MOVED, to=key, kind="work")
    for key in gone:
        words = old.format_entry(key, "text")
        yield Change("bibliography", key, ChangeType.GONE, words, kind="work")


def _is_renamed(old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """Return whether works differ only in their former keys."""
    return all(old.get(name) == new.get(name) for name in {**old, **new} if name != "ids")


def _list_works(bibliography: Bibliography) -> dict[str, dict[str, str]]:
    return {
        key: {
            "type": entry.type,
            **{name.lower(): str(value) for name, value in entry.fields.items()},
            **{role: " and ".join(map(str, names)) for role, names in entry.persons.items()},
        }
        for key, entry in bibliography.data.entries.items()
    }


# --- hand-written pages ---------------------------------------------------------------------------


def compare_pages(name: str, old: str, new: str) -> Iterator[Change]:
    """Yield the paragraphs of a page that differ, each with its heading.

    If the file is not Markdown, lines are compared instead.
    """
    if old == new:
        return
    if not old or not new:
        what = ChangeType.ADDED if new else ChangeType.GONE
        kind = "page" if name.endswith(".md") else "file"
        yield Change(name, "", what, _find_title(old), _find_title(new), kind=kind)
        return
    kind = "passage" if name.endswith(".md") else "line"
    for first, second in align(
        _blocks(name, old), _blocks(name, new),
        key=lambda block: block, words=lambda block: block[1], name=lambda block: block[0],
    ):  # fmt: skip
        before, after = first[1] if first else "", second[1] if second else ""
        if before == after:
            continue
        what = ChangeType.of_values(first, second)
        yield Change(name, (second or first or ("", ""))[0], what, before, after, kind=kind)


def _find_title(text: str) -> str:
    """Return the first heading of a page."""
    return next((match[1] for match in map(_HEADING.fullmatch, text.split("\n")) if match), "")


def _blocks(name: str, text: str) -> list[tuple[str, str]]:
    """Return the blocks of a page, or the lines of another file, each with its heading."""
    if not name.endswith(".md"):
        return [("", line.strip()) for line in text.split("\n") if line.strip()]
    head = _FRONT.match(text)
    front = text[: head.end()].split("\n") if head else []
    blocks = [("", line) for line in front if line.strip("- ")]
    heading = ""
    for block in _BLANK.split(text[head.end() if head else 0 :]):
        if match := _HEADING.fullmatch(block.strip()):
            heading = match[1]
        if block.strip():
            blocks.append((heading, " ".join(block.split())))
    return blocks
