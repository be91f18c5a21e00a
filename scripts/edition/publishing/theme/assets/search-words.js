// Words as they are searched, and queries as they are written. edition/search/words.py does the
// same to the text when the index is made; a test runs both over the same words.

"use strict";

/**
 * @typedef {object} Word
 * @property {string} term the form under which it is found
 * @property {string} [behind] what stands in it behind an elision; or empty
 * @property {string} whole the word, written as one, that it is a part of; or empty
 * @property {number} position counted in words
 * @property {number} start its place in the text, from here
 * @property {number} end to before here
 * @property {boolean} [single] whether it is a character that stands alone in a script without spaces
 * @property {boolean} [tail] whether it is a last character, which is found with the one before
 *
 * @typedef {object} Clause words that must stand together: a phrase, or the parts of a word
 * @property {boolean} not whether no result may have them
 * @property {boolean} prefix whether the last of them is only a beginning
 * @property {boolean} exact whether they were written in quotation marks
 * @property {Word[]} words
 *
 * @typedef {Map<string, string>} Variants the form that stands for each form of a character
 * @typedef {[start: number, end: number]} Span
 */

const editionWords = (() => {
  const CJK =
    "\\u3005-\\u3007\\u3041-\\u3096\\u309d-\\u309f\\u30a1-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff" +
    "\\uac00-\\ud7a3\\uf900-\\ufaff\\uff66-\\uff9d\\u{20000}-\\u{3ffff}";
  // Letters of Thai, Lao, Burmese, Khmer, Tai and their kin, which have no spaces between words.
  const UNSPACED =
    "\\u0e01-\\u0e30\\u0e32\\u0e33\\u0e3f-\\u0e46\\u0e81-\\u0eb0\\u0eb2\\u0eb3\\u0ebd-\\u0ec6\\u0edc-\\u0edf" +
    "\\u1000-\\u102a\\u103f\\u1050-\\u1055\\u1780-\\u17b3\\u17d7\\u17dc\\u1950-\\u1974\\u1980-\\u19c9" +
    "\\u1a20-\\u1a54\\ua9e0-\\ua9e4\\ua9e6-\\ua9ef\\uaa60-\\uaa7a\\uaa80-\\uaaaf\\uaab5\\uaab6\\uaab9-\\uaabd";
  // Characters of scripts without spaces; each two that stand together are found.
  const PAIRED = CJK + UNSPACED;
  // What may follow a character: marks, and those of voiced sounds that count as letters.
  const MARKS = "\\uff9e\\uff9f\\p{M}";
  // Accents, the points of Hebrew, Arabic and Syriac, and the stroke that lengthens a word.
  const POINTS = new RegExp(
    "[\\u0300-\\u036f\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u0640" +
      "\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed\\u0711" +
      "\\u0730-\\u074a\\u08ca-\\u08e1\\u08e3-\\u08ff]",
    "gu",
  );
  const APOSTROPHES = "'\\u2018\\u2019\\u201b\\u2032\\u00b4\\u0060\\u02b9\\u02bb-\\u02bf\\uff07";
  const UNSEEN = "\\u00ad\\u200b-\\u200d\\u2060\\ufeff";
  const HYPHENS = "\\u2010\\u2011\\-";
  const BASE = `(?![${PAIRED}])[\\p{L}\\p{N}]`;
  const LETTER = `${BASE}\\p{M}*`;
  const PART = `(?:${LETTER})+(?:[${APOSTROPHES}${UNSEEN}]+(?:${LETTER})+)*`;
  const RUN = new RegExp(
    `(?:[${PAIRED}][${MARKS}]*)+|(?<![\\p{L}\\p{N}])${LETTER}(?:\\.${LETTER}(?!${BASE}))+|` +
      `${PART}(?:[${HYPHENS}]${PART})*`,
    "gu",
  );
  const FIRST_PAIRED = new RegExp(`^[${PAIRED}]`, "u");
  const CHARACTER = new RegExp(`[${PAIRED}][${MARKS}]*`, "gu");
  const SHAPES = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;
  // Iteration marks, which repeat the character before: as it is, or with a voiced sound.
  const REPEATED = "々ゝヽ";
  const REPEATED_VOICED = "ゞヾ";
  const VOICED = "\u3099";
  const SPLIT = new RegExp(`[${HYPHENS}.]`, "u");
  const DROPPED = new RegExp(`[${APOSTROPHES}${UNSEEN}]`, "gu");
  const POSSESSIVE = new RegExp(`(?<=[\\p{L}\\p{N}_])[${APOSTROPHES}]s$`, "iu");
  // What stands before a word in whose favour a vowel was dropped: l’armée, jusqu’ici, dell’uomo.
  const ELISION = new RegExp(
    `^.*(?:qu|[bcdfghjklmnpqrstvwxz])[${APOSTROPHES}]+(?=[aeiouyhæœø].)`,
    "su",
  );
  const CYRILLIC = /^[\u0400-\u04ff]{4,}$/;
  const ENDING =
    /(?<=^.{3})(.*?)ь?(?:иями|иях|иям|ием|иеи|ами|ями|ыми|ими|ого|его|ому|ему|ам|ям|ах|ях|ов|ев|ом|ем|еи|ои|ью|ия|ии|ию|ие|ыи|ая|яя|ое|ее|ые|ым|им|ых|их|ую|юю|ою|ею|а|я|ы|и|у|ю|е|о|ь)$/;
  const REFLEXIVE = /(?<=^.{3})(.*(?:л[аои]?|те?|ть|шь|[еи]м|я|вши))с[яь]$/;
  /** @type {Record<string, string>} */
  const PAIRS = {
    ß: "ss",
    æ: "ae",
    œ: "oe",
    ø: "o",
    đ: "d",
    ð: "d",
    þ: "th",
    ł: "l",
    ħ: "h",
    ı: "i",
  };
  const QUOTES =
    '"\\u201c-\\u201f\\u2039\\u203a\\u00ab\\u00bb\\u2033\\u300a-\\u300f\\u301d-\\u301f\\uff02';
  const PIECE = new RegExp(
    `([-\\u2212]?)(?:[${QUOTES}]([^${QUOTES}]*)[${QUOTES}]?|([^\\s${QUOTES}]+))`,
    "gu",
  );

  /** Characters and clauses of a query that are read: more of them would only stop the page. */
  const LONGEST_QUERY = 1000;
  const MOST_CLAUSES = 64;

  /**
   * Return a word without case, marks and apostrophes, and what stands in it behind an elision.
   * @param {string} word
   */
  function foldWord(word) {
    const small = word.replace(POSSESSIVE, "").toLowerCase().normalize("NFKD").replace(POINTS, "");
    const plain = dropMarks(small);
    if (CYRILLIC.test(plain)) {
      return { term: plain.replace(REFLEXIVE, "$1").replace(ENDING, "$1"), behind: "" };
    }
    const elided = ELISION.exec(small)?.[0].length;
    return { term: plain, behind: elided ? dropMarks(small.slice(elided)) : "" };
  }

  const dropMarks = (/** @type {string} */ small) =>
    small.replace(DROPPED, "").replace(/[ßæœøđðþłħı]/g, (letter) => PAIRS[letter] ?? "");

  /** @type {Map<string, { parts: ReturnType<typeof foldWord>[], whole: string }>} */
  const known = new Map();

  /**
   * Return the parts of a word and, if there are several, the whole as one.
   * @param {string} run
   */
  function foldRun(run) {
    let folded = known.get(run);
    if (!folded) {
      const parts = run
        .split(SPLIT)
        .map(foldWord)
        .filter(({ term }) => term);
      folded = { parts, whole: parts.length < 2 ? "" : parts.map(({ term }) => term).join("") };
      known.set(run, folded);
    }
    return folded;
  }

  /**
   * List the words of a text.
   * @param {string} text
   * @param {Variants} variants
   */
  function readWords(text, variants) {
    /** @type {Word[]} */
    const words = [];
    let position = 0;
    for (const match of text.matchAll(RUN)) {
      const start = match.index;
      const end = start + match[0].length;
      if (FIRST_PAIRED.test(match[0])) {
        const characters = readCharacters(match[0], start, position, variants);
        words.push(...characters);
        position += characters.length;
        continue;
      }
      const { parts, whole } = foldRun(match[0]);
      for (const part of parts) words.push({ ...part, whole, position: position++, start, end });
    }
    return words;
  }

  /** @param {string[]} characters @param {Variants} variants */
  function foldCharacters(characters, variants) {
    /** @type {string[]} */
    const folded = [];
    for (const character of characters) {
      const plain = character.replace(SHAPES, "").normalize("NFKC");
      folded.push(repeat(plain, folded.at(-1)) || (variants.get(plain) ?? plain));
    }
    return folded;
  }

  /**
   * Return the character that an iteration mark repeats, or "" if it is no such mark.
   * @param {string} mark
   * @param {string} [before]
   */
  function repeat(mark, before) {
    if (before && REPEATED_VOICED.includes(mark)) {
      const voiced = (before + VOICED).normalize("NFC");
      return voiced.endsWith(VOICED) ? before : voiced;
    }
    return before && REPEATED.includes(mark) ? before : "";
  }

  /**
   * List the words of a run of characters: each two that stand together, and the last.
   * @param {string} run
   * @param {number} start
   * @param {number} position
   * @param {Variants} variants
   */
  function readCharacters(run, start, position, variants) {
    const characters = run.match(CHARACTER) ?? [];
    const folded = foldCharacters(characters, variants);
    let at = start;
    return characters.map((one, number) => {
      const next = characters[number + 1] ?? "";
      const [from, end] = [at, at + one.length + next.length];
      at += one.length;
      return {
        term: folded.slice(number, number + 2).join(""),
        whole: "",
        position: position + number,
        start: from,
        end,
        // The last of several is a word of a text, but asked for only with the one before it.
        tail: !next && number > 0,
        single: characters.length === 1,
      };
    });
  }

  const hasCharacters = (/** @type {string} */ text) => new RegExp(`[${CJK}]`, "u").test(text);

  /**
   * List the clauses of a query.
   * @param {string} query
   * @param {Variants} variants
   */
  function readQuery(query, variants) {
    /** @type {Clause[]} */
    const clauses = [];
    for (const [, sign, phrase, plain] of query.slice(0, LONGEST_QUERY).matchAll(PIECE)) {
      if (clauses.length === MOST_CLAUSES) break;
      const written = phrase ?? plain ?? "";
      const words = readWords(written, variants).filter((word) => !word.tail);
      const last = words.at(-1);
      if (!last) continue;
      // It may begin a pair in the text: 1945年 stands in 1945年度.
      const prefix = last.single || /[*\uff0a]$/.test(written);
      clauses.push({ not: Boolean(sign), prefix, exact: phrase !== undefined, words });
    }
    return clauses;
  }

  /**
   * List where in a text its words meet the clauses. `also` gives for a term those that are found
   * instead where a typing error was forgiven.
   * @param {string} text
   * @param {Clause[]} clauses
   * @param {Variants} variants
   * @param {Map<string, string[]>} [also]
   */
  function findPlaces(text, clauses, variants, also = new Map()) {
    const words = readWords(text, variants);
    /** @type {Span[]} */
    const places = [];
    for (const clause of clauses.filter((one) => !one.not)) {
      for (const [at, word] of words.entries()) {
        const end = meet(words, at, clause, also);
        if (end) places.push([word.start, end]);
      }
    }
    return merge(places);
  }

  /**
   * @param {Word} word
   * @param {Word} wanted
   * @param {boolean} prefix
   * @param {Map<string, string[]>} also
   */
  function meets(word, wanted, prefix, also) {
    const forms = [wanted.term, ...(also.get(wanted.term) ?? [])];
    return forms.some((form) =>
      [word.term, word.behind, word.whole].some((one) =>
        prefix ? one?.startsWith(form) : one === form,
      ),
    );
  }

  /**
   * Whether all words of a clause are the parts of one word.
   * @param {Word[]} words
   */
  function isOneWord(words) {
    const whole = words[0]?.whole;
    return Boolean(whole) && words.every((one) => one.whole === whole);
  }

  /**
   * Return where the words of a clause end if they begin at a word of the text, else 0.
   * @param {Word[]} words
   * @param {number} at
   * @param {Clause} clause
   * @param {Map<string, string[]>} also
   */
  function meet(words, at, { words: wanted, prefix }, also) {
    const whole = wanted[0]?.whole;
    const first = words[at];
    if (first && isOneWord(wanted) && (first.term === whole || first.whole === whole)) {
      return first.end;
    }
    let [end, from, before] = [0, at, wanted[0]];
    for (const one of wanted) {
      // Every word of a text is the one at its position.
      from += one.position - (before ?? one).position;
      before = one;
      const word = words[from];
      if (!word || !meets(word, one, prefix && one === wanted.at(-1), also)) return 0;
      end = word.end;
      // The parts of a hyphenated word that was asked for as one are passed over together.
      const joined = word.whole && word.whole === one.term;
      while (joined && words[from + 1]?.start === word.start) from++;
    }
    return end;
  }

  /** @param {Span[]} places */
  function merge(places) {
    /** @type {Span[]} */
    const merged = [];
    for (const [start, end] of places.sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
      const last = merged.at(-1);
      if (last && start < last[1]) last[1] = Math.max(last[1], end);
      else merged.push([start, end]);
    }
    return merged;
  }

  return { findPlaces, hasCharacters, isOneWord, readQuery, readWords };
})();
