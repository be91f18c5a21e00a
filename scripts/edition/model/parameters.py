"""The numbers that control heuristics, each with its reason.

They were found by reading texts, unless the reason cites a reference work. If they do not suit a
text, change them here, not where they are used. Lengths are in characters unless the name says
words; shares are between 0 and 1.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

# --- Titles of works, and how far two spellings of one may differ ---------------------------------

TITLE_SIMILARITY: Final = 0.86
"""Less similar titles are different titles more often than misprints of one."""
TITLE_LIKELY: Final = 0.75
"""Among few candidates, such as newspapers of a known date, less similarity is sufficient."""
DRAFT_TITLE_SIMILARITY: Final = 0.88
"""A draft must not repeat an entry: a more similar title is reported instead of added."""
TITLE_SIMILARITY_LETTERS: Final = 5
"""With fewer letters, any two words would be similar."""
TITLE_CUT_LETTERS: Final = 3
"""A misprinted title may be this many letters shorter than its printed form."""
TITLE_DISTINCTIVE: Final = 15
"""A title of this many letters identifies a work without its author."""
TITLE_MAIN: Final = 3
"""A shorter string before a colon or full stop is an initial, not a main title."""
TITLE_BLOCK: Final = 4
"""Titles that differ in this many first letters are not compared: misprints are rare there."""
TITLE_NEIGHBOURS: Final = 12
"""Alphabetical neighbours of a title that are compared on each side; further ones differ more."""
TITLE_BROKEN_OFF: Final = 10
"""Where the text breaks off, fewer letters of a title could begin another one."""
TITLE_ALONE: Final = 4
"""A shorter title without a name before it is a word of the sentence."""
TITLE_IN_RUNNING_TEXT: Final = 20
"""A shorter title in running text may be ordinary words of the text."""
TITLE_PART: Final = 12
"""A part of a title with fewer letters does not identify the title."""
TITLE_WORD: Final = 5
"""A shorter word in the middle of a title is not distinctive."""
TITLE_LONGEST: Final = 260
"""No title is longer: more letters before an imprint are a sentence."""
TITLE_SHARES: Final = (0.7, 0.5)
"""Share of the printed title that an entry's title must cover, without and with other evidence."""
TITLE_WORDS: Final = 2
"""One common word of a title does not identify a statement without a date."""
NAME_HALF: Final = 0.5
"""Of the names in the title of an entry without author, half are enough."""

# --- Names of persons and newspapers --------------------------------------------------------------

NOTES_TRIED: Final = 300
"""The first notes show the convention of a text; reading more takes time without a gain."""
NOTES_RECOGNIZED: Final = 3
"""A convention that recognizes fewer notes may do so by chance."""
NAME_WINDOW: Final = 180
"""Names of authors are at most this far before a title; farther ones belong to another work."""
NAME_END: Final = 6
"""Works of one title whose authors' names end in the same letters are one work."""
NAME_BEGINNING: Final = 6
"""A shortened name with fewer letters is the beginning of many names."""
NAME_MISPRINTED: Final = 5
"""In a shorter name one misprint makes another name."""
NAME_BETWEEN_COMMAS: Final = 5
"""More words between commas are a phrase, not a name."""
NEWSPAPER_LETTERS: Final = 4
"""Names of newspapers that differ more in length are different newspapers."""
NEWSPAPER_ALONE: Final = 5
"""A shorter name is that of a newspaper only with a word such as “magazine”."""
NEWSPAPER_DAY: Final = 8
"""The words between a newspaper and its day are no longer than “ of the ”."""
AUTHOR_CERTAIN: Final = 2
"""The rank of a full name among the words for the speaker, which identifies the speaker."""
AUTHOR_PART: Final = 2
"""A part of a name with as few letters, such as a number, is not sufficient alone."""
PLURAL_LETTERS: Final = 3
"""In shorter words a final s is rarely that of a plural."""

# --- Distances between words of a note or a clause ------------------------------------------------

