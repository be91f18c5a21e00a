// Offers to report a misreading of a cited passage, with a form of the repository or a mail. Both are
// filled in with the address, the words, the line of the witness and the version. Nothing is sent
// before the reader sends it. Without this script the foot of the page has both addresses.

"use strict";

{
  const { _, PATH, find, load, make, readLines } = edition;
  const FORM = "misreading.yml";
  const FORGE = /^https:\/\/github\.com\/[^/]+\/[^/]+?(?:\.git)?\/?$/;
  /** Longest quotation, in characters: servers and mail programs refuse longer addresses. */
  const LONGEST = 600;
  const NO_WORDS =
    "a.permalink, a.page, a.sign, sup.marker, .incoming-sign, .anchor, [role=doc-backlink]";

  /**
   * @typedef {{
   *   repository: string, contact: string, source: string, is_public: boolean, has_lines: boolean,
   *   version: string
   * }} Data
   */
  /** @typedef {Record<"address" | "words" | "witness" | "version", string>} Report */

  /** Return the lines of the witness for the addresses of this page. */
  async function readOwnLines() {
    await load("lines.js", new URL(".", location.href));
    const page = location.pathname.split("/").at(-1) || "index.html";
    return readLines(editionLines.find(([file]) => file === page)?.[1] ?? "");
  }

  /** @param {string} id */
  function readWords(id) {
    const copied = document.getElementById(id)?.cloneNode(true);
    if (!(copied instanceof Element) || copied.matches("a")) return "";
    for (const element of copied.querySelectorAll(NO_WORDS)) element.remove();
    const words = copied.textContent.replace(/\s+/g, " ").trim();
    return words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
  }

  /** @param {Data} data @param {string} id */
  async function describe(data, id) {
    const canonical = find("link[rel=canonical]");
    const page = canonical instanceof HTMLLinkElement ? canonical.href : PATH;
    // A report without the line is better than none.
    const lines = data.has_lines ? await readOwnLines().catch(() => new Map()) : new Map();
    const line = lines.get(id) ?? lines.get(`${id}.1`);
    return {
      address: id ? `${page}#${id}` : page,
      words: data.is_public ? readWords(id) : "",
      witness: line ? _("{source}, line {line}", { source: data.source, line }) : data.source,
      version: data.version,
    };
  }

  /** @param {Data} data @param {string} title @param {Report} report */
  function addressForm(data, title, report) {
    if (!FORGE.test(data.repository)) return "";
    const repository = data.repository.replace(/(\.git)?\/?$/, "");
    const fields = new URLSearchParams({ template: FORM, title, ...report });
    return `${repository}/issues/new?${fields}`;
  }

  /** @param {Data} data @param {string} title @param {Report} report */
  function addressMail(data, title, report) {
    const contact = data.contact.replace(/^mailto:/, "");
    if (!contact.includes("@") || contact.includes(":")) return "";
    const { address, words, witness, version } = report;
    const lines = [address, words && `“${words}”`, witness, version, "", _("It should read:"), ""];
    const body = lines.filter((line, at) => line || at > 3).join("\r\n");
    return `mailto:${contact}?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(body)}`;
  }

  const shown = find(".report-data");
  if (shown) {
    /** @type {Data} */
    const data = JSON.parse(shown.textContent);
    const offer = make("p", "report");
    let asked = "";
    addEventListener("cite", async (event) => {
      if (!(event instanceof CustomEvent)) return;
      /** @type {{ dialogue: HTMLElement, id: string }} */
      const { dialogue, id } = event.detail;
      asked = id;
      const report = await describe(data, id);
      if (asked !== id) return;
      const title = _("Misreading: {place}", {
        place: [data.source, id].filter(Boolean).join(" "),
      });
      const ways = [
        { words: _("in a form"), href: addressForm(data, title, report) },
        { words: _("by mail"), href: addressMail(data, title, report) },
      ].filter(({ href }) => href);
      const links = ways.map(({ words, href }) => {
        const link = make("a", "", words);
        link.href = href;
        link.rel = "noreferrer";
        return link;
      });
      const parts = links.flatMap((link, at) => (at ? [` ${_("or")} `, link] : [link]));
      offer.replaceChildren(_("Report a misreading"), " ", ...parts);
      offer.hidden = links.length === 0;
      dialogue.append(offer);
    });
  }
}
