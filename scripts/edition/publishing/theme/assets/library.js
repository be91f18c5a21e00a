// The library of the theme's scripts: elements, links of events, data files, settings, messages. It is
// the first script of every page, except for the words of another language; other scripts use the
// constant `edition`. They are classic scripts, because browsers load no modules from a disk.

"use strict";

const edition = (() => {
  const { src } = /** @type {HTMLScriptElement} */ (document.currentScript);
  /** The folder of the site, on a server or on a disk. */
  const ROOT = new URL("..", src);
  /** The address of the page in that folder. */
  const PATH = location.pathname.slice(ROOT.pathname.length);
  const MESSAGE_MILLISECONDS = 2000;
  /** Pixels between the running head and the first readable line. */
  const CLEARANCE = 8;
  /** Pixels from the top of the window within which the target of an address is scrolled. */
  const LANDING = 180;
  /** Pixels by which a page number may be lower and still belong to the topmost line. */
  const LINE_HEIGHT = 36;

  // --- the words of the interface -------------------------------------------------------

  // English here; assets/words.js has the words of another language of the edition.
  const words = globalThis.editionInterface ?? {};

  /**
   * Return words in the language of the interface, with names in braces replaced by values.
   * @param {string} message
   * @param {Record<string, string | number>} [values]
   */
  function _(message, values = {}) {
    return fillIn(String(words[message] ?? message), values);
  }

  /**
   * Return words with a count, `{count}`, in the plural form of the language.
   * @param {string} one
   * @param {string} many
   * @param {number} count
   */
  function ngettext(one, many, count) {
    const forms = words[one];
    // Plural forms depend only on the last two digits of numbers above 100.
    const form = words[""]?.[count < 100 ? count : 100 + (count % 100)];
    const chosen = Array.isArray(forms) ? forms[Number(form)] : undefined;
    return fillIn(chosen ?? (count === 1 ? one : many), { count });
  }

  /** @param {string} message @param {Record<string, string | number>} values */
  function fillIn(message, values) {
    return message.replace(/\{(\w+)\}/g, (gap, name) => String(values[name] ?? gap));
  }

  /** @param {number} number */
  const nameNumber = (number) => number.toLocaleString(document.documentElement.lang);

  // --- elements -------------------------------------------------------------------------

  /**
   * Make an element with one or more classes and with content.
   * @template {keyof HTMLElementTagNameMap} Tag
   * @param {Tag} tag
   * @param {string} [className]
   * @param {...(Node | string)} content
   * @returns {HTMLElementTagNameMap[Tag]}
   */
  function make(tag, className = "", ...content) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...content);
    return element;
  }

  /**
   * Make a button. A `label` explains a sign such as "×" in a tip and to screen readers.
   * @param {string} text
   * @param {(event: Event) => void} act
   * @param {{ className?: string, label?: string }} [options]
   */
  function makeButton(text, act, { className = "", label = "" } = {}) {
    const button = make("button", className, text);
    button.type = "button";
    if (label) {
      button.title = label;
      button.setAttribute("aria-label", label);
    }
    button.addEventListener("click", act);
    return button;
  }

  /**
   * Make the runs of an entry of the bibliography, alternately upright and italic, without line
   * breaks in ranges.
   * @param {string[]} runs
   */
  function makeRuns(runs) {
    return runs.map((run, number) => {
      const parts = run
        .split(/(\d+–\d+)/)
        .map((part, place) => (place % 2 ? make("span", "unbroken", part) : part));
      return number % 2 ? make("em", "", ...parts) : make("span", "", ...parts);
    });
  }

  /**
   * List the elements that match a selector.
   * @param {string} selector
   * @param {ParentNode} [root]
   * @returns {HTMLElement[]}
   */
  function all(selector, root = document) {
    return [...root.querySelectorAll(selector)].filter((element) => element instanceof HTMLElement);
  }

  /**
   * Return the first element that matches a selector, or null.
   * @param {string} selector
   * @param {ParentNode} [root]
   */
  function find(selector, root = document) {
    return /** @type {HTMLElement | null} */ (root.querySelector(selector));
  }

  /**
   * Return the first element that matches a selector, which a template or a writer has provided.
   * @param {string} selector
   * @param {ParentNode} [root]
   */
  function need(selector, root = document) {
    const element = find(selector, root);
    if (!element) throw new Error(`The page has no ${selector}`);
    return element;
  }

  // --- the position in a text -----------------------------------------------------------

  /** Return the height of the text that the running head covers, in pixels. */
  function coveredHeight() {
    const line = find(".running-head")?.getBoundingClientRect();
    return line && line.top <= 0 ? Math.max(0, line.bottom) : 0;
  }

  /** Return the upper edge of the readable text, in pixels from the top of the window. */
  function readableTop() {
    return coveredHeight() + CLEARANCE;
  }

  /**
   * Return the line, in pixels from the top of the window, above which the last start is the place
   * in view. After following an address, this includes its target, even below other text.
   * @param {number} tolerance pixels below the topmost line
   */
  function readingLine(tolerance) {
    const aimed = find("article :target")?.getBoundingClientRect().top ?? 0;
    return Math.max(
      readableTop() + tolerance,
      aimed < Math.max(innerHeight / 2, LANDING) ? aimed : 0,
    );
  }

  /** List the printed page numbers of a text, or the headings of its diplomatic transcription. */
  function listPageStarts() {
    return all(`article :is(a.page, h2[id^="${TRANSCRIPTION}"])`);
  }

  /**
   * Return the name of a page start, such as "Page 118".
   * @param {HTMLElement} start
   */
  function namePageStart(start) {
    return start.getAttribute("aria-label") ?? start.title.replace(/:.*/, "");
  }

  /** Return the start of the printed page in view; undefined before the first. */
  function findPageStart() {
    const edge = readingLine(LINE_HEIGHT);
    return listPageStarts().findLast((start) => start.getBoundingClientRect().top <= edge);
  }

  // --- addresses and events -------------------------------------------------------------

  // The grammar of addresses, the same as in model/addresses.py; a test compares both.
  const NOTE = "n";
  const MARKER = "r";
  const TRANSCRIPTION = "w-";
  const PATTERNS = {
    page: /^(p|leaf)(\S+)$/,
    counted: /^(?:(p|leaf)(\S+)\.([fh]?)|(par|head|frag))([0-9]+)$/,
  };

  /** @typedef {{ label: string, isLeaf: boolean }} PageOfOriginal */

  /**
   * Return the page that the address of a page names, or null.
   * @param {string} address
   * @returns {PageOfOriginal | null}
   */
  function readPage(address) {
    const [, kind, label] = PATTERNS.page.exec(address) ?? [];
    return label ? { label, isLeaf: kind === "leaf" } : null;
  }

  /** @typedef {{ file: string, address: string, label: string, isLeaf: boolean }} Printed */

  /** Return the pages of the text by label in lower case; pages take precedence over leaves. */
  function listPrinted() {
    /** @type {Map<string, Printed>} */
    const pages = new Map();
    for (const [file, addresses] of globalThis.editionPages ?? []) {
      for (const address of addresses.split(" ")) {
        const page = readPage(address);
        const key = page?.label.toLowerCase() ?? "";
        if (page && !(page.isLeaf && pages.has(key))) pages.set(key, { file, address, ...page });
      }
    }
    return pages;
  }

  /**
   * Return the printed page whose label is in a field. The field becomes invalid if the text has no
   * such page.
   * @param {HTMLInputElement} field
   * @param {string} written
   */
  function findPrinted(field, written) {
    const pages = listPrinted();
    const label = written.trim().toLowerCase();
    const found = pages.get(label.replace(/^(pp?\.?|page|leaf)\s*/, ""));
    const all = [...pages.values()];
    const ends = { first: all[0]?.label ?? "", last: all.at(-1)?.label ?? "" };
    const complaint = all.every((page) => page.isLeaf)
      ? _("This text has leaves {first} to {last}.", ends)
      : _("This text has pages {first} to {last}.", ends);
    field.setCustomValidity(found || !label ? "" : complaint);
    return found;
  }

  /**
   * Return the parts of the address of a paragraph or heading: its number, and the page on which it
   * begins, null in a text without pages. Return null for other addresses.
   * @param {string} address
   */
  function readCounted(address) {
    const [, kind, label = "", letter, alone, count] = PATTERNS.counted.exec(address) ?? [];
    if (!count) return null;
    const page = alone ? null : { label, isLeaf: kind === "leaf" };
    return { isHeading: letter === "h" || alone === "head", page, count };
  }

  /**
   * Return the address of the first marker of a note.
   * @param {string} note the address of the note
   */
  function markerOf(note) {
    return MARKER + note.slice(NOTE.length);
  }

  /**
   * Return the identifier that a fragment such as "#p12" names.
   * @param {string} [hash]
   */
  function readFragment(hash = location.hash) {
    try {
      return decodeURIComponent(hash.slice(1));
    } catch {
      // A percent sign that encodes nothing is literal.
      return hash.slice(1);
    }
  }

  /**
   * Return the fragment of a link of this page; for a page start, its own address.
   * @param {HTMLAnchorElement} link
   */
  function hashOf(link) {
    return link.hash || `#${encodeURIComponent(link.id)}`;
  }

  /**
   * Return the link that matches a selector and in which an event happened, or null.
   * @param {Event} event
   * @param {string} selector
   */
  function linkOf(event, selector) {
    const found = event.target instanceof Element && event.target.closest(selector);
    return found instanceof HTMLAnchorElement ? found : null;
  }

  /**
   * Call `act` when the Escape key is pressed.
   * @param {(event: KeyboardEvent) => void} act
   */
  function onEscape(act) {
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") act(event);
    });
  }

  // --- data files -----------------------------------------------------------------------

  /** @type {Map<string, Promise<void>>} */
  const loading = new Map();

  /**
   * Load a data file as a script, once: pages opened from a disk cannot fetch files, and the policy
   * of the site forbids it. After a failure the next call tries again.
   * @param {string} name an address relative to `folder`
   * @param {URL} [folder]
   */
  function load(name, folder = ROOT) {
    const { href } = new URL(name, folder);
    const present = loading.get(href);
    if (present) return present;
    const promise = new Promise((/** @type {(value: void) => void} */ resolve, reject) => {
      const script = make("script");
      script.src = href;
      script.addEventListener("load", () => resolve());
      script.addEventListener("error", () => {
        loading.delete(href);
        reject(new Error(`${name} could not be loaded`));
      });
      document.head.append(script);
    });
    loading.set(href, promise);
    return promise;
  }

  /**
   * Read ascending numbers, each written as its difference from the previous one in base 36.
   * @param {string[]} steps
   */
  function readSteps(steps) {
    let number = 0;
    return steps.map((step) => {
      number += parseInt(step, 36);
      return number;
    });
  }

  /**
   * Return the lines of the witness by address, from the list of a page in `lines.js` of its text: an
   * address that begins with a plus sign differs from the previous one in its last digits.
   * @param {string} list
   */
  function readLines(list) {
    /** @type {Map<string, string>} */
    const lines = new Map();
    let address = "";
    for (const [, name = "", line = ""] of list.matchAll(/(\S+):(\d+)/g)) {
      address = name.startsWith("+") ? address.replace(/\d+$/, name.slice(1)) : name;
      lines.set(address, line);
    }
    return lines;
  }

  // --- storage --------------------------------------------------------------------------

  /** Values of this page, for a browser that stores nothing. @type {Map<string, any>} */
  const unstored = new Map();

  /**
   * Return the value stored under a key, or null. Stored values are never sent.
   * @param {string} key
   * @param {Storage} [storage]
   * @returns {any}
   */
  function readStored(key, storage) {
    if (unstored.has(key)) return unstored.get(key);
    try {
      return JSON.parse((storage ?? localStorage).getItem(key) ?? "null");
    } catch {
      return null;
    }
  }

  /**
   * Store a value under a key; null removes it.
   * @param {string} key
   * @param {unknown} value
   * @param {Storage} [storage]
   */
  function writeStored(key, value, storage) {
    try {
      const target = storage ?? localStorage;
      if (value === null) target.removeItem(key);
      else target.setItem(key, JSON.stringify(value));
    } catch {
      unstored.set(key, value);
    }
  }

  // Editions on the same host or disk have separate settings.
  const keyOf = (/** @type {string} */ name) => `edition:${ROOT.pathname}:${name}`;

  const settings = {
    /** @param {string} name */
    read: (name) => readStored(keyOf(name)),
    /** @param {string} name @param {unknown} value null removes the setting */
    write: (name, value) => writeStored(keyOf(name), value),
  };

  // --- messages -------------------------------------------------------------------------

  const status = make("div", "copy-status");
  status.setAttribute("role", "status");
  // Screen readers announce only changes of an existing element.
  addEventListener("DOMContentLoaded", () => document.body.append(status));

  /** @type {number | undefined} */
  let hiding;

  /**
   * Show a message for two seconds.
   * @param {string} text
   */
  function announce(text) {
    status.textContent = text;
    clearTimeout(hiding);
    hiding = setTimeout(() => status.replaceChildren(), MESSAGE_MILLISECONDS);
  }

  /**
   * Copy a text to the clipboard and show a message.
   * @param {string} text
   * @param {string} message
   */
  async function copy(text, message) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      if (!copyByCommand(text)) return;
    }
    announce(message);
  }

  /**
   * Copy a text without the clipboard API, which browsers disable on unencrypted addresses.
   * @param {string} text
   */
  function copyByCommand(text) {
    const field = make("textarea", "", text);
    (find("dialog[open]") ?? document.body).append(field);
    field.select();
    const isDone = document.execCommand("copy");
    field.remove();
    return isDone;
  }

  return {
    _,
    ROOT,
    PATH,
    TRANSCRIPTION,
    all,
    copy,
    coveredHeight,
    find,
    findPageStart,
    findPrinted,
    hashOf,
    linkOf,
    listPageStarts,
    load,
    make,
    makeButton,
    makeRuns,
    markerOf,
    namePageStart,
    nameNumber,
    need,
    ngettext,
    onEscape,
    readCounted,
    readFragment,
    readLines,
    readPage,
    readSteps,
    readStored,
    readableTop,
    readingLine,
    settings,
    writeStored,
  };
})();
