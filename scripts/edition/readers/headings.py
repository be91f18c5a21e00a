"""Recognise headings, and derive the names of the divisions that they open."""

from __future__ import annotations

import re
from dataclasses import dataclass

from edition.readers.chunks import Chunk, ends_sentence, is_capitals, is_enclosed, words_of
from edition.readers.furniture import roman_value
from edition.readers.inference.labels import HAN_NUMBER, read_label
from edition.records.vocabulary import any_listed, any_word, list_words, name_parts, number_words
from edition.text.dates import ANY_MONTH, MONTH_ABBREVIATIONS
from edition.text.folding import WORD, fold_marks

_PARTS = name_parts()
"""Words for numbered parts, each with its name in addresses."""
LARGE = ("part", "book", "volume", "部", "巻", "編", "篇")
"""Names of parts that contain chapters."""
_CARDINALS, _ORDINALS = number_words("cardinals"), number_words("ordinals")
_PART, _ORDINAL = any_word(_PARTS), any_word(_ORDINALS)
_ARTICLE = rf"(?:{any_listed('articles')}\s+)?"
_NUMERALS = (
    rf"\d{{1,3}}|[ivxlc]+|[a-z]|{any_word(_CARDINALS)}|{_ARTICLE}{_ORDINAL}|{any_listed('last')}"
)
_NUMBERED = re.compile(
    rf"(?P<word>{_PART})\s+(?P<number>{_NUMERALS})\b[.:)\s\u2014-]*(?P<title>.*)",
    re.IGNORECASE,
)
_ORDERED = re.compile(
    rf"{_ARTICLE}(?P<number>{_ORDINAL})\s+(?P<word>{_PART})[.:)\s\u2014-]*(?P<title>.*)",
    re.IGNORECASE,
)
"""``Erstes Kapitel`` and its title."""
_COUNTED_BY_WORD = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_ARTICLE}(?P<number>{_ORDINAL})\s+(?P<words>[^\W\d_]{{3,}})[.:]?",
        rf"(?P<words>[^\W\d_]{{3,}})\s+{_ARTICLE}(?P<number>{_ORDINAL})[.:]?",
    )
)
"""``The Second Dialogue``, ``Méditation troisième``: parts with any name."""
_COUNTED = re.compile(
    r"第(?P<number>[〇一二三四五六七八九十百\d]{1,5})(?P<word>[部巻編篇章節回話条條])"
    r"(?:[\s:：、．―—-]+(?P<title>[^。]{1,40}))?"
)
"""``第三章`` and its title."""
_NOTE_LISTS = tuple(words for words in list_words("note_lists") if "…" not in words)
_NAMED = re.compile(rf"{any_word((*list_words('sections'), *_NOTE_LISTS))}[.:：]?", re.IGNORECASE)
_NAMED_AFTER = re.compile(
    rf"(?:(?i:{any_listed('introduced')}\s+{any_listed('prepositions')})\s+"
    rf"(?=[^a-z\s]|(?i:{any_listed('articles')})\s)[^.:;]{{2,60}}"
    rf"|(?i:{any_listed('writers')}s?[\x27\u2019]?s?\s+{any_listed('written')}s?|{any_listed('titled_lists')}))"
)
"""``Preface to the Second Edition``, ``Translator's Note``, ``List of Maps``."""
_SHORT_NAMES = {"introduction": "intro", "conclusion": "concl"}
_SMALL = re.compile(any_listed("small_words"), re.IGNORECASE)
_ENUMERATED = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2})*|[IVX]+|[A-H])[.)]\s+(?P<title>(?![A-Z]\.)\S.*)"
)
_NOTES = re.compile(any_listed("note_lists"), re.IGNORECASE)
_MONTH = re.compile(rf"{ANY_MONTH}\b", re.IGNORECASE)
_LONGEST = 80
"""Greatest number of characters in a line of a heading."""
GOING_ON = ",;:\u3001\uff0c\uff1b\uff1a"
"""Punctuation within sentences, with which no title ends."""
DASHES = "-\u2013\u2014"
"""Dashes, with which a salutation may end but no heading."""
_TALLEST = 3
_MOST_WORDS, _SIDE_WORDS = 14, 7
"""Greatest number of words of a heading on a separate line, and of a run-in heading."""
_WORD = 4
"""Least number of letters of a word that is neither initials nor a figure."""
_SENTENCE = 8
"""Number of words above which a title with a full stop is a sentence."""
_NAME_WORDS = 4
"""Number of words of a title that form its name in addresses."""


@dataclass(frozen=True, slots=True)
class Title:
    """A parsed heading: the word before its number, the number as printed, the name."""

    word: str
    number: str
    name: str


def is_notes_heading(text: str) -> bool:
    """True for the heading of a list of notes."""
    return bool(_NOTES.fullmatch(text.strip(" .:：_*=#")))


def chapter_title(text: str) -> Title | None:
    """Parse the heading of a chapter; return None if the text does not have that form."""
    bare = text.strip(" _*=#")
    if len(bare) > _LONGEST or not bare:
        return None
    match = _NUMBERED.fullmatch(bare) or _ORDERED.fullmatch(bare)
    if match and (bare[0].isupper()) and not _is_sentence(match["title"]):
        word, number = match["word"].casefold(), match["number"]
        word = _PARTS.get(word, word)
        return Title(word, number, _number_name(word, number))
    if match := _COUNTED.fullmatch(bare):
        return Title(match["word"], match["number"], slug(bare))
    if re.fullmatch(r"[IVXLC]+\.?", bare) and roman_value(bare.rstrip(".")):
        return Title("", bare.rstrip("."), str(roman_value(bare.rstrip("."))))
    if re.fullmatch(HAN_NUMBER, bare) and (label := read_label(bare)):
        return Title("", bare, str(label.value))
    named = _NAMED.fullmatch(bare) or _NAMED_AFTER.fullmatch(bare)
    if named and not bare[0].islower():
        folded = bare.strip(".:").casefold()
        return Title("", "", _SHORT_NAMES.get(folded, slug(folded)))
    return None


