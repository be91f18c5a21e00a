"""Replaces a site with a new one, atomically where the file system supports it.

Linux exchanges two folders atomically (``renameat2``). Elsewhere the last site is renamed and the
new one takes its name; if that is interrupted, ``repair_site`` restores the last site. In a folder
that cannot be renamed, such as a mount point, the files are replaced singly, the manifest last.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from pathlib import Path
from typing import Final

from edition.building.manifest import MANIFEST, list_files
from edition.building.store import write_bytes_if_changed
from edition.diagnostics.diagnostic import Diagnostic, EditionError

_HERE: Final = -100
"""``AT_FDCWD``: paths are relative to the current folder."""
_EXCHANGE: Final = 2
"""``RENAME_EXCHANGE``: exchange two existing names."""
_NO_EXCHANGE: Final = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP})
"""Errors of a file system that cannot exchange folders."""
_CANNOT_RENAME: Final = frozenset({errno.EXDEV, errno.EBUSY})
"""Errors for a folder on another file system, and for a mount point."""


def replace_site(fresh: Path, site: Path) -> None:
    """Replace the folder ``site``, or the folder to which it links, with the folder ``fresh``.

    Raises EditionError (C008) for a link to a folder that is not a site, and OSError on failure:
    then the last site is intact, unless its files had to be replaced singly.
    """
    target = Path(os.path.realpath(site))
    if site.is_symlink() and target.is_dir() and _is_foreign(target):
        fact = f"the link leads to {target}, which has other files"
        raise EditionError(Diagnostic("C008", fact, site.name))
    if target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(site))
    if target.exists() and not target.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        _rename(fresh, target)
    except OSError as error:
        if error.errno not in _CANNOT_RENAME:
            raise
        _replace_across(fresh, target)


def _is_foreign(folder: Path) -> bool:
    """Return whether a folder has files but no manifest: no build wrote them."""
    return not (folder / MANIFEST).is_file() and any(folder.iterdir())


def _rename(fresh: Path, target: Path) -> None:
    """Replace a folder with another on the same file system."""
    if not target.exists():
        fresh.rename(target)
        return
    old = fresh
    if not exchange(fresh, target):
        old = _sibling(target, "old")
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
        fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def exchange(first: Path, second: Path) -> bool:
    """Exchange two folders atomically; return False if the system does not support it.

    Raises OSError on any other failure.
    """
    if sys.platform != "linux":
        return False
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    if call(_HERE, os.fsencode(first), _HERE, os.fsencode(second), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NO_EXCHANGE:
        return False
    raise OSError(number, os.strerror(number), str(second))


def _replace_across(fresh: Path, target: Path) -> None:
    """Replace a folder with one on another file system: by a copy next to it, or file by file."""
    near = _sibling(target, "new")
    shutil.rmtree(near, ignore_errors=True)
    try:
        if os.path.ismount(target):
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(target))
        shutil.copytree(fresh, near)
        _rename(near, target)
    except OSError as error:
        shutil.rmtree(near, ignore_errors=True)
        if error.errno not in _CANNOT_RENAME:
            raise
        replace_files(fresh, target)
    shutil.rmtree(fresh, ignore_errors=True)


def replace_files(fresh: Path, target: Path) -> None:
    """Replace the files of a folder one by one, the manifest last."""
    files = dict(list_files(fresh))
    manifest = files.pop(MANIFEST, None)
    for name, path in files.items():
        write_bytes_if_changed(target / name, path.read_bytes())
    for name, path in list_files(target):
        if name not in files and name != MANIFEST:
            path.unlink()
    if manifest is not None:
        write_bytes_if_changed(target / MANIFEST, manifest.read_bytes())


def repair_site(site: Path) -> list[Diagnostic]:
    """Restore the last site if a replacement was interrupted after renaming it (C007)."""
    target = Path(os.path.realpath(site))
    old = _sibling(target, "old")
    shutil.rmtree(_sibling(target, "new"), ignore_errors=True)
    if not old.is_dir():
        return []
    if target.exists():
        shutil.rmtree(old, ignore_errors=True)
        return []
    old.rename(target)
    return [Diagnostic("C007", "an exchange was interrupted; the last site is back", site.name)]


def _sibling(target: Path, kind: str) -> Path:
    """Return the hidden folder next to a site for its predecessor or its successor."""
    return target.with_name(f".{target.name}-{kind}")
