"""Packages (Word, ODT, EPUB): their limits, and their text as extracted by Lexbor."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from edition.diagnostics.diagnostic import Diagnostic, EditionError

LIMIT: Final = 300_000_000
"""Maximum total size of the unpacked members of a package, in bytes."""
_RATIO: Final = 200
"""Maximum ratio of the unpacked to the packed size of a large member."""
_LARGE: Final = 1_000_000
_ENTITY: Final = re.compile(rb"<!(?:ENTITY|ATTLIST)\b|<!DOCTYPE[^>]*\[")
_MARKUP: Final = (".xml", ".xhtml", ".html", ".htm", ".opf", ".ncx", ".rels")
_EMPTY: Final = re.compile(r"<([\w:.-]+)((?:\s[^<>]*)?)/>")


def check_package(data: bytes, path: str) -> frozenset[str]:
    """Return the names of the members of a package.

    Raises EditionError for a damaged package (I005), and for one that exceeds the limits when
    unpacked or whose markup declares entities (I006). Sizes are checked before anything is
    unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_sizes(members, path)
            for member in members:
                if member.filename.casefold().endswith(_MARKUP):
                    with archive.open(member) as stream:
                        head = stream.read(LIMIT)
                    if match := _ENTITY.search(head):
                        line = head[: match.start()].count(b"\n") + 1
                        fact = f"{member.filename}, line {line}, declares entities"
                        raise EditionError(Diagnostic("I006", fact, path))
            return frozenset(member.filename for member in members)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise EditionError(Diagnostic("I005", f"it cannot be unpacked ({error})", path)) from error


def _check_sizes(members: list[zipfile.ZipInfo], path: str) -> None:
    total = sum(member.file_size for member in members)
    if total > LIMIT:
        fact = f"unpacked it has {total:,} bytes, the limit is {LIMIT:,}"
        raise EditionError(Diagnostic("I006", fact, path))
    for member in members:
        if member.file_size > _LARGE and member.file_size > _RATIO * member.compress_size:
            ratio = member.file_size // max(1, member.compress_size)
            fact = f"{member.filename} is {ratio} times as large unpacked as packed"
            raise EditionError(Diagnostic("I006", fact, path))


_TYPES: Final = re.compile(
    rb"(?<=[\s\"'])(?:doc-)?(?:(?:note|back|title|to)(?=ref|link|page|c)|(?:foot|end|rear)(?=note))"
)
_ASIDE: Final = re.compile(rb"(</?)aside(?![\w-])", re.IGNORECASE)
_NAMED: Final = re.compile(
    rb"<(p|sup|td|dd)(\s[^<>]*?)?\sid\s*=\s*(\"[^\"<>]*\"|'[^'<>]*')([^<>]*)(?<!/)>", re.IGNORECASE
)
_TYPED: Final = re.compile(rb"\b(?:epub:type|role)\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*')")


_GROUP: Final = re.compile(rb"<hgroup\b[^<>]*>(.*?)</hgroup\s*>", re.IGNORECASE | re.DOTALL)
_LINE: Final = re.compile(rb"<(h[1-6]|p)\b([^<>]*)>(.*?)</\1\s*>", re.IGNORECASE | re.DOTALL)

_READING: Final = re.compile(
    rb"<rt\b[^<>]*>(.*?)(?:</rt\s*>|(?=<rt\b|</ruby))", re.IGNORECASE | re.DOTALL
)
_BRACKETS: Final = re.compile(rb"<rp\b[^<>]*>[^<>]*(?:</rp\s*>)?", re.IGNORECASE)


def _join_headings(group: re.Match[bytes]) -> bytes:
    lines = _LINE.findall(group[1])
    levels = [name for name, _, _ in lines if name.lower() != b"p"]
    if not levels or _LINE.sub(b"", group[1]).strip():
        return group[1]
    words = b"<br/>".join(b"<span%s>%s</span>" % (named, text) for _, named, text in lines)
    return b"<%s>%s</%s>" % (levels[0], words, levels[0])


def hide_types(markup: bytes) -> bytes:
    """Return mark-up with semantic types altered so that pandoc ignores them.

    Pandoc would drop title pages because of their type, printed labels of notes, and ids of
    paragraphs. The lines of a heading group become a single heading, as HTML defines it. Ruby
    readings are moved into brackets after their characters.
    """
    markup = _GROUP.sub(_join_headings, markup)
    markup = _READING.sub("（\\1）".encode(), _BRACKETS.sub(b"", markup))
    markup = _NAMED.sub(rb"<\1\2\4><a id=\3></a>", markup)
    markup = _ASIDE.sub(rb"\1div", markup)
    return _TYPED.sub(lambda match: _TYPES.sub(rb"\g<0>-", match[0]), markup)


