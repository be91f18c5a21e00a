"""The schemas of what editors write tell a YAML-aware editor all that the code knows of a field."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from edition.readers.registry import READERS
from edition.records import record as records
from edition.records.loading import _build_split
from edition.records.yaml_positions import read_yaml
from tests.export_schema import FOLDERS, write
from tests.field_schemas import complete_convention, complete_record

ROOT = Path(__file__).resolve().parent.parent
ALONE = {
    "emendation": "source.properties.emendations",
    "note": "annotations.properties.notes",
    "date": "chronology.properties.events",
    "event": "correspondences.properties.events",
}
"""Schemas of an item in a file of its own, and the list that it belongs to."""
NAMES = [
    path.name.partition(".")[0]
    for path in sorted(FOLDERS[0].glob("*.schema.json"))
    if path.name != "edition.schema.json"  # what is exported, not what editors write
    and path.name.partition(".")[0] not in ALONE
]
EACH = pytest.mark.parametrize("name", NAMES)
DECLARED: Mapping[str, type] = {
    "$": records.Record,
    "$.$defs.rights": records.Rights,
    "$.$defs.witness": records.Witness,
    "$.$defs.agent": records.Agent,
    "$.$defs.date": records.RecordDate,
    "$.$defs.statement": records.Statement,
    "$.properties.identifiers.items": records.Identifier,
    "$.properties.other_witnesses.items": records.OtherWitness,
    "$.$defs.emendation": records.Emendation,
}
"""Parts of the schema of a record, and what a record is made of."""


def load(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((FOLDERS[0] / f"{name}.schema.json").read_text("utf-8"))
    return data


def walk(part: object, path: str = "$") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema within a schema, with its path; conditions and examples are none."""
    if not isinstance(part, dict):
        return
    yield path, part
    for key in ("properties", "$defs"):
        for name, inner in part.get(key, {}).items():
            yield from walk(inner, f"{path}.{key}.{name}")
    for key in ("items", "additionalProperties", "then"):
        yield from walk(part.get(key), f"{path}.{key}")
    for number, inner in enumerate(part.get("allOf", ())):
        yield from walk(inner, f"{path}.allOf.{number}")


def named(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the schema of every field, what it refers to included."""
    found = {}
    for path, part in walk(schema):
        if path.rpartition(".")[0].endswith(".properties") and set(part) != {"default"}:
            whole = part
            while "$ref" in whole:
                target = schema["$defs"][whole["$ref"].rpartition("/")[2]]
                whole = {**target, **{k: v for k, v in whole.items() if k != "$ref"}}
            found[path] = whole
    return found


@EACH
def test_every_field_says_what_it_is_and_has_examples(name: str) -> None:
    parts = named(load(name))
    assert parts or name == "accepted"
    # What holds for options by the kind of the reader is said of its parts.
    said = {path: part for path, part in parts.items() if ".allOf." not in path}
    assert [path for path, part in parts.items() if not part.get("description")] == []
    assert [path for path, part in said.items() if not part.get("examples")] == []


@EACH
def test_every_example_and_every_default_is_allowed(name: str) -> None:
    schema = load(name)
    Draft202012Validator.check_schema(schema)
    whole = Draft202012Validator(schema)
    for path, part in walk(schema):
        defaults = [part["default"]] if "default" in part else []
        for value in (*part.get("examples", ()), *defaults):
            assert [e.message for e in whole.evolve(schema=part).iter_errors(value)] == [], path


@pytest.mark.parametrize("name", ALONE)
def test_an_item_in_a_file_of_its_own_has_the_schema_of_its_list(name: str) -> None:
    whole, _, path = ALONE[name].partition(".")
    listed = dict(walk(load(whole)))[f"$.{path}"]["items"]
    assert load(name)["$ref"] == whole + ".schema.json" + listed["$ref"]


def test_each_file_that_editors_write_has_one_schema_in_an_editor_program() -> None:
    settings = json.loads((ROOT / ".vscode/settings.json").read_text("utf-8"))["yaml.schemas"]
    names = {Path(file).name.partition(".")[0] for file in settings}
    assert names == {*NAMES, *ALONE}
    patterns = [
        one for each in settings.values() for one in ([each] if isinstance(each, str) else each)
    ]
    files = [p.relative_to(ROOT) for p in (ROOT / "sources").rglob("*.yml")]
    assert [str(f) for f in files if sum(f.match(one) for one in patterns) != 1] == []


@pytest.mark.parametrize("name", [*NAMES, *ALONE])
def test_the_schema_is_published_as_it_is_used(name: str) -> None:
    published, used = (folder / f"{name}.schema.json" for folder in FOLDERS)
    assert published.read_bytes() == used.read_bytes()


@pytest.mark.parametrize(
    ("name", "complete"), [("source", complete_record), ("convention", complete_convention)]
)
def test_options_and_lists_of_words_are_those_of_the_code(
    name: str, complete: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    kept = (FOLDERS[0] / f"{name}.schema.json").read_text("utf-8")
    assert kept == write(complete(json.loads(kept))) + "\n", "run: python -m tests.export_schema"


def test_the_defaults_of_a_record_are_those_of_the_code() -> None:
    schema = load("source")
    parts = dict(walk(schema))
    stated = {
        path: part["default"]
        for path, part in parts.items()
        if "default" in part and "options" not in path
    }
    coded = {
        f"{path}.properties.{one.name}": one.default
        for path, kind in DECLARED.items()
        for one in fields(kind)
        if one.default not in (MISSING, "", (), None)
        and one.name in parts[path].get("properties", {})
        and not isinstance(one.default, records.Extent)
    }
    split = "$.properties.output.properties.split"
    assert _build_split(stated.pop(split)) == records.Split()
    level = stated.pop(f"{split}.then.properties.level")
    assert _build_split({"level": level}) == records.Split()
    assert stated.pop("$.properties.citations.properties.statements") == "nowhere"
    assert stated == coded


@pytest.mark.parametrize("kind", READERS)
def test_the_schema_allows_an_option_what_its_reader_does(kind: str) -> None:
    schema = load("source")
    whole = Draft202012Validator(schema)
    reader = whole.evolve(schema=schema["properties"]["reader"])
    values = [True, "auto", "", "few", 1, None, [], ["a"], [1], [0], [True], {}]
    for option in READERS[kind].options:
        for value in [*values, *option.choices]:
            allowed = reader.is_valid({"kind": kind, "options": {option.name: value}})
            assert allowed is option.allows(value), (option.name, value)
    assert not reader.is_valid({"kind": kind, "options": {"no_such_option": True}})


@pytest.mark.parametrize("path", sorted(ROOT.glob("sources/*/source.yml")), ids=str)
def test_the_records_of_this_edition_follow_the_whole_schema(path: Path) -> None:
    data, _ = read_yaml(path.read_bytes(), path.name)
    assert data is not None
    found = Draft202012Validator(load("source")).iter_errors(data.value)
    assert [error.message for error in found] == []
