"""Synthetic `co_datosgov_socrata`: answers of the API, whole ones and none of exactly 1,000 rows.

Belongs here: the two families with their columns: a moment or a text as the date, counts as text,
keys left out where nothing is known, repeated rows. Does not belong here: any record of the police.
"""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path

from tests.samples.kit import MARK, save

EXPECTED: dict[str, int] = {"extorsion_rows": 222, "violencia_rows": 111, "repeated_rows": 11}
_PLACES = (
    ("05", "ANTIOQUIA", "05001", "MEDELLIN"),
    ("13", "BOLIVAR", "13001", "CARTAGENA"),
    ("68", "SANTANDER", "68001", "BUCARAMANGA"),
)
_FIRST = date(2021, 1, 1)


def _day(chance: random.Random) -> date:
    return _FIRST + timedelta(days=chance.randrange(365))


def _extortion(chance: random.Random) -> dict[str, str]:
    department, department_name, code, name = chance.choice(_PLACES)
    return {
        "fecha_hecho": f"{_day(chance):%Y-%m-%d}T00:00:00.000",
        "cod_depto": department,
        "departamento": department_name,
        "cod_muni": code,
        "municipio": f"{name} {MARK}",
        "cantidad": "1",
    }


def _violence(chance: random.Random) -> dict[str, str]:
    _, department_name, code, name = chance.choice(_PLACES)
    row = {
        "departamento": department_name,
        "municipio": f"{name.title()} (CT) {MARK}",
        "codigo_dane": f"{code}000",
        "armas_medios": "SIN EMPLEO DE ARMAS",
        "fecha_hecho": f"{_day(chance):%d/%m/%Y}",
        "genero": chance.choice(["FEMENINO", "MASCULINO"]),
        "grupo_etario": chance.choice(["ADULTOS", "ADOLESCENTES", "MENORES"]),
        "cantidad": str(chance.randrange(1, 5)),
    }
    # The API leaves out what is null.
    if chance.random() < 0.1:
        del row["genero"]
    return row


def _save(path: Path, rows: list[dict[str, str]]) -> None:
    save(path, (json.dumps(rows, ensure_ascii=True, separators=(",", ":"))).encode())


def write(folder: Path, chance: random.Random) -> None:
    """Write one answer of each family."""
    repeated = EXPECTED["repeated_rows"]
    extortions = [_extortion(chance) for _ in range(EXPECTED["extorsion_rows"] - repeated)]
    _save(folder / f"extorsion__{MARK}.json", extortions + extortions[:repeated])
    violence = [_violence(chance) for _ in range(EXPECTED["violencia_rows"])]
    _save(folder / f"violencia_intrafamiliar__{MARK}.json", violence)
