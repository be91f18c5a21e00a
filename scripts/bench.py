"""Measures speed and memory as ratios against a peer in the same run.

Prints: the conversion of all witnesses against MkDocs' rendering of the Markdown that they give;
the whole cold build against a plain MkDocs build of the same Markdown; peak memory; and how the
conversion grows with the longest witness 1, 2, 4 and 8 times over. Each time is the best of
three runs in a process of its own, so that what ran before does not help.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

_CONVERT = """
import json, resource, sys, time
from pathlib import Path
from edition.conversion import convert_source
from edition.record import load_records
root = Path(sys.argv[1])
started = time.perf_counter()
records, faults = load_records(root)
files = sum(len(convert_source(record, root).files) for record in records)
print(json.dumps({"seconds": time.perf_counter() - started, "files": files}))
"""

_RENDER = """
import json, logging, sys, time
from mkdocs.config import load_config
from mkdocs.structure.files import get_files
logging.disable(logging.CRITICAL)
config = load_config(sys.argv[1])
config.plugins.on_startup(command="build", dirty=False)
config = config.plugins.on_config(config)
files = get_files(config)
from mkdocs.structure.pages import Page
pages = [Page(None, file, config) for file in files.documentation_pages()]
for page in pages:
    page.read_source(config)
started = time.perf_counter()
for page in pages:
    page.render(config, files)
print(json.dumps({"seconds": time.perf_counter() - started, "pages": len(pages)}))
"""

_PROVE = """
import json, sys, time
from pathlib import Path
from edition.conversion import convert_source
from edition.ledger import make_ledger
from edition.proof import verify_site
from edition.project import Project
project = Project(Path(sys.argv[1]))
records = project.records()
started = time.perf_counter()
conversions = [convert_source(record, project.root) for record in records]
convert = time.perf_counter() - started
started = time.perf_counter()
for c in conversions:
    if c.source is not None and c.document is not None:
        make_ledger(c.source, c.document)
ledger = time.perf_counter() - started
started = time.perf_counter()
assert verify_site(project, conversions, project.site(private=False)) == []
prove = time.perf_counter() - started
print(json.dumps({"seconds": (ledger + prove) / (convert - ledger)}))
"""

_PLAIN = """
site_name: Plain
docs_dir: {docs}
site_dir: {site}
theme: {{name: material, font: false}}
markdown_extensions: [footnotes, attr_list, md_in_html, toc]
"""

_GROWTH = """
import json, sys, time
from edition.addresses import assign_addresses
from edition.linking import link_document
from edition.readers.registry import READERS
from edition.record import load_record
from edition.source import Source
from edition.writers.edition import Heading, write_text
from pathlib import Path
folder, times = Path(sys.argv[1]), int(sys.argv[2])
record, _ = load_record(folder, folder.parent.parent)
text = record.witness_path.read_text(encoding="utf-8") * times
started = time.perf_counter()
source = Source("witness", text)
document = READERS[record.reader.kind](source, record.reader.options).document
linked = link_document(source, document).document
write_text(linked, Heading("x", "x", "x", "full", record.split))
print(json.dumps({"seconds": time.perf_counter() - started}))
"""


def main() -> int:
    """Run every measure and print a table; returns 0 always, for it only tells."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--runs", type=int, default=3, help="runs of which the best counts")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        figures = measure(Path(name), options.runs)
    for label, figure in figures.items():
        print(f"{label:66} {figure:>10}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


def measure(work: Path, runs: int) -> dict[str, str]:
    """Return every figure by its label."""
    project = _copy_project(work / "project")
    plain = _plain_configuration(project, work)
    convert = min(_run_code(_CONVERT, str(project)) for _ in range(runs))
    render = min(_run_code(_RENDER, str(plain)) for _ in range(runs))
    cold, peak = _best_command(_cold_build(project), runs, [project / "build", project / "site"])
    prove = min(_run_code(_PROVE, str(project)) for _ in range(runs))
    bare, _ = _best_command(
        [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(plain)], runs, [work / "plain"]
    )
    figures = {
        "convert the witnesses, seconds": f"{convert:.2f}",
        "render their Markdown in MkDocs, seconds": f"{render:.2f}",
        "convert / render (goal: below 0.5)": f"{convert / render:.2f}",
        "whole cold build, seconds": f"{cold:.2f}",
        "plain MkDocs build of the same Markdown, seconds": f"{bare:.2f}",
        "cold build / plain build (goal: below 2)": f"{cold / bare:.2f}",
        "peak memory of the build, MiB": f"{peak:.0f}",
        "ledger and proof / conversion (goal: below 1)": f"{prove:.2f}",
    }
    return figures | _growth(project, runs)


def _copy_project(folder: Path) -> Path:
    ignored = shutil.ignore_patterns(
        ".git", ".venv", "site", "site-private", "build", "dist", "tests", "*.egg-info"
    )
    shutil.copytree(ROOT, folder, ignore=ignored)
    return folder


def _plain_configuration(project: Path, work: Path) -> Path:
    path = work / "plain.yml"
    path.write_text(_PLAIN.format(docs=project / "docs", site=work / "plain"), encoding="utf-8")
    return path


def _cold_build(project: Path) -> list[str]:
    return [sys.executable, "-m", "edition", "build", "--project", str(project)]


def _run_code(code: str, *arguments: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env=_environment(),
    )
    return float(json.loads(done.stdout.strip().splitlines()[-1])["seconds"])


def _environment() -> dict[str, str]:
    return {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT / "scripts")}


def _best_command(command: list[str], runs: int, remove: list[Path]) -> tuple[float, float]:
    """Return the best wall time in seconds and the peak memory of children in MiB."""
    times = []
    for _ in range(runs):
        for folder in remove:
            shutil.rmtree(folder, ignore_errors=True)
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=_environment())
        times.append(time.perf_counter() - started)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return min(times), peak / (1024 if sys.platform != "darwin" else 1024 * 1024)


def _growth(project: Path, runs: int) -> dict[str, str]:
    witness = max((project / "sources").glob("*/*.txt"), key=lambda path: path.stat().st_size)
    times = {
        n: min(_run_code(_GROWTH, str(witness.parent), str(n)) for _ in range(runs))
        for n in (1, 2, 4, 8)
    }
    return {
        f"longest witness {n}\u00d7: seconds, and share of {n} times the first": (
            f"{t:.2f} {t / (n * times[1]):.2f}"
        )
        for n, t in times.items()
    }


if __name__ == "__main__":
    sys.exit(main())
