"""Drafting of an entry of the bibliography from a full citation: names, language and key.

The language is guessed from word forms: syllables of romanised Japanese and Chinese, endings of
romanised Russian, and prepositions, conjunctions and articles of other languages. It is empty if
these do not decide.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from edition.linking.citations.citation_parts import Creator, FullCitation
from edition.model.parameters import (
    EASTERN_NAME_WORDS,
    KEY_WORDS,
    PAGES_OF_ARTICLE,
    ROMANISED_SHARE,
)
from edition.text.folding import fold_latin
from edition.text.page_ranges import count_pages

# --- Languages ----------------------------------------------------------------------------------


EASTERN: Final = frozenset({"japanese", "chinese", "korean"})
"""Languages that put the family name first."""

_KANA = (
    r"(?:(?:[kgnhbpmr]y|sh|ch|ts|[kgsztdnhbpmyrwjf])?[aiueo]|n(?![aiueoy])"
    r"|(?:k(?=k)|s(?=s)|t(?=[tc])|p(?=p)|m(?=[bpm])))+"
)
_PINYIN = (
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ueng|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu"
    r"|ua|uo|ui|ue|a|e|i|o|u)r?)+"
)
_JAPANESE: Final = re.compile(_KANA)
_CHINESE: Final = re.compile(_PINYIN)
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*[’']?")
_RUSSIAN_END = re.compile(
    r"(?:sk(?:ii|aia|ogo|oi|ie|ikh)|ogo|nyi|naia|ovanie|ost[’']|iia|iiu?|ykh|tsii)$"
)
_LITTLE: Final[Mapping[str, frozenset[str]]] = MappingProxyType({
    "english": frozenset("the of and from with against between his".split()),
    "german": frozenset("der die das und für zur im des ein eine zwischen".split()),
    "french": frozenset("les l’ d’ et une du des aux sur le la de dans".split()),
    "polish": frozenset("w przeciwko wobec między jak jako oraz przez dla".split()),
    "russian": frozenset("v na iz ob po protiv o s i ot pri posle".split()),
    "japanese": frozenset("no to ni o wa ga wo de e ka mo kara shi yori".split()),
})  # fmt: skip


def guess_language(title: str, *, romanised: bool = True) -> str:
    """Return the BibLaTeX name of the language of a title, or an empty string if it is not clear.

    Only a ``romanised`` title can be Japanese or Chinese.
    """
    small = [word.lower() for word in _WORD.findall(title)]
    if not small:
        return ""
    scores = {name: sum(w in known for w in small) for name, known in _LITTLE.items()}
    russian = sum(bool(_RUSSIAN_END.search(word)) for word in small)
    scores["russian"] += 2 * russian
    scores["german"] += 2 * sum(bool(re.search(r"[äöüß]|ung$|isch", word)) for word in small)
    scores["polish"] += 2 * sum(bool(re.search(r"[łżąęśńź]", word)) for word in small)
    eastern = _guess_eastern(small) if romanised else ""
    if eastern and not russian:
        return eastern
    first, second = sorted(scores, key=lambda name: -scores[name])[:2]
    return first if scores[first] > scores[second] else ""


def _guess_eastern(words: Sequence[str]) -> str:
    kana = sum(is_romanised(word, "japanese") for word in words) / len(words)
    pinyin = sum(is_romanised(word, "chinese") for word in words) / len(words)
    if max(kana, pinyin) < ROMANISED_SHARE:
        return ""
    return "japanese" if kana >= pinyin else "chinese"


def is_romanised(word: str, language: str) -> bool:
    """Return whether a word consists of syllables of a language."""
    letters = fold_latin(word.replace("-", "")).replace(" ", "")
    pattern = _JAPANESE if language == "japanese" else _CHINESE
    return bool(letters) and pattern.fullmatch(letters) is not None


def is_eastern_name(name: str, language: str) -> bool:
    """Return whether an author of a work in this language has the family name first."""
    words = name.split()
    return (
        language in EASTERN
        and 1 < len(words) < EASTERN_NAME_WORDS
        and all(is_romanised(word, "chinese") or is_romanised(word, "japanese") for word in words)
    )


_ROLES: Final = ("author", "editor", "translator")
_ORDER: Final = (
    "author", "title", "booktitle", "editor", "editortype", "translator", "nameorder", "journal",
    "entrysubtype", "edition", "volume", "volumes", "number", "type", "institution", "organization",
    "location", "publisher", "date", "year", "pages", "url", "urldate", "langid", "keywords",
)  # fmt: skip
_PARTICLES = frozenset("de der von van la du zu".split())
_SMALL = frozenset(
    "a an the of and in on to der die das ein eine le la les l o no i v na z w ob po iz kto".split()
)
_TYPES = {"newspaper": "article"}


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """A draft of an entry, with the notes that cite the work in full."""

    key: str
    type: str
    fields: dict[str, str]
    notes: tuple[str, ...]

    def format(self, source: str) -> str:
        """Return the entry in BibTeX, after a comment with its notes."""
        width = max(len(name) for name in self.fields)
        lines = [f"  {name:<{width}} = {{{value}}}," for name, value in self.fields.items()]
        head = f"% {source}: {', '.join(self.notes)}\n@{self.type}{{{self.key},\n"
        return head + "\n".join(lines) + "\n}\n"


def draft_entry(
    citations: Sequence[FullCitation], notes: Iterable[str], taken: Collection[str]
) -> EntryDraft:
    """Draft an entry for a work from its full citations; its key is not in ``taken``."""
    citation = max(citations, key=lambda c: (len(c.creators), len(c.fields)))
    # The title of a law case consists of names, which show no language.
    named = citation.type == "jurisdiction"
    language = "" if named else guess_language(citation.title, romanised=not citation.ordered)
    people, order = _people(citation.creators, language)
    fields = {**people, **{name: escape_tex(v) for name, v in citation.fields.items()}}
    fields |= {"title": escape_tex(citation.title), "langid": language, "nameorder": order}
    fields["keywords"] = "literature"
    if citation.type == "newspaper":
        fields["entrysubtype"] = "newspaper"
    if re.fullmatch(r"\d{4}", fields.get("date", "")):
        fields["year"] = fields.pop("date")
    if count_pages(fields.get("pages", "")) < PAGES_OF_ARTICLE:
        fields.pop("pages", None)
    kind = _TYPES.get(citation.type, citation.type)
    ordered = {name: fields[name] for name in _ORDER if fields.get(name)}
    if kind == "book" and "editor" in ordered and "author" not in ordered:
        kind = "collection"
    return EntryDraft(
        _make_key(citation, language, taken), kind, ordered, tuple(dict.fromkeys(notes))
    )


def escape_tex(text: str) -> str:
    """Escape a text for a field, so that reading it restores the text."""
    dashed = text.replace("–", "--").replace("—", "---").replace("“", "``").replace("”", "''")
    return re.sub(r"([&%$#_])", r"\\\1", dashed)


# --- names --------------------------------------------------------------------------------------


_INITIAL: Final = re.compile(r"(?:[^\W\d_]\.)+")
"""Initials, which follow the family name in Russian references: “Лапин А. И.”."""


def split_name(name: str, eastern: bool) -> str:
    """Return a printed name in the form of BibTeX: ``family, given``."""
    words = name.split()
    if len(words) < 2 or words[0].endswith(","):
        return name
    if eastern or all(_INITIAL.fullmatch(word) for word in words[1:]):
        return f"{words[0].rstrip(',')}, {' '.join(words[1:])}"
    lineage = ""
    if words[-1] in {"Jr.", "Sr.", "II", "III"}:
        lineage = f"{words.pop()}, "
        words[-1] = words[-1].rstrip(",")
    cut = len(words) - 1
    while cut > 1 and words[cut - 1] in _PARTICLES:
        cut -= 1
    return f"{' '.join(words[cut:])}, {lineage}{' '.join(words[:cut])}"


def _people(creators: Iterable[Creator], language: str) -> tuple[dict[str, str], str]:
    fields: dict[str, str] = {}
    eastern: list[str] = []
    roles: list[str] = []
    for creator in creators:
        role = "editor" if creator.role == "compiler" else creator.role
        if creator.role == "compiler":
            fields["editortype"] = "compiler"
        is_eastern = all(is_eastern_name(name, language) for name in creator.names)
        roles.append(role)
        eastern += [role] if is_eastern else []
        names = [split_name(name, is_eastern) for name in creator.names]
        fields[role] = " and ".join([*names, *(["others"] if creator.others else [])])
    if eastern and len(eastern) == len(roles):
        return fields, "eastern"
    return fields, f"eastern: {' '.join(eastern)}" if eastern else ""


# --- keys ---------------------------------------------------------------------------------------


def _make_key(citation: FullCitation, language: str, taken: Collection[str]) -> str:
    """Return a key of the form ``surname-year-word``, or with words of the title without a name."""
    year = re.search(r"\d{4}", citation.fields.get("year", citation.fields.get("date", "")))
    words = [word for word in fold_latin(citation.title).split() if word not in _SMALL]
    if citation.creators:
        name = citation.creators[0].names[0]
        family = split_name(name, is_eastern_name(name, language)).split(",")[0]
        parts = [fold_latin(family).replace(" ", ""), year[0] if year else "", *words[:1]]
    else:
        parts = [*words[:KEY_WORDS], year[0] if year else ""]
    return make_slug(" ".join(part for part in parts if part), taken)


def make_slug(words: str, taken: Collection[str]) -> str:
    """Return the folded words joined by hyphens, with a number if this key is taken."""
    base = "-".join(fold_latin(words).split()) or "work"
    key, count = base, 2
    while key in taken:
        key, count = f"{base}-{count}", count + 1
    return key
