// Added to pages by the server during work on a site: shows the findings of the last build, and
// reloads a changed page at the first changed passage.

"use strict";

(() => {
  /**
   * @typedef {{ severity: string, code: string, place: string, link: string, message: string,
   *   hint: string, text: string }} Finding
   * @typedef {{ site: string, building: boolean, drafts: string[], findings: Finding[] }} News
   */
  const { site } = /** @type {HTMLScriptElement} */ (document.currentScript).dataset;
  const STORED = "live-changed";
  const BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, dt, dd, td, th, figcaption, pre";
  const TEXT = /\/editions\/([^/]+)\//.exec(location.pathname)?.[1];

  const load = async () => (await fetch(location.pathname)).text();
  /** The page as sent by the server, before scripts changed it. */
  const first = load();

  // --- the page ---------------------------------------------------------------------------

  /**
   * Return the address of the first block of a page that its older state lacks.
   * @param {string} before
   * @param {string} after
   */
  function findChanged(before, after) {
    const [old = [], fresh = []] = [before, after].map((source) => [
      ...new DOMParser().parseFromString(source, "text/html").querySelectorAll(BLOCKS),
    ]);
    const known = new Set(old.map((block) => block.outerHTML));
    const block = fresh.find((candidate) => !known.has(candidate.outerHTML));
    const named = block?.closest("[id]:not(body)") ?? block;
    return block?.querySelector("[id]")?.id || named?.id || "";
  }

  /** @param {News} news */
  async function renew(news) {
    const [before, after] = await Promise.all([first, load()]);
    if (before === after && news.site === site) return;
    sessionStorage.setItem(STORED, JSON.stringify([findChanged(before, after), scrollY]));
    history.scrollRestoration = "manual";
    location.reload();
  }

  /** Show the changed passage after a reload, and scroll only if it is not in view. */
  function showChanged() {
    const kept = sessionStorage.getItem(STORED);
    sessionStorage.removeItem(STORED);
    // The browser restores the position after this event unless this is still "manual".
    setTimeout(() => {
      history.scrollRestoration = "auto";
    });
    if (!kept) return;
    const [id, height] = JSON.parse(kept);
    scrollTo(0, height);
    const place = id && document.getElementById(id);
    if (!place) return;
    const block = place.closest(BLOCKS) ?? place;
    const { top, bottom } = block.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) block.scrollIntoView({ block: "center" });
    block.classList.add("live-changed");
  }

  // --- the findings -----------------------------------------------------------------------

  const box = document.createElement("details");
  box.id = "live";
  box.hidden = true;
  const head = document.createElement("summary");
  head.setAttribute("role", "status");
  const list = document.createElement("ul");
  box.append(head, list);
  document.body.append(box);

  /** @param {Finding} finding */
  function makeItem({ severity, code, place, link, message, hint }) {
    const item = document.createElement("li");
    const where = document.createElement(link ? "a" : "span");
    where.textContent = place;
    if (where instanceof HTMLAnchorElement) where.href = link;
    const advice = document.createElement("span");
    advice.className = "hint";
    advice.textContent = hint;
    item.append(where, ` ${severity} ${code}: ${message}`, advice);
    return item;
  }

  /** @param {News} news */
  function show({ building, drafts, findings }) {
    const errors = findings.filter(({ severity }) => severity === "error");
    const mine = findings.filter(({ severity, text }) => severity !== "error" && text === TEXT);
    const words = [];
    if (building) words.push("Building …");
    if (errors.length) words.push(`${errors.length} × error: this is the last good page`);
    if (mine.length) words.push(`${mine.length} × warning`);
    if (TEXT && drafts.includes(TEXT)) words.push("Draft: not published");
    head.textContent = words.join(" · ");
    list.replaceChildren(...[...errors, ...mine].map(makeItem));
    box.hidden = words.length === 0;
    box.classList.toggle("error", errors.length > 0);
    if (errors.length) box.open = true;
  }

  addEventListener("load", showChanged);
  new EventSource("/_live/news").addEventListener("message", ({ data }) => {
    /** @type {News} */
    const news = JSON.parse(data);
    show(news);
    if (!news.building) renew(news);
  });
})();
