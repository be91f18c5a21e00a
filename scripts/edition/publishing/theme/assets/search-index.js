// The index: reads those of its files that a query needs, and lists what it finds. No element of a
// page is touched here. edition/search/files.py writes the files and says what is in them.

"use strict";

/**
 * @typedef {object} Filters
 * @property {string} text the title of a text, or empty for all
 * @property {string[]} kinds none for all
 * @property {number} from the first year, or 0
 * @property {number} to the last year, or 0
 *
 * @typedef {[file: string, title: string, text: string]} IndexedPage
 *
 * @typedef {object} Result a unit: a paragraph, a note or the like
 * @property {number} segment
 * @property {number} unit its number in the segment
 * @property {IndexedPage} page
 * @property {number} kind
 *
 * @typedef {object} Unit
 * @property {string} address on its page
 * @property {string} label of the printed page on which it begins
 * @property {string} text
 * @property {(string | number)[]} breaks where in it a printed page begins, and its label, in turn
 *
 * @typedef {object} Run a query that was begun
 * @property {string} query
 * @property {Result[]} results those that are known
 * @property {(count: number) => Promise<boolean>} more reads on until there are as many results;
 *   returns whether there are no more
 * @property {Clause[]} clauses
 * @property {Variants} variants
 * @property {Map<string, string[]>} also the terms that are found instead of one with an error
 * @property {boolean} isEmpty whether the query has no word to be found
 */

