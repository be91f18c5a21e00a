"""The numbers that control a heuristic, each with the reason for it.

No reference work states them, unless the reason names one: they were found by reading texts, and
a text that they serve badly is a reason to change them here, not where they are used. Lengths are
in characters unless the name says words; shares are between 0 and 1.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

# --- Titles of works, and how far two spellings of one may differ ---------------------------------

TITLE_ALIKE: Final = 0.86
"""Two spellings of a title that agree in less are different titles more often than misprints."""
TITLE_LIKELY: Final = 0.75
"""Among a few candidates, such as newspapers of a known date, less agreement is proof enough."""
TITLE_ALIKE_IN_DRAFTS: Final = 0.88
"""A draft of an entry must not repeat an entry: nearly the same title is reported, not added."""
TITLE_ALIKE_LETTERS: Final = 5
"""With fewer letters, any two words would be alike."""
TITLE_CUT_LETTERS: Final = 3
"""A misprinted title may be this many letters shorter than what is printed of it."""
TITLE_DISTINCTIVE: Final = 15
"""A title of as many letters identifies a work without its author."""
TITLE_MAIN: Final = 3
"""What is before a colon or full stop and is shorter is an initial, not a main title."""
TITLE_BLOCK: Final = 4
"""Titles that differ in their first letters are not compared: misprints are rarely there."""
TITLES_BESIDE: Final = 12
"""Titles on each side of a text in the alphabet: of more with its first words none is nearer."""
TITLE_BROKEN_OFF: Final = 10
"""Where the text breaks off, fewer letters of a title could begin another one."""
TITLE_ALONE: Final = 4
"""A shorter title without a name before it is a word of the sentence."""
TITLE_IN_RUNNING_TEXT: Final = 20
"""A shorter title in running text may be other words of the text."""
TITLE_PART: Final = 12
"""A part of a title with fewer letters does not stand for the whole."""
TITLE_WORD: Final = 5
"""A shorter word in the middle of a title says nothing about it."""
TITLE_LONGEST: Final = 260
"""No title is longer: more letters before an imprint are a sentence."""
TITLE_SHARES: Final = (0.7, 0.5)
"""A known title that covers most of what is printed is meant; half will do if more proves it."""
TITLE_WORDS: Final = 2
"""One common word of a title does not identify a statement whose day is not known."""
NAME_HALF: Final = 0.5
"""Of the names in the title of an entry without author, half are enough."""

# --- Names of persons and newspapers --------------------------------------------------------------

NOTES_TRIED: Final = 300
"""The first notes show the convention of a text; the others would take time and show the same."""
NOTES_RECOGNIZED: Final = 3
"""A convention that reads fewer notes may do so by chance."""
NAME_WINDOW: Final = 180
"""Names before a title are within as many characters; what is farther belongs to another work."""
NAME_END: Final = 6
"""Works of one title whose authors' names end in the same letters are one work."""
NAME_BEGINNING: Final = 6
"""A shortened name with fewer letters begins many names."""
NAME_MISPRINTED: Final = 5
"""In a shorter name one misprint makes another name."""
NAME_BETWEEN_COMMAS: Final = 5
"""More words between commas are a phrase, not a name."""
NEWSPAPER_LETTERS: Final = 4
"""Names of newspapers that differ more in length are different newspapers."""
NEWSPAPER_ALONE: Final = 5
"""A shorter name is that of a newspaper only where a word such as “magazine” says so."""
NEWSPAPER_DAY: Final = 8
"""Between a newspaper and its day is no more than “ of the ”."""
AUTHOR_CERTAIN: Final = 2
"""The speaker is certain with a whole name in the words for the speaker, not in the clause."""
AUTHOR_PART: Final = 2
"""A part of a name with as few letters, such as a number, is not enough alone."""
PLURAL_LETTERS: Final = 3
"""In shorter words a final s is rarely that of a plural."""

