"""Synthetic `mx_sesnsp_legacy`: the old methodology, 66 rows a state-year, closed.

Belongs here: the layout (cp1252, CRLF, gzip, capitals without accents, `MODALIDAD` as the TOP
level) and the overlap with the new series. Does not belong here: any published figure. The labels
(`labels.csv`) are the publisher's.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.samples.kit import Row, csv_bytes, gzip_bytes, labels, save, split
from tests.samples.mx_sesnsp_offences.generate import (
    FEMINICIDE_A_MONTH,
    MONTHS,
    monthly_homicides,
    monthly_total,
)

YEARS = range(2014, 2018)
_STATES = {9: "CIUDAD DE MEXICO", 14: "JALISCO", 19: "NUEVO LEON", 22: "QUERETARO"}


def _dolosos_a_month(state: int, year: int) -> int:
    """What the new series splits into intentional homicide and feminicide."""
    return monthly_homicides(state, year) + FEMINICIDE_A_MONTH


EXPECTED: dict[str, int] = {
    # Queretaro, all offences: equal to the new series where both exist (2015-2017)
    **{f"all_22_{y}": sum(monthly_total(22, y, m) for m in range(1, 13)) for y in YEARS},
    # HOMICIDIOS / DOLOSOS = intentional homicide + feminicide of the new series
    **{f"dolosos_22_{year}": 12 * _dolosos_a_month(22, year) for year in YEARS},
    "rows": 4 * 4 * 66,
}


def _state_year(
    chance: random.Random,
    catalogue: list[tuple[str, ...]],
    weights: list[float],
    key: tuple[int, int],
) -> list[list[int]]:
    """Rows in the order of the catalogue, one count for each month."""
    year, state = key
    dolosos = [i for i, label in enumerate(catalogue) if label[:2] == ("HOMICIDIOS", "DOLOSOS")]
    others = [i for i in range(len(catalogue)) if i not in dolosos]
    table = [[0] * 12 for _ in catalogue]
    for month in range(12):
        homicides = _dolosos_a_month(state, year)
        rest = monthly_total(state, year, month + 1) - homicides
        for rows, total in ((dolosos, homicides), (others, rest)):
            counts = split(chance, total, len(rows), [weights[i] for i in rows])
            for i, count in zip(rows, counts, strict=True):
                table[i][month] = count
    return table


def write(folder: Path, chance: random.Random) -> None:
    """Write the one file of the source."""
    catalogue = labels(__file__, "labels.csv")
    weights = [min(chance.paretovariate(0.8), 40.0) for _ in catalogue]
    rows: list[Row] = [
        ["AÑO", "INEGI", "ENTIDAD", "MODALIDAD", "TIPO", "SUBTIPO", *map(str.upper, MONTHS)]
    ]
    for year in YEARS:
        for state, name in _STATES.items():
            table = _state_year(chance, catalogue, weights, (year, state))
            for label, counts in zip(catalogue, table, strict=True):
                rows.append([year, state, name, *label, *counts])
    content = csv_bytes(rows, encoding="cp1252", line_end="\r\n")
    save(folder / "IDE-1997-2017__SYNTHETIC.csv.gz", gzip_bytes(content))
