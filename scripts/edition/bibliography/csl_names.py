"""Names of CSL-JSON as people read them."""

from __future__ import annotations

from edition.bibliography.csl import Name


def display_name(name: Name, *, inverted: bool = False) -> str:
    """Return a name; inverted, the family name first, set off by a comma."""
    if "literal" in name:
        return str(name["literal"])
    family = " ".join(filter(None, (name.get("non-dropping-particle", ""), name["family"])))
    if inverted:
        return ", ".join(filter(None, (family, name["given"], name.get("suffix", ""))))
    first, last = (family, name["given"]) if "static-ordering" in name else (name["given"], family)
    return " ".join(filter(None, (first, last, name.get("suffix", ""))))
