"""Synthetic `co_dnp_municipal_performance`: a workbook with three sheets of the same places.

Belongs here: the layout: a plain first sheet, two sheets with a two-line header that share names of
columns, a dictionary that is not read, empty cells where nothing was measured and a score of 0 for
them. Does not belong here: any published figure; every figure is invented.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.samples.co_dane_population.generate import MUNICIPALITIES
from tests.samples.kit import MARK, Cell, Row, Sheet, save, xlsx_bytes

_MANAGEMENT = [
    "Ingreso tributario y no tributario sin recaudo OT per cápita",
    "Ingreso tributario por instrumentos de OT per cápita",
    "% de inversión financiada con recursos propios",
    "% de ejecución sectores de desarrollo económico",
    "% de ejecución sectores de desarrollo social",
    "% de ejecución otros sectores",
    "Indicador de eficiencia del IGPR",
    "Organización de la información",
    "Rendición de cuentas",
    "Atención al ciudadano",
    "Tasa efectiva de recaudo",
    "% Uso de instrumentos OT",
]
_SECURITY = [
    "Tasa de hurtos por 10.000 habitantes",
    "Tasa de homicidios por 10.000 habitantes",
    "Tasa de casos de violencia intrafamiliar por 10.000 habitantes",
]
_RESULTS = [
    "Cobertura neta en educación media",
    "Cobertura neta en educación transición",
    "Cobertura en salud",
    "Cobertura en vacunación pentavalente",
    "Tasa de mortalidad infantil",
    "Cobertura en energía eléctrica rural",
    "Petración de la banda ancha",
]
_SCALED = [
    *_RESULTS[:1], "Promedio saber 11 (Matemáticas con lenguaje)", *_RESULTS[1:],
    "Promedio cobertura acueducto y alcantarillado", *_SECURITY,
]  # fmt: skip
_MEASURED = [
    *_RESULTS[:1], "Puntaje promedio prueba Saber 11 - Matemáticas",
    "Puntaje promedio prueba Saber 11 - Lenguaje", *_RESULTS[1:], "Cobertura en acueducto",
    "Cobertura en alcantarillado", *_SECURITY,
]  # fmt: skip
_NOT_MEASURED = "44001"
"""The municipality without figures of water, sewerage and royalties."""

EXPECTED: dict[str, float] = {
    "mdm_05001": 88.5,
    "mdm_13001": 66.5,
    "homicides_05001": 4.25,
    "rows": len(MUNICIPALITIES),
}


def _header(results: list[str], title: str) -> list[Row]:
    """The two header rows: groups above, variables below; the keys stand above alone."""
    groups: list[Cell] = ["Código DANE", "Departamento", "Municipio", "Gestión 2021"]
    groups += [None] * (len(_MANAGEMENT) - 1) + [title] + [None] * (len(results) - 1)
    return [groups, [None, None, None, *_MANAGEMENT, *results]]


def _cell(chance: random.Random, name: str, code: str, *, is_scaled: bool) -> Cell:
    """One figure; empty where nothing was measured, and 0 for it on the scaled sheet."""
    is_open = code == _NOT_MEASURED and ("acueducto" in name or "alcantarillado" in name)
    if is_open or (code == _NOT_MEASURED and name.endswith("IGPR")):
        return 0.0 if is_scaled and is_open else None
    if name == _SECURITY[1] and not is_scaled and code == "05001":
        return EXPECTED["homicides_05001"]
    return round(chance.uniform(1, 99), 9) if is_scaled else round(chance.uniform(0.1, 0.9), 9)


def _sheet(chance: random.Random, name: str, results: list[str], *, is_scaled: bool) -> Sheet:
    """One sheet of variables."""
    rows = _header(results, "Resultados" if is_scaled else "Resultados 2021")
    for _, department, code, municipality in MUNICIPALITIES:
        figures = [
            _cell(chance, variable, code, is_scaled=is_scaled)
            for variable in (*_MANAGEMENT, *results)
        ]
        rows.append([code, department, municipality, *figures])
    return Sheet(name, rows)


def write(folder: Path, chance: random.Random) -> None:
    """Write the one workbook of the source."""
    scores: list[Row] = [["municipio_code", "Departamento", "Municipio", "MDM"]]
    for _, department, code, name in MUNICIPALITIES:
        score = EXPECTED.get(f"mdm_{code}") or round(chance.uniform(30, 60), 9)
        scores.append([code, department, name, score])
    book = xlsx_bytes(
        [
            Sheet("Indicadores", scores),
            _sheet(chance, "Variables estandarizadas", _SCALED, is_scaled=True),
            _sheet(chance, "Variables sin estandarizar", _MEASURED, is_scaled=False),
            Sheet("Diccionario", [["Componente", "Variable"], [MARK, "Gestión"]]),
        ]
    )
    save(folder / f"MDM_2021_{MARK}.xlsx", book)
