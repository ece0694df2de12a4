"""Synthetic `co_dijin_2014`: two lists of event records of 2014.

Belongs here: the layout of the two files: English months, a blank after the name of a capital, no
final newline, identical rows.
Does not belong here: any record of the police; nobody in here exists.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.samples.kit import MARK, Row, csv_bytes, gzip_bytes, save, split_positive

_HOMICIDES = [
    "FECHA", "DEPARTAMENTO", "MUNICIPIO", "ZONA", "DÍA", "HORA", "EDAD", "SEXO", "MÓVIL AGRESOR",
    "MÓVIL VÍCTIMA", "ARMA O MEDIO UTILIZADO", "CLASE DE EMPLEADO", "ESTADO CIVIL",
    "CLASE DE SITIO", "VÍCTIMAS",
]  # fmt: skip
_SEXUAL = [
    "FECHA", "DELITO", "DEPARTAMENTO", "MUNICIPIO", "ZONA", "DÍA", "HORA", "MODALIDAD", "SEXO",
    "MÓVIL AGRESOR", "MÓVIL VÍCTIMA", "ARMA O MEDIO UTILIZADO", "CLASE DE EMPLEADO", "ESTADO CIVIL",
    "CLASE DE SITIO", "VÍCTIMAS",
]  # fmt: skip
Place = tuple[str, str, str | None]
_PLACES: tuple[Place, ...] = (
    ("ANTIOQUIA", "Medellín ", "05001"),
    ("BOLÍVAR", "Cartagena ", "13001"),
    ("CAQUETÁ", "Cartagena del Chairá", None),
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

EXPECTED: dict[str, int] = {
    "homicide_victims_05001": 77,
    "homicide_victims_13001": 44,
    "sexual_victims_05001": 33,
    "sexual_victims_13001": 22,
}


def _record(
    chance: random.Random, place: tuple[str, str, str | None], count: int
) -> dict[str, str]:
    """One event record under the names of the columns."""
    return {
        "FECHA": f"{chance.randrange(1, 29)}-{chance.choice(_MONTHS)}-14",
        "DELITO": f"ARTÍCULO 210. {MARK}, INVENTADO",
        "DEPARTAMENTO": place[0],
        "MUNICIPIO": place[1],
        "ZONA": "URBANA",
        "DÍA": "MIERCOLES",
        "HORA": chance.choice(("0:00", "7:00", "21:30")),
        "MODALIDAD": "NO REPORTA",
        "EDAD": str(chance.randrange(18, 80)),
        "SEXO": chance.choice(("MASCULINO", "FEMENINO")),
        "VÍCTIMAS": str(count),
    }


def _file(chance: random.Random, kind: str, columns: list[str]) -> bytes:
    """One file: the records of each place, the last one twice."""
    rows: list[Row] = [columns]
    for place in _PLACES:
        total = EXPECTED.get(f"{kind}_victims_{place[2]}", 9)
        counts = split_positive(chance, total - 2, max(total - 4, 1))
        records = [_record(chance, place, count) for count in counts]
        twin = _record(chance, place, 1)
        for record in (*records, twin, twin):
            rows.append([record.get(column, "NO REPORTA") for column in columns])
    return csv_bytes(rows, line_end="\r\n", final_newline=False)


def write(folder: Path, chance: random.Random) -> None:
    """Write the two files of the source."""
    for name, kind, columns in (
        (f"HOMICIDIO 2014.xlsx - HOMICIDIOS {MARK}.csv.gz", "homicide", _HOMICIDES),
        (f"DELITOS SEXUALES 2014.xlsx - DELITOS SEXUALES {MARK}.csv.gz", "sexual", _SEXUAL),
    ):
        save(folder / name, gzip_bytes(_file(chance, kind, columns)))
