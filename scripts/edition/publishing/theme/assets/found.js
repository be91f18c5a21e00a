// Highlights the words of a search on a page: results of the search link to pages with "?find=…" in
// their address. Nothing is loaded on other pages.

"use strict";

{
  const { all, find, load, make, need, onEscape, readFragment } = edition;
  const query = new URLSearchParams(location.search).get("find");

  // The units of the index.
  const BLOCKS = "p, h1, h2, h3, h4, h5, h6, li, tr, dt, dd, figcaption, caption, pre, summary";
  const SKIPPED =
    "sup, nav, script, style, template, svg, .permalink, .page, .sign, [role=doc-backlink], " +
    "[data-search-exclude]";

  /** @param {HTMLElement} block */
  function listTexts(block) {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, (node) => {
      const skipped = node.parentElement?.closest(SKIPPED);
      if (skipped && block.contains(skipped)) return NodeFilter.FILTER_REJECT;
      const isOwn = node.parentElement?.closest(BLOCKS) === block;
      return isOwn ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT;
    });
    const nodes = [];
    while (walker.nextNode()) nodes.push(/** @type {Text} */ (walker.currentNode));
    return nodes;
  }

  /** @param {HTMLElement} block @param {Clause[]} clauses @param {Map<string, string>} variants */
  function markBlock(block, clauses, variants) {
    const nodes = listTexts(block);
    const text = nodes.map((node) => node.data).join("");
    const places = editionWords.findPlaces(text, clauses, variants).reverse();
    let end = text.length;
    // From the end, so that the places of earlier words stay valid.
    for (const node of nodes.reverse()) {
      const start = end - node.data.length;
      for (const [from, to] of places) {
        if (to > start && from < end) markText(node, Math.max(from - start, 0), to - start);
      }
      end = start;
    }
  }

  /** @param {Text} node @param {number} from @param {number} to */
  function markText(node, from, to) {
    const rest = node.splitText(from);
    if (to - from < rest.data.length) rest.splitText(to - from);
    const mark = make("mark", "found");
    rest.replaceWith(mark);
    mark.append(rest);
  }

  /**
   * Return the representative forms of Chinese and Japanese characters.
   * @param {string} words
   */
  async function readVariants(words) {
    if (!editionWords.hasCharacters(words)) return new Map();
    await load("assets/search-index.js");
    return editionSearch.readVariants(words);
  }

  /** @param {string} words */
  async function showFound(words) {
    await load("assets/search-words.js");
    const variants = await readVariants(words);
    const clauses = editionWords.readQuery(words, variants);
    const article = need("article");
    for (const block of all(BLOCKS, article)) markBlock(block, clauses, variants);
    const target = document.getElementById(readFragment());
    const first = (target && find("mark.found", target)) ?? target;
    first?.scrollIntoView({ block: "center" });
    document.documentElement.dataset.found = String(all("mark.found", article).length);
  }

  function removeMarks() {
    for (const mark of all("mark.found")) mark.replaceWith(...mark.childNodes);
  }

  // The search page uses the parameter for its results.
  if (query && !find(".search-form")) {
    showFound(query).catch(() => {});
    onEscape(removeMarks);
  }
}
