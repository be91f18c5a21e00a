"""What no file that others get may hold of protected texts, and the search for it.

Nothing is written but fingerprints. What files hold is compared by ``checking.leaks``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Final

from edition.bibliography.summary import (
    BIBLIOGRAPHY,
    ENTRIES,
    list_bibliography,
    summarise_bibliography,
)
from edition.checking.leaks import (
    Protected,
    digest_protected,
    digest_search,
    find_leaks,
    fold_markup,
    leave_out,
    protect_fingerprint,
    protect_text,
    read_protected,
    write_fingerprint,
    write_protected,
)
from edition.checking.tabulated import read_columns
from edition.checking.unpacking import unpack
from edition.diagnostics.diagnostic import Diagnostic
from edition.records.git import list_tracked
from edition.records.loading import find_witness, list_drafts, load_record
from edition.records.publication import DRAFTS, is_protected, is_published
from edition.records.record import Record, State
from edition.records.witness import FINGERPRINT_NAME, PRIVATE, find_by_checksum, private_folders
from edition.text.digest import digest, digest_package, walk_files
from edition.text.encodings import CODECS
from edition.text.results import FOLDER as RESULTS
from edition.text.results import Results
from edition.text.source import checksum

# --- the repository -----------------------------------------------------------------------


_OUTSIDE: Final = (
    ".git", ".venv", PRIVATE, "build", "site", "site-private", "releases", ".edition-cache",
    "node_modules",
)  # fmt: skip
"""Folders at a project's top that are not part of its repository, unless git tracks files there."""


def repository_files(root: Path) -> list[Path]:
    """Return the files of a project, without what is built and what is private.

    Files there that git tracks nevertheless are among them.
    """
    tops = sorted(path for path in root.iterdir() if path.name not in _OUTSIDE)
    inner = (sorted(walk_files(path), key=str) if path.is_dir() else [path] for path in tops)
    files = [path for paths in inner for path in paths] + list_tracked(root, *_OUTSIDE)
    return [path for path in files if path.is_file()]


def check_repository(records: Iterable[Record], root: Path) -> list[Diagnostic]:
    """Return what of protected texts and of drafts is in the files of a project.

    P004 stands for a witness, by its checksum, and for a file in ``private/`` that git tracks; P003
    for running text; P008 for a text that cannot be looked for; P014 for a file that cannot be
    searched. Drafts are looked for in what is published or tracked by git: the file that a draft
    was made from may lie beside the sources.
    """
    everything = tuple(records)
    by_sum = {r.witness.sha256: r for r in everything if is_protected(r)}
    sizes = {record.witness.size for record in by_sum.values()}
    # The next conversion puts notices in place of what is generated of a withdrawn text.
    withdrawn = {record.id for record in everything if record.state is State.WITHDRAWN}
    stale = tuple(f"docs/editions/{id}/" for id in withdrawn)
    findings, others = [], {}
    for path in repository_files(root):
        name = path.relative_to(root).as_posix()
        if name.startswith(stale):
            continue
        record = by_sum.get(checksum(path)) if path.stat().st_size in sizes else None
        if name.startswith(f"{PRIVATE}/"):
            fact, hint = "git tracks this file, which is private", f"Run: git rm --cached {name}"
            findings.append(Diagnostic("P004", fact, name, hint=hint))
        elif record is not None:
            findings.append(Diagnostic("P004", f"this is the witness of `{record.id}`", name))
        else:
            others[name] = path
    protected, absent = protect(everything, root)
    drafts = tuple(one for one in protected if one.name.startswith(f"{DRAFTS}/"))
    sources = tuple(one for one in protected if one not in drafts)
    shared = _choose_shared(others, root) if drafts else {}
    findings += absent
    if withdrawn:
        from edition.writers.correspondences import PAGE

        # It leaves out their passages too, but those of no other text.
        remaining = tuple(one for one in sources if one.name not in withdrawn)
        page = f"docs/editions/{PAGE}"
        listed = {name: path for name, path in others.items() if name == page}
        findings += _search("correspondences", remaining, listed, root)
        others.pop(page, None)
    findings += _search("sources", sources, others, root)
    return findings + _search("drafts", drafts, shared, root)