IBID_AHEAD: Final = 80
"""Words after “Ibid.” that may name the work are within the same line of a note."""
CUE_WORD: Final = 20
"""No cue of one word is longer."""
ADDRESS_GAP: Final = 60
"""A web address farther after a citation belongs to the next one."""
MARK_BEFORE: Final = 3
"""An opening quotation mark is at most two characters before its title."""
REST_OF_CITATION: Final = 150
"""The rest of a truncated citation after its title is not longer."""
DOCUMENT_LONGEST: Final = 160
"""The description of a document in an archival box is not longer; a longer one is a sentence."""
VOLUMES_YEARS: Final = 12
"""The volumes of one work rarely appear over more years."""
CITATION_SHOWN: Final = 80
"""More characters of a citation make a message too long."""
SPEECH_FAR: Final = 70
"""A statement and its day are separated by less than a line."""
SPEECH_NEAR: Final = 40
"""A day and the person to whom it belongs are separated by a few words at most."""
SPEAKER_WORDS: Final = 9
"""More words before a verb contain more than its subject."""
PHRASE_WORDS: Final = 6
"""More words before a noun do not belong to it."""
VENUE_DAY: Final = 6
"""The words between the place of a speech and its day are no longer than “ of ”."""

# --- Cross-references and the proof of their subject ----------------------------------------------

REFERENCE_BEFORE: Final = 90
"""A cue for a cross-reference is at most a line before it."""
DIRECTION_BEFORE: Final = 60
"""Words for “earlier” and “later” are less than a line away."""
VOLUME_DOCUMENTS: Final = 3
"""Fewer headings that name a form of document may be chapters of a book: 2 Letters from Home."""
REFERENCE_TITLE_WORDS: Final = 4
"""Titles of more words are not used as names of divisions."""
PREVIEW_LENGTH: Final = 160
"""A preview is about two lines of a text column."""
ABBREVIATION_BEFORE: Final = 6
"""No recognized abbreviation that ends in a full stop is longer."""
SENTENCES_CACHED: Final = 256
"""The sentences of a paragraph are needed again for each of its references."""
SUBJECT_NAME: Final = 3
"""Shorter names are initials."""
SUBJECT_WORD: Final = 6
"""Shorter words are rarely specific to a subject."""
SUBJECT_YEAR: Final = 4
"""A number with this many digits is a year."""
COMMON_NAME: Final = 0.25
"""A name on a larger share of the pages does not distinguish them."""
COMMON_WORD: Final = 0.05
"""A word other than a name, on a larger share of the pages, does not distinguish them."""
RARE_NAME: Final = 0.04
"""A name that two places share is convincing if it is on a smaller share of the pages."""
RARE_WORD: Final = 0.01
"""Any other word that two places share is convincing only if it is hardly ever used."""
RARE_PAGES: Final = 2
"""In a short text: the page of the reference and its target."""
SUBJECT_LEADING: Final = 0.05
"""The target must be among this share of the pages that match the subject best."""
SUBJECT_CHAPTER: Final = 3
"""A chapter concerns a subject if it has one in this many of the pages that match it best."""
SUBJECT_SHOWN: Final = 3
"""More shared words would not make the proof clearer to a reader."""

# --- Drafts of bibliography entries ---------------------------------------------------------------

PAGES_OF_ARTICLE: Final = 8
"""Fewer pages are the passage cited, not the extent of an article."""
ABBREVIATION_AHEAD: Final = 40
"""A text introduces the abbreviation of an archive right after its name."""
KEY_WORDS: Final = 3
"""More words make a key that is tedious to type."""
ROMANISED_SHARE: Final = 0.8
"""A title in romanised Japanese or Chinese may contain a foreign name, but little else."""
EASTERN_NAME_WORDS: Final = 4
"""Japanese, Chinese and Korean names have fewer words."""

# --- Entries of the bibliography -----------------------------------------------------------------

