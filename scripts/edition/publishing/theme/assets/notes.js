// Shows notes at their markers: in the margin on a wide screen, else in a box at the marker. Both are
// copies; the note itself stays in the list below, to which markers link without this script, with a
// mouse click and with the Enter key. The Tab key stops once for each note in the text, and once for
// the list.

"use strict";

{
  const { _, all, coveredHeight, find, linkOf, make, makeButton, need, onEscape, readFragment } =
    edition;
  const WIDE = matchMedia("(min-width: 80em)");
  /** Whether there is a margin: a transcription next to the text replaces it. */
  const hasMargin = () =>
    WIDE.matches && !document.documentElement.classList.contains("with-transcription");
  const MARKER = "a[role=doc-noteref]";
  /** The sign of corresponding passages, which are shown in the margin like notes. */
  const CORRESPONDING = "a.corresponding-sign";
  const OPEN_MILLISECONDS = 150;
  const CLOSE_MILLISECONDS = 300;

  /** @param {HTMLAnchorElement} marker */
  const findNote = (marker) => document.getElementById(readFragment(marker.hash));

  /** @param {HTMLElement} note */
  function copyText(note) {
    const copy = /** @type {HTMLElement} */ (need(":scope > div", note).cloneNode(true));
    copy.className = "note-text";
    for (const link of all("[role=doc-backlink], a.permalink, a.page", copy)) link.remove();
    for (const element of all("[id]", copy)) element.removeAttribute("id");
    setStops(copy, true);
    return copy;
  }

  /** @param {HTMLElement} note */
  function copyMark(note) {
    const mark = make("a", "sign", need(":scope > .sign", note).textContent);
    mark.href = `#${note.id}`;
    return mark;
  }

  /** @param {HTMLElement} note */
  const isOfEditors = (note) => note.closest("section.editors") !== null;

  /**
   * Let the Tab key reach the links and buttons of a note, or skip them.
   * @param {HTMLElement} note @param {boolean} areReached
   */
  function setStops(note, areReached) {
    for (const element of all("a[href]:not(.permalink), button", note)) {
      if (areReached) element.removeAttribute("tabindex");
      else element.tabIndex = -1;
    }
  }

  // --- the list of notes ----------------------------------------------------------------

  /** The list of notes: the Tab key reaches only the current note and its links. */
  class NoteList {
    /** @type {HTMLElement | undefined} the note that the Tab key reaches */
    current;

    /** @param {HTMLElement} section */
    constructor(section) {
      this.notes = all(":scope > ol > li", section);
      for (const note of this.notes) setStops(note, false);
      this.enter(this.notes[0]);
      section.addEventListener("focusin", ({ target }) => this.enter(target));
      section.addEventListener("keydown", (event) => this.press(event));
    }

    /** @param {EventTarget | null | undefined} element in a note, or the note */
    enter(element) {
      const note = this.notes.find((item) => element instanceof Node && item.contains(element));
      if (!note || note === this.current) return;
      if (this.current) setStops(this.current, false);
      this.current = note;
      setStops(note, true);
    }

    /** @param {KeyboardEvent} event */
    press(event) {
      const step = STEPS[event.key];
      const isInBox = event.target instanceof Element && event.target.closest(".note-box");
      if (!step || !this.current || isInBox) return;
      const note = this.notes[this.notes.indexOf(this.current) + step];
      if (!note) return;
      event.preventDefault();
      need(":scope > .sign", note).focus();
    }
  }

  /** @type {Record<string, number>} */
  const STEPS = { ArrowDown: 1, ArrowUp: -1 };

  // --- the box at a marker --------------------------------------------------------------

  /** Pixels between a box and its surroundings. */
  const GAP = 8;
  /** Pixels between a box and the edges of the article. */
  const INSET = 12;
  /** Pixels from the left edge of a box to its marker. */
  const LEAD = 40;
  const LEAST_HEIGHT = 140;
  const GREATEST_HEIGHT = 480;

  class NoteBox {
    /** @type {HTMLElement[]} the notes shown so far; the last is shown now */
    trail = [];
    element = make("div", "note-box");

    /** @param {Notes} notes @param {HTMLAnchorElement} marker @param {HTMLElement} note */
    constructor(notes, marker, note) {
      this.notes = notes;
      this.marker = marker;
      this.element.setAttribute("role", "dialog");
      this.element.setAttribute("data-search-exclude", "");
      this.element.tabIndex = -1;
      // After the marker in the order of the Tab key; but not in a table, which would clip it.
      if (marker.closest("table")) notes.article.append(this.element);
      else marker.parentElement?.after(this.element);
      this.show(note);
    }

    focus() {
      setStops(this.element, true);
      this.element.focus({ preventScroll: true });
    }

    /** @param {HTMLElement} note */
    show(note) {
      this.trail.push(note);
      const mark = copyMark(note);
      const number = mark.textContent;
      const label = isOfEditors(note)
        ? _("Editors’ note {number}", { number })
        : _("Note {number}", { number });
      this.element.classList.toggle("editors", isOfEditors(note));
      mark.setAttribute("aria-label", _("{note} in the list of notes", { note: label }));
      this.element.setAttribute("aria-label", label);
      const head = make("div", "note-head", mark, ...this.makeButtons());
      this.element.replaceChildren(head, copyText(note));
      this.place();
    }

    makeButtons() {
      const [previous, next] = [this.notes.step(this.marker, -1), this.notes.step(this.marker, 1)];
      const goBack = () => this.goBack();
      const goTo = (/** @type {HTMLAnchorElement} */ marker) => () => this.notes.goTo(marker);
      const close = () => this.notes.close({ refocus: true });
      return [
        this.trail.length > 1 && makeButton("↩\ufe0e", goBack, { label: _("Back") }),
        previous && makeButton("‹", goTo(previous), { label: _("Previous note") }),
        next && makeButton("›", goTo(next), { label: _("Next note") }),
        makeButton("×", close, { label: _("Close") }),
      ].filter((button) => button instanceof Node);
    }

    goBack() {
      this.trail.pop();
      const before = this.trail.pop();
      if (before) this.show(before);
      this.focus();
    }

    /** Place the box below the line, or above if there is more room; limit its height to the room. */
    place() {
      const { style } = this.element;
      const frame = this.notes.article.getBoundingClientRect();
      const line = this.marker.getBoundingClientRect();
      const over = line.top - coveredHeight() - 2 * GAP;
      const under = innerHeight - line.bottom - 2 * GAP;
      const room = Math.min(GREATEST_HEIGHT, Math.max(over, under));
      style.maxHeight = `${Math.max(LEAST_HEIGHT, room)}px`;
      const { width, height } = this.element.getBoundingClientRect();
      const isAbove = height > under && over > under;
      const top = isAbove ? line.top - height - GAP : line.bottom + GAP;
      style.top = `${top - frame.top}px`;
      const right = frame.width - width - INSET;
      style.left = `${Math.max(INSET, Math.min(line.left - frame.left - LEAD, right))}px`;
    }

    /** @param {EventTarget | null} element */
    holds(element) {
      return (
        element instanceof Node && (this.element.contains(element) || this.marker.contains(element))
      );
    }
  }

  // --- the margin -----------------------------------------------------------------------

  /** Number of lines up to which a note is shown in full, moving the notes below it down. */
  const LEAST_LINES = 12;
  /** Distance of the number of a note above the middle of its line, as a share of the line height. */
  const RISE = 0.6;

  /**
   * Remove the start of an editors' note, its lemma and its kind: in the margin it is next to the
   * lemma. Notes that begin with an address have their marker elsewhere.
   * @param {HTMLElement} text
   */
  function omitLemma(text) {
    const words = find("p:first-child > strong:first-child", text);
    if (!words || words.previousSibling) return;
    words.nextElementSibling?.remove();
    words.remove();
  }

  /**
   * @typedef {object} MarginNote
   * @property {HTMLAnchorElement} marker
   * @property {HTMLElement} element
   * @property {HTMLElement} text
   * @property {number} wish the position next to its line
   * @property {number} height the full height
   */

  class Margin {
    layer = make("div", "margin-notes");
    /** @type {Map<string, MarginNote>} */
    built = new Map();
    /** @type {HTMLElement | null} */
    lit = null;
    waiting = 0;

    /** @param {Notes} notes */
    constructor(notes) {
      this.notes = notes;
      // Screen readers use the markers and the list instead.
      this.layer.setAttribute("aria-hidden", "true");
      this.layer.setAttribute("data-search-exclude", "");
      this.size = new ResizeObserver(() => this.layOutSoon());
      this.near = new IntersectionObserver((entries) => this.build(entries), {
        rootMargin: "100% 0px",
      });
      WIDE.addEventListener("change", () => this.fill());
      addEventListener("beside", () => this.fill());
      this.fill();
    }

    fill() {
      this.near.disconnect();
      this.size.disconnect();
      this.layer.replaceChildren();
      this.built.clear();
      if (!hasMargin()) {
        this.layer.remove();
        return;
      }
      this.notes.close();
      this.notes.article.append(this.layer);
      for (const marker of this.notes.inText) this.near.observe(marker);
      for (const sign of all(CORRESPONDING, this.notes.article)) this.near.observe(sign);
      this.size.observe(this.notes.article);
    }

    /** @param {IntersectionObserverEntry[]} entries */
    build(entries) {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        this.near.unobserve(target);
        this.add(/** @type {HTMLAnchorElement} */ (target));
      }
      this.layOutSoon();
    }

    /** @param {HTMLAnchorElement} marker */
    add(marker) {
      const note = findNote(marker);
      if (!note || this.built.has(note.id)) return;
      const text = copyText(note);
      const element = make("div", "margin-note", copyMark(note), text);
      if (isOfEditors(note)) {
        element.classList.add("editors");
        omitLemma(text);
      }
      if (marker.matches(CORRESPONDING)) {
        element.classList.add("corresponding");
        need(".sign", element).textContent = "↔\ufe0e";
      }
      for (const link of all("a", element)) link.tabIndex = -1;
      this.built.set(note.id, { marker, element, text, wish: 0, height: 0 });
      this.layer.append(element);
    }

    /**
     * Highlight the note of a marker in the margin; return its element, or null if it is not in the
     * margin.
     * @param {HTMLAnchorElement | null} marker
     */
    light(marker) {
      this.lit?.classList.remove("lit");
      const note = marker && hasMargin() && findNote(marker);
      this.lit = (note && this.built.get(note.id)?.element) || null;
      this.lit?.classList.add("lit");
      return this.lit;
    }

    layOutSoon() {
      this.waiting ||= requestAnimationFrame(() => this.layOut());
    }

    /** Measure everything first, then move everything, to lay the page out only once. */
    layOut() {
      this.waiting = 0;
      const notes = [...this.built.values()].filter(({ marker }) => marker.checkVisibility());
      const [first] = notes;
      if (!first) return;
      const leading = parseFloat(getComputedStyle(first.text).lineHeight);
      const origin = this.layer.getBoundingClientRect().top + leading * RISE;
      for (const note of notes) {
        const line = note.marker.getBoundingClientRect();
        note.wish = line.top + line.height / 2 - origin;
        note.height = note.text.scrollHeight;
      }
      notes.sort((a, b) => a.wish - b.wish);
      // On the widest screens the editors' notes have a separate column.
      const isSeparate = (/** @type {MarginNote} */ { element }) => element.offsetLeft > 0;
      this.stack(notes.filter(isSeparate), leading);
      this.stack(
        notes.filter((note) => !isSeparate(note)),
        leading,
      );
    }

    /** @param {MarginNote[]} notes of a column, in order @param {number} leading */
    stack(notes, leading) {
      let free = 0;
      for (const [index, note] of notes.entries()) {
        const top = Math.max(note.wish, free);
        const room = (notes[index + 1]?.wish ?? Infinity) - top - GAP;
        const lines = Math.max(LEAST_LINES, Math.floor(room / leading));
        const height = Math.min(note.height, lines * leading);
        note.element.classList.toggle("clipped", height < note.height - 1);
        note.text.style.maxHeight = `${height}px`;
        note.element.style.transform = `translateY(${Math.round(top)}px)`;
        free = top + height + GAP;
      }
    }
  }

  // --- the notes of a page --------------------------------------------------------------

  class Notes {
    /** @type {NoteBox | null} */
    box = null;
    /** @type {number | undefined} */
    timer;
    isTouched = false;
    width = innerWidth;
    /** @type {HTMLElement | null} the marker to which the focus is returned */
    closedAt = null;

    /** @param {HTMLElement} article */
    constructor(article) {
      this.article = article;
      const markers = /** @type {HTMLAnchorElement[]} */ (all(MARKER, article));
      this.markers = markers.filter(findNote);
      this.inText = this.markers.filter((marker) => !marker.closest("section.notes"));
      this.lists = all("section.notes", article).map((section) => new NoteList(section));
      this.margin = new Margin(this);
      article.addEventListener("pointerover", (event) => this.hover(event));
      article.addEventListener("pointerout", (event) => this.leave(event));
      article.addEventListener("focusin", (event) => this.takeFocus(event));
      article.addEventListener("focusout", (event) => this.loseFocus(event));
      article.addEventListener("click", (event) => this.click(event));
      document.addEventListener("pointerdown", (event) => this.press(event));
      article.addEventListener("keydown", (event) => this.goInto(event));
      onEscape((event) => this.escape(event));
      addEventListener("hashchange", () => this.arrive());
      this.seek(document.getElementById(readFragment()));
      addEventListener("resize", () => this.resize());
    }

    /** Close the box if the width changes; a phone that hides its bars changes only the height. */
    resize() {
      if (innerWidth !== this.width) this.close();
      this.width = innerWidth;
    }

    arrive() {
      this.close();
      // The event comes late: do not leave a note that has the focus by now.
      if (document.activeElement?.closest("section.notes")) return;
      this.seek(document.getElementById(readFragment()));
    }

    /** @param {HTMLElement | null} note the note that the Tab key reaches next in its list */
    seek(note) {
      for (const list of this.lists) list.enter(note);
    }

    /**
     * Move from a marker into its note, for the arrow key.
     * @param {KeyboardEvent} event
     */
    goInto(event) {
      const marker = event.key === "ArrowDown" ? this.markerAt(event.target) : null;
      if (!marker || !(this.box?.marker === marker || this.margin.lit)) return;
      event.preventDefault();
      event.stopPropagation();
      this.open(marker, { focus: true });
    }

    /** @param {HTMLAnchorElement} marker @param {number} by */
    step(marker, by) {
      const shown = this.markers.filter((candidate) => candidate.checkVisibility());
      return shown[shown.indexOf(marker) + by];
    }

    /** @param {HTMLAnchorElement} marker */
    goTo(marker) {
      marker.scrollIntoView({ block: "center" });
      this.open(marker, { focus: true });
    }

    /** @param {HTMLAnchorElement} marker */
    open(marker, { focus = false } = {}) {
      clearTimeout(this.timer);
      const note = findNote(marker);
      if (!note) return;
      if (this.box?.marker !== marker) {
        this.close();
        this.box = new NoteBox(this, marker, note);
      }
      if (focus) this.box.focus();
    }

    close({ refocus = false } = {}) {
      clearTimeout(this.timer);
      if (!this.box) return;
      const { element, marker } = this.box;
      const hasFocus = element.contains(document.activeElement);
      this.box = null;
      if (refocus && hasFocus) {
        this.closedAt = marker;
        marker.focus({ preventScroll: true });
        this.closedAt = null;
      }
      element.remove();
    }

    /** @param {EventTarget | null} target */
    markerAt(target) {
      return this.markers.find((marker) => marker === target) ?? null;
    }

    /** @param {PointerEvent} event */
    hover(event) {
      if (event.pointerType !== "mouse") return;
      if (this.box?.holds(event.target)) {
        clearTimeout(this.timer);
        return;
      }
      const marker = this.markerAt(linkOf(event, MARKER));
      if (!marker || this.margin.light(marker)) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.open(marker), OPEN_MILLISECONDS);
    }

    /** @param {PointerEvent} event */
    leave(event) {
      this.margin.light(null);
      if (event.pointerType !== "mouse" || this.box?.holds(event.relatedTarget)) return;
      clearTimeout(this.timer);
      // Keep a box that has the focus.
      if (this.box && !this.box.holds(document.activeElement)) {
        this.timer = setTimeout(() => this.close(), CLOSE_MILLISECONDS);
      }
    }

    /** @param {FocusEvent} event */
    takeFocus(event) {
      const marker = this.markerAt(event.target);
      if (!marker || marker === this.closedAt || !marker.matches(":focus-visible")) return;
      if (this.margin.light(marker)) return;
      this.open(marker);
      // The Tab key continues in the text, not in the box.
      if (this.box) setStops(this.box.element, false);
    }

    /** @param {FocusEvent} event */
    loseFocus(event) {
      this.margin.light(null);
      if (this.box && event.relatedTarget && !this.box.holds(event.relatedTarget)) this.close();
    }

    /** @param {MouseEvent} event */
    click(event) {
      const link = linkOf(event, MARKER);
      const note = link && findNote(link);
      if (!link || !note) return;
      if (this.box?.element.contains(link)) {
        event.preventDefault();
        this.box.show(note);
        this.box.focus();
      } else if (this.isTouched && this.markerAt(link) && this.box?.marker !== link) {
        event.preventDefault();
        this.open(link, { focus: true });
      } else this.seek(note);
    }

    /** @param {PointerEvent} event */
    press(event) {
      this.isTouched = event.pointerType === "touch";
      if (this.box && !this.box.holds(event.target)) this.close();
    }

    /** @param {KeyboardEvent} event */
    escape(event) {
      if (!this.box && !this.margin.lit) return;
      event.preventDefault();
      this.margin.light(null);
      this.close({ refocus: true });
    }
  }

  const article = find("article > section.notes")?.parentElement;
  if (article && find(MARKER, article)) new Notes(article);
}
