"""What may be published: decisions from records, and the search for what may not.

The protected text of these tests is made up; no sentence of a protected source stands here.
"""

from __future__ import annotations

import ast
import gzip
import html
import io
import json
import os
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edition.building.editions import read_edition
from edition.checking import leaks
from edition.checking.leaks import (
    RUN,
    Protected,
    find_leaks,
    protect_fingerprint,
    protect_text,
    write_fingerprint,
)
from edition.checking.protection import (
    check_repository,
    check_site,
    list_repository_files,
    protect,
    write_fingerprints,
)
from edition.checking.rights import check_rights
from edition.diagnostics.diagnostic import Diagnostic
from edition.records import WITNESS_FOLDERS as VARIABLE
from edition.records.loading import load_record, load_records
from edition.records.publication import allowed_content, is_protected
from edition.records.record import Record
from edition.records.witness import FINGERPRINT_NAME, find_by_checksum, list_private_folders
from edition.text.folding import fold_words
from tests.projects import make_source, run

ROOT = Path(__file__).parent.parent
IN_COPYRIGHT = "http://rightsstatements.org/vocab/InC/1.0/"
ORCHARD = (
    "The old orchard behind the customs house was sold twice in one summer, and nobody in the "
    "town could say who had signed the second deed. \u201cA pear tree,\u201d wrote the notary, "
    "\u201cdoes not read.\u201d When the harbour froze in January the buyers went home by sledge, "
    "leaving the keys, the ledger & a barrel of vinegar with the schoolmaster\u2019s widow."
)
RIGHTS = {"derivatives": False, "evidence": "The imprint.", "transformations": ["line-joining"]}
NOT_ADAPTED = {
    "evidence": "The imprint.",
    "statement": "https://creativecommons.org/licenses/by-nd/4.0/",
    "publish": "full",
    "derivatives": False,
    "transformations": ["line-joining", "de-hyphenation", "furniture-removal", "displacement"],
}
QUOTED = {**RIGHTS, "statement": IN_COPYRIGHT, "publish": "quotation"}
DESCRIBED: dict[str, Any] = {
    "abstract": [{"of": 1, "text": "On the sale of a garden."}],
    "where_to_read": [{"text": "In a library."}],
}


def _load(root: Path, text: str = ORCHARD, **changes: object) -> Record:
    record, found = load_record(make_source(root, text, id="sample", **changes), root)
    assert record is not None, [d.format() for d in found]
    return record


def _quote(root: Path, *quotations: str, **changes: object) -> Record:
    quoted = [{"of": 1, "text": quotation} for quotation in quotations]
    more: dict[str, Any] = {"quotations": quoted} if quoted else {}
    return _load(root, ORCHARD, rights=QUOTED, **DESCRIBED, **more, **changes)


def _codes(found: list[Diagnostic]) -> list[str]:
    return [diagnostic.code for diagnostic in found]


# --- decisions -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("publish", "public", "described"),
    [("full", True, True), ("quotation", False, True), ("none", False, False)],
)
def test_a_public_build_carries_what_the_rights_allow(
    publish: str, public: bool, described: bool, tmp_path: Path
) -> None:
    rights = {"statement": IN_COPYRIGHT, "publish": publish, "derivatives": True}
    record = _load(tmp_path, rights=rights, **DESCRIBED)
    assert allowed_content(record, private=False).full_text is public
    assert allowed_content(record, private=False).description is described
    assert is_protected(record) is not public
    assert allowed_content(record, private=True).full_text


def _emend(
    root: Path, kind: str, original: str, reading: str, **rights: object
) -> list[Diagnostic]:
    emendation = {"line": 1, "original": original, "reading": reading, "reason": "r", "class": kind}
    record = _load(root, rights=NOT_ADAPTED | rights, emendations=[emendation])
    return check_rights(record, ORCHARD)


@pytest.mark.parametrize(
    ("kind", "original", "reading"),
    [
        ("line-joining", "cus\ntoms", "customs"),
        ("de-hyphenation", "cus-\ntoms", "customs"),
        ("furniture-removal", "sold 239 twice", "sold twice"),
        ("displacement", "twice sold", "sold twice"),
    ],
)
def test_mechanical_changes_are_allowed_without_derivatives(
    kind: str, original: str, reading: str, tmp_path: Path
) -> None:
    assert _emend(tmp_path, kind, original, reading) == []


