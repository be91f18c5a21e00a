"""Reports of faults of the machine, such as a full disk, with the path concerned."""

from __future__ import annotations

import errno
import json
import os
import shutil
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

from edition.diagnostics.diagnostic import Diagnostic

FAULTS: Final = (OSError, MemoryError, UnicodeError)
"""Errors caused by the machine, not by the program or its input."""
Fault: TypeAlias = OSError | MemoryError | UnicodeError
FAULT_STATUS: Final = 75
"""Exit status of a process that prints such a fault for its parent (``EX_TEMPFAIL``)."""

_CODES: Final[Mapping[int | None, str]] = MappingProxyType(
    {
        errno.ENOSPC: "M001",
        errno.EDQUOT: "M001",
        errno.EFBIG: "M001",
        errno.EACCES: "M002",
        errno.EPERM: "M002",
        errno.EROFS: "M002",
        errno.EMFILE: "M003",
        errno.ENFILE: "M003",
        errno.ELOOP: "M004",
        errno.EADDRINUSE: "M005",
        errno.ENOMEM: "M007",
        errno.EAGAIN: "M007",
    }
)


def report_fault(error: Fault, root: Path) -> Diagnostic:
    """Return the finding (M001 to M008) for a fault, with its path relative to ``root``."""
    path = find_path(error)
    shown = Path(path).relative_to(root).as_posix() if Path(path).is_relative_to(root) else path
    if isinstance(error, UnicodeError):
        return Diagnostic("M008", str(error), shown)
    if isinstance(error, MemoryError):
        return Diagnostic("M007", "the machine has no more memory", shown)
    code = _CODES.get(error.errno, "M006")
    return Diagnostic(code, error.strerror or str(error), shown)


def find_path(error: BaseException) -> str:
    """Return the path in a fault, or else the path that was read or written when it occurred."""
    if isinstance(error, shutil.Error) and isinstance(error.args[0], list):
        return str(error.args[0][0][0])
    named = getattr(error, "filename", None)
    if isinstance(named, (str, bytes)):
        return os.fsdecode(named)
    # The error of a failed write names no file, but the method of its path is on the stack.
    owners = [f.f_locals.get("self") for f, _ in traceback.walk_tb(error.__traceback__)]
    return next((str(owner) for owner in reversed(owners) if isinstance(owner, Path)), "")


def pack_fault(error: OSError | MemoryError) -> str:
    """Return a fault as one line for another process."""
    if isinstance(error, MemoryError):
        return json.dumps([errno.ENOMEM, os.strerror(errno.ENOMEM), ""])
    return json.dumps([error.errno, error.strerror or str(error), find_path(error)])


def unpack_fault(output: str) -> OSError:
    """Return the fault in the last line of the output of a process."""
    number, text, path = json.loads(output.strip().rpartition("\n")[2])
    return OSError(number, text, path or None)