const editionSearch = (() => {
  const { ROOT, load: loadScript, readSteps } = edition;
  const FOLDER = new URL("search/", ROOT);
  const KINDS = ["body", "note", "bibliography", "editorial", "commentary"];
  /** Letters that a word must have for an error in it to be forgiven. */
  const FORGIVEN_FROM = 6;
  /** Files of words that are read for a beginning; with more, every segment is taken to have some. */
  const MOST_FILES = 3;

  // --- the files of the index -----------------------------------------------------------

  /**
   * @typedef {object} Index
   * @property {string[]} texts
   * @property {SegmentFacts[]} segments
   * @property {string[]} words the first term of each file of words
   * @property {string[]} endings the first of each file of words that are written backwards
   *
   * @typedef {[texts: number[], kinds: number[], earliest: number, latest: number]} SegmentFacts
   * @typedef {[page: number, kind: number, year: number]} UnitFacts
   *
   * @typedef {object} Units
   * @property {IndexedPage[]} pages
   * @property {[length: number, ...facts: UnitFacts][]} runs
   * @property {number[]} texts how many units are in each file of texts
   */

  /** @type {Map<string, any>} */
  const arrived = new Map();

  /**
   * Take what a file of the index holds: each is a script that calls this function.
   * @param {string} name
   * @param {unknown} data
   */
  const take = (name, data) => arrived.set(name, data);

  /** @param {string} name @returns {Promise<any>} */
  async function load(name) {
    await loadScript(`${name}.js`, FOLDER);
    if (!arrived.has(name)) throw new Error(`${name} holds nothing`);
    return arrived.get(name);
  }

  /** @type {() => Promise<Index>} */
  const readIndex = () => load("index");
  /** @type {(segment: number) => Promise<Units>} */
  const readUnits = (segment) => load(`s${segment}-units`);
  /** @type {(segment: number) => Promise<string[]>} */
  const readHeads = (segment) => load(`s${segment}`);
  /** @type {(segment: number, number: number) => Promise<Record<string, string>>} */
  const readPlacesFile = (segment, number) => load(`s${segment}-places-${number}`);

  /**
   * Return the number of the file that may have a term: the last of the sorted `heads` that is not
   * after it.
   * @param {string[]} heads
   * @param {string} term
   */
  function locate(heads, term) {
    let [low, high] = [0, heads.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (/** @type {string} */ (heads[middle]) <= term) low = middle + 1;
      else high = middle;
    }
    return Math.max(low - 1, 0);
  }

  /**
   * Return the numbers of the files that may have terms with this beginning.
   * @param {string[]} heads
   * @param {string} beginning
   */
  function locateAll(heads, beginning) {
    const first = locate(heads, beginning);
    let after = first + 1;
    while (heads[after]?.startsWith(beginning)) after++;
    return range(first, after);
  }

  /** @param {number} first @param {number} after */
  const range = (first, after) =>
    Array.from({ length: Math.max(after - first, 0) }, (_, at) => first + at);

  /**
   * Read numbers that follow one another, written "first-last" or as one.
   * @param {string} run
   */
  function readRun(run) {
    const [first = 0, last = first] = run.split("-").map((one) => parseInt(one, 36));
    return range(first, last + 1);
  }

  /** @type {Map<number, Map<string, number[]>>} */
  const wordFiles = new Map();

  /**
   * Return the terms of a file of words, each with the segments that have it.
   * @param {number} number
   */
  async function readWordFile(number) {
    const known = wordFiles.get(number);
    if (known) return known;
    /** @type {string[]} */
    const lines = (await load(`words-${number}`)).split("\n");
    const words = new Map(
      lines.map((line) => {
        const [term = "", segments = ""] = line.split(" ");
        return [term, segments.split(",").flatMap(readRun)];
      }),
    );
    wordFiles.set(number, words);
    return words;
  }

  // --- words of the collection ----------------------------------------------------------

  /**
   * @typedef {object} Slot what may be in one place of a clause
   * @property {{ term: string, segments: Set<number> }[]} terms
   * @property {string} [prefix] in their stead, the beginning of all terms that may
   * @property {Set<number>} segments that have any of them
   *
   * @typedef {object} Expansion
   * @property {Slot[]} slots for each word of the clause
   * @property {Slot} joined the clause written as one word
   * @property {number[]} steps from each word to the next, in words
   *
   * @typedef {Clause & Expansion} ExpandedClause
   */

  /** @param {[term: string, segments: number[]][]} found @returns {Slot} */
  const makeSlot = (found) => ({
    terms: found.map(([term, segments]) => ({ term, segments: new Set(segments) })),
    segments: new Set(found.flatMap(([, segments]) => segments)),
  });

  /** @param {string} term @returns {Promise<Slot>} */
  async function findTerm(term) {
    const { words, segments } = await readIndex();
    if (!words.length) return makeSlot([]);
    // Where all is one segment the places are loaded together with the word.
    if (segments.length === 1) readPlaces(0, term).catch(() => {});
    const found = (await readWordFile(locate(words, term))).get(term);
    return makeSlot(found ? [[term, found]] : []);
  }

  /**
   * Return the words with this beginning. A short one has words everywhere, and their list would be
   * long to load.
   * @param {string} prefix
   * @returns {Promise<Slot>}
   */
  async function findPrefix(prefix) {
    const { words, segments } = await readIndex();
    if (segments.length === 1 || locateAll(words, prefix).length > MOST_FILES) {
      return { terms: [], prefix, segments: new Set(segments.keys()) };
    }
    return { ...makeSlot(await listBeginning(prefix)), prefix };
  }

  /** @param {string} beginning */
  async function listBeginning(beginning) {
    const { words } = await readIndex();
    if (!words.length) return [];
    const lists = await Promise.all(locateAll(words, beginning).map(readWordFile));
    return lists.flatMap((list) => [...list].filter(([term]) => term.startsWith(beginning)));
  }

  const reverse = (/** @type {string} */ word) => [...word].reverse().join("");

  /** @param {string} ending */
  async function listEnding(ending) {
    const { endings } = await readIndex();
    if (!endings.length) return [];
    const wanted = reverse(ending);
    /** @type {string[]} */
    const lists = await Promise.all(
      locateAll(endings, wanted).map((number) => load(`endings-${number}`)),
    );
    const words = lists.flatMap((list) => list.split("\n"));
    return words.filter((word) => word.startsWith(wanted)).map(reverse);
  }

  /**
   * Whether a word has one letter too many, too few, another one, or two exchanged.
   * @param {string} one
   * @param {string} other
   */
  function isNear(one, other) {
    if (Math.abs(one.length - other.length) > 1) return false;
    let start = 0;
    while (start < one.length && one[start] === other[start]) start++;
    const [a, b] = [one.slice(start), other.slice(start)];
    const same = a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1);
    return same || (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2));
  }

  /**
   * Return the words that a misspelt one may stand for. With one error in it a word keeps its first
   * half or its second: words are looked for by both.
   * @param {string} term
   * @param {Map<string, string[]>} also
   */
  async function findNear(term, also) {
    if (term.length < FORGIVEN_FROM || !/^[a-z\u0400-\u04ff]+$/.test(term)) return makeSlot([]);
    const half = term.length >> 1;
    const [starting, ending] = await Promise.all([
      listBeginning(term.slice(0, half - 1)),
      listEnding(term.slice(half)),
    ]);
    const words = new Set([...starting.map(([word]) => word), ...ending]);
    const chosen = [...words].filter((word) => isNear(word, term)).sort();
    const slots = await Promise.all(chosen.map(findTerm));
    if (chosen.length) also.set(term, chosen);
    return {
      terms: slots.flatMap((slot) => slot.terms),
      segments: new Set(slots.flatMap((slot) => [...slot.segments])),
    };
  }

  /**
   * Return a clause with, for each of its words, the terms of the collection that meet it.
   * @param {Clause} clause
   * @param {Map<string, string[]>} also
   * @returns {Promise<ExpandedClause>}
   */
  async function expand(clause, also) {
    const { words, prefix } = clause;
    const whole = editionWords.isOneWord(words) ? words[0]?.whole : "";
    const joined = whole ? await findTerm(whole) : makeSlot([]);
    const slots = await Promise.all(
      words.map(async ({ term }, number) => {
        if (prefix && number === words.length - 1) return findPrefix(term);
        const slot = await findTerm(term);
        const isStrict = clause.exact || clause.not || joined.terms.length;
        return slot.terms.length || isStrict ? slot : findNear(term, also);
      }),
    );
    const steps = words.map((one, at) => one.position - (words[at - 1] ?? one).position);
    return { ...clause, slots, joined, steps };
  }

  /** @param {Set<number>} some @param {Set<number>} others */
  const intersect = (some, others) => new Set([...some].filter((one) => others.has(one)));

  /** @param {ExpandedClause} clause */
  const listSegments = ({ slots, joined }) =>
    new Set([...slots.map((slot) => slot.segments).reduce(intersect), ...joined.segments]);

  // --- places ---------------------------------------------------------------------------

  /**
   * Return the units of a segment that have a term, each with its positions, as they are written.
   * @param {number} segment
   * @param {string} term
   */
  async function readPlaces(segment, term) {
    const heads = await readHeads(segment);
    const places = await readPlacesFile(segment, locate(heads, term));
    return (Object.hasOwn(places, term) && places[term]) || "";
  }

  /** @param {number} segment @param {string} beginning */
  async function readPlacesOfAll(segment, beginning) {
    const numbers = locateAll(await readHeads(segment), beginning);
    const read = await Promise.all(numbers.map((number) => readPlacesFile(segment, number)));
    const entries = read.flatMap((places) => Object.entries(places));
    return entries.filter(([term]) => term.startsWith(beginning)).map(([, written]) => written);
  }

  /** @param {number} segment @param {Slot} slot @returns {Promise<string[]>} */
  async function readSlot(segment, { prefix, terms, segments }) {
    if (!segments.has(segment)) return [];
    if (prefix) return readPlacesOfAll(segment, prefix);
    const here = terms.filter((one) => one.segments.has(segment));
    return Promise.all(here.map((one) => readPlaces(segment, one.term)));
  }

  // What follows the comma in an entry are the positions: parseInt() does not read them.
  const listUnits = (/** @type {string} */ written) => readSteps(written.split(";"));

  /**
   * Return the units that have any of the terms, each with the positions of all.
   * @param {string[]} several
   */
  function decode(several) {
    /** @type {Map<number, number[]>} */
    const found = new Map();
    for (const written of several) {
      let unit = 0;
      for (const entry of written.split(";")) {
        const [step = "", ...numbers] = entry.split(",");
        unit += parseInt(step, 36);
        const positions = readSteps(numbers);
        found.set(unit, found.get(unit)?.concat(positions) ?? positions);
      }
    }
    return found;
  }

  /**
   * Return the units in which the words of a clause stand together.
   * @param {number} segment
   * @param {ExpandedClause} clause
   */
  async function readClause(segment, { slots, joined, steps }) {
    const read = await Promise.all(slots.map((slot) => readSlot(segment, slot)));
    const whole = (await readSlot(segment, joined)).flatMap(listUnits);
    const units = read.length === 1 ? read.flat().flatMap(listUnits) : findTogether(read, steps);
    return new Set([...whole, ...units]);
  }

  /** @param {string[][]} read @param {number[]} steps */
  function findTogether(read, steps) {
    const [first = new Map(), ...others] = read.map(decode);
    const found = [...first].filter(([unit, positions]) =>
      standTogether(others, unit, positions, steps.slice(1)),
    );
    return found.map(([unit]) => unit);
  }

  /**
   * Whether in a unit each further word of a clause follows the one before it.
   * @param {Map<number, number[]>[]} others
   * @param {number} unit
   * @param {number[]} first
   * @param {number[]} steps
   */
  function standTogether(others, unit, first, steps) {
    let ends = pass(new Set(first), new Set(first));
    return others.every((positions, number) => {
      const here = new Set(positions.get(unit));
      const step = steps[number] ?? 0;
      ends = pass(new Set([...ends].map((end) => end + step).filter((at) => here.has(at))), here);
      return ends.size > 0;
    });
  }

  /**
   * A hyphenated word written as one is at the place of each of its parts: they are passed over.
   * @param {Set<number>} ends
   * @param {Set<number>} here
   */
  function pass(ends, here) {
    for (const end of ends) if (here.has(end + 1)) ends.add(end + 1);
    return ends;
  }

  /** @type {Map<number, UnitFacts[]>} */
  const facts = new Map();

  /** @param {number} segment */
  async function readFacts(segment) {
    const known = facts.get(segment);
    if (known) return known;
    const { runs } = await readUnits(segment);
    const read = runs.flatMap(([length, ...fact]) => Array(length).fill(fact));
    facts.set(segment, read);
    return read;
  }

  /**
   * @param {number} segment
   * @param {ExpandedClause[]} clauses
   * @param {Filters} filters
   * @returns {Promise<Result[]>}
   */
  async function searchSegment(segment, clauses, filters) {
    const read = await Promise.all(clauses.map((clause) => readClause(segment, clause)));
    const wanted = read.filter((_, number) => !clauses[number]?.not);
    const unwanted = read.filter((_, number) => clauses[number]?.not);
    const [first = new Set()] = wanted;
    const units = [...first].filter(
      (unit) => wanted.every((one) => one.has(unit)) && !unwanted.some((one) => one.has(unit)),
    );
    const { pages } = await readUnits(segment);
    const known = await readFacts(segment);
    return units
      .sort((a, b) => a - b)
      .flatMap((unit) => {
        const [at = 0, kind = 0, year = 0] = known[unit] ?? [];
        const page = pages[at];
        return page && passes(page[2], kind, year, filters) ? { segment, unit, page, kind } : [];
      });
  }

  /** @param {string} text @param {number} kind @param {number} year @param {Filters} filters */
  function passes(text, kind, year, { text: title, kinds, from, to }) {
    return (
      (!title || text === title) &&
      (!kinds.length || kinds.includes(KINDS[kind] ?? "")) &&
      (!from || year >= from) &&
      (!to || (year > 0 && year <= to))
    );
  }

  /**
   * Whether a segment has anything that the filters let pass.
   * @param {SegmentFacts | undefined} segment
   * @param {Filters} filters
   * @param {string[]} names
   */
  function admits([texts, kinds, earliest, latest] = [[], [], 0, 0], filters, names) {
    return (
      (!filters.text || texts.some((number) => names[number] === filters.text)) &&
      (!filters.kinds.length || kinds.some((kind) => filters.kinds.includes(KINDS[kind] ?? ""))) &&
      (!filters.from || latest >= filters.from) &&
      (!filters.to || (earliest > 0 && earliest <= filters.to))
    );
  }

  /**
   * Begin a query. It goes on segment after segment, and reads each time twice as many together, so
   * that few steps lead through a large collection.
   * @param {string} query
   * @param {Filters} filters
   * @returns {Promise<Run>}
   */
  async function search(query, filters) {
    for (const name of ["s0", "s0-units"]) load(name).catch(() => {});
    const variants = await readVariants(query);
    const also = new Map();
    const clauses = editionWords.readQuery(query, variants);
    const expanded = await Promise.all(clauses.map((clause) => expand(clause, also)));
    const wanted = expanded.filter((clause) => !clause.not);
    const { texts, segments } = await readIndex();
    const common = wanted.length ? wanted.map(listSegments).reduce(intersect) : new Set();
    const left = [...common]
      .filter((one) => admits(segments[one], filters, texts))
      .sort((a, b) => a - b);
    /** @type {Result[]} */
    const results = [];
    let together = 1;
    const more = async (/** @type {number} */ count) => {
      while (results.length < count && left.length) {
        const next = left.splice(0, together);
        const found = await Promise.all(next.map((one) => searchSegment(one, expanded, filters)));
        results.push(...found.flat());
        together *= 2;
      }
      return left.length === 0;
    };
    return { query, results, more, clauses, variants, also, isEmpty: !wanted.length };
  }

  /** @type {Variants | undefined} */
  let variantsRead;

  /**
   * Return the forms of characters, if a query has characters.
   * @param {string} query
   */
  async function readVariants(query) {
    if (!editionWords.hasCharacters(query)) return variantsRead ?? new Map();
    const characters = [...(await load("variants"))];
    variantsRead = new Map();
    for (let at = 0; at < characters.length; at += 2) {
      variantsRead.set(characters[at], characters[at + 1]);
    }
    return variantsRead;
  }

  /** @param {Result} result @returns {Promise<Unit>} */
  async function readUnit({ segment, unit }) {
    const { texts } = await readUnits(segment);
    let [number, first] = [0, 0];
    for (const length of texts) {
      if (first + length > unit) break;
      first += length;
      number += 1;
    }
    const units = await load(`s${segment}-texts-${number}`);
    const [address, label, text, ...breaks] = units[unit - first];
    return { address, label, text, breaks };
  }

  /**
   * List all that a query finds.
   * @param {string} query
   * @param {Partial<Filters>} filters
   */
  async function find(query, filters) {
    const found = await search(query, { text: "", kinds: [], from: 0, to: 0, ...filters });
    await found.more(Infinity);
    const units = await Promise.all(found.results.map(readUnit));
    return found.results.map(({ page, kind }, number) => ({
      file: page[0],
      address: units[number]?.address,
      kind: KINDS[kind],
      text: units[number]?.text,
    }));
  }

  return { KINDS, find, readIndex, readUnit, readVariants, search, take };
})();
