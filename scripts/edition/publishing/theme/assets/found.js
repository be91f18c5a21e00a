// Marks on a page the words that were searched for: the results of the search lead to pages with
// "?find=…" in their address. Nothing is loaded on any other page.

"use strict";

{
  const { all, find, load, make, need, onEscape, readFragment } = edition;
  const query = new URLSearchParams(location.search).get("find");

  // Blocks are looked through one by one, because the index was made of them.
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
    // From the end, so that what is marked moves nothing that is still to be marked.
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
   * Return to which form each form of a Chinese or Japanese character leads.
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

  // The page of the search shows its results itself.
  if (query && !find(".search-form")) {
    showFound(query).catch(() => {});
    onEscape(removeMarks);
  }
}
