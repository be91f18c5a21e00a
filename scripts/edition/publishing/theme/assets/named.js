// Makes names in a text links to their entries, for a reader who chose so. The names of a page are in
// a script beside it, which is loaded when they are first wanted; see writers/registers/named.py.

"use strict";

{
  const { _, all, find, load, make, settings } = edition;
  const FOLDER = new URL("../registers/", location.href);
  const DATA = new URL(location.pathname.replace(/\.html$/, ".names.js"), location.href);
  const SETTING = "names";
  /** What is no part of the text. */
  const APART =
    "a.page, a.anchor, a.sign, sup.marker, ins:not(.emended), .correspondence, .editors-beside";
  const BLOCKS = "p, li, blockquote, h1, h2, h3, h4, h5, h6, td, th, figcaption, div";

  /**
   * List the pieces of the text of a block, without what is no part of it.
   * @param {Node} block
   */
  function listPieces(block) {
    const accept = (/** @type {Node} */ node) =>
      node instanceof Element && node.matches(APART)
        ? NodeFilter.FILTER_REJECT
        : NodeFilter.FILTER_ACCEPT;
    const walker = document.createTreeWalker(
      block,
      NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT,
      accept,
    );
    /** @type {Text[]} */
    const pieces = [];
    while (walker.nextNode()) {
      if (walker.currentNode instanceof Text) pieces.push(walker.currentNode);
    }
    return pieces;
  }

  /**
   * Find the names of a block: where each stands in its text, and where it leads.
   * @param {string} text
   * @param {string} named
   */
  function findNames(text, named) {
    let place = 0;
    /** @type {{ start: number, end: number, href: string }[]} */
    const found = [];
    for (const one of named.split(" ")) {
      const [form = "", skipped = "0"] = one.split(".");
      const [words, href] = editionNames.forms[parseInt(form, 36)] ?? ["", ""];
      let start = text.indexOf(words, place);
      for (let left = parseInt(skipped, 36); left && start >= 0; left--) {
        start = text.indexOf(words, start + 1);
      }
      // Words that the page shows in another way, across a page end for instance, stay words.
      if (start >= 0) {
        place = start + words.length;
        found.push({ start, end: place, href });
      }
    }
    return found;
  }

  /**
   * @param {string} address
   * @param {string} named
   */
  function linkBlock(address, named) {
    const block = document.getElementById(address)?.closest(BLOCKS);
    if (!block) return;
    const pieces = listPieces(block);
    let end = pieces.reduce((length, piece) => length + piece.data.length, 0);
    const names = findNames(pieces.map((piece) => piece.data).join(""), named).reverse();
    // From the end, so that what is before a name stays where it is.
    for (const piece of pieces.reverse()) {
      const start = end - piece.data.length;
      for (const name of names) {
        // A link of the text leads where it led.
        if (name.start >= start && name.end <= end && !piece.parentElement?.closest("a[href]")) {
          const words = piece.splitText(name.start - start);
          words.splitText(name.end - name.start);
          const link = make("a", "mention");
          link.href = new URL(name.href, FOLDER).href;
          words.replaceWith(link);
          link.append(words);
        }
      }
      end = start;
    }
  }

  function unlink() {
    for (const link of all("a.mention")) {
      const block = link.parentNode;
      link.replaceWith(...link.childNodes);
      block?.normalize();
    }
  }

  async function apply() {
    unlink();
    if (!settings.read(SETTING)) return;
    await load(DATA.href);
    if (find("a.mention")) return;
    for (const [address, named] of Object.entries(editionNames.places)) linkBlock(address, named);
  }

  /** Put the switch among the other choices. */
  function addSwitch() {
    const chooser = find("dialog.display-choices");
    if (!chooser || find("[name=names]", chooser)) return;
    const box = make("input");
    Object.assign(box, {
      type: "checkbox",
      name: SETTING,
      checked: Boolean(settings.read(SETTING)),
    });
    box.addEventListener("change", () => {
      settings.write(SETTING, box.checked || null);
      apply();
    });
    const label = make("label", "", box, _("Names lead to the registers"));
    chooser.lastElementChild?.before(make("fieldset", "", make("legend", "", _("Names")), label));
  }

  document.addEventListener("click", addSwitch);
  apply();
}
