// Shows the diplomatic transcription next to the text: its column follows the printed page in view.
// The transcription is loaded from a script next to its page; see publishing/scripts.py. Without this
// script the text links to the transcription.

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
   * Return the lines of a page as elements, so that a line too long for the column can wrap.
   * @param {HTMLElement} page
   */
  function makeLines(page) {
    const lines = page.textContent.replace(/\n$/, "").split("\n");
    return make("div", "transcription-lines", ...lines.map((line) => make("div", "", line || " ")));
  }

  /** Return the last page start, if it is in view, else the topmost block. */
  function findPlace() {
    const topOf = (/** @type {Element} */ element) => element.getBoundingClientRect().top;
    const start = findPageStart();
    if (start && topOf(start) > 0) return start;
    return all("article > :is(p, h1, h2, h3)").findLast((block) => topOf(block) <= readableTop());
  }

  class Column {
    pages = make("div", "transcription-pages typeset");
    element = make("aside", "transcription");
    /** Whether its pages are loaded or loading. */
    isLoaded = false;
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
      // The text is wrapped anew: keep the place in view.
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
      if (!this.isLoaded) {
        this.isLoaded = true;
        await this.read(this.link.href).catch(() => {
          this.isLoaded = false;
          this.pages.replaceChildren(_("The transcription could not be loaded."));
        });
      }
      this.shown = null;
      this.follow();
    }

    /**
     * Append the pages of a file of the transcription and of its continuations.
     * @param {string} href
     */
    async read(href) {
      const name = new URL(href).pathname.replace(/\.html$/, ".js");
      await load(name, new URL(location.href));
      const html = editionTranscriptions[name.split("/").at(-1) ?? ""] ?? "";
      const { body } = new DOMParser().parseFromString(html, "text/html");
      const more = all(`${OTHER}[href*="-continued-"]`, body).at(-1);
      for (const block of all("h2, pre", body)) {
        for (const link of all("a", block)) link.remove();
        if (block.id) block.dataset.page = block.id.replace(/^w-/, "");
        block.removeAttribute("id");
        this.pages.append(block.matches("pre") ? makeLines(block) : block);
      }
      if (more) await this.read(new URL(more.getAttribute("href") ?? "", href).href);
    }

    /** Scroll to the printed page in view. */
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
