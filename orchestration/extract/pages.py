"""A set of pages that must add up: announced = received, no row twice, nothing moved (F61).

Belongs here: writing the rows of all pages, word for word, into one document, and its account.
Does not belong here: how a portal pages (socrata, arcgis, cubes).
Rows keep the publisher's text: a number is never read and written again, so that large integers and
trailing zeros stay what they were.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from orchestration.contracts import Portal
from orchestration.errors import ExtractRefused
from orchestration.settings import Settings

#: Asked of a portal at once; Socrata and CKAN give up to 50,000, ArcGIS says its own number.
PAGE_LIMIT = 50_000
PAGES_LIMIT = 10_000
_BLANKS = " \t\r\n"


@dataclass(frozen=True)
class PageSet:
    """All rows of one query in one file. `path` lives as long as the block that gave it.

    `version` is what the portal calls the state of the data, None where it does not.
    """

    path: Path
    name: str
    origin: str
    rows: int
    version: str | None = None


class Pages:
    """Rows as they arrive. `announced` is what the portal says there are."""

    def __init__(self, stream: IO[bytes], announced: int, byte_limit: int) -> None:
        self.announced = announced
        self.received = 0
        self._stream = stream
        self._room = byte_limit
        self._seen: set[Hashable] = set()
        self._pages = 0

    def add(self, rows: list[Any], text: str, identity: Callable[[Any], Hashable]) -> None:
        """Take one page: its rows, and the text between the brackets of its array.

        Errors: ExtractRefused F61 when a row was on an earlier page, F58 above the size cap.
        """
        self._pages += 1
        for row in rows:
            key = identity(row)
            if key is None or key in self._seen:
                what = "has a row without an id" if key is None else "repeats a row"
                raise torn(f"page {self._pages} {what}")
            self._seen.add(key)
        data = text.strip(_BLANKS).encode()
        self._room -= len(data)
        if self._room < 0 or self._pages > PAGES_LIMIT:
            raise ExtractRefused("F58", f"F58: page {self._pages} passes the cap on size or pages.")
        if data:
            self._stream.write(b"\n," + data if self.received else data)
        self.received += len(rows)

    def check(self, announced_after: int) -> None:
        """Compare what came with what was announced before and after. Errors: F61."""
        if announced_after != self.announced:
            raise torn(
                f"{self.announced:,} rows announced before reading, {announced_after:,} after it"
            )
        if self.received != self.announced:
            raise torn(f"{self.announced:,} rows announced, {self.received:,} received")


@contextmanager
def spool(settings: Settings, portal: Portal, origin: str) -> Iterator[tuple[Path, IO[bytes]]]:
    """A temporary file for a page set, gone when the block ends."""
    settings.downloads.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256(f"{portal.kind} {origin}".encode()).hexdigest()
    path = settings.downloads / f"{digest}.pages"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield path, stream
    finally:
        path.unlink(missing_ok=True)


def torn(what: str) -> ExtractRefused:
    """The refusal of a page set that does not add up."""
    return ExtractRefused("F61", f"F61: {what}.", "Fetch again: a portal changes while it is read.")


def not_understood(what: str) -> ExtractRefused:
    """The refusal of an answer that is JSON, but not the one this kind of portal gives."""
    return ExtractRefused("F61", f"F61: {what}.")


def parse(text: str) -> Any:
    """A JSON document; numbers are only looked at, never written again.

    Errors: ExtractRefused F61 for text that is no JSON, or that holds NaN or Infinity.
    """
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise not_understood("the answer is no valid JSON") from None


def array_text(text: str) -> str:
    """What stands between the outer brackets of a JSON array."""
    stripped = text.strip(_BLANKS)
    if not (stripped.startswith("[") and stripped.endswith("]")):
        raise not_understood("a list of rows was expected")
    return stripped[1:-1]


def member_text(text: str, name: str) -> str:
    """The text of a top-level member of a JSON object, as published. Errors: F61 without it."""
    decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_no_number)
    try:
        at = _skip(text, text.index("{") + 1)
        while text[at] != "}":
            key, at = decoder.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
            begin = at
            _, at = decoder.raw_decode(text, at)
            if key == name:
                return text[begin:at]
            at = _skip(text, at)
            at = _skip(text, at + 1) if text[at] == "," else at
    except (ValueError, IndexError):
        pass
    raise not_understood(f"the answer has no '{name}'")


def whole_number(value: Any, what: str) -> int:
    """A count as the portal wrote it, number or text. Errors: F61."""
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    raise not_understood(f"{what} is no whole number")


def _skip(text: str, at: int) -> int:
    while text[at] in _BLANKS:
        at += 1
    return at


def _no_number(_name: str) -> None:
    raise ValueError("NaN and Infinity are no JSON")
