"""`croissant.json`: the Parquet files for machine-learning tools (MLCommons Croissant 1.0).

Belongs here: one file object per Parquet file, one record set per table that has rows.
Does not belong here: other formats of the same rows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from orchestration.release.formats import parquet
from orchestration.release.formats.citation import AUTHOR, KEYWORDS, TITLE
from orchestration.release.formats.contents import (
    Column,
    Contents,
    DataFile,
    Table,
    write_text,
)
from orchestration.release.formats.licences import TERMS, published
from orchestration.release.sums import Digest

#: The context that the specification prescribes.
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "samplingRate": "cr:samplingRate",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_TYPES = {
    "BOOLEAN": "sc:Boolean",
    "DATE": "sc:Date",
    "TIMESTAMP": "sc:DateTime",
    "BIGINT": "sc:Integer",
    "INTEGER": "sc:Integer",
    "DOUBLE": "sc:Float",
}


def write(
    contents: Contents,
    files: Sequence[DataFile],
    digests: Mapping[PurePosixPath, Digest],
    public: Path,
) -> None:
    """Write the description of the Parquet files among `files`. Errors: OSError."""
    tables = {one.path: one.table for one in files if one.table and _is_parquet(one)}
    document: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": f"{contents.notice}{TITLE}",
        "description": TERMS,
        "version": contents.release_id,
        "datePublished": contents.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "creator": {"@type": "sc:Organization", "name": AUTHOR},
        "keywords": list(KEYWORDS),
        "license": published(contents) or [TERMS],
        "citeAs": f"{AUTHOR}, release {contents.release_id}; and the sources of licences.csv",
        "url": "README.txt",
        "distribution": [_file(path, digests[path]) for path in tables],
        "recordSet": [_records(path, table) for path, table in tables.items() if table.rows],
    }
    path = PurePosixPath("croissant.json")
    write_text(public / path, json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def _is_parquet(file: DataFile) -> bool:
    return file.media_type == parquet.MEDIA_TYPE


def _file(path: PurePosixPath, digest: Digest) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": str(path),
        "name": str(path),
        "contentUrl": str(path),
        "contentSize": f"{digest.size} B",
        "encodingFormat": "application/x-parquet",
        "sha256": digest.sha256,
    }


def _records(path: PurePosixPath, table: Table) -> dict[str, Any]:
    records: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": table.full_name,
        "name": table.full_name,
        "description": table.description,
        "field": [_field(path, table, column) for column in table.columns],
    }
    if table.key:
        records["key"] = [{"@id": f"{table.full_name}/{name}"} for name in table.key]
    return records


def _field(path: PurePosixPath, table: Table, column: Column) -> dict[str, Any]:
    is_decimal = column.data_type.startswith("DECIMAL")
    return {
        "@type": "cr:Field",
        "@id": f"{table.full_name}/{column.name}",
        "name": column.name,
        "description": column.english,
        "dataType": "sc:Float" if is_decimal else _TYPES.get(column.data_type, "sc:Text"),
        "source": {"fileObject": {"@id": str(path)}, "extract": {"column": column.name}},
    }
