"""What git knows of a project."""

from __future__ import annotations

import subprocess
from pathlib import Path


def run_git(root: Path, *arguments: str) -> bytes:
    """Return what git prints; nothing without git or outside a work tree."""
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    except OSError:
        return b""
    return b"" if done.returncode else done.stdout