def _search(
    kind: str, protected: Sequence[Protected], files: Mapping[str, Path], root: Path
) -> list[Diagnostic]:
    """Return what is found in files; one in which nothing was found is not searched again."""
    if not protected:
        return []
    # What is kept stays on this machine: it shows what was looked for.
    results = Results(root / RESULTS / "private")
    name, key = (
        f"searched for {kind}",
        digest(digest_search(), digest_protected(protected)),
    )
    known = frozenset(results.get(name, key) or ())
    sums = {name: digest(name, path.read_bytes()) for name, path in files.items()}
    found = find_leaks(protected, [files[name] for name in files if sums[name] not in known], root)
    wrong = tuple({one.path for one in found})
    clean = [one for name, one in sums.items() if not any(path.startswith(name) for path in wrong)]
    if not known.issuperset(clean):
        results.put(name, key, clean)
    return found


def _choose_shared(files: Mapping[str, Path], root: Path) -> dict[str, Path]:
    """Return the files that others get: those that are published, and those that git tracks."""
    tracked = set(list_tracked(root, "."))
    published = ("docs/", "sources/", f"{ENTRIES}/")
    return {
        name: path
        for name, path in files.items()
        if name.startswith(published) or name == BIBLIOGRAPHY or path in tracked
    }


# --- the built files --------------------------------------------------------------------


def check_site(records: Iterable[Record], root: Path, folder: Path) -> list[Diagnostic]:
    """Return P003 for running text of protected sources in any file under ``folder``, and P008."""
    protected, absent = protect(tuple(records), root)
    files = (path for path in walk_files(folder) if path.is_file())
    return absent + find_leaks(protected, files, root)


def protect(
    records: Sequence[Record], root: Path
) -> tuple[tuple[Protected, ...], list[Diagnostic]]:
    """Return what no public file may hold.

    P008 stands for a protected source of which nothing is at hand to look for.
    """
    # What is kept stays on this machine: it shows what is looked for. Of drafts nothing is kept.
    results = Results(root / RESULTS / "private") if not list_drafts(root) else None
    key = _key_protected(records, root) if results is not None else ""
    if results is not None and (kept := results.get(_PROTECTED, key)) is not None:
        protected = read_protected(kept)
    else:
        protected = protect_records(records, root)
        if results is not None:
            results.put(_PROTECTED, key, write_protected(protected))
    known = {one.name for one in protected}
    absent = [_report_absent(r) for r in records if is_protected(r) and r.id not in known]
    return protected, absent


_PROTECTED: Final = "protected"


def _key_protected(records: Iterable[Record], root: Path) -> str:
    """Return one value for all that ``protect_records`` reads."""
    titles, parts = summarise_bibliography(root).titles, list[str]()
    for record in records:
        # A witness elsewhere is found by the checksum that the record has.
        there = find_witness(record, root) is not None
        parts += record.id, str(there), str(record.state)
        parts += (repr((record.title, record.witness, record.quotations)),)
        files = (record.witness_path, record.folder / FINGERPRINT_NAME)
        parts += (digest(path.read_bytes()) if path.is_file() else "" for path in files)
        if record.state is State.WITHDRAWN:
            parts += (path.read_text("utf-8") for path in list_bibliography(root))
    return digest(digest_package(), *titles, "", *parts)


def _report_absent(record: Record) -> Diagnostic:
    fact = f"neither the witness of `{record.id}` nor its shingles.txt is available"
    return record.report(("rights", "publish"), "P008", fact)


