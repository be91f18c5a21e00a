"""Forms of citation of a text: note, short note and entry in Chicago style, and the forms of MLA.

They follow *The Chicago Manual of Style*, 17th edition (notes and bibliography), and the *MLA
Handbook*, 9th edition. The locator is not part of a form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from edition.bibliography import csl
from edition.model.parameters import AUTHORS_IN_NOTE
from edition.text.dates import MONTHS, display_date

Runs: TypeAlias = list[str]
"""Text alternating between roman and italics, beginning with roman."""
Piece: TypeAlias = tuple[str, str]
"""Text in roman, and text in italics after it."""

_ITALIC: Final = frozenset({"book", "report", "motion_picture", "thesis"})
"""Types with titles in italics; all other titles are quoted."""
_SHORT_MONTHS: Final = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.")
_MOST_IN_MLA: Final = 2
"""Most authors that MLA names; of more, only the first is named."""


def write_note(item: csl.Item) -> Runs:
    """Return the citation of an item in a first note."""
    names = _join_names(item.get("author", ())) or _join_names(item.get("editor", ()))
    rest = _note_rest(item)
    quoted = f"{_quote(item, ',' if rest else '')}{' ' if rest else ''}"
    title = ("", item.get("title", "")) if item["type"] in _ITALIC else (quoted, "")
    return _join([(f"{names}, " if names else "", ""), title, *rest])


def _note_rest(item: csl.Item) -> list[Piece]:
    if item["type"] == "book":
        return [(_number(item) + _series(item, ", ") + _imprint(item), "")]
    if item["type"] in _ITALIC:
        return [(_number(item) + _imprint(item), "")]
    if item["type"].startswith("article"):
        return [piece for piece in _periodical(item) if any(piece)]
    if item["type"] == "chapter":
        editors = _join_names(item.get("editor", ())) if item.get("author") else ""
        after = (f", ed. {editors}" if editors else "") + _imprint(item)
        return [("in ", item.get("container-title", "")), (after, "")]
    rest = ", ".join(_filled(item, "genre", "container-title", "issued"))
    return [(rest, "")] if rest else []


def write_short(item: csl.Item) -> Runs:
    """Return the citation of an item in a later note: family names and the short title."""
    names = _join_names(item.get("author", ()) or item.get("editor", ()), families=True)
    title = _short(item)
    named = ("", title) if item["type"] in _ITALIC else (f"\u201c{title}\u201d", "")
    lead = [("", item["container-title"]), (", ", "")] if _is_unsigned(item) else []
    return _join([*lead, (f"{names}, " if names else "", ""), named])


def _is_unsigned(item: csl.Item) -> bool:
    """Return whether the name of the newspaper or magazine replaces that of an author (14.199)."""
    unsigned = not item.get("author") and not item.get("editor")
    of_kind = item["type"] in ("article-newspaper", "article-magazine")
    return unsigned and of_kind and "container-title" in item


def write_entry(item: csl.Item) -> Runs:
    """Return the entry of an item in a bibliography."""
    names = _join_inverted(item.get("author", ()) or item.get("editor", ()), AUTHORS_IN_NOTE)
    if _is_unsigned(item):
        rest = (f" {_end(_date(item))}" if _date(item) else "", "")
        return _join([("", item["container-title"]), (". ", ""), *_title(item), rest])
    return _join([(f"{_end(names)} " if names else "", ""), *_title(item), *_entry_rest(item)])


def _entry_rest(item: csl.Item) -> Iterator[Piece]:
    if item["type"].startswith("article"):
        pieces = [piece for piece in _periodical(item) if any(piece)]
        yield from [(" ", ""), *pieces, (".", "")] if pieces else []
        return
    if item["type"] in _ITALIC:
        imprint = _imprint(item)[2:-1]
        sentences = [item.get("number", ""), _series(item), imprint]
    else:
        sentences = _filled(item, "genre", "container-title", "issued")
    yield "".join(f" {_end(sentence)}" for sentence in sentences if sentence), ""


def write_mla(item: csl.Item) -> tuple[Runs, str]:
    """Return the entry of an item in a list of works cited, and its text after the web address."""
    names = _join_inverted(item.get("author", ()) or item.get("editor", ()), _MOST_IN_MLA)
    pieces = [(f"{_end(names)} " if names else "", ""), *_title(item), *_mla_rest(item)]
    return _join(pieces), _end(_series(item)) if item["type"] == "book" else ""


def _mla_rest(item: csl.Item) -> Iterator[Piece]:
    issued = _mla_date(item.get("issued", {}))
    if item["type"].startswith("article"):
        journal = item.get("container-title", "")
        numbers = [f"{w} {item[n]}" for w, n in (("vol.", "volume"), ("no.", "issue")) if n in item]
        rest = ", ".join(filter(None, [*numbers, issued]))
        yield " " if journal else "", journal
        yield f", {rest}" if journal and rest else _after_stop(rest), ""
    elif item["type"] in _ITALIC:
        parts = [item.get("number", ""), item.get("publisher", ""), issued]
        yield _after_stop(", ".join(filter(None, parts))), ""
    else:
        genre = item.get("genre", "")
        rest = ", ".join(filter(None, [item.get("container-title", ""), issued]))
        yield _after_stop(_end(genre)) + _after_stop(rest), ""


def write_mla_names(item: csl.Item) -> Runs:
    """Return the reference to an item in the text: its authors, or else its short title."""
    names = [csl.family_name(name) for name in csl.omit_others(item.get("author", ()))]
    if names:
        several = f"{names[0]} et al." if len(names) > _MOST_IN_MLA else " and ".join(names)
        return [several]
    title = _short(item)
    return ["", title, ""] if item["type"] in _ITALIC else [f"\u201c{title}\u201d"]


# --- parts of a form -----------------------------------------------------------------------------


def _join(pieces: Iterable[Piece]) -> Runs:
    runs: Runs = [""]
    for roman, italic in pieces:
        runs[-1] += roman
        runs += [italic, ""] if italic else []
    return runs[:-1] if len(runs) > 1 and not runs[-1] else runs


def _title(item: csl.Item) -> Iterator[Piece]:
    """Yield the title as a sentence of an entry."""
    if item["type"] in _ITALIC:
        yield "", item.get("title", "")
        yield "" if item.get("title", "").endswith(("?", "!")) else ".", ""
    else:
        yield _quote(item, "."), ""


def _quote(item: csl.Item, stop: str) -> str:
    title = item.get("title", "")
    # These marks take neither a comma nor a full stop after them.
    return f"\u201c{title}{'' if title.endswith(('?', '!')) else stop}\u201d"


def _periodical(item: csl.Item) -> Iterator[Piece]:
    yield "", item.get("container-title", "")
    place = f" {item['volume']}" if "volume" in item else ""
    place += f", no. {item['issue']}" if "issue" in item else ""
    date = _date(item)
    if date:
        place += f" ({date})" if place else f", {date}"
    yield place if item.get("container-title") else place.removeprefix(", "), ""


def _short(item: csl.Item) -> str:
    return str(item.get("title-short") or item.get("title", ""))


def _end(sentence: str) -> str:
    return f"{sentence}." if sentence and not sentence.endswith((".", "?", "!")) else sentence


def _after_stop(text: str) -> str:
    return f" {text}" if text else ""


def _filled(item: csl.Item, *names: str) -> list[str]:
    values = (_date(item) if name == "issued" else str(item.get(name, "")) for name in names)
    return [value for value in values if value]


def _number(item: csl.Item) -> str:
    return f", {item['number']}" if "number" in item else ""


def _series(item: csl.Item, lead: str = "") -> str:
    if "collection-title" not in item:
        return ""
    return lead + " ".join(_filled(item, "collection-title", "collection-number"))


def _imprint(item: csl.Item) -> str:
    who = ": ".join(_filled(item, "publisher-place", "publisher"))
    # The style prints the year alone, also for a report.
    shown = ", ".join(part for part in (who, _date(item).rpartition(" ")[2]) if part)
    return f" ({shown})" if shown else ""


# --- names and dates -----------------------------------------------------------------------------


def _join_names(names: Sequence[csl.Name], *, families: bool = False) -> str:
    shown = [
        csl.family_name(n) if families else csl.display_name(n) for n in csl.omit_others(names)
    ]
    if len(names) > AUTHORS_IN_NOTE or len(shown) < len(names):
        return f"{shown[0]} et al."
    return csl.join_names(shown)


def _join_inverted(names: Sequence[csl.Name], most: int) -> str:
    """Join names, inverting the first one unless its family name is always first."""
    shown = [
        csl.display_name(name, inverted=not number and "static-ordering" not in name)
        for number, name in enumerate(csl.omit_others(names))
    ]
    if len(names) > most or len(shown) < len(names):
        return f"{shown[0]}{',' if ',' in shown[0] else ''} et al."
    return csl.join_names(shown, comma="," in "".join(shown[:1]))


def _date(item: csl.Item) -> str:
    date: csl.Date = item.get("issued", {})
    if "date-parts" not in date:
        return str(date.get("literal", ""))
    parts = ["-".join(f"{n:02}" for n in part) for part in date["date-parts"]]
    return display_date("/".join(parts), month_first=True)


def _mla_date(date: csl.Date) -> str:
    parts = date.get("date-parts", [[]])
    if len(parts) != 1 or len(parts[0]) < 2:
        return _date({"issued": date})
    year, month, *day = parts[0]
    months = (*_SHORT_MONTHS, *(f"{name[:3]}." for name in MONTHS[len(_SHORT_MONTHS) :]))
    return " ".join(map(str, (*day, months[month - 1], year)))
