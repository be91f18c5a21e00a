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
"""Numbers for which the plural form is listed; see ``edition.text.interface``."""


def install_language(root: Path) -> None:
    """Use the language that a project configures, if it has a catalogue for it.

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
        id = id if (has_one_form := isinstance(id, str)) else id[0]
        if not id or message.fuzzy or not strings or not all(strings):
            continue
        words[id] = strings[0] if has_one_form else strings
        # A plural form for a single number may leave out the number.
        optional = set() if has_one_form else {"count"}
        names = set(GAP.findall(id)) - optional
        if any(set(GAP.findall(string)) - optional != names for string in strings):
            fact = f"“{id}” and its translation have not the same names in braces"
            found.append(Diagnostic("C009", fact, shown, message.lineno or 0))
    if found:
        raise EditionError(*found)
    return {"": "".join(str(form(number)) for number in range(_NUMBERS)), **words}