def allow_unsearched(absent: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the findings on texts that cannot be looked for as warnings (P016 for P008)."""
    return [replace(one, code="P016", hint="") if one.code == "P008" else one for one in absent]


def protect_records(records: Iterable[Record], root: Path) -> tuple[Protected, ...]:
    """Return what no public file may hold, as exactly as this machine can know it.

    A protected source is known by its witness, else by its committed fingerprint. Its declared
    quotations are exempt; so are the titles of works, and the words of sources that are
    published whole. Drafts on this machine are protected as well.
    """
    everything = tuple(records)
    texts = {record.id: find_text(record, root) for record in everything}
    free = [texts[r.id] or "" for r in everything if not is_protected(r)]
    works = [record.title for record in everything] + list(summarise_bibliography(root).titles)
    works += _list_entries(everything, root)
    # Data for other programs parts words at hyphens.
    free += works + [work.replace("-", " ") for work in works if "-" in work]
    found = [_protect(r, texts[r.id]) for r in everything if is_protected(r)]
    quoted = [quotation.text for r in everything if is_published(r) for quotation in r.quotations]
    drafts = [folder for folder in list_drafts(root) if folder.name not in texts]
    found += [_protect_draft(folder, root, quoted) for folder in drafts]
    return tuple(leave_out([one for one in found if one is not None], free))


def _protect_draft(folder: Path, root: Path, free: Iterable[str]) -> Protected | None:
    """Return what to look for of a draft: all files of its folder if its record is broken."""
    record, _ = load_record(folder, root)
    text = find_text(record, root) if record is not None else None
    if text is None:
        files = (one for one in sorted(folder.iterdir()) if one.suffix not in _NO_WITNESSES)
        parts = (part for file in files if file.is_file() for part in unpack(file.read_bytes()))
        text = "\n\n".join(part.text for part in parts)
    return protect_text(folder.relative_to(root).as_posix(), text, free) if text.strip() else None


_NO_WITNESSES: Final = frozenset({".yml", ".json", ".lock"})
"""Ends of the names of what editors and the program write beside a witness."""


def _list_entries(records: Iterable[Record], root: Path) -> list[str]:
    """Return the bibliography, as file, pages and downloads have it, if a text was withdrawn.

    Works stay, and a withdrawn text cites them in the same words.
    """
    if all(record.state is not State.WITHDRAWN for record in records):
        return []
    # What formats works is loaded only where they are compared.
    from edition.bibliography.database import load_bibliography
    from edition.writers.bibliography.grouping import list_entries
    from edition.writers.formats import FORMATS
    from edition.writers.registers.entries import name_work

    bibliography, _ = load_bibliography(root)
    listed = list_entries(bibliography, {}, {})
    printed = [
        f"{bibliography.format_entry(one.key, 'text', repeated=one.names == before.names)} "
        f"{bibliography.work(one.key).plain('annote')} "
        f"{bibliography.work(one.key).plain('printedas')}"
        for before, one in pairwise([*listed[-1:], *listed])
    ]
    whole = [bibliography.format_entry(key, "text") for key in bibliography.keys]
    entries = [" ".join(printed), " ".join(whole)]
    works = [bibliography.work(key) for key in bibliography.keys]
    entries += map(name_work, works)
    for downloaded in (form.write(works) for form in FORMATS):
        entries += [downloaded, *read_columns(downloaded)]
    entries += [path.read_text(encoding="utf-8") for path in list_bibliography(root)]
    # The search reads them without initials and numbers as well.
    return [*entries, *(" ".join(words) for entry in entries for words in fold_markup(entry))]


def protect_alone(record: Record, root: Path) -> Protected | None:
    """Return what to look for of a source with nothing exempt; None if nothing is at hand."""
    return _protect(replace(record, quotations=()), find_text(record, root))


def find_text(record: Record, root: Path) -> str | None:
    """Return the witness of a source; None if it is not at hand."""
    witness = record.witness
    path: Path | None = record.witness_path
    if not record.witness_path.is_file():
        path = find_by_checksum(private_folders(root), witness.sha256, witness.size)
    return path.read_bytes().decode(CODECS[witness.encoding], "replace") if path else None


def _protect(record: Record, text: str | None) -> Protected | None:
    exempt = [one.text for one in record.quotations] if is_published(record) else []
    if text is not None:
        return protect_text(record.id, text, exempt)
    fingerprint = record.folder / FINGERPRINT_NAME
    if not fingerprint.is_file():
        return None
    stored = fingerprint.read_text(encoding="utf-8")
    return protect_fingerprint(record.id, stored, exempt)


def write_fingerprints(records: Iterable[Record], root: Path) -> list[Path]:
    """Write the fingerprint of every protected source whose witness is at hand."""
    written = []
    for record in records:
        text = find_text(record, root) if is_protected(record) else None
        if text is not None:
            path = record.folder / FINGERPRINT_NAME
            path.write_text(write_fingerprint(text), encoding="utf-8")
            written.append(path)
    return written
