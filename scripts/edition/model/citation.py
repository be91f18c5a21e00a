"""Citations: words of a text that name a work, with the entry of the work and the locator."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from edition.text.span import Span


class CitationKind(StrEnum):
    """The form in which a work is cited."""

    FULL = "full"
    """With complete details: author, title, place and year, or journal and number."""
    SHORT = "short"
    """By author and short title, or by an agreed abbreviation."""
    IBID = "ibid"
    """By the word for the same work as before."""
    ARCHIVE = "archive"
    """An unpublished document by its call number or collection."""
    NEWSPAPER = "newspaper"
    """A newspaper by its date."""
    OTHER = "other"
    """A page on the web, an intercept or summary by its number."""


class Abstention(StrEnum):
    """Why a citation was not resolved."""

    LOST = "the full citation is not in the witness"
    """A short title that neither the text nor the bibliography explains."""
    AMBIGUOUS = "several works match"
    NEVER_GIVEN = "the text does not identify the work"
    """Words such as “a Russian book” or a bare “his memoir”."""
    MISSING_BEFORE = "the preceding note is missing or truncated"
    """“Ibid.” after a note that the witness lacks or breaks off."""
    SEVERAL_BEFORE = "the preceding note cites several works"
    NONE_BEFORE = "no preceding work is cited"
    UNRESOLVED_BEFORE = "the citation that it repeats is unresolved"
    NO_ENTRY = "the bibliography has no entry for it"
    """The citation is complete, but the bibliography lacks the work."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation with its entry in the bibliography, or the reason why it has none."""

    place: str
    """Key of the note or address of the paragraph that contains it."""
    parts: tuple[Span, ...]
    """Its passages in the witness, in reading order; a page may end between them."""
    kind: CitationKind
    key: str | None
    """Key of the entry in the bibliography."""
    locator: str = ""
    """Pages, folios or call number with shortened ranges completed: ``312–313``."""
    printed: str = ""
    """The locator as the text has it: ``312–13``."""
    reason: Abstention | None = None
    """Why there is no key; None if there is one."""
    text: str = ""
    """The words of the citation, with spaces for line ends."""
    note: bool = True
    """True if ``place`` is the key of a note."""
    address: str = ""
    """Address of the note or paragraph in the edition."""

    @property
    def start(self) -> int:
        """Offset of its first character in the witness."""
        return self.parts[0].start

    @property
    def end(self) -> int:
        """Offset after its last character in the witness."""
        return self.parts[-1].end
