// Leads to the page on which a work stands, from the first page of the bibliography and from one
// that was divided, and chooses from all works by text, kind, decade and words. The data are asked
// for when they are wanted; edition/bibliography_index.py writes them. Without this script one goes
// by the letters.

"use strict";

(() => {
  const ROOT = new URL("../", document.currentScript.src);
  const FOLDER = new URL("bibliography/", ROOT);
  const SHOWN = 40;

  // --- the data -----------------------------------------------------------------------------

  const asked = new Map();

  // Script elements are read from a disk as well, which fetch is not.
  function load(name, base = FOLDER) {
    const address = new URL(name, base).href;
    if (!asked.has(address)) {
      const arriving = new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = address;
        script.addEventListener("load", resolve);
        script.addEventListener("error", () => {
          asked.delete(address);
          reject(new Error(`${name} cannot be read`));
        });
        document.head.append(script);
      });
      asked.set(address, arriving);
    }
    return asked.get(address);
  }

  let works;

  // Every work with its page, in the order of the pages.
  async function readWorks() {
    await load("index.js");
    const { pages, sources } = self.bibliographyIndex;
    works ||= pages.flatMap(([page, group, lines]) =>
      lines.split("\n").map((line) => {
        const [key, decade, numbers] = line.split(" ");
        const texts = numbers ? numbers.split(",").map((number) => sources[number]) : [];
        return { key, page, group, decade, texts };
      }),
    );
    return works;
  }

  const address = ({ page, key }) => `${new URL(`${page}.html`, FOLDER).href}#${encodeURIComponent(key)}`;

  // --- an address that leads on ---------------------------------------------------------------

  function readHash() {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return location.hash.slice(1);
    }
  }

  async function leadOn() {
    const key = readHash();
    if (!key || document.getElementById(key) || isChoice()) return;
    const work = (await readWorks()).find((one) => one.key === key);
    if (work) location.replace(address(work));
  }

  const isChoice = () => /^(words|source|group|decade)=/.test(location.hash.slice(1));

  // --- words ------------------------------------------------------------------------------------

  // The numbers of the works that have a word that begins so.
  async function findWord(beginning) {
    const { words } = self.bibliographyIndex;
    const found = new Set();
    let shard = words.findLastIndex((first) => first <= beginning);
    for (shard = Math.max(shard, 0); shard < words.length; shard++) {
      if (words[shard] > beginning && !words[shard].startsWith(beginning)) break;
      await load(`words-${shard}.js`);
      for (const line of self.bibliographyWords[shard].split("\n")) {
        if (line.startsWith(beginning)) readNumbers(line).forEach((number) => found.add(number));
      }
    }
    return found;
  }

  function readNumbers(line) {
    let number = 0;
    const steps = line.slice(line.indexOf(" ") + 1).split(",");
    return steps.map((step) => (number += parseInt(step, 36)));
  }

  async function findWords(query) {
    if (!query) return [];
    await load("assets/search-words.js", ROOT);
    const words = editionWords.readWords(query, new Map()).filter((word) => !word.tail);
    const terms = words.map((word) => word.term);
    return Promise.all(terms.map(findWord));
  }

  // --- the choice ---------------------------------------------------------------------------------

  class Filter {
    constructor(form) {
      this.form = form;
      this.article = form.closest("article");
      this.results = this.article.querySelector(".filter-results");
      this.count = form.querySelector(".filter-count");
      this.again = form.querySelector("button[type=reset]");
      this.turn = 0;
      form.hidden = false;
      form.addEventListener("input", () => this.change());
      form.addEventListener("reset", () => setTimeout(() => this.change()));
      form.addEventListener("submit", (event) => event.preventDefault());
      addEventListener("hashchange", () => this.readAddress());
      this.readAddress();
    }

    choices() {
      const said = [...new FormData(this.form)].map(([name, value]) => [name, value.trim()]);
      return new URLSearchParams(said.filter(([, value]) => value));
    }

    change() {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => {
        const said = this.choices().toString();
        const url = `${location.href.replace(/#.*/, "")}#${said}`;
        if (said || isChoice()) location.replace(url);
        this.apply();
      }, 150);
    }

    readAddress() {
      if (!isChoice() && !this.article.classList.contains("filtered")) return;
      const said = new URLSearchParams(isChoice() ? location.hash.slice(1) : "");
      if (said.toString() === this.choices().toString()) return;
      for (const field of this.form.querySelectorAll("select, input")) {
        field.value = said.get(field.name) || "";
      }
      this.apply();
      document.getElementById(readHash())?.scrollIntoView();
    }

    async apply() {
      const turn = ++this.turn;
      const said = this.choices();
      const chosen = [...said].length > 0;
      if (!chosen) {
        this.show(false);
        this.count.textContent = "";
        return;
      }
      try {
        const found = await this.find(said);
        if (turn !== this.turn) return;
        this.show(true);
        this.results.replaceChildren();
        this.left = found;
        this.tell(found.length, works.length);
        await this.showMore(turn);
      } catch {
        if (turn === this.turn) this.count.textContent = "The bibliography cannot be read. Is the connection interrupted?";
      }
    }

    async find(said) {
      const all = await readWorks();
      const [source, group, decade] = ["source", "group", "decade"].map((name) => said.get(name));
      const having = await findWords(said.get("words"));
      return all.filter(
        (work, number) =>
          (!source || work.texts.includes(source)) &&
          (!group || work.group === group) &&
          (!decade || work.decade === decade) &&
          having.every((numbers) => numbers.has(number)),
      );
    }

    show(chosen) {
      this.article.classList.toggle("filtered", chosen);
      this.results.hidden = !chosen;
      this.again.hidden = !chosen;
    }

    tell(some, all) {
      const [found, whole] = [some, all].map((number) => number.toLocaleString("en"));
      this.count.textContent = `${found} of ${whole} works`;
    }

    // Shows the next works, with what they are from the data of the pages that they stand on.
    async showMore(turn) {
      const next = this.left.splice(0, SHOWN);
      await Promise.all([...new Set(next.map((work) => work.page))].map((page) => load(`${page}.works.js`)));
      if (turn !== this.turn) return;
      this.results.querySelector(".filter-more")?.remove();
      for (const work of next) this.list(work.group).append(showWork(work));
      if (this.left.length) this.offerMore(turn);
    }

    list(group) {
      const last = this.results.querySelector("section:last-of-type");
      if (last?.dataset.group === group) return last.querySelector("ul");
      const section = document.createElement("section");
      const heading = document.createElement("h2");
      section.dataset.group = group;
      heading.textContent = this.form.querySelector(`option[value="${CSS.escape(group)}"]`)?.textContent || "";
      section.append(heading, document.createElement("ul"));
      this.results.append(section);
      return section.querySelector("ul");
    }

    offerMore(turn) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "filter-more";
      button.textContent = "Show more works";
      button.addEventListener("click", async () => {
        const shown = this.results.querySelectorAll("li").length;
        await this.showMore(turn);
        this.results.querySelectorAll("li a")[shown]?.focus();
      });
      this.results.append(button);
    }
  }

  function showWork(work) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = address(work);
    const runs = self.bibliographyWorks[work.key] || [work.key];
    runs.forEach((run, number) => {
      const title = number % 2 ? document.createElement("em") : null;
      if (title) title.textContent = run;
      link.append(title || run);
    });
    item.append(link);
    return item;
  }

  const form = document.querySelector("form.filter");
  if (form) new Filter(form);
  leadOn();
  addEventListener("hashchange", leadOn);
})();
