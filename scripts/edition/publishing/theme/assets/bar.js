// The running head of a text: it shows the printed page in view and the progress through the part, and
// hides while the reader scrolls down. In the left column, marks the current heading.

"use strict";

{
  const { all, find, findPageStart, listPageStarts, make, readFragment, readingLine } = edition;
  /** Pixels to scroll up before the running head returns. */
  const BACK = 24;
  const bar = find(".running-head");
  const field = /** @type {HTMLInputElement | null} */ (bar && find("input", bar));
  /** Label of the page above the first page start. */
  const first = field?.placeholder || listPageStarts()[0]?.dataset.label || "";
  const progress = make("progress");
  const headings = all(".side-headings a");
  let last = scrollY;
  let turned = scrollY;
  /** Whether the page is still scrolled by the browser: to an address, or when notes are placed. */
  let isArriving = true;

  /** @param {HTMLElement} bar */
  function move(bar) {
    const isDown = scrollY > last;
    if (isDown !== turned < last) turned = last;
    if (isDown && !isArriving)
      bar.classList.toggle("away", scrollY > innerHeight / 2 && !bar.matches(":focus-within"));
    else if (turned - scrollY > BACK) bar.classList.remove("away");
    last = scrollY;
    progress.max = Math.max(1, document.documentElement.scrollHeight - innerHeight);
    progress.value = scrollY;
    if (field && document.activeElement !== field) {
      field.placeholder = findPageStart()?.dataset.label ?? first;
    }
  }

  /** Mark the current heading in the left column. */
  function markHeading() {
    const edge = readingLine(1);
    const current = headings.findLast((link) => {
      const heading = document.getElementById(readFragment(link.getAttribute("href") ?? ""));
      return heading && heading.getBoundingClientRect().top <= edge;
    });
    for (const link of headings) {
      if (link === current) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  }

  let isWaiting = false;
  function look() {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      if (bar) move(bar);
      markHeading();
    });
  }

  if (bar) {
    progress.setAttribute("aria-hidden", "true");
    bar.append(progress);
    bar.addEventListener("focusin", () => bar.classList.remove("away"));
    // After following an address, show the printed page that it is on.
    addEventListener("hashchange", () => {
      isArriving = true;
      bar.classList.remove("away");
    });
    for (const kind of ["wheel", "touchmove", "keydown"]) {
      addEventListener(
        kind,
        () => {
          isArriving = false;
        },
        { passive: true },
      );
    }
  }
  addEventListener("scroll", look, { passive: true });
  look();
}
