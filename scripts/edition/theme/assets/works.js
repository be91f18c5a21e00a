// Shows the work that a note cites when its link is pointed at or focused. The works are in a file
// of their own, which is asked for when the first is wanted. Without this script the link leads to
// the bibliography.

"use strict";

{
  const CITING = 'article a[href*="bibliography.html#"]';
  const GAP = 6;
  let works;

  // A script, since a page that is opened from a disk may not fetch a file.
  const load = (address) => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => resolve(self.bibliographyWorks));
    script.addEventListener("error", reject);
    document.head.append(script);
  });

  const tip = document.createElement("div");
  tip.className = "work-tip md-typeset";
  tip.id = "work-tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  document.body.append(tip);

  const fill = (runs) => tip.replaceChildren(...runs.map((run, n) => {
    if (n % 2 === 0) return document.createTextNode(run);
    const title = document.createElement("em");
    title.textContent = run;
    return title;
  }));

  const place = (link) => {
    const box = link.getBoundingClientRect();
    tip.hidden = false;
    const room = document.documentElement.clientWidth - tip.offsetWidth - GAP;
    tip.style.left = `${Math.max(GAP, Math.min(box.left, room))}px`;
    const below = box.bottom + GAP;
    const fits = below + tip.offsetHeight < innerHeight;
    tip.style.top = `${fits ? below : Math.max(GAP, box.top - GAP - tip.offsetHeight)}px`;
  };

  let wanted = null;

  const show = async (link) => {
    wanted = link;
    const address = link.href.replace(/bibliography\.html#.*/, "bibliography/works.js");
    works ||= load(address).catch(() => ({}));
    const runs = (await works)[decodeURIComponent(link.hash.slice(1))];
    if (!runs || wanted !== link) return;
    fill(runs);
    link.setAttribute("aria-describedby", tip.id);
    place(link);
  };

  const hide = () => {
    wanted?.removeAttribute("aria-describedby");
    wanted = null;
    tip.hidden = true;
  };

  const find = (event) => event.target instanceof Element && event.target.closest(CITING);
  for (const name of ["pointerover", "focusin"]) {
    document.addEventListener(name, (event) => {
      const link = find(event);
      if (link && link !== wanted) show(link);
    });
  }
  for (const name of ["pointerout", "focusout"]) {
    document.addEventListener(name, (event) => find(event) && hide());
  }
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  document.addEventListener("scroll", hide, { passive: true });
}
