// The reader's display settings, applied before anything is shown.

"use strict";

{
  const { _, ROOT, find, make, makeButton, need, settings } = edition;
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  /** Milliseconds for which a page waits for its typeface. */
  const LONGEST_WAIT = 1000;
  /** Fallback typefaces of this page if its typeface loads too late. */
  let instead = "";

  /**
   * The settings: name, title, and the values with their titles. The first value is the default and
   * is not stored, so that a visit alone leaves no trace.
   * @type {[name: string, title: string, values: [value: string, title: string][]][]}
   */
  const CHOICES = [
    [
      "paper",
      _("Paper"),
      [
        ["system", _("As the system")],
        ["light", _("Light")],
        ["sepia", _("Sepia")],
        ["dark", _("Dark")],
      ],
    ],
    [
      "size",
      _("Size"),
      [
        ["1", _("Normal")],
        ["0.9", _("Small")],
        ["1.15", _("Large")],
        ["1.3", _("Larger")],
        ["1.6", _("Largest")],
      ],
    ],
    [
      "measure",
      _("Lines"),
      [
        ["normal", _("Normal")],
        ["narrow", _("Short")],
        ["wide", _("Long")],
      ],
    ],
    [
      "face",
      _("Typeface"),
      [
        ["edition", _("Of the edition")],
        ["system", _("Of the system")],
      ],
    ],
  ];

  /** @param {string} name */
  function readChoice(name) {
    const [, , values] = CHOICES.find(([own]) => own === name) ?? ["", "", []];
    const stored = settings.read(name);
    return values.find(([value]) => value === stored)?.[0] ?? values[0]?.[0] ?? "";
  }

  function apply() {
    const paper = readChoice("paper");
    root.dataset.paper = paper === "system" ? (dark.matches ? "dark" : "light") : paper;
    root.dataset.face = readChoice("face");
    root.style.setProperty("--book-face", root.dataset.face === "system" ? "" : instead);
    root.dataset.measure = readChoice("measure");
    root.dataset.size = readChoice("size");
  }

  /** Wait for further fonts, bold or Cyrillic, which the browser requests during layout. */
  function loadOthers() {
    root.getBoundingClientRect();
    const requested = [...document.fonts].filter(({ status }) => status === "loading");
    return Promise.all(requested.map((font) => font.loaded));
  }

  /**
   * Hide the page until its typeface is loaded, but not for long. A typeface that loads later is used
   * from the next page on, because a new layout would make the text jump.
   */
  function showWithTypeface() {
    const faces = getComputedStyle(root).getPropertyValue("--book-face").split(",");
    const loading = ["", "italic "].map((style) => document.fonts.load(`${style}1em ${faces[0]}`));
    const show = () => {
      if (!root.classList.contains("kept-back")) return;
      root.classList.remove("kept-back");
      dispatchEvent(new Event("shown"));
    };
    root.classList.add("kept-back");
    Promise.all(loading).then(loadOthers).then(show, show);
    setTimeout(() => {
      if (root.classList.contains("kept-back")) instead = faces.slice(1).join(",") || "serif";
      apply();
      show();
    }, LONGEST_WAIT);
  }

  // Show elements that need scripts.
  root.classList.replace("no-js", "scripted");
  if (settings.read("editors-notes") === false) root.classList.add("without-editors-notes");
  apply();
  showWithTypeface();
  dark.addEventListener("change", apply);
  // Apply settings changed in another window of the same edition.
  addEventListener("storage", (event) => {
    if (event.key?.includes(ROOT.pathname)) apply();
  });

  /**
   * Return the values of a setting as radio buttons.
   * @param {string} name
   * @param {string} title
   * @param {[value: string, title: string][]} values
   */
  function makeChoices(name, title, values) {
    const buttons = values.map(([value, label], place) => {
      const button = make("input");
      Object.assign(button, { type: "radio", name: `choice-${name}`, value });
      button.checked = value === readChoice(name);
      button.addEventListener("change", () => {
        settings.write(name, place ? value : null);
        apply();
      });
      return make("label", "", button, label);
    });
    return make("fieldset", "", make("legend", "", title), ...buttons);
  }

  function makeChooser() {
    const close = makeButton(_("Close"), () => chooser.close());
    const chooser = make("dialog", "display-choices");
    chooser.append(...CHOICES.map((choice) => makeChoices(...choice)), close);
    chooser.setAttribute("aria-label", _("Paper and letters"));
    // Close also by a click outside.
    chooser.addEventListener("click", (event) => event.target === chooser && chooser.close());
    document.body.append(chooser);
    return chooser;
  }

  /** @type {HTMLDialogElement | undefined} */
  let chooser;
  addEventListener("DOMContentLoaded", () => {
    if (!find(".display-button")) return;
    need(".display-button").addEventListener("click", () => {
      chooser ??= makeChooser();
      chooser.showModal();
    });
  });
}
