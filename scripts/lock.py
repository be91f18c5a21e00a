"""Resolve pyproject.toml into two locks, for every platform, with hashes.

requirements.lock has what the edition is made with, requirements-dev.lock what tests and checks
need as well, in the same versions.

The resolver lives in a virtual environment of its own under build/, because nothing else needs it.
Versions that still satisfy pyproject.toml are kept; pass --upgrade for the newest of all, or
--upgrade-package NAME for one.
"""

import argparse
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOL = ROOT / "build" / "resolver"
OLDEST_PYTHON = "3.11"


def install_resolver(version: str) -> Path:
    """Return the path of uv at `version`, installed under build/ if it is not there yet."""
    directory = TOOL / version
    binaries = directory / ("Scripts" if sys.platform == "win32" else "bin")
    if not (binaries / "uv").exists() and not (binaries / "uv.exe").exists():
        venv.create(directory, clear=True, with_pip=True)
        pip = [str(binaries / "python"), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, "--only-binary", ":all:", f"uv=={version}"], check=True)
    return binaries / "uv"


def resolve(uv: Path, options: list[str]) -> int:
    """Write the locks; return the exit status of the resolver.

    No address of a registry is written, so that the lock serves wherever packages come from.
    """
    command = [str(uv), "pip", "compile", "pyproject.toml", "--quiet"]
    command += ["--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes"]
    command += ["--no-emit-index-url", "--no-emit-find-links"]
    command += ["--custom-compile-command", "make lock"]
    everything = ["--group", "dev", "--output-file", "requirements-dev.lock", *options]
    few = ["--group", "build", "--constraint", "requirements-dev.lock", "--output-file"]
    status = subprocess.run([*command, *everything], cwd=ROOT, check=False).returncode
    if status:
        return status
    return subprocess.run([*command, *few, "requirements.lock"], cwd=ROOT, check=False).returncode


def main() -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("version", help="the version of uv to resolve with")
    arguments, options = parser.parse_known_args()
    return resolve(install_resolver(arguments.version), options)


if __name__ == "__main__":
    sys.exit(main())
