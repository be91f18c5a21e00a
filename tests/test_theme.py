"""The files of the theme: each is used, and what the documentation says of them is so."""

from __future__ import annotations

import json
import re
import unicodedata
from hashlib import sha256
from pathlib import Path

from edition.publishing.mkdocs import THEME

ROOT = Path(__file__).resolve().parents[1]
ASSETS = THEME / "assets"
ASSET = re.compile(r"'assets/(?!words)([a-z-]+\.(?:css|js))'")
"""A file of the theme; the build writes words.js."""


def _templates() -> str:
    return "".join(path.read_text("utf-8") for path in sorted(THEME.rglob("*.html")))


def _styles() -> str:
    return "".join(path.read_text("utf-8") for path in sorted(ASSETS.glob("*.css")))


def test_every_script_and_style_sheet_is_named_by_a_template() -> None:
    named = ASSET.findall(_templates())
    assert sorted(named) == sorted(path.name for path in ASSETS.glob("*.[cj]s*"))


def test_the_library_comes_before_every_other_script() -> None:
    found = re.findall(r"<script src=\"([^\"]*)\"(?! defer>)[^>]*>", _templates())
    assert ASSET.findall(" ".join(found)) == ["library.js", "settings.js"]
    main = (THEME / "main.html").read_text("utf-8")
    scripts = [name for name in ASSET.findall(main) if name.endswith(".js")]
    assert scripts[:2] == ["library.js", "settings.js"]


def test_no_template_literal_stands_in_another() -> None:
    # rjsmin, which shortens the scripts, takes the spaces of the inner one for those of code.
    nested = re.compile(r"`[^`]*\$\{[^}`]*`")
    found = [p.name for p in sorted(ASSETS.glob("*.js")) if nested.search(p.read_text("utf-8"))]
    assert found == []


def test_the_style_sheets_are_documented_in_the_order_of_their_links() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    section = guide.partition("\n## Change the theme\n")[2].partition("\n## ")[0]
    main = (THEME / "main.html").read_text("utf-8")
    linked = [name for name in ASSET.findall(main) if name.endswith(".css")]
    named = re.findall(r"`([a-z]+\.css)`", section)
    assert list(dict.fromkeys(named)) == linked


def test_every_variable_of_the_theme_is_documented_and_every_documented_one_exists() -> None:
    variables = (ASSETS / "variables.css").read_text("utf-8")
    page = (ROOT / "docs" / "appearance.md").read_text("utf-8")
    rows = [line.split(" | ")[0] for line in page.splitlines() if line.startswith("| `")]
    documented = [name for row in rows for name in re.findall(r"--[a-z-]+", row)]
    assert sorted(documented) == sorted(set(re.findall(r"(--[a-z-]+):", variables)))


def test_no_style_uses_a_variable_that_is_not_defined() -> None:
    styles = _styles()
    used = set(re.findall(r"var\((--[a-z-]+)", styles))
    assert used - set(re.findall(r"(--[a-z-]+):", styles)) == set()


def test_only_the_variables_name_colours() -> None:
    # Shadows behind a dialogue, and the black of a stamp on paper, are no colours of the page.
    rest = re.compile(r"rgb\(\d+ \d+ \d+ / \d+%\)|1pt solid #000|color: #000")
    for path in sorted(ASSETS.glob("*.css")):
        if path.name != "variables.css":
            text = rest.sub("", re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S))
            values = re.findall(r":\s*([^;{}]*(?:#[0-9a-f]{3,8}\b|rgb\()[^;{}]*);", text)
            assert values == [], path.name


def test_the_lock_of_the_theme_checks_has_a_hash_for_every_package_and_no_address() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert not any("resolved" in package for package in packages.values())


def _read_faces() -> list[tuple[str, str, str, set[int]]]:
    """Return of each file of the typeface its digest, name, slant and characters."""
    rule = re.compile(
        r"/\* (\w{64}) \*/.*?font-style: (\w+);.*?url\(\"([^\"]+)\"\).*?unicode-range:([^;]+);",
        re.DOTALL,
    )
    faces = []
    for digest, slant, name, ranges in rule.findall((ASSETS / "faces.css").read_text("utf-8")):
        ends = [item.partition("-") for item in re.findall(r"U\+([0-9A-F-]+)", ranges)]
        codes = {code for a, _, b in ends for code in range(int(a, 16), int(b or a, 16) + 1)}
        faces.append((digest, name, slant, codes))
    return faces


def test_the_files_of_the_typeface_are_those_that_the_script_made_and_light_enough() -> None:
    faces = _read_faces()
    for digest, name, _, _ in faces:
        assert sha256((ASSETS / name).read_bytes()).hexdigest() == digest
    assert sorted(name for _, name, _, _ in faces) == sorted(p.name for p in ASSETS.glob("*.woff2"))
    assert sum((ASSETS / name).stat().st_size for _, name, _, _ in faces) <= 160_000


def test_the_typeface_has_every_latin_and_cyrillic_letter_of_the_texts() -> None:
    pages = {mark for path in (ROOT / "docs").rglob("*.md") for mark in path.read_text("utf-8")}
    letters = {m for m in pages if unicodedata.name(m, "").startswith(("LATIN", "CYRILLIC"))}
    assert len(letters) > 100
    for wanted in ("normal", "italic"):
        has = set().union(*(codes for _, _, slant, codes in _read_faces() if slant == wanted))
        assert {letter for letter in letters if ord(letter) not in has} == set()
