"""Find archival documents by call number, newspapers by date and intercepts by number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from edition.linking.citations.drafts import RANGE, Draft, Taken
from edition.linking.citations.words import CitationWords
from edition.linking.citations.works import Work
from edition.model.citation import CitationKind
from edition.model.parameters import DOCUMENT_LONGEST
from edition.text.dates import YEAR
from edition.text.folding import fold_letters
from edition.text.scripts import CAPITALS

# --- Newspapers by date, without a title in quotation marks ---------------------------------------


class NewspaperPatterns:
    """Patterns for newspapers."""

    def __init__(self, words: CitationWords) -> None:
        date = words.date
        edition = r"(?:,?\s*\(?(?:morning|evening|special) edition\)?)?"
        page = rf"(?:pp?\.\s?|S\.\s?|с\.\s?)?{RANGE}(?:, {RANGE}(?![\w ]*{words.month}))*(?!\w)"
        issue = rf"{date}{edition}(?:,\s+{page})?"
        aside = r"(?:\s?[\[(][^\])]{1,20}[\])])?"
        name = rf"[{CAPITALS}][\w’.]*(?:\s(?:[{CAPITALS}][\w’.]*|[\w’]+|&)){{0,6}}"
        number = rf"\d{{1,3}}\s\({date}\),\s(?:articles?\s)?{page}"
        self.dates = re.compile(rf"{date}|\d{{1,2}}\s{words.month}")
        """Pattern for a date, without which a text cites no newspaper."""
        self.numbered = re.compile(
            rf"(?<![\w“-])(?P<name>{name})\s(?P<locator>{number}(?:;\s{number})*)"
        )
        self.paper = re.compile(
            rf"(?<![\w“-])(?P<name>{name}){aside},\s+(?P<locator>{issue}(?:;\s+{issue})*)"
        )
        self.paged = re.compile(rf"{date}{edition},\s+{page}")
        self.brief = re.compile(
            rf"(?<!\w)(?P<name>(?:[A-Z]\.)+\s[A-Z]\w+),\s(?P<locator>\d{{1,2}}\s{words.month}\.?)(?!\s\d)"
        )


def find_newspapers(
    text: str, patterns: NewspaperPatterns, words: CitationWords
) -> Iterator[Draft]:
    """Yield a draft for every newspaper with a date."""
    if not patterns.dates.search(text):
        return
    for pattern in (patterns.numbered, patterns.paper, patterns.brief):
        for match in pattern.finditer(text):
            name, start = _remove_cues(match["name"], match.start(), words)
            if pattern is patterns.paper and (not name or " to " in f" {name} "):
                continue
            paged = pattern is patterns.numbered or patterns.paged.search(match["locator"])
            yield Draft(
                start,
                match.end(),
                CitationKind.NEWSPAPER,
                match.span("locator"),
                container=name,
                known=bool(paged),
            )


def _remove_cues(name: str, start: int, words: CitationWords) -> tuple[str, int]:
    """Return the name of a newspaper without cues before it, and its start."""
    for word in re.finditer(r"(?=[A-Z])", name):
        before = name[: word.start()]
        rest = name[word.start() :]
        first = rest.split()[0]
        opens = first in words.articles or first.casefold() not in words.cues
        if (not before or words.find_cue(before)) and opens:
            last = max(
                (
                    m.start()
                    for m in re.finditer(r"(?<=\s)(?=[A-Z])", rest)
                    if words.find_cue(rest[: m.start()])
                ),
                default=0,
            )
            return rest[last:], start + word.start() + last
    return "", start


# --- Intercepts and summaries by number: H-123456, 7 Apr. -----------------------------------------


class InterceptPatterns:
    """Patterns for intercepts and summaries."""

    def __init__(self, words: CitationWords) -> None:
        prefix = rf"(?<![\w-]){words.numbered}"
        # The hyphen may be missing: “H186243”.
        joined = prefix.replace(r"\b", "")
        self.number = re.compile(rf"{joined}[-\s]*(?:#\s?\d[\d/]*|\d{{4,}}[\d/]*)")
        """Pattern for a prefix with a number, without which a text cites no patterns."""
        self.start = re.compile(
            rf"{self.number.pattern}"
            r"|(?<=and )#\s?\d+"
            r"|(?<![\w-])\d{6}(?:/\d+)?(?=,)"
            rf"|{prefix}(?=,\s\d)"
            rf"|(?<![\w-])\d{{1,2}}\s{words.month},\s[A-Z]{{2}}[\s-]\w+(?=[\s-])"
            rf"|^{words.month}\s\d{{1,2}},\s\d{{4}}(?=;)",
            re.MULTILINE,
        )
        """Pattern for a number with or without prefix, or the date of a message without number."""


def find_intercepts(text: str, patterns: InterceptPatterns) -> Iterator[Draft]:
    """Yield a draft for every intercept or summary, from its number to the start of the next."""
    if not patterns.number.search(text):
        return
    found = list(patterns.start.finditer(text))
    prefix = ""
    for match, after in zip(found, [*found[1:], None], strict=True):
        limit = len(text) if after is None else after.start()
        end = match.end() + _find_end(text[match.end() : limit])
        end = match.start() + len(text[match.start() : end].rstrip(" ,;&.-("))
        name = match[0] if match[0][0] != "#" else f"{prefix} {match[0]}"
        prefix = re.split(r"[-\s]*[#\d]", name)[0] or prefix
        # A message is cited as a whole, so its number is not a locator.
        yield Draft(match.start(), end, CitationKind.OTHER, container=name)


def _find_end(text: str) -> int:
    """Return the end of a message: a semicolon, or the closing of a bracket opened before it."""
    for stop in re.finditer(r"[;)\n]|\s(?:and|&)\s*$", text):
        if stop[0] != ")" or "(" not in text[: stop.start()]:
            return stop.start()
    return len(text)


def find_numbered(name: str, text: str, works: Iterable[Work]) -> Work | None:
    """Return the intercept or summary with a number or, if it has none, with a matching title."""
    digits, prefix = _split(name)
    folded = fold_letters(text)
    for work in works:
        number, head = _split(work.number)
        if number and number == digits and (not prefix or prefix.startswith(head)):
            return work
        if not number and any(folded.startswith(title.text) for title in work.titles):
            return work
    return None


def _split(number: str) -> tuple[str, str]:
    """Return the digits of a number and its folded prefix."""
    return re.sub(r"\D", "", number), fold_letters(re.sub(r"\d.*", "", number, flags=re.DOTALL))


_FOLIO = r"[A-Z]?\d+\w?(?:[/-]\w+)*(?:\s?ob\.?)?(?:[–-]\d+(?:\s?ob\.?)?)?"
_VALUE = rf"{_FOLIO}(?!\w)(?:(?:,? and |, ){_FOLIO}(?![\w:]))*"
_SYMBOL = (
    rf"(?=\w*[{CAPITALS}\u0307]\w*\s?[{CAPITALS}])[{CAPITALS}][\w\u0307]*"
    rf"(?:\s[{CAPITALS}\u0307]{{2,}})?"
)
_PARENTHESIS = r"(?:\s?\([^()]{1,70}\))?"
_SHELF_NUMBER = (
    r"(?:[A-Z][\w.]*,?\s)?(?:[a-z]+\s)?(?:no\.\s)?(?:[A-Z]{0,3}[-\s]?[\dI][\w/.–-]*[\w]|\d+|n\.p\.)"
)


SHELF_MARK = rf"[A-Z]{{2,6}},?\s{_SHELF_NUMBER}(?:,\s{_SHELF_NUMBER})*"
"""A shelf mark without the name of the archive: ``FO 371/13164, F 200/7/10, 1–2``."""


class ArchivePatterns:
    """Patterns for documents in archives."""

    def __init__(self, words: CitationWords) -> None:
        level = rf"(?<!\w){words.level},?[\s-]*{_VALUE}"
        levels = rf"{level}(?:,?\s+{level})*"
        self.levels = re.compile(levels)
        self.call = re.compile(rf"(?<!\w)(?P<name>{_SYMBOL}),?\s+(?P<locator>{levels})")
        self.next = re.compile(rf"{_PARENTHESIS}(?:;|,? and)\s+(?P<locator>{levels})")
        self.shelf = re.compile(
            rf"(?<!\w)(?P<name>[A-Z]{{2,6}})(?P<comma>,)?\s(?P<locator>{_SHELF_NUMBER}(?:,\s{_SHELF_NUMBER})*)"
        )
        number = (
            rf"(?:(?<!\w){words.container}\s?|(?<!\w)[A-Z]-|(?<!\w)[A-Z]{{1,4}}\s(?=\d+/))"
            r"[\w./:()–-]*\d[\w./:–-]*"
        )
        name = rf"(?:[{CAPITALS}][\w’.\u0307-]*\s+(?:[a-z]{{2,6}}\s+)?){{0,6}}"
        tail = rf"[^;“”\n]{{0,160}}?{number}(?:[^;\n(.]|\.(?=\w| \d)|\((?=\d))*"
        place = r"(?:,\s+[A-Z](?:[^;\n(.]|\.(?=\d)|\(\d+\))*)?"
        more = r"(?:\s(?:and|of|for|&)(?:\sthe)?(?:\s[A-Z][\w’]*)+)?"
        aside = r"(?:\s\([A-Z]{2,8}\))?"
        self.papers = re.compile(
            rf"(?<![\w-])(?P<name>{name}{words.holding}{more}){aside}(?P<locator>{tail})"
        )
        self.placed = re.compile(rf"(?<![\w-])(?P<name>{name}{words.holding})(?P<locator>{place})")
        self.kinds = re.compile(words.holding)
        """Pattern for the nouns of collections; texts without one name no archive."""
        part = r",\s+[^;,\n()“”]{1,60}?"
        self.held = re.compile(
            rf"(?P<locator>{number}(?:{part}){{0,4}}?),\s+(?:the\s)?"
            rf"(?P<name>{name}{words.holding}{more})"
            r"(?=[,.;)\s]*$|[,.;)])"
            r"(?:, [A-Z][\w’]*(?: (?:(?:of|the|and|for|at|de|la) )*[A-Z][\w’]*)*)*"
        )
        """Pattern for the order of the Chicago Manual of Style: item first, archive last."""
        self.doc = re.compile(
            r"(?<!\w)(?P<name>[A-Z]\w+\s[A-Z]\w+)"
            r"(?P<locator>(?:,\s[A-Z]\w+)*[,:]?\s(?:https?:\S+ ?\S*,\s)?"
            rf"{words.container}\s?\d{{3}}-\d[\d-]+\w*(?:(?:\s\([^()]*\))?,\s[\d-]{{8,}})*)"
        )


def find_further_units(text: str, position: int, patterns: ArchivePatterns) -> Iterator[Draft]:
    """Yield a draft for every further unit of the archive cited before a position."""
    while (match := patterns.next.match(text, position)) is not None:
        yield Draft(*match.span("locator"), CitationKind.ARCHIVE, match.span("locator"))
        position = match.end()


_LONG_NUMBER = re.compile(r"\d{3}-\d")


def find_documents(text: str, patterns: ArchivePatterns, words: CitationWords) -> Iterator[Draft]:
    """Yield a draft for every archival document with its call number."""
    taken = Taken(text)
    for pattern in _choose_patterns(text, patterns):
        for match in pattern.finditer(text):
            if taken.touches(*match.span()):
                continue
            if not _is_document(text, match, patterns):
                continue
            draft = _make_draft(text, match, patterns, words)
            taken.add(draft.start, draft.end)
            yield from find_further_units(text, draft.end, patterns)
            yield draft


def _choose_patterns(text: str, patterns: ArchivePatterns) -> Iterator[re.Pattern[str]]:
    """Yield the patterns that may match; most texts lack a word that some of them require."""
    yield patterns.call
    if patterns.kinds.search(text):
        yield from (patterns.papers, patterns.held, patterns.placed)
    if _LONG_NUMBER.search(text):
        yield patterns.doc
    yield patterns.shelf


def _make_draft(
    text: str, match: re.Match[str], patterns: ArchivePatterns, words: CitationWords
) -> Draft:
    end = match.start() + len(match[0].rstrip(" ,."))
    if match.re is patterns.held:
        begin = _find_item(text, match.start(), words)
        named = match.start("name"), end
        located = match.span("locator")
    else:
        begin = words.skip_cues(text, match.start(), match.end("name"))
        named = begin, match.end("name")
        start = match.start("locator")
        located = end - len(text[start:end].lstrip(" ,:")), end
    return Draft(
        begin,
        end,
        CitationKind.ARCHIVE,
        located if located[0] < located[1] else (0, 0),
        container=text[named[0] : named[1]],
    )


_STOP = re.compile(r"(?<=[a-z)\]\d”])\.\s+|[;\n]\s*|:\s+")


def _find_item(text: str, position: int, words: CitationWords) -> int:
    """Return the start of the title of a document such as ``Holt to Marsh, 4 May 1955``."""
    start = max((stop.end() for stop in _STOP.finditer(text, 0, position)), default=0)
    start = words.skip_cues(text, start, position)
    title = text[start:position]
    fits = title[:1].isupper() and len(title) <= DOCUMENT_LONGEST and title.rstrip().endswith(",")
    return start if fits and not words.prose.search(title) and "“" not in title else position


def _is_document(text: str, match: re.Match[str], patterns: ArchivePatterns) -> bool:
    if match.re is patterns.shelf:
        mark = match["locator"]
        if re.fullmatch("[IVXLC]+", match["name"]):
            return False
        return (
            bool(match["comma"] or "/" in mark)
            and not re.fullmatch(YEAR, mark.split(",")[0].strip())
            and bool(re.match(r".*[A-Z].*\d|\d+/\d", mark))
        )
    if match.re in (patterns.papers, patterns.placed):
        return "," in match["locator"]
    return True
