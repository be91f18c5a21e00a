"""Checks what a page may load, run and weigh: its security policy and the page budget.

The policy is part of the theme, so that whatever builds the site writes it into every page; servers
that can send it as a header too. It allows what comes with the site and nothing in a page itself:
a script that got into a page with a text would not run. The same holds for pages read from a disk.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from edition.diagnostics.diagnostic import Diagnostic
from edition.publishing.mkdocs import THEME
from edition.text.digest import walk_files

# --- the page budget ------------------------------------------------------------------------


HTML_BYTES = 300_000
"""Bytes that the HTML of a page may have."""
PACKED_BYTES = 80_000
"""Bytes that it may have as a server sends it, compressed."""


_PAGES: Final = frozenset({".html", ".htm", ".xht", ".xhtml"})
"""Ends of the names of files that servers send as pages."""
_DRAWINGS: Final = frozenset({".svg", ".xml"})
"""Ends of the names of files that browsers show, and run, if they are opened by themselves."""


def _list_files(
    site: Path, names: Iterable[str] | None, ends: AbstractSet[str] = _PAGES
) -> list[Path]:
    """Return the files below a folder, or among ``names``, that have one of the ends."""
    paths = walk_files(site) if names is None else map(site.joinpath, names)
    return sorted(path for path in paths if path.suffix.lower() in ends)


def check_page_budget(site: Path, names: Iterable[str] | None = None) -> list[Diagnostic]:
    """Return C004 for every page below a folder, or among ``names``, that is over the budget."""
    found = []
    for path in _list_files(site, names):
        size = path.stat().st_size
        if size <= PACKED_BYTES:
            continue
        content = path.read_bytes()
        # A page that is light enough when it is packed in haste need not be packed well.
        if size <= HTML_BYTES and len(zlib.compress(content, 1)) <= PACKED_BYTES:
            continue
        packed = len(gzip.compress(content, 6, mtime=0))
        if size > HTML_BYTES or packed > PACKED_BYTES:
            fact = (
                f"the page has {size:,} bytes, {packed:,} compressed; "
                f"the budget is {HTML_BYTES:,} and {PACKED_BYTES:,}"
            )
            found.append(Diagnostic("C004", fact, path.relative_to(site).as_posix()))
    return found


HEADERS: Final = "_headers"
"""File from which some hosts of static sites take the headers that they send."""
_POLICY: Final = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]+)"')
_SENT_ALONG: Final = (
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)
_CODE: Final = frozenset({"", "module", "text/javascript", "application/javascript"})
"""Types of script elements that are run; the others are data."""
_NEVER: Final = frozenset({"style", "iframe", "frame", "object", "embed", "audio", "video", "base"})
_ASKED: Final = ", ".join(
    (
        'script, link, img, [style], a[href*="javascript:" i], meta[http-equiv="refresh" i]',
        *sorted(_NEVER),
    )
)
_REFRESHED: Final = re.compile(r"url\s*=\s*[\"']?\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_LOADED: Final = frozenset(
    """
    stylesheet icon dns-prefetch manifest modulepreload preconnect prefetch preload prerender
""".split()
)
"""Links that a browser follows without a click; the policy of a page does not stop all of them."""
_ACTIVE: Final = frozenset({"script", "foreignobject", "iframe", "handler"})
"""Elements of drawings that run, or hold a page that may."""
_SHOWN_MARKUP: Final = re.compile(r"http://www\.w3\.org/(?:1999/xhtml|2000/svg)")
"""Names of what browsers show of XML."""
_HANDLER: Final = re.compile(r"\son[a-z]+\s*=", re.IGNORECASE)
_ELSEWHERE: Final = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_SHOWN: Final = 80
"""Characters of an element that are shown."""


def read_policy() -> str:
    """Return the policy of the theme, as a page declares it."""
    partial = (THEME / "partials" / "policy.html").read_text(encoding="utf-8")
    match = _POLICY.search(partial)
    if match is None:
        raise ValueError("the theme declares no policy")
    return match[1]


def write_headers(site: Path) -> None:
    """Write the file of headers: the policy, with what only a header can say of frames."""
    policy = f"{read_policy()}; frame-ancestors 'none'"
    headers = (("Content-Security-Policy", policy), *_SENT_ALONG)
    lines = "".join(f"  {name}: {value}\n" for name, value in headers)
    (site / HEADERS).write_text(f"/*\n{lines}", encoding="utf-8")


def check_policy(site: Path, names: Iterable[str] | None = None) -> list[Diagnostic]:
    """Return C005 for every page without the policy, and for what the policy would keep out.

    A drawing is opened without a policy: it may hold nothing that runs. With ``names``, only files
    among them are looked at.
    """
    declared = f'content="{read_policy()}"'
    found = []
    for path in _list_files(site, names):
        name = path.relative_to(site).as_posix()
        text = path.read_text(encoding="utf-8")
        if declared not in text:
            found.append(Diagnostic("C005", "the page does not declare the policy", name))
        found += [
            Diagnostic("C005", f"the policy of the page blocks {shown}", name)
            for shown in find_blocked(text)
        ]
    for path in _list_files(site, names, _DRAWINGS):
        name = path.relative_to(site).as_posix()
        text = path.read_text("utf-8", errors="replace")
        if path.suffix.lower() == ".svg" or _SHOWN_MARKUP.search(text):
            facts = (f"the drawing would run {shown}" for shown in find_active(text))
            found += [Diagnostic("C005", fact, name) for fact in facts]
    return found


def find_blocked(text: str) -> Iterator[str]:
    """Yield the beginning of each element of a page that its policy would keep from working."""
    tree = LexborHTMLParser(text)
    # Few pages have what looks like a handler of events, and no selector asks for one.
    nodes = tree.css("*" if _HANDLER.search(text) else _ASKED)
    yield from (_open(node) for node in nodes if _is_blocked(node))


def find_active(text: str) -> Iterator[str]:
    """Yield the beginning of each element of a drawing that is, or brings along, what runs."""
    for node in LexborHTMLParser(text).css("*"):
        names = [name.rpartition(":")[2] for name in node.attributes]
        active = (node.tag or "").lower().rpartition(":")[2] in _ACTIVE
        if active or any(name.startswith("on") for name in names) or _runs_script(node):
            yield _open(node)


def _runs_script(node: LexborNode) -> bool:
    """Return whether an element leads to an address that is a script."""
    values = (value or "" for name, value in node.attributes.items() if name.endswith("href"))
    return any(value.strip().lower().startswith("javascript:") for value in values)


def _is_blocked(node: LexborNode) -> bool:
    attributes = node.attributes
    if node.tag in _NEVER or "style" in attributes or any(n.startswith("on") for n in attributes):
        return True
    if node.tag == "script" and not attributes.get("src"):
        return (attributes.get("type") or "").strip().lower() in _CODE
    if node.tag == "a":
        return _runs_script(node)
    if node.tag == "meta":  # no policy keeps a page from leading on to another host
        return _REFRESHED.search(attributes.get("content") or "") is not None
    if node.tag == "link" and not _LOADED & set((attributes.get("rel") or "").lower().split()):
        return False
    return node.tag in {"script", "link", "img"} and _is_elsewhere(node)


def _is_elsewhere(node: LexborNode) -> bool:
    address = node.attributes.get("src") or node.attributes.get("href") or ""
    if address.startswith("data:") and node.tag == "img":
        return False
    return _ELSEWHERE.match(address) is not None


def _open(node: LexborNode) -> str:
    return (node.html or "").split(">", 1)[0][:_SHOWN] + ">"
