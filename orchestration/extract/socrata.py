"""Socrata (datos.gov.co and others): the whole of a query, counted before and after.

Belongs here: paging by `:id`, `count(*)`, the portal's own date of the data.
Does not belong here: which datasets exist (the contract says), or parsing rows (`load/`).
Both families of datos.gov.co are read the same way; they differ in the columns of the city filter
(`cod_muni='13001'` and `starts_with(codigo_dane,'13001')`) and in the date, which is text in the
DIJIN family: a range over it compares letters, so a contract that asks for one is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from orchestration.contracts import Portal
from orchestration.errors import ContractError, ExtractRefused
from orchestration.extract.client import Client
from orchestration.extract.pages import (
    PAGE_LIMIT,
    Pages,
    PageSet,
    array_text,
    not_understood,
    parse,
    spool,
    torn,
    whole_number,
)

#: What the API gives when it does not hear `$limit`.
UNPAGED = 1_000


def version(client: Client, portal: Portal, dataset: str) -> str:
    """The portal's `rowsUpdatedAt` of a dataset. Errors: F61 where it has none."""
    view = _view(client, portal, dataset)
    _refuse_ranges_over_text(view, portal.query.get("where", ""))
    return str(whole_number(view.get("rowsUpdatedAt"), "rowsUpdatedAt"))


@contextmanager
def page_set(client: Client, portal: Portal, dataset: str, state: str) -> Iterator[PageSet]:
    """All rows of the dataset under the contract's `where`, as one JSON array with their `:id`.

    Errors: ExtractRefused F61 when rows, ids and `count(*)` do not agree, or the data changed.
    """
    where = {"$where": portal.query["where"]} if "where" in portal.query else {}
    base = httpx.URL(portal.url).join(f"/resource/{dataset}.json")
    origin = str(base.copy_merge_params(where))
    with spool(client.settings, portal, origin) as (path, stream):
        announced = _count(client, base, where)
        pages = Pages(stream, announced, client.settings.fetch_bytes)
        stream.write(b"[")
        _read_all(client, base, where, pages)
        stream.write(b"]\n")
        stream.flush()
        pages.check(_count(client, base, where))
        if version(client, portal, dataset) != state:
            raise torn("the dataset was updated while it was read")
        name = portal.file_name or f"{dataset}.json"
        yield PageSet(path, name, origin, pages.received, state)


def _read_all(client: Client, base: httpx.URL, where: dict[str, str], pages: Pages) -> None:
    """Page by `:id` until a page is short; rows that come behind the count are seen too."""
    while True:
        paging = {"$limit": str(PAGE_LIMIT), "$offset": str(pages.received), "$order": ":id"}
        text = _ask(client, base, {"$select": ":id,*", **where, **paging})
        rows = _rows(text)
        if len(rows) == UNPAGED and pages.announced - pages.received > UNPAGED:
            raise torn(
                f"{pages.announced:,} rows announced, {UNPAGED:,} received: the portal did not"
                f" hear $limit={PAGE_LIMIT} and gave its unpaged default"
            )
        pages.add(rows, array_text(text), lambda row: row.get(":id"))
        if len(rows) < PAGE_LIMIT:
            return


def _count(client: Client, base: httpx.URL, where: dict[str, str]) -> int:
    """`count(*)` of the query. Errors: F61: without a count nothing is taken."""
    try:
        rows = _rows(_ask(client, base, {"$select": "count(*)", **where}))
        (row,) = rows
        (value,) = row.values()
        return whole_number(value, "count(*)")
    except ValueError:
        raise not_understood("count(*) is not one number: completeness cannot be known") from None


def _view(client: Client, portal: Portal, dataset: str) -> dict[str, Any]:
    url = httpx.URL(portal.url).join(f"/api/views/{dataset}.json")
    view = parse(client.json_text(str(url), _token(client)))
    if not isinstance(view, dict):
        raise not_understood("the description of the dataset is no object")
    return view


def _ask(client: Client, base: httpx.URL, parameters: dict[str, str]) -> str:
    return client.json_text(str(base.copy_merge_params(parameters)), _token(client))


def _token(client: Client) -> dict[str, str]:
    token = client.settings.socrata_app_token
    return {"X-App-Token": token.get_secret_value()} if token else {}


def _rows(text: str) -> list[dict[str, Any]]:
    """The rows of an answer. Errors: F61 for anything but a list of objects."""
    rows = parse(text)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ExtractRefused("F61", "F61: a list of rows was expected.")
    return rows


def _refuse_ranges_over_text(view: dict[str, Any], where: str) -> None:
    """Refuse a contract that compares a text column by size, as `fecha_hecho` dd/mm/yyyy.

    Errors: ContractError.
    """
    for column in view.get("columns") or ():
        name = str(column.get("fieldName"))
        ranged = re.search(rf"(?i)\b{re.escape(name)}\b\s*(<|>|between\b)", where)
        if column.get("dataTypeName") == "text" and ranged:
            raise ContractError(
                f"F61: `where` compares '{name}' by size, and the portal holds it as text.",
                "Filter by a code instead, for example starts_with(codigo_dane,'13001').",
            )
