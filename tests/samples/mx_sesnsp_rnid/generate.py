"""Synthetic `mx_sesnsp_rnid`: two editions of the methodology of 2026, 114 rows a state.

Belongs here: the layout (cp1252 but LF, padded codes, empty future months) and a revision of
January between the editions. Does not belong here: any published figure. The labels (`labels.csv`)
are the publisher's.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.samples.kit import Row, csv_bytes, labels, save, split
from tests.samples.mx_sesnsp_offences.generate import (
    DOLOSO,
    FEMINICIDE_A_MONTH,
    MONTHS,
    STATES,
)

_HOMICIDES_A_MONTH = 4
_TOTALS = {9: (12_121, 12_222), 14: (9_191, 9_292), 19: (6_161, 6_262), 22: (3_131, 3_232)}
"""All offences of January and February 2026."""
_REVISED_STATE, _REVISED_OFFENCES = 9, 7

EXPECTED: dict[str, int] = {
    "all_22_2026_ene2026": 3_131,
    "all_22_2026_feb2026": 3_131 + 3_232,
    "homicidio_doloso_22_2026_feb2026": 2 * _HOMICIDES_A_MONTH,
    "feminicidio_22_2026_feb2026": 2 * FEMINICIDE_A_MONTH,
    # January cells that February's edition changed, each by one; none of Queretaro
    "revised_cells": _REVISED_OFFENCES,
    "rows": 4 * 114,
}


def _tables(chance: random.Random, catalogue: list[tuple[str, ...]]) -> dict[int, list[list[int]]]:
    """State -> rows in the order of the catalogue, with the counts of January and February."""
    weights = [min(chance.paretovariate(0.8), 40.0) for _ in catalogue]
    homicides = [i for i, label in enumerate(catalogue) if label[2] == DOLOSO]
    feminicides = [i for i, label in enumerate(catalogue) if label[2] == "Feminicidio"]
    others = [i for i in range(len(catalogue)) if i not in {*homicides, *feminicides}]
    tables = {}
    for state, totals in _TOTALS.items():
        table = [[0, 0] for _ in catalogue]
        for month, total in enumerate(totals):
            parts = (
                (homicides, _HOMICIDES_A_MONTH),
                (feminicides, FEMINICIDE_A_MONTH),
                (others, total - _HOMICIDES_A_MONTH - FEMINICIDE_A_MONTH),
            )
            for rows, part in parts:
                counts = split(chance, part, len(rows), [weights[i] for i in rows])
                for i, count in zip(rows, counts, strict=True):
                    table[i][month] = count
        tables[state] = table
    return tables


def _edition(
    catalogue: list[tuple[str, ...]], tables: dict[int, list[list[int]]], months: int
) -> bytes:
    rows: list[Row] = [
        ["Año", "Clave_Ent", "Entidad", "Bien jurídico afectado", "Tipo de delito",
         "Subtipo de delito", "Modalidad", *MONTHS]
    ]  # fmt: skip
    for state, table in tables.items():
        for label, counts in zip(catalogue, table, strict=True):
            cells = [*counts[:months], *[None] * (12 - months)]
            rows.append(["2026", f"{state:02}", STATES[state], *label, *cells])
    return csv_bytes(rows, encoding="cp1252")


def write(folder: Path, chance: random.Random) -> None:
    """Write the editions of January and February 2026."""
    catalogue = labels(__file__, "labels.csv")
    february = _tables(chance, catalogue)
    january = {state: [list(counts) for counts in table] for state, table in february.items()}
    several = [i for i, counts in enumerate(january[_REVISED_STATE]) if counts[0] > 1]
    for i in chance.sample(several, _REVISED_OFFENCES):
        january[_REVISED_STATE][i][0] -= 1
    for name, tables, months in (("ene2026", january, 1), ("feb2026", february, 2)):
        save(
            folder / f"RNID-Delitos_Estatal-2026-{name}__SYNTHETIC.csv",
            _edition(catalogue, tables, months),
        )
