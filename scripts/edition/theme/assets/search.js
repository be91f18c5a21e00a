// The search: reads the files of the index that a query needs, and shows what they lead to.
// The index is described in docs/search.md; edition/search/files.py writes it.

"use strict";

(() => {
  const FOLDER = new URL("../search/", document.currentScript.src);
  const ROOT = new URL("../", document.currentScript.src);
  const KINDS = ["body", "note", "bibliography", "editorial"];
  const KIND_NAMES = ["in the texts", "in notes", "in the bibliography", "in the editors’ pages"];
  const SHOWN = 20;
  const FORGIVEN = 6;
  const FORMS = 400;

  // --- the files of the index -------------------------------------------------------------

  const arrived = new Map();
  const asked = new Map();
  globalThis.editionSearch = { take: (name, data) => arrived.set(name, data) };

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

  const sorted = new Map();
  async function listWords(number) {
    if (!sorted.has(number)) {
      const lines = (await load(`words-${number}`)).split("\n");
      const words = lines.map((line) => {
        const [term, segments] = line.split(" ");
        return [term, segments.split(",").map((one) => parseInt(one, 36))];
      });
      sorted.set(number, new Map(words));
    }
    return sorted.get(number);
  }

  // --- words of the collection ------------------------------------------------------------

  // A term that was found: itself and the segments that have it.
  async function findTerm(term) {
    const { words } = await load("index");
    const segments = words.length && (await listWords(locate(words, term))).get(term);
    return segments ? [{ term, segments }] : [];
  }

  async function findPrefix(prefix) {
    const { words } = await load("index");
    const found = [];
    for (let number = locate(words, prefix); number < words.length; number++) {
      if (words[number] > prefix && !words[number].startsWith(prefix)) break;
      for (const [term, segments] of await listWords(number)) {
        if (term.startsWith(prefix)) found.push({ term, segments });
      }
    }
    return found.slice(0, FORMS);
  }

  const reverse = (word) => [...word].reverse().join("");

  async function findEnding(ending) {
    const { endings } = await load("index");
    const wanted = reverse(ending);
    const found = [];
    for (let number = locate(endings, wanted); number < endings.length; number++) {
      if (endings[number] > wanted && !endings[number].startsWith(wanted)) break;
      for (const word of (await load(`endings-${number}`)).split("\n")) {
        if (word.startsWith(wanted)) found.push(reverse(word));
      }
    }
    return found;
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
  async function findNear(term) {
    if (term.length < FORGIVEN || !/^[a-z\u0400-\u04ff]+$/.test(term)) return [];
    const half = term.length >> 1;
    const starting = (await findPrefix(term.slice(0, half - 1))).map((one) => one.term);
    const near = [...starting, ...(await findEnding(term.slice(half)))];
    const chosen = [...new Set(near)].filter((one) => isNear(one, term));
    return (await Promise.all(chosen.map(findTerm))).flat();
  }

  // Each clause with, for each of its words, the terms of the collection that meet it.
  async function expand(clause, also) {
    const { words, prefix, exact } = clause;
    const slots = await Promise.all(
      words.map(({ term }, number) =>
        prefix && number === words.length - 1 ? findPrefix(term) : findTerm(term),
      ),
    );
    const { whole } = words[0];
    const joined = whole && words.every((one) => one.whole === whole) ? await findTerm(whole) : [];
    if (words.length === 1 && !prefix && !exact && !slots[0].length) {
      slots[0] = await findNear(words[0].term);
      if (slots[0].length) also.set(words[0].term, slots[0].map((one) => one.term));
    }
    const steps = words.map((one, number) => (number ? one.position - words[number - 1].position : 0));
    return { ...clause, slots, joined, steps };
  }

  function listSegments({ slots, joined }) {
    const of = (slot) => new Set(slot.flatMap((one) => one.segments));
    const all = slots.map(of).reduce((some, more) => new Set([...some].filter((one) => more.has(one))));
    return new Set([...all, ...of(joined)]);
  }

  // --- places -----------------------------------------------------------------------------

  // For each unit of a segment that has the term, its positions.
  async function readPlaces(segment, term) {
    const { places } = await load(`s${segment}`);
    const written = (await load(`s${segment}-places-${locate(places, term)}`))[term];
    const found = new Map();
    let unit = 0;
    for (const entry of written ? written.split(";") : []) {
      const numbers = entry.split(",");
      unit += parseInt(numbers[0], 36);
      let at = 0;
      found.set(unit, numbers.slice(1).map((number) => (at += parseInt(number, 36))));
    }
    return found;
  }

  async function readSlot(segment, slot) {
    const here = slot.filter((one) => one.segments.includes(segment));
    const several = await Promise.all(here.map((one) => readPlaces(segment, one.term)));
    if (several.length === 1) return several[0];
    const together = new Map();
    for (const places of several) {
      for (const [unit, positions] of places) {
        together.set(unit, (together.get(unit) || []).concat(positions));
      }
    }
    return together;
  }

  // The units in which the words of a clause stand together.
  async function readClause(segment, { slots, joined, steps }) {
    const read = await Promise.all(slots.map((slot) => readSlot(segment, slot)));
    const units = new Set();
    for (const [unit, positions] of read[0]) {
      if (read.length === 1 || standTogether(read, unit, positions, steps)) units.add(unit);
    }
    for (const unit of (await readSlot(segment, joined)).keys()) units.add(unit);
    return units;
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
      const { runs } = await load(`s${segment}`);
      facts.set(segment, runs.flatMap(([length, ...fact]) => Array(length).fill(fact)));
    }
    return facts.get(segment);
  }

  async function searchSegment(segment, clauses, filters) {
    const read = await Promise.all(clauses.map((clause) => readClause(segment, clause)));
    const wanted = read.filter((_, number) => !clauses[number].not);
    const unwanted = read.filter((_, number) => clauses[number].not);
    const { pages } = await load(`s${segment}`);
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

  // What a query finds, segment after segment: `more` reads on until `count` results are known.
  async function search(query, filters) {
    const variants = await readVariants(query);
    const also = new Map();
    const asked = editionWords.readQuery(query, variants);
    const clauses = await Promise.all(asked.map((clause) => expand(clause, also)));
    const wanted = clauses.filter((clause) => !clause.not);
    const common = wanted
      .map(listSegments)
      .reduce((some, more) => new Set([...some].filter((one) => more.has(one))), wanted.length ? listSegments(wanted[0]) : new Set());
    const left = [...common].sort((a, b) => a - b);
    const results = [];
    const more = async (count) => {
      while (results.length < count && left.length) {
        results.push(...(await searchSegment(left.shift(), clauses, filters)));
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
    const { texts } = await load(`s${segment}`);
    let [number, first] = [0, 0];
    while (first + texts[number] <= unit) first += texts[number++];
    const [address, label, text, ...breaks] = (await load(`s${segment}-texts-${number}`))[unit - first];
    return { address, label, text, breaks };
  }

  // All that a query finds, each as its page, its address there, its kind and its text.
  globalThis.editionSearch.find = async (query, filters) => {
    const found = await search(query, { text: "", kinds: [], from: 0, to: 0, ...filters });
    await found.more(Infinity);
    const units = await Promise.all(found.results.map(readUnit));
    return units.map(({ address, text }, number) => {
      const { page, kind } = found.results[number];
      return { file: page[0], address, kind: KINDS[kind], text };
    });
  };

  // --- the page ---------------------------------------------------------------------------

  const form = document.querySelector("form.search-form");
  const results = document.querySelector(".search-results");
  if (!form || !results) return;
  const status = document.querySelector(".search-status");
  const button = document.querySelector(".search-more");

  function make(tag, classes, ...content) {
    const element = document.createElement(tag);
    if (classes) element.className = classes;
    element.append(...content);
    return element;
  }

  const AROUND = 110;

  // The hit with which the snippet begins: that after which most of the different words follow.
  function chooseFirst(text, places) {
    let [chosen, most] = [[0, 0], 0];
    for (const place of places) {
      const near = places.filter(([from, to]) => from >= place[0] && to <= place[0] + 2 * AROUND);
      const words = new Set(near.map(([from, to]) => text.slice(from, to).toLowerCase())).size;
      if (words > most) [chosen, most] = [place, words];
    }
    return chosen;
  }

  // The words round the first hit, hits marked, cut between words.
  function cutSnippet(text, places) {
    const first = chooseFirst(text, places);
    let start = Math.max(first[0] - AROUND, 0);
    let end = Math.min(Math.max(first[1], start) + 2 * AROUND, text.length);
    if (start) start = text.indexOf(" ", start) + 1 || start;
    if (start > first[0]) start = first[0];
    if (end < text.length) end = Math.max(text.lastIndexOf(" ", end), first[1]);
    const snippet = make("p", "snippet", start ? "… " : "");
    let at = start;
    for (const [from, to] of places.filter((place) => place[0] >= start && place[1] <= end)) {
      snippet.append(text.slice(at, from), make("mark", "", text.slice(from, to)));
      at = to;
    }
    snippet.append(text.slice(at, end), end < text.length ? " …" : "");
    return snippet;
  }

  function nameLabel({ text, label, breaks }, places) {
    const at = chooseFirst(text, places)[0];
    let name = label;
    for (let number = 0; number < breaks.length; number += 2) {
      if (breaks[number] <= at) name = breaks[number + 1];
    }
    return name;
  }

  function showResult(found, unit, { query, clauses, variants, also }) {
    const places = editionWords.findPlaces(unit.text, clauses, variants, also);
    const label = nameLabel(unit, places);
    const note = found.kind === 1 ? `note ${unit.address.slice(1)}` : "";
    const where = [label, note].filter(Boolean).join(", ") || found.page[1];
    const target = new URL(found.page[0], ROOT);
    target.searchParams.set("find", also.size ? listForms(query, also) : query);
    target.hash = unit.address;
    const link = make("a", "", where);
    link.href = target.href;
    return make("li", KINDS[found.kind], link, cutSnippet(unit.text, places));
  }

  // Where an error was forgiven, the page that is led to marks the word that was found.
  const listForms = (query, also) => [query, ...[...also.values()].flat()].join(" ");

  function openGroup({ page, kind }) {
    const title = page[2] || (kind === 2 ? page[1] : "About this edition");
    let group = results.querySelector("section.group:last-of-type");
    if (!group || group.dataset.title !== title) {
      group = make("section", "group", make("h2", "", title));
      group.dataset.title = title;
      results.append(group);
    }
    let list = group.querySelector("ol:last-of-type");
    if (!list || list.dataset.file !== page[0]) {
      const link = make("a", "", page[1]);
      link.href = new URL(page[0], ROOT).href;
      list = make("ol");
      list.dataset.file = page[0];
      group.append(make("h3", "", link), list);
    }
    return list;
  }

  let current = 0;
  let run;

  async function showMore() {
    const turn = current;
    const shown = results.querySelectorAll("li").length;
    const complete = await run.more(shown + SHOWN + 1);
    const next = run.results.slice(shown, shown + SHOWN);
    const units = await Promise.all(next.map(readUnit));
    if (turn !== current) return undefined;
    next.forEach((found, number) => openGroup(found).append(showResult(found, units[number], run)));
    tell(complete);
    button.hidden = run.results.length <= shown + SHOWN;
    return results.querySelectorAll("li")[shown];
  }

  function tell(complete) {
    const count = run.results.length;
    const parts = KIND_NAMES.map((name, kind) => [run.results.filter((one) => one.kind === kind).length, name])
      .filter(([number]) => number)
      .map(([number, name]) => `${number} ${name}`);
    const number = complete ? String(count) : `More than ${count - 1}`;
    const also = [...run.also].map(([word, forms]) => `Nothing has “${word}”; shown is ${forms.join(", ")}.`);
    const said = count ? `${number} ${count === 1 ? "result" : "results"}: ${parts.join(", ")}.` : "Nothing found.";
    status.textContent = [...also, said].join(" ");
    status.dataset.count = complete ? String(count) : "";
    status.dataset.query = run.query;
  }

  function readFilters() {
    const year = (name) => parseInt(form.elements[name].value, 10) || 0;
    return {
      text: form.elements.text.value,
      kinds: [...form.querySelectorAll("[name=kind]:checked")].map((box) => box.value),
      from: year("from"),
      to: year("to"),
    };
  }

  async function start() {
    const turn = ++current;
    const query = form.elements.q.value.trim();
    results.replaceChildren();
    button.hidden = true;
    delete status.dataset.count;
    status.textContent = query ? "Searching …" : "";
    if (!query) return;
    try {
      await fillTexts();
      const fresh = await search(query, readFilters());
      if (turn !== current) return;
      run = fresh;
      if (run.empty) status.textContent = "Write at least one word that is to be found.";
      else await showMore();
    } catch {
      if (turn === current) status.textContent = "The index cannot be read. Is the connection interrupted?";
    }
  }

  async function fillTexts() {
    const select = form.elements.text;
    if (select.options.length > 1) return;
    const { texts } = await load("index");
    for (const title of texts) select.append(new Option(title, title));
    select.value = parameters().get("text") || "";
  }

  // --- the address ------------------------------------------------------------------------

  const parameters = () => new URLSearchParams(location.hash.slice(1) || location.search.slice(1));

  function nameAddress() {
    const said = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) said.append(name, value);
    return `#${said}`;
  }

  function writeAddress() {
    if (nameAddress() !== location.hash) location.replace(nameAddress());
  }

  function readAddress() {
    const said = parameters();
    for (const name of ["q", "from", "to"]) form.elements[name].value = said.get(name) || "";
    form.elements.text.value = said.get("text") || "";
    const kinds = said.getAll("kind");
    for (const box of form.querySelectorAll("[name=kind]")) box.checked = kinds.includes(box.value);
    if (said.get("text") || kinds.length || said.get("from") || said.get("to")) {
      form.querySelector("details").open = true;
    }
  }

  let waiting;
  function changed() {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      writeAddress();
      start();
    }, 200);
  }

  form.addEventListener("input", changed);
  form.addEventListener("reset", () => setTimeout(changed));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    writeAddress();
    start();
  });
  button.addEventListener("click", async () => {
    const first = await showMore();
    if (first) first.querySelector("a").focus();
  });
  addEventListener("hashchange", () => {
    if (location.hash === nameAddress()) return;
    readAddress();
    start();
  });
  form.hidden = false;
  readAddress();
  if (!parameters().get("q")) form.elements.q.focus();
  start();
})();
