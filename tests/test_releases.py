"""Releases: the same bytes twice, their checksums, the catalogue, and texts taken out of them."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.projects import commit, make_source, run

KEPT = "A REPORT\n\nThis report stays in every release, whatever becomes of the other text.\n"
TAKEN = (
    "Whoever still reads this sentence in a release after the text was taken down has found a "
    "fault of the tool, for every run of eight of its words has to be gone by then."
)
CITATION = 'title: An edition\nversion: "{}"\nabstract: Two texts.\nauthors: [{{name: Somebody}}]\n'
CHANGES = (
    "# Changes\n\n## Unreleased\n\n- Later.\n\n## 1.1.0\n\n- More.\n\n## 1.0.0\n\n- All of it.\n"
)
SETTINGS = "site_name: An edition\nsite_url: https://edition.example/\nextra: {keeper: A library}\n"
PAGE = (
    "# Releases\n\n<!-- edition:releases -->\n<!-- /edition:releases -->\n\n"
    "<!-- edition:keeping -->\n<!-- /edition:keeping -->\n"
)
OFFER = "# Download\n\n<!-- offline:copy --><!-- /offline:copy -->\n"


def make_project(root: Path) -> Path:
    make_source(root, KEPT, "kept", title="The kept report")
    make_source(root, f"A LETTER\n\n{TAKEN}\n", "taken", title="The taken letter")
    files = {
        "CITATION.cff": CITATION.format("1.0.0"), "CHANGELOG.md": CHANGES, "mkdocs.yml": SETTINGS,
        ".gitignore": "build/\nsite/\ndist/\nreleases/\nprivate/\n",
        "docs/releases.md": PAGE, "docs/offline.md": OFFER,
    }  # fmt: skip
    for name, text in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def read_files(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_project(tmp_path_factory.mktemp("project"))
    assert run(root, "release", "1.0.0") == 0
    return root


@pytest.fixture
def copy(project: Path, tmp_path: Path) -> Path:
    root = tmp_path / "project"
    shutil.copytree(project, root, symlinks=True)
    return root


def test_a_release_has_all_of_an_edition_and_its_checksums(project: Path) -> None:
    release = project / "releases" / "1.0.0"
    names = read_files(release)
    for name in (
        "index.html", "editions/kept.xml", "editions/kept/text.json", "data/dataset.jsonld",
        "dts/index.jsonld", "download/an-edition-offline.zip", "release/kept.epub",
        "release/an-edition.epub", "release/an-edition.pdf", "release/.zenodo.json",
        "release/CITATION.cff", "release/CHANGELOG.md", "release/catalogue.json",
    ):  # fmt: skip
        assert name in names, name
    checked = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=release, check=False
    )
    assert checked.returncode == 0
    assert names["release/CHANGELOG.md"] == b"## 1.0.0\n\n- All of it.\n"
    assert json.loads(names["release/.zenodo.json"])["creators"] == [{"name": "Somebody"}]
    page = names["editions/kept/text.html"].decode()
    assert 'rel="latest-version" href="../../../latest/index.html"' in page
    assert 'rel="cite-as" href="https://edition.example/releases/1.0.0/editions/' in page
    entry = json.loads(names["dts/index.jsonld"])
    assert entry["document"].startswith("https://edition.example/releases/1.0.0/editions")


def test_a_release_made_twice_has_the_same_bytes(project: Path, tmp_path: Path) -> None:
    other = make_project(tmp_path)
    assert run(other, "release", "1.0.0") == 0
    releases = [read_files(root / "releases") for root in (project, other)]
    assert releases[0] == releases[1]
    # Over a release that is kept, and with the catalogue that names it.
    assert run(other, "release", "1.0.0") == 0
    assert read_files(other / "releases") == releases[0]


def test_the_site_shows_what_was_released(copy: Path) -> None:
    assert run(copy, "build") == 0
    page = (copy / "site" / "releases.html").read_text("utf-8")
    catalogue = json.loads((copy / "docs" / "releases.json").read_text("utf-8"))
    for file in catalogue[0]["files"]:
        path = copy / "releases" / "1.0.0" / file["name"]
        data = path.read_bytes()
        assert (file["size"], file["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
        assert file["sha256"] in page
        assert f'href="releases/1.0.0/{file["name"]}"' in page
    assert "Kept by: A library" in re.sub("<[^>]*>", "", page)
    # What is kept of the last conversion is of no use when the list changes.
    changed = json.dumps([{**catalogue[0], "date": "2031-05-06"}])
    (copy / "docs" / "releases.json").write_text(changed, "utf-8")
    assert run(copy, "build") == 0
    assert "2031-05-06" in (copy / "site" / "releases.html").read_text("utf-8")


def test_the_newest_release_is_at_one_address(copy: Path) -> None:
    (copy / "CITATION.cff").write_text(CITATION.format("1.1.0"), "utf-8")
    before = read_files(copy / "releases" / "1.0.0")
    assert run(copy, "release", "1.1.0") == 0
    assert read_files(copy / "releases" / "1.0.0") == before
    latest = (copy / "releases" / "latest" / "index.html").read_text("utf-8")
    assert 'href="../1.1.0/index.html"' in latest


@pytest.mark.parametrize("version", ["1.1.0", "new", "2.0.0"])
def test_a_version_has_to_be_named_where_it_is_cited(
    copy: Path, version: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (copy / "docs" / "releases.json").read_bytes()
    assert run(copy, "release", version) != 0
    assert "C010" in capsys.readouterr().err
    assert (copy / "docs" / "releases.json").read_bytes() == before


def test_a_release_that_is_kept_is_not_replaced(copy: Path) -> None:
    record = copy / "sources" / "kept" / "source.yml"
    record.write_text(record.read_text("utf-8").replace("A text for", "Changed for"), "utf-8")
    before = read_files(copy / "releases")
    assert run(copy, "release", "1.0.0") != 0
    assert read_files(copy / "releases") == before


def test_a_withdrawn_text_is_taken_out_of_every_release(copy: Path) -> None:
    commit(copy)
    before = (copy / "docs" / "releases.json").read_text("utf-8")
    assert run(copy, "withdraw", "taken", "--reason", "The heirs asked for it.") == 0
    release = copy / "releases" / "1.0.0"
    files = read_files(release)
    words = re.compile(rb"\W+".join(word.encode() for word in TAKEN.split()[3:11]))
    packed = zipfile.ZipFile(release / "download" / "an-edition-offline.zip")
    files |= {f"zip/{name}": packed.read(name) for name in packed.namelist()}
    assert [name for name, data in files.items() if words.search(data)] == []
    archive = zipfile.ZipFile(copy / "dist" / "an-edition-1.0.0.zip")
    assert {f"1.0.0/{name}" for name in read_files(release)} == set(archive.namelist())
    made = {path.name for path in (copy / "dist").iterdir()}
    assert made == {"an-edition-1.0.0.zip", "kept.epub", "kept.pdf"}
    assert not any(words.search(archive.read(name)) for name in archive.namelist())
    assert b"The heirs asked for it." in files["editions/taken/index.html"]
    for name in ("editions/taken.xml", "release/taken.epub", "release/an-edition.epub"):
        assert name not in files
    assert b"This report stays" in files["editions/kept/text.html"]
    assert "release/kept.epub" in files
    checked = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=release, check=False
    )
    assert checked.returncode == 0
    (entry,) = json.loads((copy / "docs" / "releases.json").read_text("utf-8"))
    assert entry["withdrawn"][0]["reason"] == "The heirs asked for it."
    assert entry["files"] != json.loads(before)[0]["files"]
    # Whoever publishes kept releases elsewhere brings them up to date again.
    assert run(copy, "release") == 0
    assert read_files(release) == {n: d for n, d in files.items() if not n.startswith("zip/")}
