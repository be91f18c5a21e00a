// Turns the page's own citation into the citation of a passage: a page, a paragraph or a note, with
// the page of the original. On the bibliography, shows how one work is cited. Every form is written
// when the edition is built; only the place is added here. Without this script the list of forms at
// the end of a page is for the whole of it.

"use strict";

{
  const {
    all,
    copy,
    find,
    linkOf,
    load,
    make,
    makeButton,
    markerOf,
    need,
    onEscape,
    readCounted,
    readFragment,
  } = edition;
  const CITABLE = "a.permalink, a.page, a.sign";

  /** @typedef {{ pages: string, note: string, inText: string }} Passage */

  // --- what a passage is ------------------------------------------------------------------

  /**
   * Return the page that an element names: a page's own number, or the page in the address of a
   * paragraph.
   * @param {HTMLElement} element
   */
  function findOwnPage(element) {
    if (element.matches("a.page")) {
      const isLeaf = element.classList.contains("inferred");
      return { label: element.dataset.label ?? "", isLeaf };
    }
    return readCounted(element.id)?.page ?? null;
  }

  /**
   * Return the page that an element stands on: the last page or paragraph address before it.
   * @param {HTMLElement} element
   */
  function findPage(element) {
    let found = null;
    for (const candidate of all("article [id]")) {
      if (candidate.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING) break;
      if (!candidate.closest(".notes")) found = findOwnPage(candidate) ?? found;
    }
    return found;
  }

  /**
   * @param {HTMLElement} note
   * @returns {Passage}
   */
  function describeNote(note) {
    const marker = document.getElementById(markerOf(note.id));
    const page = marker && findPage(marker);
    const mark = need(".sign", note).textContent.trim();
    const number = `n. ${mark}`;
    if (!page) return { pages: "", note: number, inText: number };
    if (!page.isLeaf) return { pages: page.label, note: number, inText: `${page.label}n${mark}` };
    const leaf = `leaf ${page.label}`;
    return { pages: leaf, note: number, inText: `${leaf}, ${number}` };
  }

  /**
   * Return the passage that an address names, or null if it is no passage of its own.
   * @param {string} id
   * @returns {Passage | null}
   */
  function describePassage(id) {
    const element = document.getElementById(id);
    if (!element) return null;
    if (element.matches(".notes li")) return describeNote(element);
    const counted = readCounted(id);
    if (counted && !counted.page && !counted.isHeading) {
      const place = `para. ${counted.count}`;
      return { pages: "", note: place, inText: place };
    }
    const page = findOwnPage(element) ?? (element.matches(".marker a") ? findPage(element) : null);
    if (!page) return null;
    const pages = page.isLeaf ? `leaf ${page.label}` : page.label;
    return { pages, note: "", inText: pages };
  }

  /** @param {Passage} passage */
  function namePassage(passage) {
    const page = /^\w+$/.test(passage.pages) ? `p. ${passage.pages}` : passage.pages;
    return [page, passage.note].filter(Boolean).join(", ");
  }

  /** @param {string} id */
  function nameAddress(id) {
    const canonical = find("link[rel=canonical]");
    const { href } = canonical instanceof HTMLLinkElement ? canonical : location;
    const page = href.replace(/#.*/, "");
    return page.startsWith("file:") ? "" : `${page}#${id}`;
  }

  // --- the forms --------------------------------------------------------------------------

  /** @param {string} text @param {Passage} passage @param {string} address */
  function addToBibtex(text, passage, address) {
    const pages = passage.pages ? `  pages = {${passage.pages}},\n` : "";
    const note = passage.note ? `  annote = {${passage.note}},\n` : "";
    const url = address ? `  url = {${address}},\n` : "";
    const bare = text.replace(/^ {2}(?:pages|url) = .*\n/gm, "");
    return bare.replace(/\}\n*$/, () => `${pages}${note}${url}}\n`);
  }

  /** @param {string} text @param {Passage} passage @param {string} address */
  function addToRis(text, passage, address) {
    const pages = passage.pages ? `SP  - ${passage.pages}\n` : "";
    const note = passage.note ? `N1  - ${passage.note}\n` : "";
    const url = address ? `UR  - ${address}\n` : "";
    const bare = text.replace(/^(?:SP|EP|UR) {2}- .*\n/gm, "");
    return bare.replace(/ER {2}- ?\n*$/, () => `${pages}${note}${url}ER  - \n`);
  }

  /** @param {Record<string, unknown>} item @param {Passage} passage @param {string} address */
  function addToCsl(item, passage, address) {
    const note = [item.note, passage.note].filter(Boolean).join("; ");
    return {
      ...item,
      ...(passage.pages ? { page: passage.pages } : {}),
      ...(note ? { note } : {}),
      ...(address ? { URL: address } : {}),
    };
  }

  // --- the list of forms ------------------------------------------------------------------

  /** @param {string} name @param {string} text */
  function saveFile(name, text) {
    const link = make("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href));
  }

  class Citation {
    /** @param {HTMLElement} section */
    constructor(section) {
      this.section = section;
      this.heading = need("h2", section);
      this.chicago = need("[data-form=chicago]", section);
      this.forms = all("details[data-form]", section);
      this.name = location.pathname
        .split("/")
        .slice(-2)
        .join("-")
        .replace(/\.html$/, "");
      this.whole = {
        heading: this.heading.textContent,
        end: find(".cite-end", section)?.textContent ?? "",
        bibtex: this.code("bibtex").textContent,
        ris: this.code("ris").textContent,
        /** @type {Record<string, unknown>[]} */
        items: JSON.parse(this.code("csl").textContent || "[]"),
      };
      this.addButtons();
      if (this.whole.items.length) this.showItems(this.whole.items);
    }

    /** @param {string} form */
    code(form) {
      return need(`[data-form=${form}] code`, this.section);
    }

    /** @param {Record<string, unknown>[]} items */
    showItems(items) {
      this.code("csl").textContent = JSON.stringify(items, null, 1);
    }

    addButtons() {
      this.chicago.after(make("span", "cite-tools", ...this.copyButtons(this.chicago)));
      for (const form of this.forms) {
        const code = need("code", form);
        const save = () => saveFile(this.name + form.dataset.suffix, code.textContent);
        const buttons = [...this.copyButtons(code), makeButton("Save", save)];
        form.append(make("span", "cite-tools", ...buttons));
      }
    }

    /** @param {HTMLElement} element */
    copyButtons(element) {
      // Browsers have no clipboard on an address without encryption.
      if (!navigator.clipboard) return [];
      return [makeButton("Copy", () => copy(element.textContent.trim(), "Copied"))];
    }

    /**
     * Show how a passage is cited, or the whole page for an address that is no passage.
     * @param {string} id
     */
    showPassage(id) {
      const passage = describePassage(id);
      if (passage) this.fill(passage, nameAddress(id));
      else this.clear();
      return passage;
    }

    /** @param {Passage} passage @param {string} address */
    fill(passage, address) {
      const { bibtex, ris, items } = this.whole;
      this.heading.textContent = `Cite ${namePassage(passage)}`;
      const end = [passage.inText, address].filter(Boolean).join(", ");
      need(".cite-end", this.section).textContent = `, ${end}.`;
      this.code("bibtex").textContent = addToBibtex(bibtex, passage, address);
      this.code("ris").textContent = addToRis(ris, passage, address);
      this.showItems(items.slice(0, 1).map((item) => addToCsl(item, passage, address)));
    }

    clear() {
      const { heading, end, bibtex, ris, items } = this.whole;
      this.heading.textContent = heading;
      need(".cite-end", this.section).textContent = end;
      this.code("bibtex").textContent = bibtex;
      this.code("ris").textContent = ris;
      this.showItems(items);
    }

    /** @param {string} key @param {Record<string, string>} forms */
    showWork(key, forms) {
      this.section.hidden = false;
      this.name = key;
      this.chicago.textContent = forms.chicago ?? "";
      for (const form of this.forms) {
        need("code", form).textContent = forms[form.dataset.form ?? ""] ?? "";
      }
    }
  }

  // --- the dialogue -----------------------------------------------------------------------

  class Dialogue {
    /** @param {HTMLElement} section */
    constructor(section) {
      this.section = section;
      this.home = document.createComment("cite");
      const close = makeButton("Close", () => this.element.close(), { className: "cite-close" });
      this.element = make("dialog", "cite-dialogue md-typeset", close);
      this.element.setAttribute("aria-labelledby", need("h2", section).id);
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

  /** @param {Citation} citation @param {Dialogue} dialogue */
  function offerPassages(citation, dialogue) {
    const open = () => {
      offer.hidden = true;
      dialogue.open();
    };
    const offer = makeButton("", open, { className: "cite-offer" });
    offer.hidden = true;
    document.body.append(offer);
    const show = (/** @type {string} */ hash) => {
      const passage = citation.showPassage(readFragment(hash));
      offer.textContent = passage ? `Cite ${namePassage(passage)}` : "";
      return passage;
    };
    let offered = "";
    addEventListener("hashchange", () => {
      show(location.hash);
      offer.hidden ||= location.hash !== offered;
    });
    document.addEventListener("click", (event) => {
      const link = linkOf(event, CITABLE);
      if (!link?.hash) return;
      offer.hidden = !show(link.hash);
      offered = link.hash;
    });
    onEscape(() => {
      offer.hidden = true;
    });
    show(location.hash);
  }

  // --- single works of the bibliography ---------------------------------------------------

  /** @param {Citation} citation @param {Dialogue} dialogue */
  function offerWorks(citation, dialogue) {
    const data = new URL(location.pathname.replace(/(\.html)?$/, ".forms.js"), location.href);
    document.addEventListener("click", async (event) => {
      const link = linkOf(event, "article a.permalink");
      if (!link?.parentElement?.querySelector(".Z3988")) return;
      await load(data.href);
      const key = readFragment(link.hash);
      const forms = bibliographyForms[key];
      if (!forms) return;
      citation.showWork(key, forms);
      dialogue.open();
    });
  }

  const section = document.getElementById("cite");
  if (section) {
    const isOfWorks = section.hidden;
    const citation = new Citation(section);
    const dialogue = new Dialogue(section);
    if (isOfWorks) offerWorks(citation, dialogue);
    else offerPassages(citation, dialogue);
  }
}
