"""Describe the edition as a data set in JSON-LD: in a file and on the home page."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from edition.model.edition import Edition

Data: TypeAlias = dict[str, Any]

FILE: Final = "data/dataset.jsonld"
_TYPES: Final = {
    ".xml": "application/tei+xml", ".json": "application/json", ".jsonld": "application/ld+json",
    ".yml": "application/yaml", ".bib": "application/x-bibtex", ".csv": "text/csv",
    ".ris": "application/x-research-info-systems",
    ".txt": "text/plain",
}  # fmt: skip
_BLOCK: Final = re.compile(
    r'<script type="application/ld\+json" id="dataset">.*?</script>\n', re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Dataset:
    """The description of the complete edition; file names are relative without a site address."""

    title: str
    description: str
    terms: str
    site: str
    version: str = ""
    date: str = ""
    keeper: str = ""

    def write(self, editions: Sequence[Edition], files: Sequence[str]) -> str:
        """Return the data set in JSON-LD, with its texts and the files for download."""
        texts = [
            {
                "@type": "CreativeWork", "name": record.title,
                "license": record.rights.statement, "inLanguage": record.language,
                **self._address(f"editions/{record.id}/index.html"),
            }
            for record in (edition.record for edition in editions)
        ]  # fmt: skip
        downloads = [
            {
                "@type": "DataDownload", "contentUrl": f"{self.site}{name}",
                "encodingFormat": _TYPES.get(f".{name.rpartition('.')[2]}", ""),
            }
            for name in files
        ]  # fmt: skip
        described: Data = {
            "@context": "https://schema.org", "@type": "Dataset", "name": self.title,
            "description": self.description, "license": self.terms, **self._address(""),
            "version": self.version, "datePublished": self.date,
            "creator": {"@type": "Person", "name": self.keeper} if self.keeper else "",
            "hasPart": texts, "distribution": downloads,
        }  # fmt: skip
        return (
            json.dumps({n: v for n, v in described.items() if v}, ensure_ascii=False, indent=1)
            + "\n"
        )

    def _address(self, name: str) -> Data:
        return {"url": self.site + name} if self.site else {}


def show_dataset(page: str, dataset: str) -> str:
    """Return the HTML of a page with the description of a data set in its head."""
    described = json.dumps(json.loads(dataset), ensure_ascii=False).replace("<", "\\u003c")
    block = f'<script type="application/ld+json" id="dataset">{described}</script>\n'
    return _BLOCK.sub("", page).replace("</head>", f"{block}</head>", 1)
