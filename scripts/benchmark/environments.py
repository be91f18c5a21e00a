"""Gives each peer a virtual environment of its own, from pinned versions with hashes."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

REQUIREMENTS = Path(__file__).parent / "requirements"
_STAMP = ".requirements.sha256"


class AbsentError(Exception):
    """A peer that cannot be had here; says why in a line."""


@dataclass(frozen=True, slots=True)
class Environment:
    """An installed virtual environment, of the Python that runs this."""

    folder: Path

    @property
    def binaries(self) -> Path:
        """The folder of its commands."""
        return self.folder / ("Scripts" if sys.platform == "win32" else "bin")

    def find(self, pattern: str) -> Path:
        """Return a file of an installed package. Raises AbsentError if there is none."""
        found = sorted(self.folder.glob(f"lib/python*/site-packages/{pattern}"))
        if not found:
            raise AbsentError(f"its packages have no {pattern}")
        return found[0]

    def versions(self, *packages: str) -> str:
        """Return the names of packages with their versions."""
        code = "import sys; from importlib.metadata import version as v; "
        code += "print(', '.join(f'{p} {v(p)}' for p in sys.argv[1:]))"
        command = [str(self.binaries / "python"), "-c", code, *packages]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def prepare_environment(name: str, parent: Path) -> Environment:
    """Install ``requirements/<name>.txt`` below ``parent`` unless that is done already.

    Raises AbsentError if it cannot be installed.
    """
    requirements = REQUIREMENTS / f"{name}.txt"
    environment = Environment(parent / name)
    stamp = environment.folder / _STAMP
    wanted = _digest(requirements)
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return environment
    shutil.rmtree(environment.folder, ignore_errors=True)
    _run(sys.executable, "-m", "venv", str(environment.folder))
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    install += ["--only-binary", ":all:", "--require-hashes", "--requirement", str(requirements)]
    _run(str(environment.binaries / "python"), *install)
    stamp.write_text(wanted, encoding="ascii")
    return environment


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes() + sys.version.encode()).hexdigest()


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        told = (done.stderr or done.stdout).strip().splitlines()
        raise AbsentError(told[-1] if told else f"{command[-1]} could not be installed")