@pytest.mark.parametrize(
    ("kind", "original", "reading"),
    [
        ("wording", "twice", "thrice"),
        ("transcription", "twlce", "twice"),
        ("line-joining", "cus\ntoms", "customer"),
        ("de-hyphenation", "cus-\ntoms", "Customs"),
        ("furniture-removal", "sold twice", "sold once"),
        ("displacement", "twice sold", "sold thrice"),
    ],
)
def test_a_change_of_wording_is_refused_under_any_name(
    kind: str, original: str, reading: str, tmp_path: Path
) -> None:
    [found] = _emend(tmp_path, kind, original, reading)
    assert found.code == "P001"
    assert found.line > 1, "the emendation's own place is told"


def test_a_text_is_not_read_with_an_emendation_that_its_terms_refuse(tmp_path: Path) -> None:
    wrong = {"line": 9, "original": "a", "reading": "b", "reason": "x", "class": "wording"}
    edition = read_edition(_load(tmp_path, rights=NOT_ADAPTED, emendations=[wrong]), tmp_path)
    codes = _codes([*edition.diagnostics])
    assert "P001" in codes
    assert "R005" not in codes
    assert edition.document is None


def test_a_class_that_the_record_does_not_declare_is_refused(tmp_path: Path) -> None:
    found = _emend(tmp_path, "displacement", "a b", "b a", transformations=["line-joining"])
    assert _codes(found) == ["P001"]


def test_wording_may_be_emended_where_derivatives_are_allowed(tmp_path: Path) -> None:
    assert _emend(tmp_path, "wording", "twice", "thrice", derivatives=True) == []


# --- quotations ------------------------------------------------------------------------------


def test_short_exact_quotations_pass_with_line_ends_folded(tmp_path: Path) -> None:
    record = _quote(tmp_path, "does not read")
    assert check_rights(record, ORCHARD.replace("not read", "not\n  read")) == []


def test_a_quotation_that_is_not_in_the_witness_is_reported(tmp_path: Path) -> None:
    record = _quote(tmp_path, "does not reed")
    assert _codes(check_rights(record, ORCHARD)) == ["R006"]
    assert check_rights(record, None) == []


@pytest.mark.parametrize(("words", "codes"), [(39, []), (40, ["P002"])])
def test_a_quotation_stays_under_forty_words(words: int, codes: list[str], tmp_path: Path) -> None:
    text = " ".join(f"w{n}" for n in range(1000))
    record = _quote(tmp_path, " ".join(text.split()[:words]))
    assert _codes(check_rights(record, text)) == codes


@pytest.mark.parametrize(("words", "codes"), [(10, []), (11, ["P006"])])
def test_quotations_together_stay_under_their_share(
    words: int, codes: list[str], tmp_path: Path
) -> None:
    text = " ".join(f"w{n}" for n in range(100))
    quoted = " ".join(text.split()[:words])
    assert _codes(check_rights(_quote(tmp_path, quoted), text)) == codes
    stated = _quote(tmp_path, quoted, extent={"words": 100})
    assert _codes(check_rights(stated, None)) == codes, "the record's own count, without witness"


def test_a_wrong_count_of_words_is_reported(tmp_path: Path) -> None:
    record = _quote(tmp_path, extent={"words": 7})
    assert _codes(check_rights(record, ORCHARD)) == ["R011"]


# --- the repository -----------------------------------------------------------------------------


def test_a_protected_witness_in_the_repository_is_found_by_checksum(tmp_path: Path) -> None:
    record = _quote(tmp_path)
    hidden = tmp_path / "docs" / "deep" / "photo.png"
    hidden.parent.mkdir(parents=True)
    hidden.write_bytes(ORCHARD.encode())
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "any.txt").write_bytes(ORCHARD.encode())
    found = check_repository([record], tmp_path)
    assert [(d.code, d.path) for d in found] == [
        ("P004", "docs/deep/photo.png"),
        ("P004", "sources/sample/witness.txt"),
    ]