# --- Words that belong together in a note or a clause ---------------------------------------------

IBID_AHEAD: Final = 80
"""What follows “Ibid.” and may name the work is within the same line of a note."""
CUE_WORD: Final = 20
"""No single cue is longer."""
ADDRESS_GAP: Final = 60
"""An address farther behind a citation belongs to what comes after."""
MARK_BEFORE: Final = 3
"""An opening quotation mark is at most two signs before its title."""
REST_OF_CITATION: Final = 150
"""What a citation that is cut off has after its title is not longer."""
DOCUMENT_LONGEST: Final = 160
"""Words that say which document of a box is meant are not longer; else they are a sentence."""
VOLUMES_YEARS: Final = 12
"""The volumes of one work rarely appear over more years."""
CITATION_SHOWN: Final = 80
"""More characters of a citation would fill a message."""
SPEECH_FAR: Final = 70
"""What is said and its day are separated by less than a line."""
SPEECH_NEAR: Final = 40
"""A day and the person it belongs to are separated by a few words at most."""
SPEAKER_WORDS: Final = 9
"""More words before a verb hold more than who says it."""
PHRASE_WORDS: Final = 6
"""More words before a noun do not belong to it."""
VENUE_DAY: Final = 6
"""Between the place of a speech and its day is no more than “ of ”."""

# --- Cross-references, and how their subject is proved --------------------------------------------

REFERENCE_BEFORE: Final = 90
"""A cue for a cross-reference is within a line before it."""
DIRECTION_BEFORE: Final = 60
"""Words for earlier and later are nearer than a line."""
VOLUME_DOCUMENTS: Final = 3
"""Fewer headings with the name of a form may be chapters of a book: 2 Letters from Home."""
REFERENCE_TITLE_WORDS: Final = 4
"""Titles of more words are not used as names of divisions."""
PREVIEW_LENGTH: Final = 160
"""A preview is about two lines of a text column."""
ABBREVIATION_BEFORE: Final = 6
"""No abbreviation that ends in a full stop and is looked for is longer."""
SENTENCES_KEPT: Final = 256
"""The sentences of a paragraph are asked for once for each of its references."""
SUBJECT_NAME: Final = 3
"""Shorter names are initials."""
SUBJECT_WORD: Final = 6
"""Shorter words say little about a subject."""
SUBJECT_YEAR: Final = 4
"""A number of as many figures is a year."""
COMMON_NAME: Final = 0.25
"""A name on a larger share of the pages does not distinguish them."""
COMMON_WORD: Final = 0.05
"""Another word on a larger share of the pages does not distinguish them."""
RARE_NAME: Final = 0.04
"""A reader takes a name in both places for proof if it is on a smaller share of the pages."""
RARE_WORD: Final = 0.01
"""Any other word that both places have is proof only if it is hardly ever used."""
RARE_PAGES: Final = 2
"""In a short text: the page of the sentence and that which it names."""
SUBJECT_LEADING: Final = 0.05
"""The page named must be among this share of the pages that say most of the subject."""
SUBJECT_CHAPTER: Final = 3
"""A chapter speaks of a subject if one in as many of the pages that say most of it lies in it."""
SUBJECT_SHOWN: Final = 3
"""More shared words would not make the proof clearer to a reader."""

# --- Drafts of bibliography entries ---------------------------------------------------------------

PAGES_OF_ARTICLE: Final = 8
"""Fewer pages are the place that is cited, not the whole of an article."""
ABBREVIATION_AHEAD: Final = 40
"""A text gives the abbreviation of an archive right behind its name."""
KEY_WORDS: Final = 3
"""More words make a key that nobody types."""
ROMANISED_SHARE: Final = 0.8
"""A title in romanised Japanese or Chinese may hold a foreign name, but little else."""
EASTERN_NAME_WORDS: Final = 4
"""Japanese, Chinese and Korean names have fewer words."""

