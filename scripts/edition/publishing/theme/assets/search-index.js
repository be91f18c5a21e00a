// Searches the index: reads the files that a query needs, and lists results. It does not touch the
// elements of the page. edition/search/files.py writes the files and describes their content.

"use strict";

/**
 * @typedef {object} Filters
 * @property {string} text the title of a text, or empty for all
 * @property {string} page the file of a page, or empty for all
 * @property {string[]} kinds empty for all except the pages about this edition
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
 * @property {Tier} tier
 * @property {string} [name] the address by which it was queried, in lower case
 *
 * @typedef {"place" | "heading" | "text" | "list" | "about"} Tier rank among results
 *
 * @typedef {object} Unit
 * @property {string} address on its page
 * @property {string} label of the printed page on which it begins
 * @property {string} text
 * @property {(string | number)[]} breaks starts of printed pages in it, each followed by the label
 *
 * @typedef {object} Run a running query
 * @property {string} query
 * @property {Result[]} results the results so far
 * @property {(count: number) => Promise<boolean>} more continues until there are as many results;
 *   returns whether all are found
 * @property {Clause[]} clauses
 * @property {Variants} variants
 * @property {string[]} names all forms of the queried name, if it is one of the registers
 * @property {Map<string, string[]>} also the terms found instead of a misspelt one
 * @property {boolean} isEmpty whether the query has nothing to search for
 */