def test_a_protected_witness_with_a_blank_added_is_found_in_any_file(tmp_path: Path) -> None:
    record = _quote(tmp_path)
    private = tmp_path / "private"
    private.mkdir()
    record.witness_path.rename(private / "held.txt")
    (record.folder / "copy.txt").write_text(ORCHARD.replace(" ", "  ", 1), "utf-8")
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "data.bin").write_bytes(gzip.compress(f"{ORCHARD} ".encode()))
    found = check_repository([record], tmp_path)
    assert {(d.code, d.path) for d in found} == {
        ("P003", "scripts/data.bin"),
        ("P003", "sources/sample/copy.txt"),
    }


def test_what_is_kept_of_a_search_depends_on_all_code_that_searches() -> None:
    """No module that it imports is left out but those that print what is found."""
    package, known = Path(leaks.__file__).parents[1], set(leaks.SEARCHED_BY)
    imported = {
        (node.module, name.name)
        for one in known
        for node in ast.walk(ast.parse((package / one).read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("edition.")
        for name in node.names
    }
    steering = {name for module, name in imported if module == "edition.model.parameters"}
    assert all(name.startswith("LEAK_") for name in steering)
    names = (str(module).removeprefix("edition.") for module, _ in imported)
    modules = {name.replace(".", "/") + ".py" for name in names}
    others = {"diagnostics/diagnostic.py", "model.py", "model/parameters.py", "text/digest.py"}
    assert modules | {"checking/leaks.py"} == known | others


def test_only_files_that_changed_are_searched_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, searched = _quote(tmp_path), list[str]()

    def search(
        protected: Iterable[Protected], files: Iterable[Path], root: Path
    ) -> list[Diagnostic]:
        listed = list(files)
        searched.extend(path.name for path in listed)
        return find_leaks(protected, listed, root)

    monkeypatch.setattr("edition.checking.protection.find_leaks", search)
    page = tmp_path / "docs" / "page.md"
    page.parent.mkdir()
    page.write_text("Words of nobody.", "utf-8")
    found = check_repository([record], tmp_path)
    assert "page.md" in searched
    searched.clear()
    assert check_repository([record], tmp_path) == found
    assert "page.md" not in searched
    page.write_text(f"{ORCHARD} And more.", "utf-8")
    assert [d.path for d in check_repository([record], tmp_path) if d.code == "P003"] == [
        "docs/page.md"
    ]
    assert "page.md" in searched
    searched.clear()
    check_repository([record], tmp_path)
    assert "page.md" in searched, "what is wrong is told again"


def test_the_command_line_checks_the_repository_and_writes_fingerprints(tmp_path: Path) -> None:
    record = _quote(tmp_path)
    assert run(tmp_path, "check") == 1
    private = tmp_path / "private"
    private.mkdir()
    record.witness_path.rename(private / "held.txt")
    assert run(tmp_path, "check") == 0
    assert run(tmp_path, "fingerprint") == 0
    stored = (record.folder / FINGERPRINT_NAME).read_text("utf-8")
    assert stored == write_fingerprint(ORCHARD)


def test_no_protected_witness_is_in_this_repository() -> None:
    assert check_repository(load_records(ROOT)[0], ROOT) == []


# --- leaks -----------------------------------------------------------------------------------


def _words(first: int, count: int) -> str:
    return " ".join(ORCHARD.split()[first : first + count])


def _pack(name: str, text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("site/other.txt", "Nothing of note.")
        archive.writestr(name, text)
    return buffer.getvalue()


LEAK = _words(4, RUN)
PLANTED: dict[str, Callable[[str], str | bytes]] = {
    "page.html": lambda leak: f"<p>Before. {html.escape(leak)}, after.</p>",
    "tags.html": lambda leak: "<p>" + " ".join(f"<em>{w}</em>" for w in leak.split()) + "</p>",
    "inside-words.html": lambda leak: "<p>" + leak.replace("s", "<b>s</b>") + "</p>",
    "lines.html": lambda leak: "<div>" + "<br>\n".join(leak.split()) + "</div>",
    "entities.html": lambda leak: "".join(f"&#{ord(c)};" for c in leak),
    "attribute.html": lambda leak: f'<img alt="{leak}"><meta content="{leak}">',
    "comment.html": lambda leak: f"<!--{leak}-->",
    "script.html": lambda leak: f"<script>const t = {json.dumps(leak)};</script>",
    "notes.html": lambda leak: leak.replace(" ", '<sup id="r1"><a href="#n1">12</a></sup> '),
    "search_index.json": lambda leak: json.dumps({"docs": [{"text": f"<p>{leak}</p>"}]}),
    "escaped.json": lambda leak: "".join(f"\\u{ord(c):04x}" for c in leak),
    "page.md": lambda leak: f"> **{leak.replace(' ', '** *', 1)}*",
    "notes.md": lambda leak: leak.replace(" ", "[^2.1] "),
    "links.md": lambda leak: leak.replace(" ", "](index.md) [", 1),
    "feed.xml": lambda leak: f"<item><description>&lt;p&gt;{leak}&lt;/p&gt;</description></item>",
    "shouted.txt": lambda leak: leak.upper(),
    "punctuated.txt": lambda leak: leak.replace(" ", ", "),
    "soft.txt": lambda leak: leak.replace("r", "r\u00ad").replace("o", "o\u200b"),
    "address.txt": lambda leak: "mailto:?body=" + leak.replace(" ", "%20"),
    "script.js": lambda leak: f"export default '{leak}'",
    "data.bin": lambda leak: b"\x00\x01\xff " + leak.encode() + b" \xfe\x00",
    "sitemap.xml.gz": lambda leak: gzip.compress(f"<t>{leak}</t>".encode(), mtime=0),
    "offline.zip": lambda leak: _pack("site/page.html", f"<p>{leak}</p>"),
}


def _plant(folder: Path, name: str, leak: str) -> Path:
    content = PLANTED[name](leak)
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("name", PLANTED)
def test_a_leak_of_eight_words_is_found_in_any_file(name: str, tmp_path: Path) -> None:
    path = _plant(tmp_path, name, LEAK)
    found = find_leaks([protect_text("orchard", ORCHARD)], [path], tmp_path)
    assert _codes(found)[:1] == ["P003"]
    assert found[0].path.startswith(name)
    assert "8 words in a row of `orchard`" in found[0].message


@pytest.mark.parametrize("name", PLANTED)
def test_seven_words_pass_in_any_file(name: str, tmp_path: Path) -> None:
    path = _plant(tmp_path, name, _words(4, RUN - 1))
    assert find_leaks([protect_text("orchard", ORCHARD)], [path], tmp_path) == []


def test_a_leak_is_reported_by_its_place_and_once(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(f"<h1>Orchards</h1>\n<p>See: <i>{_words(4, 20)}</i></p>\n", "utf-8")
    [found] = find_leaks([protect_text("orchard", ORCHARD)], [path], tmp_path)
    assert (found.path, found.line, found.column) == ("page.html", 2, 12)
    assert found.message.startswith("20 words in a row")


def test_quotations_and_titles_may_be_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(f"\u201c{_words(4, 12)}\u201d, and so on.", "utf-8")
    assert find_leaks([protect_text("orchard", ORCHARD, [_words(4, 12)])], [path], tmp_path) == []
    path.write_text(_words(4, 13), "utf-8")
    [found] = find_leaks([protect_text("orchard", ORCHARD, [_words(4, 12)])], [path], tmp_path)
    assert found.message.startswith("8 words"), "one word beyond the quotation"


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 60), st.text("abc ,.", max_size=20))
def test_a_run_is_found_if_and_only_if_it_has_eight_words(
    first: int, count: int, around: str
) -> None:
    words = fold_words(ORCHARD)[first : first + count]
    text = f"{around} zzz {' '.join(words)} zzz {around}"
    assert bool(_search(protect_text("orchard", ORCHARD), text)) is (len(words) >= RUN)


def _search(protected: Protected, text: str) -> list[Diagnostic]:
    from tempfile import NamedTemporaryFile

    with NamedTemporaryFile("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        return find_leaks([protected], [Path(file.name)], Path("/"))


# --- fingerprints -----------------------------------------------------------------------------


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 60))
def test_a_fingerprint_finds_every_run_of_fifteen_words(first: int, count: int) -> None:
    words = fold_words(ORCHARD)[first : first + count]
    found = _search(protect_fingerprint("orchard", write_fingerprint(ORCHARD)), " ".join(words))
    if len(words) >= 2 * RUN - 1 and first + count <= len(fold_words(ORCHARD)) // RUN * RUN:
        assert found
    if len(words) < RUN:
        assert not found


def test_a_fingerprint_gives_no_word_away_to_who_knows_those_before() -> None:
    """No two of its runs share a word of the text, so none can be found from another."""
    words = fold_words(ORCHARD)
    lines = [line for line in write_fingerprint(ORCHARD).splitlines() if " " not in line]
    assert len(lines) == len(words) // RUN
    assert lines == sorted(lines), "their order says nothing of the text's"
    assert not any(word in line for word in words if len(word) > 3 for line in lines)


def test_a_quotation_is_exempt_from_a_fingerprint_as_well(tmp_path: Path) -> None:
    fingerprint = write_fingerprint(ORCHARD)
    assert _search(protect_fingerprint("orchard", fingerprint), ORCHARD)
    exempt = protect_fingerprint("orchard", fingerprint, [ORCHARD])
    assert not _search(exempt, ORCHARD)


def test_a_site_is_searched_with_the_fingerprint_where_the_witness_is_not(tmp_path: Path) -> None:
    record = _quote(tmp_path)
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text(f"<p>{ORCHARD}</p>", "utf-8")
    assert _codes(check_site([record], tmp_path, site)) == ["P003"]
    assert write_fingerprints([record], tmp_path) == [record.folder / FINGERPRINT_NAME]
    record.witness_path.unlink()
    assert _codes(check_site([record], tmp_path, site)) == ["P003"]
    (record.folder / FINGERPRINT_NAME).unlink()
    assert _codes(check_site([record], tmp_path, site)) == ["P008"]


def test_words_that_a_published_source_quotes_too_may_be_published(tmp_path: Path) -> None:
    record = _quote(tmp_path)
    letter = make_source(tmp_path, f"A letter: {_words(4, 12)}.", id="letter")
    published, _ = load_record(letter, tmp_path)
    assert published is not None
    [protected] = protect([record, published], tmp_path)[0]
    assert not _search(protected, _words(4, 12))
    assert _search(protected, _words(16, 12))


# --- this repository -----------------------------------------------------------------------------


def _held(record: Record) -> Path | None:
    return find_by_checksum(list_private_folders(ROOT), record.witness.sha256, record.witness.size)


def test_the_committed_fingerprints_are_those_of_the_witnesses() -> None:
    held = [(r, _held(r)) for r in load_records(ROOT)[0] if is_protected(r)]
    if not any(path for _, path in held):
        pytest.skip(f"no protected witness is at hand ({VARIABLE}={os.environ.get(VARIABLE)})")
    for record, path in held:
        if path is not None:
            stored = (record.folder / FINGERPRINT_NAME).read_text("utf-8")
            assert stored == write_fingerprint(path.read_text("utf-8")), record.id


def test_every_protected_source_has_a_fingerprint() -> None:
    for record in load_records(ROOT)[0]:
        assert (record.folder / FINGERPRINT_NAME).is_file() is is_protected(record), record.id


def test_the_quotations_of_this_edition_keep_to_their_terms() -> None:
    for record in load_records(ROOT)[0]:
        path = record.witness_path if record.witness_path.is_file() else _held(record)
        text = path.read_text("utf-8") if path else None
        assert [d.format() for d in check_rights(record, text)] == []


def test_no_protected_running_text_is_in_this_repository() -> None:
    """Abstracts, tests and documentation included; no eight words in a row."""
    protected = protect(load_records(ROOT)[0], ROOT)[0]
    assert len(protected) == 2
    found = find_leaks(protected, list_repository_files(ROOT), ROOT)
    assert [d.format() for d in found] == []
