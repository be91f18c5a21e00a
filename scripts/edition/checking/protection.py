"""Search for protected texts in files that others receive, and their fingerprints.

``checking.leaks`` compares the files with the texts.
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
from edition.checking.folded_markup import fold_markup
from edition.checking.leaks import (
    Protected,
    digest_protected,
    digest_search,
    exempt_runs,
    find_leaks,
    protect_fingerprint,
    protect_text,
    read_protected,
    write_fingerprint,
    write_protected,
)
from edition.checking.unpacking import read_columns, unpack
from edition.diagnostics.diagnostic import Diagnostic
from edition.records.git import list_tracked
from edition.records.loading import find_witness, list_drafts, load_record
from edition.records.publication import DRAFTS, is_protected, is_published
from edition.records.record import Record, State
from edition.records.witness import FINGERPRINT_NAME, PRIVATE
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
"""Top-level folders of a project that do not belong to its repository, except for tracked files."""


def list_repository_files(root: Path) -> list[Path]:
    """Return the files of a project without built and private ones, unless git tracks them."""
    tops = sorted(path for path in root.iterdir() if path.name not in _OUTSIDE)
    inner = (sorted(walk_files(path), key=str) if path.is_dir() else [path] for path in tops)
    files = [path for paths in inner for path in paths] + list_tracked(root, *_OUTSIDE)
    return [path for path in files if path.is_file()]


def check_repository(records: Iterable[Record], root: Path) -> list[Diagnostic]:
    """Report words of protected texts and drafts in the files of a project.

    P004 reports a witness, found by its checksum, and a tracked file in ``private/``; P003 running
    text; P008 a text that cannot be searched for; P014 an unreadable file. Drafts are searched for
    only in published and tracked files, because the original file of a draft may be in the project.
    """
    all_records = tuple(records)
    by_sum = {record.witness.sha256: record for record in all_records if is_protected(record)}
    sizes = {record.witness.size for record in by_sum.values()}
    # The next conversion replaces the generated files of a withdrawn text by notices.
    withdrawn = {record.id for record in all_records if record.state is State.WITHDRAWN}
    stale = tuple(f"docs/editions/{id}/" for id in withdrawn)
    findings, others = [], {}
    for path in list_repository_files(root):
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
    protected, absent = protect(all_records, root)
    drafts = tuple(text for text in protected if text.name.startswith(f"{DRAFTS}/"))
    sources = tuple(text for text in protected if text not in drafts)
    shared = _choose_shared(others, root) if drafts else {}
    findings += absent
    if withdrawn:
        from edition.writers.correspondences import PAGE

        # The next conversion removes their passages from the page, but not those of other texts.
        remaining = tuple(text for text in sources if text.name not in withdrawn)
        page = f"docs/editions/{PAGE}"
        listed = {name: path for name, path in others.items() if name == page}
        findings += _search("correspondences", remaining, listed, root)
        others.pop(page, None)
    findings += _search("sources", sources, others, root)
    return findings + _search("drafts", drafts, shared, root)


def _search(
    kind: str, protected: Sequence[Protected], files: Mapping[str, Path], root: Path
) -> list[Diagnostic]:
    """Search files for protected texts, except files that are stored as clean."""
    if not protected:
        return []
    # The results show what was searched for, and are therefore stored only on this machine.
    results = Results(root / RESULTS / "private")
    name, key = f"searched for {kind}", digest(digest_search(), digest_protected(protected))
    known = frozenset(results.get(name, key) or ())
    sums = {name: digest(name, path.read_bytes()) for name, path in files.items()}
    found = find_leaks(protected, [files[name] for name in files if sums[name] not in known], root)
    leaking = tuple({finding.path for finding in found})
    clean = [sum for name, sum in sums.items() if not any(p.startswith(name) for p in leaking)]
    if not known.issuperset(clean):
        results.put(name, key, clean)
    return found


def _choose_shared(files: Mapping[str, Path], root: Path) -> dict[str, Path]:
    """Return the published files and those that git tracks."""
    tracked = set(list_tracked(root, "."))
    published = ("docs/", "sources/", f"{ENTRIES}/")
    return {
        name: path
        for name, path in files.items()
        if name.startswith(published) or name == BIBLIOGRAPHY or path in tracked
    }


# --- the built files --------------------------------------------------------------------


def check_site(records: Iterable[Record], root: Path, folder: Path) -> list[Diagnostic]:
    """Report running text of protected sources in any file below ``folder`` (P003, P008, P014)."""
    protected, absent = protect(tuple(records), root)
    files = (path for path in walk_files(folder) if path.is_file())
    return absent + find_leaks(protected, files, root)


def protect(
    records: Sequence[Record], root: Path
) -> tuple[tuple[Protected, ...], list[Diagnostic]]:
    """Return the protected texts, and P008 for each that has neither witness nor fingerprint."""
    # The texts are stored only on this machine, and not at all if there are drafts.
    results = Results(None if list_drafts(root) else root / RESULTS / "private")
    whole = _digest_inputs(records, root)
    key = digest(whole, *(record.title for record in records), *summarise_bibliography(root).titles)
    protected = recall_protected(root, results.get(_DIGEST, key) or "")
    if protected is None:
        stored = results.recall(
            _WITHOUT_TITLES, whole, lambda: write_protected(_protect_records(records, root))
        )
        protected = tuple(exempt_runs(read_protected(stored), _list_titles(records, root)))
        results.put(_DIGEST, key, sum := digest_protected(protected))
        results.put(_PROTECTED, sum, write_protected(protected))
    known = {text.name for text in protected}
    absent = [_report_absent(r) for r in records if is_protected(r) and r.id not in known]
    return protected, absent


_PROTECTED: Final = "protected"
_DIGEST: Final = "digest of protected"
_WITHOUT_TITLES: Final = "protected, even from titles"


def recall_protected(root: Path, sum: str) -> tuple[Protected, ...] | None:
    """Return the stored protected texts with a digest, or None."""
    stored = Results(root / RESULTS / "private").get(_PROTECTED, sum)
    return None if stored is None else read_protected(stored)


def _digest_inputs(records: Iterable[Record], root: Path) -> str:
    """Return a digest of everything except titles that the protected texts depend on."""
    parts = list[str]()
    for record in records:
        # A witness outside the folder is identified by the checksum in the record.
        exists = find_witness(record, root) is not None
        parts += record.id, str(exists), str(record.state)
        parts += (repr((record.witness, record.quotations)),)
        files = (record.witness_path, record.folder / FINGERPRINT_NAME)
        parts += (digest(path.read_bytes()) if path.is_file() else "" for path in files)
        if record.state is State.WITHDRAWN:
            parts += (path.read_text("utf-8") for path in list_bibliography(root))
    return digest(digest_package(), *parts)


def _report_absent(record: Record) -> Diagnostic:
    fact = f"neither the witness of `{record.id}` nor its shingles.txt is available"
    return record.report(("rights", "publish"), "P008", fact)


def allow_unsearched(absent: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return findings on texts that cannot be searched for as warnings (P016 instead of P008)."""
    return [
        replace(finding, code="P016", hint="") if finding.code == "P008" else finding
        for finding in absent
    ]


