"""Full citations read from notes, the entries proposed of them, and the bibliography so made.

Cases: records/cases/full-citations.txt (text of a note, then a line for every work cited in full).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.utils import read_fixture_file

from edition.__main__ import main
from edition.bibliography.csl import SUPPLIED_TITLE, SUPPLIED_YEAR
from edition.bibliography.database import Bibliography, load_bibliography, read_bibliography
from edition.bibliography.work import Work
from edition.commands.harvest import add_drafts
from edition.harvest.drafting import EntryIndex, Likeness, draft_entries
from edition.harvest.entry_drafts import EntryDraft, draft_entry, guess_language, split_name
from edition.linking.citations.citation_parts import FullCitation
from edition.linking.citations.full_citations import read_citations
from edition.linking.citations.passages import read_fragments, read_notes
from edition.linking.citations.words import make_words
from edition.model.document import Document
from edition.model.traversal import inlines_of, plain_text, running_text, walk_leaves
from edition.text.folding import fold_latin
from edition.text.tex import plain_tex
from tests.projects import make_source
from tests.texts import Reading, own_bibliography, own_records, read_text

ROOT = Path(__file__).parent.parent
CASES = read_fixture_file(Path(__file__).parent / "records" / "cases" / "full-citations.txt")


def _read(text: str) -> tuple[FullCitation, ...]:
    return read_citations(text, make_words({}))


def _tell(citation: FullCitation) -> str:
    people = [
        f"{one.role}: {' & '.join([*one.names, *(['others'] if one.others else [])])}"
        for one in citation.creators
    ]
    fields = "; ".join(f"{name}={value}" for name, value in sorted(citation.fields.items()))
    parts = [citation.type, ", ".join(people), citation.title, fields]
    return " | ".join(parts).replace("|  |", "| |")


@pytest.mark.parametrize(
    ("text", "expected"), [(c[2], c[3]) for c in CASES], ids=[c[1] for c in CASES]
)
def test_full_citations_are_read(text: str, expected: str) -> None:
    told = [_tell(citation) for citation in _read(text.strip())]
    assert told == expected.splitlines()


_NOTES = st.lists(
    st.sampled_from(
        "See |in |Ibid., 3|Karl Radek, |and |, ed. Ivo Banac| (Moscow, 2003)|“|,” |: |; |. |T. 1|"
        "Pravda, 10 April 1932, 2|Journal 24, no. 4 (May 2011): 6–77| (New York: P, ca. 1908)|"
        "Suzuki Teiichi|, 2nd ed.|(1885–1939)|eds., |é日|, comps., |A|‘b’|&|%|#|_|$|~|--".split("|")
    ),
    max_size=30,
).map("".join)


@settings(deadline=None)
@given(_NOTES)
def test_nothing_breaks_the_reading_and_no_word_is_read_twice(text: str) -> None:
    spans = [citation.span for citation in _read(text)]
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@settings(deadline=None)
@given(_NOTES)
def test_what_is_proposed_is_read_as_it_was_cited(text: str) -> None:
    taken: set[str] = set()
    cited = _read(text)
    drafts = []
    for citation in cited:
        drafts.append(draft_entry([citation], ["1"], taken))
        taken.add(drafts[-1].key)
    bibliography, faults = read_bibliography("\n".join(p.format("a") for p in drafts))
    assert faults == []
    for citation, draft in zip(cited, drafts, strict=True):
        work = bibliography.work(draft.key)
        # A hyphen that is doubled is a dash in BibTeX, and parts words.
        assert _letters(work.title()) == _letters(citation.title)
        assert draft.notes == ("1",)


def _letters(text: str) -> str:
    return fold_latin(text).replace(" ", "")


@pytest.mark.parametrize(
    ("name", "eastern", "parts"),
    [
        ("Bruce A. Elleman", False, "Elleman, Bruce A."),
        ("Suzuki Teiichi", True, "Suzuki, Teiichi"),
        ("J. Calvitte Clarke III", False, "Clarke, III, J. Calvitte"),
        ("Frederic Wakeman, Jr.", False, "Wakeman, Jr., Frederic"),
        ("Kirsten von Lingen", False, "von Lingen, Kirsten"),
        ("Puyi", True, "Puyi"),
    ],
)
def test_names_are_split(name: str, eastern: bool, parts: str) -> None:
    assert split_name(name, eastern) == parts


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("The Diary of Georgi Dimitrov", "english"),
        ("Shōwa dōran shishi", "japanese"),
        ("Yan Baohang zhuan", "chinese"),
        ("Stalin i Dal’nii Vostok", "russian"),
        ("Erinnerungen eines deutschen Revolutionärs", "german"),
        ("Kontrwywiad wojskowy przeciwko radzieckim służbom", "polish"),
        ("1984", ""),
    ],
)
def test_languages_are_recognized_by_their_forms(title: str, language: str) -> None:
    assert guess_language(title) == language


def test_a_proposal_names_its_notes_and_what_the_note_says() -> None:
    [citation] = _read(
        "Aleksei Kirichenko, Shirarezaru NichiRo no nihyakunen, tr. Kawamura Suguru (Tokyo, 2013)."
    )
    assert draft_entry([citation, citation], ["3.22", "5.1", "3.22"], []).format("sample") == (
        "% sample: 3.22, 5.1\n"
        "@book{kirichenko-2013-shirarezaru,\n"
        "  author     = {Kirichenko, Aleksei},\n"
        "  title      = {Shirarezaru NichiRo no nihyakunen},\n"
        "  translator = {Kawamura, Suguru},\n"
        "  nameorder  = {eastern: translator},\n"
        "  location   = {Tokyo},\n"
        "  year       = {2013},\n"
        "  langid     = {japanese},\n"
        "  keywords   = {literature},\n"
        "}\n"
    )


def test_a_key_that_is_taken_gets_a_number() -> None:
    [citation] = _read("See Homer Lea, The Valor of Ignorance (New York, 1909).")
    assert draft_entry([citation], ["1"], []).key == "lea-1909-valor"
    assert draft_entry([citation], ["1"], ["lea-1909-valor"]).key == "lea-1909-valor-2"


# --- comparing with what is there ------------------------------------------------------------

_ENTRIES = """
@book{a, author = {Kolpakidi, A. and Prokhorov, D.}, title = {KGB. Prikazano likvidirovat’},
  subtitle = {Spetsoperatsii 1918--1941}, year = 2004, annote = {2.1: KGB. Likvidirovat’ zdes’}}
