// Folds words and dates for the search, and parses queries. edition/search/words.py and postings.py
// fold the text in the same way when the index is made; a test compares both.

"use strict";

/**
 * @typedef {object} Word
 * @property {string} term the folded form
 * @property {string} [behind] the part after an elision, or empty
 * @property {string} whole the joined form of the hyphenated word that it is a part of, or empty
 * @property {number} position counted in words
 * @property {number} start offset of its start in the text
 * @property {number} end offset of its end
 * @property {boolean} [single] whether it is an isolated character of a script without spaces
 * @property {boolean} [tail] whether it is the last character of a run in such a script
 *
 * @typedef {object} Clause adjacent words: a phrase, or the parts of a word; or a date
 * @property {boolean} not whether results must not contain it
 * @property {boolean} or whether it is an alternative to the previous clause
 * @property {number} near the greatest distance from the previous clause, in words; 0 for any
 * @property {boolean} prefix whether the last word is a prefix
 * @property {boolean} exact whether it was in quotation marks
 * @property {Word[]} words
 * @property {string} [stem] of its only word, if other forms of the word are found as well
 * @property {DateRange} [dates] instead of words
 *
 * @typedef {[first: string, last: string]} DateRange as in EDTF
 * @typedef {{ start: number, end: number, dates: string[] }} DateSpan a date in a text, in EDTF
 *
 * @typedef {object} Wanted a place whose address a query names
 * @property {string[]} names possible addresses, in lower case
 * @property {string} text the start of the title of its text, or empty
 * @property {boolean} only whether the query cannot be anything else
 *
 * @typedef {Map<string, string>} Variants the representative form of each form of a character
 * @typedef {[start: number, end: number]} Span
 */

