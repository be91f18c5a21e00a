// Makes of the page's own citation how one passage of it is cited: a page, a paragraph or a note,
// with the page of the original. On the bibliography, how one work is cited. Every form is written
// when the edition is made; here only the place is set in. Without this script the list of forms
// at the end of a page is for the whole of it.

"use strict";

const CITABLE = "a.permalink, a.page, a.sign";
const PARAGRAPH = /^(p|leaf)(.+)\.h?\d+$/;

// --- what a passage is ------------------------------------------------------------------------

// The page that an element names: a page's own number, or the page in the address of a paragraph.
function readPlace(element) {
  if (element.matches("a.page")) {
    return { label: element.dataset.label, leaf: element.classList.contains("inferred") };
  }
  const match = PARAGRAPH.exec(element.id);
  return match && { label: match[2], leaf: match[1] === "leaf" };
}

// The page that an element stands on: the last page or paragraph address before it.
function findPage(element) {
  let found = null;
  for (const candidate of document.querySelectorAll("article [id^=p], article [id^=leaf]")) {
    if (candidate.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING) break;
    if (!candidate.closest(".notes")) found = readPlace(candidate) || found;
  }
  return found;
}

function describeNote(note) {
  const marker = document.getElementById(`r${note.id.slice(1)}`);
  const page = marker && findPage(marker);
  const sign = note.querySelector(".sign").textContent.trim();
  const number = `n. ${sign}`;
  if (!page) return { pages: "", note: number, inText: number };
  if (page.leaf) return { pages: `leaf ${page.label}`, note: number, inText: `leaf ${page.label}, ${number}` };
  return { pages: page.label, note: number, inText: `${page.label}n${sign}` };
}

function describePassage(id) {
  const element = id && document.getElementById(id);
  if (!element) return null;
  if (element.matches(".notes li")) return describeNote(element);
  const alone = /^par(\d+)$/.exec(id);
  if (alone) return { pages: "", note: `para. ${alone[1]}`, inText: `para. ${alone[1]}` };
  const place = readPlace(element) || (element.matches(".marker a") ? findPage(element) : null);
  if (!place) return null;
  const pages = place.leaf ? `leaf ${place.label}` : place.label;
  return { pages, note: "", inText: pages };
}

function nameAddress(id) {
  const canonical = document.querySelector("link[rel=canonical]");
  const page = canonical ? canonical.href : location.href.replace(/#.*/, "");
  if (page.startsWith("file:")) return "";
  return id ? `${page.replace(/#.*/, "")}#${id}` : page;
}

// --- the forms --------------------------------------------------------------------------------

function inBibtex(text, passage, address) {
  const pages = passage.pages ? `  pages = {${passage.pages}},\n` : "";
  const note = passage.note ? `  annote = {${passage.note}},\n` : "";
  const url = address ? `  url = {${address}},\n` : "";
  const bare = text.replace(/^ {2}(?:pages|url) = .*\n/gm, "");
  return bare.replace(/\}\n*$/, () => `${pages}${note}${url}}\n`);
}

function inRis(text, passage, address) {
  const pages = passage.pages ? `SP  - ${passage.pages}\n` : "";
  const note = passage.note ? `N1  - ${passage.note}\n` : "";
  const url = address ? `UR  - ${address}\n` : "";
  const bare = text.replace(/^(?:SP|EP|UR) {2}- .*\n/gm, "");
  return bare.replace(/ER {2}- ?\n*$/, () => `${pages}${note}${url}ER  - \n`);
}

function inCsl(items, passage, address) {
  const [item] = items;
  const note = [item.note, passage.note].filter(Boolean).join("; ");
  return [{
    ...item,
    ...(passage.pages ? { page: passage.pages } : {}),
    ...(note ? { note } : {}),
    ...(address ? { URL: address } : {}),
  }];
}

// --- the list of forms --------------------------------------------------------------------------

function makeButton(text, run) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.addEventListener("click", run);
  return button;
}

function save(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}

class Citation {
  constructor(section) {
    this.section = section;
    this.heading = section.querySelector("h2");
    this.chicago = section.querySelector("[data-form=chicago]");
    this.forms = [...section.querySelectorAll("details[data-form]")];
    this.name = document.location.pathname.split("/").slice(-2).join("-").replace(/\.html$/, "");
    this.addButtons();
    this.remember();
  }

  code(form) {
    return this.section.querySelector(`[data-form=${form}] code`);
  }

  remember() {
    this.whole = { heading: this.heading.textContent, end: this.end()?.textContent };
    for (const name of ["bibtex", "ris", "csl"]) this.whole[name] = this.code(name).textContent;
    if (this.whole.csl) this.items = JSON.parse(this.whole.csl);
    if (this.items) this.code("csl").textContent = JSON.stringify(this.items, null, 1);
  }

