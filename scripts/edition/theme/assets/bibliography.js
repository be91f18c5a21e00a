// Applies the choices above the bibliography, counts what they leave, hides sections without
// entries, and adds a search for words. Without this script the choices work by style sheet; that
// one is set aside here, because a browser takes its time over it.

"use strict";

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function readEntry(mark) {
  const element = mark.closest("li, tr");
  const { group, decade, sources } = mark.dataset;
  return { element, group, decade, sources: sources.split(" "), text: fold(element.textContent) };
}

class Filter {
  constructor(form) {
    this.form = form;
    this.entries = [...document.querySelectorAll("article .Z3988")].map(readEntry);
    document.getElementById("filter-rules").disabled = true;
    this.addSearch();
    this.addCount();
    form.addEventListener("input", () => this.apply());
    form.addEventListener("reset", () => setTimeout(() => this.apply()));
    form.addEventListener("submit", (event) => event.preventDefault());
    this.apply();
  }

  addSearch() {
    const label = document.createElement("label");
    this.words = document.createElement("input");
    this.words.type = "search";
    label.append("Words ", this.words);
    this.form.prepend(label);
  }

  addCount() {
    this.count = document.createElement("p");
    this.count.className = "filter-count";
    this.count.setAttribute("role", "status");
    this.form.append(this.count);
  }

  choice(name) {
    return this.form.querySelector(`#by-${name}`)?.value || "";
  }

  isChosen() {
    const [source, group, decade] = ["source", "group", "decade"].map((name) => this.choice(name));
    const words = fold(this.words.value).split(/\s+/).filter(Boolean);
    return (entry) =>
      (!source || entry.sources.includes(source)) &&
      (!group || entry.group === group) &&
      (!decade || entry.decade === decade) &&
      words.every((word) => entry.text.includes(word));
  }

  apply() {
    const shown = this.entries.filter(this.isChosen());
    const chosen = new Set(shown);
    for (const entry of this.entries) entry.element.hidden = !chosen.has(entry);
    const [some, all] = [shown, this.entries].map((list) => list.length.toLocaleString("en"));
    this.count.textContent = `${some} of ${all} works`;
    this.hideEmptySections(new Set(shown.map((entry) => entry.element.parentElement.closest("ul, table"))));
  }

  hideEmptySections(filled) {
    for (const heading of document.querySelectorAll("article > h2[id^=group-]")) {
      const lists = [];
      for (let next = heading.nextElementSibling; next && next.tagName !== "H2"; next = next.nextElementSibling) {
        lists.push(next.matches("ul, table") ? next : next.querySelector("table"));
      }
      heading.hidden = !lists.some((list) => filled.has(list));
      for (const list of lists) if (list?.tagName === "TABLE") list.hidden = !filled.has(list);
    }
  }
}

const form = document.querySelector("form.filter");
if (form) new Filter(form);
