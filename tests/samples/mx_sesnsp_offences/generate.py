"""Synthetic `mx_sesnsp_offences`: monthly editions of the state series, 98 rows a state-year.

Belongs here: the CSV editions (cp1252, CRLF, unpadded codes, empty months after the cut-off, the
thousands commas of February 2024), the trimmed and complete twin of one cut-off, the workbook of
2021, and revisions between editions. Does not belong here: any published figure. The labels
(`labels.csv`) are the publisher's.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.samples.kit import Row, Sheet, csv_bytes, gzip_bytes, labels, save, split, xlsx_bytes

MONTHS = (
    "Enero", "Febrero", "Marzo", "Abril", "Mayo", "Junio", "Julio", "Agosto", "Septiembre",
    "Octubre", "Noviembre", "Diciembre",
)  # fmt: skip
STATES = {9: "Ciudad de México", 14: "Jalisco", 19: "Nuevo León", 22: "Querétaro"}
_MORE_STATES = {1: "Aguascalientes", 5: "Coahuila de Zaragoza", 32: "Zacatecas"}
_ALL_STATES = dict(sorted({**STATES, **_MORE_STATES}.items()))
_SCALE = {1: 2, 5: 3, 9: 12, 14: 9, 19: 6, 22: 3, 32: 1}
"""Thousands of offences a month."""

DOLOSO = "Homicidio doloso"
FEMINICIDE_A_MONTH = 1

# Offences that pass 1,000 a month in the largest state, so that a comma shows.
_HEAVY, _HEAVY_WEIGHT = {"Violencia familiar", "Otros delitos del Fuero Común"}, 60.0

# What the editions before the last one lacked, in Queretaro and in every other state alike.
_REVISION_2023_OFFENCES, _REVISION_2023_HOMICIDES = 44, 2
_REVISION_JANUARY_2024 = 5


def monthly_total(state: int, year: int, month: int) -> int:
    """All offences of a state in a month: a straight line that nobody takes for a real series."""
    return 1_000 * _SCALE[state] + 11 * month + 100 * (year - 2020)


def monthly_homicides(state: int, year: int) -> int:
    """Files of intentional homicide, the same in every month of a year."""
    return 3 * _SCALE[state] + (year - 2020)


def _sum_of(state: int, year: int, months: int = 12) -> int:
    return sum(monthly_total(state, year, month) for month in range(1, months + 1))


EXPECTED: dict[str, int] = {
    # Queretaro, all offences and intentional homicide, newest edition (cut-off November 2024)
    **{f"all_22_{year}": _sum_of(22, year) for year in range(2015, 2024)},
    **{
        f"homicidio_doloso_22_{year}": 12 * monthly_homicides(22, year)
        for year in range(2015, 2024)
    },
    "all_22_2024": _sum_of(22, 2024, 11),
    "homicidio_doloso_22_2024": 11 * monthly_homicides(22, 2024),
    # the same in earlier editions
    "all_22_2023_dic2023": _sum_of(22, 2023) - _REVISION_2023_OFFENCES - _REVISION_2023_HOMICIDES,
    "homicidio_doloso_22_2023_dic2023": 12 * monthly_homicides(22, 2023) - _REVISION_2023_HOMICIDES,
    "all_22_2024_feb2024": _sum_of(22, 2024, 2) - _REVISION_JANUARY_2024,
    # the workbook ends in February 2021
    "all_22_2021_feb2021": _sum_of(22, 2021, 2),
    # data rows by edition
    "rows_dic2023": 4 * 2 * 98,
    "rows_feb2024": 4 * 3 * 98,
    "rows_feb2024_full": 7 * 3 * 98,
    "rows_nov2024": 4 * 3 * 98,
    "rows_feb2021": 2 * 7 * 98,
}

Table = list[list[int]]
"""Rows in the order of the labels, one count for each month."""


class Truth:
    """The invented final state of the series: one table for each state and year."""

    def __init__(self, chance: random.Random) -> None:
        self.labels = labels(__file__, "labels.csv")
        self._chance = chance
        self._weights = [
            _HEAVY_WEIGHT if row[2] in _HEAVY else min(chance.paretovariate(0.8), 40.0)
            for row in self.labels
        ]
        self._homicides = [i for i, row in enumerate(self.labels) if row[2] == DOLOSO]
        self._feminicides = [i for i, row in enumerate(self.labels) if row[2] == "Feminicidio"]
        self._others = [
            i for i in range(len(self.labels)) if i not in {*self._homicides, *self._feminicides}
        ]

    def table(self, state: int, year: int) -> Table:
        """Draw one state-year whose monthly totals and homicides are the declared ones."""
        table = [[0] * 12 for _ in self.labels]
        for month in range(12):
            homicides = monthly_homicides(state, year)
            self._fill(table, self._homicides, month, homicides)
            self._fill(table, self._feminicides, month, FEMINICIDE_A_MONTH)
            rest = monthly_total(state, year, month + 1) - homicides - FEMINICIDE_A_MONTH
            self._fill(table, self._others, month, rest)
        return table

    def _fill(self, table: Table, rows: list[int], month: int, total: int) -> None:
        weights = [self._weights[i] for i in rows]
        for i, count in zip(rows, split(self._chance, total, len(rows), weights), strict=True):
            table[i][month] = count

    def earlier(self, table: Table, *, offences: int, homicides: int, months: int) -> Table:
        """The table before a revision: so many offences and homicides fewer, one to a cell."""
        before = [list(row) for row in table]
        for rows, fewer in ((self._others, offences), (self._homicides, homicides)):
            cells = [(i, month) for i in rows for month in range(months) if before[i][month] > 0]
            for i, month in self._chance.sample(cells, fewer):
                before[i][month] -= 1
        return before


def _number(count: int, *, grouped: bool) -> str:
    return f"{count:,}" if grouped else str(count)


def _rows(
    truth: Truth, tables: dict[tuple[int, int], Table], cutoff: tuple[int, int], grouped: bool
) -> list[Row]:
    """Header and rows of one edition by year and state; months after the cut-off are empty.

    `grouped`: the last month of the edition writes 1,000 and more with a comma.
    """
    header = ["Año", "Clave_Ent", "Entidad", "Bien jurídico afectado", "Tipo de delito",
              "Subtipo de delito", "Modalidad", *MONTHS]  # fmt: skip
    rows: list[Row] = [header]
    for (year, state), table in sorted(tables.items()):
        published = cutoff[1] if year == cutoff[0] else 12
        for label, counts in zip(truth.labels, table, strict=True):
            cells = [
                _number(count, grouped=grouped and (year, month) == cutoff)
                for month, count in enumerate(counts[:published], start=1)
            ]
            cells += [""] * (12 - published)
            rows.append([str(year), str(state), _ALL_STATES[state], *label, *cells])
    return rows


def _edition(rows: list[Row]) -> bytes:
    return csv_bytes(rows, encoding="cp1252", line_end="\r\n")


def _workbook(truth: Truth) -> bytes:
    """The edition of February 2021: numbers as integers, unpublished months without a value."""
    tables = {(y, s): truth.table(s, y) for y in range(2015, 2022) for s in (9, 22)}
    header, *texts = _rows(truth, tables, (2021, 2), grouped=False)
    rows: list[Row] = [header]
    for text in texts:
        numbers = [int(str(cell)) if cell else None for cell in text[7:]]
        rows.append([int(str(text[0])), int(str(text[1])), *text[2:7], *numbers])
    return xlsx_bytes([Sheet("Hoja1", rows)])


def write(folder: Path, chance: random.Random) -> None:
    """Write four editions: December 2023, February 2024 twice, November 2024; and the workbook."""
    truth = Truth(chance)
    final = {(y, s): truth.table(s, y) for y in (2022, 2023, 2024) for s in _ALL_STATES}
    december = {key: table for key, table in final.items() if key[0] < 2024 and key[1] in STATES}
    february = dict(final)
    for state in _ALL_STATES:
        if state in STATES:
            december[2023, state] = truth.earlier(
                final[2023, state],
                offences=_REVISION_2023_OFFENCES,
                homicides=_REVISION_2023_HOMICIDES,
                months=12,
            )
        february[2024, state] = truth.earlier(
            final[2024, state], offences=_REVISION_JANUARY_2024, homicides=0, months=1
        )
    trimmed = {key: table for key, table in february.items() if key[1] in STATES}
    november = {key: table for key, table in final.items() if key[1] in STATES}
    editions = {
        "IDEFC_NM_dic2023__SYNTHETIC.csv": (december, (2023, 12), False),
        "IDEFC_NM_feb2024__SYNTHETIC.csv": (trimmed, (2024, 2), True),
        "IDEFC_NM_feb2024__full_SYNTHETIC.csv.gz": (february, (2024, 2), True),
        "IDEFC_NM_nov2024__SYNTHETIC.csv": (november, (2024, 11), False),
    }
    for name, (tables, cutoff, grouped) in editions.items():
        content = _edition(_rows(truth, tables, cutoff, grouped))
        save(folder / name, gzip_bytes(content) if name.endswith(".gz") else content)
    save(folder / "Estatal-Delitos-2015-2021_feb2021__SYNTHETIC.xlsx", _workbook(truth))