const editionSearch = (() => {
  const { ROOT, load: loadScript, readSteps } = edition;
  const FOLDER = new URL("search/", ROOT);
  const KINDS = [
    "body",
    "note",
    "bibliography",
    "editorial",
    "commentary",
    "description",
    "register",
  ];
  /** The kind that is searched only on request. */
  const ON_REQUEST = KINDS.indexOf("editorial");
  /** The tiers of segments, in order. @type {Tier[]} */
  const TIERS = ["heading", "text", "list", "about"];
  /** Prefixes of terms that are addresses and dates. */
  const [ADDRESS, DATE] = ["#", "@"];
  /** Least length of a word in which an error is corrected. */
  const CORRECTED_FROM = 6;
  /** Files of words to read for a prefix; with more, every segment is assumed to match. */
  const MOST_FILES = 3;
  /** Letters at the end of a stem that differ between forms of a word: theat(er, re). */
  const STEM_VARIES = 2;

  // --- the files of the index -----------------------------------------------------------

  /**
   * @typedef {object} Index
   * @property {string[]} texts
   * @property {SegmentFacts[]} segments
   * @property {string[]} words the first term of each file of words
   * @property {string[]} endings the first term of each file of reversed words
   * @property {string[]} names the first name of each file of names
   *
   * @typedef {[texts: number[], kinds: number[], earliest: number, latest: number, tier: number]} SegmentFacts
   * @typedef {[page: number, kind: number, year: number]} UnitFacts
   *
   * @typedef {object} Units
   * @property {IndexedPage[]} pages
   * @property {[length: number, ...facts: UnitFacts][]} runs
   * @property {number[]} texts the number of units in each file of texts
   */

  /** After every term with the same beginning. */
  const END = "\uffff";

  /** @type {Map<string, any>} */
  const arrived = new Map();

  /**
   * Store the data of a file of the index: each is a script that calls this function.
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
   * Return the number of the file that may have a term: of the last sorted head that is not after it.
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
   * Return the numbers of the files that may have terms between two terms.
   * @param {string[]} heads
   * @param {string} first
   * @param {string} last
   */
  const locateAll = (heads, first, last = first + END) =>
    heads.length ? range(locate(heads, first), locate(heads, last) + 1) : [];

  /** @param {number} first @param {number} after */
  const range = (first, after) =>
    Array.from({ length: Math.max(after - first, 0) }, (_, at) => first + at);

  /**
   * Read consecutive numbers, written "first-last", or a single number.
   * @param {string} run
   */
  function readRun(run) {
    const [first = 0, last = first] = run.split("-").map((digits) => parseInt(digits, 36));
    return range(first, last + 1);
  }

  /** @type {Map<number, Map<string, number[]>>} */
  const wordFiles = new Map();

  /**
   * Return the terms of a file of words, each with the segments that have it.
   * @param {number} number
   */
  async function readWordFile(number) {
    const cached = wordFiles.get(number);
    if (cached) return cached;
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
   * @typedef {object} Slot the alternatives for a word of a clause
   * @property {{ term: string, segments: Set<number> }[]} terms
   * @property {[first: string, last: string][]} [ranges] ranges of terms, instead of single terms
   * @property {Set<number>} segments the segments with any of them
   *
   * @typedef {object} Expansion
   * @property {Slot[]} slots for each word of the clause
   * @property {Slot} joined the clause written as one word
   * @property {number[]} steps the distance of each word from the previous one, in words
   *
   * @typedef {Clause & Expansion} ExpandedClause
   *
   * @typedef {object} Condition alternative clauses
   * @property {boolean} not
   * @property {number} near the greatest distance from the previous condition; 0 for any
   * @property {ExpandedClause[]} clauses
   */

  /** @param {[term: string, segments: number[]][]} found @returns {Slot} */
  const makeSlot = (found) => ({
    terms: found.map(([term, segments]) => ({ term, segments: new Set(segments) })),
    segments: new Set(found.flatMap(([, segments]) => segments)),
  });

  /** @param {string} term @returns {Promise<Slot>} */
  async function findTerm(term) {
    const { words } = await readIndex();
    if (!words.length) return makeSlot([]);
    const found = (await readWordFile(locate(words, term))).get(term);
    return makeSlot(found ? [[term, found]] : []);
  }

  /**
   * Return the words with a prefix. For a short prefix, which occurs everywhere, only the range is
   * returned, as the list would be long.
   * @param {string} prefix
   * @returns {Promise<Slot>}
   */
  async function findPrefix(prefix) {
    const { words, segments } = await readIndex();
    /** @type {[string, string][]} */
    const ranges = [[prefix, prefix + END]];
    if (locateAll(words, prefix).length > MOST_FILES) {
      return { terms: [], ranges, segments: new Set(segments.keys()) };
    }
    return { ...makeSlot(await listBeginning(prefix)), ranges };
  }

  /**
   * Return the dates of a range; for a range of years also the bare numbers of years.
   * @param {DateRange} dates
   * @returns {Promise<Slot>}
   */
  async function findDates([first, last]) {
    const { segments } = await readIndex();
    /** @type {[string, string][]} */
    const ranges = [[DATE + first, DATE + last + END]];
    if ([first, last].every(editionWords.isYear)) ranges.push([first, last]);
    return { terms: [], ranges, segments: new Set(segments.keys()) };
  }

  /**
   * Return the words of the collection with the same stem as a term, which itself may not occur.
   * @param {string} term
   * @param {string} stem
   */
  async function findForms(term, stem) {
    const varies = stem.endsWith("y") ? 1 : STEM_VARIES;
    const beginning = stem.slice(0, Math.max(stem.length - varies, 2));
    const words = await listBeginning(beginning);
    return makeSlot(
      words.filter(([word]) => word === term || editionWords.stemWord(word) === stem),
    );
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
    const reversed = reverse(ending);
    /** @type {Promise<string>[]} */
    const read = locateAll(endings, reversed).map((number) => load(`endings-${number}`));
    const lists = await Promise.all(read);
    const words = lists.flatMap((list) => list.split("\n"));
    return words.filter((word) => word.startsWith(reversed)).map(reverse);
  }

  /**
   * Whether two words differ by one inserted, deleted, replaced or transposed letter.
   * @param {string} first
   * @param {string} second
   */
  function isNear(first, second) {
    if (Math.abs(first.length - second.length) > 1) return false;
    let start = 0;
    while (start < first.length && first[start] === second[start]) start++;
    const [a, b] = [first.slice(start), second.slice(start)];
    const same = a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1);
    return same || (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2));
  }

  /**
   * Return possible corrections of a misspelt word. With a single error, either the first or the
   * second half is right, so words are searched by both.
   * @param {string} term
   * @param {Map<string, string[]>} also
   */
  async function findNear(term, also) {
    if (term.length < CORRECTED_FROM || !/^[a-z\u0400-\u04ff]+$/.test(term)) return makeSlot([]);
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
   * Return a clause with the terms of the collection that match each of its words.
   * @param {Clause} clause
   * @param {Map<string, string[]>} also
   * @returns {Promise<ExpandedClause>}
   */
  async function expand(clause, also) {
    const { words, prefix, dates, stem } = clause;
    if (dates)
      return { ...clause, slots: [await findDates(dates)], joined: makeSlot([]), steps: [0] };
    const whole = editionWords.isOneWord(words) ? words[0]?.whole : "";
    const joined = whole ? await findTerm(whole) : makeSlot([]);
    const slots = await Promise.all(
      words.map(async ({ term }, number) => {
        if (prefix && number === words.length - 1) return findPrefix(term);
        const slot = await (stem ? findForms(term, stem) : findTerm(term));
        const isStrict = clause.exact || clause.not || joined.terms.length;
        return slot.terms.length || isStrict ? slot : findNear(term, also);
      }),
    );
    const steps = words.map((word, at) => word.position - (words[at - 1] ?? word).position);
    return { ...clause, slots, joined, steps };
  }

  /** @param {Set<number>} first @param {Set<number>} second */
  const intersect = (first, second) => new Set([...first].filter((segment) => second.has(segment)));

  /** @param {ExpandedClause} clause */
  const listSegments = ({ slots, joined }) =>
    new Set([...slots.map((slot) => slot.segments).reduce(intersect), ...joined.segments]);

  // --- places ---------------------------------------------------------------------------

  /**
   * Return the places of a term in a segment, undecoded.
   * @param {number} segment
   * @param {string} term
   */
  async function readPlaces(segment, term) {
    const heads = await readHeads(segment);
    const places = await readPlacesFile(segment, locate(heads, term));
    return (Object.hasOwn(places, term) && places[term]) || "";
  }

  /** @param {number} segment @param {[first: string, last: string]} range */
  async function readPlacesOfAll(segment, [first, last]) {
    const numbers = locateAll(await readHeads(segment), first, last);
    const read = await Promise.all(numbers.map((number) => readPlacesFile(segment, number)));
    const entries = read.flatMap((places) => Object.entries(places));
    const isYears = editionWords.isYear(first) && editionWords.isYear(last);
    return entries
      .filter(([term]) => term >= first && term <= last && (!isYears || editionWords.isYear(term)))
      .map(([, written]) => written);
  }

  /** @param {number} segment @param {Slot} slot @returns {Promise<string[]>} */
  async function readSlot(segment, { ranges, terms, segments }) {
    if (!segments.has(segment)) return [];
    if (ranges) {
      return (await Promise.all(ranges.map((range) => readPlacesOfAll(segment, range)))).flat();
    }
    const here = terms.filter((term) => term.segments.has(segment));
    const places = await Promise.all(here.map(({ term }) => readPlaces(segment, term)));
    return places.filter(Boolean);
  }

  /** @typedef {Map<number, number[]>} Places positions by unit */

  /**
   * Return the units with any of the terms, and the positions of all of them.
   * @param {string[]} several
   * @param {number[]} firsts
   * @param {boolean} [isBare] whether to leave out the positions
   */
  function decode(several, firsts, isBare) {
    /** @type {Map<number, number[]>} */
    const found = new Map();
    for (const part of several.flatMap((written) => written.split("|"))) {
      const [page = "", ...entries] = part.split(";");
      let unit = firsts[parseInt(page, 36)] ?? 0;
      for (const entry of entries) {
        // parseInt() stops at the comma before the positions.
        unit += parseInt(entry, 36);
        const positions = isBare ? [] : readSteps(entry.split(",").slice(1));
        found.set(unit, found.get(unit)?.concat(positions) ?? positions);
      }
    }
    return found;
  }

  /**
   * Return the number of the first unit of each page of a segment.
   * @param {number} segment
   */
  async function readFirsts(segment) {
    /** @type {number[]} */
    const firsts = [];
    for (const [unit, [page]] of (await readFacts(segment)).entries()) firsts[page] ??= unit;
    return firsts;
  }

  /**
   * Return the units with the words of a clause next to each other; with `isNear`, also positions.
   * @param {number} segment
   * @param {ExpandedClause} clause
   * @param {boolean} isNear
   * @returns {Promise<Places>}
   */
  async function readClause(segment, { slots, joined, steps }, isNear) {
    const read = await Promise.all(slots.map((slot) => readSlot(segment, slot)));
    const whole = await readSlot(segment, joined);
    const firsts = await readFirsts(segment);
    if (read.length > 1) {
      const [first = new Map(), ...others] = read.map((places) => decode(places, firsts));
      return unite([decode(whole, firsts), findTogether(first, others, steps)]);
    }
    return decode([...read.flat(), ...whole], firsts, !isNear);
  }

  /** @param {Places[]} several @returns {Places} */
  function unite(several) {
    const all = several.length === 1 ? several[0] : undefined;
    if (all) return all;
    /** @type {Places} */
    const united = new Map();
    for (const [unit, positions] of several.flatMap((places) => [...places])) {
      united.set(unit, united.get(unit)?.concat(positions) ?? positions);
    }
    return united;
  }

  /** @param {Places} first @param {Places[]} others @param {number[]} steps @returns {Places} */
  function findTogether(first, others, steps) {
    /** @type {Places} */
    const found = new Map();
    for (const [unit, positions] of first) {
      const ends = findAdjacent(others, unit, positions, steps.slice(1));
      if (ends.length) found.set(unit, ends);
    }
    return found;
  }

  /**
   * Return the last positions of adjacent words in a unit.
   * @param {Map<number, number[]>[]} others
   * @param {number} unit
   * @param {number[]} first
   * @param {number[]} steps
   */
  function findAdjacent(others, unit, first, steps) {
    let ends = pass(new Set(first), new Set(first));
    for (const [number, positions] of others.entries()) {
      const here = new Set(positions.get(unit));
      const step = steps[number] ?? 0;
      ends = pass(new Set([...ends].map((end) => end + step).filter((at) => here.has(at))), here);
    }
    return [...ends];
  }

  /**
   * Skip the parts of a hyphenated word, whose joined form is at the position of each.
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
    const cached = facts.get(segment);
    if (cached) return cached;
    const { runs } = await readUnits(segment);
    const read = runs.flatMap(([length, ...fact]) => Array(length).fill(fact));
    facts.set(segment, read);
    return read;
  }

  /**
   * Return clauses as conditions: clauses joined by OR are alternatives of a condition.
   * @param {ExpandedClause[]} clauses
   */
  function joinClauses(clauses) {
    /** @type {Condition[]} */
    const conditions = [];
    for (const clause of clauses) {
      if (clause.or) conditions.at(-1)?.clauses.push(clause);
      else conditions.push({ not: clause.not, near: clause.near, clauses: [clause] });
    }
    return conditions;
  }

  /**
   * @param {number} segment
   * @param {Condition[]} conditions
   * @param {Filters} filters
   * @returns {Promise<Result[]>}
   */
  async function searchSegment(segment, conditions, filters) {
    const read = await Promise.all(
      conditions.map(async ({ clauses }, at) => {
        const isNear = Boolean(conditions[at]?.near || conditions[at + 1]?.near);
        return unite(
          await Promise.all(clauses.map((clause) => readClause(segment, clause, isNear))),
        );
      }),
    );
    const required = read.filter((_, number) => !conditions[number]?.not);
    const excluded = read.filter((_, number) => conditions[number]?.not);
    const [first = new Map()] = required;
    const units = [...first.keys()].filter(
      (unit) =>
        required.every((places) => places.has(unit)) &&
        !excluded.some((places) => places.has(unit)),
    );
    return makeResults(
      segment,
      units.filter((unit) => areNear(conditions, read, unit)),
      filters,
    );
  }

  /**
   * Whether the conditions joined by NEAR are near each other in a unit.
   * @param {Condition[]} conditions
   * @param {Places[]} read
   * @param {number} unit
   */
  function areNear(conditions, read, unit) {
    let before = read[0]?.get(unit) ?? [];
    for (const [at, { near, not }] of conditions.entries()) {
      const here = read[at]?.get(unit) ?? [];
      const found = here.filter((at) => before.some((other) => Math.abs(at - other) <= near));
      if (near && !not && !found.length) return false;
      before = near ? found : here;
    }
    return true;
  }

  /** @param {number} segment @param {number[]} units @param {Filters} filters */
  async function makeResults(segment, units, filters) {
    const { pages } = await readUnits(segment);
    const facts = await readFacts(segment);
    const { segments } = await readIndex();
    const tier = TIERS[segments[segment]?.[4] ?? 0] ?? "text";
    return units
      .sort((a, b) => a - b)
      .flatMap((unit) => {
        const [at = 0, kind = 0, year = 0] = facts[unit] ?? [];
        const page = pages[at];
        return page && passes(page, kind, year, filters) ? { segment, unit, page, kind, tier } : [];
      });
  }

  /**
   * List the places whose addresses a query names.
   * @param {Wanted} wanted
   * @param {Filters} filters
   * @returns {Promise<Result[]>}
   */
  async function findPlaces({ names, text }, filters) {
    const found = await Promise.all(
      names.map(async (name) => {
        const slot = await findTerm(ADDRESS + name);
        const inSegments = [...slot.segments].map(async (segment) => {
          const units = decode(await readSlot(segment, slot), await readFirsts(segment), true);
          return makeResults(segment, [...units.keys()], filters);
        });
        const results = (await Promise.all(inSegments)).flat();
        const inText = results.filter(({ page }) => page[2].toLowerCase().startsWith(text));
        return inText.map((result) => ({ ...result, name, tier: /** @type {Tier} */ ("place") }));
      }),
    );
    return found.flat();
  }

  /** @param {IndexedPage} page @param {number} kind @param {number} year @param {Filters} filters */
  function passes([file, , text], kind, year, { text: title, page, kinds, from, to }) {
    return (
      (!title || text === title) &&
      (!page || file === page) &&
      (kinds.length ? kinds.includes(KINDS[kind] ?? "") : kind !== ON_REQUEST) &&
      (!from || year >= from) &&
      (!to || (year > 0 && year <= to))
    );
  }

  /**
   * Whether a segment can have results that pass the filters.
   * @param {SegmentFacts | undefined} segment
   * @param {Filters} filters
   * @param {string[]} names
   */
  function admits([texts, kinds, earliest, latest] = [[], [], 0, 0, 0], filters, names) {
    return (
      (!filters.text || texts.some((number) => names[number] === filters.text)) &&
      kinds.some((kind) =>
        filters.kinds.length ? filters.kinds.includes(KINDS[kind] ?? "") : kind !== ON_REQUEST,
      ) &&
      (!filters.from || latest >= filters.from) &&
      (!filters.to || (earliest > 0 && earliest <= filters.to))
    );
  }

  /**
   * Return the address and all forms of the entry of a register that a query names, or nothing.
   * @param {string} query
   * @returns {Promise<string[]>}
   */
  async function findName(query) {
    const { names } = await readIndex();
    const key = names.length ? editionWords.foldName(query, await readVariants(query)) : "";
    if (!key) return [];
    const file = await load(`names-${locate(names, key)}`);
    return Object.hasOwn(file, key) ? file[key] : [];
  }

  /**
   * Return alternative clauses for the forms of a name.
   * @param {string[]} names
   * @param {Variants} variants
   */
  const readNames = (names, variants) =>
    names
      .flatMap((name) => editionWords.readQuery(`"${name}"`, variants))
      .map((clause, number) => ({ ...clause, or: number > 0 }));

  /**
   * Start a query. Each step reads twice as many segments at once as the step before, so that a large
   * collection needs few steps.
   * @param {string} query
   * @param {Filters} filters
   * @returns {Promise<Run>}
   */
  async function search(query, filters) {
    const { texts, segments } = await readIndex();
    for (const number of segments.keys()) {
      if (number < TIERS.length && admits(segments[number], filters, texts)) {
        for (const name of [`s${number}`, `s${number}-units`]) load(name).catch(() => {});
      }
    }
    const [entry, ...names] = await findName(query);
    const variants = await readVariants([query, ...names].join(" "));
    const also = new Map();
    const wanted = entry
      ? { names: [entry.toLowerCase()], text: "", only: false }
      : editionWords.readAddress(query);
    const results = await findPlaces(wanted, filters);
    const isPlace = wanted.only && results.length > 0;
    const read = entry ? readNames(names, variants) : editionWords.readQuery(query, variants);
    const clauses = isPlace ? [] : read;
    const conditions = joinClauses(
      await Promise.all(clauses.map((clause) => expand(clause, also))),
    );
    const required = conditions.filter(({ not }) => !not);
    const common = required.length
      ? required
          .map(({ clauses }) => new Set(clauses.flatMap((clause) => [...listSegments(clause)])))
          .reduce(intersect)
      : new Set();
    const left = [...common]
      .filter((number) => admits(segments[number], filters, texts))
      .sort((a, b) => a - b);
    const places = new Set(results.map(({ segment, unit }) => `${segment} ${unit}`));
    // A small collection is read completely, so that all results can be counted.
    let together = segments.length <= TIERS.length ? TIERS.length : 2;
    const more = async (/** @type {number} */ count) => {
      while (results.length < count && left.length) {
        const next = left.splice(0, together);
        const found = await Promise.all(
          next.map((number) => searchSegment(number, conditions, filters)),
        );
        const isNew = (/** @type {Result} */ { segment, unit }) =>
          !places.has(`${segment} ${unit}`);
        results.push(...found.flat().filter(isNew));
        together *= 2;
      }
      return left.length === 0;
    };
    return {
      query,
      results,
      more,
      clauses,
      variants,
      names,
      also,
      isEmpty: !required.length && !results.length,
    };
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
   * List all results of a query.
   * @param {string} query
   * @param {Partial<Filters>} filters
   */
  async function find(query, filters) {
    const all = { text: "", page: "", kinds: [], from: 0, to: 0 };
    const found = await search(query, { ...all, ...filters });
    await found.more(Infinity);
    const units = await Promise.all(found.results.map(readUnit));
    return found.results.map(({ page, kind, tier }, number) => ({
      file: page[0],
      tier,
      address: units[number]?.address,
      kind: KINDS[kind],
      text: units[number]?.text,
    }));
  }

  return { KINDS, find, readIndex, readUnit, readVariants, search, take };
})();
