"""Find a Chromium for the tests in a browser, or install one, and print its path.

The order: the program that EDITION_BROWSER names, one on the machine, Playwright's own download.
Where none runs, Debian's package is installed (as root, on a system with apt), else Playwright's
download. Without a browser the tests that need one are skipped; with CI=true that is a failure.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
NOT_FOUND = (
    "no Chromium was found and none could be installed: install Chromium or Google Chrome, "
    "or set EDITION_BROWSER to the path of one"
)
START_SECONDS = 60
INSTALL_SECONDS = 1200


def find_browser() -> Path | None:
    """Return the first Chromium on this machine that starts, or None."""
    return next((path for path in candidates() if starts(path)), None)


def candidates() -> Iterator[Path]:
    """Yield the places where a Chromium may be, the best first."""
    if named := os.environ.get("EDITION_BROWSER"):
        yield Path(named)
    for name in NAMES:
        if found := shutil.which(name):
            yield Path(found)
    yield from map(Path, APPLICATIONS)
    yield from downloaded()


def downloaded() -> Iterator[Path]:
    """Yield the place of Playwright's own download, where Playwright can tell it."""
    program = (
        "from playwright.sync_api import sync_playwright as start\n"
        "with start() as playwright: print(playwright.chromium.executable_path)"
    )
    # A process of its own, because Playwright refuses to start twice in one.
    answer = run([sys.executable, "-c", program], START_SECONDS)
    if answer:
        yield Path(answer.splitlines()[-1])


def starts(path: Path) -> bool:
    """Return whether `path` is a program that tells its version.

    A file is not proof: some systems ship a stub that only asks for another package.
    """
    return path.is_file() and run([str(path), "--version"], START_SECONDS) is not None


def run(command: Sequence[str], seconds: int) -> str | None:
    """Return what `command` printed, or None if it failed or took longer than `seconds`."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
            timeout=seconds,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def install_browser() -> Path | None:
    """Install a Chromium and return its path, or None if no way of installing one worked."""
    for reason, commands in ways_to_install():
        print(f"Installing Chromium: {reason}", file=sys.stderr)
        if all(install(command) for command in commands) and (found := find_browser()):
            return found
    return None


def ways_to_install() -> Iterator[tuple[str, list[list[str]]]]:
    """Yield each way to install a Chromium here: what it is, and its commands."""
    playwright = [sys.executable, "-m", "playwright", "install"]
    if is_root() and shutil.which("apt-get"):
        apt = ["apt-get", "--quiet", "--option", "DPkg::Lock::Timeout=300"]
        packages = ["install", "--yes", "--no-install-recommends", "chromium", "fonts-noto-cjk"]
        yield "Debian's package", [[*apt, "update"], [*apt, *packages]]
        yield "Playwright's download and its libraries", [[*playwright, "--with-deps", "chromium"]]
    else:
        yield "Playwright's download", [[*playwright, "chromium"]]


def is_root() -> bool:
    """Return whether this process may install packages of the system."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def install(command: Sequence[str]) -> bool:
    """Run one command of an installation, silently unless it fails; return whether it worked."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=INSTALL_SECONDS,
            env=environment,
        )
    except (OSError, subprocess.SubprocessError) as problem:
        print(f"  {problem}", file=sys.stderr)
        return False
    if done.returncode:
        last_lines = done.stdout.strip().splitlines()[-3:]
        print(f"  {' '.join(command[:3])} failed:", *last_lines, sep="\n  ", file=sys.stderr)
    return done.returncode == 0


def main() -> int:
    """Print the path of a Chromium, installing one if need be; return the exit status."""
    if found := find_browser() or install_browser():
        print(found)
        return 0
    in_ci = os.environ.get("CI") == "true"
    consequence = (
        "that is a failure, because CI=true" if in_ci else "the tests that need it are skipped"
    )
    print(f"{NOT_FOUND}; {consequence}", file=sys.stderr)
    return 1 if in_ci else 0


if __name__ == "__main__":
    sys.exit(main())
