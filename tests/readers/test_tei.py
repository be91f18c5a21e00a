from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings

from edition.model.document import Document, Note
from edition.model.traversal import plain_text, walk_leaves
from edition.readers.tei.reader import read_tei
from edition.text.source import Source
from tests.projects import run
from tests.readers.laws import any_texts, check_laws

VOLUME = Path(__file__).parent / "cases" / "tei" / "harbour-volume.txt"


def _read(body: str) -> Document:
    text = f"<TEI><text><body>{body}</body></text></TEI>"
    return check_laws(read_tei, text)


def _words(note: Note) -> list[str]:
    return [plain_text(leaf.inlines) for leaf in walk_leaves(note.blocks)]  # type: ignore[union-attr]


@given(any_texts)
@settings(max_examples=100, deadline=None)
def test_a_text_that_is_no_xml_is_an_error_and_loses_nothing(text: str) -> None:
    check_laws(read_tei, text)
    found = read_tei(Source("sample.xml", f"{text}<p>"), {}).diagnostics
    assert [one.code for one in found] == ["S006"]


@given(any_texts)
@settings(max_examples=100, deadline=None)
def test_reading_loses_nothing_of_any_words(text: str) -> None:
    words = "".join(c for c in text if c.isprintable() or c == "\n")
    for before, after in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        words = words.replace(before, after)
    _read(
        f"<div><head>{words}</head><p>a<hi rend='bold'>{words}</hi><note>{words}</note></p></div>"
    )


def test_names_keep_what_the_markup_says() -> None:
    document = _read(
        "<p><persName ref='#h'>A.\n Hartwen</persName> <date when='1903'>then</date></p>"
    )
    assert [(n.kind, n.text, n.target) for n in document.names] == [
        ("persName", "A. Hartwen", "#h"),
        ("date", "then", "1903"),
    ]


def test_numbers_that_begin_again_belong_to_their_divisions() -> None:
    division = "<div xml:id='{}'><head>H</head><p>T<note n='1'>of {}</note></p></div>"
    document = _read(division.format("d1", "one") + division.format("d2", "two"))
    assert [(note.key, note.mark, _words(note)) for note in document.notes] == [
        ("d1.1", "1", ["of one"]),
        ("d2.1", "1", ["of two"]),
    ]


def test_elements_nested_too_deeply_are_an_error() -> None:
    text = "<TEI>" + "<hi>" * 200 + "</hi>" * 200 + "</TEI>"
    [found] = read_tei(Source("sample.xml", text), {}).diagnostics
    assert (found.code, "150 deep" in found.message) == ("S006", True)


def test_a_volume_makes_a_site_that_agrees_with_it(tmp_path: Path) -> None:
    file = tmp_path / "volume.xml"
    file.write_bytes(VOLUME.read_bytes())
    project = tmp_path / "project"
    assert run(project, "new", str(file), "--id", "volume") == 0
    assert run(project, "build", "--private") == 0
    page = (project / "site-private/editions/volume/text.html").read_text("utf-8")
    assert "Counted twice." in page
    assert 'title="doubtful reading, faded">well<ins>[?]</ins>' in page
    assert "k<span" in page
    assert "<ins>(</ins>eeper<ins>)</ins>" in page
    assert 'title="written out: the"' in page
    assert "<ins" in page
    assert ">[left out C]</ins>" in page
    assert 'id="p4"' in page