def _protect_records(records: Sequence[Record], root: Path) -> list[Protected]:
    """Return the protected texts and drafts, from which titles are not yet exempt.

    Declared quotations and words of sources published in full are.
    """
    texts = {record.id: find_text(record, root) for record in records}
    free = [texts[record.id] or "" for record in records if not is_protected(record)]
    found = [_protect(record, texts[record.id]) for record in records if is_protected(record)]
    quoted = [quoted.text for r in records if is_published(r) for quoted in r.quotations]
    drafts = [folder for folder in list_drafts(root) if folder.name not in texts]
    found += [_protect_draft(folder, root, quoted) for folder in drafts]
    return exempt_runs([text for text in found if text is not None], free)


def _list_titles(records: Sequence[Record], root: Path) -> list[str]:
    """Return the titles of texts and works, and the works that stay published."""
    works = [record.title for record in records] + list(summarise_bibliography(root).titles)
    works += _list_entries(records, root)
    # Data for other programs split words at hyphens.
    return works + [work.replace("-", " ") for work in works if "-" in work]


def _protect_draft(folder: Path, root: Path, free: Iterable[str]) -> Protected | None:
    """Protect the witness of a draft, or all files of its folder if its record is invalid."""
    record, _ = load_record(folder, root)
    text = find_text(record, root) if record is not None else None
    if text is None:
        files = (path for path in sorted(folder.iterdir()) if path.suffix not in _NO_WITNESSES)
        parts = (part for file in files if file.is_file() for part in unpack(file.read_bytes()))
        text = "\n\n".join(part.text for part in parts)
    return protect_text(folder.relative_to(root).as_posix(), text, free) if text.strip() else None


