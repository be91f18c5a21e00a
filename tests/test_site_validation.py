"""The site is refused for a link that does not land: every validation of MkDocs is an error."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from edition.diagnostics.diagnostic import EditionError
from edition.publishing.mkdocs import run_mkdocs, write_configuration

ROOT = Path(__file__).resolve().parents[1]
TEXT = '# <a id="1"></a>One\n\n<a id="p1.1"></a>Text<a id="p2">[p. 2]</a>.[^1]\n\n[^1]: Note.\n'
LANDS = ["#p1.1", "#p2", "#1", "#n1", "#r1", "1.md#p2"]
DOES_NOT_LAND = ["#p3", "#n2", "1.md#p1.2", "2.md", "nowhere/", "/1.md"]


def build(project: Path, links: Sequence[str]) -> Path:
    """Build a site of one page with links."""
    docs = project / "docs" / "editions" / "sample"
    docs.mkdir(parents=True)
    (project / "docs" / "index.md").write_text("# Home\n", encoding="utf-8")
    lines = "".join(f"\n[link]({link})\n" for link in links)
    (docs / "1.md").write_text(f"{TEXT}{lines}", encoding="utf-8")
    settings = (ROOT / "scripts" / "edition" / "publishing" / "defaults.yml").read_text(
        encoding="utf-8"
    )
    (project / "mkdocs.yml").write_text(f"site_name: Sample\n{settings}", encoding="utf-8")
    site = project / "site"
    run_mkdocs(write_configuration(project, project / "work", docs.parents[1], site, {}), 0)
    return site


def test_links_to_addresses_are_accepted(tmp_path: Path) -> None:
    assert (build(tmp_path, LANDS) / "editions" / "sample" / "1.html").is_file()


def test_each_link_that_does_not_land_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(EditionError):
        build(tmp_path, [*LANDS, *DOES_NOT_LAND])
    warnings = [line for line in capsys.readouterr().err.splitlines() if "WARNING" in line]
    refused = [re.search(r"link '([^']+)'", warning) for warning in warnings]
    assert sorted(found[1] for found in refused if found) == sorted(DOES_NOT_LAND)
    assert len(refused) == len(DOES_NOT_LAND)


def test_a_page_that_the_navigation_forgets_is_refused(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "forgotten.md").write_text("# Forgotten\n", encoding="utf-8")
    with pytest.raises(EditionError):
        build(tmp_path, ["#p2"])