@newspaper{pravda, title = {Pravda}, annote = {3.1: Pravdda (sic)}}
@collection{b, editor = {Awaya, Kentarō}, title = {Kokusai kensatsukyoku jinmon}, year = 1993}
@book{c, author = {Paine, S.C.M.}, title = {Wars for Asia}, year = 2014, annote = {4.1: 2012}}
@book{d, author = {Usov}, title = {Piat’ dokumentov razvedki}, keywords = {literature, incomplete}}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A. Kolpakidi, KGB. Prikazano likvidirovat’ (Moscow, 2004)", ("a", Likeness.SAME)),
        ("A. Kolpakidi, KGB. Prikazano likvidirowat’ (Moscow, 2004)", ("a", Likeness.NEAR)),
        ("A. Kolpakidi, KGB. Prikazano likvidirovat’ (Moscow, 2009)", ("a", Likeness.NEAR)),
        ("A. Kolpakidi, KGB. Likvidirovat’ zdes’ (Moscow, 2004)", ("a", Likeness.SAME)),
        ("B. Other, KGB. Prikazano likvidirovat’ (Moscow, 2004)", None),
        ("S.C.M. Paine, Wars for Asia (New York, 2012)", ("c", Likeness.SAME)),
        ("V. Usov, Piat’ dokumentov razvedki (Moscow, 1999)", ("d", Likeness.SAME)),
        ("“Unsigned,” Pravda, 10 April 1932, 2", ("pravda", Likeness.SAME)),
        ("“Unsigned,” Pravdda, 10 April 1932, 2", ("pravda", Likeness.SAME)),
        ("Karl Radek, “Signed,” Pravda, 10 April 1932, 2", None),
        ("The Tokyo papers in Kokusai kensatsukyoku jinmon (Tokyo, 1993)",
         ("b", Likeness.SAME)),
        ("New Author, An Unknown Book (London, 1999)", None),
    ],
)  # fmt: skip
def test_a_work_is_known_nearly_known_or_new(
    text: str, expected: tuple[str, Likeness] | None
) -> None:
    bibliography, faults = read_bibliography(_ENTRIES)
    assert faults == []
    [citation] = _read(text)
    assert EntryIndex(bibliography).find(citation) == expected


