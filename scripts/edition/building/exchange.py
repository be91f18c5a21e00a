"""Puts a new site in the place of the last one, in one step where the file system can.

Linux exchanges two folders in one step (``renameat2``). Elsewhere the last site is renamed and the
new one takes its name; if that is interrupted, ``repair_site`` puts the last site back. A folder
that cannot be renamed, such as a mount point, gets one file after the other, the manifest last.
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
"""``RENAME_EXCHANGE``: both names exist, and change places."""
_NO_EXCHANGE: Final = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP})
"""Errors of a file system that cannot exchange folders."""
_CANNOT_RENAME: Final = frozenset({errno.EXDEV, errno.EBUSY})
"""Errors for a folder on another file system, and for a mount point."""


def replace_site(fresh: Path, site: Path) -> None:
    """Put the folder ``fresh`` in the place of ``site``, or of the folder to which it links.

    Raises EditionError (C008) for a link to a folder that is not a site, OSError if it fails; the
    last site is then whole, unless only single files could be replaced.
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
    """Return True for a folder with files that no build wrote."""
    return not (folder / MANIFEST).is_file() and any(folder.iterdir())


def _rename(fresh: Path, target: Path) -> None:
    """Give a folder the name of another on the same file system, and remove that one."""
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


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; return False if the system cannot.

    Raises OSError if it could but failed.
    """
    if sys.platform != "linux":
        return False
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    if call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NO_EXCHANGE:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _replace_across(fresh: Path, target: Path) -> None:
    """Replace a folder on another file system: from a copy beside it, or else file by file."""
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
    """Replace the files of a folder one after the other, the manifest last."""
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
    """Put the last site back if a replacement was interrupted after renaming it (C007)."""
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
    """Return the folder beside a site in which its predecessor or its successor is kept."""
    return target.with_name(f".{target.name}-{kind}")
