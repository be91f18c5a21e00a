"""Ordinal words in headings of the parts of a work, in several languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

assert __package__
ORDINALS: Final[Mapping[str, int]] = json.loads(
    files(__package__).joinpath("ordinals.json").read_text("utf-8")
)
"""The number of each word in small letters: ``premier`` is 1."""