const editionWords = (() => {
  const CJK =
    "\\u3005-\\u3007\\u3041-\\u3096\\u309d-\\u309f\\u30a1-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff" +
    "\\uac00-\\ud7a3\\uf900-\\ufaff\\uff66-\\uff9d\\u{20000}-\\u{3ffff}";
  // Letters of Thai, Lao, Burmese, Khmer, Tai and related scripts, without spaces between words.
  const UNSPACED =
    "\\u0e01-\\u0e30\\u0e32\\u0e33\\u0e3f-\\u0e46\\u0e81-\\u0eb0\\u0eb2\\u0eb3\\u0ebd-\\u0ec6\\u0edc-\\u0edf" +
    "\\u1000-\\u102a\\u103f\\u1050-\\u1055\\u1780-\\u17b3\\u17d7\\u17dc\\u1950-\\u1974\\u1980-\\u19c9" +
    "\\u1a20-\\u1a54\\ua9e0-\\ua9e4\\ua9e6-\\ua9ef\\uaa60-\\uaa7a\\uaa80-\\uaaaf\\uaab5\\uaab6\\uaab9-\\uaabd";
  // Characters of scripts without spaces, which are indexed in pairs of neighbours.
  const PAIRED = CJK + UNSPACED;
  // Marks after a character, including the voiced sound marks that Unicode classifies as letters.
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
  // Iteration marks, which repeat the character before them unchanged or voiced.
  const REPEATED = "々ゝヽ";
  const REPEATED_VOICED = "ゞヾ";
  const VOICED = "\u3099";
  const SPLIT = new RegExp(`[${HYPHENS}.]`, "u");
  const DROPPED = new RegExp(`[${APOSTROPHES}${UNSEEN}]`, "gu");
  const POSSESSIVE = new RegExp(`(?<=[\\p{L}\\p{N}_])[${APOSTROPHES}]s$`, "iu");
  // A word with an elided vowel before another word: l’armée, jusqu’ici, dell’uomo.
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
  const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
  // Forms of dates in texts, then forms only in queries, then forms only in ranges.
  const DASH = "\\s?[-\\u2013]\\s?";
  const DATES = [
    `(?:{d}(?:${DASH}{d})?\\s)?{m}(?:${DASH}{m})?,?\\s{y}`,
    `{m}\\s{d}(?:${DASH}{d})?,?\\s{y}`,
    "{d}\\.{n}\\.{y}",
    "{y}-{n}-{d}",
    "{y}年{n}月(?:{d}日)?",
  ];
  const ASKED = [...DATES, "{y}/{n}(?:/{d})?"];
  const IN_RANGE = [...ASKED, "{y}-{n}", "{y}"];
  /** @type {Record<string, string>} */
  const FIELDS = {
    d: "([0-9]{1,2})(?:st|nd|rd|th)?",
    n: "([0-9]{1,2})",
    m:
      "(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|Jun(?:e)?|Jul(?:y)?|Aug(?:ust)?|" +
      "Sep(?:tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|Sept)\\b\\.?",
    y: "((?:1[5-9]|20)[0-9]{2})",
  };
  const fill = (/** @type {string} */ form) =>
    form.replace(/\{(.)\}/g, (_, field) => FIELDS[field] ?? "");
  const choose = (/** @type {string[]} */ forms) =>
    `(?:${forms
      .map(fill)
      .join("|")
      .replace(/\((?!\?)/g, "(?:")})(?![0-9A-Za-z/])`;
  const READERS = IN_RANGE.map((form) => ({
    fields: [...form.matchAll(/\{(.)\}/g)].map(([, field]) => field),
    whole: new RegExp(`^(?:${fill(form)})$`, "iu"),
    inText: new RegExp(`(?<![0-9A-Za-z.])(?:${fill(form)})(?![0-9A-Za-z])`, "giu"),
  }));
  const PIECE = new RegExp(
    `([-\\u2212]?)(?:(${choose(IN_RANGE)}\\.\\.${choose(IN_RANGE)}|${choose(ASKED)})|` +
      `[${QUOTES}]([^${QUOTES}]*)[${QUOTES}]?|([^\\s${QUOTES}]+))`,
    "giu",
  );
  const NEAR = /^NEAR(?:\/(\d{1,3}))?$/;
  /** Distance of NEAR without a number, in words. */
  const NEAR_WORDS = 10;

  // English endings of number and tense are removed as in the first and the last step of Porter's
  // algorithm (1980), after a table of British spellings. Other endings form other words.
  const SPELLINGS = /** @type {const} */ ([
    [/(...)our(?=(?:s|ed|ing|ers?|able|ably|ite|ites|ful|less|hood|ly)?$)/, "$1or"],
    [/(...)is(?=(?:es?|ed|ing|ations?|ers?)$)/, "$1iz"],
    [/lys(?=(?:es?|ed|ing)$)/, "lyz"],
    [/(..[bt])re(?=s?$)/, "$1er"],
    [/(def|off|lic|pret)ence(?=s?$)/, "$1ense"],
    [/(...og)ue(?=s?$)/, "$1"],
    [/(gram)me(?=s?$)/, "$1"],
    [/([aeiou].*[aeiou]l)l(?=(?:ed|ing|ers?|ors?)$)/, "$1"],
  ]);
  /** Words that look like forms of other words. */
  const NO_FORMS = new Set(
    "united news evening according being during nothing something anything everything".split(" "),
  );

  /** Limits of a query, in characters and clauses, to keep the page responsive. */
  const LONGEST_QUERY = 1000;
  const MOST_CLAUSES = 64;

  /**
   * Return a word without case, marks and apostrophes, and the part after an elision.
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

  const countSyllables = (/** @type {string} */ word) =>
    (word.replace(/^[^aeiouy]+/, "").match(/[aeiouy]+[^aeiouy]+/g) ?? []).length;
  const isShort = (/** @type {string} */ word) =>
    countSyllables(word) === 1 && /[^aeiou][aeiouy][^aeiouwxy]$/.test(word);

  /** @type {Map<string, string>} */
  const stems = new Map();

  /**
   * Return the stem of an English word; return other words unchanged.
   * @param {string} word
   */
  function stemWord(word) {
    let stem = stems.get(word);
    if (stem === undefined) {
      const isEnglish = /^[a-z]{3,}$/.test(word) && !NO_FORMS.has(word);
      stem = isEnglish ? dropEndings(word) : word;
      stems.set(word, stem);
    }
    return stem;
  }

  /** @param {string} word */
  function dropEndings(word) {
    let stem = word;
    for (const [found, put] of SPELLINGS) stem = stem.replace(found, put);
    if (/(?:ss|x|ch|sh)es$/.test(stem)) stem = stem.slice(0, -2);
    else if (/..ies$/.test(stem)) stem = `${stem.slice(0, -3)}y`;
    else if (/[^sui]s$/.test(stem) && stem.length > 3) stem = stem.slice(0, -1);
    const tensed = /^(.*[aeiouy].*)(?:(?<!e)ed|ing)$/.exec(stem)?.[1] ?? "";
    if (/..ied$/.test(stem)) stem = `${stem.slice(0, -3)}y`;
    else if (tensed.length > 1) stem = closeStem(tensed);
    if (stem.endsWith("ie") && stem.length > 3) stem = `${stem.slice(0, -2)}y`;
    const before = stem.slice(0, -1);
    const isSilent = countSyllables(before) > 1 || (countSyllables(before) && !isShort(before));
    if (stem.endsWith("e") && isSilent) return before;
    return stem.endsWith("ll") && countSyllables(before) > 1 ? before : stem;
  }

  /**
   * Restore the last letter of a word after an ending was removed.
   * @param {string} stem
   */
  function closeStem(stem) {
    if (/(?:at|bl|iz)$/.test(stem) || isShort(stem)) return `${stem}e`;
    return /([^aeiouylsz])\1$/.test(stem) ? stem.slice(0, -1) : stem;
  }

  /** @type {Map<string, { parts: ReturnType<typeof foldWord>[], whole: string }>} */
  const known = new Map();

  /**
   * Return the parts of a word and, if there are several, the joined word.
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
   * Return the character that an iteration mark repeats; empty for other characters.
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
   * List the words of a run of characters: all pairs of neighbours, and the last character.
   * @param {string} run
   * @param {number} start
   * @param {number} position
   * @param {Variants} variants
   */
  function readCharacters(run, start, position, variants) {
    const characters = run.match(CHARACTER) ?? [];
    const folded = foldCharacters(characters, variants);
    let at = start;
    return characters.map((character, number) => {
      const next = characters[number + 1] ?? "";
      const [from, end] = [at, at + character.length + next.length];
      at += character.length;
      return {
        term: folded.slice(number, number + 2).join(""),
        whole: "",
        position: position + number,
        start: from,
        end,
        // The last of several is a word of texts, but not of queries.
        tail: !next && number > 0,
        single: characters.length === 1,
      };
    });
  }

  const hasCharacters = (/** @type {string} */ text) => new RegExp(`[${CJK}]`, "u").test(text);

  /**
   * Return the dates of a match in EDTF: a date, or all days or months of a range.
   * @param {(string | undefined)[]} fields
   * @param {RegExpMatchArray} match
   */
  function readFields(fields, match) {
    /** @type {Record<string, number[]>} */
    const found = { d: [], m: [], y: [] };
    for (const [at, field] of fields.entries()) {
      const value = match[at + 1];
      if (!field || value === undefined) continue;
      const number = MONTHS.indexOf(value.slice(0, 3).toLowerCase()) + 1 || parseInt(value, 10);
      found[field === "n" ? "m" : field]?.push(number);
    }
    const { d: days = [], m: months = [], y: years = [] } = found;
    const [head, run, most] = months[1] || !days[0] ? ["", months, 12] : [write(months), days, 31];
    const [first = 0, last = first] = run;
    if (!months[0]) return [String(years[0])];
    if (months[0] < 1 || months[0] > 12 || first < 1 || last > most) return [];
    return Array.from({ length: Math.max(last - first + 1, 0) }, (_, step) => {
      return `${years[0]}${head}${write([first + step])}`;
    });
  }

  const write = (/** @type {number[]} */ [number = 0]) => `-${String(number).padStart(2, "0")}`;

  /**
   * List the dates in a text, in the order of their forms.
   * @param {string} text
   */
  function listDates(text) {
    /** @type {DateSpan[]} */
    const spans = [];
    for (const { fields, inText } of READERS.slice(0, DATES.length)) {
      for (const match of text.matchAll(inText)) {
        const end = match.index + match[0].length;
        spans.push({ start: match.index, end, dates: readFields(fields, match) });
      }
    }
    return spans;
  }

  /**
   * Return the first and the last day, month or year of a date or of a range in a query.
   * @param {string} written
   * @returns {DateRange | undefined}
   */
  function readDates(written) {
    const ends = written.split("..").map((end) => {
      for (const { fields, whole } of READERS) {
        const match = whole.exec(end);
        if (match) return readFields(fields, match);
      }
      return [];
    });
    const [first, last] = [ends[0]?.[0], ends.at(-1)?.at(-1)];
    return first && last ? [first, last] : undefined;
  }

  /** @param {string} date @param {DateRange} range */
  const isWithin = (date, [first, last]) => date >= first && date <= `${last}\uffff`;

  const isYear = (/** @type {string} */ word) => /^[0-9]{4}$/.test(word);

  /**
   * List the clauses of a query.
   * @param {string} query
   * @param {Variants} variants
   */
  function readQuery(query, variants) {
    /** @type {Clause[]} */
    const clauses = [];
    let join = { or: false, near: 0 };
    for (const [, sign, date, phrase, plain] of query.slice(0, LONGEST_QUERY).matchAll(PIECE)) {
      if (clauses.length === MOST_CLAUSES) break;
      const near = NEAR.exec(plain ?? "");
      if (clauses.length && (plain === "OR" || near)) {
        join = { or: !near, near: near ? Number(near[1] ?? NEAR_WORDS) : 0 };
        continue;
      }
      const dates = date ? readDates(date) : undefined;
      const clause = dates ? { prefix: false, exact: true, words: [], dates } : null;
      const read =
        clause ?? readClause(phrase ?? plain ?? date ?? "", phrase !== undefined, variants);
      if (!read) continue;
      clauses.push({ not: Boolean(sign), ...join, ...read });
      join = { or: false, near: 0 };
    }
    return clauses;
  }

  /** @param {string} written @param {boolean} exact @param {Variants} variants */
  function readClause(written, exact, variants) {
    const words = readWords(written, variants).filter((word) => !word.tail);
    const last = words.at(-1);
    if (!last) return null;
    // A single character may be the start of a pair in the text: 1945年 in 1945年度.
    const prefix = last.single || /[*\uff0a]$/.test(written);
    // A word with an accent is searched as such: attaché is no form of attach.
    const hasForms =
      !exact && !prefix && words.length === 1 && /^[\x20-\x7e\u2019]+$/.test(written);
    const stem = hasForms ? stemWord(last.term) : undefined;
    return { prefix, exact, words, ...(stem && /^[a-z]{3,}$/.test(stem) ? { stem } : {}) };
  }

  const ROMAN = "[0-9]+|[ivxlc]+";
  /** Forms in which queries name places, and their possible addresses; some are also words. */
  const ADDRESSES = /** @type {const} */ ([
    [`p(?:p|age)?\\.?\\s*(${ROMAN})`, ["p$1"]],
    [`p(?:age)?\\.?\\s*(${ROMAN})\\s*[,.]?\\s*(?:¶|par\\.?)\\s*([0-9]+)`, ["p$1.$2"]],
    ["leaf\\s*([0-9]+|cover)", ["leaf$1"]],
    ["leaf\\s*([0-9]+|cover)\\s*[,.]?\\s*(?:¶|par\\.?)\\s*([0-9]+)", ["leaf$1.$2"]],
    ["(?:¶|par\\.)\\s*([0-9]+)", ["par$1", "abstract-$1"]],
    [`(?:¶|par\\.)\\s*(${ROMAN})\\.([0-9]+)`, ["p$1.$2", "leaf$1.$2"]],
    ["(?:n|fn|note)\\.?\\s*([0-9]+)", ["n$1"]],
    ["(?:n|fn|note)\\.?\\s*([0-9a-z]+)[.:]([0-9]+)", ["n$1.$2"]],
    ["([0-9]+):([0-9]+)", ["n$1.$2"]],
  ]);
  const AS_WRITTEN = /^[a-z0-9]+(?:[.:_-][a-z0-9]+)+$|^[a-z]+[0-9]+$/;

  /**
   * Return the place whose address a query names: p. 239, n. 2.178, a key of the bibliography.
   * @param {string} query
   * @returns {Wanted}
   */
  function readAddress(query) {
    const plain = query.trim().toLowerCase().replace(/\s+/g, " ");
    const [, text = "", place = ""] = /^(?:(.*?\S), )?(\S.*)$/.exec(plain) ?? [];
    const [, first = "", after = ""] = /^(.*\d\S*?)(?:,| (?:of|in))? (\p{L}.*)$/u.exec(plain) ?? [];
    for (const [title, address] of /** @type {const} */ ([
      ["", plain],
      [text, place],
      [after, first],
    ])) {
      for (const [pattern, names] of ADDRESSES) {
        const found = new RegExp(`^(?:${pattern})$`, "u").exec(address);
        if (!found) continue;
        const fillIn = (/** @type {string} */ name) =>
          name.replace(/\$(\d)/g, (_, at) => found[Number(at)] ?? "");
        return { names: names.map(fillIn), text: title, only: !/^[0-9]/.test(address) };
      }
    }
    const name = plain.replace(/^#|[[\]@]/g, "");
    const number = name.replace(/^([a-z]+)-(?=[0-9]+$)/, "$1");
    const names = AS_WRITTEN.test(name) ? [...new Set([name, number])] : [];
    return { names, text: "", only: false };
  }

  /**
   * List the places in a text that match the clauses. `also` has the corrections of misspelt terms.
   * @param {string} text
   * @param {Clause[]} clauses
   * @param {Variants} variants
   * @param {Map<string, string[]>} [also]
   */
  function findPlaces(text, clauses, variants, also = new Map()) {
    const words = readWords(text, variants);
    /** @type {Span[]} */
    const places = [];
    for (const clause of clauses.filter(({ not }) => !not)) {
      if (clause.dates) places.push(...findDates(text, words, clause.dates));
      for (const [at, word] of words.entries()) {
        const end = matchClause(words, at, clause, also);
        if (end) places.push([word.start, end]);
      }
    }
    return merge(places);
  }

  /** @param {string} text @param {Word[]} words @param {DateRange} range @returns {Span[]} */
  function findDates(text, words, range) {
    const spans = listDates(text).filter(({ dates }) =>
      dates.some((date) => isWithin(date, range)),
    );
    const years = range.every(isYear) ? words.filter(({ term }) => isYear(term)) : [];
    const within = years.filter(({ term }) => isWithin(term, range));
    return [...spans, ...within].map(({ start, end }) => [start, end]);
  }

  /**
   * @param {Word} word
   * @param {Word} wanted
   * @param {Clause} clause
   * @param {Map<string, string[]>} also
   */
  function matchesWord(word, wanted, { prefix, stem, words }, also) {
    const forms = [wanted.term, ...(also.get(wanted.term) ?? [])];
    const isBeginning = prefix && wanted === words.at(-1);
    return [word.term, word.behind, word.whole].some(
      (found) =>
        found &&
        ((stem && stemWord(found) === stem) ||
          forms.some((form) => (isBeginning ? found.startsWith(form) : found === form))),
    );
  }

  /**
   * Whether all words of a clause are the parts of one word.
   * @param {Word[]} words
   */
  function isOneWord(words) {
    const whole = words[0]?.whole;
    return Boolean(whole) && words.every((word) => word.whole === whole);
  }

  /**
   * Return the end of a match of a clause that begins at a word of the text, else 0.
   * @param {Word[]} words
   * @param {number} at
   * @param {Clause} clause
   * @param {Map<string, string[]>} also
   */
  function matchClause(words, at, clause, also) {
    const { words: wanted } = clause;
    const whole = wanted[0]?.whole;
    const first = words[at];
    if (first && isOneWord(wanted) && (first.term === whole || first.whole === whole)) {
      return first.end;
    }
    let [end, from, before] = [0, at, wanted[0]];
    for (const next of wanted) {
      // The index of a word of a text is its position.
      from += next.position - (before ?? next).position;
      before = next;
      const word = words[from];
      if (!word || !matchesWord(word, next, clause, also)) return 0;
      end = word.end;
      // A joined form matches all parts of a hyphenated word.
      const joined = word.whole && word.whole === next.term;
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

  /**
   * Return the folded words of a query, joined, as the key of a name; empty for a query with signs.
   * @param {string} query
   * @param {Variants} variants
   */
  function foldName(query, variants) {
    if (/^\s*-|["*\uff0a]/.test(query)) return "";
    const words = readWords(query, variants);
    return words.map(({ term }) => (hasCharacters(term) ? [...term][0] : term)).join("");
  }

  return {
    findPlaces,
    foldName,
    hasCharacters,
    isOneWord,
    isYear,
    listDates,
    readAddress,
    readQuery,
    readWords,
    stemWord,
  };
})();
