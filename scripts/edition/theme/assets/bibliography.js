// Counts what the choices above the bibliography leave, hides sections without entries, and adds a
// search for words. The choices themselves work by style sheet, without this script.

"use strict";

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function isShown(entry) {
  return getComputedStyle(entry).display !== "none";
}

class Filter {
  constructor(form) {
    this.form = form;
    const marks = [...document.querySelectorAll("article .Z3988")];
    this.entries = marks.map((mark) => mark.closest("li, tr"));
    this.texts = this.entries.map((entry) => fold(entry.textContent));
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

  apply() {
    const words = fold(this.words.value).split(/\s+/).filter(Boolean);
    this.entries.forEach((entry, n) => {
      entry.classList.toggle("unmatched", !words.every((word) => this.texts[n].includes(word)));
    });
    const shown = this.entries.filter(isShown);
    const [some, all] = [shown, this.entries].map((list) => list.length.toLocaleString("en"));
    this.count.textContent = `${some} of ${all} works`;
    this.hideEmptySections(new Set(shown.map((entry) => entry.closest("ul, table"))));
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
