// Copies the address of a paragraph, page or note when its permalink is followed.
// Without this script, and where the browser has no clipboard, the link alone does its work.

"use strict";

const PERMALINKS = "a.permalink, a.page, a.sign";
const SHOWN_FOR = 2000;

function makeStatus() {
  const status = document.createElement("div");
  status.className = "copy-status";
  status.setAttribute("role", "status");
  document.body.append(status);
  return status;
}

function copyAddresses() {
  const status = makeStatus();
  let hiding;
  document.addEventListener("click", async (event) => {
    const link = event.target instanceof Element && event.target.closest(PERMALINKS);
    if (!link || !navigator.clipboard) return;
    try {
      await navigator.clipboard.writeText(link.href);
    } catch {
      return;
    }
    status.textContent = "Address copied";
    clearTimeout(hiding);
    hiding = setTimeout(() => (status.textContent = ""), SHOWN_FOR);
  });
}

copyAddresses();
