"""Front matter: the YAML between two lines of hyphens at the beginning of a Markdown file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_FENCE: Final = "---"


def write_front_matter(lines: Iterable[str]) -> str:
    """Return lines of YAML as front matter, without a final line end."""
    return "\n".join([_FENCE, *lines, _FENCE])


def split_front_matter(text: str) -> tuple[str, str]:
    """Split a Markdown file into the YAML of its front matter, which may be empty, and its text."""
    if not text.startswith(f"{_FENCE}\n"):
        return "", text
    matter, fence, body = text[len(_FENCE) :].partition(f"\n{_FENCE}\n")
    return (f"{matter}\n".removeprefix("\n"), body) if fence else ("", text)