# --- Entries of the bibliography -----------------------------------------------------------------

AUTHORS_IN_ENTRY: Final = 10
"""An entry names as many authors, by section 14.76 of the Chicago Manual of Style."""
AUTHORS_KEPT: Final = 7
"""An entry with more authors names the first of them, by the same section."""
AUTHORS_IN_NOTE: Final = 3
"""A note names as many authors, and of more only the first, by the same section."""

# --- Files of the search index -------------------------------------------------------------------

SEARCH_SEGMENT_WORDS: Final = 400_000
"""A segment ends at the next page after as many words, which bounds what a query loads."""
SEARCH_WORDS_FILE: Final = 12_000
"""A query reads one file of words for each term, so it must load at once on a slow line."""
SEARCH_PLACES_FILE: Final = 8_000
"""A query reads a file of places for each term and segment, so these are smaller still."""
SEARCH_TEXTS_FILE: Final = 8_000
"""The results of a page of hits lie in many files of texts, each of which is read whole."""
SEARCH_SMALL_NUMBERS: Final = 5_000
"""Nearly all differences between places are smaller, so these are written from a table."""

# --- Checks of what is published ------------------------------------------------------------------

DIGEST_CHARACTERS: Final = 12
"""Characters of a digest in a rights lock: enough to distinguish some thousand titles."""

QUOTATION_WORDS: Final = 40
"""A quotation of as many words goes beyond what an argument needs of a text in copyright."""
LEAK_WORDS: Final = 8
"""As many words in a row are hardly ever the same in two texts by chance."""
LEAK_HASH_BYTES: Final = 6
"""Two runs of words of a text have the same hash of this length once in millions of texts."""
LEAK_PAIR_FACTOR: Final = 31
"""An odd factor lets both words of a pair decide all bits of its hash."""
LEAK_STRAYS: Final = 4
"""Numbers and remarks between words from which on a file is also read without them."""
LEAK_FREQUENT: Final = 8
"""A word that is one of so many words of a list is there for its form, not for what it says."""
LEAK_LONG_LIST: Final = 512
"""Words of a list from which on a part of them shows which are frequent."""
LEAK_MARGIN: Final = 60
"""Words that are searched again at the ends of repeated lines: many times a run, tags included."""
LEAK_STRETCH: Final = 3
"""Lines between these margins from which on a stretch is passed over: fewer save nothing."""
LEAK_SAMPLE_STEP: Final = 13
"""Of long lists every so manieth word is counted: a prime, which the width of no table divides."""
LEAK_KIND_BITS: Final = 4
"""Bits that hold the kind of a word, below those of its hash: there are twelve kinds."""
LEAK_ROW: Final = 200
"""Characters of a row of a table: longer ones are lines of prose with commas."""
LEAK_DEPTH: Final = 8
"""Archives within archives: deeper ones are built to exhaust a machine, not to be read."""
LEAK_WORD_LETTERS: Final = 40
"""Letters before a hyphen that are searched for the beginning of their word; few have more."""
LEAK_UNPACKED_BYTES: Final = 500_000_000
"""An archive may unpack to more than any machine holds; one with more is not read."""
LEAK_ZIP_END_BYTES: Final = 65_557
"""The end of a zip archive is no longer than this; a program may be before the archive."""
ADDRESS_WORDS: Final = 8
"""The first words of a paragraph that distinguish it from its neighbours."""
COMPARED_PAGE: Final = 200
"""Characters at the beginning of a page that hold its first words."""
LISTED_PLACES: Final = 8
"""A message with more places is hard to read."""
PROOF_NEAR: Final = 24
"""Pages that lack or add more letters than this in one place go on at words that agree."""
PROOF_AGREES: Final = 16
"""So many letters that agree are hardly ever the same by chance."""
PROOF_SHOWN: Final = 100
"""Differences of one stream: with more of them, the rest is one, since nobody reads them all."""
LONGEST_EXPANSION: Final = 1_000_000
"""Characters that joined values may have together: no bibliography has as many, a bomb has more."""
SHOWN_VALUE: Final = 50
"""A longer quotation makes a message hard to read."""
SHOWN_DIFFERENCE: Final = 60
"""A longer difference makes a message hard to read."""
SHOWN_AROUND: Final = 12
"""As many characters on each side are enough to find the place of a space."""

