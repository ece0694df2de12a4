"""Synthetic `mx_inegi_mortality`: violent deaths, year of death by year of registration.

Belongs here: the query's layout (cp1252, CRLF, every cell quoted, four lines above a heading whose
first four names are blank, codes with blanks, broken formulas for states, thousands commas, empty
cells for none, years No especificado, totals) for four manners of death. Does not belong here: any
published figure; every count is invented. Those of the city and its state are the same every year.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.samples.kit import MARK, Row, csv_bytes, save

YEARS = range(2010, 2018)
_SEXES = ("Hombre", "Mujer", "No especificado")

#: Deaths a year that are registered at once: men, women, sex not stated. The state is the sum of
#: its municipalities; one death of a man a year comes a year late.
_MUNICIPALITIES: dict[str, dict[str, tuple[int, int, int]]] = {
    "Homicidio": {" 22 006 ": (21, 0, 0), " 22 014 ": (55, 11, 0), " 22 999 ": (0, 0, 1)},
    "Suicidio": {" 22 006 ": (3, 0, 0), " 22 014 ": (33, 11, 0)},
    "Accidente": {" 22 006 ": (111, 22, 0), " 22 014 ": (222, 66, 0)},
    "Se ignora": {" 22 014 ": (8, 1, 1)},
}
_NAMES = {" 22 006 ": "Corregidora", " 22 014 ": "Querétaro", " 22 999 ": "No especificado"}
_STATE, _ABROAD = "=CONCATENAR( ,22) ", "=CONCATENAR( ,33) "
_FILES = {
    "Homicidio": "homicide", "Suicidio": "suicide", "Accidente": "accident",
    "Se ignora": "undetermined",
}  # fmt: skip
UNDATED = 2

EXPECTED: dict[str, int] = {
    # deaths by homicide of one year in the municipality and in the state, once followed for a year
    "city_homicides": 55 + 1 + 11,
    "state_homicides": 21 + 1 + 55 + 1 + 11 + 1,
    # the last year lacks its late registrations
    "city_homicides_last": 66,
    "city_undetermined": 8 + 1 + 1 + 1,
}

Triangle = dict[tuple[str, str], list[int]]


def _triangle(counts: tuple[int, int, int]) -> Triangle:
    """(year of death, sex) -> deaths by year of registration, totals over years and sexes too."""
    table: Triangle = {}

    def add(occurrence: str, sex: str, registered: int, count: int) -> None:
        for year, group in ((occurrence, sex), (occurrence, "Total"), ("Total", sex)):
            row = table.setdefault((year, group), [0] * len(YEARS))
            row[registered - YEARS[0]] += count
        table.setdefault(("Total", "Total"), [0] * len(YEARS))[registered - YEARS[0]] += count

    for year in YEARS:
        for sex, count in zip(_SEXES, counts, strict=True):
            add(str(year), sex, year, count)
        if counts[0] and year + 1 in YEARS:
            add(str(year), "Hombre", year + 1, 1)
    if counts[0]:
        add(str(YEARS[0] - 2), "Hombre", YEARS[0], 1)
        add("No especificado", "Hombre", YEARS[0], UNDATED)
    return table


def _together(tables: list[Triangle]) -> Triangle:
    """The sum of several triangles, cell by cell."""
    summed: Triangle = {}
    for table in tables:
        for key, counts in table.items():
            row = summed.setdefault(key, [0] * len(YEARS))
            summed[key] = [a + b for a, b in zip(row, counts, strict=True)]
    return summed


def _rows(code: str, name: str, table: Triangle) -> list[Row]:
    """The rows of one place: totals first, years in order, no row and no cell for zero."""
    sexes = ("Total", *_SEXES)
    years = ["Total", *sorted({year for year, _ in table} - {"Total", "No especificado"})]
    rows: list[Row] = []
    for year in (*years, "No especificado"):
        for sex in sexes:
            counts = table.get((year, sex), [])
            if any(counts):
                rows.append([code, name, year, sex, *(f"{n:,}" if n else "" for n in counts)])
    return rows


def _file(chance: random.Random, manner: str) -> list[Row]:
    """One export of the query page; the rest of the country is drawn, in thousands."""
    places = {code: _triangle(counts) for code, counts in _MUNICIPALITIES[manner].items()}
    elsewhere = (chance.randrange(2_000, 9_000), chance.randrange(300, 900), 3)
    state = _together(list(places.values()))
    abroad = _triangle((1, 0, 0))
    country = _together([state, abroad, _triangle(elsewhere)])
    rows: list[Row] = [
        ["Mortalidad general"],
        [f"Tipo de defunción : {manner}"],
        [""],
        [
            f"Consulta de: Defunciones accidentales y violentas {MARK} \xa0 Por: Ent y mun de"
            " ocurrencia, Año de ocurrencia y Sexo \xa0 Según: Año de registro"
        ],
        ["", "", "", "", *map(str, YEARS), ""],
        *_rows("", "Total", country),
        *_rows(_STATE, "Querétaro", state),
    ]
    for code, table in places.items():
        rows += _rows(code, _NAMES[code], table)
    rows += _rows(_ABROAD, "Extranjero", abroad)
    return [*rows, [""], [f"FUENTE: {MARK}. Estadísticas de mortalidad."]]


def write(folder: Path, chance: random.Random) -> None:
    """Write one file a manner of death."""
    for manner, name in _FILES.items():
        content = csv_bytes(
            _file(chance, manner), encoding="cp1252", line_end="\r\n", quote_all=True
        )
        save(folder / f"{name}-mun-{YEARS[-1]}__{MARK}.csv", content)
