// Shows on a page the words that were searched for: the results of the search lead to pages with
// "?find=…" in their address. Nothing is loaded on any other page.

"use strict";

(() => {
  const asked = new URLSearchParams(location.search).get("find");
  const here = document.currentScript.src;
  if (!asked) return;

  const read = (name) =>
    new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = new URL(name, here).href;
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
    });

  // Blocks are looked through one by one, as the index was made of them.
  const BLOCKS = "p, h1, h2, h3, h4, h5, h6, li, tr, dt, dd, figcaption, caption, pre, summary";
  const SKIPPED =
    "sup, nav, script, style, template, svg, .permalink, .page, .sign, [role=doc-backlink], [data-search-exclude]";

  function listTexts(block) {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, (node) => {
      const skipped = node.parentElement.closest(SKIPPED);
      if (skipped && block.contains(skipped)) return NodeFilter.FILTER_REJECT;
      const whole = node.parentElement.closest(BLOCKS) === block;
      return whole ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT;
    });
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    return nodes;
  }

  function markBlock(block, clauses, variants) {
    const nodes = listTexts(block);
    const text = nodes.map((node) => node.data).join("");
    const places = editionWords.findPlaces(text, clauses, variants);
    let end = text.length;
    for (const node of nodes.reverse()) {
      const start = end - node.data.length;
      for (const [from, to] of places.slice().reverse()) {
        if (to > start && from < end) markText(node, Math.max(from - start, 0), to - start);
      }
      end = start;
    }
  }

  function markText(node, from, to) {
    const rest = node.splitText(from);
    if (to - from < rest.data.length) rest.splitText(to - from);
    const mark = document.createElement("mark");
    mark.className = "found";
    rest.replaceWith(mark);
    mark.append(rest);
  }

  async function show() {
    await read("search-words.js");
    let variants = new Map();
    if (editionWords.hasCharacters(asked)) {
      globalThis.editionSearch = {
        take: (name, forms) => {
          const characters = [...forms];
          for (let at = 0; at < characters.length; at += 2) {
            variants.set(characters[at], characters[at + 1]);
          }
        },
      };
      await read("../search/variants.js");
    }
    const clauses = editionWords.readQuery(asked, variants);
    const article = document.querySelector("article");
    for (const block of article.querySelectorAll(BLOCKS)) markBlock(block, clauses, variants);
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const first = (target && target.querySelector("mark.found")) || target;
    if (first) first.scrollIntoView({ block: "center" });
    document.documentElement.dataset.found = String(article.querySelectorAll("mark.found").length);
  }

  const forget = (event) => {
    if (event.key !== "Escape") return;
    for (const mark of document.querySelectorAll("mark.found")) mark.replaceWith(...mark.childNodes);
  };

  show().catch(() => {});
  addEventListener("keydown", forget);
})();
