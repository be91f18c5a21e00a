// What the scripts of the theme find in the data files that the build writes.

/** `words.js`: words of the interface in its language, by the English ones; "" has plural forms. */
declare var editionInterface: Record<string, string | string[]> | undefined;

/** `pages.js` of a text: each file with the addresses of its pages, parted by spaces. */
declare var editionPages: [file: string, addresses: string][] | undefined;

/** `witness-NAME.js`: pages of the diplomatic transcription as HTML, by the name of the script. */
declare var editionTranscriptions: Record<string, string>;

/** `contents.js` of a text: each file with its title and its level. */
declare var editionContents: [file: string, title: string, level: number][] | undefined;

/** `lines.js` of a text: each file with the lines of the witness at its addresses. */
declare var editionLines: [file: string, lines: string][];

/** `bibliography/index.js`; a line is a key, a decade and the numbers of the texts that cite it. */
declare var bibliographyIndex: {
  pages: [page: string, group: string, lines: string][];
  sources: string[];
  words: string[];
};

/** `bibliography/words-N.js`: a line is a word and the works that have it. */
declare var bibliographyWords: Record<number, string>;

/** `bibliography/PAGE.works.js`: the entry of each work, its runs upright and italic in turn. */
declare var bibliographyWorks: Record<string, string[]>;

/** `bibliography/PAGE.forms.js`: each work in every form in which it is given out. */
declare var bibliographyForms: Record<string, Record<string, string>>;

/** What the script of a page's names sets: words with their entries, and the names at each address. */
declare var editionNames: {
  forms: [words: string, href: string][];
  places: Record<string, string>;
};
