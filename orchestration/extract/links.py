"""Files that a page links to (SAPS, Policía Nacional, SESNSP): the page is the only list of them.

Belongs here: finding links by the contract's pattern, the name of a linked file.
Does not belong here: retrieving them (`portals.py`).
Names stay as the page writes them: percent signs are never decoded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import httpx
from selectolax.lexbor import LexborHTMLParser

from orchestration.contracts import Portal
from orchestration.errors import ExtractRefused
from orchestration.extract.client import Client
from orchestration.extract.formats import refuse_unexpected, title_of

LINKS_LIMIT = 2_000


@dataclass(frozen=True)
class Link:
    """One file to retrieve: its address, and its name as published."""

    url: str
    name: str


def discover(client: Client, portal: Portal) -> list[Link]:
    """The links of the page that fit the contract's pattern, in their order, each once.

    Errors: ExtractRefused F16 when the page is no page or has no such link (a bot check, a login),
    F18, F19.
    """
    with client.download(portal.url) as got:
        assert got.path is not None  # noqa: S101 - nothing known was offered
        refuse_unexpected(got.path, {"html"}, "a page with links")
        data, page = got.path.read_bytes(), got.url
    found: dict[str, Link] = {}
    for href, words in _anchors(data):
        fits = re.search(portal.match or "", href, re.IGNORECASE)
        if fits and re.search(portal.match_text or "", words, re.IGNORECASE):
            link = _link(page, href)
            if link is not None:
                found.setdefault(link.url, link)
    if not found:
        title = title_of(data)
        titled = f" titled '{title}'" if title else ""
        raise ExtractRefused(
            "F16",
            f"F16: expected links to files, got a page{titled} ({len(data):,} bytes, status 200)"
            " without any.",
        )
    if len(found) > LINKS_LIMIT:
        raise ExtractRefused("F58", f"F58: {len(found):,} links pass the cap of {LINKS_LIMIT:,}.")
    return list(found.values())


def name_in(address: str) -> str:
    """The last part of an address as it is written, without query and fragment."""
    return re.split(r"[?#]", address, maxsplit=1)[0].rpartition("/")[2]


def _anchors(data: bytes) -> list[tuple[str, str]]:
    """Every link of a page: its address as written, and its words."""
    return [
        ((node.attributes.get("href") or "").strip(), " ".join(node.text().split()))
        for node in LexborHTMLParser(data).css("a[href]")
    ]


def _link(page: str, href: str) -> Link | None:
    """The link of an href; None for one that is no address (`javascript:`, `mailto:`)."""
    try:
        url = httpx.URL(page).join(href)
    except (httpx.InvalidURL, ValueError):
        return None
    if url.scheme not in ("http", "https"):
        return None
    return Link(str(url.copy_with(fragment=None)), name_in(href))
