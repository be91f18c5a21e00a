// The line at the head of a text: the printed page that one is reading, how much of the part is
// read, and out of the way while one reads on. And in the left column, where in the page one is.

"use strict";

{
  const { all, find, findPageStart, listPageStarts, make, readFragment, readingLine } = edition;
  /** Pixels that a reader scrolls back before the line returns. */
  const BACK = 24;
  const bar = find(".running-head");
  const field = /** @type {HTMLInputElement | null} */ (bar && find("input", bar));
  /** Above the first page start is the page on which the part begins, or a text that begins there. */
  const first = field?.placeholder || listPageStarts()[0]?.dataset.label || "";
  const progress = make("progress");
  const headings = all(".side-headings a");
  let last = scrollY;
  let turned = scrollY;
  /** The page moves by itself, to an address and when notes find their places beside the text. */
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

  /** Mark the heading in the left column below which one is reading. */
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
    // Who follows an address sees in the line on which printed page it is.
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
