"""The policy of the pages: declared by every page, kept by what is built, sent along by servers."""

from __future__ import annotations

from pathlib import Path

import pytest

from edition.publishing.page_policy import check_policy, find_blocked, read_policy, write_headers
from tests.projects import make_source, run

TEXT = "A HEADING\n\nA paragraph of a text that is about nothing in particular.\n"

BLOCKED = [
    "<script>document.title = 1</script>",
    "<script type=module>import('./a.js')</script>",
    "<script type='text/javascript'>a()</script>",
    "<script src='https://third.invalid/a.js'></script>",
    "<script src='//third.invalid/a.js'></script>",
    "<link rel=stylesheet href='https://third.invalid/a.css'>",
    "<img src='https://third.invalid/a.png' alt=''>",
    "<style>p { color: red }</style>",
    "<p style='color: red'>a</p>",
    "<p onclick='a()'>a</p>",
    "<svg onload='a()'></svg>",
    "<a href='javascript:a()'>a</a>",
    "<a href='JavaScript:a()'>a</a>",
    "<a href=' javascript:a()'>a</a>",
    "<meta http-equiv='refresh' content='0; url=https://third.invalid/'>",
    "<link rel='preconnect' href='https://third.invalid'>",
    "<iframe src='a.html'></iframe>",
    "<base href='/'>",
]
KEPT = [
    "<script src='../assets/a.js' defer></script>",
    "<script type='application/json'>{}</script>",
    "<script type='application/ld+json'>{}</script>",
    "<link rel=stylesheet href='a.css'>",
    "<link rel=canonical href='https://edition.invalid/a.html'>",
    "<img src='data:image/png;base64,AA' alt=''>",
    "<img src='a.png' alt=''>",
    "<meta http-equiv='refresh' content='0; url=a.html'>",
    "<a href='https://third.invalid/'>a</a>",
    "<p>Words, and onclick = 1 among them</p>",
]


@pytest.mark.parametrize("markup", BLOCKED)
def test_what_the_policy_blocks_is_found(markup: str) -> None:
    (found,) = find_blocked(f"<!doctype html><title>t</title>{markup}")
    assert markup.startswith(found.replace('"', "'")[:5])


@pytest.mark.parametrize("markup", KEPT)
def test_what_the_policy_lets_through_is_not(markup: str) -> None:
    assert list(find_blocked(f"<!doctype html><title>t</title>{markup}")) == []


def test_the_policy_lets_nothing_through_that_is_in_a_page() -> None:
    directives = dict(part.strip().split(" ", 1) for part in read_policy().split(";"))
    assert directives["default-src"] == "'self'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert directives["connect-src"] == directives["object-src"] == "'none'"
    assert "unsafe" not in read_policy()
    assert directives["form-action"] == "'self' file:"
    assert "*" not in read_policy()
    assert "http" not in read_policy()


def test_a_page_without_the_policy_is_reported(tmp_path: Path) -> None:
    (tmp_path / "bare.html").write_text("<!doctype html><title>t</title>", "utf-8")
    assert [(d.code, d.path) for d in check_policy(tmp_path)] == [("C005", "bare.html")]


@pytest.mark.parametrize("name", ["a.htm", "a.xhtml", "a.HTML"])
def test_a_page_by_another_name_needs_the_policy_too(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("<html><script>a()</script></html>", "utf-8")
    assert [(d.code, d.path) for d in check_policy(tmp_path)] == [("C005", name)] * 2


@pytest.mark.parametrize(
    ("name", "part", "count"),
    [
        ("a.svg", "<script>a()</script>", 1),
        ("a.svg", "<script href='a.js'/>", 1),
        ("a.svg", "<svg:script xmlns:svg='http://www.w3.org/2000/svg'/>", 1),
        ("a.svg", "<g onload='a()'/>", 1),
        ("a.svg", "<a xlink:href='javascript:a()'><text>A</text></a>", 1),
        ("a.svg", "<foreignObject><p>A</p></foreignObject>", 1),
        ("a.svg", "<style>path { fill: red }</style><path style='x: y'/><text>A</text>", 0),
        ("a.xml", "<html xmlns='http://www.w3.org/1999/xhtml'><script>a()</script></html>", 1),
        ("a.xml", "<script only='1'>Exit the keeper.</script>", 0),
    ],
)
def test_a_drawing_may_hold_nothing_that_runs(
    name: str, part: str, count: int, tmp_path: Path
) -> None:
    root = "svg" if name == "a.svg" else "play"
    (tmp_path / name).write_text(f"<{root}>{part}</{root}>", "utf-8")
    assert [(d.code, d.path) for d in check_policy(tmp_path)] == [("C005", name)] * count


def test_the_headers_are_those_of_the_pages_and_one_more(tmp_path: Path) -> None:
    write_headers(tmp_path)
    first, *rest = (tmp_path / "_headers").read_text("utf-8").splitlines()
    assert first == "/*"
    headers = dict(line.strip().split(": ", 1) for line in rest)
    assert headers["Content-Security-Policy"] == f"{read_policy()}; frame-ancestors 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_project_whose_page_has_a_style_of_its_own_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(tmp_path, TEXT)
    assert run(tmp_path, "build") == 0
    assert (tmp_path / "site" / "_headers").is_file()
    page = tmp_path / "docs" / "index.md"
    page.write_text("# Home\n\n<p style='color: red'>Words.</p>\n", "utf-8")
    capsys.readouterr()
    assert run(tmp_path, "build") == 1
    assert "index.html: error C005: the policy of the page blocks <p style=" in (
        capsys.readouterr().out
    )
