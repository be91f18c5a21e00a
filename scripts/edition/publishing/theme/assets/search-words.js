// Words as they are searched, and queries as they are written. edition/search/words.py does the
// same to the text when the index is made; a test runs both over the same words.

"use strict";

globalThis.editionWords = (() => {
  const CJK =
    "\\u3005-\\u3007\\u3041-\\u3096\\u30a1-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff" +
    "\\uac00-\\ud7a3\\uf900-\\ufaff\\uff66-\\uff9d\\u{20000}-\\u{3ffff}";
  // What may follow a character: marks of voiced sounds, and the choice of a shape.
  const MARKS = "\\u3099\\u309a\\uff9e\\uff9f\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}";
  const APOSTROPHES = "'\\u2018\\u2019\\u201b\\u2032\\u00b4\\u0060\\u02b9\\u02bb-\\u02bf\\uff07";
  const UNSEEN = "\\u00ad\\u200b-\\u200d\\u2060\\ufeff";
  const HYPHENS = "\\u2010\\u2011\\-";
  const LETTER = `(?:(?![${CJK}])[\\p{L}\\p{N}]|[\\u0300-\\u036f])`;
  const PART = `${LETTER}+(?:[${APOSTROPHES}${UNSEEN}]+${LETTER}+)*`;
  const RUN = new RegExp(
    `(?:[${CJK}][${MARKS}]*)+|(?<![\\p{L}\\p{N}])${LETTER}(?:\\.${LETTER}(?!${LETTER}))+|` +
      `${PART}(?:[${HYPHENS}]${PART})*`,
    "gu",
  );
  const FIRST_CJK = new RegExp(`^[${CJK}]`, "u");
  const CHARACTER = new RegExp(`[${CJK}][${MARKS}]*`, "gu");
  const SHAPES = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;
  const AGAIN = "々";
  const SPLIT = new RegExp(`[${HYPHENS}.]`, "u");
  const DROPPED = new RegExp(`[${APOSTROPHES}${UNSEEN}\\u0300-\\u036f]`, "gu");
  const POSSESSIVE = new RegExp(`(?<=[\\p{L}\\p{N}_])[${APOSTROPHES}]s$`, "iu");
  const CYRILLIC = /^[\u0400-\u04ff]{4,}$/;
  const ENDING =
    /(?<=^.{3})(.*?)ь?(?:иями|иях|иям|ием|иеи|ами|ями|ыми|ими|ого|его|ому|ему|ам|ям|ах|ях|ов|ев|ом|ем|еи|ои|ью|ия|ии|ию|ие|ыи|ая|яя|ое|ее|ые|ым|им|ых|их|ую|юю|ою|ею|а|я|ы|и|у|ю|е|о|ь)$/;
  const REFLEXIVE = /(?<=^.{3})(.*(?:л[аои]?|те?|ть|шь|[еи]м|я|вши))с[яь]$/;
  const PAIRS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ħ: "h", ı: "i" };
  const QUOTES = "\"\\u201c-\\u201f\\u2039\\u203a\\u00ab\\u00bb\\u2033\\u300a-\\u300f\\u301d-\\u301f\\uff02";
  const PIECE = new RegExp(`([-\\u2212]?)(?:[${QUOTES}]([^${QUOTES}]*)[${QUOTES}]?|([^\\s${QUOTES}]+))`, "gu");

  function foldWord(word) {
    const plain = word.replace(POSSESSIVE, "").toLowerCase().normalize("NFKD").replace(DROPPED, "");
    const folded = plain.replace(/[ßæœøđðþłħı]/g, (letter) => PAIRS[letter]);
    return CYRILLIC.test(folded) ? folded.replace(REFLEXIVE, "$1").replace(ENDING, "$1") : folded;
  }

  const known = new Map();
  function foldRun(run) {
    let terms = known.get(run);
    if (!terms) {
      const parts = run.split(SPLIT).map(foldWord).filter(Boolean);
      terms = parts.length < 2 ? [parts, ""] : [parts, parts.join("")];
      known.set(run, terms);
    }
    return terms;
  }

  // The words of a text: each with its term, the whole that it is a part of, its position in words
  // and its place in the text. `variants` leads the forms of a character to one.
  function readWords(text, variants) {
    const words = [];
    let position = 0;
    for (const match of text.matchAll(RUN)) {
      const start = match.index;
      const end = start + match[0].length;
      if (FIRST_CJK.test(match[0])) {
        position = readCharacters(match[0], start, position, variants, words);
        continue;
      }
      const [parts, whole] = foldRun(match[0]);
      for (const term of parts) words.push({ term, whole, position: position++, start, end });
    }
    return words;
  }

  function readCharacters(run, start, position, variants, words) {
    const characters = run.match(CHARACTER);
    const folded = [];
    for (const character of characters) {
      const plain = character.replace(SHAPES, "").normalize("NFKC");
      const last = folded[folded.length - 1];
      folded.push(plain === AGAIN && last ? last : variants.get(plain) || plain);
    }
    let at = start;
    characters.forEach((one, number) => {
      const next = characters[number + 1];
      const term = folded[number] + (next ? folded[number + 1] : "");
      const end = at + one.length + (next ? next.length : 0);
      // The last of several is a word of a text, but asked for only with the one before it.
      const tail = !next && number > 0;
      words.push({ term, whole: "", position: position + number, start: at, end, tail });
      at += one.length;
    });
    return position + characters.length;
  }

  const hasCharacters = (text) => new RegExp(`[${CJK}]`, "u").test(text);

  // A query as clauses: {not, prefix, exact, words}. Words that stand together in a clause (parts of
  // a hyphenated word, characters, a phrase) must stand together in the text.
  function readQuery(query, variants) {
    const clauses = [];
    for (const [, sign, phrase, plain] of query.matchAll(PIECE)) {
      const written = phrase === undefined ? plain : phrase;
      const words = readWords(written, variants).filter((word) => !word.tail);
      if (!words.length) continue;
      const single = words.length === 1 && FIRST_CJK.test(words[0].term) && [...words[0].term].length === 1;
      const prefix = single || /[*\uff0a]$/.test(written);
      clauses.push({ not: Boolean(sign), prefix, exact: phrase !== undefined, words });
    }
    return clauses;
  }

  // Where in a text its words meet the clauses: pairs of offsets. `also` gives for a term those that
  // stand for it where a typing error was forgiven.
  function findPlaces(text, clauses, variants, also = new Map()) {
    const words = readWords(text, variants);
    const places = [];
    for (const clause of clauses) {
      if (clause.not) continue;
      words.forEach((word, at) => {
        const end = meet(words, at, clause, also);
        if (end) places.push([word.start, end]);
      });
    }
    return merge(places);
  }

  function meets(word, wanted, prefix, also) {
    const forms = [wanted.term, ...(also.get(wanted.term) || [])];
    return forms.some((form) =>
      prefix
        ? word.term.startsWith(form) || word.whole.startsWith(form)
        : word.term === form || word.whole === form,
    );
  }

  function meet(words, at, { words: wanted, prefix }, also) {
    const whole = wanted[0].whole;
    if (whole && wanted.every((one) => one.whole === whole)) {
      if (words[at].term === whole || words[at].whole === whole) return words[at].end;
    }
    let end = 0;
    for (let number = 0, from = at; number < wanted.length; number++) {
      // Every word of a text is the one at its position.
      if (number) from += wanted[number].position - wanted[number - 1].position;
      const word = words[from];
      const last = prefix && number === wanted.length - 1;
      if (!word || !meets(word, wanted[number], last, also)) return 0;
      end = word.end;
      // The parts of a hyphenated word that was asked for as one are passed over together.
      const joined = word.whole && word.whole === wanted[number].term;
      while (joined && words[from + 1] && words[from + 1].start === word.start) from++;
    }
    return end;
  }

  function merge(places) {
    const merged = [];
    for (const [start, end] of places.sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
      const last = merged[merged.length - 1];
      if (last && start < last[1]) last[1] = Math.max(last[1], end);
      else merged.push([start, end]);
    }
    return merged;
  }

  return { readWords, readQuery, findPlaces, hasCharacters };
})();
