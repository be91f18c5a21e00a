"""The rights locks: what was accepted to be published, so that nothing becomes freer unnoticed.

``rights.lock`` beside a record holds the state of its text, its terms, the digest of its witness,
digest and count of its fingerprint, and each exemption from the search with the reason for it. A
record that is freer than its lock is reported until ``edition check --accept-rights`` accepts it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from edition.bibliography.database import list_titles
from edition.checking.leaks import FINGERPRINT_NAME, RUN, Protected, count_runs
from edition.checking.rights import find_text, protect_alone
from edition.diagnostics.diagnostic import Diagnostic
from edition.model.parameters import DIGEST_CHARACTERS, QUOTATION_WORDS
from edition.records.publication import is_protected
from edition.records.record import Record
from edition.text.digest import digest
from edition.text.folding import fold_words

FILE: Final = "rights.lock"
_HEAD: Final = (
    '# What may be published of this text. Written by "edition check --accept-rights REASON".\n'
)
_FREEDOM: Final[Mapping[str, int]] = MappingProxyType({"quotation": 1, "full": 2})
"""How free a state is; all others publish nothing."""

Facts = dict[str, str]
"""The lines of a lock, by their first words; exemptions with their reasons."""


def find_weakened(records: Iterable[Record], root: Path) -> list[Diagnostic]:
    """Return P015 for all that the locks of a project do not accept."""
    everything = tuple(records)
    folders = {record.folder for record in everything}
    gone = [
        Diagnostic("P015", "the record of this text is deleted", _show(path, root))
        for path in sorted(root.glob(f"sources/*/{FILE}"))
        if path.parent not in folders and not (path.parent / "source.yml").is_file()
    ]
    found = (
        Diagnostic("P015", fact, _show(record.folder / FILE, root))
        for record in everything
        for fact in _compare(record, everything, root)
    )
    return gone + list(found)


def accept_rights(records: Iterable[Record], root: Path, reason: str) -> list[Path]:
    """Write the lock of every record as it is now; returns the locks that changed.

    ``reason`` is written for exemptions that the lock does not have yet. Locks of deleted records
    are deleted.
    """
    everything = tuple(records)
    changed = write_locks(everything, everything, root, reason)
    for one in find_weakened(everything, root):
        (root / one.path).unlink()
    return changed


def write_locks(
    chosen: Iterable[Record], everything: Sequence[Record], root: Path, reason: str
) -> list[Path]:
    """Write the locks of the chosen records as they are now; returns the locks that changed."""
    changed = []
    for record in chosen:
        path = record.folder / FILE
        old = read_lock(path)
        facts = _describe(record) | {
            name: old.get(name, " ".join(reason.split()))
            for name in _list_exemptions(record, everything, root)
        }
        text = _HEAD + "".join(f"{name} {value}\n" for name, value in facts.items())
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            changed.append(path)
    return changed


def read_lock(path: Path) -> Facts:
    """Return the lines of a lock; nothing if there is none."""
    lines = path.read_text("utf-8", "replace").splitlines() if path.is_file() else []
    facts = {}
    for line in lines:
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


def _compare(record: Record, records: Sequence[Record], root: Path) -> Iterator[str]:
    """Yield what of a record is freer than its lock."""
    path = record.folder / FILE
    lock, now = read_lock(path), _describe(record)
    if not path.is_file():
        if now["fingerprint"] != "none":
            yield f"`{record.id}` has a fingerprint but no lock"
        return
    old = lock.get("state", "none")
    if _FREEDOM.get(now["state"], 0) > _FREEDOM.get(old, 0):
        yield f"the state is raised from {old} to {now['state']}"
    if now["derivatives"] > lock.get("derivatives", "no"):
        yield "adapted text is allowed now"
    if float(now["share"]) > float(lock.get("share", "0")):
        yield f"the share of quotations is raised from {lock.get('share', '0')} to {now['share']}"
    if old != "full" and now["witness"] != lock.get("witness"):
        yield "the witness is another than the one that is protected"
    if lock.get("fingerprint", "none") not in ("none", now["fingerprint"]):
        yield f"the fingerprint is {now['fingerprint']}, not {lock.get('fingerprint', 'none')}"
    # A text that was published whole is stricter now, whatever is exempt.
    for name in _list_exemptions(record, records, root) if old != "full" else ():
        if name not in lock:
            yield f"not accepted: {name}"


# --- exemptions -----------------------------------------------------------------------------


def _list_exemptions(record: Record, records: Sequence[Record], root: Path) -> list[str]:
    """Return what keeps words of a protected text from being found, as the lock names it."""
    protected = protect_alone(record, root) if is_protected(record) else None
    if protected is None:
        return []
    titles = {f"title {digest(title)[:DIGEST_CHARACTERS]}": title for title in list_titles(root)}
    titles |= {
        f"title-of {one.id}/{digest(one.title)[:DIGEST_CHARACTERS]}": one.title for one in records
    }
    texts = {
        f"text {one.id}/{one.witness.sha256[:DIGEST_CHARACTERS]}": find_text(one, root) or ""
        for one in records
        if not is_protected(one)
    }
    found = [name for name, text in {**titles, **texts}.items() if count_runs(protected, text)]
    return sorted(f"exempt {name}" for name in {*found, *_find_adjacent(record, protected)})


def _find_adjacent(record: Record, protected: Protected) -> Iterator[str]:
    """Yield the quotations that stand one behind the other and are too long together."""
    words = [fold_words(quotation.text) for quotation in record.quotations]
    follows = {
        first: second
        for first, before in enumerate(words)
        for second, after in enumerate(words)
        if first != second
        and count_runs(protected, " ".join([*before[1 - RUN :], *after[: RUN - 1]]))
    }
    for start in range(len(words)):
        chain = [start]
        while (after := follows.get(chain[-1])) is not None and after not in chain:
            chain.append(after)
        joined = [word for number in chain for word in words[number]]
        if len(chain) > 1 and len(joined) >= QUOTATION_WORDS:
            yield f"quotations {digest(' '.join(joined))[:DIGEST_CHARACTERS]}"
