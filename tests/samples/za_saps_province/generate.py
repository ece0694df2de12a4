"""Synthetic `za_saps_province`: nine provinces, seven groups, twelve financial years.

Belongs here: the layout (UTF-8 with byte order mark, both years of a financial year), the planted
collapse of one group after 2020/21. Does not belong here: any figure of SAPS.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.samples.kit import MARK, Row, csv_bytes, save, split

PROVINCES = ("EC", "FS", "GT", "KZN", "LIM", "MP", "NC", "NW", "WC")
FIRST_YEARS = range(2011, 2023)
_BROKEN, _BROKEN_FROM = "Aggravated Robberies", 2021

# Group -> invented figure of the country in the first year, and its yearly step.
_GROUPS: dict[str, tuple[int, int]] = {
    _BROKEN: (55_555, 111),
    "Contact Crimes": (444_444, 1_111),
    "Contact Related Crimes": (88_888, 111),
    "Crimes Detected as a Result of Police Action": (222_222, 111),
    "Other Serious Crimes": (333_333, 1_111),
    "Property Related Crimes": (366_666, 1_111),
    "Sexual Offences": (44_444, 11),
}


def country(group: str, first_year: int) -> int:
    """The invented figure of all provinces together; one group halves where it breaks."""
    first, step = _GROUPS[group]
    total = first + step * (first_year - FIRST_YEARS[0])
    return total // 2 if group == _BROKEN and first_year >= _BROKEN_FROM else total


EXPECTED: dict[str, int] = {
    "rows": len(PROVINCES) * len(_GROUPS) * len(FIRST_YEARS),
    "set_aside": len(PROVINCES) * (FIRST_YEARS[-1] - _BROKEN_FROM + 1),
    "contact_crimes_2011": country("Contact Crimes", 2011),
}


def write(folder: Path, chance: random.Random) -> None:
    """Write the one compiled table."""
    sizes = [chance.uniform(0.5, 2.0) for _ in PROVINCES]
    figures = {
        (province, group, year): count
        for group in _GROUPS
        for year in FIRST_YEARS
        for province, count in zip(
            PROVINCES, split(chance, country(group, year), len(PROVINCES), sizes), strict=True
        )
    }
    rows: list[Row] = [["Geography", "Crime Category", "Financial Year", "Count"]]
    rows += [
        [province, group, f"{year}/{year + 1}", figures[province, group, year]]
        for province in PROVINCES
        for group in _GROUPS
        for year in FIRST_YEARS
    ]
    save(folder / f"saps_province_2011_2023__{MARK}.csv", csv_bytes(rows, encoding="utf-8-sig"))
