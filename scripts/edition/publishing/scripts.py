"""Writes the data of a built site as scripts, because pages opened from a disk can load no data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from edition.publishing.mkdocs import THEME
from edition.text.digest import find_files
from edition.text.escape import escape_script
from edition.text.interface import list_words

WORDS: Final = "assets/words.js"
_TRANSCRIPTION: Final = re.compile(r"editions/[^/]+/witness-[^/]+\.js")
_MESSAGE: Final = re.compile(r'\b(?:_|ngettext)\(\s*("[^"\\]*")')


def is_script(name: str) -> bool:
    """Return whether a file of a site is a script with data."""
    return name == WORDS or _TRANSCRIPTION.fullmatch(name) is not None


def write_scripts(site: Path) -> None:
    """Write the words of the interface, unless it is English, and the transcriptions."""
    if words := list_words():
        used = ("", *_list_messages())
        own = {message: words[message] for message in used if message in words}
        _write(site / WORDS, "globalThis.editionInterface =", own)
    for page in find_files(site, "editions/*/witness-*.html"):
        _, start, rest = page.read_text("utf-8").partition("<article")
        name = page.with_suffix(".js")
        place = f"(globalThis.editionTranscriptions ??= {{}})[{json.dumps(name.name)}] ="
        _write(name, place, f"{start}{rest.partition('</article>')[0]}</article>")


def _write(path: Path, place: str, data: object) -> None:
    # The file may be a hard link that it shares with the last site.
    path.unlink(missing_ok=True)
    written = escape_script(json.dumps(data, ensure_ascii=False))
    path.write_text(f"{place} {written};\n", encoding="utf-8")


def _list_messages() -> Iterator[str]:
    """Yield the messages in the scripts of the theme."""
    for path in sorted((THEME / "assets").glob("*.js")):
        yield from map(json.loads, _MESSAGE.findall(path.read_text("utf-8")))
