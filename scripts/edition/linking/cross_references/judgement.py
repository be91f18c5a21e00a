"""Decide by the surrounding words whether a phrase refers to this text.

If the words do not decide, the phrase is reported and not linked.
"""

from __future__ import annotations

import re
from enum import Enum

from edition.linking.cross_references.phrases import Phrase, ReferenceWords
from edition.linking.cross_references.places import Places
from edition.linking.cross_references.runs import Run
from edition.model.parameters import REFERENCE_BEFORE
from edition.text.quotation_marks import AFTER_STOP

_ARCHIVE = re.compile(r"\s*[,;]\s*(?:d|dd|l|ll|f|ff|op|opp|fol|folder|box|file|reel|frame)\.?\s*\d")
_OTHER_OF = re.compile(r"\s+of\s+(?!(?:this|the\s+present|my)\b)")
_OTHER_IN = re.compile(r"\s+(?:in|from|to|by)\s+(?:his|her|their|its|[A-Z\u201c\u2018\"*(])")
_POSSESSIVE = re.compile(r"(?:\b(?:his|her|their|its|whose)|[\w][\u2019']s|s[\u2019'])\s+$", re.I)
_AS = re.compile(r"(?:^|[\s(\[\u201c])[Aa]s\s+$")
_BEGINS = re.compile(rf"(?:^|[.!?:;]{AFTER_STOP}*\s+|[(\[]\s*)$")
_AND = re.compile(r"\s*(?:[,;]|,?\s+(?:and|or)\b|,?\s+as well as\b)\s*(?:also\s+)?")
_LIST = re.compile(r",\s*$")
_IN = re.compile(r"(?:^|[\s(\[])(?:[Ii]n|[Ff]rom|[Tt]hroughout)\s+(?:the\s+)?$")
_QUOTED = re.compile(r"\u201c([^\u201c\u201d]{6,}?)[,.;]?\u201d,?\s*[(\[]?\s*$")
_VOLUME = re.compile(
    r"\b(?:vols?|volumes?|series|part|ibid|t|Bd)\b[^!?);]*$|\b[IVXLC]+,\s*$", re.IGNORECASE
)
"""Words before a document, in the same clause, that assign it to another volume."""
_STOPS = re.compile(r"\s*(?:[.,;:)\]\u2014\u2013]|$)")


class Judgement(Enum):
    """The classification of a phrase."""

    REFERENCE = "reference"
    OTHER = "other"
    """No reference: a call number, a page of another book, the number of a caption itself."""
    UNSURE = "unsure"


