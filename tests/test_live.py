"""The server of a site in work: what it adds to pages, whom it answers, and what it tells."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from edition.building.live import EDITOR, compare_findings, describe
from edition.publishing.live.server import News, open_server

PAGE = (
    "<!doctype html><html><head><meta http-equiv=Content-Security-Policy "
    "content=\"default-src 'self'; connect-src 'none'\"></head><body>A page.</body></html>"
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "texts").mkdir(parents=True)
    for name in ("index.html", "texts/index.html", "404.html"):
        (folder / name).write_text(PAGE, encoding="utf-8")
    (folder / "style.css").write_text("p { color: red; }\n", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("Not of the site.\n", encoding="utf-8")
    return folder


@pytest.fixture
def server(site: Path) -> Iterator[tuple[int, News]]:
    news = News()
    with open_server(site, news, 0) as running:
        Thread(target=running.serve_forever, daemon=True).start()
        yield running.server_port, news
        running.shutdown()


def ask(port: int, path: str, host: str = "localhost") -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"Host": f"{host}:{port}"})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


@pytest.mark.parametrize("path", ["/", "/index.html", "/texts/?x=1"])
def test_a_page_gets_the_script_and_may_be_told(path: str, server: tuple[int, News]) -> None:
    status, page = ask(server[0], path)
    assert status == 200
    assert page.count('src="/_live/live.js"') == 1
    assert "connect-src 'self'" in page


def test_what_is_no_page_is_sent_as_it_is(site: Path, server: tuple[int, News]) -> None:
    assert ask(server[0], "/style.css") == (200, (site / "style.css").read_text("utf-8"))
    assert (site / "index.html").read_text("utf-8") == PAGE


@pytest.mark.parametrize("path", ["/nowhere.html", "/_live/", "/_live/server.py", "/../secret.txt"])
def test_what_is_not_of_the_site_is_not_found(path: str, server: tuple[int, News]) -> None:
    status, page = ask(server[0], path)
    assert status == 404
    assert "/_live/live.js" in page
    assert "Not of the site" not in page


def test_a_site_that_is_not_built_yet_has_a_page(tmp_path: Path) -> None:
    with open_server(tmp_path / "site", News(), 0) as running:
        Thread(target=running.serve_forever, daemon=True).start()
        assert ask(running.server_port, "/")[0] == 404
        assert "/_live/live.js" in ask(running.server_port, "/")[1]
        running.shutdown()


def test_other_names_of_the_machine_are_refused(server: tuple[int, News]) -> None:
    assert ask(server[0], "/", "127.0.0.1")[0] == 200
    assert ask(server[0], "/", "example.org")[0] == 403
    assert ask(server[0], "/_live/news", "localhost.example.org")[0] == 403


def test_every_page_is_told_the_newest(server: tuple[int, News]) -> None:
    port, news = server
    news.send({"building": True})
    news.send({"building": False})
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/_live/news")
    answer = connection.getresponse()
    assert json.loads(answer.readline().removeprefix(b"data: ")) == {"building": False, "site": ""}
    assert answer.readline() == b"\n"
    news.send({"building": True})
    assert b'"building": true' in answer.readline()
    connection.close()


def test_the_next_port_is_taken_if_one_is_in_use(site: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with open_server(site, News(), port) as running:
            assert running.server_port > port


def finding(path: str, message: str, line: int = 1) -> dict[str, Any]:
    return {
        "code": "R002", "severity": "error", "path": path, "line": line, "column": 2,
        "message": message, "hint": "Mend it.",
    }  # fmt: skip


def test_only_what_is_new_and_what_is_gone_is_told() -> None:
    before = [finding("a", "one"), finding("a", "two", 7)]
    after = [finding("a", "two", 9), finding("b", "three")]
    assert list(compare_findings(before, after)) == [
        "new  b:1:2: error R002: three", "     hint: Mend it.", "gone a:1:2: error R002: one",
    ]  # fmt: skip


def test_a_finding_leads_to_its_place_in_an_editor(tmp_path: Path) -> None:
    path = tmp_path / "private" / "sources" / "a-b" / "source.yml"
    path.parent.mkdir(parents=True)
    path.touch()
    told = describe(finding("private/sources/a-b/source.yml", "one"), tmp_path, EDITOR)
    assert told["link"] == f"vscode://file{path}:1:2"
    assert told["text"] == "a-b"
    assert describe(finding("sources", "one"), tmp_path, EDITOR)["link"] == ""
