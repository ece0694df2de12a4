"""Synthetic `mx_sesnsp_victims`: one workbook of state victims by offence, sex and age band.

Belongs here: the workbook (numbers as integers, 230 rows a state-year, months after the cut-off
without a value) and its fixed number of homicide victims.
Does not belong here: any published figure. The labels (`labels.csv`) are the publisher's.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.samples.kit import MARK, Row, Sheet, labels, save, split, xlsx_bytes

MONTHS = (
    "Enero", "Febrero", "Marzo", "Abril", "Mayo", "Junio", "Julio", "Agosto", "Septiembre",
    "Octubre", "Noviembre", "Diciembre",
)  # fmt: skip
STATES = {9: "Ciudad de México", 22: "Querétaro"}
STATE_YEARS = ((2018, 22), (2019, 9), (2019, 22))
CUTOFF = (2019, 11)
DOLOSO, FEMINICIDE = "Homicidio doloso", "Feminicidio"

#: Victims of one state and year: of intentional homicide by sex, of femicide, of everything else.
MEN, WOMEN, UNKNOWN, FEMICIDES, OTHERS = 111, 22, 2, 11, 3_333

EXPECTED: dict[str, int] = {
    "homicidio_doloso_22": MEN + WOMEN + UNKNOWN,
    "homicidio_doloso_men_22": MEN,
    "homicidio_doloso_women_22": WOMEN,
    "feminicidio_22": FEMICIDES,
    "all_22": MEN + WOMEN + UNKNOWN + FEMICIDES + OTHERS,
    "rows": len(STATE_YEARS) * 230,
}


def _groups(rows: list[tuple[str, ...]]) -> list[tuple[list[int], int]]:
    """Rows of the labels that share one fixed total, with that total."""
    fixed = {
        ("Hombre", DOLOSO): MEN,
        ("Mujer", DOLOSO): WOMEN,
        ("No identificado", DOLOSO): UNKNOWN,
    }
    groups = [
        ([i for i, row in enumerate(rows) if (row[4], row[2]) == key], total)
        for key, total in fixed.items()
    ]
    groups.append(([i for i, row in enumerate(rows) if row[2] == FEMINICIDE], FEMICIDES))
    taken = {i for members, _ in groups for i in members}
    return [*groups, ([i for i in range(len(rows)) if i not in taken], OTHERS)]


def _state_year(
    chance: random.Random, rows: list[tuple[str, ...]], year: int, state: int
) -> list[Row]:
    """The 230 rows of one state and year."""
    months = CUTOFF[1] if year == CUTOFF[0] else 12
    counts = [[0] * months for _ in rows]
    for members, total in _groups(rows):
        cells = split(chance, total, len(members) * months)
        for position, count in enumerate(cells):
            counts[members[position // months]][position % months] = count
    empty: list[None] = [None] * (12 - months)
    return [
        [year, state, STATES[state], *label, *numbers, *empty]
        for label, numbers in zip(rows, counts, strict=True)
    ]


def write(folder: Path, chance: random.Random) -> None:
    """Write the workbook of the victims to November 2019."""
    rows = labels(__file__, "labels.csv")
    header = ["Año", "Clave_Ent", "Entidad", "Bien jurídico afectado", "Tipo de delito",
              "Subtipo de delito", "Modalidad", "Sexo", "Rango de edad", *MONTHS]  # fmt: skip
    table: list[Row] = [header]
    for year, state in STATE_YEARS:
        table += _state_year(chance, rows, year, state)
    name = f"Estatal-Victimas_noviembre_2019__{MARK}.xlsx"
    save(folder / name, xlsx_bytes([Sheet("Hoja1", table)]))
