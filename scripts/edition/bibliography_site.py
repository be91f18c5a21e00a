"""Makes what the site shows of the bibliography: its page, and the files to take away."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from edition.bibliography import Bibliography, Form, load_bibliography
from edition.bibliography_formats import FORMATS, Format
from edition.cited import CitedAt, cite_from_record, cite_from_text, gather
from edition.conversion import Conversion
from edition.diagnostics import Diagnostic
from edition.store import write_if_changed
from edition.writers.bibliography import (
    FILE,
    FOLDER,
    GENERATED,
    Entry,
    list_entries,
    write_bibliography,
)
from edition.writers.bibliography_choices import CHOICES, write_choices

Forms: TypeAlias = Mapping[str, str]
"""A work in every form, by the name of the form."""

WHOLE: Final = "all"
"""Name of the files that hold every work."""
SCRIPT: Final = "entries.js"
"""Every work in every form, one by one, for the page's own script."""
WORKS: Final = "works.js"
"""Every work as it is printed, for the notes that cite it."""
_SHOWN: Final[tuple[Form, ...]] = ("markdown", "text")


def bibliography_page(root: Path, conversions: Sequence[Conversion]) -> dict[str, str]:
    """Return the Markdown of the bibliography by its name below ``docs``; none without works."""
    return _write_page(*_list(root, conversions), conversions)


def _write_page(
    bibliography: Bibliography, entries: Sequence[Entry], conversions: Sequence[Conversion]
) -> dict[str, str]:
    texts = {c.record.id: c.record.short_title for c in conversions}
    return {FILE: write_bibliography(bibliography, entries, texts)} if entries else {}


def bibliography_downloads(root: Path, conversions: Sequence[Conversion]) -> dict[str, str]:
    """Return the files to take away by their names below ``docs``.

    They are the whole in every form, what each text cites, the script of single works, and the
    style sheet by which they are chosen without scripts.
    """
    return _write_downloads(*_list(root, conversions), conversions)


def _write_downloads(
    bibliography: Bibliography, entries: Sequence[Entry], conversions: Sequence[Conversion]
) -> dict[str, str]:
    if not entries:
        return {}
    written = [_write_work(bibliography, entry.key) for entry in entries]
    selections = {WHOLE: written} | {
        id: [forms for forms, entry in zip(written, entries, strict=True) if id in entry.sources]
        for id in (conversion.record.id for conversion in conversions)
    }
    files = dict(_write_selections(selections))
    files[f"{FOLDER}/{SCRIPT}"] = _write_forms(bibliography, entries, written)
    files[f"{FOLDER}/{CHOICES}"] = write_choices(entries)
    runs = {entry.key: bibliography.format_runs(entry.key) for entry in entries}
    files[f"{FOLDER}/{WORKS}"] = _write_script("bibliographyWorks", runs)
    return files


def _write_work(bibliography: Bibliography, key: str) -> Forms:
    def write(form: Format) -> str:
        return bibliography.make(key, form.name, lambda: form.write_one(bibliography.work(key)))

    return {form.name: write(form) for form in FORMATS}


def write_works(bibliography: Bibliography) -> Mapping[tuple[str, str], str]:
    """Write every work in every form that the site shows, before it is known where it is cited."""
    for key in bibliography.keys:
        _write_work(bibliography, key)
        for form in _SHOWN:
            bibliography.format_entry(key, form)
        bibliography.format_runs(key)
    return bibliography.made


def _list(root: Path, conversions: Sequence[Conversion]) -> tuple[Bibliography, list[Entry]]:
    bibliography, _ = load_bibliography(root)
    edited = {c.record.citation: c.record.id for c in conversions if c.record.citation}
    return bibliography, list_entries(bibliography, gather(_cited(conversions)), edited)


def _cited(conversions: Iterable[Conversion]) -> Iterator[tuple[str, CitedAt]]:
    for conversion in conversions:
        yield from cite_from_text(conversion.record, conversion.files, conversion.citations)
        yield from cite_from_record(conversion.record)


def _write_selections(selections: Mapping[str, Sequence[Forms]]) -> Iterator[tuple[str, str]]:
    for name, written in selections.items():
        for form in FORMATS if written else ():
            yield (
                f"{FOLDER}/{name}{form.suffix}",
                form.join(forms[form.name] for forms in written),
            )


def _write_forms(
    bibliography: Bibliography, entries: Sequence[Entry], written: Sequence[Forms]
) -> str:
    data = {
        entry.key: {
            "chicago": bibliography.format_entry(entry.key, "text"),
            **{form.name: form.join([forms[form.name]]) for form in FORMATS},
        }
        for entry, forms in zip(entries, written, strict=True)
    }
    return _write_script("bibliographyEntries", data)


def _write_script(name: str, data: Mapping[str, object]) -> str:
    """Return a script that only sets data: pages opened from a disk may not fetch a file."""
    lines = ",\n".join(f"{json.dumps(key)}: {_json(data[key])}" for key in sorted(data))
    return f'"use strict";\nself.{name} = {{\n{lines}\n}};\n'


def _json(data: object) -> str:
    # Before 2019 these two ended a line in a script.
    text = json.dumps(data, ensure_ascii=False)
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


# --- on disk -------------------------------------------------------------------------------


def store_bibliography(root: Path, conversions: Sequence[Conversion], docs: Path) -> list[Path]:
    """Write page and downloads below ``docs``, delete what is no more; return what changed."""
    bibliography, entries = _list(root, conversions)
    files = _write_page(bibliography, entries, conversions)
    files |= _write_downloads(bibliography, entries, conversions)
    changed = [docs / name for name in sorted(files) if write_if_changed(docs / name, files[name])]
    for stray in _find_strays(docs, files):
        stray.unlink()
        changed.append(stray)
    return changed


def _find_strays(docs: Path, files: Mapping[str, str]) -> Iterator[Path]:
    """Yield what was generated before; the folder of downloads holds nothing else."""
    for path in sorted((docs / FOLDER).glob("*")):
        if f"{FOLDER}/{path.name}" not in files:
            yield path
    page = docs / FILE
    if FILE not in files and page.is_file() and GENERATED in page.read_text(encoding="utf-8"):
        yield page


def compare_bibliography(
    root: Path, conversions: Sequence[Conversion], docs: Path
) -> list[Diagnostic]:
    """Report a page that is not what the sources give now (C001); downloads are never stale."""
    return [
        Diagnostic("C001", "the page is not what the sources give now", f"docs/{name}")
        for name, text in bibliography_page(root, conversions).items()
        if not (docs / name).is_file() or (docs / name).read_text(encoding="utf-8") != text
    ]
