// Links names in a text to their entries, if the reader has chosen so. The names of a page are in a
// script next to it, which is loaded on demand; see writers/registers/named.py.

"use strict";

{
  const { _, all, find, load, make, settings } = edition;
  const FOLDER = new URL("../registers/", location.href);
  const DATA = new URL(location.pathname.replace(/\.html$/, ".names.js"), location.href);
  const SETTING = "names";
  /** Elements that are not part of the text. */
  const EXCLUDED =
    "a.page, a.anchor, a.sign, sup.marker, ins:not(.emended), .correspondence, .editors-beside";
  const BLOCKS = "p, li, blockquote, h1, h2, h3, h4, h5, h6, td, th, figcaption, div";

  /**
   * List the text nodes of a block that are part of its text.
   * @param {Node} block
   */
  function listPieces(block) {
    const accept = (/** @type {Node} */ node) =>
      node instanceof Element && node.matches(EXCLUDED)
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
   * Find the names of a block: the place of each in its text, and the address of its entry.
   * @param {string} text
   * @param {string} named
   */
  function findNames(text, named) {
    let place = 0;
    /** @type {{ start: number, end: number, href: string }[]} */
    const found = [];
    for (const name of named.split(" ")) {
      const [form = "", skipped = "0"] = name.split(".");
      const [words, href] = editionNames.forms[parseInt(form, 36)] ?? ["", ""];
      let start = text.indexOf(words, place);
      for (let left = parseInt(skipped, 36); left && start >= 0; left--) {
        start = text.indexOf(words, start + 1);
      }
      // Names that the page shows differently, for instance across a page end, are not linked.
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
    // From the end, so that the places of earlier names stay valid.
    for (const piece of pieces.reverse()) {
      const start = end - piece.data.length;
      for (const name of names) {
        // Links of the text stay unchanged.
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

  /** Add the switch to the dialog of display choices. */
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
