// Shows the diplomatic transcription beside the text, page by page: the column follows the printed
// page that one is reading. What it shows is the page of the transcription as it stands in the site,
// in a script beside it; see publishing/scripts.py. Without this script a link leads there.

"use strict";

{
  const { _, all, find, findPageStart, load, make, makeButton, readableTop, settings } = edition;
  const SETTING = "beside";
  const BESIDE = "with-transcription";
  const OTHER = '.division-links a[href^="witness-"]';
  const WIDE = matchMedia("(min-width: 64em)");
  const root = document.documentElement;
  const link = /** @type {HTMLAnchorElement | null} */ (find(`article ${OTHER}`));

  /**
   * Return the lines of a page, of which one that is too long for the column goes on below itself.
   * @param {HTMLElement} page
   */
  function makeLines(page) {
    const lines = page.textContent.replace(/\n$/, "").split("\n");
    return make("div", "transcription-lines", ...lines.map((line) => make("div", "", line || " ")));
  }

  /** Return the page start that is in view above what one is reading, else the topmost block. */
  function findPlace() {
    const topOf = (/** @type {Element} */ one) => one.getBoundingClientRect().top;
    const start = findPageStart();
    if (start && topOf(start) > 0) return start;
    return all("article > :is(p, h1, h2, h3)").findLast((one) => topOf(one) <= readableTop());
  }

  class Column {
    pages = make("div", "transcription-pages typeset");
    element = make("aside", "transcription");
    /** Whether its pages were asked for. */
    isAsked = false;
    /** @type {Element | null} the page that is shown */
    shown = null;

    /** @param {HTMLAnchorElement} link */
    constructor(link) {
      this.link = link;
      const name = _("Diplomatic transcription");
      const close = makeButton("×", () => this.choose(false), { label: _("Close") });
      this.element.append(make("p", "", name, close), this.pages);
      this.element.setAttribute("aria-label", name);
      this.element.setAttribute("data-search-exclude", "");
      this.button = makeButton(_("Side by side"), () => this.choose(!this.isWanted()), {
        className: "beside-button",
      });
      link.after(make("span", "beside-offer", this.button));
      addEventListener("scroll", () => this.follow(), { passive: true });
      WIDE.addEventListener("change", () => this.apply());
      this.apply();
    }

    isWanted() {
      return settings.read(SETTING) === true;
    }

    /** @param {boolean} isWanted */
    choose(isWanted) {
      settings.write(SETTING, isWanted || null);
      // The lines of the text are broken anew: what one is reading stays where it is.
      const place = findPlace();
      const above = place?.getBoundingClientRect().top ?? 0;
      this.apply();
      const moved = (place?.getBoundingClientRect().top ?? 0) - above;
      scrollBy({ top: moved, behavior: "instant" });
      if (!isWanted) this.button.focus({ preventScroll: true });
    }

    apply() {
      const isShown = this.isWanted() && WIDE.matches;
      root.classList.toggle(BESIDE, isShown);
      this.button.setAttribute("aria-pressed", String(isShown));
      if (isShown) find("main")?.append(this.element);
      else this.element.remove();
      dispatchEvent(new Event("beside"));
      if (isShown) this.fill();
    }

    async fill() {
      if (!this.isAsked) {
        this.isAsked = true;
        await this.read(this.link.href).catch(() => {
          this.isAsked = false;
          this.pages.replaceChildren(_("The transcription could not be loaded."));
        });
      }
      this.shown = null;
      this.follow();
    }

    /**
     * Append the pages of a file of the transcription, and of those on which it goes on.
     * @param {string} href
     */
    async read(href) {
      const name = new URL(href).pathname.replace(/\.html$/, ".js");
      await load(name, new URL(location.href));
      const held = editionTranscriptions[name.split("/").at(-1) ?? ""] ?? "";
      const { body } = new DOMParser().parseFromString(held, "text/html");
      const more = all(`${OTHER}[href*="-continued-"]`, body).at(-1);
      for (const one of all("h2, pre", body)) {
        for (const added of all("a", one)) added.remove();
        if (one.id) one.dataset.page = one.id.replace(/^w-/, "");
        one.removeAttribute("id");
        this.pages.append(one.matches("pre") ? makeLines(one) : one);
      }
      if (more) await this.read(new URL(more.getAttribute("href") ?? "", href).href);
    }

    /** Show the page that one is reading. */
    follow() {
      if (!this.element.isConnected) return;
      const start = findPageStart();
      const page = start && find(`[data-page="${CSS.escape(start.id)}"]`, this.pages);
      const next = page ?? this.pages.firstElementChild;
      if (!next || next === this.shown) return;
      this.shown = next;
      const above = next.getBoundingClientRect().top - this.element.getBoundingClientRect().top;
      this.element.scrollTop += above - this.pages.offsetTop;
    }
  }

  if (link) new Column(link);
}