_NO_WITNESSES: Final = frozenset({".yml", ".json", ".lock"})
"""Suffixes of files that editors and the program write into the folder of a witness."""


def _list_entries(records: Iterable[Record], root: Path) -> list[str]:
    """Return the bibliography in all published forms, if a text was withdrawn.

    Works stay published, and a withdrawn text may cite them in the same words.
    """
    if all(record.state is not State.WITHDRAWN for record in records):
        return []
    # Imported late, because formatting is rarely needed.
    from edition.bibliography.database import load_bibliography
    from edition.writers.bibliography.grouping import list_entries
    from edition.writers.formats import FORMATS
    from edition.writers.registers.entries import name_work

    bibliography, _ = load_bibliography(root)
    listed = list_entries(bibliography, {}, {})
    printed = [
        f"{bibliography.format_entry(entry.key, 'text', repeated=entry.names == before.names)} "
        f"{bibliography.work(entry.key).plain('annote')} "
        f"{bibliography.work(entry.key).plain('printedas')}"
        for before, entry in pairwise([*listed[-1:], *listed])
    ]
    complete = [bibliography.format_entry(key, "text") for key in bibliography.keys]
    entries = [" ".join(printed), " ".join(complete)]
    works = [bibliography.work(key) for key in bibliography.keys]
    entries += map(name_work, works)
    for downloaded in (form.write(works) for form in FORMATS):
        entries += [downloaded, *read_columns(downloaded)]
    entries += [path.read_text(encoding="utf-8") for path in list_bibliography(root)]
    # The search also reads files without initials and numbers.
    return [*entries, *(" ".join(words) for entry in entries for words in fold_markup(entry))]


def protect_alone(record: Record, root: Path) -> Protected | None:
    """Protect a source without exemptions; None if it has neither witness nor fingerprint."""
    return _protect(replace(record, quotations=()), find_text(record, root))


def find_text(record: Record, root: Path) -> str | None:
    """Return the text of a source's witness; None if it is not available."""
    path = find_witness(record, root)
    return path.read_bytes().decode(CODECS[record.witness.encoding], "replace") if path else None


def _protect(record: Record, text: str | None) -> Protected | None:
    exempt = [quotation.text for quotation in record.quotations] if is_published(record) else []
    if text is not None:
        return protect_text(record.id, text, exempt)
    fingerprint = record.folder / FINGERPRINT_NAME
    if not fingerprint.is_file():
        return None
    stored = fingerprint.read_text(encoding="utf-8")
    return protect_fingerprint(record.id, stored, exempt)


def write_fingerprints(records: Iterable[Record], root: Path) -> list[Path]:
    """Write the fingerprint of every protected source whose witness is available."""
    written = []
    for record in records:
        text = find_text(record, root) if is_protected(record) else None
        if text is not None:
            path = record.folder / FINGERPRINT_NAME
            path.write_text(write_fingerprint(text), encoding="utf-8")
            written.append(path)
    return written
