// Offers to continue reading at the last place. The place is stored in the browser and never sent.

"use strict";

{
  const {
    _,
    PATH,
    ROOT,
    all,
    find,
    findPageStart,
    make,
    makeButton,
    namePageStart,
    readableTop,
    settings,
  } = edition;
  const STORE_MILLISECONDS = 500;
  /** Pixels of scrolling after which reading has begun. */
  const READ_AFTER = 300;
  const FILE = PATH.split("/").pop() ?? "";
  const FOLDER = PATH.slice(0, PATH.length - FILE.length);

  /**
   * @typedef {object} Place
   * @property {string} path the page, relative to the site
   * @property {string} address of the paragraph
   * @property {string} text
   * @property {string} title of the page
   * @property {string} page the printed page
   */

  /** @returns {Place | null} the topmost visible paragraph */
  function findPlace() {
    const blocks = all("article :is(p, h2, h3, li)[id]");
    const top = readableTop();
    const block = blocks.find((candidate) => candidate.getBoundingClientRect().bottom > top);
    if (!block) return null;
    const start = findPageStart();
    return {
      path: PATH,
      address: block.id,
      text: find(".running-head a")?.textContent ?? "",
      title: find("h1")?.textContent.trim() ?? "",
      page: start ? namePageStart(start) : "",
    };
  }

  function storePlace() {
    if (scrollY < READ_AFTER) return;
    const place = findPlace();
    if (place) settings.write("place", place);
  }

  /** @param {Place} place */
  function isOffered(place) {
    if (["", "index.html", "editions/index.html"].includes(PATH)) return true;
    return FILE === "index.html" && place.path.startsWith(FOLDER);
  }

  /** @param {Place} place @param {URL} target */
  function makeOffer(place, target) {
    const link = make("a", "", _("Continue reading"));
    link.href = target.href;
    const forget = () => {
      settings.write("place", null);
      offer.remove();
    };
    const close = makeButton("×", forget, { label: _("Forget this place") });
    const where = [place.text, place.title, place.page].filter(Boolean).join(" · ");
    const offer = make("aside", "continue", link, make("span", "", where), close);
    offer.setAttribute("aria-label", _("Where you stopped reading"));
    return offer;
  }

  function offerPlace() {
    const place = settings.read("place");
    if (typeof place?.path !== "string" || !isOffered(place)) return;
    const target = new URL(place.path, ROOT);
    target.hash = place.address;
    // Offer only pages of this edition, whatever the browser has stored.
    if (target.href.startsWith(ROOT.href)) document.body.append(makeOffer(place, target));
  }

  if (find("article") && find("form.go-to-page")) {
    /** @type {number | undefined} */
    let waiting;
    const storeSoon = () => {
      clearTimeout(waiting);
      waiting = setTimeout(storePlace, STORE_MILLISECONDS);
    };
    addEventListener("scroll", storeSoon, { passive: true });
    addEventListener("pagehide", storePlace);
  }
  offerPlace();
}