  end() {
    return this.chicago.querySelector(".cite-end");
  }

  addButtons() {
    const bar = document.createElement("span");
    bar.className = "cite-tools";
    if (navigator.clipboard) bar.append(makeButton("Copy", () => this.copy(this.chicago)));
    this.chicago.after(bar);
    for (const form of this.forms) {
      const tools = document.createElement("span");
      tools.className = "cite-tools";
      const code = form.querySelector("code");
      if (navigator.clipboard) tools.append(makeButton("Copy", () => this.copy(code)));
      const suffix = form.dataset.suffix;
      tools.append(makeButton("Save", () => save(this.name + suffix, code.textContent)));
      form.append(tools);
    }
  }

  async copy(element) {
    await navigator.clipboard.writeText(element.textContent.trim());
    const status = document.querySelector(".copy-status");
    if (status) status.textContent = "Copied";
  }

  // Shows how a passage is cited; what is no passage of its own stands for the whole page.
  showPassage(id) {
    const passage = describePassage(id);
    const address = nameAddress(passage ? id : "");
    const place = passage || { pages: "", note: "", inText: "" };
    this.heading.textContent = passage ? `Cite ${sayPassage(passage)}` : this.whole.heading;
    this.end().textContent = passage
      ? `${[", " + passage.inText, address].filter(Boolean).join(", ")}.`
      : this.whole.end;
    this.code("bibtex").textContent = passage
      ? inBibtex(this.whole.bibtex, place, address) : this.whole.bibtex;
    this.code("ris").textContent = passage ? inRis(this.whole.ris, place, address) : this.whole.ris;
    const items = passage ? inCsl(this.items, place, address) : this.items;
    this.code("csl").textContent = JSON.stringify(items, null, 1);
    return passage;
  }

  showWork(key, forms) {
    this.section.hidden = false;
    this.name = key;
    this.chicago.textContent = forms.chicago;
    for (const form of this.forms) this.code(form.dataset.form).textContent = forms[form.dataset.form];
  }
}

function sayPassage(passage) {
  const page = /^\w+$/.test(passage.pages) ? `p. ${passage.pages}` : passage.pages;
  return [page, passage.note].filter(Boolean).join(", ");
}

// --- the dialogue -----------------------------------------------------------------------------

class Dialogue {
  constructor(section) {
    this.section = section;
    this.home = document.createComment("cite");
    this.element = document.createElement("dialog");
    this.element.className = "cite-dialogue md-typeset";
    this.element.setAttribute("aria-labelledby", section.querySelector("h2").id);
    const close = makeButton("Close", () => this.element.close());
    close.className = "cite-close";
    this.element.append(close);
    this.element.addEventListener("close", () => this.home.replaceWith(section));
    this.element.addEventListener("click", (event) => {
      if (event.target === this.element) this.element.close();
    });
    document.body.append(this.element);
  }

  open() {
    if (this.element.open) return;
    this.section.replaceWith(this.home);
    this.element.append(this.section);
    this.element.showModal();
  }
}

function offerPassages(citation, dialogue) {
  const offer = makeButton("", () => {
    offer.hidden = true;
    dialogue.open();
  });
  offer.className = "cite-offer";
  offer.hidden = true;
  document.body.append(offer);
  const show = (hash) => {
    const passage = citation.showPassage(decodeURIComponent(hash.slice(1)));
    offer.textContent = passage ? `Cite ${sayPassage(passage)}` : "";
    return passage;
  };
  let offered = "";
  window.addEventListener("hashchange", () => {
    show(location.hash);
    offer.hidden = offer.hidden || location.hash !== offered;
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest(CITABLE);
    if (!link || !link.hash) return;
    offer.hidden = !show(link.hash);
    offered = link.hash;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") offer.hidden = true;
  });
  show(location.hash);
}

// --- single works of the bibliography -----------------------------------------------------------

// A script, since a page that is opened from a disk may not fetch a file.
function loadEntries() {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${location.pathname.split("/").pop().replace(/\.html$/, "")}.forms.js`;
    script.addEventListener("load", () => resolve(self.bibliographyForms));
    script.addEventListener("error", reject);
    document.head.append(script);
  });
}

function offerWorks(citation, dialogue) {
  let entries;
  document.addEventListener("click", async (event) => {
    const link = event.target instanceof Element && event.target.closest("article a.permalink");
    const key = link && decodeURIComponent(link.hash.slice(1));
    if (!key || !link.parentElement.querySelector(".Z3988")) return;
    entries ||= loadEntries();
    const forms = (await entries)[key];
    if (!forms) return;
    citation.showWork(key, forms);
    dialogue.open();
  });
}

const section = document.getElementById("cite");
if (section) {
  const citation = new Citation(section);
  const dialogue = new Dialogue(section);
  if (section.hidden) offerWorks(citation, dialogue);
  else offerPassages(citation, dialogue);
}