def read_counted(text: str) -> tuple[str, str, int] | None:
    """Return the name of a part numbered by an ordinal, the ordinal, and its value, or None."""
    for pattern in _COUNTED_BY_WORD:
        if match := pattern.fullmatch(text.strip()):
            number = match["number"]
            return fold_marks(match["words"]).casefold(), number, _ORDINALS[number.casefold()]
    return None


def _is_sentence(text: str) -> bool:
    """True if a text cannot be a title: a sentence, or a month as in ``Letter 9 January 1940``.

    A title does not begin with a comma either, unless a smaller part follows: ``Act I, Scene 2``.
    """
    bare = text.strip()
    return bool(bare) and (
        bare[0].islower()
        or (bare[0] in ",;" and not chapter_title(bare[1:]))
        or (bare.endswith(".") and len(words_of(bare)) > _SENTENCE)
        or bool(_MONTH.match(bare))
    )


def _number_name(word: str, number: str) -> str:
    folded = number.casefold()
    ordinal = folded.split()[-1]
    if ordinal in _ORDINALS:
        value = str(_ORDINALS[ordinal])
    elif folded.isdecimal():
        value = str(int(folded))
    elif folded in _CARDINALS:
        value = str(_CARDINALS[folded])
    else:
        value = str(roman_value(folded) or slug(folded))
    return value if word == "chapter" else f"{word}-{value}"


def slug(text: str, words: int = _NAME_WORDS) -> str:
    """Return the first words of a text as a name that is safe in a URL."""
    return "-".join(WORD.findall(fold_marks(text))[:words]) or "part"


def is_title_case(text: str) -> bool:
    """True if every word begins with a capital, except articles, prepositions and the like."""
    words = [word for word in words_of(text) if not _SMALL.fullmatch(word)]
    return bool(words) and all(word[0].isupper() for word in words)


def is_capital_heading(chunk: Chunk) -> bool:
    """True for one to three short lines in capitals that do not end like a sentence.

    Bracketed text is a reference or a remark, and a dash introduces the source of a quotation.
    """
    return (
        len(chunk.lines) <= _TALLEST
        and is_capitals(chunk.text)
        and all(len(line.text.strip()) <= _LONGEST for line in chunk.lines)
        and chunk.text[-1] not in (*".,;", *DASHES)
        and chunk.text[0] not in DASHES
        and not is_enclosed(chunk.text)
        and len(words_of(chunk.text)) >= 1
        and max(len(word) for word in words_of(chunk.text)) >= _WORD
    )


def is_enumerated_heading(chunk: Chunk, *, strict: bool = True) -> bool:
    """True for a line such as ``II. The Northern Line`` or ``3. Sources``, without a stop.

    Unless ``strict``, only the first word needs a capital.
    """
    match = _ENUMERATED.fullmatch(chunk.text)
    return (
        match is not None
        and len(chunk.lines) == 1
        and len(chunk.text) <= _LONGEST
        and chunk.text[-1] not in ".,;:"
        and match["title"][:1].isupper()
        and not _is_initial(match)
        and (not strict or is_title_case(match["title"]))
    )


def _is_initial(match: re.Match[str]) -> bool:
    """True for ``V. Varley``: a single letter before a single word is an initial."""
    alone = len(words_of(match["title"])) == 1
    return alone and bool(re.fullmatch(r"[A-HVX]", match["number"]))


def is_short_line(chunk: Chunk) -> bool:
    """True for a single short line without a full stop: a heading of an article."""
    text = chunk.text
    return (
        len(chunk.lines) == 1
        and len(text) <= _LONGEST
        and text[:1].isalnum()
        and not text[:1].islower()
        and text[-1:] not in tuple('.,;:)"\u201d\u2019')
        and 1 <= len(words_of(text)) <= _MOST_WORDS
    )


_OPENING_QUOTES = "\"'\u201c\u2018\u00ab\u201e_"


def is_section_title(text: str) -> bool:
    """True for a few words that begin with a capital or a number and do not end with a stop.

    A note marker may follow them, and they may be in quotation marks.
    """
    bare = text.strip()
    first = bare.lstrip(_OPENING_QUOTES)[:1]
    closed = not ends_sentence(bare) and bare[-1:] not in (*GOING_ON, *DASHES)
    whole = closed and bare.count("(") == bare.count(")") and bare.count("[") == bare.count("]")
    named = first.isalnum() and not first.islower() and len(bare) <= _LONGEST_SECTION
    return named and whole and _FEWEST_WORDS <= len(words_of(bare)) <= _MOST_WORDS


_FEWEST_WORDS = 2
"""Fewest words of the title of a section: a single word is usually a name below a letter."""
_LONGEST_SECTION = 110


_SIDE = re.compile(
    r"(?P<head>[^\W\d][^.!?;:\"\u201c\n]{2,60}\.)(?:\s+|--|\u2014)(?=[A-Z\u201c\"(])"
)
_ABBREVIATION = re.compile(
    rf"{any_listed('abbreviations')}|{any_word(MONTH_ABBREVIATIONS)}|\w", re.IGNORECASE
)


def side_heading(text: str) -> str:
    """Return the run-in heading of a paragraph, including its full stop; empty if none."""
    match = _SIDE.match(text)
    if not match:
        return ""
    words = words_of(match["head"])
    if not words or len(words) > _SIDE_WORDS or _ABBREVIATION.fullmatch(words[-1]):
        return ""
    return match["head"] if is_title_case(match["head"]) else ""
