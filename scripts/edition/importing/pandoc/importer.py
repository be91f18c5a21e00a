"""Import Word, ODT, EPUB, HTML and Markdown through pandoc, which reads no other file."""

from __future__ import annotations

import codecs
import json
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final
from xml.parsers.expat import ExpatError

import pypandoc
from markdown_it import MarkdownIt

from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.importing.imported import Imported, find_missing, report_missing
from edition.importing.pandoc.elements import Prepared
from edition.importing.pandoc.headings import restore_headings
from edition.importing.pandoc.initials import restore_initials
from edition.importing.pandoc.linked_notes import mark_notes, restore_notes
from edition.importing.pandoc.nodes import Node, list_notes, plain
from edition.importing.pandoc.open_document import prepare_open_document
from edition.importing.pandoc.packages import (
    check_package,
    count_left_out,
    extract_book,
    extract_open_document,
    extract_page,
    extract_word,
    hide_types,
    hide_types_in,
    read_page_list,
)
from edition.importing.pandoc.printed_pages import restore_pages
from edition.importing.pandoc.word import prepare_word
from edition.importing.pandoc.writer import PandocWriter
from edition.text.front_matter import split_front_matter

_MEMORY: Final = "-M3g"
_SECONDS: Final = 900
_SHOWN: Final = 300
"""Maximum length of a pandoc message in diagnostics, in characters."""
_Extractor = Callable[[bytes], Iterable[str]]


def import_by_pandoc(
    data: bytes,
    path: str,
    form: str,
    extract: _Extractor,
    labels: Mapping[str, str] = MappingProxyType({}),
    marks: Sequence[str] = (),
    title: str = "",
) -> Imported:
    """Return the text of a file in a format, named as pandoc names it.

    ``extract`` returns the texts that another program reads from the file; words that pandoc left
    out are reported. ``labels`` maps the anchors of printed pages to their labels, ``marks`` are
    the printed marks of the notes, in order, and ``title`` is the title at the start of the text,
    used if the metadata have none. Raises EditionError if pandoc fails (I005) or takes too long
    (I006).
    """
    document = _run_pandoc(data, form, path)
    document["blocks"][:0] = _list_noted(document["meta"])
    marked = mark_notes(document["blocks"], marks)
    pages = restore_pages(document["blocks"])
    headings = restore_headings(document["blocks"])
    restored = restore_notes(document["blocks"])
    restore_initials(document["blocks"])
    writer = PandocWriter(labels, {**marked, **restored.labels})
    title = " ".join(_read_meta(document["meta"], "title")) or title
    # The date in an EPUB is that of the file, not of the text.
    fields = ("subtitle", "author", *(("date",) if form != "epub" else ()), "abstract")
    byline = [text for name in fields for text in _read_meta(document["meta"], name)]
    markdown = writer.document(document["blocks"], title, byline)
    missing = find_missing(" ".join((markdown, *pages, *restored.removed)), extract(data))
    dropped = (
        Diagnostic("I009", f"{kind}: {count}", path)
        for kind, count in sorted(writer.dropped.items())
    )
    return Imported(
        markdown,
        title,
        f"pandoc {pypandoc.get_pandoc_version()}",
        (
            f"{len(writer.notes)} notes, {writer.pages} starts of pages, {writer.images} images",
            *([f"{headings} bold lines taken as headings"] if headings else []),
            f"{missing.total()} words that a second program extracts are missing",
        ),
        (*report_missing(missing, path), *dropped),
        series=writer.series,
    )


