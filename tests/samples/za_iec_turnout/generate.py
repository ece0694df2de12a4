"""Synthetic `za_iec_turnout`: two database dumps of municipal elections.

Belongs here: the text of a dump around its COPY block, tabs, boundaries of two years.
Does not belong here: any count of the Commission; registered voters and votes are invented.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.samples.kit import MARK, save, split

# election -> (wards of ETH, registered voters of ETH, votes of ETH)
_ELECTIONS = {2011: (103, 1_111_110, 555_555), 2016: (110, 1_222_220, 777_777)}

EXPECTED: dict[str, int] = {
    **{f"wards_{year}": wards for year, (wards, _, _) in _ELECTIONS.items()},
    **{f"registered_ETH_{year}": registered for year, (_, registered, _) in _ELECTIONS.items()},
    **{f"votes_ETH_{year}": votes for year, (_, _, votes) in _ELECTIONS.items()},
}

_HEAD = """--
-- PostgreSQL database dump
--

-- {mark}: every figure is invented

SET statement_timeout = 0;
SET client_encoding = 'UTF8';

SET search_path = public, pg_catalog;

CREATE TABLE {table} (
    geo_level character varying(16) NOT NULL,
    geo_code character varying(8) NOT NULL,
    registered_voters integer,
    total_votes integer,
    geo_version character varying(100) NOT NULL
);


COPY {table} (geo_level, geo_code, registered_voters, total_votes, geo_version) FROM stdin;
"""
_FOOT = "\\.\n\n\n--\n-- PostgreSQL database dump complete\n--\n\n"


def _dump(chance: random.Random, year: int) -> bytes:
    """The dump of one election: the wards of ETH add up to it; one ward elsewhere has a fault."""
    wards, registered, votes = _ELECTIONS[year]
    by_ward = list(
        zip(split(chance, registered - votes, wards), split(chance, votes, wards), strict=True)
    )
    rows = [
        ("ward", f"595{number:05}", absent + cast, cast)
        for number, (absent, cast) in enumerate(by_ward, 1)
    ]
    rows += [
        ("ward", "64003036", 400, 500 if year == 2016 else 300),
        ("municipality", "ETH", registered, votes),
        ("municipality", "KZN225", 222_222, 111_111),
        *(("ward", f"642{n:05}", 4_000 + n, chance.randrange(1_000, 4_000)) for n in range(2_000)),
    ]
    table = f"voter_turnout_municipal_{year}"
    lines = "".join(
        f"{level}\t{code}\t{registered}\t{votes}\t{year}\n"
        for level, code, registered, votes in rows
    )
    return (_HEAD.format(mark=MARK, table=table) + lines + _FOOT).encode()


def write(folder: Path, chance: random.Random) -> None:
    """Write the two dumps of the source."""
    for year in _ELECTIONS:
        save(
            folder / f"wazimap_voter_turnout_municipal_{year}_{MARK}.sql",
            _dump(chance, year),
        )
