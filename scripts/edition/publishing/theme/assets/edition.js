// Copies the address of a paragraph, page or note when its permalink is followed, and leads on
// from an address that moved to another page. Without this script, and where the browser has no
// clipboard, the link alone does its work.

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

// The list of addresses that moved names, for each, the link to where its words stand now.
function leadOn() {
  const name = decodeURIComponent(location.hash.slice(1));
  const entry = name && document.getElementById(name);
  const asked = entry && entry.closest(".moved") && entry.querySelector("a[href]:not(.permalink)");
  const page = document.querySelector("link[rel=canonical][data-moved]");
  const link = asked || page;
  if (link) location.replace(link.href);
}

addEventListener("hashchange", leadOn);
leadOn();
