"""The files that ``edition init`` writes, as docs/template-repository.md shows them.

The page is checked against them. Run this file to write them anew: `python -m tests.template`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from edition.text.escape import escape_html
from tests.projects import run

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "template-repository.md"
ANSWERS: Final = (
    ("--title", "An edition"), ("--language", "en"), ("--licence", "CC-BY-4.0"),
    ("--repository", "https://github.com/OWNER/REPOSITORY"),
)  # fmt: skip
_MARK: Final = "\n## The files\n"
_SCHEMAS: Final = ".schema.json"


def list_written(root: Path) -> dict[str, str]:
    """Begin an edition in a folder; return its files as git would have them, by their paths."""
    assert run(root, "init", *(part for answer in ANSWERS for part in answer)) == 0
    paths = (path.relative_to(root) for path in sorted(root.rglob("*")) if path.is_file())
    kept = (path for path in paths if path.parts[0] not in ("private", "build"))
    return {path.as_posix(): (root / path).read_text("utf-8") for path in kept}


def show_files(page: str, files: Mapping[str, str]) -> str:
    """Return the page with these files, those without content and the schemas by name only."""
    parts = [
        f"### {name}\n\n{_show(text)}"
        for name, text in files.items()
        if text and not name.endswith(_SCHEMAS)
    ]
    empty = [f"`{name}`" for name, text in files.items() if not text]
    schemas = [f"`{name}`" for name in files if name.endswith(_SCHEMAS)]
    lead = (
        f"Besides these, {', '.join(empty)} is there, without content; and, for editor programs, "
        f"the schemas {', '.join(schemas)}."
    )
    return page.partition(_MARK)[0] + _MARK + "\n" + "\n\n".join([lead, *parts]) + "\n"


def _show(text: str) -> str:
    # In a fence, sections of the pages would be filled as those of this edition are.
    if "<!--" in text:
        return f"<pre><code>{escape_html(text)}</code></pre>"
    return f"````text\n{text}````"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        shown = show_files(PAGE.read_text("utf-8"), list_written(Path(folder)))
    PAGE.write_text(shown, "utf-8")