AUTHORS_IN_ENTRY: Final = 10
"""An entry names up to this many authors: section 14.76 of the Chicago Manual of Style."""
AUTHORS_SHOWN: Final = 7
"""An entry with more authors names this many of them, by the same section."""
AUTHORS_IN_NOTE: Final = 3
"""A note names up to this many authors, and of more only the first, by the same section."""

# --- Files of the search index -------------------------------------------------------------------

SEARCH_SEGMENT_WORDS: Final = 400_000
"""A segment ends at the next page after this many words, which limits the data of a query."""
SEARCH_WORDS_FILE: Final = 12_000
"""A query loads one file of words for each term, so it must be small for slow connections."""
SEARCH_PLACES_FILE: Final = 8_000
"""A query loads a file of places for each term and segment, so these are even smaller."""
SEARCH_TEXTS_FILE: Final = 8_000
"""The results of a page of hits are in many files of texts, each of which is loaded completely."""
SEARCH_SMALL_NUMBERS: Final = 5_000
"""Nearly all differences between places are smaller, so their encoding is taken from a table."""

# --- Checks of published content ------------------------------------------------------------------

DIGEST_CHARACTERS: Final = 12
"""Characters of a digest in a rights lock: enough to distinguish some thousand titles."""

QUOTATION_WORDS: Final = 40
"""A quotation of this many words from a text in copyright exceeds the needs of an argument."""
LEAK_WORDS: Final = 8
"""This many consecutive words hardly ever agree in two texts by chance."""
LEAK_HASH_BYTES: Final = 6
"""Two sequences of words have the same hash of this length once in millions of texts."""
LEAK_PAIR_FACTOR: Final = 31
"""An odd factor lets both words of a pair affect all bits of its hash."""
LEAK_STRAYS: Final = 4
"""A file with this many numbers and remarks between words is also searched without them."""
LEAK_FREQUENT: Final = 8
"""A word that makes up one in this many words of a list belongs to the form of the list."""
LEAK_LONG_LIST: Final = 512
"""The frequent words of a list of this length are found from a sample."""
LEAK_MARGIN: Final = 60
"""Words searched again at the ends of repeated lines: many times ``LEAK_WORDS``, with tags."""
LEAK_FAR_MARGIN: Final = 1_000
"""The same for files other than pages: notes in TEI and members of JSON interrupt sentences."""
LEAK_STRETCH: Final = 3
"""Repeated lines that are skipped between these margins; skipping fewer saves no time."""
LEAK_SAMPLE_STEP: Final = 13
"""Distance of the sampled words: a prime, so that it is no multiple of the columns of a table."""
LEAK_KIND_BITS: Final = 4
"""Bits for the kind of a word below those of its hash: there are twelve kinds."""
LEAK_ROW: Final = 200
"""Longest row of a table: longer ones are lines of prose with commas."""
LEAK_DEPTH: Final = 8
"""Levels of nested archives: deeper ones are built to exhaust a machine, not to be read."""
LEAK_WORD_LETTERS: Final = 40
"""Letters before a hyphen that are searched for the beginning of its word; few words are longer."""
LEAK_UNPACKED_BYTES: Final = 500_000_000
"""A larger archive is not read, since it might exceed the memory of the machine."""
LEAK_ZIP_END_BYTES: Final = 65_557
"""Longest end record of a zip archive; a program may precede the archive."""
ADDRESS_WORDS: Final = 8
"""The first words of a paragraph that distinguish it from its neighbours."""
COMPARED_PAGE: Final = 200
"""Characters at the beginning of a page that contain its first words."""
LISTED_PLACES: Final = 8
"""A message with more places is hard to read."""
PROOF_NEAR: Final = 24
"""After a difference of more letters, the comparison resumes at the next words that agree."""
PROOF_AGREES: Final = 16
"""This many letters hardly ever agree by chance."""
PROOF_SHOWN: Final = 100
"""Differences reported for a stream; the rest is reported as one, since nobody reads more."""
LONGEST_EXPANSION: Final = 1_000_000
"""Total length of joined values: no bibliography reaches it, but a malicious file exceeds it."""
SHOWN_VALUE: Final = 50
"""A longer quotation makes a message hard to read."""
SHOWN_DIFFERENCE: Final = 60
"""A longer difference makes a message hard to read."""
SHOWN_AROUND: Final = 12
"""This many characters on each side are enough to find the place of a space."""

