// The page of the search: its form, its results and its address. search-index.js finds them.

"use strict";

(() => {
  const ROOT = new URL("../", document.currentScript.src);
  const KINDS = ["body", "note", "bibliography", "editorial"];
  const KIND_NAMES = ["in the texts", "in notes", "in the bibliography", "in the editors’ pages"];
  const SHOWN = 20;
  const { load, search, readUnit } = globalThis.editionSearch;

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
  const WORD = 30;

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

  // Where to cut: at a space if there is one near; else as it comes, but through no character.
  function passTo(space, at, limit, text) {
    const isNear = space > 0 && (space - at) * (space - limit) <= 0;
    if (isNear) return space;
    return /[\udc00-\udfff]/.test(text[at]) ? at - 1 : at;
  }

  // The words round the first hit, hits marked, cut between words.
  function cutSnippet(text, places) {
    const first = chooseFirst(text, places);
    let start = Math.max(first[0] - AROUND, 0);
    let end = Math.min(Math.max(first[1], start) + 2 * AROUND, text.length);
    if (start) start = passTo(text.indexOf(" ", start) + 1, start, Math.min(start + WORD, first[0]), text);
    if (end < text.length) end = passTo(text.lastIndexOf(" ", end), end, Math.max(end - WORD, first[1]), text);
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
    const snippet = cutSnippet(unit.text, places);
    // Many results are called alike: what stands there tells them apart.
    snippet.id = `found-${found.segment}-${found.unit}`;
    link.setAttribute("aria-describedby", snippet.id);
    return make("li", KINDS[found.kind], link, snippet);
  }

  // Where an error was forgiven, the page that is led to marks the word that was found.
  const listForms = (query, also) => [query, ...[...also.values()].flat()].join(" ");

  function openGroup({ page, kind }) {
    const title = page[2] || (kind === 2 ? "Bibliography" : "About this edition");
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

  async function showMore(number = SHOWN) {
    const turn = current;
    const shown = results.querySelectorAll("li").length;
    const complete = await run.more(shown + number + 1);
    const next = run.results.slice(shown, shown + number);
    const units = next.map(readUnit);
    for (const unit of units) unit.catch(() => {});
    // Each is shown as soon as it and those before it are here.
    for (const [number, found] of next.entries()) {
      const unit = await units[number];
      if (turn !== current) return undefined;
      openGroup(found).append(showResult(found, unit, run));
    }
    const items = results.querySelectorAll("li");
    tell(complete, items.length);
    button.hidden = run.results.length <= items.length;
    return items[shown];
  }

  function tell(complete, shown) {
    const also = [...run.also].map(([word, forms]) => `Nothing has “${word}”; shown is ${forms.join(", ")}.`);
    const count = run.results.length;
    const left = count > shown ? `The first ${shown} are shown.` : "";
    const said = count ? [`${countResults(complete, count)}.`, left] : ["Nothing found."];
    status.textContent = [...also, ...said].join(" ").trim();
    status.dataset.count = complete ? String(count) : "";
    status.dataset.query = run.query;
  }

  // In a large collection reading stops when there is enough to show: then the whole is not known.
  function countResults(complete, count) {
    if (!complete) return `More than ${count - 1} results`;
    const parts = KIND_NAMES.map((name, kind) => [run.results.filter((one) => one.kind === kind).length, name])
      .filter(([number]) => number)
      .map(([number, name]) => `${number} ${name}`);
    return `${count} ${count === 1 ? "result" : "results"}: ${parts.join(", ")}`;
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

  async function start({ shown, scroll } = {}) {
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
      else await showMore(shown);
      if (turn === current && scroll) scrollTo(0, scroll);
    } catch {
      if (turn === current) status.textContent = "The index cannot be read. Is the connection interrupted?";
    }
  }

  async function fillTexts() {
    const select = form.elements.text;
    const { texts } = await load("index");
    if (select.options.length > 1) return;
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

  // Every search that was begun has its own place in the history; the letters of one do not.
  let settled = true;
  function writeAddress(isDone) {
    if (nameAddress() !== location.hash) {
      if (settled) history.pushState(null, "", nameAddress());
      else history.replaceState(null, "", nameAddress());
    }
    settled = isDone;
  }

  // Who comes back from a result finds the list as it was left.
  function keepPlace() {
    const shown = results.querySelectorAll("li").length;
    history.replaceState({ shown: Math.max(shown, SHOWN), scroll: Math.round(scrollY) }, "");
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
      writeAddress(false);
      start();
    }, 200);
  }

  form.addEventListener("input", () => {
    load("index").catch(() => {});
    changed();
  });
  form.querySelector("details").addEventListener("toggle", () => fillTexts().catch(() => {}));
  form.addEventListener("reset", () => setTimeout(changed));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    writeAddress(true);
    start();
  });
  button.addEventListener("click", async () => {
    const first = await showMore();
    if (first) first.querySelector("a").focus();
  });
  results.addEventListener("click", keepPlace);
  addEventListener("hashchange", () => {
    if (location.hash === nameAddress()) return;
    settled = true;
    readAddress();
    start(history.state || {});
  });
  form.hidden = false;
  readAddress();
  if (!parameters().get("q")) form.elements.q.focus();
  start(history.state || {});
})();
