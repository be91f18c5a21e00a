"""The templates of a page, compiled and kept: nothing of a base theme is among them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader
from jinja2.bccache import Bucket
from mkdocs.utils.templates import script_tag_filter, url_filter

from edition.text.digest import digest

PAGE = "main.html"
"""The template of every page."""


def make_environment(folders: Sequence[str]) -> Environment:
    """Return what fills the templates in some folders, as MkDocs makes it for a theme."""
    found = Environment(loader=FileSystemLoader(folders), auto_reload=False)
    found.filters |= {"url": url_filter, "script_tag": script_tag_filter}
    found.bytecode_cache = _CompiledTemplates()
    return found


class _CompiledTemplates(FileSystemBytecodeCache):
    """Keeps compiled templates where Python keeps the compiled modules of this package.

    Whoever can write there could write the modules as well; it is no folder of a project.
    """

    def __init__(self) -> None:
        made_by = digest(Path(__file__).read_bytes(), version("jinja2"), sys.version)
        folder = Path(__file__).parent / "__pycache__"
        super().__init__(str(folder), f"{made_by[:16]}-%s.template")

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template, if the folder can be written to."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)
