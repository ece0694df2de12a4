"""Synthetic `mx_sesnsp_municipal`: the municipal layout in both methodologies, homicide only.

Belongs here: the layout of the two excerpts: codes that lost their zero, December as a decimal, an
open year with an empty December, zeros after the cut-off. Does not belong here: any figure of
SESNSP, or a municipality of the warehouse: the real excerpts have none.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.samples.kit import MARK, Cell, Row, csv_bytes, labels, save, split

_HEADER = [
    "Año", "Clave_Ent", "Entidad", "Cve. Municipio", "Municipio", "Bien jurídico afectado",
    "Tipo de delito", "Subtipo de delito", "Modalidad", "Enero", "Febrero", "Marzo", "Abril",
    "Mayo", "Junio", "Julio", "Agosto", "Septiembre", "Octubre", "Noviembre", "Diciembre",
]  # fmt: skip
_GUANAJUATO = ((11_001, "Abasolo"), (11_007, "Celaya"), (11_020, "León"))
_OTHERS = (
    ("02", "Baja California", 2_004, "Tijuana"),
    ("05", "Coahuila de Zaragoza", 5_015, "Juárez"),
    ("14", "Jalisco", 14_039, "Guadalajara"),
)
_YEARS = range(2023, 2026)
_YEAR_TOTAL, _YEARLY_STEP, _RNID_TOTAL = 1_111, 111, 333
_RNID_MONTHS = 7

EXPECTED: dict[str, int] = {
    **{f"homicides_11_{year}": _YEAR_TOTAL + _YEARLY_STEP * (year - 2023) for year in _YEARS},
    "rnid_homicides_a_municipality": _RNID_TOTAL,
    # December of the open year: published of none of the nine labels of each municipality
    "unpublished_cells": len(_GUANAJUATO) * 9,
    "rows_of_cities": 0,
}


def _homicides(source: str) -> list[tuple[str, ...]]:
    """The homicide labels of a state source, whose catalogue the municipal edition shares."""
    beside = str(Path(__file__).parents[1] / source / "generate.py")
    return [label for label in labels(beside, "labels.csv") if label[1] == "Homicidio"]


def _old(chance: random.Random) -> list[Row]:
    """Three municipalities by year; the re-saved table writes December as a decimal."""
    catalogue = _homicides("mx_sesnsp_offences")
    rows: list[Row] = [_HEADER]
    for year in _YEARS:
        months = 11 if year == _YEARS[-1] else 12
        cells = iter(
            split(
                chance,
                EXPECTED[f"homicides_11_{year}"],
                len(_GUANAJUATO) * len(catalogue) * months,
                None,
            )
        )
        for code, name in _GUANAJUATO:
            for label in catalogue:
                counts: list[Cell] = [next(cells) for _ in range(months)]
                counts = [*counts[:11], f"{counts[11]}.0" if months == 12 else None]
                rows.append([str(year), "11", "Guanajuato", code, name, *label, *counts])
    return rows


def _new(chance: random.Random) -> list[Row]:
    """Three municipalities of 2026; the months to come are 0."""
    catalogue = _homicides("mx_sesnsp_rnid")
    rows: list[Row] = [_HEADER]
    for state, state_name, code, name in _OTHERS:
        cells = iter(split(chance, _RNID_TOTAL, len(catalogue) * _RNID_MONTHS))
        for label in catalogue:
            counts = [next(cells) for _ in range(_RNID_MONTHS)] + [0] * (12 - _RNID_MONTHS)
            rows.append(["2026", state, state_name, code, name, *label, *counts])
    return rows


def write(folder: Path, chance: random.Random) -> None:
    """Write one excerpt of each methodology."""
    save(
        folder / f"homicidios_gto_2023_2025_raw__{MARK}.csv",
        csv_bytes(_old(chance), encoding="utf-8"),
    )
    save(
        folder / f"municipal_rnid_2026_excerpt__{MARK}.csv",
        csv_bytes(_new(chance), encoding="utf-8"),
    )
