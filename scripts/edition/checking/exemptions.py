"""Exemptions of words of protected texts from the search for leaks, as named in a rights lock.

They are separate from the other facts of a lock, which need no search of texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from edition.checking.leaks import RUN, Protected, count_runs, digest_protected, digest_search
from edition.checking.protection import find_text, protect_alone
from edition.model.parameters import DIGEST_CHARACTERS, QUOTATION_WORDS, SHOWN_VALUE
from edition.records.publication import is_protected
from edition.records.record import Record
from edition.text.digest import digest
from edition.text.folding import fold_words
from edition.text.results import FOLDER as RESULTS
from edition.text.results import Results
from edition.text.shortening import shorten

Facts = dict[str, str]
"""The lines of a lock by their names; exemptions with their reasons."""


def list_exemptions(
    record: Record, records: Sequence[Record], root: Path, titles: Iterable[str]
) -> Facts:
    """Return the exemptions of a protected text by their names in the lock, with words to show."""
    found = _list_quotations(record)
    protected = protect_alone(record, root)
    if protected is not None:
        found |= _list_shared(record, protected, records, root, titles)
    return {f"exempt {name}": found[name] for name in sorted(found)}


def _list_quotations(record: Record) -> Facts:
    """Return the quotations, if together they may form a long passage.

    Only the witness shows how much is omitted between them, and it is rarely available.
    """
    quoted = [quotation.text for quotation in record.quotations]
    if len(quoted) < 2 or sum(len(fold_words(text)) for text in quoted) < QUOTATION_WORDS:
        return {}
    return {f"quotation {digest(text)[:DIGEST_CHARACTERS]}": _show_words(text) for text in quoted}


def _show_words(words: str) -> str:
    return f" (\u201c{shorten(words, SHOWN_VALUE)}\u201d)"


def _list_shared(
    record: Record,
    protected: Protected,
    records: Sequence[Record],
    root: Path,
    titles: Iterable[str],
) -> Facts:
    """Return the titles and texts with words of a protected text, and adjacent quotations."""
    named = {f"title {digest(title)[:DIGEST_CHARACTERS]}": title for title in titles}
    named |= {
        f"title-of {other.id}/{digest(other.title)[:DIGEST_CHARACTERS]}": other.title
        for other in records
    }
    texts = {
        f"text {other.id}/{other.witness.sha256[:DIGEST_CHARACTERS]}": find_text(other, root) or ""
        for other in records
        if not is_protected(other)
    }
    found = {
        name: _show_words(named[name]) for name in _find_shared(protected, "titles", named, root)
    }
    found |= dict.fromkeys(_find_shared(protected, "texts", texts, root), "")
    text = find_text(record, root)
    close = _find_adjacent(record, protected) if text is None else _find_close(record, text)
    return found | {f"quotations {digest(words)[:DIGEST_CHARACTERS]}": "" for words in close}


def _find_shared(
    protected: Protected, kind: str, texts: Mapping[str, str], root: Path
) -> list[str]:
    """Return the names of the texts that have words of a protected text.

    The result, which is derived from the protected text, is stored only on this machine.
    """
    results, name = Results(root / RESULTS / "private"), f"{kind} with words of {protected.name}"
    key = digest(digest_search(), digest_protected([protected]), *texts, *texts.values())
    return results.recall(
        name, key, lambda: [one for one, text in texts.items() if count_runs(protected, text)]
    )


def _find_close(record: Record, text: str) -> Iterator[str]:
    """Yield the words of passages with several quotations and few words between them."""
    words = fold_words(text)
    start = end = count = 0
    for first, last in [*sorted(_find_spans(record, words)), (len(words) + RUN, 0)]:
        if first - end >= RUN or not count:
            if count > 1 and end - start >= QUOTATION_WORDS:
                yield " ".join(words[start:end])
            start, end, count = first, last, 0
        end, count = max(end, last), count + 1


def _find_spans(record: Record, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the positions of the quotations in the words of a text."""
    joined = f" {' '.join(words)} "
    for quotation in record.quotations:
        quoted = fold_words(quotation.text)
        sought = f" {' '.join(quoted)} "
        at = joined.find(sought) if quoted else -1
        while at >= 0:
            first = joined.count(" ", 0, at)
            yield first, first + len(quoted)
            at = joined.find(sought, at + 1)


def _find_adjacent(record: Record, protected: Protected) -> Iterator[str]:
    """Yield the words of adjacent or overlapping quotations that are too long together.

    The fingerprint does not show adjacency if one of its runs ends at the end of a quotation.
    """
    words = [fold_words(quotation.text) for quotation in record.quotations]
    follows = {
        first: (second, common)
        for first, before in enumerate(words)
        for second, after in enumerate(words)
        if first != second
        for common in range(min(len(before), len(after)))
        if before[len(before) - common :] == after[:common]
        and (
            common >= RUN // 2
            or count_runs(protected, " ".join([*before[1 - RUN :], *after[common:][: RUN - 1]]))
        )
    }
    for start in set(range(len(words))).difference(second for second, _ in follows.values()):
        chain, joined = [start], [*words[start]]
        while (after := follows.get(chain[-1])) is not None and after[0] not in chain:
            chain.append(after[0])
            joined += words[after[0]][after[1] :]
        if len(chain) > 1 and len(joined) >= QUOTATION_WORDS:
            yield " ".join(joined)
