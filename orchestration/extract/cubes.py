"""Municipal Money (National Treasury of South Africa): the cells of one aggregate of a cube.

Belongs here: cuts that may not be missing, paging, `total_cell_count`.
Does not belong here: what the items and codes mean (staging).
Without a cut on amount_type and financial_period budget and actual, months and years add up to one
meaningless number: such a query is never sent. The cube of officials holds names: never asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from orchestration.contracts import Portal
from orchestration.errors import ContractError
from orchestration.extract.client import Client
from orchestration.extract.pages import (
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

MANDATORY = ("amount_type", "financial_period")
NEVER = frozenset({"officials"})
PAGE_SIZE = 10_000


@contextmanager
def page_set(client: Client, portal: Portal) -> Iterator[PageSet]:
    """All cells of the contract's aggregate, as one JSON array.

    Errors: ContractError for a query that must not be sent; F61 when the cells do not add up.
    """
    cube = portal.query["cube"]
    if cube in NEVER:
        raise ContractError(f"F62: cube '{cube}' holds names and telephone numbers.", "Remove it.")
    base = httpx.URL(f"{portal.url.rstrip('/')}/{cube}")
    keys = _keys(portal)
    _refuse_missing_cuts(_dimensions(client, base), portal.query.get("cut", ""))
    asked = {name: portal.query[name] for name in ("cut", "drilldown", "aggregates")
             if name in portal.query}  # fmt: skip
    facts = base.copy_with(path=f"{base.path}/aggregate").copy_merge_params(
        {**asked, "order": ",".join(keys)}
    )
    with spool(client.settings, portal, str(facts)) as (path, stream):
        announced = _total(_page(client, facts, 1, 1)[0])
        pages = Pages(stream, announced, client.settings.fetch_bytes)
        stream.write(b"[")
        _read_all(client, facts, keys, pages)
        stream.write(b"]\n")
        stream.flush()
        pages.check(_total(_page(client, facts, 1, 1)[0]))
        assert portal.file_name is not None  # noqa: S101 - the contract demands it of this kind
        yield PageSet(path, portal.file_name, str(facts), pages.received)


def _keys(portal: Portal) -> list[str]:
    """The attributes that make a cell unique. Errors: ContractError without any."""
    keys = [key for key in portal.query.get("drilldown", "").split("|") if key]
    if not keys:
        raise ContractError("F61: a cube query without `drilldown` has no key.", "Add it.")
    return keys


def _dimensions(client: Client, base: httpx.URL) -> set[str]:
    """The dimensions of the cube, from its model."""
    answer = parse(client.json_text(f"{base}/model"))
    model = answer.get("model", answer) if isinstance(answer, dict) else {}
    dimensions = model.get("dimensions") if isinstance(model, dict) else None
    if not isinstance(dimensions, dict):
        raise not_understood("the cube's model has no dimensions")
    return set(dimensions)


def _refuse_missing_cuts(dimensions: set[str], cut: str) -> None:
    """Errors: ContractError when budget and actual, or months and years, would add up."""
    for name in MANDATORY:
        if name in dimensions and not re.search(rf"(^|\|){name}\.\w+:", cut):
            raise ContractError(
                f"F61: the query cuts no {name}: different kinds of amounts would add up.",
                f"Add {name} to `cut` of the portal.",
            )


def _read_all(client: Client, facts: httpx.URL, keys: list[str], pages: Pages) -> None:
    """Read pages until the announced cells are there, or one page is short. Errors: F61."""
    number = 0
    while True:
        number += 1
        answer, text = _page(client, facts, number, PAGE_SIZE)
        cells = answer.get("cells")
        if not isinstance(cells, list):
            raise not_understood("the answer has no cells")
        if _total(answer) != pages.announced:
            raise torn(
                f"{pages.announced:,} rows announced on page 1, {_total(answer):,} on page {number}"
            )
        pages.add(cells, array_text(member_text(text, "cells")), lambda cell: _key(cell, keys))
        if not cells or pages.received >= pages.announced:
            return


def _page(client: Client, facts: httpx.URL, number: int, size: int) -> tuple[dict[str, Any], str]:
    text = client.json_text(
        str(facts.copy_merge_params({"page": str(number), "pagesize": str(size)}))
    )
    answer = parse(text)
    if not isinstance(answer, dict):
        raise not_understood("an object was expected")
    return answer, text


def _total(answer: dict[str, Any]) -> int:
    return whole_number(answer.get("total_cell_count"), "total_cell_count")


def _key(cell: dict[str, Any], keys: list[str]) -> tuple[str, ...] | None:
    """The key of a cell, None when an attribute is missing."""
    if any(key not in cell for key in keys):
        return None
    return tuple(str(cell[key]) for key in keys)
