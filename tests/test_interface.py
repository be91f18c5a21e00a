"""The words of the interface: all of them come from a catalogue, and a catalogue is checked."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import write_po
from selectolax.lexbor import LexborHTMLParser

from edition.diagnostics.diagnostic import EditionError
from edition.publishing.catalogue import install_language
from edition.text.interface import GAP, _, install_words, ngettext
from tests.export_interface import TEMPLATE, collect, write
from tests.projects import list_errors, make_source, sample_record

LETTERS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "åƀçđéƒǧħîǰķļɱñøþǫřšŧûṽŵẋýž")
MARKUP = re.compile(r"(\{\w+\}|\]\([^)]*\)|`[^`]*`)")
TEXT = (
    "Η συνθήκη υπογράφεται στο πορθμείο.[1]\n\nΗ δεύτερη παράγραφος.\n\n"
    "[1] Σε μια σημείωση.\n\n[2] Χωρίς κλήση.\n"
)
OTHER = "Μια επιστολή.\n\nΥπογράφηκε στη βροχή.\n"
CONFIGURATION = """\
site_name: Έκδοση
theme: {name: material, language: qaa}
nav:
  - {Αρχή: index.md}
  - {Μητρώα: editions/registers/index.md}
  - {Βιβλία: bibliography.md}
extra: {editor: Άννα, contact: a@example.org, repository: "https://example.org/r"}
"""
ANNOTATIONS = """\
head_note:
  - text: Τι είναι.
    authority:
      - {address: par1, words: Η συνθήκη}
notes:
  - id: a1
    address: par1
    words: στο πορθμείο
    type: identifies
    text: Το σπίτι.
    authority:
      - {work: other, locator: "12"}
"""
CORRESPONDENCES = """\
events:
  - name: e1
    title: Υπογραφή
    correspondences:
      - from: {source: first, address: par2, words: δεύτερη παράγραφος}
        to: {source: other, address: par2, words: στη βροχή}
        relation: same-event
        reason: Και τα δύο.
"""
CHRONOLOGY = """\
events:
  - date: 1911-05-03
    title: Υπογραφή
    event: e1
    at:
      - {source: first, address: par2, words: δεύτερη παράγραφος}
  - date: 1920
    title: Βροχή
    at:
      - {source: other, address: par2, words: στη βροχή}
"""
PLACES = """\
p1:
  name: Πορθμείο
  names:
    - text: Πέραμα
      kind: contemporary
      at: {source: first, address: par1, words: στο πορθμείο}
  description: τόπος
  at: {source: first, address: par1, words: στο πορθμείο}
  state: proposed
