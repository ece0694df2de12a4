"""Synthetic `co_dane_population`: two projections, poverty shares and two code lists.

Belongs here: the five workbooks and files as DANE and its re-publishers lay them out: a hidden
sheet behind a visible one that differs, a two-line header whose blocks repeat the same years, codes
written with a thousands comma. Does not belong here: any published figure. Municipalities and
settlements (`settlements.csv`) are the official lists.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.samples.kit import (
    Row,
    Sheet,
    csv_bytes,
    gzip_bytes,
    labels,
    save,
    xls_bytes,
    xlsx_bytes,
)

# (department code, department, municipality code, municipality)
MUNICIPALITIES = (
    ("05", "Antioquia", "05001", "Medellín"),
    ("05", "Antioquia", "05088", "Bello"),
    ("05", "Antioquia", "05360", "Itagui"),
    ("11", "Bogotá, D.C.", "11001", "Bogotá, D.C."),
    ("13", "Bolívar", "13001", "Cartagena"),
    ("15", "Boyacá", "15001", "Tunja"),
    ("18", "Caquetá", "18150", "Cartagena del Chairá"),
    ("44", "La Guajira", "44001", "Riohacha"),
    ("54", "Norte de Santander", "54001", "Cúcuta"),
    ("63", "Quindío", "63001", "Armenia"),
    ("76", "Valle del Cauca", "76001", "Cali"),
    ("91", "Amazonas", "91001", "Leticia"),
)

# First year's population and yearly step, by base of the projection.
_BASE_2005 = {"05001": (2_000_000, 20_000), "13001": (800_000, 10_000)}
_BASE_2018 = {"05001": (2_222_000, 11_000), "13001": (888_000, 8_000)}
_CUT_DIFFERS_BY = 500
"""How far the re-publisher's visible sheet lies from DANE's hidden one, in Cartagena."""

EXPECTED: dict[str, int] = {
    # base of the 2005 census (sheet Municipios)
    "05001_2005_base2005": 2_000_000,
    "05001_2017_base2005": 2_240_000,
    "13001_2017_base2005": 920_000,
    # base of the 2018 census
    "05001_2018_base2018": 2_222_000,
    "05001_2024_base2018": 2_288_000,
    "13001_2024_base2018": 936_000,
    # the visible sheet, which must not be used
    "13001_2017_cut": 920_500,
    # rows: municipalities x years of the long file
    "rows_base2018": len(MUNICIPALITIES) * 7,
    "settlements_05001": 9,
    "settlements_13001": 31,
}


def _population(
    base: dict[str, tuple[int, int]], others: dict[str, int], code: str, years_on: int
) -> int:
    first, step = base.get(code, (others[code], others[code] // 100))
    return first + step * years_on


def _municipios(others: dict[str, int]) -> list[Row]:
    """DANE's sheet: titles, two header lines over three blocks, national line, notes."""
    years = range(2005, 2021)
    blank = [None] * (len(years) - 1)
    group = [None] * 4 + ["TOTAL", *blank, "CABECERA", *blank, "RESTO", *blank]
    rows: list[Row] = [
        [],
        ["COLOMBIA. PROYECCIONES DE POBLACIÓN MUNICIPALES POR ÁREA"],
        ["2005 - 2020"],
        ["A junio 30"],
        group,
        ["DP", "DPNOM", "DPMP", "MPIO", *years, *years, *years],
    ]
    sums = [0] * (3 * len(years))
    for dp, name, code, municipality in MUNICIPALITIES:
        total = [_population(_BASE_2005, others, code, year - 2005) for year in years]
        urban = [value * 4 // 5 for value in total]
        rural = [whole - part for whole, part in zip(total, urban, strict=True)]
        figures = [*total, *urban, *rural]
        sums = [a + b for a, b in zip(sums, figures, strict=True)]
        rows.append([dp, name, code, municipality, *figures])
    rows.append(["00", None, "00", "Total Nacional", *sums])
    notes: list[Row] = [
        ["Fuente: DANE. SYNTHETIC"],
        ["Las series de proyecciones de población aquí presentadas son inventadas. SYNTHETIC"],
        ["Fecha de actualización de la serie: Viernes 1 de enero de 2010. SYNTHETIC"],
        ["(1) Incluye los nuevos municipios creados. SYNTHETIC"],
        [None, "Guachené, segregado de Caloto (Cauca), mediante Decreto SYNTHETIC"],
        ["(CD) Corregimiento Departamental"],
    ]
    return rows + notes


def _mpios(others: dict[str, int]) -> list[Row]:
    """The re-publisher's visible cut of 2003-2017."""
    years = range(2003, 2018)
    rows: list[Row] = [["departamento_code", "departamento", "municipio_code", "municipio", *years]]
    for dp, name, code, municipality in MUNICIPALITIES:
        differs = _CUT_DIFFERS_BY if code == "13001" else 0
        figures = [_population(_BASE_2005, others, code, year - 2005) + differs for year in years]
        rows.append([dp, name, code, municipality, *figures])
    return rows


def _long(others: dict[str, int]) -> list[Row]:
    """The projection on the 2018 census: 2018-2023 by municipality, then 2024 as a block."""
    rows: list[Row] = [
        ["departamento_code", "departamento", "municipio_code", "municipio", "year", "poblacion"]
    ]
    for years in (range(2018, 2024), range(2024, 2025)):
        for dp, name, code, municipality in MUNICIPALITIES:
            for year in years:
                people = _population(_BASE_2018, others, code, year - 2018)
                rows.append([dp, name, code, municipality, year, people])
    return rows


def _poverty(chance: random.Random) -> list[Row]:
    """Unmet basic needs, per cent; the code is an integer that lost its zero."""
    rows: list[Row] = [["Nombre Departamento", "municipio_code", "municipio", "NBI", "year"]]
    for _, name, code, municipality in MUNICIPALITIES:
        rows.append([name.upper(), int(code), municipality.upper(), chance.uniform(5, 60), 2021])
    return rows


def _divipola() -> list[Sheet]:
    """Code list of settlements: a sheet that explains, and the list below two blank rows."""
    explained: list[Row] = [
        ["Nombre de campo", "Contenido"],
        ["DIVIPOLA", "SYNTHETIC"],
    ]
    header = [
        "Código Departamento", "Código Municipio", "Código Centro Poblado", "Nombre Departamento",
        "Nombre Municipio", "Nombre Centro Poblado", "Clase",
    ]  # fmt: skip
    listed: list[Row] = [[], [], header, *labels(__file__, "settlements.csv")]
    return [Sheet("ESTRUCTURA", explained), Sheet("LISTADO_VIGENTES", listed)]


def _codes_with_comma() -> bytes:
    """The list of municipalities whose codes went through a number format: `"5,001"`."""
    header = ["COD_DPTO", "NOM_DPTO", "COD_MPIO", "NOM_MPIO", "TIPO", "LATITUD", "LONGITUD",
              "Geo Municipio"]  # fmt: skip
    rows: list[Row] = [header]
    for dp, name, code, municipality in MUNICIPALITIES:
        latitude, longitude = "4.5", f"-7{len(rows) % 7}.5"
        rows.append(
            [str(int(dp)), name.upper(), f"{int(code):,}", municipality.upper(), "Municipio",
             latitude, longitude, f"POINT ({longitude} {latitude})"]
        )  # fmt: skip
    return csv_bytes(rows, quote_all=True)


def write(folder: Path, chance: random.Random) -> None:
    """Write the five files of the source."""
    others = {code: chance.randrange(20_000, 700_000, 1_000) for _, _, code, _ in MUNICIPALITIES}
    old = [
        Sheet("Mpios", _mpios(others)),
        Sheet("Municipios", _municipios(others), hidden=True),
        Sheet("Municipios (2)", _municipios(others), hidden=True),
    ]
    save(folder / "poblacion_2003_2017__SYNTHETIC.xls.gz", gzip_bytes(xls_bytes(old)))
    save(
        folder / "poblacion_2018_2023__SYNTHETIC.xlsx", xlsx_bytes([Sheet("Hoja2", _long(others))])
    )
    save(folder / "NBI_2021__SYNTHETIC.xlsx", xlsx_bytes([Sheet("Municipios", _poverty(chance))]))
    save(folder / "divipola_2010__SYNTHETIC.xls.gz", gzip_bytes(xls_bytes(_divipola())))
    save(folder / "DL_Municipios__SYNTHETIC.csv", _codes_with_comma())
