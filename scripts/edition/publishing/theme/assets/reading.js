// Moving about in a text: to a printed page, to its view as the witness has it, from note to note,
// by the keyboard, and back to where one stopped reading. What is kept in the browser is the
// reader's own place and settings; nothing is sent anywhere.

"use strict";

{
  const ROOT = new URL("..", document.currentScript.src);
  const HERE = location.pathname.slice(ROOT.pathname.length);
  const FILE = HERE.split("/").pop();
  const WITNESS = "witness-";
  const KEPT_AFTER = 500;
  const READ_AFTER = 300;
  const article = document.querySelector("article");
  const isText = Boolean(document.querySelector("form.go-to-page"));

  // The settings of two editions on one host, or on one disk, are kept apart.
  const store = {
    key: (name) => `edition:${ROOT.pathname}:${name}`,
    get(name) {
      try {
        return JSON.parse(localStorage.getItem(this.key(name)));
      } catch {
        return null;
      }
    },
    set(name, value) {
      try {
        if (value === null) localStorage.removeItem(this.key(name));
        else localStorage.setItem(this.key(name), JSON.stringify(value));
      } catch {
        // A browser that keeps nothing is read with all the same.
      }
    },
  };

  function make(tag, name, text) {
    const element = document.createElement(tag);
    element.className = name;
    if (text) element.textContent = text;
    return element;
  }

  const edge = () => (document.querySelector(".md-header")?.getBoundingClientRect().bottom ?? 0) + 8;

  // --- to a printed page ----------------------------------------------------------------

  const form = document.querySelector("form.go-to-page");

  function listPages() {
    const pages = new Map();
    for (const [file, addresses] of window.editionPages ?? []) {
      for (const address of addresses.split(" ")) {
        const label = address.replace(/^(p|leaf)/, "").toLowerCase();
        if (!pages.has(label) || address.startsWith("p")) pages.set(label, { file, address });
      }
    }
    return pages;
  }

  function goToPage(event) {
    const pages = listPages();
    if (!pages.size) return;
    event.preventDefault();
    const field = form.elements.page;
    const asked = field.value.trim().toLowerCase().replace(/^(pp?\.?|page|leaf)\s*/, "");
    const found = pages.get(asked);
    if (found) {
      field.value = "";
      field.blur();
      const link = new URL(`${found.file}#${encodeURIComponent(found.address)}`, location.href);
      location.assign(link);
    } else {
      const labels = [...pages.keys()];
      field.setCustomValidity(`This text has pages ${labels[0]} to ${labels[labels.length - 1]}.`);
      field.reportValidity();
    }
  }

  if (form) {
    form.addEventListener("submit", goToPage);
    form.addEventListener("input", () => form.elements.page.setCustomValidity(""));
  }

  // --- as the witness has it ------------------------------------------------------------

  // Beside each page number stands the way to the same page in the other view.
  function linkViews() {
    if (FILE.startsWith(WITNESS)) {
      for (const heading of article.querySelectorAll("h2[id^='w-']")) {
        const address = heading.id.slice(2);
        const link = make("a", "other-view", "Edited text");
        link.href = `${FILE.slice(WITNESS.length)}#${address}`;
        link.setAttribute("aria-label", `${heading.textContent.trim()} in the edited text`);
        heading.append(" ", link);
      }
    } else if (isText) {
      for (const number of article.querySelectorAll("a.page")) {
        const link = make("a", "other-view");
        link.href = `${WITNESS}${FILE}#w-${number.id}`;
        link.title = "As the witness has it";
        link.setAttribute("aria-label", `${number.getAttribute("aria-label")} as the witness has it`);
        number.after(link);
      }
    }
  }

  const starts = () => [...article.querySelectorAll("a.page, h2[id^='w-']")];
  const isPassed = (element) => element.getBoundingClientRect().top <= edge() + 36;

  function switchView() {
    const start = starts().filter(isPassed).pop() ?? starts()[0];
    const link = start && (start.matches("h2") ? start : start.parentElement).querySelector(
      start.matches("h2") ? "a.other-view" : `a.other-view[href$="#w-${CSS.escape(start.id)}"]`,
    );
    const whole = document.querySelector(`.division-links a[href^="${WITNESS}"]`);
    (link ?? whole)?.click();
  }

  // --- from note to note ----------------------------------------------------------------

  function stepNote(step) {
    const markers = [...article.querySelectorAll("a[role=doc-noteref]")];
    const inText = markers.filter((marker) => !marker.closest(".notes, .note-box, .margin-notes"));
    if (!inText.length) return;
    const box = document.activeElement.closest(".note-box");
    const focused = box?.previousElementSibling?.querySelector("a") ?? document.activeElement;
    const at = inText.indexOf(focused);
    const below = inText.findIndex((marker) => marker.getBoundingClientRect().top > edge());
    const first = below < 0 ? inText.length : below;
    const next = at >= 0 ? at + step : step > 0 ? first : first - 1;
    const marker = inText[next];
    if (!marker) return;
    marker.scrollIntoView({ block: "center" });
    marker.focus({ preventScroll: true });
  }

  // --- on paper ---------------------------------------------------------------------------

  // Where a page can be found again, for those who hold it on paper.
  function spellAddress() {
    const canonical = document.querySelector("link[rel=canonical]:not([data-moved])");
    const address = (canonical ?? location).href.replace(/#.*/, "");
    if (!address.startsWith("http")) return;
    const line = make("p", "print-address", address);
    line.setAttribute("data-search-exclude", "");
    article.prepend(line);
  }

  // --- from where one refers to a place ---------------------------------------------------

  // A copy of what the list at the end of the page has of it; without this script, and in a
  // browser without popovers, the sign leads to that list.
  function showIncoming(event) {
    const sign = event.target instanceof Element && event.target.closest("a.incoming-sign");
    if (!sign || !HTMLElement.prototype.showPopover) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const box = make("div", "incoming-box md-typeset");
    box.popover = "auto";
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-label", sign.getAttribute("aria-label"));
    box.setAttribute("data-search-exclude", "");
    const list = make("ul", "");
    for (const address of sign.dataset.items.split(" ")) {
      const item = document.getElementById(address).cloneNode(true);
      item.removeAttribute("id");
      const here = item.querySelector("a");
      here.replaceWith(here.textContent);
      list.append(item);
    }
    box.append(make("p", "", "Referred to from"), list);
    sign.after(box);
    box.querySelector("a").autofocus = true;
    box.addEventListener("toggle", ({ newState }) => newState === "closed" && box.remove());
    box.addEventListener("click", ({ target }) => target.closest("a") && box.hidePopover());
    box.showPopover();
    const [line, size] = [sign.getBoundingClientRect(), box.getBoundingClientRect()];
    const under = line.bottom + 6;
    box.style.top = `${Math.max(8, Math.min(under, innerHeight - size.height - 8))}px`;
    box.style.left = `${Math.max(8, Math.min(line.left - 24, innerWidth - size.width - 8))}px`;
  }

  // --- by the keyboard --------------------------------------------------------------------

  const KEYS = [
    ["j", "Next note", () => stepNote(1)],
    ["k", "Previous note", () => stepNote(-1)],
    ["g", "Go to page …", () => form?.elements.page.focus()],
    ["w", "As the witness has it, and back", switchView],
    ["n", "Next part of the text", () => document.querySelector("link[rel=next]")],
    ["p", "Previous part of the text", () => document.querySelector("link[rel=prev]")],
    ["/", "Search", null],
    ["Esc", "Close what is open", null],
    ["?", "This list", showKeys],
  ];

  let dialog = null;

  function makeDialog() {
    dialog = make("dialog", "keys md-typeset");
    dialog.setAttribute("aria-labelledby", "keys-title");
    const title = make("h2", "", "Keys");
    title.id = "keys-title";
    const list = make("dl", "");
    for (const [key, meaning] of KEYS) {
      const term = make("dt", "");
      term.append(make("kbd", "", key));
      list.append(term, make("dd", "", meaning));
    }
    const label = make("label", "");
    const choice = make("input", "");
    choice.type = "checkbox";
    choice.checked = store.get("keys") !== false;
    choice.addEventListener("change", () => store.set("keys", choice.checked ? null : false));
    label.append(choice, " Single keys are in use");
    const close = make("button", "", "Close");
    close.type = "button";
    close.addEventListener("click", () => dialog.close());
    dialog.append(title, list, label, close);
    document.body.append(dialog);
  }

  function showKeys() {
    if (!dialog) makeDialog();
    if (!dialog.open) dialog.showModal();
  }

  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
    const target = event.composedPath()[0];
    if (target instanceof Element && target.closest("input, select, textarea, [contenteditable]")) return;
    if (dialog?.open || (store.get("keys") === false && event.key !== "?")) {
      // Nobody else's single keys either.
      event.stopImmediatePropagation();
      return;
    }
    const act = KEYS.find(([key]) => key === event.key)?.[2];
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const link = act();
    if (link instanceof HTMLLinkElement) location.assign(link.href);
  }

  addEventListener("keydown", press, { capture: true });
  document.querySelector(".show-keys")?.addEventListener("click", showKeys);

  // --- back to where one stopped ----------------------------------------------------------

  function findPlace() {
    const blocks = [...article.querySelectorAll("p[id], h2[id], h3[id], li[id]")];
    const block = blocks.find((one) => one.getBoundingClientRect().bottom > edge());
    const page = starts().filter(isPassed).pop();
    return block && {
      path: HERE,
      address: block.id,
      text: document.querySelector(".running-head a").textContent,
      title: document.querySelector("h1").textContent.trim(),
      page: page?.getAttribute("aria-label") ?? "",
    };
  }

  function keepPlace() {
    if (scrollY < READ_AFTER) return;
    const place = findPlace();
    if (place) store.set("place", place);
  }

  function offerPlace() {
    const place = store.get("place");
    if (!place || typeof place.path !== "string") return;
    const folder = HERE.slice(0, HERE.length - FILE.length);
    const isHome = HERE === "" || HERE === "index.html" || HERE === "editions/index.html";
    const isContents = FILE === "index.html" && place.path.startsWith(folder);
    const link = new URL(place.path, ROOT);
    // Only a page of this edition is offered, whatever stands in the store.
    if (!(isHome || isContents) || !link.href.startsWith(ROOT.href)) return;
    link.hash = place.address;
    const offer = make("aside", "continue");
    offer.setAttribute("aria-label", "Where you stopped reading");
    const way = make("a", "", "Continue reading");
    way.href = link.href;
    const close = make("button", "", "×");
    close.type = "button";
    close.title = "Forget this place";
    close.setAttribute("aria-label", close.title);
    close.addEventListener("click", () => {
      store.set("place", null);
      offer.remove();
    });
    const where = [place.text, place.title, place.page].filter(Boolean).join(" · ");
    offer.append(way, make("span", "", where), close);
    document.body.append(offer);
  }

  if (article && isText) {
    let keeping = 0;
    addEventListener("scroll", () => {
      clearTimeout(keeping);
      keeping = setTimeout(keepPlace, KEPT_AFTER);
    }, { passive: true });
    addEventListener("pagehide", keepPlace);
  }
  // Lines and tables that are wider than the screen can be moved by the keyboard too. The theme
  // puts its frame round a table only when the page is ready.
  function openWideLines() {
    for (const lines of article.querySelectorAll("pre, .md-typeset__scrollwrap")) {
      if (lines.scrollWidth > lines.clientWidth) lines.tabIndex = 0;
      else lines.removeAttribute("tabindex");
    }
  }

  if (article) {
    linkViews();
    spellAddress();
    article.addEventListener("click", showIncoming);
    addEventListener("load", openWideLines);
    addEventListener("resize", openWideLines);
  }
  offerPlace();
}