"""
NO_WORDS = "script, style, code, pre, kbd, .Z3988, .cite [data-form], .downloads td"
"""Elements without words of the interface, or with forms of citation, which are English."""
KEPT = re.compile(
    r"SHA|DOI|ISBN|BibTeX|BibLaTeX|RIS|CSL|JSON|Pandoc|Aa|Creative Commons|Public Domain Mark|CSV"
    r"|MLA|https?://\S+|\w+@\S+|(?:first|other)\b|editor|p\.|LD"
)
"""Names of forms, statements and files, which are the same in each language."""
TITLES = ("aria-label", "title", "placeholder", "data-word", "data-preview")


def disguise(message: str) -> str:
    """Return a message in the pseudo-language, with what stands for values and links as it is."""
    parts = MARKUP.split(message)
    return (
        "⟦"
        + "".join(
            part if at % 2 else part.lower().translate(LETTERS) for at, part in enumerate(parts)
        )
        + "⟧"
    )


def write_catalogue(path: Path) -> None:
    """Write the catalogue of a language that is English in other letters."""
    catalogue = collect()
    for message in catalogue:
        ids = (message.id,) if isinstance(message.id, str) else message.id
        strings = tuple(map(disguise, ids))
        if message.id:
            message.string = strings[0] if isinstance(message.id, str) else strings
    path.parent.mkdir(parents=True, exist_ok=True)
    file = BytesIO()
    write_po(file, catalogue)
    head = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    _start, _blank, body = file.getvalue().decode().partition("\n\n")
    path.write_text(head + body, "utf-8")


@pytest.fixture(scope="module")
def disguised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_disguised(tmp_path_factory.mktemp("disguised"))


def build_disguised(root: Path) -> Path:
    """Build a small edition of Greek texts whose interface is in the pseudo-language."""
    record: dict[str, Any] = {
        "title": "Δείγμα",
        "short_title": "Δείγμα",
        "language": "el",
        "summary": "Κείμενο.",
    }
    record |= {"revisions": [{"date": "2026-01-01", "by": "Άννα", "what": "Πρώτη."}]}
    record |= {"rights": sample_record(b"")["rights"] | {"evidence": "Επινοήθηκε."}}
    record |= {
        "authors": [{"name": "Άννα Βέη"}],
        "date": {"value": "1911-05", "certainty": "stated"},
    }
    make_source(root, TEXT, "first", **record, reader={"kind": "end-notes"})
    make_source(root, OTHER, "other", **record)
    bibliography = root / "bibliography.bib"
    bibliography.write_text(bibliography.read_text("utf-8").replace("A sample", "Δείγμα"), "utf-8")
    files = {
        "mkdocs.yml": CONFIGURATION, "docs/index.md": "# Αρχή\n\n<!-- texts -->\n<!-- /texts -->\n"
        "\n<!-- chronology -->\n<!-- /chronology -->\n",
        "docs/search.md": "---\ntitle: Έρευνα\nsearch: {page: true}\n---\n",
        "docs/offline.md": "# Λήψη\n",
        "sources/first/annotations.yml": ANNOTATIONS,
        "sources/correspondences.yml": CORRESPONDENCES, "sources/chronology.yml": CHRONOLOGY,
        "sources/registers/places.yml": PLACES,
    }  # fmt: skip
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    write_catalogue(root / "locale" / "qaa.po")
    command = [sys.executable, "-m", "edition", "build", "--project", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "site"


def list_shown(path: Path) -> Iterator[str]:
    """Yield what a page shows or says, text by text."""
    page = LexborHTMLParser(path.read_bytes())
    for node in page.css(NO_WORDS):
        node.decompose()
    for node in page.css("body *"):
        yield node.text(deep=False)
        yield from (node.attributes.get(name) or "" for name in TITLES)


def test_no_fixed_word_is_left_in_code(disguised: Path) -> None:
    left: dict[str, set[str]] = {}
    pages = sorted(disguised.rglob("*.html"))
    for path in pages:
        for shown in list_shown(path):
            if found := re.findall(r"[A-Za-z]{2,}[A-Za-z ]*", KEPT.sub("", shown)):
                left.setdefault(path.relative_to(disguised).as_posix(), set()).update(found)
    assert len(pages) > 12
    assert left == {}, left


def test_the_scripts_get_the_words_that_they_have(disguised: Path) -> None:
    words = (disguised / "assets" / "words.js").read_text("utf-8")
    assert disguise("Address copied") in words
    assert disguise("Head-note") not in words
    page = (disguised / "editions/first/text.html").read_text("utf-8")
    assert page.index("assets/words.js") < page.index("assets/library.js")
    assert '<html lang="qaa"' in page


def test_the_template_has_every_message() -> None:
    assert TEMPLATE.read_text("utf-8") == write(), "run: python -m tests.export_interface"


def make_project(root: Path, catalogue: str) -> list[tuple[str, str]]:
    make_source(root, OTHER)
    (root / "mkdocs.yml").write_text("theme: {language: de}\n", "utf-8")
    (root / "locale").mkdir()
    (root / "locale/de.po").write_text(catalogue, "utf-8")
    command = [sys.executable, "-m", "edition", "convert", "--project", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    return list_errors(done.stdout)


@pytest.mark.parametrize(
    "catalogue",
    ['msgid "Leaf {number}"\nmsgstr "Blatt"\n', 'msgid "Leaf\n', 'msgid "Leaf"\nmsgid ""\n'],
)
def test_a_catalogue_that_cannot_be_used_is_an_error(tmp_path: Path, catalogue: str) -> None:
    found = make_project(tmp_path, catalogue)
    assert {code for _place, code in found} == {"C009"}
    assert found[0][0].startswith("locale/de.po")


def test_a_damaged_catalogue_is_refused_before_its_words_are_used(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("theme: {language: de}\n", "utf-8")
    (tmp_path / "locale").mkdir()
    (tmp_path / "locale/de.po").write_text('msgid "Leaf\n', "utf-8")
    with pytest.raises(EditionError) as raised:
        install_language(tmp_path)
    assert [(one.code, one.path) for one in raised.value.diagnostics] == [("C009", "locale/de.po")]
    assert _("Leaf") == "Leaf"


def test_what_a_catalogue_lacks_stays_english(tmp_path: Path) -> None:
    assert make_project(tmp_path, 'msgid "Contents"\nmsgstr "Inhalt"\n') == []
    text = (tmp_path / "docs/editions/sample/text.md").read_text("utf-8")
    assert "[Inhalt](index.md)" in text
    assert "[Diplomatic transcription]" in text


def test_each_number_has_its_form() -> None:
    forms = "".join("0" if n % 10 == 1 and n % 100 != 11 else "1" for n in range(200))
    install_words({"": forms, "{count} note": ["{count} A", "{count} B"], "{x} of {y}": "{y}/{x}"})
    try:
        assert [ngettext("{count} note", "{count} notes", n) for n in (1, 2, 21, 111, 1021)] == [
            "1 A", "2 B", "21 A", "111 B", "1,021 A"
        ]  # fmt: skip
        assert _("{x} of {y}", x="{y}", y=2) == "2/{y}"
        assert ngettext("{count} leaf", "{count} leaves", 2) == "2 leaves"
    finally:
        install_words({})
    assert GAP.findall("{x} of {y}") == ["x", "y"]
