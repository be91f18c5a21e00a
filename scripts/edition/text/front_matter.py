"""Front matter: the YAML between two lines of hyphens at the head of a Markdown file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_FENCE: Final = "---"


def write_front_matter(lines: Iterable[str]) -> str:
    """Return lines of YAML as front matter, without a line end after it."""
    return "\n".join([_FENCE, *lines, _FENCE])


def split_front_matter(text: str) -> tuple[str, str]:
    """Return the YAML at the head of a Markdown file, and what follows it.

    The YAML is empty if the file has no front matter.
    """
    if not text.startswith(f"{_FENCE}\n"):
        return "", text
    matter, fence, body = text[len(_FENCE) :].partition(f"\n{_FENCE}\n")
    return (f"{matter}\n".removeprefix("\n"), body) if fence else ("", text)
