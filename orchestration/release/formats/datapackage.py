"""`datapackage.json`: the release as a Data Package (Frictionless, version 1 of the standard).

Belongs here: resources with schema, size and SHA-256, terms and sources.
Does not belong here: writing the resources.
A CSV has a full table schema and can be validated cell by cell; any other file is described as a
file, with the same fields under `columns`, since few readers of packages read Parquet.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from orchestration.release.formats import csv
from orchestration.release.formats.citation import KEYWORDS, TITLE
from orchestration.release.formats.contents import (
    Column,
    Contents,
    DataFile,
    Source,
    write_text,
)
from orchestration.release.formats.licences import TERMS, published
from orchestration.release.sums import Digest

NAME = "safer-cities-warehouse"
_TYPES = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "BIGINT": "integer",
    "INTEGER": "integer",
    "DOUBLE": "number",
}
#: SPDX identifiers among the terms, for the field that wants a name in that form.
_LICENCE_NAME = re.compile(r"^(CC-BY(?:-SA)?-4\.0|PDDL-1\.0)\b")


def write(
    contents: Contents,
    files: Sequence[DataFile],
    digests: Mapping[PurePosixPath, Digest],
    public: Path,
) -> None:
    """Write the description of `files`. Errors: OSError."""
    document: dict[str, Any] = {
        "profile": "data-package",
        "name": NAME,
        "id": contents.release_id,
        "version": contents.release_id,
        "created": contents.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "title": f"{contents.notice}{TITLE}",
        "description": TERMS,
        "keywords": list(KEYWORDS),
        "resources": [_resource(file, digests[file.path]) for file in files],
    }
    if contents.sources:
        document["licenses"] = [_licence(terms) for terms in published(contents)]
        document["sources"] = [_source(source) for source in contents.sources]
    path = PurePosixPath("datapackage.json")
    write_text(public / path, json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def _resource(file: DataFile, digest: Digest) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "name": _name(file.path),
        "type": "file",
        "path": str(file.path),
        "title": file.title,
        "format": file.path.suffix.removeprefix("."),
        "mediatype": file.media_type,
        "bytes": digest.size,
        "hash": f"sha256:{digest.sha256}",
    }
    if file.table is None:
        return resource
    resource["description"] = file.table.description
    fields = [_field(column) for column in file.table.columns]
    if file.media_type != csv.MEDIA_TYPE:
        return resource | {"columns": fields}
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if file.table.key:
        schema["primaryKey"] = list(file.table.key)
    is_table = {"type": "table", "profile": "tabular-data-resource", "encoding": "utf-8"}
    return resource | is_table | {"schema": schema}


def _name(path: PurePosixPath) -> str:
    """A name of the characters that the standard allows: `parquet-core-dim_city-parquet`."""
    return re.sub(r"[^a-z0-9_]+", "-", str(path).lower())


def _field(column: Column) -> dict[str, Any]:
    is_decimal = column.data_type.startswith("DECIMAL")
    field: dict[str, Any] = {
        "name": column.name,
        "type": "number" if is_decimal else _TYPES.get(column.data_type, "any"),
        "description": column.english,
        "description_es": column.spanish,
    }
    return field | ({"unit": column.unit} if column.unit else {})


def _licence(terms: str) -> dict[str, str]:
    named = _LICENCE_NAME.match(terms)
    return {"title": terms, **({"name": named[1]} if named else {"path": "licences.csv"})}


def _source(source: Source) -> dict[str, str]:
    described = {"title": f"{source.publisher}: {source.source_id}"}
    return described | ({"path": source.address} if source.address else {})
