"""The list of a text's pages, as a script."""

from __future__ import annotations

import json

from edition.writers.page_list import FILE, write_page_list

HEAD = '---\nedition:\n  division: "x"\n---\n\n'


def read(script: str) -> list[list[str]]:
    _, _, data = script.partition("window.editionPages = ")
    pages: list[list[str]] = json.loads(data.removesuffix(";\n").replace(",\n]", "\n]"))
    return pages


def test_each_page_is_listed_with_the_file_that_it_begins_in() -> None:
    files = {
        "index.md": '# T\n\n<a id="p9">[p. 9]</a>',
        "b.md": f'{HEAD}<a id="pix">[p. ix]</a><a id="pix.1"></a>Text <a id="p1">[p. 1]</a>on',
        "a.md": f'{HEAD}<a id="leaf2">[leaf 2]</a>text',
        "c.md": f"{HEAD}No page begins here.",
    }
    script = write_page_list(files)[FILE]
    assert read(script) == [["b.html", "pix p1"], ["a.html", "leaf2"]]


def test_a_text_without_pages_has_no_list() -> None:
    assert write_page_list({"text.md": f"{HEAD}Text."}) == {}
