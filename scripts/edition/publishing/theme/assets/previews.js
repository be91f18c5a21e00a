// Previews the target of a link that is hovered or focused: the work that a note cites, or the words
// at the target of a cross-reference. The works of each page of the bibliography are in a separate
// file, which is loaded on demand; the words of a target are the title of the link.

"use strict";

{
  const { linkOf, load, make, makeRuns, onEscape, readFragment } = edition;
  const CITING = 'article a[href*="bibliography/"][href*=".html#"]';
  const REFERRING = "article p a[href][title], article a[data-preview]";
  const GAP = 6;

  const tip = make("div", "work-tip typeset");
  tip.id = "work-tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  document.body.append(tip);

  /** @type {HTMLAnchorElement | null} */
  let wanted = null;

  /**
   * Place the tip below the link, or above it if there is no room.
   * @param {HTMLAnchorElement} link
   */
  function placeTip(link) {
    const line = link.getBoundingClientRect();
    tip.hidden = false;
    const room = document.documentElement.clientWidth - tip.offsetWidth - GAP;
    tip.style.left = `${Math.max(GAP, Math.min(line.left, room))}px`;
    const below = line.bottom + GAP;
    const fits = below + tip.offsetHeight < innerHeight;
    tip.style.top = `${fits ? below : Math.max(GAP, line.top - GAP - tip.offsetHeight)}px`;
  }

  /**
   * Return the title of a link and remove it: the browser would show its own tip next to ours, and
   * never for keyboard users.
   * @param {HTMLAnchorElement} link
   */
  function takeTitle(link) {
    if (link.title) {
      link.dataset.preview = link.title;
      link.removeAttribute("title");
    }
    return [link.dataset.preview ?? ""];
  }

  /** @param {HTMLAnchorElement} link */
  async function findWork(link) {
    await load(link.href.replace(/\.html#.*/, ".works.js"));
    return bibliographyWorks[readFragment(link.hash)];
  }

  /** @param {HTMLAnchorElement} link */
  async function show(link) {
    wanted = link;
    const runs = link.matches(REFERRING)
      ? takeTitle(link)
      : await findWork(link).catch(() => undefined);
    if (!runs || wanted !== link) return;
    tip.replaceChildren(...makeRuns(runs));
    link.setAttribute("aria-describedby", tip.id);
    placeTip(link);
  }

  function hide() {
    wanted?.removeAttribute("aria-describedby");
    wanted = null;
    tip.hidden = true;
  }

  const findLink = (/** @type {Event} */ event) => linkOf(event, `${CITING}, ${REFERRING}`);

  /** @param {Event} event */
  function enter(event) {
    const link = findLink(event);
    if (link && link !== wanted) show(link);
  }

  /** @param {Event} event */
  function leave(event) {
    if (findLink(event)) hide();
  }

  // Focusing a link can scroll the page: move the tip along.
  function follow() {
    if (wanted && wanted === document.activeElement) placeTip(wanted);
    else hide();
  }

  document.addEventListener("pointerover", enter);
  document.addEventListener("focusin", enter);
  document.addEventListener("pointerout", leave);
  document.addEventListener("focusout", leave);
  document.addEventListener("scroll", follow, { passive: true });
  onEscape(hide);
}
