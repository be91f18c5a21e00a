// Shows, when a link is pointed at or focused, what it leads to: the work that a note cites, or the
// words of the place that a cross-reference names. The works of each page of the bibliography are in
// a file of their own, which is asked for when the first is wanted; the words of a place are the
// link's title. Without this script the link leads there all the same.

"use strict";

{
  const CITING = 'article a[href*="bibliography/"][href*=".html#"]';
  const REFERRING = "article p a[href][title], article a[data-preview]";
  const GAP = 6;
  const asked = new Map();

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

  // The browser's own tip would stand beside ours, and comes to nobody who uses the keyboard.
  const takeTitle = (link) => {
    if (link.title) {
      link.dataset.preview = link.title;
      link.removeAttribute("title");
    }
    return [link.dataset.preview];
  };

  const findWork = async (link) => {
    const address = link.href.replace(/\.html#.*/, ".works.js");
    if (!asked.has(address)) asked.set(address, load(address).catch(() => ({})));
    return (await asked.get(address))[decodeURIComponent(link.hash.slice(1))];
  };

  const show = async (link) => {
    wanted = link;
    const runs = link.matches(REFERRING) ? takeTitle(link) : await findWork(link);
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

  const find = (event) => event.target instanceof Element && event.target.closest(`${CITING}, ${REFERRING}`);
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
  // To focus a link can scroll to it: what is shown for it goes with it.
  const follow = () => (wanted && wanted === document.activeElement ? place(wanted) : hide());
  document.addEventListener("scroll", follow, { passive: true });
}
