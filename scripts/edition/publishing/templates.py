"""Compiles the page templates of the theme and caches them; no base theme is involved."""

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
    """Return an environment for the templates in some folders, as MkDocs creates it for a theme."""
    environment = Environment(loader=FileSystemLoader(folders), auto_reload=False)
    environment.filters |= {"url": url_filter, "script_tag": script_tag_filter}
    environment.bytecode_cache = _CompiledTemplates()
    return environment


class _CompiledTemplates(FileSystemBytecodeCache):
    """Caches compiled templates in the folder of the compiled modules of this package.

    Unlike a folder of a project, it is as safe as the modules themselves.
    """

    def __init__(self) -> None:
        version_digest = digest(Path(__file__).read_bytes(), version("jinja2"), sys.version)
        folder = Path(__file__).parent / "__pycache__"
        super().__init__(str(folder), f"{version_digest[:16]}-%s.template")

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Cache a template, if the folder is writable."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)
