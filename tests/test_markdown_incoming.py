"""Signs beside what is referred to: one for each block, with the number of places."""

from __future__ import annotations

import markdown
from selectolax.lexbor import LexborHTMLParser

TEXT = """\
## <a id="2.h1"></a>A heading

<a id="p4.1"></a>The first paragraph.<a id="p5">[p. 5]</a> It goes on.[^1]

<a id="p6">[p. 6]</a>

<a id="p6.1"></a>The second paragraph.

<details class="incoming" data-search-exclude="" markdown="1">
<summary>Referred to from</summary>

- [A heading](#2.h1): [p. 40](4.md#p40.1)
- [p. 4](#p4.1): [p. 40](4.md#p40.1)
- [p. 5](#p5): [p. 41](4.md#p41.1 "words"), [p. 42](4.md#p42.1)
- [p. 6](#p6): [p. 43](4.md#p43.1)
- [n. 1](#n1): [p. 44](4.md#p44.1)
- [p. 99](#p99): [p. 45](4.md#p45.1)

</details>

[^1]: The note.
"""


def _page(text: str = TEXT) -> LexborHTMLParser:
    return LexborHTMLParser(markdown.markdown(text, extensions=["edition.publishing.dialect"]))


def _signs(page: LexborHTMLParser) -> dict[str, tuple[str, str]]:
    found = {}
    for sign in page.css("a.incoming-sign"):
        block = sign.parent
        assert block is not None
        name = block.attributes.get("id") or block.text().strip()
        found[name] = (sign.attributes["data-count"] or "", sign.attributes["href"] or "")
    return found


def test_each_block_has_one_sign_with_the_number_of_places() -> None:
    assert _signs(_page()) == {
        "2.h1": ("1", "#from-2.h1"),
        "p4.1": ("3", "#from-p4.1"),
        "p6.1": ("1", "#from-p6"),
        "The note.↩\ufe0e": ("1", "#from-n1"),
    }


def test_a_sign_leads_to_the_list_and_the_list_back() -> None:
    page = _page()
    for sign in page.css("a.incoming-sign"):
        for address in (sign.attributes["data-items"] or "").split():
            item = page.css_first(f"[id='{address}']")
            assert item is not None
            back = item.css_first("a")
            assert back is not None
            name = (back.attributes["href"] or "").removeprefix("#")
            assert page.css_first(f"[id='{name}']") is not None


def test_a_sign_says_in_words_what_it_is_and_adds_none_to_the_text() -> None:
    page = _page()
    said = [sign.attributes["aria-label"] for sign in page.css("a.incoming-sign")]
    assert said[:2] == [
        "A heading: referred to from one place",
        "p. 4, p. 5: referred to from 3 places",
    ]
    assert all(sign.text() == "" for sign in page.css("a.incoming-sign"))


def test_the_list_is_open_so_that_its_items_can_be_reached() -> None:
    lists = _page().css("details.incoming[open]")
    assert len(lists) == 1


def test_other_lists_get_no_signs() -> None:
    text = TEXT.replace('class="incoming"', 'class="other"')
    assert not _page(text).css("a.incoming-sign, [id^=from-]")


def test_corresponding_passages_are_in_a_list_at_the_end_with_a_sign_at_their_passage() -> None:
    block = '<div class="correspondence" markdown="1">\n\n{}\n\n</div>\n\n'
    both = block.format("Same event: [B](b.md#p1)\n\nConfirms: [C](c.md#p2)")
    start = '<a id="p6">'
    page = _page(block.format("Alone.") + TEXT.replace(start, both + start))
    section = page.css_first("section.correspondences")
    assert section is not None
    assert [item.id for item in section.css("li")] == ["with-p4.1"]
    assert [one.text() for one in section.css("a.sign")] == ["p.\xa04, \xb6\xa01"]
    assert [one.attributes["href"] for one in section.css("p > a")] == ["b.md#p1", "c.md#p2"]
    signs = page.css("a.corresponding-sign")
    assert [sign.attributes["data-count"] for sign in signs] == ["2"]
    assert [sign.parent and sign.parent.id for sign in signs] == ["p4.1"]
    # What follows no passage stays where it is.
    assert [one.text().strip() for one in page.css("div.correspondence:not(li *)")] == ["Alone."]
