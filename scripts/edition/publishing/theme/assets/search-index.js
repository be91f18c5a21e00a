// The index: reads those of its files that a query needs, and lists what it finds. No element of a
// page is touched here. edition/search/files.py writes the files and says what is in them.

"use strict";

(() => {
  const FOLDER = new URL("../search/", document.currentScript.src);
  const KINDS = ["body", "note", "bibliography", "editorial"];
  const FORGIVEN = 6;
  // Files of words that are read for a beginning; with more, every segment is taken to have some.
  const WIDE = 3;

  // --- the files of the index -------------------------------------------------------------

  const arrived = new Map();
  const asked = new Map();
  const take = (name, data) => arrived.set(name, data);

  // Script elements are read from a disk as well, which fetch is not.
  function load(name) {
    if (!asked.has(name)) {
      asked.set(
        name,
        new Promise((done, failed) => {
          const script = document.createElement("script");
          script.src = new URL(`${name}.js`, FOLDER).href;
          script.onload = () => (arrived.has(name) ? done(arrived.get(name)) : failed(name));
          script.onerror = () => {
            asked.delete(name);
            failed(new Error(`${name} cannot be read`));
          };
          document.head.append(script);
        }),
      );
    }
    return asked.get(name);
  }

  // The last of sorted `heads` that is not after `term`: the number of the file that may have it.
  function locate(heads, term) {
    let [low, high] = [0, heads.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (heads[middle] <= term) low = middle + 1;
      else high = middle;
    }
    return Math.max(low - 1, 0);
  }

  // Which of the files that `heads` begin hold terms with this beginning: the first, and after the last.
  function locateAll(heads, beginning) {
    const first = locate(heads, beginning);
    let after = first + 1;
    while (after < heads.length && heads[after].startsWith(beginning)) after++;
    return [first, after];
  }

  const range = (first, after) => Array.from({ length: Math.max(after - first, 0) }, (_, at) => first + at);

  // Numbers that follow one another are written "first-last".
  function listRun(run) {
    const [first, last] = run.split("-").map((one) => parseInt(one, 36));
    return range(first, (last === undefined ? first : last) + 1);
  }

  const sorted = new Map();
  async function listWords(number) {
    if (!sorted.has(number)) {
      const lines = (await load(`words-${number}`)).split("\n");
      const words = lines.map((line) => {
        const [term, segments] = line.split(" ");
        return [term, segments.split(",").flatMap(listRun)];
      });
      sorted.set(number, new Map(words));
    }
    return sorted.get(number);
  }

  // --- words of the collection ------------------------------------------------------------

  // A slot is what may stand in one place of a clause: terms, or all that have a beginning; with the
  // segments that have any of them.
  const makeSlot = (found) => ({
    terms: found.map(([term, segments]) => ({ term, segments: new Set(segments) })),
    segments: new Set(found.flatMap(([, segments]) => segments)),
  });

  async function findTerm(term) {
    const { words, segments } = await load("index");
    if (!words.length) return makeSlot([]);
    // Where all is one segment the places are asked for together with the word.
    if (segments.length === 1) readPlaces(0, term).catch(() => {});
    const found = (await listWords(locate(words, term))).get(term);
    return makeSlot(found ? [[term, found]] : []);
  }

  // Words that begin so. A short beginning has words everywhere: their list would be long to load.
  async function findPrefix(prefix) {
    const { words, segments } = await load("index");
    const [first, after] = locateAll(words, prefix);
    if (segments.length === 1 || after - first > WIDE) return { prefix, segments: new Set(segments.keys()) };
    return { ...makeSlot(await listBeginning(prefix)), prefix };
  }

  async function listBeginning(beginning) {
    const { words } = await load("index");
    if (!words.length) return [];
    const lists = await Promise.all(range(...locateAll(words, beginning)).map(listWords));
    return lists.flatMap((list) => [...list].filter(([term]) => term.startsWith(beginning)));
  }

  const reverse = (word) => [...word].reverse().join("");

  async function findEnding(ending) {
    const { endings } = await load("index");
    if (!endings.length) return [];
    const wanted = reverse(ending);
    const numbers = range(...locateAll(endings, wanted));
    const lists = await Promise.all(numbers.map((number) => load(`endings-${number}`)));
    const words = lists.flatMap((list) => list.split("\n"));
    return words.filter((word) => word.startsWith(wanted)).map(reverse);
  }

  // One letter too many, too few, another one, or two exchanged.
  function isNear(one, other) {
    if (Math.abs(one.length - other.length) > 1) return false;
    let start = 0;
    while (start < one.length && one[start] === other[start]) start++;
    const [a, b] = [one.slice(start), other.slice(start)];
    const same = a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1);
    return same || (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2));
  }

  // With one error in it a word keeps its first half or its second: words are sought by both.
  async function findNear(term, also) {
    if (term.length < FORGIVEN || !/^[a-z\u0400-\u04ff]+$/.test(term)) return makeSlot([]);
    const half = term.length >> 1;
    const [starting, ending] = await Promise.all([
      listBeginning(term.slice(0, half - 1)),
      findEnding(term.slice(half)),
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

  // Each clause with, for each of its words, the terms of the collection that meet it.
  async function expand(clause, also) {
    const { words, prefix } = clause;
    const { whole } = words[0];
    const isOne = whole && words.every((one) => one.whole === whole);
    const joined = isOne ? await findTerm(whole) : makeSlot([]);
    const slots = await Promise.all(
      words.map(async ({ term }, number) => {
        if (prefix && number === words.length - 1) return findPrefix(term);
        const slot = await findTerm(term);
        const isStrict = clause.exact || clause.not || joined.terms.length;
        return slot.terms.length || isStrict ? slot : findNear(term, also);
      }),
    );
    const steps = words.map((one, number) => (number ? one.position - words[number - 1].position : 0));
    return { ...clause, slots, joined, steps };
  }

  const both = (some, others) => new Set([...some].filter((one) => others.has(one)));

  const listSegments = ({ slots, joined }) =>
    new Set([...slots.map((slot) => slot.segments).reduce(both), ...joined.segments]);

  // --- places -----------------------------------------------------------------------------

  // The units of a segment that have a term, each with its positions, as they are written.
  async function readPlaces(segment, term) {
    const heads = await load(`s${segment}`);
    const places = await load(`s${segment}-places-${locate(heads, term)}`);
    return Object.hasOwn(places, term) ? places[term] : "";
  }

  async function readPlacesOfAll(segment, beginning) {
    const numbers = range(...locateAll(await load(`s${segment}`), beginning));
    const read = await Promise.all(numbers.map((number) => load(`s${segment}-places-${number}`)));
    const entries = read.flatMap((places) => Object.entries(places));
    return entries.filter(([term]) => term.startsWith(beginning)).map(([, written]) => written);
  }

  async function readSlot(segment, { prefix, terms, segments }) {
    if (!segments.has(segment)) return [];
    if (prefix) return readPlacesOfAll(segment, prefix);
    const here = terms.filter((one) => one.segments.has(segment));
    return Promise.all(here.map((one) => readPlaces(segment, one.term)));
  }

  function listUnits(written) {
    let unit = 0;
    return written.split(";").map((entry) => (unit += parseInt(entry, 36)));
  }

  // For each unit that has any of the terms, the positions of all.
  function decode(several) {
    const found = new Map();
    for (const written of several) {
      let unit = 0;
      for (const entry of written.split(";")) {
        const [step, ...numbers] = entry.split(",");
        unit += parseInt(step, 36);
        let at = 0;
        const positions = numbers.map((number) => (at += parseInt(number, 36)));
        found.set(unit, found.has(unit) ? found.get(unit).concat(positions) : positions);
      }
    }
    return found;
  }

  // The units in which the words of a clause stand together.
  async function readClause(segment, { slots, joined, steps }) {
    const read = await Promise.all(slots.map((slot) => readSlot(segment, slot)));
    const units = new Set((await readSlot(segment, joined)).flatMap(listUnits));
    for (const unit of read.length === 1 ? read[0].flatMap(listUnits) : findTogether(read, steps)) {
      units.add(unit);
    }
    return units;
  }

  function findTogether(read, steps) {
    const slots = read.map(decode);
    const together = ([unit, positions]) => standTogether(slots, unit, positions, steps);
    return [...slots[0]].filter(together).map(([unit]) => unit);
  }

  function standTogether(read, unit, first, steps) {
    let ends = pass(new Set(first), new Set(first));
    for (let number = 1; number < read.length; number++) {
      const here = new Set(read[number].get(unit) || []);
      ends = pass(new Set([...ends].map((end) => end + steps[number]).filter((at) => here.has(at))), here);
      if (!ends.size) return false;
    }
    return true;
  }

  // A hyphenated word written as one stands at the place of each of its parts.
  function pass(ends, here) {
    for (const end of ends) if (here.has(end + 1)) ends.add(end + 1);
    return ends;
  }

  const facts = new Map();
  async function readFacts(segment) {
    if (!facts.has(segment)) {
      const { runs } = await load(`s${segment}-units`);
      facts.set(segment, runs.flatMap(([length, ...fact]) => Array(length).fill(fact)));
    }
    return facts.get(segment);
  }

  async function searchSegment(segment, clauses, filters) {
    const read = await Promise.all(clauses.map((clause) => readClause(segment, clause)));
    const wanted = read.filter((_, number) => !clauses[number].not);
    const unwanted = read.filter((_, number) => clauses[number].not);
    const { pages } = await load(`s${segment}-units`);
    const known = await readFacts(segment);
    const passes = (unit) => {
      const [page, kind, year] = known[unit];
      return (
        (!filters.text || pages[page][2] === filters.text) &&
        (!filters.kinds.length || filters.kinds.includes(KINDS[kind])) &&
        (!filters.from || year >= filters.from) &&
        (!filters.to || (year && year <= filters.to))
      );
    };
    return [...wanted[0]]
      .filter((unit) => wanted.every((one) => one.has(unit)) && !unwanted.some((one) => one.has(unit)))
      .filter(passes)
      .sort((a, b) => a - b)
      .map((unit) => ({ segment, unit, page: pages[known[unit][0]], kind: known[unit][1] }));
  }

  // Whether a segment has anything that the filters let pass.
  function admits([texts, kinds, earliest, latest], filters, names) {
    return (
      (!filters.text || texts.some((number) => names[number] === filters.text)) &&
      (!filters.kinds.length || kinds.some((kind) => filters.kinds.includes(KINDS[kind]))) &&
      (!filters.from || latest >= filters.from) &&
      (!filters.to || (earliest && earliest <= filters.to))
    );
  }

  // What a query finds, segment after segment: `more` reads on until `count` results are known. Each
  // time it reads twice as many segments together, so that few steps lead through a large collection.
  async function search(query, filters) {
    for (const name of ["s0", "s0-units"]) load(name).catch(() => {});
    const variants = await readVariants(query);
    const also = new Map();
    const asked = editionWords.readQuery(query, variants);
    const clauses = await Promise.all(asked.map((clause) => expand(clause, also)));
    const wanted = clauses.filter((clause) => !clause.not);
    const { texts, segments } = await load("index");
    const common = wanted.length ? wanted.map(listSegments).reduce(both) : new Set();
    const left = [...common].filter((one) => admits(segments[one], filters, texts)).sort((a, b) => a - b);
    const results = [];
    let together = 1;
    const more = async (count) => {
      while (results.length < count && left.length) {
        const next = left.splice(0, together);
        const read = await Promise.all(next.map((segment) => searchSegment(segment, clauses, filters)));
        results.push(...read.flat());
        together *= 2;
      }
      return left.length === 0;
    };
    return { query, results, more, clauses: asked, variants, also, empty: !wanted.length };
  }

  let variantsRead;
  async function readVariants(query) {
    if (!editionWords.hasCharacters(query)) return variantsRead || new Map();
    const characters = [...(await load("variants"))];
    variantsRead = new Map();
    for (let at = 0; at < characters.length; at += 2) variantsRead.set(characters[at], characters[at + 1]);
    return variantsRead;
  }

  async function readUnit({ segment, unit }) {
    const { texts } = await load(`s${segment}-units`);
    let [number, first] = [0, 0];
    while (first + texts[number] <= unit) first += texts[number++];
    const [address, label, text, ...breaks] = (await load(`s${segment}-texts-${number}`))[unit - first];
    return { address, label, text, breaks };
  }

  // All that a query finds, each as its page, its address there, its kind and its text.
  async function find(query, filters) {
    const found = await search(query, { text: "", kinds: [], from: 0, to: 0, ...filters });
    await found.more(Infinity);
    const units = await Promise.all(found.results.map(readUnit));
    return units.map(({ address, text }, number) => {
      const { page, kind } = found.results[number];
      return { file: page[0], address, kind: KINDS[kind], text };
    });
  }

  globalThis.editionSearch = { take, load, search, readUnit, find };
})();
