// Turns the citation of a page into the citation of a passage: a page, a paragraph or a note, with the
// page of the original. On the bibliography, shows the citation of a work. The forms are written when
// the edition is built; their gaps are filled here for the passage, and with the edition and its
// version if the reader chooses so. Without this script the forms at the end of a page cite the page.

"use strict";

{
  const {
    _,
    all,
    copy,
    find,
    findPageStart,
    findPrinted,
    hashOf,
    linkOf,
    load,
    make,
    makeButton,
    makeRuns,
    markerOf,
    need,
    onEscape,
    readCounted,
    readFragment,
  } = edition;
  const CITABLE = "a.permalink, a.page, a.sign";
  /** Pixels between the offer and the selected words. */
  const GAP = 6;

  /** @typedef {{ pages: string, note: string, inText: string }} Passage */

  // --- passages ---------------------------------------------------------------------------

  /**
   * Return the page that an element names: by its page number, or by the address of a paragraph.
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
   * Return the page of an element, from the last page or paragraph address before it.
   * @param {Node} element
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
   * Return the passage that an address names, or null.
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

  /** @param {Passage} passage @param {string} [joint] words between a page and a note on it */
  function namePassage(passage, joint = ", ") {
    const [isPage, isRange] = [/^[\w–]+$/, /–/].map((form) => form.test(passage.pages));
    const kind = isPage ? (isRange ? "pp. " : "p. ") : "";
    const page = kind + passage.pages;
    if (!joint) return kind ? kind + passage.inText.replace("–", "-") : `{${passage.inText}}`;
    return [page, passage.note].filter(Boolean).join(joint);
  }

  /** @param {Passage} passage */
  const nameOffer = (passage) => _("Cite {passage}", { passage: namePassage(passage) });

  /** Return the published address of the page; empty for a copy on a disk. */
  function namePage() {
    const canonical = find("link[rel=canonical]");
    const { href } = canonical instanceof HTMLLinkElement ? canonical : location;
    return href.startsWith("file:") ? "" : href.replace(/#.*/, "");
  }

  // --- the forms --------------------------------------------------------------------------

  /** @typedef {(string | string[])[]} Pattern words, and gaps: before, value, after, otherwise */
  /** @typedef {Record<string, string>} Values */
  /**
   * @typedef {{
   *   csl: Record<string, unknown>, library: [string, string], doi: string, place: string,
   *   place_key: string, release: { name: string, tex: string } | null,
   *   bibtex: Pattern, ris: Pattern, key: Pattern,
   *   chicago: Pattern[], short: Pattern[], entry: Pattern[], mla: Pattern[], intext: Pattern[]
   * }} Forms
   */
  const PRINTED = /** @type {const} */ (["chicago", "short", "entry", "mla", "intext"]);

  /** @param {Pattern} pattern @param {Values} values */
  function fill(pattern, values) {
    return pattern
      .map((part) => {
        if (typeof part === "string") return part;
        const [before = "", name = "", after = "", otherwise = ""] = part;
        return values[name] ? before + values[name] + after : otherwise;
      })
      .join("");
  }

  /**
   * Return the values for the gaps. Without a passage, the place is that of the page.
   * @param {Forms} forms @param {Passage | null} passage @param {string} address
   * @param {boolean} isNamed whether the edition is named
   * @returns {Values}
   */
  function fillers(forms, passage, address, isNamed) {
    const release = isNamed ? forms.release : null;
    const libraries = [forms.library[0], release?.name].filter(Boolean);
    const place = passage ? passage.inText : forms.place;
    const home = namePage() || forms.doi;
    const isNumber = /^[\divxlc]+(?:n\w+)?$/.test(place);
    const inText = place.replace("para.", "par.");
    return {
      place,
      note: [place, ...libraries, address || forms.doi].filter(Boolean).join(", "),
      entry: [...libraries, home].filter(Boolean).join(". "),
      mla: [...libraries, home].filter(Boolean).join(", "),
      intext: place && (isNumber ? " " : ", ") + inText,
      quoted: place && (isNumber ? "” " : ",” ") + inText,
      key: passage ? namePassage(passage, "") : forms.place_key,
      url: address,
      library: libraries.join(", "),
      library_tex: [forms.library[1], release?.tex].filter(Boolean).join(", "),
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
      this.title = this.heading.textContent;
      const data = find(".cite-forms");
      /** @type {Forms | null} */
      this.patterns = data && JSON.parse(data.textContent);
      /** @type {Passage | null} */
      this.passage = null;
      this.id = "";
      this.address = namePage();
      this.addButtons();
      if (this.patterns?.release) this.addChoice();
      if (this.patterns && globalThis.editionPages) this.addField();
      if (this.patterns) this.fill();
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
      for (const printed of all("p[data-form]", this.section)) {
        printed.after(make("span", "cite-tools", ...this.copyButtons(printed)));
      }
      for (const form of this.forms) {
        const code = need("code", form);
        const save = () => saveFile(this.name + form.dataset.suffix, code.textContent);
        const buttons = [...this.copyButtons(code), makeButton(_("Save"), save)];
        form.append(make("span", "cite-tools", ...buttons));
      }
    }

    addChoice() {
      this.named = make("input");
      this.named.type = "checkbox";
      this.named.addEventListener("change", () => this.fill());
      this.heading.after(make("label", "cite-edition", this.named, ` ${_("Name this edition")}`));
    }

    /** Add a field for page numbers, in which the Enter key copies the note. */
    addField() {
      const field = make("input");
      field.autocomplete = "off";
      field.addEventListener("input", () => this.showWritten(field));
      const form = make("form", "go-to-page", make("label", "", _("Page"), " ", field));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.copyForm(this.chicago);
      });
      this.heading.after(form);
      this.field = field;
    }

    /** @param {HTMLElement} element */
    copyForm(element) {
      copy(element.textContent.trim(), _("Copied"));
    }

    /** @param {HTMLElement} element */
    copyButtons(element) {
      return [makeButton(_("Copy"), () => this.copyForm(element))];
    }

    /**
     * Show the citation of a passage, or of the page for an address that is no passage.
     * @param {string} id
     */
    showPassage(id) {
      const page = namePage();
      this.passage = describePassage(id);
      this.id = this.passage ? id : "";
      this.address = this.passage && page ? `${page}#${id}` : page;
      this.fill();
      return this.passage;
    }

    /**
     * Show the citation of the pages in a field, with the address of the first.
     * @param {HTMLInputElement} field
     */
    showWritten(field) {
      const [first = "", ...others] = field.value.split(/\s*[-–]\s*/);
      const found = findPrinted(field, first);
      const pages = [found?.label, ...others].filter(Boolean).join("–");
      const inText = found?.isLeaf ? `leaf ${pages}` : pages;
      const page = namePage();
      this.passage = found ? { pages: inText, note: "", inText } : null;
      this.id = found?.address ?? "";
      this.address = found && page ? new URL(`${found.file}#${found.address}`, page).href : page;
      this.fill();
    }

    fill() {
      const { patterns, passage, address, field } = this;
      if (!patterns) return;
      if (field && field !== document.activeElement) {
        field.value = (passage?.pages ?? patterns.place).replace("leaf ", "");
        field.setCustomValidity("");
      }
      this.heading.textContent = passage ? nameOffer(passage) : this.title;
      const values = fillers(patterns, passage, address, this.named?.checked ?? false);
      for (const form of PRINTED) {
        const runs = patterns[form].map((run) => fill(run, values));
        need(`[data-form=${form}]`, this.section).replaceChildren(...makeRuns(runs));
      }
      for (const form of /** @type {const} */ (["key", "bibtex", "ris"])) {
        this.code(form).textContent = fill(patterns[form], values);
      }
      const archive = values.library ? { archive: values.library } : {};
      this.showItems([{ ...patterns.csl, ...archive, ...(address ? { URL: address } : {}) }]);
    }

    /** @param {Passage | null} passage @param {string} id */
    writeNote(passage, id) {
      if (!this.patterns) return "";
      const page = namePage();
      const isNamed = this.named?.checked ?? false;
      const values = fillers(this.patterns, passage, page && `${page}#${id}`, isNamed);
      return this.patterns.chicago.map((run) => fill(run, values)).join("");
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
      const close = makeButton(_("Close"), () => this.element.close(), { className: "cite-close" });
      this.element = make("dialog", "cite-dialogue typeset", close);
      this.element.setAttribute("aria-labelledby", need("h2", section).id);
      this.element.addEventListener("close", () => this.home.replaceWith(section));
      this.element.addEventListener("click", (event) => {
        if (event.target === this.element) this.element.close();
      });
      document.body.append(this.element);
    }

    /** @param {string} [id] the address of the passage that is cited */
    open(id = "") {
      if (this.element.open) return;
      this.section.replaceWith(this.home);
      this.element.append(this.section);
      this.element.showModal();
      dispatchEvent(new CustomEvent("cite", { detail: { dialogue: this.element, id } }));
    }
  }

  /** @param {Citation} citation @param {Dialogue} dialogue */
  function offerPassages(citation, dialogue) {
    const open = () => {
      offer.hidden = true;
      dialogue.open(citation.id);
    };
    const offer = makeButton("", open, { className: "cite-offer" });
    offer.hidden = true;
    document.body.append(offer);
    const show = (/** @type {string} */ hash) => {
      const passage = citation.showPassage(readFragment(hash));
      offer.textContent = passage ? nameOffer(passage) : "";
      return passage;
    };
    let offered = "";
    addEventListener("hashchange", () => {
      show(location.hash);
      offer.hidden ||= location.hash !== offered;
    });
    document.addEventListener("click", (event) => {
      const link = linkOf(event, CITABLE);
      if (!link) return;
      const hash = hashOf(link);
      offer.hidden = !show(hash);
      offered = hash;
    });
    onEscape(() => {
      offer.hidden = true;
    });
    // The running head cites the printed page in view.
    find(".to-cite")?.addEventListener("click", (event) => {
      event.preventDefault();
      const start = findPageStart();
      if (start) show(`#${start.id}`);
      dialogue.open(citation.id);
    });
    show(location.hash);
  }

  // --- selected words ---------------------------------------------------------------------

  /** Elements between the words of a text that are not part of it. */
  const ADDED = "sup.marker, a.permalink, a.sign, [role=doc-backlink], [data-search-exclude]";
  const SELECTED_MILLISECONDS = 200;

  /** Return the selected part of the text, or null. */
  function readSelection() {
    const selection = getSelection();
    const range = selection?.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    const first = range?.startContainer;
    const holder = first instanceof Element ? first : first?.parentElement;
    const start = holder?.closest("article :is(p, li, h2, h3)[id]");
    if (!range || !(start instanceof HTMLElement) || start.closest(ADDED)) return null;
    const copied = make("div", "", range.cloneContents());
    for (const added of all(ADDED, copied)) added.remove();
    const words = copied.textContent.replace(/\s+/g, " ").trim();
    return words ? { range, start, words } : null;
  }

  /**
   * Return the passage of a selection: its pages, or its note.
   * @param {Range} range @param {HTMLElement} start the paragraph in which it begins
   */
  function describeSelection(range, start) {
    const note = start.closest(".notes > ol > li");
    const passage = describePassage(note?.id ?? start.id);
    if (note || !passage) return passage;
    const [first, last] = [range.startContainer, range.endContainer].map((node) => findPage(node));
    if (!first || !last || first.isLeaf) return passage;
    const pages = first.label === last.label ? first.label : `${first.label}–${last.label}`;
    return { pages, note: "", inText: pages };
  }

  /** @param {Citation} citation */
  function offerQuotation(citation) {
    const copyQuotation = () => {
      const found = readSelection();
      if (!found) return;
      const { range, start, words } = found;
      const note = citation.writeNote(describeSelection(range, start), start.id);
      const inner = words.replaceAll("“", "‘").replaceAll("”", "’");
      copy(`“${inner}”\n\n${note}`, _("Copied with its citation"));
      offer.hidden = true;
    };
    const offer = makeButton(_("Copy with citation"), copyQuotation, { className: "quote-offer" });
    offer.hidden = true;
    // Keep the selection when the button is pressed.
    offer.addEventListener("pointerdown", (event) => event.preventDefault());
    document.body.append(offer);
    const show = () => {
      const found = readSelection();
      offer.hidden = !found;
      if (!found) return;
      const end = [...found.range.getClientRects()].at(-1) ?? found.range.getBoundingClientRect();
      const room = document.documentElement.clientWidth - offer.offsetWidth - GAP;
      offer.style.left = `${scrollX + Math.max(GAP, Math.min(end.right, room))}px`;
      offer.style.top = `${scrollY + end.bottom + GAP}px`;
    };
    /** @type {number | undefined} */
    let waiting;
    document.addEventListener("selectionchange", () => {
      clearTimeout(waiting);
      waiting = setTimeout(show, SELECTED_MILLISECONDS);
    });
    onEscape(() => {
      offer.hidden = true;
    });
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
    if (citation.patterns) offerQuotation(citation);
  }
}
