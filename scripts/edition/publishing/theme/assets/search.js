// The search page: its form, its results and its address. search-index.js searches.

"use strict";

{
  const { _, ROOT, all, find, make, need, ngettext } = edition;
  const { KINDS, readIndex, readUnit, search } = editionSearch;
  /** Names of KINDS in the count of the results. */
  const KIND_NAMES = [
    _("in the texts"),
    _("in notes"),
    _("in the bibliography"),
    _("in pages about this edition"),
    _("in the editors’ notes"),
    _("in descriptions of the texts"),
    _("in the registers"),
  ];
  /** Headings of tiers other than the text. @type {Partial<Record<Tier, string>>} */
  const TIER_NAMES = {
    place: _("Go to"),
    heading: _("Headings"),
    list: _("Printed contents and lists"),
    about: _("About this edition"),
  };
  /** The address of a printed page or of a leaf. */
  const PAGE = /^(?:p|leaf)(?:[0-9]+|[ivxlc]+|cover)$/;
  const SHOWN_AT_ONCE = 20;
  const TYPING_MILLISECONDS = 200;
  /** Length of a snippet before the hit, and half its length after it, in characters. */
  const AROUND = 110;
  /** Greatest length of a unit that serves as its own title, in characters. */
  const NAME = 60;
  /** Distance within which a snippet is cut at a space, in characters. */
  const WORD = 30;

  // --- a snippet ------------------------------------------------------------------------

  /**
   * Return the hit for the start of the snippet: the one followed by the most different words.
   * @param {string} text
   * @param {Span[]} places
   */
  function chooseFirst(text, places) {
    /** @type {Span} */
    let chosen = [0, 0];
    let most = 0;
    for (const place of places) {
      const near = places.filter(([from, to]) => from >= place[0] && to <= place[0] + 2 * AROUND);
      const words = new Set(near.map(([from, to]) => text.slice(from, to).toLowerCase())).size;
      if (words > most) [chosen, most] = [place, words];
    }
    return chosen;
  }

  /**
   * Return the place to cut: the space if it is between the two places, else the first of them, but
   * never inside a surrogate pair.
   * @param {number} space
   * @param {number} at
   * @param {number} limit
   * @param {string} text
   */
  function cutAt(space, at, limit, text) {
    const isNear = space > 0 && (space - at) * (space - limit) <= 0;
    if (isNear) return space;
    return /[\udc00-\udfff]/.test(text[at] ?? "") ? at - 1 : at;
  }

  /**
   * Return the words around the first hit, with the hits marked.
   * @param {string} text
   * @param {Span[]} places
   */
  function makeSnippet(text, places) {
    const first = chooseFirst(text, places);
    let start = Math.max(first[0] - AROUND, 0);
    let end = Math.min(Math.max(first[1], start) + 2 * AROUND, text.length);
    if (start) {
      start = cutAt(text.indexOf(" ", start) + 1, start, Math.min(start + WORD, first[0]), text);
    }
    if (end < text.length) {
      end = cutAt(text.lastIndexOf(" ", end), end, Math.max(end - WORD, first[1]), text);
    }
    const snippet = make("p", "snippet", start ? "… " : "");
    let at = start;
    for (const [from, to] of places.filter((place) => place[0] >= start && place[1] <= end)) {
      snippet.append(text.slice(at, from), make("mark", "", text.slice(from, to)));
      at = to;
    }
    snippet.append(text.slice(at, end), end < text.length ? " …" : "");
    return snippet;
  }

  // --- a result -------------------------------------------------------------------------

  /** @param {Unit} unit @param {Span[]} places @returns {string} the printed page of the first hit */
  function findLabel({ text, label, breaks }, places) {
    const [hit] = chooseFirst(text, places);
    let found = label;
    for (let number = 0; number < breaks.length; number += 2) {
      if (Number(breaks[number]) <= hit) found = String(breaks[number + 1]);
    }
    return found;
  }

  /**
   * Return the query for the highlights of a page, including the corrections of misspelt words.
   * @param {Run} run
   */
  const listForms = ({ query, names, also }) =>
    [query, ...names.map((name) => `"${name}"`), ...[...also.values()].flat()].join(" ");

  /**
   * Return the place in a unit of the start of the printed page that was queried by its address; -1
   * if the address is that of the unit.
   * @param {Unit} unit
   * @param {string | undefined} name
   */
  function findPage({ breaks }, name) {
    const at = breaks.findIndex(
      (label) => String(label).toLowerCase().replace(/\.? /, "") === name,
    );
    return at < 0 ? -1 : Number(breaks[at - 1]);
  }

  /** @param {Result} result @param {Unit} unit @param {Run} run */
  function makeResult({ segment, unit: number, page, kind, name: asked }, unit, run) {
    const start = findPage(unit, asked);
    const found = editionWords.findPlaces(unit.text, run.clauses, run.variants, run.also);
    /** @type {Span[]} */
    const places = start < 0 ? found : [[start, start]];
    const name = KINDS[kind] ?? "";
    const notes = {
      note: _("note {number}", { number: unit.address.slice(1) }),
      commentary: _("editors’ note"),
    };
    const note = name === "note" || name === "commentary" ? notes[name] : "";
    // A unit without a page that is not a note is named by its own words if they are few.
    const own = unit.text.length <= NAME ? unit.text : page[1];
    const where = [findLabel(unit, places), note].filter(Boolean).join(", ") || own;
    const target = new URL(page[0], ROOT);
    if (run.clauses.length) target.searchParams.set("find", listForms(run));
    target.hash = asked && PAGE.test(asked) ? asked : unit.address;
    const snippet = makeSnippet(unit.text, places);
    const isWhole = where === unit.text;
    const link = isWhole ? make("a", "snippet", ...snippet.childNodes) : make("a", "", where);
    link.href = target.href;
    if (isWhole) return make("li", KINDS[kind], link);
    // Many results have the same name: the snippet tells them apart.
    snippet.id = `found-${segment}-${number}`;
    link.setAttribute("aria-describedby", snippet.id);
    return make("li", KINDS[kind], link, snippet);
  }

  // --- the page -------------------------------------------------------------------------

  class SearchPage {
    /** Number of queries: results of an earlier one are discarded. */
    turn = 0;
    /** @type {Run | undefined} */
    run;
    /** @type {number | undefined} */
    waiting;
    /** Whether the next query gets its own history entry; further letters of a query do not. */
    isSettled = true;

    /** @param {HTMLFormElement} form */
    constructor(form) {
      this.form = form;
      this.query = /** @type {HTMLInputElement} */ (need("[name=q]", form));
      this.text = /** @type {HTMLSelectElement} */ (need("select[name=text]", form));
      this.years = /** @type {HTMLInputElement[]} */ (all("[name=from], [name=to]", form));
      this.kinds = /** @type {HTMLInputElement[]} */ (all("[name=kind]", form));
      this.details = /** @type {HTMLDetailsElement} */ (need("details", form));
      this.results = need(".search-results");
      this.status = need(".search-status");
      this.button = need(".search-more");
      this.counts = need(".search-counts");
      this.page = /** @type {HTMLInputElement} */ (need("[name=page]", form));
      this.listen();
      form.hidden = false;
      this.readAddress();
      if (!readParameters().get("q")) this.query.focus();
      this.start(history.state ?? {});
    }

    listen() {
      this.form.addEventListener("input", (event) => {
        if (event.target === this.text) this.page.value = "";
        readIndex().catch(() => {});
        this.change();
      });
      this.details.addEventListener("toggle", () => this.listTexts().catch(() => {}));
      // The fields are cleared only after the event.
      this.form.addEventListener("reset", () =>
        setTimeout(() => {
          this.page.value = "";
          this.change();
        }),
      );
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        clearTimeout(this.waiting);
        this.writeAddress(true);
        this.start();
      });
      this.button.addEventListener("click", async () => {
        const first = await this.showMore();
        if (first) find("a", first)?.focus();
      });
      this.results.addEventListener("click", () => this.storePlace());
      addEventListener("hashchange", () => {
        if (location.hash === this.nameAddress()) return;
        this.isSettled = true;
        this.readAddress();
        this.start(history.state ?? {});
      });
    }

    change() {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => {
        this.writeAddress(false);
        this.start();
      }, TYPING_MILLISECONDS);
    }

    // --- results ------------------------------------------------------------------------

    /** @param {{ shown?: number, scroll?: number }} [place] */
    async start({ shown, scroll } = {}) {
      this.turn += 1;
      const { turn } = this;
      const query = this.query.value.trim();
      this.results.replaceChildren();
      this.counts.replaceChildren();
      this.button.hidden = true;
      delete this.status.dataset.count;
      this.status.textContent = query ? _("Searching …") : "";
      if (!query) return;
      try {
        await this.listTexts();
        const run = await search(query, this.readFilters());
        if (turn !== this.turn) return;
        this.run = run;
        if (run.isEmpty) this.status.textContent = _("Enter at least one word to be found.");
        else await this.showMore(shown);
        if (turn === this.turn && scroll) scrollTo(0, scroll);
      } catch {
        if (turn !== this.turn) return;
        this.status.textContent = _("The search index could not be loaded. Check your connection.");
      }
    }

    readFilters() {
      const [from, to] = this.years.map((field) => parseInt(field.value, 10) || 0);
      const kinds = this.kinds.filter((box) => box.checked).map((box) => box.value);
      const where = { text: this.text.value, page: this.page.value };
      return { ...where, kinds, from: from ?? 0, to: to ?? 0 };
    }

    async listTexts() {
      const { texts } = await readIndex();
      if (this.text.options.length > 1) return;
      for (const title of texts) this.text.append(new Option(title, title));
      this.text.value = readParameters().get("text") ?? "";
    }

    /** Show more results; return the first of them. */
    async showMore(number = SHOWN_AT_ONCE) {
      const { run, turn } = this;
      if (!run) return undefined;
      const shown = all("li", this.results).length;
      const isComplete = await run.more(shown + number + 1);
      const next = run.results.slice(shown, shown + number);
      const units = next.map(readUnit);
      for (const unit of units) unit.catch(() => {});
      // Show each as soon as it and those before it are loaded.
      for (const [at, result] of next.entries()) {
        const unit = await units[at];
        if (turn !== this.turn || !unit) return undefined;
        this.listOf(result).append(makeResult(result, unit, run));
      }
      const items = all("li", this.results);
      this.showStatus(run, isComplete, items.length);
      this.counts.replaceChildren(
        ...(isComplete ? this.countPlaces(run) : []),
        ...this.offerMore(),
      );
      this.button.hidden = run.results.length <= items.length;
      return items[shown];
    }

    /**
     * Return the links that narrow the search to a text or, where one is chosen, to a page of it.
     * @param {Run} run
     */
    countPlaces({ results }) {
      const isFiltered = Boolean(this.text.value || this.page.value);
      /** @type {Map<string, { title: string, count: number }>} */
      const found = new Map();
      for (const { page } of results) {
        const [file, title, text] = page;
        const key = isFiltered ? file : text;
        const entry = found.get(key) ?? { title: isFiltered ? title : text, count: 0 };
        found.set(key, { ...entry, count: entry.count + 1 });
      }
      const links = [...found].map(([key, { title, count }]) =>
        key
          ? this.link(`${title} (${count})`, { [isFiltered ? "page" : "text"]: key })
          : _("other pages ({count})", { count }),
      );
      const all = isFiltered ? [this.link(_("all texts"), { text: "", page: "" })] : [];
      return links.length + all.length > 1 ? [makeList([...all, ...links])] : [];
    }

    /** Offer to search the kind that is searched only on request. */
    offerMore() {
      if (this.kinds.some((box) => box.checked)) return [];
      const link = this.link(_("Search the pages about this edition"), { kind: "editorial" });
      return [make("p", "", link)];
    }

    /** @param {string} words @param {Record<string, string>} changed fields of the form */
    link(words, changed) {
      const parameters = new URLSearchParams(this.nameAddress().slice(1));
      for (const [name, value] of Object.entries(changed)) {
        if (value) parameters.set(name, value);
        else parameters.delete(name);
      }
      const link = make("a", "", words);
      link.href = `#${parameters}`;
      return link;
    }

    /**
     * Return the list for the results of a page, under the heading of its text.
     * @param {Result} result
     */
    listOf({ page: [file, name, text], kind, tier }) {
      const own = text || (KINDS[kind] === "bibliography" ? _("Bibliography") : _("This edition"));
      const title = TIER_NAMES[tier] ?? own;
      let group = find("section.group:last-of-type", this.results);
      if (group?.dataset.title !== title) {
        group = make("section", "group", make("h2", "", title));
        group.dataset.title = title;
        this.results.append(group);
      }
      const last = find("ol:last-of-type", group);
      if (last?.dataset.file === file) return last;
      const link = make("a", "", name);
      link.href = new URL(file, ROOT).href;
      const list = make("ol");
      list.dataset.file = file;
      group.append(make("h3", "", link), list);
      return list;
    }

    /** @param {Run} run @param {boolean} isComplete @param {number} shown */
    showStatus(run, isComplete, shown) {
      const count = run.results.length;
      const also = [...run.also].map(([word, forms]) => {
        const words = { word, forms: forms.join("”, “") };
        return count
          ? _("No text has “{word}”; showing results for “{forms}”.", words)
          : _("No text has “{word}”; it was taken for “{forms}”.", words);
      });
      const left = count > shown ? _("Showing the first {shown}.", { shown }) : "";
      const found = count ? [`${countResults(run, isComplete)}.`, left] : [_("No results.")];
      const list = run.names.join(", ");
      const names = run.names.length > 1 ? [_("All names are found: {list}.", { list })] : [];
      this.status.textContent = [...names, ...also, ...found].join(" ").trim();
      this.status.dataset.count = isComplete ? String(count) : "";
      this.status.dataset.query = run.query;
    }

    // --- the address --------------------------------------------------------------------

    nameAddress() {
      const parameters = new URLSearchParams();
      for (const [name, value] of new FormData(this.form)) {
        if (value) parameters.append(name, String(value));
      }
      return `#${parameters}`;
    }

    /** @param {boolean} isSettled */
    writeAddress(isSettled) {
      const address = this.nameAddress();
      if (address !== location.hash) {
        if (this.isSettled) history.pushState(null, "", address);
        else history.replaceState(null, "", address);
      }
      this.isSettled = isSettled;
    }

    /** Store the state of the list, to restore it when the reader returns from a result. */
    storePlace() {
      const shown = Math.max(all("li", this.results).length, SHOWN_AT_ONCE);
      history.replaceState({ shown, scroll: Math.round(scrollY) }, "");
    }

    readAddress() {
      const parameters = readParameters();
      for (const field of [this.query, this.text, this.page, ...this.years]) {
        field.value = parameters.get(field.name) ?? "";
      }
      const kinds = parameters.getAll("kind");
      for (const box of this.kinds) box.checked = kinds.includes(box.value);
      const names = ["text", "page", "kind", "from", "to"];
      if (names.some((name) => parameters.get(name))) this.details.open = true;
    }
  }

  /** @param {(HTMLElement | string)[]} items */
  function makeList(items) {
    const list = make("ul");
    for (const item of items) list.append(make("li", "", item));
    return list;
  }

  const readParameters = () =>
    new URLSearchParams(location.hash.slice(1) || location.search.slice(1));

  /**
   * Describe the number of results by kind. In a large collection the search stops when there are
   * enough results to show; then the total is unknown.
   * @param {Run} run
   * @param {boolean} isComplete
   */
  function countResults({ results }, isComplete) {
    const count = results.length;
    if (!isComplete) return _("More than {count} results", { count: count - 1 });
    const parts = KIND_NAMES.map((name, kind) => {
      const number = results.filter((result) => result.kind === kind).length;
      return number ? `${number} ${name}` : "";
    });
    return `${ngettext("{count} result", "{count} results", count)}: ${parts.filter(Boolean).join(", ")}`;
  }

  const form = find("form.search-form");
  if (form instanceof HTMLFormElement) new SearchPage(form);
}
