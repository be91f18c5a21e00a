// What the base theme keeps of its reader, and the colours that were chosen, in place before
// anything is shown. The base theme's own script asks for its settings by the names beginning
// with __md_.

"use strict";

{
  const { ROOT, readStored, settings, writeStored } = edition;
  const COLOURS = "__palette";
  const FOLLOWS_SYSTEM = "(prefers-color-scheme)";

  const keyOf = (/** @type {string} */ name, folder = ROOT) => `${folder.pathname}.${name}`;

  // What only a script can do is shown where scripts run, from the beginning.
  document.documentElement.classList.add("scripted");
  if (settings.read("editors-notes") === false) {
    document.documentElement.classList.add("without-editors-notes");
  }

  globalThis.__md_scope = ROOT;

  globalThis.__md_get = (name, storage, folder) => readStored(keyOf(name, folder), storage);

  // To follow the system is no choice, and nothing is kept of it: a visit alone leaves no trace.
  globalThis.__md_set = (name, value, storage, folder) => {
    const isChosen = name !== COLOURS || readColours(value)?.media !== FOLLOWS_SYSTEM;
    writeStored(keyOf(name, folder), isChosen ? value : null, storage);
  };

  /**
   * Return the colours that a setting of the base theme names.
   * @param {any} setting
   * @returns {Record<string, string> | undefined}
   */
  const readColours = (setting) => setting?.color;

  // A number for a text: the base theme tells by it whether a banner was put away before.
  globalThis.__md_hash = (text) => {
    let number = 0;
    for (const character of text) {
      number = (Math.imul(number, 31) + (character.codePointAt(0) ?? 0)) | 0;
    }
    return number;
  };

  /** @param {Record<string, string>} colours */
  function setColours(colours) {
    for (const [name, value] of Object.entries(colours)) {
      document.body.setAttribute(`data-md-color-${name}`, value);
    }
    document.documentElement.classList.replace("no-js", "js");
  }

  const chosen = readColours(globalThis.__md_get(COLOURS));
  if (chosen && chosen.media !== FOLLOWS_SYSTEM) {
    // The body comes after this script; the observer hears of it before it is shown.
    const observer = new MutationObserver(() => {
      if (!document.body) return;
      observer.disconnect();
      setColours(chosen);
    });
    observer.observe(document.documentElement, { childList: true });
  }
}
