"""Checks pages against the Content Security Policy and the page budget.

The policy is part of the theme, so that every page declares it, however the site is built and even
if it is read from a disk; servers can also send it as a header. It allows files of the site but no
inline code: a script that came into a page with a text would not run.
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
"""Greatest size of the HTML of a page, in bytes."""
PACKED_BYTES = 80_000
"""Greatest compressed size of a page, in bytes."""


_PAGES: Final = frozenset({".html", ".htm", ".xht", ".xhtml"})
"""Suffixes of files that servers send as pages."""
_DRAWINGS: Final = frozenset({".svg", ".xml"})
"""Suffixes of other files that browsers show, and whose scripts they run, if opened directly."""


def _list_files(
    site: Path, names: Iterable[str] | None, suffixes: AbstractSet[str] = _PAGES
) -> list[Path]:
    """Return the files below a folder, or among ``names``, with one of the suffixes."""
    paths = walk_files(site) if names is None else map(site.joinpath, names)
    return sorted(path for path in paths if path.suffix.lower() in suffixes)


def check_page_budget(site: Path, names: Iterable[str] | None = None) -> list[Diagnostic]:
    """Report each page below a folder, or among ``names``, that exceeds the budget (C004)."""
    found = []
    for path in _list_files(site, names):
        size = path.stat().st_size
        if size <= PACKED_BYTES:
            continue
        content = path.read_bytes()
        # Fast compression first: it is enough for most pages.
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
"""File with HTTP headers that some hosts of static sites read."""
_POLICY: Final = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]+)"')
_OTHER_HEADERS: Final = (
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)
_CODE: Final = frozenset({"", "module", "text/javascript", "application/javascript"})
"""Types of script elements that run; others are data."""
_FORBIDDEN: Final = frozenset(
    {"style", "iframe", "frame", "object", "embed", "audio", "video", "base"}
)
_CANDIDATES: Final = ", ".join(
    (
        'script, link, img, [style], a[href*="javascript:" i], meta[http-equiv="refresh" i]',
        *sorted(_FORBIDDEN),
    )
)
_REFRESHED: Final = re.compile(r"url\s*=\s*[\"']?\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_LOADED: Final = frozenset(
    """
    stylesheet icon dns-prefetch manifest modulepreload preconnect prefetch preload prerender
""".split()
)
"""Links that browsers follow without a click; the policy does not block all of them."""
_ACTIVE: Final = frozenset({"script", "foreignobject", "iframe", "handler"})
"""Elements of drawings that run code or contain a page that may."""
_SHOWN_MARKUP: Final = re.compile(r"http://www\.w3\.org/(?:1999/xhtml|2000/svg)")
"""Namespaces of the XML that browsers display."""
_HANDLER: Final = re.compile(r"\son[a-z]+\s*=", re.IGNORECASE)
_EXTERNAL: Final = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_SHOWN: Final = 80
"""Greatest length of a quoted element, in characters."""


def read_policy() -> str:
    """Return the policy that the theme declares in every page."""
    partial = (THEME / "partials" / "policy.html").read_text(encoding="utf-8")
    match = _POLICY.search(partial)
    if match is None:
        raise ValueError("the theme declares no policy")
    return match[1]


def write_headers(site: Path) -> None:
    """Write the file of headers: the policy, with the rule on frames that needs a header."""
    policy = f"{read_policy()}; frame-ancestors 'none'"
    headers = (("Content-Security-Policy", policy), *_OTHER_HEADERS)
    lines = "".join(f"  {name}: {value}\n" for name, value in headers)
    (site / HEADERS).write_text(f"/*\n{lines}", encoding="utf-8")


def check_policy(site: Path, names: Iterable[str] | None = None) -> list[Diagnostic]:
    """Report each page without the policy, and each element that the policy blocks (C005).

    Drawings are opened without a policy, so they may contain no code. With ``names``, only these
    files are checked.
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
    """Yield the start tag of each element of a page that its policy blocks."""
    tree = LexborHTMLParser(text)
    # No selector finds event handlers, so pages that seem to have one are searched completely.
    nodes = tree.css("*" if _HANDLER.search(text) else _CANDIDATES)
    yield from (_quote(node) for node in nodes if _is_blocked(node))


def find_active(text: str) -> Iterator[str]:
    """Yield the start tag of each element of a drawing that runs code or loads it."""
    for node in LexborHTMLParser(text).css("*"):
        names = [name.rpartition(":")[2] for name in node.attributes]
        active = (node.tag or "").lower().rpartition(":")[2] in _ACTIVE
        if active or any(name.startswith("on") for name in names) or _runs_script(node):
            yield _quote(node)


def _runs_script(node: LexborNode) -> bool:
    """Return whether an element links to a ``javascript:`` address."""
    values = (value or "" for name, value in node.attributes.items() if name.endswith("href"))
    return any(value.strip().lower().startswith("javascript:") for value in values)


def _is_blocked(node: LexborNode) -> bool:
    attributes = node.attributes
    if (
        node.tag in _FORBIDDEN
        or "style" in attributes
        or any(n.startswith("on") for n in attributes)
    ):
        return True
    if node.tag == "script" and not attributes.get("src"):
        return (attributes.get("type") or "").strip().lower() in _CODE
    if node.tag == "a":
        return _runs_script(node)
    if node.tag == "meta":  # no policy blocks a redirect to another host
        return _REFRESHED.search(attributes.get("content") or "") is not None
    if node.tag == "link" and not _LOADED & set((attributes.get("rel") or "").lower().split()):
        return False
    return node.tag in {"script", "link", "img"} and _is_external(node)


def _is_external(node: LexborNode) -> bool:
    address = node.attributes.get("src") or node.attributes.get("href") or ""
    if address.startswith("data:") and node.tag == "img":
        return False
    return _EXTERNAL.match(address) is not None


def _quote(node: LexborNode) -> str:
    return (node.html or "").split(">", 1)[0][:_SHOWN] + ">"
