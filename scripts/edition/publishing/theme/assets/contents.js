// The table of contents of a text, in the left column. A page contains only the divisions of which it
// is a part; all divisions are in the file contents.js of the text, which is loaded before.

"use strict";

{
  const { _, all, find, make, makeButton, nameNumber } = edition;
  /**
   * A division with the parts that have files of their own; `open` if the page is in it.
   * @typedef {{ file: string, title: string, level: number, parts: Division[], open: boolean }} Division
   */

  /** Number of divisions above which only open divisions, and as many parts of each, are shown. */
  const FEW = 60;
  const column = find(".side-text");
  const entries = window.editionContents ?? [];
  /** The link to the current page; its item, with the headings below it, is in the page. */
  const current = column && find("a[aria-current=page]", column);

  /**
   * Prevent line breaks in ranges of numbers, by a word joiner after the dash.
   * @param {string} title
   */
  const keepRanges = (title) => title.replace(/(?<=\d–)(?=\d)/g, "\u2060");

  /** Return the whole text as a division. */
  function buildTree() {
    /** @type {Division} */
    const text = { file: "", title: "", level: -1, parts: [], open: true };
    let above = [text];
    for (const [file, title, level] of entries) {
      /** @type {Division} */
      const division = { file, title, level, parts: [], open: false };
      above = above.filter((ancestor) => ancestor.level < level);
      above.at(-1)?.parts.push(division);
      above.push(division);
      if (file === current?.getAttribute("href")) {
        for (const ancestor of above) ancestor.open = true;
      }
    }
    return text;
  }

  /**
   * Return the item of a division, with the list of its parts if it is open.
   * @param {Division} division
   */
  function makeItem(division) {
    let link = current;
    if (!link || division.file !== link.getAttribute("href")) {
      const made = make("a", "", keepRanges(division.title));
      made.href = division.file;
      link = made;
    }
    const item = link.parentElement ?? make("li", "", link);
    if (!division.parts.length) return item;
    if (division.open || entries.length <= FEW) item.append(makeList(division));
    if (entries.length > FEW) link.after(makeToggle(division, item));
    return item;
  }

  /**
   * Return the button that shows and hides the parts of a division.
   * @param {Division} division
   * @param {HTMLElement} item
   */
  function makeToggle(division, item) {
    const toggle = makeButton("", show, { className: "side-toggle" });
    toggle.setAttribute("aria-label", _("Parts of {title}", { title: division.title }));
    toggle.setAttribute("aria-expanded", String(division.open));
    function show() {
      const isOpen = toggle.getAttribute("aria-expanded") === "true";
      toggle.setAttribute("aria-expanded", String(!isOpen));
      const list = find(":scope > ul:not(.side-headings)", item);
      if (list) list.hidden = isOpen;
      else item.append(makeList(division));
    }
    return toggle;
  }

  /**
   * Return the list of the parts of a division. If there are many, only those near the current page
   * are shown, with a button for more at either end.
   * @param {Division} division
   */
  function makeList({ parts }) {
    const list = make("ul");
    const place = parts.findIndex((part) => part.open);
    let first = parts.length > FEW ? Math.max(0, place - FEW / 2) : 0;
    let last = parts.length > FEW ? Math.min(parts.length, first + FEW) : parts.length;

    /**
     * @param {number} count
     * @param {string} text
     * @param {(item: HTMLElement) => void} show
     */
    function makeMore(count, text, show) {
      const item = make("li");
      item.append(makeButton(text, () => show(item), { className: "side-more" }));
      return count ? [item] : [];
    }

    /**
     * @param {HTMLElement} item
     * @param {HTMLElement[]} before
     * @param {HTMLElement[]} shown
     * @param {HTMLElement[]} after
     */
    function replace(item, before, shown, after) {
      item.replaceWith(...before, ...shown, ...after);
      if (shown[0]) find("a", shown[0])?.focus();
    }

    /** @returns {HTMLElement[]} */
    function makeEarlier() {
      return makeMore(first, _("{count} earlier", { count: nameNumber(first) }), (item) => {
        const shown = parts.slice(Math.max(0, first - FEW), first).map(makeItem);
        first -= shown.length;
        replace(item, makeEarlier(), shown, []);
      });
    }

    /** @returns {HTMLElement[]} */
    function makeLater() {
      const left = parts.length - last;
      return makeMore(left, _("{count} later", { count: nameNumber(left) }), (item) => {
        const shown = parts.slice(last, last + FEW).map(makeItem);
        last += shown.length;
        replace(item, [], shown, makeLater());
      });
    }

    list.append(...makeEarlier(), ...parts.slice(first, last).map(makeItem), ...makeLater());
    return list;
  }

  /**
   * Replace the contents in the page with the complete ones.
   * @param {HTMLElement} frame
   */
  function fill(frame) {
    const whole = find(".side-whole", frame);
    find("ul", frame)?.remove();
    whole?.before(makeList(buildTree()));
    if (entries.length <= FEW) whole?.remove();
  }

  /** Scroll the item of the current page into view, also when the drawer opens. */
  function showCurrent() {
    const frame = column?.closest(".side");
    const item = column && find("a[aria-current=page]", column);
    if (!frame || !item) return;
    frame.scrollTop = 0;
    const aboveOf = (/** @type {Element} */ element) =>
      element.getBoundingClientRect().top - frame.getBoundingClientRect().top;
    const hidden = aboveOf(item) - frame.clientHeight / 3;
    // Do not cut a line at the upper edge.
    const isBelow = (/** @type {Element} */ link) =>
      link.checkVisibility() && aboveOf(link) >= hidden;
    const first = all("a", column).find(isBelow);
    if (hidden > 0) frame.scrollTop += first ? aboveOf(first) : hidden;
  }

  if (column && entries.length) fill(column);
  column?.classList.add("filled");
  column?.closest(".side")?.addEventListener("toggle", showCurrent);
  // A typeface that loads later than this script can change the line breaks.
  addEventListener("shown", showCurrent);
  showCurrent();
}
