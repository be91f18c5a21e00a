"""Findings that the editors accept: ``accepted.yml`` in the folder of a record.

An entry names a code, the addresses at which it is accepted, and the reason. Each address accepts
one finding; a code cannot be accepted everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from edition.diagnostics.catalogue import CATALOGUE
from edition.diagnostics.diagnostic import Diagnostic
from edition.records.schema import Kind, check_schema
from edition.records.yaml_positions import (
    NO_FILE,
    NOT_EXPORTED,
    FieldPath,
    PositionedData,
    read_yaml,
)
from edition.text.source import Place

ACCEPTED: Final = "accepted.yml"
KIND: Final = Kind("accepted.schema.json", "R015", "an accepted finding")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The acceptance of one finding."""

    code: str
    address: str
    reason: str
    path: FieldPath
    data: PositionedData = field(default=NO_FILE, repr=False, compare=False, metadata=NOT_EXPORTED)
    """The parsed file, for places in messages."""

    def report_unused(self) -> Diagnostic:
        """Report that the accepted finding does not occur (R017)."""
        fact = f"{self.code} is not reported at {self.address}"
        place = self.data.place(self.path)
        found = self.data.report(place, "R017", fact, width=len(self.address))
        return found.with_removal(*self._find_written(place))

    def _find_written(self, place: Place) -> tuple[Place, str]:
        """Return the text that an unused acceptance removes: address and comma, line or entry."""
        lines, entries = self.data.lines, self.data.value
        assert isinstance(entries, list)
        number = int(self.path[0])
        if len(entries[number]["at"]) == 1:
            first = self.data.place((number,)).line
            last = self.data.place((number + 1,)).line - 1 if entries[number + 1 :] else len(lines)
            while lines[last - 1].startswith("#"):  # A comment on the next entry.
                last -= 1
            written = "\n".join(lines[first - 1 : last])
            return Place(first, 1), f"{written}\n" if last < len(lines) else written
        line, start = lines[place.line - 1], place.column - 1
        if line.strip(" -,'\"") == self.address:
            return Place(place.line, 1), f"{line}\n"
        end = start + len(self.address) + 2 * (line[start] in "'\"")
        before, after = line[:start].rstrip(), line[end:]
        if after.startswith(",") and (after[1:].strip() or not before.endswith(",")):
            end = len(line) - len(after[1:].lstrip())
        elif before.endswith(","):
            start = len(before) - 1
        return Place(place.line, start + 1), line[start:end]


def load_acceptances(
    folder: Path, folder_path: str, root: Path
) -> tuple[tuple[Acceptance, ...], list[Diagnostic]]:
    """Read ``folder/accepted.yml``, if it exists; messages show the folder as ``folder_path``.

    Reports R001, R004, R015 and R016.
    """
    path = folder / ACCEPTED
    if not path.is_file():
        return (), []
    data, faults = read_yaml(path.read_bytes(), f"{folder_path}/{ACCEPTED}")
    if data is None:
        return (), faults
    faults = check_schema(data, KIND, root) or list(_check_codes(data))
    return (() if faults else tuple(_build(data))), faults


def _check_codes(data: PositionedData) -> Iterator[Diagnostic]:
    entries: Any = data.value
    for number, entry in enumerate(entries):
        code = entry["code"]
        if code not in CATALOGUE:
            fact = f"no finding has the code {code}"
        elif not CATALOGUE[code].acceptable:
            fact = f"{code} cannot be accepted"
        else:
            continue
        yield data.report(data.place((number, "code")), "R016", fact, width=len(code))


def _build(data: PositionedData) -> Iterator[Acceptance]:
    entries: Any = data.value
    for number, entry in enumerate(entries):
        code, reason = entry["code"], " ".join(entry["reason"].split())
        for index, address in enumerate(entry["at"]):
            yield Acceptance(code, address, reason, (number, "at", index), data)
