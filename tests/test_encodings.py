"""Texts in other encodings than UTF-8: recognized, named in the record, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from edition.records.witness import find_encoding, read_witness
from edition.text.encodings import CODECS, decode, guess_encodings
from tests.projects import make_source, run

SAMPLES = {
    "english": "The clerk wrote “of the boats” — and of the men’s oars; the café was closed.\n",
    "one accent": "He rowed away in the morning. " * 60 + "\nOf the café the clerk said nothing.\n",
    "french": "L’été dernier, un général fut reçu à l’hôtel.\nOù étaient les élèves ? Çà et là.\n",
    "german": "Die Brücke über den Fluß wurde größer; schöne Häuser, „Ärger“ und Übel.\n",
    "japanese": "港の倉庫は春に開かれた。書記は舟について書いた。\n『記録』第3号、カタカナも。\n",
    "ideographs": "大本營陸軍部發表\n昭和十六年十二月八日午前六時\n",
    "mixed": "The general staff (参謀本部) wrote of the boats.\nA treaty (条約) was signed.\n" * 3,
    "russian": "Порт был открыт весной. Писарь писал о лодках и о людях.\nЕщё раз: да.\n" * 3,
    "polish": "Port został otwarty wiosną.\nŻółć, łódź, ćma, źdźbło, ęśąż.\n",
}
ENCODINGS = {
    "english": ("utf-16-le", "utf-16-be", "windows-1252", "macintosh"),
    "one accent": ("windows-1252", "macintosh"),
    "french": ("windows-1252", "macintosh"),
    "german": ("windows-1252", "macintosh"),
    "japanese": ("shift-jis",),
    "ideographs": ("utf-16-le", "utf-16-be", "shift-jis"),
    "mixed": ("utf-16-le", "shift-jis"),
    "russian": ("utf-16-le", "windows-1251", "koi8-r"),
    "polish": ("windows-1250",),
}


@pytest.mark.parametrize(
    ("name", "encoding"), [(name, one) for name, names in ENCODINGS.items() for one in names]
)
def test_an_encoding_is_recognized(name: str, encoding: str) -> None:
    data = SAMPLES[name].encode(CODECS[encoding])
    [guess] = guess_encodings(data)
    # French and German have the same bytes in two code pages of Windows, where these differ not.
    assert decode(data, guess.encoding) == SAMPLES[name]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_byte_order_mark_is_no_part_of_the_text(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_bytes(("\ufeff" + SAMPLES["japanese"]).encode(encoding))
    assert find_encoding(file, "text.txt") == (encoding, [])
    source, found = read_witness(file, "text.txt", encoding=encoding)
    assert source is not None
    assert (source.text, found) == (SAMPLES["japanese"], [])


def test_a_sign_for_numbers_does_not_begin_a_word() -> None:
    data = "They laughed along (German: \u00fcber) with everybody else.".encode("cp1252")
    [guess] = guess_encodings(data)
    assert guess.encoding == "windows-1252"


def test_what_is_no_text_is_in_no_encoding(tmp_path: Path) -> None:
    assert guess_encodings(bytes(range(256)) * 4) == ()
    file = tmp_path / "text.txt"
    file.write_bytes("naïve Übergrößen\n".encode() * 40 + b"\xff\n")
    assert find_encoding(file, "text.txt") == ("utf-8", [])


def test_a_text_is_converted_from_the_encoding_that_its_record_names(tmp_path: Path) -> None:
    file = tmp_path / "harbour.txt"
    file.write_bytes(SAMPLES["english"].encode("cp1252"))
    project = tmp_path / "project"
    assert run(project, "new", str(file), "--id", "harbour") == 0
    folder = project / "private/sources/harbour"
    assert yaml.safe_load((folder / "source.yml").read_bytes())["witness"]["encoding"] == (
        "windows-1252"
    )
    assert (folder / file.name).read_bytes() == file.read_bytes()
    assert run(project, "convert") == 0
    made = (project / "build/private/docs/editions/harbour/text.md").read_text("utf-8")
    assert "“of the boats” — and of the men’s oars; the café" in made


def test_an_ambiguous_encoding_is_reported_and_can_be_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "elan.txt"
    file.write_bytes(b"He had \xe9lan.\n")
    project = tmp_path / "project"
    assert run(project, "new", str(file), "--id", "elan") == 1
    told = capsys.readouterr().out
    assert "W011" in told
    assert "in windows-1252: “He had élan.”; in macintosh: “He had Èlan.”" in told
    assert not (project / "private/sources/elan").exists()
    assert run(project, "new", str(file), "--id", "elan", "--encoding", "windows-1252") == 0


def test_an_edition_begins_with_a_text_whose_encoding_is_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is shown is where the encodings differ, however long the line is before it."""
    file = tmp_path / "bill.txt"
    lead = "The smith asks for the bracket of the lamp, as was agreed on Thursday, "
    file.write_text(f"{lead}for the boat\u2019s lamp.\n", "windows-1252")
    project = tmp_path / "project"
    assert run(project, "init", str(file)) == 1
    told = capsys.readouterr().out
    assert "on Thursday, for the boat’s lamp.”; in macintosh: “" in told
    assert "on Thursday, for the boatís lamp.”" in told
    assert "edition init and edition new take --encoding NAME" in told
    assert run(project, "init", str(file), "--encoding", "windows-1252") == 0


def test_a_byte_that_the_named_encoding_lacks_is_an_error_at_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = "港の倉庫\n春に".encode("cp932") + b"\x81\n"
    facts = {"file": "witness.txt", "sha256": "", "size": len(data), "encoding": "shift-jis"}
    folder = make_source(tmp_path, data)
    record = yaml.safe_load((folder / "source.yml").read_bytes())
    record["witness"] = facts | {"sha256": record["witness"]["sha256"]}
    (folder / "source.yml").write_text(yaml.safe_dump(record), "utf-8")
    assert run(tmp_path, "convert") == 1
    assert "witness.txt:2:3: error W003: byte 0x81 at offset 13 is not shift-jis" in (
        capsys.readouterr().out
    )