SHEET_BYTES: Final = 150_000
"""A file of the diplomatic transcription holds as many bytes of HTML: half of a page's budget."""
SHEET_CUT: Final = SHEET_BYTES // 4
"""Characters of a piece that is cut off a longer part; one may take several bytes."""
BYTES_ADDED: Final = MappingProxyType({"&": 4, "<": 3, ">": 3, "\n": 8})
"""Bytes that a character of markup, or a line with its number, takes more than itself."""

# --- Registers ------------------------------------------------------------------------------------

REPEATED_NAME: Final = 5
"""Times that words with capitals must occur together to be proposed as a name."""
EVIDENCED_NAME: Final = 3
"""Times that a name must occur to be proposed if the words around it show its kind."""
NAME_CONTEXT: Final = 40
"""Characters before a name that can hold its title or its preposition."""
TITLED_WEIGHT: Final = 3
"""A title says more than so many prepositions: in Weaver as well as General Weaver."""
ADJECTIVE_SHARE: Final = 0.5
"""A word that is more often before a noun is an adjective: Russian."""
SHORT_NAME: Final = 2
"""Words of a name of a body of which none is small: Red army is none, Third Orsk army is one."""
INITIAL_LONGEST: Final = 2
"""Letters of the longest initial of a name: A., Iu."""
ID_LONGEST: Final = 60
"""Characters of the longest id of an entry."""
LISTED_WORKS: Final = 3
"""Years in brackets, each alone, that make a passage a list of works."""
QUOTED_TITLE_WORDS: Final = 4
"""Words of the shortest quotation that capitals make a title; shorter ones are names as well."""
QUOTED_TITLE_LETTERS: Final = 4
"""Letters of the shortest word that titles print with a capital regardless of its class."""
QUOTED_TITLE_CAPITALS: Final = 3
"""Such words that a title has at least: names in quotation marks have fewer."""
GLOSSED_WORDS: Final = 9
"""Words before an abbreviation in brackets in which the name that it shortens can begin."""
SERIAL_CONTEXT: Final = 40
"""Characters before a number that show by a small letter whether all is printed large there."""
PLAIN_YEAR: Final = 1600
"""Four digits below it are rather a number than a year where nothing before them concerns time."""
YEARS_AHEAD: Final = 9
"""Years by which a year alone may be after the days around it and still date the next sentence."""
MONTHS_BACK: Final = 8
"""A month without a year that is so many before the last is of the next year: December, March."""
CALENDARS_APART: Final = (11, 12, 13)
"""Days between the Julian and the Gregorian calendar from 1700 on."""
SHORT_CENTURY: Final = 1900
"""Century of a year that a stamp gives with two digits."""
IMPRINT_LONGEST: Final = 60
"""Characters before a place in which brackets with place and year of a book can begin."""
GLOSS_LONGEST: Final = 90
"""Characters of the longest brackets after a name that are read as its gloss."""

# --- Check digits ---------------------------------------------------------------------------------

ISSN_DIGITS: Final = 8
"""Digits of an ISSN (ISO 3297)."""
ISBN_DIGITS: Final = 10
"""Digits of an ISBN until 2006 (ISO 2108)."""
LONG_ISBN_DIGITS: Final = 13
"""Digits of an ISBN since 2007 (ISO 2108)."""
ISBN_WEIGHT: Final = 3
"""Weight of every second digit of an ISBN of 13 digits."""
CHECK_DIGIT_X: Final = 10
"""What the check digit X is worth."""
