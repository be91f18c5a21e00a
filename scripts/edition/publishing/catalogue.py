"""Reads the words of the interface from the catalogue of a project."""

from __future__ import annotations

import re
from gettext import c2py
from pathlib import Path
from typing import Final

from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.publishing.mkdocs import read_setting
from edition.text.interface import GAP, Words, install_words

FOLDER: Final = "locale"
"""Folder of a project with a catalogue for each language, ``de.po`` for instance."""
_TAG: Final = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*")
_NUMBERS: Final = 200
"""Numbers of which the form is listed; see ``edition.text.interface``."""


def install_language(root: Path) -> None:
    """Use the words of the language that a project names, if it has a catalogue of them.

    Raises EditionError (C009) for a catalogue that cannot be used.
    """
    language = read_setting(root, "theme", "language")
    path = root / FOLDER / f"{language}.po"
    install_words(_read(path) if _TAG.fullmatch(language) and path.is_file() else {})


def _read(path: Path) -> Words:
    from babel.messages.pofile import PoFileError, read_po

    shown = f"{FOLDER}/{path.name}"
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
        form = c2py(catalogue.plural_expr)
    except (PoFileError, ValueError) as error:
        raise EditionError(Diagnostic("C009", f"it is no catalogue: {error}", shown)) from error
    words: dict[str, str | list[str]] = {}
    found = []
    for message in catalogue:
        id, string = message.id, message.string
        strings = [string] if isinstance(string, str) else list(string or ())
        id = id if (is_one := isinstance(id, str)) else id[0]
        if not id or message.fuzzy or not strings or not all(strings):
            continue
        words[id] = strings[0] if is_one else strings
        # The form for one number may do without it.
        free = set() if is_one else {"count"}
        if any(set(GAP.findall(id)) - free != set(GAP.findall(one)) - free for one in strings):
            fact = f"“{id}” and its translation have not the same names in braces"
            found.append(Diagnostic("C009", fact, shown, message.lineno or 0))
    if found:
        raise EditionError(*found)
    return {"": "".join(str(form(number)) for number in range(_NUMBERS)), **words}
