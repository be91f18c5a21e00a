from __future__ import annotations

import pytest

from edition.readers.registry import READERS, check_reader_options, describe_options


@pytest.mark.parametrize(
    ("kind", "options", "hint"),
    [
        ("report", {"side_heading": True}, "Did you mean \u201cside_headings\u201d?"),
        ("report", {"markers": "stars"}, "bracket or slash or superscript"),
        ("report", {"side_headings": "yes"}, "true or false"),
        ("plain", {"captions": [0]}, "line numbers"),
        ("plain", {"captions": "7"}, "line numbers"),
        ("report", {"classification": "SECRET"}, "a list of texts"),
        ("tei", {"x": 1}, "Its options: none."),
    ],
)
def test_an_option_that_cannot_be_is_reported(
    kind: str, options: dict[str, object], hint: str
) -> None:
    found = check_reader_options(kind, options)
    assert [fault.name for fault in found] == list(options)
    assert hint in found[0].hint


@pytest.mark.parametrize("kind", READERS)
def test_the_defaults_are_allowed(kind: str) -> None:
    defaults = {option.name: option.default for option in READERS[kind].options}
    assert check_reader_options(kind, defaults) == ()


def test_every_option_is_described() -> None:
    text = describe_options()
    for kind in READERS.values():
        assert f"## `{kind.name}`" in text
        assert all(f"| `{option.name}` |" in text for option in kind.options)
