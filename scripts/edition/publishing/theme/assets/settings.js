// What the frame remembers of its reader, and the colours that were chosen, in place before
// anything is shown. The theme's own script asks for its settings by the names beginning in __md_.

"use strict";

{
  const ROOT = new URL("..", document.currentScript.src);
  const COLOURS = "__palette";
  const FOLLOWS = "(prefers-color-scheme)";

  // The settings of two editions on one host, or on one disk, are kept apart.
  const key = (name, folder = ROOT) => `${folder.pathname}.${name}`;

  // To follow the system is no choice, and nothing is kept of it: a visit alone leaves no trace.
  const isChosen = (name, value) => name !== COLOURS || value.color?.media !== FOLLOWS;

  // What only a script can do is shown where scripts run, from the beginning.
  document.documentElement.classList.add("scripted");

  globalThis.__md_scope = ROOT;

  globalThis.__md_get = (name, storage, folder) => {
    try {
      return JSON.parse((storage ?? localStorage).getItem(key(name, folder)));
    } catch {
      return null;
    }
  };

  globalThis.__md_set = (name, value, storage, folder) => {
    try {
      const kept = storage ?? localStorage;
      if (isChosen(name, value)) kept.setItem(key(name, folder), JSON.stringify(value));
      else kept.removeItem(key(name, folder));
    } catch {
      // A browser that keeps nothing is read with all the same.
    }
  };

  // A number for a text: the theme tells by it whether a banner was put away before.
  globalThis.__md_hash = (text) => {
    let number = 0;
    for (const character of text) number = (Math.imul(number, 31) + character.codePointAt(0)) | 0;
    return number;
  };

  function setColours(colours) {
    for (const [name, value] of Object.entries(colours)) {
      document.body.setAttribute(`data-md-color-${name}`, value);
    }
    document.documentElement.classList.replace("no-js", "js");
  }

  const chosen = globalThis.__md_get(COLOURS)?.color;
  if (chosen && chosen.media !== FOLLOWS) {
    // The body comes after this script; that it is there is told before it is shown.
    const watch = new MutationObserver(() => {
      if (!document.body) return;
      watch.disconnect();
      setColours(chosen);
    });
    watch.observe(document.documentElement, { childList: true });
  }
}
