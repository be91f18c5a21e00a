"""Find a Chromium for the tests in a browser, or install one, and print its path.

The order: the program that EDITION_BROWSER names; a headless shell, which is Chromium without the
windows that no test looks at, and takes a third of the processor time for each page; another
Chromium of the machine; Playwright's own download. As root on a system with apt, Debian's headless
shell is installed where there is none, even beside a whole Chromium. Elsewhere Playwright's
download is installed where nothing can be driven. Without a browser the tests that need one are
skipped; with CI=true that is a failure.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Error, Playwright, sync_playwright

# The sandbox of Chromium does not start as root; the rest keeps it from calling home, and makes
# pictures of one page alike.
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--font-render-hinting=none",
    "--no-first-run",
    "--no-sandbox",
)
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# A small Debian lacks libatomic1, which the driver of Playwright needs; the fonts are for CJK text.
PACKAGES = (SHELL, "libatomic1", "fonts-noto-cjk")
NOT_FOUND = (
    "no Chromium can be driven here and none could be installed: install Chromium or Google "
    "Chrome, or set EDITION_BROWSER to the path of one"
)
FIND = "--find"
INSTALL_SECONDS = 1200


def find_browser(*, explain: bool = False) -> Path | None:
    """Return the first Chromium on this machine that can be driven, or None.

    The search is a process of its own, because Playwright cannot start twice in one. With `explain`
    what was tried is told on standard error.
    """
    command = [sys.executable, __file__, FIND]
    errors = None if explain else subprocess.DEVNULL
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        check=False,
    )
    return Path(done.stdout.strip()) if done.returncode == 0 else None


def print_first_driven() -> int:
    """Print the path of the first Chromium that can be driven; return the exit status."""
    with sync_playwright() as playwright:
        for path in candidates(playwright):
            if can_be_driven(playwright, path):
                print(path)
                return 0
    return 1


def candidates(playwright: Playwright) -> Iterator[Path]:
    """Yield the places where there is a Chromium, the best first."""
    named = os.environ.get("EDITION_BROWSER")
    found = filter(None, map(shutil.which, NAMES))
    places = [*([named] if named else []), *found, *APPLICATIONS]
    yield from filter(Path.is_file, map(Path, [*places, playwright.chromium.executable_path]))


def can_be_driven(playwright: Playwright, path: Path) -> bool:
    """Return whether Playwright can start `path`.

    A file is not proof: some systems ship a stub that only asks for another package.
    """
    try:
        playwright.chromium.launch(executable_path=path, args=FLAGS).close()
    except Error as problem:
        print(f"{path}: {problem.message.splitlines()[0]}", file=sys.stderr)
        return False
    return True


def prefer_shell(found: Path | None) -> Path | None:
    """Return a headless shell in place of a whole Chromium if one can be installed in a moment."""
    named = os.environ.get("EDITION_BROWSER")
    if found is None or named or found.name == SHELL or not has_apt():
        return found
    way, commands = debian_package()
    return install_browser([(f"{way}, which is faster than {found}", commands)]) or found


def install_browser(ways: Iterable[tuple[str, list[list[str]]]]) -> Path | None:
    """Install a Chromium and return its path, or None if no way of installing one worked."""
    for reason, commands in ways:
        print(f"Installing Chromium: {reason}", file=sys.stderr)
        if all(install(command) for command in commands) and (found := find_browser()):
            return found
    return None


def ways_to_install() -> Iterator[tuple[str, list[list[str]]]]:
    """Yield each way to install a Chromium here: what it is, and its commands."""
    playwright = [sys.executable, "-m", "playwright", "install"]
    if has_apt():
        yield debian_package()
        yield "Playwright's download and its libraries", [[*playwright, "--with-deps", "chromium"]]
    else:
        yield "Playwright's download", [[*playwright, "chromium"]]


def debian_package() -> tuple[str, list[list[str]]]:
    """Return how Debian's headless shell is installed."""
    apt = ["apt-get", "--quiet", "--option", "DPkg::Lock::Timeout=300"]
    packages = ["install", "--yes", "--no-install-recommends", *PACKAGES]
    return "Debian's headless shell", [[*apt, "update"], [*apt, *packages]]


def has_apt() -> bool:
    """Return whether this process may install packages of the system, and knows how."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return is_root and shutil.which("apt-get") is not None


def install(command: Sequence[str]) -> bool:
    """Run one command of an installation, silently unless it fails; return whether it worked."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=INSTALL_SECONDS,
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        )
    except (OSError, subprocess.SubprocessError) as problem:
        print(f"  {problem}", file=sys.stderr)
        return False
    if done.returncode:
        lines = [line for line in done.stdout.splitlines() if line.strip()]
        telling = [line for line in lines if line.startswith(("E:", "Error"))] or lines
        print(f"  failed: {' '.join(command)}", *telling[-3:], sep="\n  ", file=sys.stderr)
    return done.returncode == 0


def main() -> int:
    """Print the path of a Chromium, installing one if need be; return the exit status."""
    if sys.argv[1:] == [FIND]:
        return print_first_driven()
    found = prefer_shell(find_browser()) or install_browser(ways_to_install())
    if found or (found := find_browser(explain=True)):
        print(f"Browser for the tests: {found}")
        return 0
    in_ci = os.environ.get("CI") == "true"
    consequence = "a failure, because CI=true" if in_ci else "the tests that need it are skipped"
    print(f"{NOT_FOUND} ({consequence})", file=sys.stderr)
    return 1 if in_ci else 0


if __name__ == "__main__":
    sys.exit(main())
