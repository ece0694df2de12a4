"""`dcat.jsonld`: the release for data catalogues, after DCAT-AP 3 (JSON-LD).

Belongs here: catalogue, data set, one distribution per file with size, type and checksum.
The types of what is only named (theme, algorithm, address) are written out, because the shapes of
DCAT-AP ask for them.
Does not belong here: an address on the web. A release does not know where it will lie, so every
address is relative to this file and becomes whole where the folder is put.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from orchestration.release.formats.citation import AUTHOR, KEYWORDS, TITLE
from orchestration.release.formats.contents import Contents, DataFile, Source, write_text
from orchestration.release.formats.licences import TERMS, attribution
from orchestration.release.sums import Digest

MEDIA_TYPE = "application/ld+json"
TYPES = "https://www.iana.org/assignments/media-types/"
#: One theme of the European authority list.
THEME = "http://publications.europa.eu/resource/authority/data-theme/JUST"
PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_TITLE_ES = "Safer Cities Warehouse: delito y gobernanza de ciudades"
_NOTICE_ES = "DATOS SINTÉTICOS, inventados: "
_DESCRIPTION = (
    "Crime and governance figures of cities, harmonised from what cities and agencies publish. "
)
_DESCRIPTION_ES = (
    "Cifras de delito y gobernanza de ciudades, armonizadas a partir de lo que publican ciudades y"
    " organismos. Los términos difieren según la fuente: licences.csv, columna licence_published."
)


def write(
    contents: Contents,
    files: Sequence[DataFile],
    digests: Mapping[PurePosixPath, Digest],
    public: Path,
) -> None:
    """Write the description of `files`. Errors: OSError."""
    catalogue = {
        "@id": "#catalogue",
        "@type": "dcat:Catalog",
        **_described(contents),
        "dct:publisher": _maker(),
        "dcat:dataset": {"@id": "#dataset"},
    }
    dataset = {
        "@id": "#dataset",
        "@type": "dcat:Dataset",
        **_described(contents),
        "dct:identifier": contents.release_id,
        "dcat:version": contents.release_id,
        "dct:issued": _typed(contents.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"), "dateTime"),
        "dct:publisher": _maker(),
        "dct:accessRights": _public_access(),
        "dcat:theme": _theme(),
        "dcat:keyword": [{"@value": word, "@language": "en"} for word in KEYWORDS],
        "dct:provenance": [_provenance(source) for source in contents.sources],
        "dcat:distribution": [_distribution(file, digests[file.path]) for file in files],
    }
    document = {"@context": PREFIXES, "@graph": [catalogue, dataset]}
    path = PurePosixPath("dcat.jsonld")
    write_text(public / path, json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def _described(contents: Contents) -> dict[str, Any]:
    notice_es = _NOTICE_ES if contents.is_synthetic else ""
    return {
        "dct:title": _both(f"{contents.notice}{TITLE}", f"{notice_es}{_TITLE_ES}"),
        "dct:description": _both(f"{_DESCRIPTION}{TERMS}", _DESCRIPTION_ES),
    }


def _both(english: str, spanish: str) -> list[dict[str, str]]:
    return [
        {"@value": english, "@language": "en"},
        {"@value": spanish, "@language": "es"},
    ]


def _typed(value: object, data_type: str) -> dict[str, str]:
    return {"@value": str(value), "@type": f"xsd:{data_type}"}


def _maker() -> dict[str, str]:
    return {"@id": "#maker", "@type": "foaf:Agent", "foaf:name": AUTHOR}


def _theme() -> dict[str, Any]:
    label = "Justice, legal system and public safety"
    return {
        "@id": THEME,
        "@type": "skos:Concept",
        "skos:prefLabel": {"@value": label, "@language": "en"},
    }


def _public_access() -> dict[str, str]:
    return {
        "@id": "http://publications.europa.eu/resource/authority/access-right/PUBLIC",
        "@type": "dct:RightsStatement",
    }


def _provenance(source: Source) -> dict[str, Any]:
    text = f"{attribution(source)} Terms received: {source.licence_received}."
    return {"@type": "dct:ProvenanceStatement", "rdfs:label": {"@value": text, "@language": "en"}}


def _distribution(file: DataFile, digest: Digest) -> dict[str, Any]:
    address = {"@id": str(file.path), "@type": "rdfs:Resource"}
    checksum = {
        "@type": "spdx:Checksum",
        "spdx:algorithm": {
            "@id": "spdx:checksumAlgorithm_sha256",
            "@type": "spdx:ChecksumAlgorithm",
        },
        "spdx:checksumValue": _typed(digest.sha256, "hexBinary"),
    }
    return {
        "@id": f"#{file.path}",
        "@type": "dcat:Distribution",
        "dct:title": {"@value": file.title, "@language": "en"},
        "dct:description": {
            "@value": file.table.description if file.table else file.title,
            "@language": "en",
        },
        "dcat:accessURL": address,
        "dcat:downloadURL": address,
        "dcat:mediaType": {"@id": f"{TYPES}{file.media_type}", "@type": "dct:MediaType"},
        "dcat:byteSize": _typed(digest.size, "nonNegativeInteger"),
        "spdx:checksum": checksum,
        "dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": TERMS},
    }
