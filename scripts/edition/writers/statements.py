"""Name rights statements and licences by their addresses."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

STATEMENTS: Final = MappingProxyType({
    "InC": "In Copyright",
    "InC-OW-EU": "In Copyright – EU Orphan Work",
    "InC-EDU": "In Copyright – Educational Use Permitted",
    "InC-NC": "In Copyright – Non-Commercial Use Permitted",
    "InC-RUU": "In Copyright – Rights-holder(s) Unlocatable or Unidentifiable",
    "NoC-CR": "No Copyright – Contractual Restrictions",
    "NoC-NC": "No Copyright – Non-Commercial Use Only",
    "NoC-OKLR": "No Copyright – Other Known Legal Restrictions",
    "NoC-US": "No Copyright – United States",
    "CNE": "Copyright Not Evaluated",
    "UND": "Copyright Undetermined",
    "NKC": "No Known Copyright",
})  # fmt: skip
"""Names of the statements of rightsstatements.org."""


def name_statement(uri: str) -> str:
    """Return the name of the rights statement or licence at an address."""
    parts = [part for part in uri.split("/") if part]
    if parts[1] == "rightsstatements.org":
        return STATEMENTS[parts[3]]
    if parts[2] == "publicdomain":
        return {"zero": "CC0 1.0", "mark": "Public Domain Mark 1.0"}[parts[3]]
    return f"CC {parts[3].upper()} {parts[4]}"
