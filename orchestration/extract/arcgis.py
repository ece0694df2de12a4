"""ArcGIS FeatureServer layers: every feature of a query as one GeoJSON document.

Belongs here: the count, the portal's own page size, paging by resultOffset, exceededTransferLimit.
Does not belong here: geometry (`load/`). An ArcGIS server answers errors with status 200.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from orchestration.contracts import Portal
from orchestration.errors import ExtractRefused
from orchestration.extract.client import Client
from orchestration.extract.pages import (
    PAGE_LIMIT,
    Pages,
    PageSet,
    array_text,
    member_text,
    not_understood,
    parse,
    spool,
    torn,
    whole_number,
)


@contextmanager
def page_set(client: Client, portal: Portal) -> Iterator[PageSet]:
    """All features of the layer at `portal.url` (the address ends in /query).

    Errors: ExtractRefused F61 when features, ids and the count do not agree.
    """
    base = httpx.URL(portal.url)
    where = portal.query.get("where", "1=1")
    origin = str(base.copy_merge_params({"where": where}))
    with spool(client.settings, portal, origin) as (path, stream):
        identity, size = _layer(client, base)
        announced = _count(client, base, where)
        pages = Pages(stream, announced, client.settings.fetch_bytes)
        stream.write(b'{"type":"FeatureCollection","features":[')
        _read_all(client, base, where, identity, size, pages)
        stream.write(b"]}\n")
        stream.flush()
        pages.check(_count(client, base, where))
        assert portal.file_name is not None  # noqa: S101 - the contract demands it of this kind
        yield PageSet(path, portal.file_name, origin, pages.received)


def _layer(client: Client, base: httpx.URL) -> tuple[str, int]:
    """Name of the id field and the page size of the layer."""
    layer = base.copy_with(path=base.path.removesuffix("/query"), query=None)
    facts = _object(client, layer.copy_merge_params({"f": "json"}))[0]
    fields = facts.get("fields") or ()
    found = [one["name"] for one in fields if one.get("type") == "esriFieldTypeOID"]
    name = facts.get("objectIdField") or (found[0] if found else None)
    if not isinstance(name, str):
        raise not_understood("the layer names no id field")
    most = facts.get("maxRecordCount", str(PAGE_LIMIT))
    return name, max(1, min(whole_number(most, "maxRecordCount"), PAGE_LIMIT))


def _count(client: Client, base: httpx.URL, where: str) -> int:
    asks = {"where": where, "returnCountOnly": "true", "f": "json"}
    return whole_number(_object(client, base.copy_merge_params(asks))[0].get("count"), "count")


def _read_all(
    client: Client, base: httpx.URL, where: str, identity: str, size: int, pages: Pages
) -> None:
    """Page until the server no longer says that there is more. Errors: F61."""
    fixed = {"where": where, "outFields": "*", "orderByFields": identity, "outSR": "4326",
             "resultRecordCount": str(size), "f": "geojson"}  # fmt: skip
    while True:
        asks = {**fixed, "resultOffset": str(pages.received)}
        answer, text = _object(client, base.copy_merge_params(asks))
        features = answer.get("features")
        if not isinstance(features, list):
            raise not_understood("the answer has no features")
        rows = array_text(member_text(text, "features"))
        pages.add(features, rows, lambda feature: _identity(feature, identity))
        more = answer.get("exceededTransferLimit") or (answer.get("properties") or {}).get(
            "exceededTransferLimit"
        )
        if not more and (len(features) < size or pages.received >= pages.announced):
            return
        if not features:
            raise torn(f"more than {pages.received:,} rows announced, an empty page received")


def _identity(feature: dict[str, Any], name: str) -> str | None:
    """The id of a feature: the member of GeoJSON, else the column."""
    value = feature.get("id") or (feature.get("properties") or {}).get(name)
    return None if value is None else str(value)


def _object(client: Client, url: httpx.URL) -> tuple[dict[str, Any], str]:
    """An answer and its text. Errors: ExtractRefused F18 for an error told with status 200."""
    text = client.json_text(str(url))
    answer = parse(text)
    if not isinstance(answer, dict):
        raise not_understood("an object was expected")
    if "error" in answer:
        code = (answer["error"] or {}).get("code", "no code")
        raise ExtractRefused("F18", f"F18: the layer answered error {code} (status 200).")
    return answer, text
