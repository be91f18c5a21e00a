"""Drive a Firefox of the machine by WebDriver BiDi, the protocol that it speaks of itself.

No other program stands between: Firefox offers a web socket, and a command is a message on it. What
every page asks for, and what it offends against its policy, is noted.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from websockets.sync.client import connect

NAMES: Final = ("firefox", "firefox-esr")
NOT_FOUND: Final = "no Firefox is on this machine; EDITION_FIREFOX can name one"
SECONDS: Final = 120
"""How long an answer may take before a test gives up; no test depends on it."""
_LISTENING: Final = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
_SETTINGS: Final = {
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}
_LISTEN: Final = """() => {
  globalThis.offences = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    offences.push(`${event.effectiveDirective} ${event.blockedURI}`);
  });
}"""
_KEYS: Final = {"Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004"}


def find_firefox() -> Path | None:
    """Return the Firefox that EDITION_FIREFOX names, else the first on this machine, or None."""
    named = os.environ.get("EDITION_FIREFOX")
    found = filter(None, map(shutil.which, [named] if named else NAMES))
    return next(map(Path, found), None)


class Firefox:
    """A Firefox without a window, with a profile of its own, and one page open in it."""

    def __init__(self, program: Path) -> None:
        self.profile = tempfile.TemporaryDirectory(prefix="firefox-")
        write_settings(Path(self.profile.name))
        command = [str(program), "--headless", "--no-remote", "--profile", self.profile.name]
        self.process = subprocess.Popen(
            [*command, "--remote-debugging-port", "0"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        address = f"{self._read_address()}/session"
        self.closing = ExitStack()
        self.socket = self.closing.enter_context(connect(address, max_size=None, proxy=None))
        self.count = 0
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.send("session.new", capabilities={})
        self.send("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        self.send("script.addPreloadScript", functionDeclaration=_LISTEN)
        self.page: str = self.send("browsingContext.create", type="tab")["context"]

    def _read_address(self) -> str:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if match := _LISTENING.search(line):
                return match[1]
        raise RuntimeError("Firefox ended before it could be driven")

    def __enter__(self) -> Firefox:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.close()
        self.process.terminate()
        self.process.wait(SECONDS)
        self.profile.cleanup()

    def send(self, method: str, **parameters: object) -> dict[str, Any]:
        """Send a command and return its result; what happened meanwhile is noted.

        Raises RuntimeError with Firefox's own words if it refuses the command.
        """
        self.count += 1
        self.socket.send(json.dumps({"id": self.count, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self.socket.recv(SECONDS))
            if answer["type"] == "event":
                self._note(answer["method"], answer["params"])
            elif answer["type"] == "error":
                raise RuntimeError(f"{method}: {answer['error']}: {answer['message']}")
            else:
                result: dict[str, Any] = answer["result"]
                return result

    def _note(self, event: str, told: dict[str, Any]) -> None:
        if event == "network.beforeRequestSent":
            self.requests.append(told["request"]["url"])
        elif told["level"] == "error":
            self.complaints.append(f"{told['type']}: {told['text']}")

    def goto(self, address: str) -> None:
        """Open an address and wait until the page has loaded."""
        self.send("browsingContext.navigate", context=self.page, url=address, wait="complete")

    def resize(self, width: int, height: int) -> None:
        """Give the page a width and a height, in CSS pixels."""
        size = {"width": width, "height": height}
        self.send("browsingContext.setViewport", context=self.page, viewport=size)

    def evaluate(self, expression: str) -> Any:  # noqa: ANN401
        """Return the value of an expression in the page, awaited, as plain data."""
        written = f"(async () => JSON.stringify((await ({expression})) ?? null))()"
        told = self.send(
            "script.evaluate",
            expression=written,
            awaitPromise=True,
            target={"context": self.page},
        )
        if told["type"] == "exception":
            raise RuntimeError(told["exceptionDetails"]["text"])
        return json.loads(told["result"]["value"])

    def wait_for(self, condition: str) -> None:
        """Wait until a condition in the page holds."""
        self.evaluate(
            "new Promise(done => { const look = () => "
            f"({condition}) ? done(true) : setTimeout(look, 20); look(); }})"
        )

    def press(self, keys: Sequence[str]) -> None:
        """Press keys one after the other: characters, or Enter, Escape, Tab."""
        values = [_KEYS.get(key, key) for key in keys]
        actions = [
            {"type": kind, "value": value} for value in values for kind in ("keyDown", "keyUp")
        ]
        source = {"type": "key", "id": "keyboard", "actions": actions}
        self.send("input.performActions", context=self.page, actions=[source])

    def offences(self) -> list[str]:
        """Return what the page was kept from doing by its policy."""
        told: list[str] = self.evaluate("globalThis.offences")
        return told


def write_settings(profile: Path) -> None:
    """Write the settings of a profile that does nothing of its own accord."""
    lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in _SETTINGS.items())
    (profile / "user.js").write_text("".join(lines), encoding="utf-8")
