"""The data of the bibliography's filter: small scripts, each asked for when it is wanted.

``index.js`` has every work's key, page, decade and texts; ``words-N.js`` the works that have a
word. A page that is opened from a disk may not fetch a file, so they only set data.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from edition.bibliography.database import Bibliography
from edition.search.files import cut, sort_terms
from edition.search.postings import write_number
from edition.search.words import read_tokens
from edition.writers.bibliography.division import Page
from edition.writers.bibliography.grouping import Entry

INDEX: Final = "index.js"
_SHARD: Final = 40_000
"""Characters of a file of words."""


def write_index(bibliography: Bibliography, leaves: Sequence[Page]) -> Iterator[tuple[str, str]]:
    """Yield the names and contents of the scripts; works are numbered page after page."""
    words = _find_words(bibliography, [entry for leaf in leaves for entry in list_works(leaf)])
    lines = [f"{term} {_write_numbers(words[term])}" for term in sort_terms(words)]
    heads, shards = cut(lines, _SHARD, len)
    for number, shard in enumerate(shards):
        content = json.dumps("\n".join(shard), ensure_ascii=False)
        yield f"words-{number}.js", f"(self.bibliographyWords ||= {{}})[{number}] = {content};\n"
    content = ",\n".join(_write_fields(leaves, [head.split(" ")[0] for head in heads]))
    yield INDEX, f'"use strict";\nself.bibliographyIndex = {{\n{content}\n}};\n'


def list_works(leaf: Page) -> list[Entry]:
    """Return the works of a page in their order."""
    return [block.entry for block in leaf.blocks if not block.number]


def _write_fields(leaves: Sequence[Page], words: Sequence[str]) -> Iterator[str]:
    every = dict.fromkeys(s for leaf in leaves for e in list_works(leaf) for s in e.sources)
    sources = {source: number for number, source in enumerate(every)}
    pages = [_write_page(leaf, sources) for leaf in leaves]
    yield f'"sources": {json.dumps(list(sources))}'
    yield f'"words": {json.dumps(words, ensure_ascii=False)}'
    yield '"pages": [\n' + ",\n".join(json.dumps(p, ensure_ascii=False) for p in pages) + "\n]"


def _write_page(leaf: Page, sources: Mapping[str, int]) -> list[str]:
    """Return name, group and works of a page; a work is its key, decade and texts."""
    works = (
        " ".join([entry.key, entry.decade, ",".join(str(sources[s]) for s in entry.sources)])
        for entry in list_works(leaf)
    )
    return [leaf.name, leaf.group.id, "\n".join(works)]


def _find_words(bibliography: Bibliography, entries: Sequence[Entry]) -> dict[str, list[int]]:
    """Return for each word the numbers of the works that have it, in their order."""
    found: dict[str, dict[int, None]] = {}
    for number, entry in enumerate(entries):
        for term, _ in read_tokens(bibliography.format_entry(entry.key, "text"), {}):
            found.setdefault(term, {})[number] = None
    return {term: list(numbers) for term, numbers in found.items()}


def _write_numbers(numbers: Sequence[int]) -> str:
    return ",".join(write_number(after - before) for before, after in pairwise([0, *numbers]))