# --- the command -------------------------------------------------------------------------------

_NOTE_TEXT = """The first matter is told here.¹ More of it is told there.² It ends.³

NOTES

1. See Homer Lea, The Valor of Ignorance (New York, 1909), 169.
2. Ibid., xxi; Ian H. Nish, Alliance in Decline (London, 1972).
3. Homer Lea, The Valour of Ignorance (New York, 1909).
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    make_source(tmp_path, _NOTE_TEXT, reader={"kind": "end-notes"})
    return tmp_path


def test_the_command_prints_and_adds_once(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hand = "% ours\r\n@book{lea,\n author={Lea, Homer}, title={The Valor of Ignorance},year=1909}"
    path = project / "bibliography.bib"
    path.write_bytes(hand.encode())
    arguments = ["harvest", "sample", "--project", str(project)]
    assert main(arguments) == 0
    printed = capsys.readouterr().out
    assert "@book{nish-1972-alliance," in printed
    assert printed.count("@") == 1
    assert "warning H001: note 3 cites \u201cThe Valour of Ignorance\u201d" in printed
    assert main([*arguments, "--add"]) == 0
    assert path.read_bytes() == hand.encode()
    path = project / "bibliography" / "sample.bib"
    added = path.read_bytes()
    assert b"% sample: 2\n@book{nish-1972-alliance," in added
    bibliography, faults = load_bibliography(project)
    assert (set(bibliography.keys), faults) == ({"lea", "nish-1972-alliance"}, [])
    capsys.readouterr()
    assert main([*arguments, "--add"]) == 0
    assert path.read_bytes() == added


def test_nothing_is_added_to_a_faulty_file(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = project / "bibliography.bib"
    path.write_text("@book{lea, title = {T} year = 1}\n", encoding="utf-8")
    assert main(["harvest", "sample", "--project", str(project), "--add"]) == 1
    assert "B007" in capsys.readouterr().out
    assert path.read_text(encoding="utf-8") == "@book{lea, title = {T} year = 1}\n"


def test_a_project_without_bibliography_gets_one(tmp_path: Path) -> None:
    drafts = (EntryDraft("k", "book", {"title": "T", "year": "1900"}, ("1",)),)
    path = add_drafts(drafts, "sample", tmp_path)
    assert path is not None
    assert load_bibliography(tmp_path)[0].keys == ("k",)
    assert add_drafts((), "sample", tmp_path) is None


# --- this edition ------------------------------------------------------------------------------

_TEXT = (ROOT / "bibliography.bib").read_text(encoding="utf-8")
_GROUPS = frozenset(
    "edited literature archive newspaper collection web statement intercept".split()
) | {"cited by the editors"}
_NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "article": (("title",), ("journal",), ("year", "date")),
    "book": (("title",), ("year", "date")),
    "collection": (("title",), ("year", "date"), ("editor",)),
    "incollection": (("title",), ("booktitle",), ("year", "date")),
    "misc": (("title",),),
    "newspaper": (("title",),),
    "online": (("title", "author"), ("url", "organization")),
    "report": (("title",), ("institution",), ("year", "date")),
    "unpublished": (("title",), ("howpublished", "year", "date", "note", "author")),
}
"""What a Chicago entry of a type needs: one field of every group."""


@pytest.fixture(scope="module")
def ours() -> Bibliography:
    return own_bibliography()


@pytest.fixture(scope="module")
def texts() -> dict[str, Reading]:
    readings = {id: read_text(id) for id in own_records()}
    return {id: reading for id, reading in readings.items() if reading is not None}


def _has(work: Work, names: tuple[str, ...]) -> bool:
    return any(work.people(n) if n in {"author", "editor"} else work.raw(n) for n in names)


def test_every_entry_has_what_its_type_needs_or_says_that_it_is_incomplete(
    ours: Bibliography,
) -> None:
    works = [ours.work(key) for key in ours.keys]
    complete = [w for w in works if not w.keywords & {"incomplete", "edited"}]
    missing = [
        (work.entry.key, names)
        for work in complete
        for names in _NEEDS[str(work.entry.type)]
        if not _has(work, names)
    ]
    assert [w for w in missing if "cited by the editors" not in ours.work(w[0]).keywords] == []


def test_every_entry_is_of_one_group(ours: Bibliography) -> None:
    groups = {key: ours.work(key).keywords & _GROUPS for key in ours.keys}
    assert [key for key, found in groups.items() if len(found) != 1] == []
    known = _GROUPS | {"incomplete", SUPPLIED_TITLE, SUPPLIED_YEAR}
    assert [key for key in ours.keys if not ours.work(key).keywords <= known] == []


def test_keys_are_well_formed_and_say_their_group(ours: Bibliography) -> None:
    assert len({key.casefold() for key in ours.keys}) == len(ours.keys)
    assert [k for k in ours.keys if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", k)] == []
    for group in ("newspaper", "archive"):
        told = {key for key in ours.keys if key.startswith(f"{group}-")}
        assert {k for k in told if group not in ours.work(k).keywords} == set()


def test_names_and_orders_fit(ours: Bibliography) -> None:
    """Whom ``nameorder`` names is there; Chinese and Japanese names have both their parts."""
    for key in ours.keys:
        work = ours.work(key)
        _, _, named = work.raw("nameorder").partition(":")
        people = [p for role in ("author", "editor", "translator") for p in work.people(role)]
        families = {plain_tex(" ".join(person.last_names)) for person in people}
        roles = {role for role in ("author", "editor", "translator") if work.people(role)}
        assert set(named.split()) <= families | roles, key
        if work.raw("nameorder"):
            assert any(work.is_eastern(person) for person in people), key


_PROVENANCE = re.compile(r"((?:^% [^\n]*\n)*)^@(\w+)\{([^,]+),$", re.MULTILINE)


def test_every_entry_names_notes_that_exist(ours: Bibliography, texts: dict[str, Reading]) -> None:
    places = {name: _places(text.document) for name, text in texts.items()}
    ids = set(own_records())
    entries = _PROVENANCE.findall(_TEXT)
    assert [key for _, _, key in entries] == list(ours.keys)
    for comment, _, key in entries:
        lines = [line.removeprefix("% ") for line in comment.splitlines() if ": " in line]
        told = [line.partition(": ") for line in lines if line.partition(": ")[0] in ids]
        if not ours.work(key).keywords & {"edited", "cited by the editors"}:
            assert told, f"{key} has no line of notes"
        for name, _, notes in told:
            missing = set(notes.split(", ")) - places.get(name, set(notes.split(", ")))
            assert not missing, f"{key}: {name} has no {missing}"


def _places(document: Document) -> set[str]:
    leaves = walk_leaves(running_text(document))
    return {note.key for note in document.notes} | {leaf.address for leaf in leaves}


_CHECKED = (
    "title", "subtitle", "booktitle", "journal", "location", "publisher", "volume", "number",
    "pages", "organization", "howpublished", "institution", "series", "year", "date", "urldate",
)  # fmt: skip
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".lower().split()


def test_every_word_of_an_entry_is_in_the_notes_that_it_names(
    ours: Bibliography, texts: dict[str, Reading]
) -> None:
    """Nothing is guessed: what the notes do not say, other notes do, or ``annote`` owns to it."""
    words = {name: _words(text.document) for name, text in texts.items()}
    everywhere = {name: frozenset().union(*places.values()) for name, places in words.items()}
    strange = []
    for comment, _, key in _PROVENANCE.findall(_TEXT):
        work = ours.work(key)
        told = _told(comment, texts)
        known = {word for name, place in told for word in words[name].get(place, ())}
        names = {name for name, _ in told}
        owned = set(_split(work.plain("annote")))
        if told and "statement" not in work.keywords:
            missing = _entry_words(work) - known - owned
            # A name or journal that is not repeated, a place or year given once for several.
            missing = {w for w in missing if not any(w in everywhere[name] for name in names)}
            missing = {w for w in missing if not get_close_matches(w, owned, cutoff=0.7)}
            strange += [(key, word) for word in sorted(missing)]
            titles = set(_split(work.title())) - known - owned
            strange += [
                (key, word)
                for word in sorted(titles)
                if not get_close_matches(word, owned, cutoff=0.7)
            ]
    assert strange == []


def _told(comment: str, texts: dict[str, Reading]) -> list[tuple[str, str]]:
    lines = [line.removeprefix("% ").partition(": ") for line in comment.splitlines()]
    return [
        (name, place) for name, _, places in lines if name in texts for place in places.split(", ")
    ]


def _entry_words(work: Work) -> set[str]:
    values = [work.plain(name) for name in _CHECKED if name in work.entry.fields]
    people = [p for role in ("author", "editor", "translator") for p in work.people(role)]
    values += [plain_tex(str(person)) for person in people if str(person) != "others"]
    dates = [work.raw(name) for name in ("date", "urldate") if name in work.entry.fields]
    months = {_MONTHS[int(m) - 1] for date in dates for m in re.findall(r"\d{4}-(\d\d)", date)}
    words = {word for value in values for word in _split(value)} | months
    return {word for word in words if not re.fullmatch(r"0\d", word)} - {"2"}


_EAST = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def _split(text: str) -> list[str]:
    """Return the words of a text, folded; of Chinese and Japanese script each character."""
    latin = fold_latin(_EAST.sub(" ", re.sub(r"[–—-]", " ", text))).split()
    return [*latin, *_EAST.findall(text)]


def _words(document: Document) -> dict[str, set[str]]:
    leaves = walk_leaves(running_text(document))
    passages = {leaf.address: plain_text(inlines_of(leaf)) for leaf in leaves}
    found = (*read_notes(document), *read_fragments(document))
    passages |= {passage.place: passage.text for passage in found}
    return {
        place: {*_with_parts(_split(text)), *_split(text.replace("’s", ""))}
        for place, text in passages.items()
    }


def _with_parts(words: list[str]) -> Iterator[str]:
    """Yield words, words that a blank of the witness parts, and months by three letters."""
    yield from words
    for size in (2, 3, 4):
        for start in range(len(words)):
            yield "".join(words[start : start + size])
    yield from (word[:3] for word in words if word[:3] in _MONTHS)


def test_harvest_of_every_text_finds_nothing_new(
    ours: Bibliography, texts: dict[str, Reading]
) -> None:
    for name, text in texts.items():
        drafts, near = draft_entries(text.source, text.document, ours, text.record.citations)
        assert ([p.key for p in drafts], [d.message for d in near]) == ([], []), name


def test_harvest_proposes_again_what_was_taken_out(
    texts: dict[str, Reading],
) -> None:
    text = texts["kuromiya-2023"]
    entry = re.search(r"^% [^\n]*\n@book\{lea-1909-valor,.*?^\}\n", _TEXT, re.MULTILINE | re.DOTALL)
    assert entry is not None
    fewer, faults = read_bibliography(_TEXT.replace(entry[0], ""))
    assert faults == []
    drafts, near = draft_entries(text.source, text.document, fewer, text.record.citations)
    assert [draft.format("kuromiya-2023") for draft in drafts] == [entry[0]]
    assert near == []


def test_harvest_alone_finds_most_of_what_people_entered(
    ours: Bibliography, texts: dict[str, Reading]
) -> None:
    """Of the drafts from nothing, nearly all have the title and year of an entry by hand."""
    text = texts["kuromiya-2023"]
    empty, _ = read_bibliography("")
    drafts, _ = draft_entries(text.source, text.document, empty, text.record.citations)
    titles = {fold_latin(ours.work(key).title()) for key in ours.keys}
    right = [p for p in drafts if fold_latin(plain_tex(p.fields["title"])) in titles]
    assert len(drafts) > 800
    # A piece without an author in a newspaper has no entry: the newspaper has.
    assert all("author" in p.fields for p in drafts if p.fields.get("entrysubtype"))
    assert len(right) / len(drafts) > 0.88
