"""Rights locks: the accepted terms of publication, so that no relaxation goes unnoticed.

``rights.lock`` in the folder of a record holds the state of its text, its terms, the digest of its
witness, the digest and size of its fingerprint, and each exemption from the search for leaks with
its reason. A record that is less restrictive than its lock is reported until
``edition check --accept-rights`` accepts it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from edition.bibliography.summary import BIBLIOGRAPHY, ENTRIES, summarise_bibliography
from edition.diagnostics.diagnostic import Diagnostic, EditionError, find_conflicts
from edition.records.git import NAME_REVISION, unpack_revision
from edition.records.loading import RECORD_NAME, load_records
from edition.records.publication import is_protected
from edition.records.record import Record
from edition.records.witness import FINGERPRINT_NAME
from edition.text.digest import find_files
from edition.text.folding import fold_words

FILE: Final = "rights.lock"
LIST: Final = f"sources/{FILE}"
"""List of the texts with a lock, which shows the deletion of a text together with its lock."""
_HEAD: Final = (
    '# What may be published of this text. Written by "edition check --accept-rights REASON".\n'
)
_LIST_HEAD: Final = (
    '# The texts that have a rights.lock. Written by "edition check --accept-rights REASON".\n'
)
_FREEDOM: Final[Mapping[str, int]] = MappingProxyType({"quotation": 1, "full": 2})
"""Rank of the states that publish something; all others have rank 0."""

Facts = dict[str, str]
"""The lines of a lock by their names; exemptions with their reasons."""


def find_weakened(records: Iterable[Record], root: Path) -> list[Diagnostic]:
    """Report everything that the locks of a project do not accept (P015)."""
    everything, titles = tuple(records), summarise_bibliography(root).titles
    paths = find_files(root / "sources", FILE) + find_files(root / "sources", f"*/{FILE}")
    paths += [path for record in everything if (path := record.folder / FILE).is_file()]
    texts = {path: path.read_text("utf-8", "replace") for path in paths}
    conflicts = (find_conflicts(text, "P015", _show(path, root)) for path, text in texts.items())
    if found := [conflict for each in conflicts for conflict in each]:
        return found
    found = _check_list({record.folder.name for record in everything}, root)
    for record in everything:
        if (path := record.folder / FILE) in texts:
            exempt = _exempt(record, everything, root, titles)
            facts = _compare(_parse_lock(texts[path]), _describe(record), exempt)
            found += [Diagnostic("P015", fact, _show(path, root)) for fact in facts]
    return found


def _check_list(known: Collection[str], root: Path) -> list[Diagnostic]:
    """Report deleted records, locks, and lines of the list of locks."""
    listed, locks = _read_list(root), _list_locks(root)
    facts = {}
    for name in sorted({*listed, *locks, *known}):
        folder = root / "sources" / name
        if name not in known and not (folder / RECORD_NAME).is_file():
            facts[name] = f"the record of `{name}` is deleted"
        elif name in listed and name not in locks:
            facts[name] = f"the lock of `{name}` is deleted"
        elif name in locks and name not in listed:
            facts[name] = f"`{name}` has a lock, but is not in the list of locks"
        elif name not in locks and (folder / FINGERPRINT_NAME).is_file():
            facts[name] = f"`{name}` has a fingerprint, but no lock"
    return [
        Diagnostic("P015", fact, f"sources/{name}/{FILE}" if name in locks else LIST)
        for name, fact in facts.items()
    ]


def _read_list(root: Path) -> set[str]:
    path = root / LIST
    lines = path.read_text("utf-8", "replace").splitlines() if path.is_file() else []
    return {line.removeprefix("text ") for line in lines if line.startswith("text ")}


def _list_locks(root: Path) -> set[str]:
    return {path.parent.name for path in find_files(root / "sources", f"*/{FILE}")}


def accept_rights(records: Iterable[Record], root: Path, reason: str, only: str = "") -> list[Path]:
    """Write the lock of every record in its present state; return the changed locks.

    ``reason`` is written for new exemptions; with ``only``, a new exemption is accepted only if
    its line contains this text. Locks of deleted records are deleted.
    """
    everything = tuple(records)
    changed = write_locks(everything, everything, root, reason, only)
    for name in _list_locks(root):
        if not (root / "sources" / name / RECORD_NAME).is_file():
            (root / "sources" / name / FILE).unlink()
    return changed + _write_list(root, _list_locks(root))


def write_locks(
    chosen: Iterable[Record], everything: Sequence[Record], root: Path, reason: str, only: str = ""
) -> list[Path]:
    """Write the locks of some records and the list of locks; see ``accept_rights``."""
    from edition.checking.protection import find_text

    changed, titles = [], summarise_bibliography(root).titles
    for record in chosen:
        path = record.folder / FILE
        old = read_lock(path)
        exempt = _exempt(record, everything, root, titles)
        if find_text(record, root) is None:  # A fingerprint does not show every exemption.
            exempt |= {name: "" for name in old if name.startswith("exempt ")}
        facts = _describe(record) | {
            name: old.get(name, " ".join(reason.split()))
            for name, words in sorted(exempt.items())
            if name in old or only in f"{name}{words}"
        }
        text = _HEAD + "".join(f"{name} {value}\n" for name, value in facts.items())
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            changed.append(path)
    return changed + _write_list(root, _read_list(root) | _list_locks(root))


def _write_list(root: Path, names: Iterable[str]) -> list[Path]:
    path = root / LIST
    text = _LIST_HEAD + "".join(f"text {name}\n" for name in sorted(names))
    if path.is_file() and path.read_text("utf-8") == text:
        return []
    path.write_text(text, "utf-8")
    return [path]


def read_lock(path: Path) -> Facts:
    """Return the lines of a lock; empty if it does not exist."""
    return _parse_lock(path.read_text("utf-8", "replace")) if path.is_file() else {}


def _parse_lock(text: str) -> Facts:
    facts = {}
    for line in text.splitlines():
        if line.startswith("exempt "):
            kind, _, rest = line.removeprefix("exempt ").partition(" ")
            value, _, reason = rest.partition(" ")
            facts[f"exempt {kind} {value}"] = reason
        elif line and not line.startswith("#"):
            name, _, value = line.partition(" ")
            facts[name] = value
    return facts


def _show(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _describe(record: Record) -> Facts:
    rights = record.rights
    return {
        "state": str(record.state),
        "derivatives": "yes" if rights.derivatives else "no",
        "share": f"{rights.quotation_share:g}",
        "witness": record.witness.sha256,
        "fingerprint": _describe_fingerprint(record.folder / FINGERPRINT_NAME),
    }


def _describe_fingerprint(path: Path) -> str:
    if not path.is_file():
        return "none"
    raw = path.read_bytes()
    runs = sum(1 for line in raw.split(b"\n") if line and b" " not in line)
    return f"{hashlib.sha256(raw).hexdigest()} of {runs} runs"


def _compare(old: Facts, now: Facts, exempt: Mapping[str, str]) -> Iterator[str]:
    """Yield the facts by which a text is less restricted than before."""
    before = old.get("state", "none")
    if _FREEDOM.get(now["state"], 0) > _FREEDOM.get(before, 0):
        yield f"the state is raised from {before} to {now['state']}"
    if now["derivatives"] > old.get("derivatives", "no"):
        yield "adapted text is allowed now"
    if float(now["share"]) > float(old.get("share", "0")):
        yield f"the share of quotations is raised from {old.get('share', '0')} to {now['share']}"
    if before != "full" and now["witness"] != old.get("witness"):
        yield "the witness is not the one that is protected"
    if old.get("fingerprint", "none") not in ("none", now["fingerprint"]):
        yield f"the fingerprint is {now['fingerprint']}, not {old['fingerprint']}"
    # A text that was published in full cannot become freer by exemptions.
    for name, words in exempt.items() if before != "full" else ():
        if name not in old:
            yield f"not accepted: {name}{words}"


# --- comparison with a revision -------------------------------------------------------------


def find_freer(records: Iterable[Record], root: Path, revision: str) -> list[Diagnostic]:
    """Report everything that is less restricted than at a git revision, accepted or not (P017).

    Raises EditionError (M006) if the revision does not exist.
    """
    everything = tuple(records)
    with unpack_revision(root, revision, "sources", BIBLIOGRAPHY, ENTRIES) as old_root:
        if old_root is None:
            fact = f"git has no revision `{revision}` here"
            raise EditionError(Diagnostic("M006", fact, hint=NAME_REVISION))
        old = {record.id: record for record in load_records(old_root)[0]}
        locks = find_files(old_root / "sources", f"*/{FILE}")
        facts = {path.parent.name: read_lock(path) for path in locks}
        titles = summarise_bibliography(old_root).titles
        facts |= _describe_all(tuple(old.values()), root, titles)
    now = _describe_all(everything, root, summarise_bibliography(root).titles)
    paths = {record.id: record.path for record in everything}
    return [
        Diagnostic("P017", fact, paths.get(name, f"sources/{name}"))
        for name, fact in _find_all_freed(facts, now)
    ]


def list_freed(
    old: Sequence[Record], old_root: Path, new: Sequence[Record], root: Path
) -> list[tuple[str, str]]:
    """Return pairs of a text and a fact by which it is less restricted in the new state."""
    known = set(summarise_bibliography(old_root).titles)
    titles = set(summarise_bibliography(root).titles)
    if titles <= known and [*map(_list_inputs, old)] == [*map(_list_inputs, new)]:
        return []
    facts = _describe_all(old, old_root, ())
    return list(_find_all_freed(facts, _describe_all(new, root, sorted(titles - known))))


def _list_inputs(record: Record) -> tuple[object, ...]:
    """Return the values of a record on which its facts depend."""
    return record.id, record.title, record.rights, record.quotations, _describe(record)


def _find_all_freed(
    before: Mapping[str, Facts], now: Mapping[str, Facts]
) -> Iterator[tuple[str, str]]:
    for name, facts in now.items():
        yield from (
            (name, fact) for fact in _find_freed(before.get(name, {"state": "none"}), facts)
        )
    for name in sorted(before.keys() - now.keys()):
        yield name, f"the record of `{name}` is deleted"


def _exempt(record: Record, records: Sequence[Record], root: Path, titles: Iterable[str]) -> Facts:
    """Return the exemptions of a protected text."""
    if not is_protected(record):
        return {}
    from edition.checking.exemptions import list_exemptions

    return list_exemptions(record, records, root, titles)


def _describe_all(records: Sequence[Record], root: Path, titles: Sequence[str]) -> dict[str, Facts]:
    """Return the facts of the lock of each record, with the number of quoted words."""
    return {
        record.id: _describe(record)
        | {"quoted": str(sum(len(fold_words(quoted.text)) for quoted in record.quotations))}
        | _exempt(record, records, root, titles)
        for record in records
    }


def _find_freed(before: Facts, now: Facts) -> Iterator[str]:
    if before["state"] == "none":
        if _FREEDOM.get(now["state"], 0):
            yield f"the text is new, and its state is {now['state']}"
        return
    exempt = {name: words for name, words in now.items() if name.startswith("exempt ")}
    yield from (fact.replace("not accepted", "new") for fact in _compare(before, now, exempt))
    # A text published in full needs no quotations, and a lock does not count them.
    more = int(now["quoted"]) - int(before.get("quoted", now["quoted"]))
    if more > 0 and now["state"] == before["state"] == "quotation":
        yield f"{more} words more are quoted"
