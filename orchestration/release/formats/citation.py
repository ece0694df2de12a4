"""How to cite a release: `CITATION.cff`, Citation File Format 1.2.0.

Belongs here: the release as a data set, and every source as a reference of its own.
Does not belong here: terms of use (`licences.py`): the format wants one SPDX licence, and there are
as many as sources.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from orchestration.release.formats.contents import Contents, DataFile, Source, write_text
from orchestration.release.formats.licences import TERMS

#: Who is named as the maker. People are not: a release is made by a machine at night.
AUTHOR = "Safer Cities Warehouse"
TITLE = "Safer Cities Warehouse: crime and governance of cities"
KEYWORDS = ("crime", "homicide", "governance", "public safety", "cities", "open data")


def write(contents: Contents, public: Path) -> DataFile:
    """Write the file. Errors: OSError."""
    document: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use these data, cite this release and the sources of its figures.",
        "type": "dataset",
        "title": f"{contents.notice}{TITLE}",
        "version": contents.release_id,
        "date-released": contents.created_at.date(),
        "authors": [{"name": AUTHOR}],
        "keywords": list(KEYWORDS),
        "abstract": f"{len(contents.tables)} tables. {TERMS}",
    }
    if contents.sources:
        document["references"] = [_reference(source) for source in contents.sources]
    path = PurePosixPath("CITATION.cff")
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=100)
    write_text(public / path, text)
    return DataFile(path, "application/yaml", "How to cite this release")


def _reference(source: Source) -> dict[str, Any]:
    reference: dict[str, Any] = {
        "type": "data",
        "title": source.description,
        "authors": [{"name": source.publisher}],
        "notes": f"{source.source_id}; terms received: {source.licence_received}",
    }
    if source.address:
        reference["url"] = source.address
    return reference
