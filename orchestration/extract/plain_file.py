"""Addresses of one file whose name carries the month: the newest that answers.

Belongs here: filling a pattern. Does not belong here: asking (`portals.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")


def addresses(pattern: str, today: dt.date, look_back: int) -> Iterator[str]:
    """The addresses to ask, newest first: this month, then up to `look_back` months before it.

    Placeholders: {yyyy}, {yy}, {mm}, {mmm} (Spanish abbreviation). Without one, one address.
    """
    said: set[str] = set()
    for back in range(look_back + 1):
        year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
        address = pattern
        for name, value in (
            ("{yyyy}", f"{year:04}"),
            ("{yy}", f"{year % 100:02}"),
            ("{mmm}", MONTHS[month]),
            ("{mm}", f"{month + 1:02}"),
        ):
            address = address.replace(name, value)
        if address not in said:
            said.add(address)
            yield address
