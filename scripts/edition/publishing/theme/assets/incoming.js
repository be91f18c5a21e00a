// Shows the references to a place at the sign that counts them, and corresponding passages at their
// sign: a copy of the entry in the list at the end of the page. Without this script, or in a browser
// without popovers, the sign links to that list.

"use strict";

{
  const { _, find, linkOf, make, need } = edition;
  const SIGN = "a:is(.incoming-sign, .corresponding-sign)";
  /** Pixels between the box and the edges of the window. */
  const INSET = 8;
  /** Pixels between the sign and the box below it. */
  const GAP = 6;
  /** Pixels from the left edge of the box to the sign. */
  const LEAD = 24;

  /** @param {string} id the address of an entry of the list */
  function copyEntry(id) {
    const entry = need(`#${CSS.escape(id)}`).cloneNode(true);
    const item = /** @type {HTMLElement} */ (entry);
    item.removeAttribute("id");
    // The first link points to the place of the sign itself.
    const here = need("a", item);
    here.replaceWith(here.textContent);
    return item;
  }

  /** @param {HTMLElement} sign */
  function makeBox(sign) {
    const list = make("ul");
    list.append(...(sign.dataset.items ?? "").split(" ").map(copyEntry));
    const title = sign.matches(".incoming-sign")
      ? _("Referred to from")
      : _("Corresponding passages");
    const box = make("div", "incoming-box typeset", make("p", "", title), list);
    box.popover = "auto";
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-label", sign.getAttribute("aria-label") ?? "");
    box.setAttribute("data-search-exclude", "");
    box.addEventListener("toggle", ({ newState }) => {
      if (newState === "closed") box.remove();
    });
    box.addEventListener("click", (event) => {
      if (linkOf(event, "a")) box.hidePopover();
    });
    return box;
  }

  /** @param {HTMLElement} box @param {HTMLElement} sign */
  function placeBox(box, sign) {
    const [line, size] = [sign.getBoundingClientRect(), box.getBoundingClientRect()];
    const lowest = innerHeight - size.height - INSET;
    const rightmost = innerWidth - size.width - INSET;
    box.style.top = `${Math.max(INSET, Math.min(line.bottom + GAP, lowest))}px`;
    box.style.left = `${Math.max(INSET, Math.min(line.left - LEAD, rightmost))}px`;
  }

  /** @param {MouseEvent} event */
  function showIncoming(event) {
    const sign = linkOf(event, SIGN);
    if (!sign || !("showPopover" in sign)) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const box = makeBox(sign);
    sign.after(box);
    need("a", box).autofocus = true;
    box.showPopover();
    placeBox(box, sign);
  }

  find("article")?.addEventListener("click", showIncoming);
}
