// Navigation in a text: to a printed page, to its diplomatic transcription, from note to note, and by
// the keyboard; and additions for print and for narrow screens.

"use strict";

{
  const {
    _,
    PATH,
    TRANSCRIPTION,
    all,
    find,
    findPageStart,
    findPrinted,
    listPageStarts,
    make,
    makeButton,
    namePageStart,
    need,
    readFragment,
    readableTop,
    settings,
  } = edition;
  const FILE = PATH.split("/").pop() ?? "";
  const TRANSCRIPTION_FILE = "witness-";

  /** @param {string} rel */
  function findNeighbour(rel) {
    const link = find(`link[rel=${rel}]`);
    return link instanceof HTMLLinkElement ? link.href : null;
  }

  // --- to a printed page ----------------------------------------------------------------

  const form = /** @type {HTMLFormElement | null} */ (find("form.go-to-page"));
  const field = form && /** @type {HTMLInputElement} */ (need("input", form));

  /** @param {SubmitEvent} event @param {HTMLInputElement} field */
  function goToPage(event, field) {
    if (!globalThis.editionPages) return;
    event.preventDefault();
    const found = findPrinted(field, field.value);
    if (!found) {
      field.reportValidity();
      return;
    }
    field.value = "";
    field.blur();
    location.assign(`${found.file}#${encodeURIComponent(found.address)}`);
  }

  if (form && field) {
    form.addEventListener("submit", (event) => goToPage(event, field));
    form.addEventListener("input", () => field.setCustomValidity(""));
  }

  // --- the diplomatic transcription -----------------------------------------------------

  /** Add to each page number a link to the same page in the other view. */
  function linkViews() {
    if (FILE.startsWith(TRANSCRIPTION_FILE)) listPageStarts().forEach(linkEditedText);
    else if (form) listPageStarts().forEach(linkTranscription);
  }

  /** @param {HTMLElement} heading */
  function linkEditedText(heading) {
    const link = make("a", "other-view", _("Edited text"));
    link.href = `${FILE.slice(TRANSCRIPTION_FILE.length)}#${heading.id.slice(TRANSCRIPTION.length)}`;
    link.setAttribute(
      "aria-label",
      _("{page} in the edited text", { page: heading.textContent.trim() }),
    );
    heading.append(" ", link);
  }

  /** @param {HTMLElement} number */
  function linkTranscription(number) {
    const link = make("a", "other-view");
    link.href = `${TRANSCRIPTION_FILE}${FILE}#${TRANSCRIPTION}${number.id}`;
    link.title = _("Diplomatic transcription");
    link.dataset.word = _("witness");
    link.tabIndex = -1;
    const page = namePageStart(number);
    link.setAttribute("aria-label", _("{page} in the diplomatic transcription", { page }));
    number.after(link);
  }

  /** @param {HTMLElement} start */
  function findOtherView(start) {
    if (start.matches("h2")) return find("a.other-view", start);
    const address = CSS.escape(`#${TRANSCRIPTION}${start.id}`);
    return find(`a.other-view[href$="${address}"]`, start.parentElement ?? undefined);
  }

  function switchView() {
    const start = findPageStart() ?? listPageStarts()[0];
    const whole = find(`.division-links a[href^="${TRANSCRIPTION_FILE}"]`);
    ((start && findOtherView(start)) ?? whole)?.click();
  }

  // --- printed pages and passages -------------------------------------------------------

  // Page starts are announced as page breaks, and the tab key skips them; a click copies the address.
  // Without this script they are links to themselves.
  for (const start of all("article a.page")) {
    // ARIA forbids labels on page breaks, but allows titles.
    start.title ||= namePageStart(start);
    start.setAttribute("role", "doc-pagebreak");
    start.removeAttribute("aria-label");
    start.removeAttribute("href");
  }

  /** Click the permalink of the paragraph in view. */
  function clickPermalink() {
    const top = readableTop();
    const focused = document.activeElement?.closest("article :is(p, li)[id]");
    const blocks = all("article :is(p, li)[id]:has(> a.permalink)");
    const block =
      focused ?? blocks.find((candidate) => candidate.getBoundingClientRect().bottom > top);
    if (block) find("a.permalink", block)?.click();
  }

  // --- from note to note ----------------------------------------------------------------

  /** @param {number} step */
  function stepNote(step) {
    const markers = all("article a[role=doc-noteref]");
    const inText = markers.filter(
      (marker) => !marker.closest(".notes, .note-box, .margin-notes") && marker.checkVisibility(),
    );
    const box = document.activeElement?.closest(".note-box");
    const focused = box?.previousElementSibling?.querySelector("a") ?? document.activeElement;
    const at = inText.indexOf(/** @type {HTMLElement} */ (focused));
    const top = readableTop();
    const below = inText.findIndex((marker) => marker.getBoundingClientRect().top > top);
    const first = below < 0 ? inText.length : below;
    const start = step > 0 ? first - 1 : first;
    const marker = inText[(at < 0 ? start : at) + step];
    marker?.scrollIntoView({ block: "center" });
    marker?.focus({ preventScroll: true });
  }

  // --- the notes of the editors ---------------------------------------------------------

  const SECTION = "section.editors";
  const WITHOUT = "without-editors-notes";
  const root = document.documentElement;
  const editorsSwitch = makeButton("", switchEditorsNotes, { className: "editors-switch" });

  function switchEditorsNotes() {
    if (!find(SECTION)) return;
    settings.write("editors-notes", root.classList.toggle(WITHOUT) ? false : null);
    nameEditorsSwitch();
  }

  function nameEditorsSwitch() {
    const areHidden = root.classList.contains(WITHOUT);
    editorsSwitch.textContent = areHidden ? _("Show") : _("Hide");
    const label = areHidden ? _("Show the editors’ notes") : _("Hide the editors’ notes");
    editorsSwitch.setAttribute("aria-label", label);
  }

  // Show hidden editors' notes if the address is that of one of them.
  function showTargetNote() {
    const note = document.getElementById(readFragment());
    if (note?.closest(SECTION) && root.classList.contains(WITHOUT)) {
      root.classList.remove(WITHOUT);
      note.scrollIntoView();
    }
    nameEditorsSwitch();
  }

  if (find(SECTION)) {
    need(`${SECTION} > h2`).after(editorsSwitch);
    addEventListener("hashchange", showTargetNote);
    showTargetNote();
  }

  // --- by the keyboard ------------------------------------------------------------------

  /** @param {string} rel */
  function goToNeighbour(rel) {
    const address = findNeighbour(rel);
    if (address) location.assign(address);
  }

  /** @type {[key: string, meaning: string, act: (() => void) | null][]} */
  const KEYS = [
    ["j", _("Next note"), () => stepNote(1)],
    ["k", _("Previous note"), () => stepNote(-1)],
    // These keys are handled in notes.js.
    ["↓", _("From the mark of a note into the note; in the list of notes, the next"), null],
    ["↑", _("In the list of notes, the previous"), null],
    ["c", _("Copy the address of the paragraph, and cite it"), clickPermalink],
    ["q", _("Copy the selected words with their citation"), () => find(".quote-offer")?.click()],
    ["e", _("Show or hide the editors’ notes"), switchEditorsNotes],
    ["g", _("Go to page …"), () => field?.focus()],
    ["w", _("Diplomatic transcription, and back"), switchView],
    ["b", _("Transcription beside the text, and away"), () => find(".beside-button")?.click()],
    ["n", _("Next part of the text"), () => goToNeighbour("next")],
    ["p", _("Previous part of the text"), () => goToNeighbour("prev")],
    ["/", _("Search"), () => find(".head-search input")?.focus()],
    // Handled by the browser.
    ["Esc", _("Close"), null],
    ["?", _("Show this list"), showKeys],
  ];

  /** @type {HTMLDialogElement | null} */
  let dialog = null;

  const areKeysUsed = () => settings.read("keys") !== false;

  function makeSwitch() {
    const choice = make("input");
    choice.type = "checkbox";
    choice.checked = areKeysUsed();
    choice.addEventListener("change", () => settings.write("keys", choice.checked ? null : false));
    return make("label", "", choice, ` ${_("Enable single-key shortcuts")}`);
  }

  function makeDialog() {
    const title = make("h2", "", _("Keyboard shortcuts"));
    title.id = "keys-title";
    const rows = KEYS.flatMap(([key, meaning]) => [
      make("dt", "", make("kbd", "", key)),
      make("dd", "", meaning),
    ]);
    const close = makeButton(_("Close"), () => dialog?.close());
    dialog = make("dialog", "keys typeset", title, make("dl", "", ...rows), makeSwitch(), close);
    dialog.setAttribute("aria-labelledby", title.id);
    document.body.append(dialog);
    return dialog;
  }

  function showKeys() {
    const shown = dialog ?? makeDialog();
    if (!shown.open) shown.showModal();
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
    const [target] = event.composedPath();
    const isWritten = "input, select, textarea, [contenteditable]";
    if (target instanceof Element && target.closest(isWritten)) return;
    if (dialog?.open || (!areKeysUsed() && event.key !== "?")) {
      return;
    }
    const act = KEYS.find(([key]) => key === event.key)?.[2];
    if (!act) return;
    event.preventDefault();
    act();
  }

  addEventListener("keydown", press, { capture: true });
  find(".show-keys")?.addEventListener("click", showKeys);

  // --- on paper and on narrow screens ---------------------------------------------------

  /**
   * Add the address of a page, for print.
   * @param {HTMLElement} article
   */
  function writeAddress(article) {
    const canonical = find("link[rel=canonical]:not([data-moved])");
    const { href } = canonical instanceof HTMLLinkElement ? canonical : location;
    const address = href.replace(/#.*/, "");
    if (!address.startsWith("http")) return;
    const line = make("p", "print-address", address);
    line.setAttribute("data-search-exclude", "");
    article.prepend(line);
  }

  // Let the keyboard scroll lines and tables that are wider than the screen.
  function focusWideBlocks() {
    for (const block of all("article :is(pre, table)")) {
      if (block.scrollWidth > block.clientWidth) block.tabIndex = 0;
      else block.removeAttribute("tabindex");
    }
  }

  const article = find("article");
  if (article) {
    linkViews();
    writeAddress(article);
    focusWideBlocks();
    addEventListener("resize", focusWideBlocks);
  }
}