def _run_pandoc(data: bytes, form: str, path: str) -> Mapping[str, Any]:
    command = [pypandoc.get_pandoc_path(), "+RTS", _MEMORY, "-RTS", "--sandbox"]
    try:
        done = subprocess.run(
            [*command, "--from", form, "--to", "json"],
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        fact = f"pandoc did not finish in {_SECONDS} seconds"
        raise EditionError(Diagnostic("I006", fact, path)) from error
    if done.returncode:
        message = " ".join(done.stderr.decode("utf-8", "replace").split())
        raise EditionError(Diagnostic("I005", f"pandoc: {message[:_SHOWN]}", path))
    document: Mapping[str, Any] = json.loads(done.stdout)
    return document


def _list_noted(meta: Mapping[str, Any]) -> Iterator[Node]:
    """Yield title, subtitle and authors as paragraphs if they contain a note call."""
    for name in ("title", "subtitle", "author"):
        value = meta.get(name, {"t": "MetaList", "c": []})
        values = value["c"] if value["t"] == "MetaList" else [value]
        for field in values:
            if field["t"] == "MetaInlines" and any(list_notes(field["c"])):
                yield {"t": "Para", "c": field["c"]}


def _read_meta(meta: Mapping[str, Any], name: str) -> list[str]:
    """Return the values of a metadata field as text."""
    value = meta.get(name, {"t": "MetaList", "c": []})
    values = value["c"] if value["t"] == "MetaList" else [value]
    texts = (" ".join(plain(field).split()) for field in values)
    return [text for text in texts if text]


# --- the formats --------------------------------------------------------------------------


def import_word(data: bytes, path: str) -> Imported:
    """Return the text of a Word file (.docx); raises the errors of ``check_package``."""
    check_package(data, path)
    done = _import_prepared(data, path, "docx", prepare_word, extract_word)
    left = (Diagnostic("I009", f"{what}: {count}", path) for what, count in count_left_out(data))
    return replace(done, findings=(*done.findings, *left))


def import_open_document(data: bytes, path: str) -> Imported:
    """Return the text of an ODT file; raises the errors of ``check_package``."""
    check_package(data, path)
    return _import_prepared(data, path, "odt", prepare_open_document, extract_open_document)


def _import_prepared(
    data: bytes,
    path: str,
    form: str,
    prepare: Callable[[bytes], Prepared],
    extract: _Extractor,
) -> Imported:
    try:
        ready = prepare(data)
    except ExpatError as error:
        raise EditionError(Diagnostic("I005", f"its text is no XML ({error})", path)) from error
    done = import_by_pandoc(ready.data, path, form, extract, marks=ready.marks, title=ready.title)
    left = ready.left_out.items()
    found = (Diagnostic("I009", f"{what}: {count}", path) for what, count in left)
    return replace(done, findings=(*done.findings, *found))


def import_book(data: bytes, path: str) -> Imported:
    """Return the text of an EPUB file; raises the errors of ``check_package``."""
    check_package(data, path)
    labels = read_page_list(data)
    return import_by_pandoc(hide_types_in(data), path, "epub", extract_book, labels)


def import_page(data: bytes, path: str) -> Imported:
    """Return the text of an HTML file."""
    text = _decode_page(data)
    return import_by_pandoc(
        hide_types(text.encode()), path, "html+epub_html_exts", lambda _: [extract_page(text)]
    )


_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_HEAD: Final = 4096
"""Number of bytes at the start of a page that are searched for its encoding."""


def _decode_page(data: bytes) -> str:
    """Decode a page as UTF-8, or in its declared encoding, or as Windows-1252.

    Latin-1 is decoded as Windows-1252, as browsers do.
    """
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        named = _CHARSET.search(data[:_HEAD])
    encoding = named[1].decode("ascii") if named else ""
    try:
        codec = codecs.lookup(encoding).name
    except LookupError:
        codec = ""
    latin = codec in ("", "iso8859-1", "ascii", "utf-8")
    return data.decode("cp1252" if latin else codec, "replace")


def import_markdown(data: bytes, path: str) -> Imported:
    """Return the text of a Markdown file in the dialect of pandoc, Quarto or MyST."""
    text, dropped = _translate_myst(data.decode("utf-8", "replace"))
    for name, sign in (("sup", "^"), ("sub", "~")):
        text = re.sub(rf"<{name}>([^<>\s]+)</{name}>", rf"{sign}\1{sign}", text)
    form = "markdown+wikilinks_title_after_pipe"
    done = import_by_pandoc(text.encode(), path, form, lambda _: _extract_markdown(data))
    found = (Diagnostic("I009", f"{what}: {count}", path) for what, count in dropped if count)
    return replace(done, findings=(*done.findings, *found))


_MYST: Final = (
    (
        r"^(:{3,})\{([\w:-]+)\}[ \t]*(.*)\n(?::[\w-]+:.*\n)*",
        r"\1 {.\2}\n\n\3\n\n",
        "directive of MyST",
    ),
    (r"^\([\w-]+\)=[ \t]*\n", "\n", "label of MyST"),
    (r"(?<!\\)\{[\w:-]+\}(?=`[^`])", "", "role of MyST, whose words are kept"),
)
"""MyST notation that pandoc does not support: pattern, replacement and description."""


def _translate_myst(text: str) -> tuple[str, list[tuple[str, int]]]:
    """Return a Markdown text without MyST notation, and the count of each kind replaced."""
    dropped = []
    for pattern, replacement, what in _MYST:
        text, count = re.subn(pattern, replacement, text, flags=re.MULTILINE)
        dropped.append((what, count))
    return text, dropped


_ATTRIBUTES: Final = re.compile(
    r"^:{3,}[ \t]*(?:\{[^{}\n]*\}|[\w-]*[ \t]*$)(?:.*\n:[\w-]+:.*$)*|\{[.#][^{}\n]*\}"
    r"|^\([\w-]+\)=|\{[\w:-]+\}(?=`)",
    re.MULTILINE,
)
"""Notation that pandoc reads as attributes, but CommonMark as text."""


def _extract_markdown(data: bytes) -> Iterator[str]:
    """Yield the text of a Markdown file as read by markdown-it-py, without front matter."""
    _, text = split_front_matter(data.decode("utf-8", "replace"))
    render: Callable[[str], str] = MarkdownIt("commonmark").render
    yield extract_page(render(_ATTRIBUTES.sub("", text)))