SHEET_BYTES: Final = 150_000
"""Bytes of HTML in a file of the diplomatic transcription: half of the page budget."""
SHEET_CUT: Final = SHEET_BYTES // 4
"""Characters of a piece of an overlong part; a character may take several bytes."""
BYTES_ADDED: Final = MappingProxyType({"&": 4, "<": 3, ">": 3, "\n": 8})
"""Additional bytes of HTML for a character of markup, or for a line with its number."""

# --- Registers ------------------------------------------------------------------------------------

REPEATED_NAME: Final = 5
"""Occurrences of a sequence of capitalized words before it is proposed as a name."""
EVIDENCED_NAME: Final = 3
"""Occurrences of a name before it is proposed, if the words around it show its kind."""
NAME_CONTEXT: Final = 40
"""Characters before a name that may contain its title or its preposition."""
TITLED_WEIGHT: Final = 3
"""A title outweighs this many prepositions: General Weaver, in Weaver."""
PLACED_SHARE: Final = 0.06
"""A word less often after a preposition of place is a person: he was defeated in Weaver."""
FREQUENT_NAME: Final = 10
"""Occurrences of a word before it is a person if neither article nor preposition precedes it."""
ARTICLE_SHARE: Final = 0.2
"""A word more often after an article is a common noun: the Quartet."""
ADJECTIVE_SHARE: Final = 0.5
"""A word that is more often before a noun is an adjective: Russian."""
SHORT_NAME: Final = 2
"""Words of a short name of a body, all with capitals; longer ones may not: Third Orsk army."""
INITIAL_LONGEST: Final = 2
"""Letters of the longest initial of a name: A., Iu."""
ID_LONGEST: Final = 60
"""Characters of the longest id of an entry."""
LISTED_WORKS: Final = 3
"""Years in brackets, each alone, that identify a passage as a list of works."""
EVENT_NAME_WORDS: Final = 3
"""Words of the first of two forms in the name of an event: names of places are not longer."""
QUOTED_TITLE_WORDS: Final = 4
"""A capitalized quotation of this many words is a title; a shorter one may be a name."""
QUOTED_TITLE_LETTERS: Final = 4
"""Letters of the shortest word that titles capitalize regardless of its class."""
QUOTED_TITLE_CAPITALS: Final = 3
"""Such words that a title has at least; names in quotation marks have fewer."""
GLOSSED_WORDS: Final = 9
"""Words before an abbreviation in brackets among which its full form may begin."""
SERIAL_CONTEXT: Final = 40
"""Characters before a number that are searched for a small letter, in case all is in capitals."""
PLAIN_YEAR: Final = 1600
"""Four digits below this are a number rather than a year, unless a word before them shows time."""
YEARS_AHEAD: Final = 9
"""Years by which a year alone may exceed the dates around it and still date the next sentence."""
MONTHS_BACK: Final = 8
"""A month without a year, this many before the last, is in the next year: December, March."""
CALENDARS_APART: Final = (11, 12, 13)
"""Days between the Julian and the Gregorian calendar since 1700."""
SHORT_CENTURY: Final = 1900
"""Century of a year that a stamp prints with two digits."""
IMPRINT_LONGEST: Final = 60
"""Characters before a place in which the brackets around an imprint may begin."""
GLOSS_LONGEST: Final = 90
"""Length of the longest brackets after a name that are read as its gloss."""

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
"""Value of the check digit X."""
FILE_NAME_SIMILARITY: Final = 0.92
"""A file with a less similar name may be a new register rather than a misspelt known file."""
