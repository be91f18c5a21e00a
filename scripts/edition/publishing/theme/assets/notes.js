// Notes where they are called for: in the margin beside their line on a wide screen, else in a box
// at their marker. Both are copies; the note itself stays in the list below, which a marker leads
// to without this script, with a click of the mouse and with the Enter key.

"use strict";

{
  const WIDE = matchMedia("(min-width: 81.25em)");
  const MARKER = "a[role=doc-noteref]";
  const OPEN_AFTER = 150;
  const CLOSE_AFTER = 300;
  const LEAST_LINES = 3;
  const GAP = 8;
  const LEAST_HEIGHT = 140;
  const TALLEST = 480;

  const section = document.querySelector("article > section.notes");
  const article = section && section.parentElement;

  const noteOf = (marker) => document.getElementById(decodeURIComponent(marker.hash.slice(1)));
  const markers = article ? [...article.querySelectorAll(MARKER)].filter(noteOf) : [];
  const inText = markers.filter((marker) => !section.contains(marker));

  function make(tag, name, text) {
    const element = document.createElement(tag);
    element.className = name;
    if (text) element.textContent = text;
    return element;
  }

  function copyNote(note) {
    const copy = note.querySelector(":scope > div").cloneNode(true);
    copy.className = "note-text";
    for (const link of copy.querySelectorAll("[role=doc-backlink], a.permalink, a.page")) link.remove();
    for (const element of copy.querySelectorAll("[id]")) element.removeAttribute("id");
    return copy;
  }

  function copySign(note) {
    const sign = make("a", "sign", note.querySelector(":scope > .sign").textContent);
    sign.href = `#${note.id}`;
    return sign;
  }

  // --- the box at a marker --------------------------------------------------------------

  let box = null;
  let holder = null;
  let trail = [];
  let timer = 0;
  let touched = false;
  let closedAt = null;

  function openBox(marker, { focus = false } = {}) {
    clearTimeout(timer);
    if (holder !== marker) {
      closeBox();
      holder = marker;
      trail = [];
      box = make("div", "note-box");
      box.setAttribute("role", "dialog");
      box.setAttribute("data-search-exclude", "");
      box.tabIndex = -1;
      // After the marker, so that the Tab key goes on into it; a table would cut it off.
      if (marker.closest("table")) article.append(box);
      else marker.parentElement.after(box);
      showNote(noteOf(marker));
    }
    if (focus) box.focus({ preventScroll: true });
  }

  function showNote(note) {
    trail.push(note);
    const sign = copySign(note);
    const label = `Note ${sign.textContent}`;
    sign.setAttribute("aria-label", `${label} in the list of notes`);
    box.setAttribute("aria-label", label);
    const head = make("div", "note-head");
    head.append(sign, ...makeButtons());
    box.replaceChildren(head, copyNote(note));
    placeBox();
  }

  function makeButtons() {
    const place = markers.indexOf(holder);
    const back = trail.length > 1 && trail[trail.length - 2];
    return [
      back && makeButton("Back to the note before", "↩\ufe0e", goBack),
      place > 0 && makeButton("Previous note", "‹", () => goTo(markers[place - 1])),
      place + 1 < markers.length && makeButton("Next note", "›", () => goTo(markers[place + 1])),
      makeButton("Close", "×", () => closeBox({ refocus: true })),
    ].filter(Boolean);
  }

  function makeButton(label, sign, act) {
    const button = make("button", "", sign);
    button.type = "button";
    button.title = label;
    button.setAttribute("aria-label", label);
    button.addEventListener("click", act);
    return button;
  }

  function goBack() {
    trail.pop();
    showNote(trail.pop());
    box.focus({ preventScroll: true });
  }

  function goTo(marker) {
    marker.scrollIntoView({ block: "center" });
    openBox(marker, { focus: true });
  }

  // Below the line, or above it where there is more room; what does not fit is scrolled to.
  function placeBox() {
    const frame = article.getBoundingClientRect();
    const line = holder.getBoundingClientRect();
    const header = document.querySelector(".md-header");
    const ceiling = header ? Math.max(0, header.getBoundingClientRect().bottom) : 0;
    const [over, under] = [line.top - ceiling, innerHeight - line.bottom].map((room) => room - 2 * GAP);
    box.style.maxHeight = `${Math.max(LEAST_HEIGHT, Math.min(TALLEST, Math.max(over, under)))}px`;
    const { width, height } = box.getBoundingClientRect();
    const top = height > under && over > under ? line.top - height - GAP : line.bottom + GAP;
    const right = frame.width - width - 12;
    box.style.top = `${top - frame.top}px`;
    box.style.left = `${Math.max(12, Math.min(line.left - frame.left - 40, right))}px`;
  }

  function closeBox({ refocus = false } = {}) {
    clearTimeout(timer);
    if (!box) return;
    const [closing, marker] = [box, holder];
    const held = closing.contains(document.activeElement);
    box = holder = null;
    if (refocus && held) {
      closedAt = marker;
      marker.focus({ preventScroll: true });
      closedAt = null;
    }
    closing.remove();
  }

  function isInside(element) {
    return element instanceof Node && (box?.contains(element) || holder?.contains(element));
  }

  const markerAt = (event) => event.target instanceof Element && event.target.closest(MARKER);

  function hover(event) {
    if (event.pointerType !== "mouse") return;
    if (isInside(event.target)) return clearTimeout(timer);
    const marker = markerAt(event);
    if (!markers.includes(marker) || light(marker)) return;
    clearTimeout(timer);
    timer = setTimeout(() => openBox(marker), OPEN_AFTER);
  }

  function leave(event) {
    light(null);
    if (event.pointerType !== "mouse" || isInside(event.relatedTarget)) return;
    clearTimeout(timer);
    // A box that holds the focus was opened to be read.
    if (box && !isInside(document.activeElement)) timer = setTimeout(closeBox, CLOSE_AFTER);
  }

  function takeFocus(event) {
    const marker = event.target;
    if (!markers.includes(marker) || marker === closedAt) return;
    if (marker.matches(":focus-visible") && !light(marker)) openBox(marker);
  }

  function loseFocus(event) {
    light(null);
    if (box && event.relatedTarget && !isInside(event.relatedTarget)) closeBox();
  }

  function click(event) {
    const marker = markerAt(event);
    if (marker && box?.contains(marker) && noteOf(marker)) {
      event.preventDefault();
      showNote(noteOf(marker));
      box.focus({ preventScroll: true });
    } else if (touched && markers.includes(marker) && holder !== marker) {
      event.preventDefault();
      openBox(marker, { focus: true });
    }
  }

  function press(event) {
    touched = event.pointerType === "touch";
    if (box && !isInside(event.target)) closeBox();
  }

  function escape(event) {
    if (event.key !== "Escape" || (!box && !lit)) return;
    event.preventDefault();
    light(null);
    closeBox({ refocus: true });
  }

  // --- the margin -----------------------------------------------------------------------

  const layer = make("div", "margin-notes");
  // What stands here a screen reader finds at the marker and in the list.
  layer.setAttribute("aria-hidden", "true");
  layer.setAttribute("data-search-exclude", "");
  const built = new Map();
  let lit = null;
  let waiting = 0;

  function light(marker) {
    lit?.classList.remove("lit");
    lit = (marker && WIDE.matches && built.get(noteOf(marker)?.id)?.element) || null;
    lit?.classList.add("lit");
    return lit;
  }

  function buildNote(marker) {
    const note = noteOf(marker);
    const element = make("div", "margin-note");
    element.append(copySign(note), copyNote(note));
    for (const link of element.querySelectorAll("a")) link.tabIndex = -1;
    built.set(note.id, { marker, element, text: element.lastChild });
    layer.append(element);
  }

  // First everything is measured, then everything is moved, so that the page is laid out once.
  function layOut() {
    waiting = 0;
    const notes = [...built.values()];
    if (!notes.length) return;
    const origin = layer.getBoundingClientRect().top;
    const leading = parseFloat(getComputedStyle(notes[0].text).lineHeight);
    for (const one of notes) {
      const line = one.marker.getBoundingClientRect();
      one.wish = line.top + line.height / 2 - leading * 0.6 - origin;
      one.height = one.text.scrollHeight;
    }
    notes.sort((a, b) => a.wish - b.wish);
    let free = 0;
    notes.forEach((one, index) => {
      const top = Math.max(one.wish, free);
      const room = (notes[index + 1]?.wish ?? Infinity) - top - GAP;
      const lines = Math.max(LEAST_LINES, Math.floor(room / leading));
      const height = Math.min(one.height, lines * leading);
      one.element.classList.toggle("clipped", height < one.height - 1);
      one.text.style.maxHeight = `${height}px`;
      one.element.style.transform = `translateY(${Math.round(top)}px)`;
      free = top + height + GAP;
    });
  }

  function layOutSoon() {
    waiting ||= requestAnimationFrame(layOut);
  }

  const near = new IntersectionObserver(
    (entries) => {
      for (const entry of entries.filter((entry) => entry.isIntersecting)) {
        near.unobserve(entry.target);
        if (!built.has(noteOf(entry.target).id)) buildNote(entry.target);
      }
      layOutSoon();
    },
    { rootMargin: "100% 0px" },
  );
  const size = new ResizeObserver(layOutSoon);

  function fillMargin() {
    near.disconnect();
    size.disconnect();
    layer.replaceChildren();
    built.clear();
    if (!WIDE.matches) return layer.remove();
    closeBox();
    article.append(layer);
    for (const marker of inText) near.observe(marker);
    size.observe(article);
  }

  if (markers.length) {
    article.addEventListener("pointerover", hover);
    article.addEventListener("pointerout", leave);
    article.addEventListener("focusin", takeFocus);
    article.addEventListener("focusout", loseFocus);
    article.addEventListener("click", click);
    document.addEventListener("pointerdown", press);
    document.addEventListener("keydown", escape);
    addEventListener("hashchange", () => closeBox());
    addEventListener("resize", () => closeBox());
    WIDE.addEventListener("change", fillMargin);
    fillMargin();
  }
}
