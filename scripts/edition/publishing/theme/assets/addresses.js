// Copies the address of a paragraph, page or note when its permalink is clicked, and redirects from
// addresses that moved to another page. Without this script or a clipboard, the links still work.

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

  // The list of moved addresses links to the new place of each; a page that moved entirely has a
  // canonical link to its successor.
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
