"""Find the mentions of register names in a text.

A form of a name is not a mention inside the title of a work, an imprint or a longer name that is
not in the registers, nor where it is an ordinary word.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from edition.linking.registers.forms import Claim, FormKind, NameWords, Tokens, Tree, is_eastern
from edition.linking.registers.passages import Passage
from edition.model.citation import Citation, CitationKind
from edition.model.parameters import (
    EVENT_NAME_WORDS,
    GLOSSED_WORDS,
    IMPRINT_LONGEST,
    LISTED_WORKS,
    QUOTED_TITLE_CAPITALS,
    QUOTED_TITLE_LETTERS,
    QUOTED_TITLE_WORDS,
)
from edition.records.registers import Entry, EntryClass, list_forms, list_full_forms
from edition.text.dates import MONTHS, YEAR
from edition.text.folding import fold_letters
from edition.text.scripts import CAPITALS

_OPENINGS = '.?!:“”"‘«\n'
_CASELESS = "\u3000"
_JOINING = frozenset(("and", "or"))
_OPENED = ("(", "[")
_BEFORE_NOUN = frozenset((" ", ".", "-", ".-"))
_GLOSS = re.compile(r"\s\((?:[a-z]+\s)*[“\"]?(?P<short>[A-Z][A-Za-z]{0,6}[A-Z])s?[”\"]?[),;]")
"""An abbreviation in brackets after the full name."""
_IMPRINT = re.compile(r",\s(?:[^()]*,\s)?\d{4}[^()]{0,12}\)")
_BRACKET = re.compile(r"\([^()]*$")
_CLOSED = re.compile(r"[^\w\s'’-]|$")


class Match(NamedTuple):
    """A form found in a passage."""

    first: int
    """Index of its first word."""
    end: int
    """Index after its last word."""
    key: str
    claims: Sequence[Claim]
    stranger: str
    """The full name of a person who is not in the registers, if the form is part of it."""
    citation: Citation | None
    """The citation in which the form is the author."""
    fate: bool = False
    """True if the form identifies the person whose death is mentioned: Weaver’s murder."""
    age: bool = False
    """True if the text also names an era by this form, and no title precedes it."""
    owner: str = ""
    """Id of the entry whose possessive precedes the form: the Lamp Union’s army."""


class Matcher:
    """Find the forms in a text that are mentions."""

    def __init__(
        self,
        passages: Sequence[Passage],
        tree: Tree,
        words: NameWords,
        authors: Mapping[str, frozenset[str]],
        source: str,
    ) -> None:
        self.read = [(passage, Tokens(passage.text)) for passage in passages]
        """The passages and their words."""
        self._tree = tree
        self._words = words
        self._authors = authors
        self._source = source
        self._prose = Counter(w for p, t in self.read if not p.note for w in t.words)
        """Frequency of each word in the running text, as printed."""
        self._ages = {
            t.folded(n - 1)
            for _, t in self.read
            for n, word in enumerate(t.words)
            if word in words.periods and t.between(n) == " "
        }
        self._titles = frozenset(part for title in words.titles for part in title.split())
        self._spouses = frozenset(title.rstrip(".") for title in words.spouses)
        self._kinds = frozenset((*words.organisations, *words.events, *words.documents))
        self._plurals = frozenset(f"{word}s" for word in words.events)
        self._events = frozenset(words.events)
        self._of_works = frozenset((*words.events, *words.documents))
        self._foreign = frozenset(words.particles) - frozenset((*words.functions, "the"))
        self._adjectival = {Tokens(form).keys(0, len(Tokens(form))) for form in words.adjectival}

    def match(self, passage: Passage, tokens: Tokens) -> Iterator[Match]:
        """Yield the mentions in a passage, in order."""
        place = last = 0
        named: Sequence[Claim] = ()
        authors = AuthorFinder(passage, self._authors)
        titles = list(find_titles(passage, self._words))
        find = self._tree.find
        while place < len(tokens):
            count, found = find(tokens, place)
            if count == 0:
                place += 1
                continue
            end = place + count
            claims = self._choose_class(tokens, place, end, [c for c in found if c.entry.id])
            if not claims:  # The title of a work.
                place = end
                continue
            start, stop = tokens.spans[place][0], tokens.spans[end - 1][1]
            inside, citation = authors.place(start, stop, claims)
            inside = inside or any(
                a <= start and stop <= b and (start, stop) != (a, b) for a, b in titles
            )
            if not inside and not self._is_part(passage, tokens, place, end, claims):
                key = " ".join(map(tokens.folded, range(place, end)))
                able = [c for c in claims if not passage.note or is_attested(c.entry, self._source)]
                first, bearers = _read_initials(tokens, last, place, able)
                if bearers:
                    yield Match(first, end, key, bearers, "", citation)
                elif completed := self._complete(tokens, place, end, claims):
                    stop, bearers = completed
                    yield Match(place, end, key, bearers, "", citation)
                    yield Match(end, stop, key, bearers, "", citation)
                    end = stop
                elif (
                    stranger := self._name_stranger(tokens, last, place, end, claims, passage.note)
                ) or not self._is_word(tokens, place, end, claims):
                    fate = self._is_fate(tokens, place, end)
                    before = tokens.words[max(place - 1, 0)]
                    titled = before.istitle() and before in self._titles
                    age = key in self._ages and not titled
                    first, end = self._extend(tokens, last, (place, end), claims)
                    if first < place:  # Northern Orsk is another place than Orsk.
                        stranger = " ".join(tokens.words[first:end])
                    own = place == last + 1 and tokens.words[last] == "s" and len(named) == 1
                    owner = named[0].entry.id if own else ""
                    yield Match(first, end, key, claims, stranger, citation, fate, age, owner)
                last, named = end, claims
            place = end

    def _choose_class(
        self, tokens: Tokens, first: int, end: int, claims: Sequence[Claim]
    ) -> Sequence[Claim]:
        """Return the claims of the event or university that is named by its place, if meant.

        An event dates something, *after Orsk,*; at a university people learn, *studied at Orsk*.
        """
        wanted = None
        before = tokens.text[: tokens.spans[first][0]].rstrip()
        dates = before.rpartition(" ")[2].lower() in self._words.times
        if before.endswith(self._words.studies):
            wanted = EntryClass.ORGANISATION
        elif dates and _CLOSED.match(tokens.text, tokens.spans[end - 1][1]):
            wanted = EntryClass.EVENT
        return [claim for claim in claims if claim.entry.entry_class is wanted] or claims

    def _complete(
        self, tokens: Tokens, first: int, end: int, claims: Sequence[Claim]
    ) -> tuple[int, Sequence[Claim]] | None:
        """Return the end and bearer of a name whose given name is in brackets: “Weaver [Ada]”."""
        short = [claim for claim in claims if claim.is_person and claim.kind is not FormKind.FULL]
        if not short or end >= len(tokens) or not tokens.between(end).endswith("["):
            return None
        surname = " ".join(tokens.words[first:end])
        for stop in range(min(end + 2, len(tokens)), end, -1):
            given = tokens.text[tokens.spans[end][0] : tokens.spans[stop - 1][1]]
            name = Tokens(f"{surname} {given}")
            count, found = self._tree.find(name, 0)
            if count == len(name) and len(found) == 1 and found[0].kind is FormKind.FULL:
                return stop, found
        return None

    def learn_abbreviations(self) -> None:
        """Add the abbreviations that the text defines in brackets after a name."""
        for passage, tokens in self.read:
            for match in _GLOSS.finditer(passage.text):
                short = Tokens(match["short"])
                last = bisect_left(tokens.spans, (match.start(), 0))
                letters = match["short"].casefold()
                for first in range(max(last - GLOSSED_WORDS, 0), last):
                    count, claims = self._tree.find(tokens, first)
                    if count != last - first or len(claims) != 1 or claims[0].is_person:
                        continue
                    name = fold_letters(passage.text[tokens.spans[first][0] : match.start()])
                    rest = iter(name)
                    fits = name.startswith(letters[0]) and all(letter in rest for letter in letters)
                    if fits and not self._tree.find(short, 0)[0]:
                        claim = Claim(claims[0].entry, FormKind.SHORT, (True,))
                        self._tree.add(short.keys(0, 1), claim)
                    break

    def _is_part(
        self, passage: Passage, tokens: Tokens, first: int, end: int, claims: Sequence[Claim]
    ) -> bool:
        """Return whether a form is part of a longer name or title, or an adjective."""
        person = any(claim.is_person for claim in claims)
        after = tokens.words[end] if end < len(tokens) else ""
        between = tokens.between(end) if after else ""
        agent = person or is_all(claims, EntryClass.ORGANISATION)
        if between in (" ", "-") and after in (self._of_works if agent else self._kinds):
            return True
        before = tokens.words[first - 1] if first and tokens.between(first) == "-" else ""
        if person and before.istitle() and not self._tree.find(tokens, first - 1)[0]:
            return True  # Go-Orsk
        if between == " " and after.capitalize() in self._events:
            # Each of the joined names is a mention.
            return not tokens.between(first).endswith(("-", "/"))
        if person and between == " " and after in self._words.landforms:
            return True
        if is_all(claims, EntryClass.PLACE):
            if self._is_form_in_event(tokens, first, end):
                return True
            named = first > 0 and tokens.words[first - 1] in self._words.landforms
            if named and end - first == 1 and tokens.between(first) in (" ", "-"):
                return True  # New Orsk, Trans-Orsk
            if between == " " and self._begins_longer_name(tokens, end):
                return True  # Orsk Star
        if person and after == "s" and between == "'" and end + 1 < len(tokens):
            return tokens.words[end + 1] in self._words.documents
        if between in _BEFORE_NOUN and tokens.keys(first, end) in self._adjectival:
            return after not in self._words.functions
        if person and passage.note and between == " " and self._is_foreign(tokens, first, end):
            return True
        if not person and _is_imprint(tokens, first, end):
            return True
        if between == " " and self._is_age(tokens, end):
            return any(claim.is_person and claim.kind is not FormKind.FULL for claim in claims)
        if is_all(claims, EntryClass.ORGANISATION):
            return self._is_part_of_body(tokens, first, end, claims)
        if not person and first > 1 and tokens.words[first - 1] in self._foreign:
            return tokens.words[first - 2][0].isupper()
        # The form may follow "of" in a longer name: the place in the name of an office or a union.
        return self._is_of_kind(tokens, first)

    def _begins_longer_name(self, tokens: Tokens, end: int) -> bool:
        """Return whether a place begins a longer name: Orsk Star, Orsk and Tarn Battles."""
        after = tokens.words[end]
        if after in _JOINING:
            return not self._plurals.isdisjoint(tokens.words[end + 2 : end + 4])
        known = after.removesuffix("s") in self._words.regions or after in self._titles
        return after.istitle() and not known and not self._tree.find(tokens, end)[0]

    def _is_part_of_body(
        self, tokens: Tokens, first: int, end: int, claims: Sequence[Claim]
    ) -> bool:
        """Return whether the form of an organisation is part of the name of another organisation.

        Further capitalised words after the form make the name longer: *Lamp Union Second Section*.
        """
        printed = tokens.words[first:end]
        if all(claim.entry.name[0].islower() for claim in claims) or printed[0].islower():
            return True  # In lower case it is a common noun: the military police.
        if end < len(tokens) and tokens.between(end) == " " and tokens.words[end].istitle():
            after = tokens.words[end]
            stop = end + 1
            while stop < len(tokens) and tokens.words[stop].istitle():
                if tokens.between(stop) != " ":
                    break
                stop += 1
            titled = after in self._titles and self._kinds.isdisjoint(tokens.words[end:stop])
            named = titled or after in MONTHS or self._tree.find(tokens, end)[0]
            if not named and not all(word.isupper() for word in printed):
                return True
        last = re.sub("ies$", "y", printed[-1]).removesuffix("s")
        if last != printed[-1] and last in self._kinds and tokens.words[first - 1] in _JOINING:
            return True  # Orsk, Tarn and Lamp Ministries: a shared last word.
        # A short name with an attribute is that of another body: the Tarn General Staff, the
        # General Staff of the Tarn Army.
        if len(printed) > 1 and all(claim.kind is FormKind.SHORT for claim in claims):
            before = tokens.words[first - 1] if first and tokens.between(first) == " " else ""
            if (
                before.istitle()
                and before not in self._kinds
                and before.lower() not in self._words.particles
            ):
                return True
            if tokens.words[end : end + 2] == ["of", "the"]:
                return True
        # A cabinet named by its head is a mention of the person.
        if len(printed) > 1 or not first or printed[0] not in self._words.bodies:
            return False
        head = self._tree.root.next.get(tokens.folded(first - 1))
        return head is not None and any(claim.is_person for claim in head.claims)

    def _is_age(self, tokens: Tokens, place: int) -> bool:
        """Return whether the next words make a name that of an era: the Lamp and Orsk eras."""
        joined = place + 2 < len(tokens) and tokens.words[place + 1].istitle()
        place += 2 * (joined and tokens.words[place] in _JOINING)
        return tokens.words[place] in self._words.periods

    def _is_fate(self, tokens: Tokens, first: int, end: int) -> bool:
        """Return whether a name identifies the person whose death is mentioned: Weaver’s murder."""
        fates = self._words.fates
        after = end + (tokens.words[end : end + 1] == ["s"])
        if after < len(tokens) and tokens.between(end) in (" ", "'"):
            return tokens.words[after] in fates
        return first > 1 and tokens.words[first - 1] == "of" and tokens.words[first - 2] in fates

    def is_kin(self, tokens: Tokens, match: Match) -> bool:
        """Return whether a name only serves to identify a relative: the son of Ada Weaver.

        A relative named in passing, *her son Jan Weaver*, is not the subject of the text.
        """
        first, end = match.first, match.end
        kin = self._words.kin
        if first and tokens.words[first - 1] in kin and tokens.between(first) in (" ", ","):
            return True
        if first > 1 and tokens.words[first - 1] == "of" and tokens.words[first - 2] in kin:
            return True
        return end + 1 < len(tokens) and tokens.words[end] == "s" and tokens.words[end + 1] in kin

    def _is_of_kind(self, tokens: Tokens, first: int) -> bool:
        """Return whether "of" joins a form to the kind of a body: Union of the Friends of Orsk.

        The kind of two events is in the plural: the Battles of Orsk and Tarn.
        """
        place, kinds = first - 1, self._kinds
        if place > 0 and tokens.words[place] == "and":
            place, kinds = place - 1, self._plurals
            while place > 0 and tokens.words[place].istitle():
                place -= 1
        while place >= 1:
            place -= tokens.words[place] == "the"
            if tokens.words[place] != "of" or place < 1:
                return False
            if tokens.words[place - 1] in kinds or tokens.words[place - 1] in self._plurals:
                return True
            if not tokens.words[place - 1].istitle() or tokens.between(place - 1) != " ":
                return False
            place -= 2
        return False

    def _is_form_in_event(self, tokens: Tokens, first: int, end: int) -> bool:
        """Return whether a place is one of two forms in the name of an event.

        The Orsk (Tarn) expedition, the Battle of Orsk/Tarn.
        """
        if tokens.between(first) == "/":
            nearest = max(first - EVENT_NAME_WORDS, 0)
            return any(self._is_of_kind(tokens, place) for place in range(nearest, first))
        if not tokens.between(first).startswith(_OPENED):
            if end >= len(tokens) or not tokens.between(end).startswith(_OPENED):
                return False
            end += self._tree.find(tokens, end)[0]
        if end >= len(tokens) or tokens.between(end) not in (")", "]"):
            return False
        return tokens.words[end].capitalize() in self._events

    def _is_foreign(self, tokens: Tokens, first: int, end: int) -> bool:
        """Return whether lower-case foreign words follow a form, which thus begins a title."""
        after = tokens.words[end]
        if after in self._prose or not after[0].islower() or tokens.words[first].isupper():
            return False
        if tokens.text[tokens.spans[end][1] :][:1] == ",":
            return True
        second = tokens.words[end + 1] if end + 1 < len(tokens) else ""
        bracket = "(" in tokens.between(end + 1) if second else False
        return bracket or (second[:1].islower() and second not in self._prose)

    def _is_word(self, tokens: Tokens, first: int, end: int, claims: Sequence[Claim]) -> bool:
        """Return whether a short form is an ordinary word or part of an unregistered name."""
        word = tokens.words[first]
        if end - first > 1 or not is_all(claims, EntryClass.PERSON):
            return False
        if len(word) == 1 and word.isascii():
            return True
        small = word.lower()
        if small in self._words.functions:
            return _opens(tokens, first) or tokens.between(first).endswith("(")
        # A word that also occurs in lower case may merely begin a sentence here, or a longer name:
        # the White Lamp, White-Lamp.
        if self._prose[small] == 0:
            return False
        between = tokens.between(end) if end < len(tokens) else ""
        longer = between in (" ", "-") and tokens.words[end][0].isupper()
        longer = longer and (between == " " or not self._tree.find(tokens, end)[0])
        explained = between == "[" and tokens.words[end][0].islower()
        return longer or explained or self._prose[small] > self._prose[word]

    def _extend(
        self, tokens: Tokens, last: int, form: tuple[int, int], claims: Sequence[Claim]
    ) -> tuple[int, int]:
        """Return the extent of a name.

        The name of a place includes a direction before it and a kind after it: West Orsk Province.
        The location of a body is a separate name: the Lamp Legation in Orsk.
        """
        first, end = form
        if is_all(claims, EntryClass.ORGANISATION):
            return first, next(
                (n for n in range(first + 1, end) if tokens.words[n] in self._words.within), end
            )
        if not is_all(claims, EntryClass.PLACE):
            return form
        directed = first > last and tokens.words[first - 1] in self._words.directions
        directed = directed and "-" not in tokens.between(first - 1)
        kind = end < len(tokens) and tokens.words[end] in self._words.regions
        return (
            first - (directed and tokens.between(first) == " "),
            end + (kind and tokens.between(end) == " "),
        )

    def _name_stranger(
        self,
        tokens: Tokens,
        last: int,
        first: int,
        end: int,
        claims: Sequence[Claim],
        note: bool,
    ) -> str:
        """Return the name of another person with the surname of an entry, or an empty string."""
        persons = [claim for claim in claims if claim.is_person]
        if not persons or any(claim.kind is FormKind.FULL for claim in claims):
            return ""
        eastern = any(is_eastern(claim.entry) for claim in persons)
        if (
            eastern
            and end < len(tokens)
            and tokens.between(end) == " "
            and self._is_name(tokens, end)
        ):
            return f"{tokens.words[first]} {tokens.words[end]}"
        if first > last and tokens.between(first) in (" ", "."):
            before = tokens.words[first - 1]
            if before in self._spouses:
                return f"{before} {tokens.words[first]}"
            initial = len(before) == 1 and tokens.between(first) == "." and before.isupper()
            # M. is Monsieur in running text, but an initial where works are cited.
            initial = initial and (note or f"{before}." not in self._words.titles)
            given = tokens.between(first) == " " and self._is_name(tokens, first - 1)
            if initial or (given and not _opens(tokens, first - 1)):
                return f"{before} {tokens.words[first]}"
        return ""

    def _is_name(self, tokens: Tokens, place: int) -> bool:
        word = tokens.words[place]
        return (
            word.istitle()
            and len(word) > 1
            and word not in self._titles
            and word not in self._kinds
            and word not in MONTHS
            and self._prose[word.lower()] == 0
            and all(claim.kind is FormKind.GIVEN for claim in self._tree.find(tokens, place)[1])
        )


def _read_initials(
    tokens: Tokens, last: int, first: int, claims: Iterable[Claim]
) -> tuple[int, Sequence[Claim]]:
    """Return the start of the initials before a surname, and their only matching bearer."""
    start = first
    while start > last and tokens.between(start) == "." and len(tokens.words[start - 1]) == 1:
        start -= 1
    initials = [tokens.folded(place) for place in range(start, first)]
    found = [claim for claim in claims if initials and claim.is_person and _fit(claim, initials)]
    full = [claim._replace(kind=FormKind.FULL) for claim in found]
    return start, full if len(found) == 1 else ()


def _fit(claim: Claim, initials: Sequence[str]) -> bool:
    """Return whether initials match the given names in a full form."""
    if is_eastern(claim.entry):
        return False
    forms = (Tokens(form) for form in list_full_forms(claim.entry))
    given = ([form.folded(n)[0] for n in range(len(form) - 1)] for form in forms)
    return any(letters[: len(initials)] == list(initials) for letters in given)


def is_attested(entry: Entry, source: str) -> bool:
    """Return whether the given text is evidence for an entry."""
    return any(
        authority.end is not None and authority.end.source == source for authority in entry.evidence
    )


def _opens(tokens: Tokens, place: int) -> bool:
    """Return whether a word is the first of a sentence."""
    before = tokens.text[: tokens.spans[place][0]].rstrip(" \n)]")
    return not before or before[-1] in _OPENINGS


def _is_imprint(tokens: Tokens, first: int, end: int) -> bool:
    """Return whether a form is in an imprint: place and year of publication in brackets."""
    start, stop = tokens.spans[first][0], tokens.spans[end - 1][1]
    return bool(_IMPRINT.match(tokens.text, stop)) and bool(
        _BRACKET.search(tokens.text[max(start - IMPRINT_LONGEST, 0) : start])
    )


# --- Titles and authors of works ------------------------------------------------------------------


_QUOTED = re.compile(r"“[^“”]+”")
_INSERTED = re.compile(r"\[[^\[\]]*\]")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_WORK = re.compile(
    rf"(?:[,:;]|\band)\s(?P<title>[{CAPITALS}“][^().;]*(?:\([^()\d]*\)\s)?)\({YEAR}[),]"
)
"""A title in a list of works, followed by its year in brackets."""
_CORRESPONDENT = re.compile(r"(?:[^\d,“”\"]{1,60}\sto\s)?")
"""Text that may precede the author of an archival document."""
_AFTER_AUTHOR = re.compile(r",\s|\sto\s")
_WITH_AUTHORS = frozenset((CitationKind.FULL, CitationKind.SHORT, CitationKind.IBID))
"""Kinds of citations with authors; a newspaper has one only if it is in the bibliography."""
_BETWEEN_AUTHORS = re.compile(r"[^A-Z\d“”\"‘]{0,24}")
_OF_AUTHOR = re.compile(rf"\b[Oo]f\s(?:[{CAPITALS}]\w+\s)?$")
"""Text before an author named in a title: Memoirs of Count Weaver."""
_OTHER_NAME = re.compile(r"\s?[\[(/](?:[a-z]+\s[a-z]+\s(?:[a-z]+\s)?)?")
"""Text between two names of one author: Ada Weaver [pen name of Sora Hikaru]."""


def find_titles(passage: Passage, words: NameWords) -> Iterator[tuple[int, int]]:
    """Yield the extents of titles: capitalised words in quotes, in a list or before a year."""
    text = passage.text
    small = frozenset((*words.functions, *words.places, *words.particles))
    for match in _QUOTED.finditer(text):
        quoted = _WORD.findall(_INSERTED.sub("", match[0]))
        long = [w for w in quoted if len(w) >= QUOTED_TITLE_LETTERS and w not in small]
        named = text[: match.start()].rstrip().endswith(words.works)
        if len(quoted) < QUOTED_TITLE_WORDS or (len(long) < QUOTED_TITLE_CAPITALS and not named):
            continue
        if not any(word[0].islower() for word in (quoted[0], *long)):
            yield match.start() + 1, match.end() - 1
    works = list(_WORK.finditer(text))
    if len(works) >= LISTED_WORKS:
        yield from (match.span("title") for match in works)


def has_name(claim: Claim, names: Collection[str]) -> bool:
    """Return whether any form of an entry is among the given folded names."""
    return any(fold_letters(form) in names for form in list_forms(claim.entry))


def is_all(claims: Iterable[Claim], entry_class: EntryClass) -> bool:
    """Return whether all claims are by entries of the given class."""
    return all(claim.entry.entry_class is entry_class for claim in claims)


class AuthorFinder:
    """Classify the forms of a passage, in order, as authors or as parts of titles."""

    def __init__(self, passage: Passage, people: Mapping[str, frozenset[str]]) -> None:
        self._passage = passage
        self._people = people
        self._found: set[tuple[int, str]] = set()
        """Authors found in each citation; a second occurrence is part of the title."""
        self._end: dict[int, int] = {}
        """End of the last author, by the start of the citation."""
        self._names: dict[int, int] = {}
        """End of the last author who is known from the bibliography, by the start."""
        self._last: dict[int, str] = {}
        """Name of that author; a second occurrence is part of the title."""

    def place(self, start: int, end: int, claims: Sequence[Claim]) -> tuple[bool, Citation | None]:
        """Return whether a form is inside a title or similar, and the citation it is author of."""
        text = self._passage.text
        for stretch in self._passage.apart:
            if not (stretch.start < end and start < stretch.end):
                continue
            citation = stretch.citation
            if citation is None:
                complete = stretch.start == 0 and stretch.end >= len(text.rstrip())
                return not complete, None
            written = citation.kind is CitationKind.NEWSPAPER and citation.key in self._people
            if citation.kind not in _WITH_AUTHORS and not written:
                author = citation.kind is CitationKind.ARCHIVE
                author = author and any(claim.is_person for claim in claims)
                author = author and bool(_CORRESPONDENT.fullmatch(text, stretch.start, start))
                author = author and bool(_AFTER_AUTHOR.match(text, end))
                return citation.kind is not CitationKind.OTHER and not author, None
            before = text[self._end.get(stretch.start, stretch.start) : start]
            if _OF_AUTHOR.search(before):
                return True, None
            people = self._people.get(citation.key or "")
            last = self._names.get(stretch.start, end)
            if last < start and _OTHER_NAME.fullmatch(text, last, start):
                return not any(claim.is_person for claim in claims), None
            body = is_all(claims, EntryClass.ORGANISATION)
            if people and not body:
                found = {
                    (id(citation), claim.entry.id) for claim in claims if has_name(claim, people)
                }
                new = found - self._found
                self._found |= found
                if new:
                    self._names[stretch.start] = end
                return not new, citation
            again = text[start:end] == self._last.get(stretch.start)
            if not again and _BETWEEN_AUTHORS.fullmatch(before):
                self._end[stretch.start], self._last[stretch.start] = end, text[start:end]
                return False, citation
            return True, None
        return False, None
