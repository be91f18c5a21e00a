// What the frame remembers of its reader, and the colours that were chosen, in place before
// anything is shown. The theme's own script asks for its settings by the names beginning in __md_.

"use strict";

{
  const ROOT = new URL("..", document.currentScript.src);
  const FOLLOWS = "(prefers-color-scheme)";

  // The settings of two editions on one host, or on one disk, are kept apart.
  const key = (name, folder = ROOT) => `${folder.pathname}.${name}`;

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
      (storage ?? localStorage).setItem(key(name, folder), JSON.stringify(value));
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

  // What follows the system is known from the choices of the page itself.
  function readColours({ media, ...colours }) {
    if (media !== FOLLOWS) return { media, ...colours };
    const scheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const choice = document.querySelector(`[data-md-color-media="(prefers-color-scheme: ${scheme})"]`);
    if (!choice) return null;
    const { mdColorMedia, mdColorScheme, mdColorPrimary, mdColorAccent } = choice.dataset;
    return { media: mdColorMedia, scheme: mdColorScheme, primary: mdColorPrimary, accent: mdColorAccent };
  }

  function setColours(chosen) {
    const colours = document.body && readColours(chosen);
    if (!colours) return false;
    for (const [name, value] of Object.entries(colours)) {
      document.body.setAttribute(`data-md-color-${name}`, value);
    }
    document.documentElement.classList.replace("no-js", "js");
    return true;
  }

  const chosen = globalThis.__md_get("__palette")?.color;
  if (chosen) {
    // The body comes after this script; what is added to it is told before it is shown.
    const watch = new MutationObserver(() => setColours(chosen) && watch.disconnect());
    watch.observe(document.documentElement, { childList: true, subtree: true });
    addEventListener("DOMContentLoaded", () => watch.disconnect());
  }
}
