from __future__ import annotations

import pytest

from edition.model.document import JoinKind
from edition.readers.hyphens import TextHyphenation, learn_hyphenation
from edition.text.source import Source

TEXT = """The pilots kept a well-known book. The under-master was well known. Kan-ichi the
pilot and Shin-ichi his brother knew the harbour, the Norso-Danish ferryman and the Norso-English
one; they saw the ferry in depth and studied the depth of the sea. NOTA and RUSK, NOTA and RUSK.
The strait was wide and the pilots said so, the pilots of the ferry. The farmers
came, farmers and fishers. A left-wing farmer spoke of farmers.
"""
JOINED, KEPT = JoinKind.HYPHEN_JOINED, JoinKind.HYPHEN_KEPT


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        ("fer", "ryman", JOINED),
        ("well", "known", KEPT),
        ("Anglo", "Japanese", KEPT),
        ("Mc", "Carthy", JOINED),
        ("in", "depth", KEPT),
        ("in", "tangible", JOINED),
        ("NO", "TARY", JOINED),
        ("Hsin", "dering", JOINED),
        ("Ban", "ished", JOINED),
        ("dis", "oriented", JOINED),
        ("Norso", "finnish", KEPT),
        ("left", "wingers", KEPT),
        ("1920", "30", KEPT),
        ("knowl", "edge", JOINED),
    ],
)
def test_a_hyphen_is_joined_or_kept(left: str, right: str, kind: JoinKind) -> None:
    found, evidence = TextHyphenation.learn(TEXT).decide(left, right)
    assert (found, bool(evidence)) == (kind, True)


def test_the_record_decides_what_no_rule_does() -> None:
    source = Source("a.txt", "Of Kan-\nin and the left-\nwing.\n")
    kept = learn_hyphenation(source, {"kept_hyphens": [1, 99], "joined_hyphens": [2]})
    assert kept.decide("Kan", "in", source.text.index("-")) == (KEPT, "the record says so")
    assert kept.decide("left", "wing", source.text.rindex("-")) == (JOINED, "the record says so")
    assert kept.decide("Kan", "in") == TextHyphenation.learn(source.text).decide("Kan", "in")
