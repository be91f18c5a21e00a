// Copies the address of a paragraph, page or note when its permalink is followed, and follows the
// redirect of an address that moved to another page. Without this script, and where the browser
// has no clipboard, the link alone does its work.

"use strict";

{
  const { _, copy, find, hashOf, linkOf, readFragment } = edition;
  const PERMALINKS = "a.permalink, a.page, a.sign";

  document.addEventListener("click", (event) => {
    const link = linkOf(event, PERMALINKS);
    if (!link) return;
    if (!link.href) location.hash = hashOf(link);
    copy(new URL(hashOf(link), location.href).href, _("Address copied"));
  });

  // The list of addresses that moved has, for each, the link to where its words are now; a page
  // that moved as a whole names its successor in its head.
  function followRedirect() {
    const entry = document.getElementById(readFragment());
    const moved = entry?.closest(".moved") ? find("a[href]:not(.permalink)", entry) : null;
    const target = moved ?? find("link[rel=canonical][data-moved]");
    if (target instanceof HTMLAnchorElement || target instanceof HTMLLinkElement) {
      location.replace(target.href);
    }
  }

  addEventListener("hashchange", followRedirect);
  followRedirect();
}