class Judge:
    """Judges the phrases of a text."""

    def __init__(self, words: ReferenceWords, places: Places) -> None:
        self._words = words
        self._places = places

    def judge(self, run: Run, phrases: list[Phrase]) -> list[Judgement]:
        """Judge the phrases of a block, in order; a reference may continue a list of references."""
        accepted: set[int] = set()
        naming = {id(phrase.named) for phrase in phrases if phrase.named is not None}
        judgements = []
        for phrase in phrases:
            judgement = self._judge(run, phrase, id(phrase.before) in accepted)
            if phrase.tokens[0].kind == "current" and id(phrase.tokens[0]) in naming:
                judgement = Judgement.OTHER  # The following brackets name the place.
            if judgement is Judgement.REFERENCE:
                accepted.add(id(phrase))
            judgements.append(judgement)
        return judgements

    def _judge(self, run: Run, phrase: Phrase, follows: bool) -> Judgement:
        text = run.text
        before = text[max(0, phrase.start - REFERENCE_BEFORE) : phrase.start]
        after = text[phrase.end : phrase.end + REFERENCE_BEFORE]
        if self._is_excepted(text, phrase) or _ARCHIVE.match(after):
            return Judgement.OTHER
        if run.caption and phrase.of("figure") and not before.strip():
            return Judgement.OTHER
        introduced = self._is_introduced(before, phrase)
        introduced = introduced or (follows and self._continues_list(text, phrase))
        if self._is_foreign(before, after, phrase):
            return Judgement.UNSURE if introduced and phrase.place else Judgement.OTHER
        introduced = introduced or self._quotes_page(before, phrase)
        offset = run.place if run.note else run.offset(phrase.start)
        judgement = self._judge_kind(before, after, phrase, introduced, offset)
        if judgement is Judgement.REFERENCE and (run.quoted or is_quoted(text, phrase.start)):
            inserted = text.rfind("[", 0, phrase.start) > text.rfind("]", 0, phrase.start)
            return Judgement.REFERENCE if inserted else Judgement.UNSURE
        return judgement

    def _is_excepted(self, text: str, phrase: Phrase) -> bool:
        for exception in self._words.exceptions:
            start = text.find(exception, max(0, phrase.start - len(exception)))
            if 0 <= start <= phrase.start and phrase.end <= start + len(exception):
                return True
        return False

    def _is_introduced(self, before: str, phrase: Phrase) -> bool:
        """Return True if a cue or, except for a page, a verb precedes directly.

        A verb alone does not identify the book of a page: ``as Smith argues (p. 7)``.
        """
        if self._words.cue.search(before) or phrase.direction:
            return True
        if phrase.of("page") is not None and phrase.division is None:
            return False
        return self._words.verb.search(before) is not None

    def _quotes_page(self, before: str, phrase: Phrase) -> bool:
        """Return True if the words quoted directly before are on the named page."""
        quoted = _QUOTED.search(before)
        page = phrase.of("page")
        if quoted is None or page is None or phrase.division is not None:
            return False
        return self._places.has_words(page.numbers[0].label, quoted[1])

    def _continues_list(self, text: str, phrase: Phrase) -> bool:
        assert phrase.before is not None
        between = text[phrase.before.end : phrase.start]
        cued = self._words.cue.sub("", between)
        return _AND.fullmatch(cued) is not None

    def _is_foreign(self, before: str, after: str, phrase: Phrase) -> bool:
        """Return True if the surrounding words assign the page or chapter to another work."""
        own = phrase.division is not None and phrase.place is not None
        if _POSSESSIVE.search(before):
            return True
        if _OTHER_OF.match(after):
            return True
        return not own and _OTHER_IN.match(after) is not None

    def _judge_kind(
        self, before: str, after: str, phrase: Phrase, introduced: bool, offset: int
    ) -> Judgement:
        if phrase.of("note") is not None and phrase.of("page") is None:
            return self._judge_note(phrase, introduced, offset)
        if phrase.of("figure") is not None:
            return self._judge_figure(phrase, introduced)
        if phrase.of("page") is not None:
            return self._judge_page(before, phrase, introduced)
        return self._judge_division(before, after, phrase, introduced)

    def _judge_page(self, before: str, phrase: Phrase, introduced: bool) -> Judgement:
        division = phrase.division
        if introduced or phrase.direction or self._words.page_participle.search(before):
            return Judgement.REFERENCE
        if division is not None and (
            division.kind not in ("division", "title")
            or self._places.find_division(division, 0) is not None
        ):
            return Judgement.REFERENCE
        cited = re.search(r"[,;:]\s*$|[\d)]\.?\s*$", before)
        return Judgement.OTHER if cited else Judgement.UNSURE

    def _judge_note(self, phrase: Phrase, introduced: bool, offset: int) -> Judgement:
        count = self._places.count_notes(phrase, offset)
        if count > 1:
            return Judgement.UNSURE
        known = count == 1 or phrase.division is not None
        directed = phrase.direction and (known or not self._places.has_documents)
        if directed or (introduced and known):
            return Judgement.REFERENCE
        return Judgement.UNSURE if introduced else Judgement.OTHER

    def _judge_figure(self, phrase: Phrase, introduced: bool) -> Judgement:
        if self._places.has_figure(phrase):
            return Judgement.REFERENCE
        if not introduced:
            return Judgement.OTHER
        capital = phrase.tokens[0].word[:1].isupper()
        return Judgement.REFERENCE if capital and self._places.figures else Judgement.UNSURE

    def _judge_division(
        self, before: str, after: str, phrase: Phrase, introduced: bool
    ) -> Judgement:
        token = phrase.tokens[0]
        introduced = introduced or _AS.search(before) is not None
        shown = self._words.verb_after.match(after) is not None
        if token.kind == "division":
            return self._judge_numbered(before, phrase, introduced or shown)
        if token.kind == "title":
            begins = _BEGINS.search(before.removesuffix("The ").removesuffix("the "))
            return Judgement.REFERENCE if introduced or (begins and shown) else Judgement.OTHER
        if token.kind == "current":
            # A reference to the current chapter needs a direction.
            directed = self._words.direction.search(before) is not None
            is_chapter = self._places.is_chapter(token.word)
            return Judgement.REFERENCE if directed and is_chapter else Judgement.OTHER
        return self._judge_relative(before, after, phrase, introduced or shown)

    def _judge_numbered(self, before: str, phrase: Phrase, introduced: bool) -> Judgement:
        token = phrase.tokens[0]
        if self._places.find_division(token, 0) is None:
            known = self._places.is_numbered(token.word) and token.word[:1].isupper()
            return Judgement.REFERENCE if introduced and known else Judgement.OTHER
        if introduced:
            return Judgement.REFERENCE
        if self._places.is_document(token.word) and token.word[:1].isupper():
            return Judgement.OTHER if _VOLUME.search(before) else Judgement.REFERENCE
        if _LIST.search(before) or not token.word[:1].isupper():
            return Judgement.OTHER
        return Judgement.REFERENCE if _IN.search(before) else Judgement.UNSURE

    def _judge_relative(
        self, before: str, after: str, phrase: Phrase, introduced: bool
    ) -> Judgement:
        token = phrase.tokens[0]
        if token.word.casefold() in self._words.neighbours:
            return Judgement.REFERENCE
        if not self._places.is_chapter(token.word):
            return Judgement.UNSURE if introduced else Judgement.OTHER
        if phrase.tokens[0].kind == "vague":
            return Judgement.UNSURE
        begins = _BEGINS.search(before.removesuffix("The "))
        if introduced or begins or (_IN.search(before) and _STOPS.match(after)):
            return Judgement.REFERENCE
        return Judgement.UNSURE


def is_quoted(text: str, place: int) -> bool:
    """Return True if a quotation is open at an offset."""
    opened, closed = text.rfind("\u201c", 0, place), text.rfind("\u201d", 0, place)
    return opened > closed
