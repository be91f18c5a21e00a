// Redirects to the page of a work, from the first page of the bibliography and from divided pages, and
// filters all works by text, kind, decade and words. The data are loaded on demand; they are written
// by writers/bibliography/pages.py. Without this script readers navigate by letters.

"use strict";

{
  const {
    _,
    ROOT,
    all,
    find,
    load,
    make,
    makeButton,
    makeRuns,
    need,
    nameNumber,
    readFragment,
    readSteps,
  } = edition;
  const FOLDER = new URL("bibliography/", ROOT);
  const SHOWN_AT_ONCE = 40;
  const TYPING_MILLISECONDS = 150;

  /**
   * @typedef {object} Work
   * @property {string} key
   * @property {string[]} keys its key, and its former keys
   * @property {string} page the name of the page that lists it
   * @property {string} group
   * @property {string} decade
   * @property {string[]} texts that cite it
   */

  // --- the data -------------------------------------------------------------------------

  /** @type {Work[] | undefined} */
  let works;

  /** Return every work, in the order of the pages. */
  async function readWorks() {
    await load("index.js", FOLDER);
    works ??= bibliographyIndex.pages.flatMap(([page, group, lines]) =>
      lines.split("\n").map((line) => readWork(line, page, group)),
    );
    return works;
  }

  /** @param {string} line @param {string} page @param {string} group @returns {Work} */
  function readWork(line, page, group) {
    const [names = "", decade = "", numbers] = line.split(" ");
    const keys = names.split("=");
    const texts = (numbers?.split(",") ?? []).map(
      (number) => bibliographyIndex.sources[Number(number)] ?? "",
    );
    return { key: keys[0] ?? "", keys, page, group, decade, texts };
  }

  /** @param {Work} work */
  function nameAddress({ page, key }) {
    const { href } = new URL(`${page}.html`, FOLDER);
    return `${href}#${encodeURIComponent(key)}`;
  }

  // --- redirects ------------------------------------------------------------------------

  /** Whether the fragment is a filter and not the address of a work. */
  const hasFilter = () => /^(words|source|group|decade)=/.test(location.hash.slice(1));

  async function followRedirect() {
    const key = readFragment();
    if (!key || document.getElementById(key) || hasFilter()) return;
    const work = (await readWorks()).find(({ keys }) => keys.includes(key));
    if (work) location.replace(nameAddress(work));
  }

  // --- words ----------------------------------------------------------------------------

  /**
   * Return the numbers of the works with a word that starts so.
   * @param {string} beginning
   */
  async function findWord(beginning) {
    const { words } = bibliographyIndex;
    /** @type {Set<number>} */
    const found = new Set();
    const start = words.findLastIndex((first) => first <= beginning);
    for (const [number, first] of [...words.entries()].slice(Math.max(start, 0))) {
      if (first > beginning && !first.startsWith(beginning)) break;
      await load(`words-${number}.js`, FOLDER);
      for (const line of bibliographyWords[number]?.split("\n") ?? []) {
        if (!line.startsWith(beginning)) continue;
        const steps = line.slice(line.indexOf(" ") + 1).split(",");
        for (const work of readSteps(steps)) found.add(work);
      }
    }
    return found;
  }

  /** @param {string} query */
  async function findWords(query) {
    if (!query) return [];
    await load("assets/search-words.js");
    const words = editionWords.readWords(query, new Map()).filter((word) => !word.tail);
    return Promise.all(words.map((word) => findWord(word.term)));
  }

  // --- the filter -----------------------------------------------------------------------

  class Filter {
    /** Number of applications: results of an earlier one are discarded. */
    turn = 0;
    /** @type {Work[]} results not shown yet */
    left = [];
    /** @type {number | undefined} */
    waiting;

    /** @param {HTMLFormElement} form @param {HTMLElement} article */
    constructor(form, article) {
      this.form = form;
      this.article = article;
      this.results = need(".filter-results", article);
      this.count = need(".filter-count", form);
      this.reset = need("button[type=reset]", form);
      form.hidden = false;
      form.addEventListener("input", () => this.change());
      // The fields are cleared only after the event.
      form.addEventListener("reset", () => setTimeout(() => this.change()));
      form.addEventListener("submit", (event) => event.preventDefault());
      addEventListener("hashchange", () => this.readAddress());
      this.readAddress();
    }

    choices() {
      const choices = new URLSearchParams();
      for (const [name, value] of new FormData(this.form)) {
        const written = String(value).trim();
        if (written) choices.append(name, written);
      }
      return choices;
    }

    change() {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => {
        const choices = this.choices().toString();
        const address = `${location.href.replace(/#.*/, "")}#${choices}`;
        // Not by the hash, whose late event would undo further typing.
        if (choices || hasFilter()) history.replaceState(null, "", address);
        this.apply();
      }, TYPING_MILLISECONDS);
    }

    readAddress() {
      if (!hasFilter() && !this.article.classList.contains("filtered")) return;
      const choices = new URLSearchParams(hasFilter() ? location.hash.slice(1) : "");
      if (choices.toString() === this.choices().toString()) return;
      for (const field of all("select, input", this.form)) {
        if (field instanceof HTMLSelectElement || field instanceof HTMLInputElement) {
          field.value = choices.get(field.name) ?? "";
        }
      }
      this.apply();
      document.getElementById(readFragment())?.scrollIntoView();
    }

    async apply() {
      this.turn += 1;
      const { turn } = this;
      const choices = this.choices();
      if (!choices.size) {
        this.show(false);
        this.count.textContent = "";
        return;
      }
      try {
        const works = await readWorks();
        const found = await this.choose(works, choices);
        if (turn !== this.turn) return;
        this.show(true);
        this.showCount(found.length, works.length);
        this.results.replaceChildren();
        this.left = found;
        await this.showMore(turn);
      } catch {
        if (turn !== this.turn) return;
        this.count.textContent = _("The bibliography could not be loaded. Check your connection.");
      }
    }

    /** @param {Work[]} works @param {URLSearchParams} choices */
    async choose(works, choices) {
      const [source, group, decade] = ["source", "group", "decade"].map((name) =>
        choices.get(name),
      );
      const having = await findWords(choices.get("words") ?? "");
      return works.filter(
        (work, number) =>
          (!source || work.texts.includes(source)) &&
          (!group || work.group === group) &&
          (!decade || work.decade === decade) &&
          having.every((numbers) => numbers.has(number)),
      );
    }

    /** @param {number} found @param {number} total */
    showCount(found, total) {
      const counts = { some: nameNumber(found), all: nameNumber(total) };
      this.count.textContent = _("{some} of {all} works", counts);
    }

    /** @param {boolean} isFiltered */
    show(isFiltered) {
      this.article.classList.toggle("filtered", isFiltered);
      this.results.hidden = !isFiltered;
      this.reset.hidden = !isFiltered;
    }

    /**
     * Show the next works, with their entries from the data of their pages.
     * @param {number} turn
     */
    async showMore(turn) {
      const next = this.left.splice(0, SHOWN_AT_ONCE);
      const pages = new Set(next.map((work) => work.page));
      await Promise.all([...pages].map((page) => load(`${page}.works.js`, FOLDER)));
      if (turn !== this.turn) return;
      find(".filter-more", this.results)?.remove();
      for (const work of next) this.listOf(work.group).append(makeItem(work));
      if (this.left.length) this.offerMore(turn);
    }

    /** @param {string} group */
    listOf(group) {
      const last = find("section:last-of-type", this.results);
      if (last?.dataset.group === group) return need("ul", last);
      const option = find(`option[value="${CSS.escape(group)}"]`, this.form);
      const list = make("ul");
      const section = make("section", "", make("h2", "", option?.textContent ?? ""), list);
      section.dataset.group = group;
      this.results.append(section);
      return list;
    }

    /** @param {number} turn */
    offerMore(turn) {
      const more = async () => {
        const shown = all("li", this.results).length;
        await this.showMore(turn);
        all("li a", this.results)[shown]?.focus();
      };
      this.results.append(makeButton(_("Show more works"), more, { className: "filter-more" }));
    }
  }

  /** @param {Work} work */
  function makeItem(work) {
    const link = make("a", "", ...makeRuns(bibliographyWorks[work.key] ?? [work.key]));
    link.href = nameAddress(work);
    return make("li", "", link);
  }

  const form = find("form.filter");
  const article = form?.closest("article");
  if (form instanceof HTMLFormElement && article instanceof HTMLElement) new Filter(form, article);
  followRedirect();
  addEventListener("hashchange", followRedirect);
}