def hide_types_in(data: bytes) -> bytes:
    """Return a repacked EPUB whose pages are converted by ``hide_types``."""
    with (
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        io.BytesIO() as out,
        zipfile.ZipFile(out, "w") as made,
    ):
        for member in archive.infolist():
            content = archive.read(member)
            page = member.filename.casefold().endswith((".xhtml", ".html", ".htm"))
            made.writestr(member.filename, hide_types(content) if page else content)
        made.close()
        return out.getvalue()


def _read(data: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            if member.filename.casefold().endswith(_MARKUP):
                yield member.filename, archive.read(member).decode("utf-8", "replace")


def _parse(text: str) -> LexborHTMLParser:
    # HTML ignores the self-closing syntax of XML except for its own void elements.
    return LexborHTMLParser(_EMPTY.sub(r"<\1\2></\1>", text))


def extract_word(data: bytes) -> Iterator[str]:
    """Yield the paragraphs of a Word file as Lexbor reads them, including notes.

    The paragraphs of a text box are nested in the paragraph that contains it, and repeated as a
    fallback for programs without text boxes.
    """
    for name, text in _read(data):
        if re.fullmatch(r"word/(?:document|footnotes|endnotes)\d*\.xml", name):
            tree = _parse(text)
            for node in tree.css("mc\\:fallback, w\\:movefrom"):
                node.decompose()
            for run in tree.css("w\\:r:has(> w\\:rpr > w\\:vanish)"):
                run.decompose()
            for box in tree.css("w\\:txbxcontent"):
                for paragraph in box.css("w\\:p"):
                    yield "".join(run.text() for run in paragraph.css("w\\:t"))
                box.decompose()
            for paragraph in tree.css("w\\:p"):
                yield "".join(run.text() for run in paragraph.css("w\\:t"))


_LEFT_OUT: Final = (
    (r"word/comments\.xml", "w\\:comment", "comment, which is left out"),
    (r"word/document\d*\.xml", "w\\:del w\\:deltext", "passage that was deleted, and is left out"),
    (r"word/document\d*\.xml", "w\\:ins w\\:t", "passage that was inserted, and is in the text"),
    (r"word/(?:header|footer)\d*\.xml", "w\\:t", "passage in running heads, which are left out"),
)
"""Content of a Word file that is not plain text: member, selector, and treatment."""


def count_left_out(data: bytes) -> Iterator[tuple[str, int]]:
    """Yield the kinds of content of a Word file that are omitted or changed, and their counts."""
    found: Counter[str] = Counter()
    for name, text in _read(data):
        for place, selector, what in _LEFT_OUT:
            if re.fullmatch(place, name):
                found[what] += sum(bool(node.text().strip()) for node in _parse(text).css(selector))
    yield from ((what, count) for what, count in found.items() if count)


def extract_open_document(data: bytes) -> Iterator[str]:
    """Yield the paragraphs of an ODT file as Lexbor reads them, including notes."""
    for name, text in _read(data):
        if name == "content.xml":
            tree = _parse(text)
            unprinted = "text\\:tracked-changes, office\\:annotation, text\\:note-citation"
            for node in tree.css(f"{unprinted}, text\\:ruby-text"):
                node.decompose()
            # Notes and shapes are nested in paragraphs: read the innermost first.
            for node in reversed(tree.css("text\\:h, text\\:p")):
                yield node.text()
                node.decompose()


def extract_book(data: bytes) -> Iterator[str]:
    """Yield the text of the pages in the spine of an EPUB, as Lexbor reads them."""
    pages = dict(_read(data))
    package = next((text for name, text in pages.items() if name.endswith(".opf")), "")
    tree = _parse(package)
    hrefs = {
        item.attributes.get("id"): (item.attributes.get("href") or "").split("/")[-1]
        for item in tree.css("item")
        if "nav" not in (item.attributes.get("properties") or "")
    }
    spine = {hrefs.get(item.attributes.get("idref")) for item in tree.css("itemref")}
    for name, text in pages.items():
        if name.split("/")[-1] in spine:
            yield extract_page(text)


def extract_page(text: str) -> str:
    """Return the text of an HTML page as Lexbor reads it."""
    tree = _parse(text)
    for node in tree.css("script, style, title, template"):
        node.decompose()
    return tree.body.text(separator=" ") if tree.body else ""


def read_page_list(data: bytes) -> Mapping[str, str]:
    """Return the page labels of an EPUB by the target fragments of its page list."""
    labels: dict[str, str] = {}
    for name, text in _read(data):
        tree = _parse(text)
        if name.endswith((".xhtml", ".html")) and "page-list" in text:
            for link in tree.css("nav[epub\\:type~=page-list] a, nav[role=doc-pagelist] a"):
                labels[(link.attributes.get("href") or "").rpartition("#")[2]] = link.text().strip()
        elif name.endswith(".ncx"):
            for target in tree.css("pagetarget"):
                content, label = target.css_first("content"), target.css_first("text")
                if content and label:
                    fragment = (content.attributes.get("src") or "").rpartition("#")[2]
                    labels[fragment] = label.text().strip()
    return labels
