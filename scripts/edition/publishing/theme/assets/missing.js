// Suggests pages on the page for missing addresses. A passage keeps its address when a division of its
// text is renamed, so it is looked up in the lists of its text; for other addresses, pages with the
// same name are suggested. Without this script the page offers the search and the navigation.

"use strict";

{
  const { _, PATH, ROOT, all, find, load, make, readCounted, readFragment, readLines, readPage } =
    edition;

  /** @typedef {{ href: string, words: string }} Suggestion */

  /**
   * Return the addresses and titles of the files of a text. Only texts published in full have a list
   * of passages, only texts with pages one of pages, and only texts with divisions one of divisions.
   * @param {URL} folder
   */
  async function readText(folder) {
    const isLoaded = (/** @type {string} */ name) =>
      load(name, folder).then(
        () => true,
        () => false,
      );
    const [hasLines, hasPages, hasContents] = await Promise.all(
      ["lines.js", "pages.js", "contents.js"].map(isLoaded),
    );
    /** @type {Map<string, string>} files by address */
    const files = new Map();
    for (const [file, pages] of hasPages ? (globalThis.editionPages ?? []) : []) {
      for (const address of pages.split(" ").filter(Boolean)) files.set(address, file);
    }
    for (const [file, lines] of hasLines ? editionLines : []) {
      for (const address of readLines(lines).keys()) files.set(address, file);
    }
    /** @type {Map<string, string>} titles by file */
    const titles = new Map();
    for (const [file, title] of hasContents ? (globalThis.editionContents ?? []) : []) {
      titles.set(file, title);
    }
    return { isThere: hasLines || hasPages || hasContents, files, titles };
  }

  /**
   * Return the address if it exists, else that of the passage around it: the page of a paragraph, or a
   * note without its letter.
   * @param {string} address @param {Map<string, string>} files
   */
  function findNearest(address, files) {
    const shorter = [address, address.replace(/[.]?[a-z]*[0-9]+[a-z]?$/, "")];
    return shorter.find((candidate) => files.has(candidate)) ?? "";
  }

  /** @param {string} address */
  function nameAddress(address) {
    const counted = readCounted(address);
    const page = counted ? counted.page : readPage(address);
    const { label, isLeaf } = page ?? { label: "" };
    const names = page ? [isLeaf ? _("leaf {label}", { label }) : _("p. {label}", { label })] : [];
    if (counted) {
      const { isHeading, count } = counted;
      names.push(isHeading ? _("heading {count}", { count }) : _("paragraph {count}", { count }));
    }
    return names.join(", ") || address;
  }

  /** @returns {Promise<Suggestion[]>} */
  async function suggestPassage() {
    const id = /^editions\/([^/]+)\//.exec(PATH)?.[1];
    if (!id) return [];
    const folder = new URL(`editions/${id}/`, ROOT);
    const { isThere, files, titles } = await readText(folder);
    if (!isThere) return [];
    const address = findNearest(readFragment(), files);
    const file = files.get(address);
    const contents = {
      href: new URL("index.html", folder).href,
      words: _("the contents of its text"),
    };
    if (!file) return [contents];
    const title = titles.get(file);
    const passage = nameAddress(address);
    const { href } = new URL(`${file}#${encodeURIComponent(address)}`, folder);
    return [
      { href, words: title ? _("{passage} in “{title}”", { passage, title }) : passage },
      contents,
    ];
  }

  /** @param {string} path */
  const fold = (path) =>
    path
      .replace(/(index)?(\.html?)?\/?$/, "")
      .toLowerCase()
      .replace(/[^a-z0-9]/g, "");

  /** @returns {Suggestion[]} */
  function suggestPages() {
    const sought = fold(PATH.split("/").filter(Boolean).at(-1) ?? "");
    if (!sought) return [];
    return /** @type {HTMLAnchorElement[]} */ (all(".side-site a"))
      .filter(({ href }) => fold(new URL(href).pathname.split("/").at(-1) ?? "") === sought)
      .map(({ href, textContent }) => ({ href, words: textContent.trim() }));
  }

  async function suggest() {
    const place = find(".suggestions");
    const suggestions = [...(await suggestPassage()), ...suggestPages()];
    if (!place || !suggestions.length) return;
    place.replaceChildren(_("It may have meant"), " ");
    for (const [index, { href, words }] of suggestions.entries()) {
      const link = make("a", "", words);
      link.href = href;
      place.append(index ? `, ${_("or")} ` : "", link);
    }
    place.append(".");
  }

  suggest();
  addEventListener("hashchange", suggest);
}
