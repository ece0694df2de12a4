"""CKAN: the files that a dataset lists.

Belongs here: `package_show` and which of its resources the contract wants.
Does not belong here: retrieving them (`portals.py`).
"""

from __future__ import annotations

import re

import httpx

from orchestration.contracts import Portal
from orchestration.errors import ExtractRefused
from orchestration.extract.client import Client
from orchestration.extract.links import Link, name_in
from orchestration.extract.pages import not_understood, parse


def resources(client: Client, portal: Portal, dataset: str) -> list[Link]:
    """The resources of a dataset whose address fits the contract's pattern.

    Errors: ExtractRefused F61 for an answer that is no package, or one without such a resource.
    """
    base = httpx.URL(portal.url).join("/api/3/action/package_show")
    answer = parse(client.json_text(str(base.copy_merge_params({"id": dataset}))))
    package = answer.get("result") if isinstance(answer, dict) else None
    if not isinstance(package, dict) or answer.get("success") is not True:
        raise not_understood(f"the portal has no package '{dataset}'")
    listed = [
        str(resource["url"])
        for resource in package.get("resources") or ()
        if isinstance(resource, dict) and resource.get("url")
    ]
    wanted = [url for url in listed if re.search(portal.match or "", url, re.IGNORECASE)]
    if not wanted:
        raise ExtractRefused(
            "F61",
            f"F61: package '{dataset}' lists {len(listed)} resources, none of them fits `match`.",
        )
    return [Link(url, name_in(url)) for url in dict.fromkeys(wanted)]
