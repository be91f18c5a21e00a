"""Write the interface of Distributed Text Services (DTS 1.0, Level 0) as files.

A static host ignores queries, so the templates put all parameters into the path. The documents are
the TEI files next to the pages of the edition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Final, TypeAlias

from edition.model.addresses import page_address
from edition.model.edition import Edition
from edition.writers.interface.pages import dump_compact
from edition.writers.interface.units import Unit, group_pages, list_units

Data: TypeAlias = dict[str, Any]

FOLDER: Final = "dts"
PAGES: Final = "pages"
"""Name of the citation tree of the original's pages; long texts have runs of pages."""
_TEXTS: Final = "texts"
_CONTEXT: Final = {"@context": "https://dtsapi.org/context/v1.0.json", "dtsVersion": "1.0"}
_PLACE: Final = "{/ref,start,end}"


_COLLECTION_ONLY: Final = ("title", "description", "dublinCore", "download", "mediaTypes")
"""Properties of a text that appear only in its collection."""


@dataclass(frozen=True, slots=True)
class Service:
    """The DTS interface of a site."""

    site: str
    """Address of the site with a final slash."""
    title: str
    folder: str
    """Folder of the documents, relative to the site."""

    def write_entry(self) -> dict[str, str]:
        """Return the entry point."""
        return _file("index", {
            **_CONTEXT, "@id": f"{self.site}{FOLDER}/index.jsonld", "@type": "EntryPoint",
            "collection": self._collection("{/id}"),
            "navigation": self._navigation("{/resource,ref,start,end}"),
            "document": f"{self.site}{self.folder}{{/resource,ref,start,end}}{{;tree}}.xml",
        })  # fmt: skip

    def write_collections(self, editions: Sequence[Edition]) -> dict[str, str]:
        """Return the collections with their members and parents: the root, and all texts."""
        texts = [self.describe(edition) for edition in editions]
        inner = self._describe(_TEXTS, f"Texts of {self.title}", len(texts), 1)
        root = self._describe("root", self.title, 1, 0)
        files: dict[str, str] = {}
        for name, collection, children, parents in (
            ("", root, [inner], []),
            ("/root", root, [inner], []),
            (f"/{_TEXTS}", inner, texts, [root]),
            *((f"/{text['@id']}", text, [], [inner]) for text in texts),
        ):
            for nav, members in (("", children), ("children", children), ("parents", parents)):
                end = f";nav={nav}" if nav else ""
                files |= _file(
                    f"collection{name}{end}", {**_CONTEXT, **collection, "member": members}
                )
        return files

    def _describe(self, name: str, title: str, children: int, parents: int) -> Data:
        template = self._collection(f"/{name}")
        return {
            "@id": name, "@type": "Collection", "title": title, "collection": template,
            "totalChildren": children, "totalParents": parents,
        }  # fmt: skip

    def describe(self, edition: Edition) -> Data:
        """Return a text as a resource; a text that is not published in full has no parts."""
        record = edition.record
        trees = []
        if edition.allowed.full_text:
            units = list_units(edition)
            trees.append(_tree(["section"] * max(unit.level for unit in units)))
            if edition.document is not None and edition.document.pages:
                trees.append({"identifier": PAGES, **_tree(["page"])})
        creators = [author.display for author in record.authors]
        dublin: Data = {"title": [record.title], "creator": creators, "language": [record.language]}
        dublin |= {"date": [record.date.value]} if record.date else {}
        dublin |= {"license": [record.rights.statement]}
        document = f"{self.site}{self.folder}/{record.id}"
        return {
            "@id": record.id, "@type": "Resource", "title": record.title,
            "description": record.summary.strip(), "totalParents": 1, "totalChildren": 0,
            "dublinCore": dublin, "collection": self._collection(f"/{record.id}"),
            "navigation": self._navigation(f"/{record.id}{_PLACE}"),
            "document": f"{document}{_PLACE}{{;tree}}.xml", "download": f"{document}.xml",
            "mediaTypes": ["application/tei+xml"], "citationTrees": trees,
        }  # fmt: skip

    def _collection(self, path: str) -> str:
        return f"{self.site}{FOLDER}/collection{path}{{;nav}}.jsonld"

    def _navigation(self, path: str) -> str:
        return f"{self.site}{FOLDER}/navigation{path}{{;tree,down}}.jsonld"

    def write_navigation(self, edition: Edition) -> dict[str, str]:
        """Return the navigation of a text: its sections at every depth, its pages at one."""
        files, name = dict[str, str](), edition.record.id
        described = self.describe(edition)
        resource = {key: value for key, value in described.items() if key not in _COLLECTION_ONLY}
        for path, found in _list_answers(edition):
            address = f"{self.site}{FOLDER}/navigation/{name}{path}.jsonld"
            answer = {"@id": address, "@type": "Navigation", "resource": resource, **found}
            files |= _file(f"navigation/{name}{path}", {**_CONTEXT, **answer})
        return files


def _list_answers(edition: Edition) -> Iterator[tuple[str, Data]]:
    """Yield the path and the answer of each navigation request for a text."""
    units = list_units(edition) if edition.allowed.full_text else []
    depth = max((unit.level for unit in units), default=0)
    depths = [*range(1, max(depth, 2) + 1), -1]
    shown = {u.name: _unit(u.name, u.level, u.parent, "section", u.entry.title) for u in units}
    for down in depths:
        chosen = [shown[u.name] for u in units if down < 0 or u.level <= down]
        yield f";down={down}", {"member": chosen}
    for number, unit in enumerate(units):
        below = list(_take_below(unit, units[number + 1 :]))
        siblings = [shown[u.name] for u in units if u.parent == unit.parent]
        found = {"ref": shown[unit.name]}
        yield f"/{unit.name}", found
        yield f"/{unit.name};down=0", {**found, "member": siblings}
        for down in depths:
            chosen = [shown[u.name] for u in below if down < 0 or u.level <= unit.level + down]
            yield f"/{unit.name};down={down}", {**found, "member": chosen}
    groups = group_pages(edition.document) if units and edition.document is not None else []
    leaves = [
        _unit(page_address(run[0]), 1, "", "page", "\u2013".join(dict.fromkeys(labels)))
        for run in groups
        for labels in [(run[0].label, run[-1].label)]
    ]
    if leaves:
        for down in (1, -1):
            yield f";tree={PAGES};down={down}", {"member": leaves}
        for leaf in leaves:
            yield f"/{leaf['identifier']};tree={PAGES}", {"ref": leaf}


def _take_below(unit: Unit, after: Iterable[Unit]) -> Iterator[Unit]:
    return takewhile(lambda following: following.level > unit.level, after)


def _unit(name: str, level: int, parent: str, kind: str, title: str) -> Data:
    return {
        "identifier": name, "@type": "CitableUnit", "level": level, "parent": parent or None,
        "citeType": kind, "dublinCore": {"title": [title]},
    }  # fmt: skip


def _tree(kinds: Sequence[str]) -> Data:
    structure: list[Data] = []
    for kind in reversed(kinds):
        structure = [{"citeType": kind, **({"citeStructure": structure} if structure else {})}]
    return {"@type": "CitationTree", "citeStructure": structure}


def _file(name: str, data: Mapping[str, object]) -> dict[str, str]:
    return {f"{FOLDER}/{name}.jsonld": dump_compact(data)}
