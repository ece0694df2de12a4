"""Synthetic `co_ponal_offences`: one workbook a crime and year, in every layout of the police.

Belongs here: which workbooks there are, their names, titles and totals: complete years 2023 and
2024 of all fourteen crimes, part of 2025, one or more of each older layout, pairs, earlier
vintages, national twins of trimmed workbooks. Does not belong here: how a workbook looks
(`workbook.py`), and any published figure.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from tests.samples.co_ponal_offences.workbook import (
    AGE_NOTE,
    COUNTER_NOTE,
    LATER_NOTES,
    Case,
    Layout,
    rows_of,
)
from tests.samples.kit import (
    MARK,
    Sheet,
    gzip_bytes,
    save,
    split_positive,
    xls_bytes,
    xlsx_bytes,
)

MEDELLIN, CARTAGENA = "05001", "13001"

# code -> (department, municipality) as the police write them. The first four are in every file,
# the others only in complete ones.
_TRIMMED = {
    MEDELLIN: ("ANTIOQUIA", "Medellín (CT)"),
    CARTAGENA: ("BOLÍVAR", "Cartagena (CT)"),
    "11001": ("CUNDINAMARCA", "Bogotá D.C. (CT)"),
    "76001": ("VALLE", "Cali (CT)"),
}
_NATIONAL = {
    **_TRIMMED,
    "05088": ("ANTIOQUIA", "Bello"),
    "18150": ("CAQUETÁ", "Cartagena del Chairá"),
    "44001": ("GUAJIRA", "Riohacha (CT)"),
    "54001": ("NORTE DE SANTANDER", "Cúcuta (CT)"),
    "63001": ("QUINDÍO", "Armenia (CT)"),
    "91001": ("AMAZONAS", "Leticia (CT)"),
}
# Settlements beside the municipal seat; 008 and 014 of Medellin are not in the list of 2010.
_SETTLEMENTS = {
    MEDELLIN: ("001", "004", "005", "008", "014"),
    CARTAGENA: ("001", "003", "007", "029"),
}


@dataclass(frozen=True)
class Crime:
    """One crime type: wording of the files, labels, and if its rows describe a person."""

    family: str
    """First words of the file name."""
    title: str
    wording_2023: str
    wording_2024: str
    weapons: tuple[str, ...]
    person: bool = True
    offences: tuple[str, ...] = ()


_ARMED = ("ARMA BLANCA / CORTOPUNZANTE", "ARMA DE FUEGO", "CONTUNDENTES", "SIN EMPLEO DE ARMAS")
_BREAKING = ("ARMA DE FUEGO", "LLAVE MAESTRA", "PALANCAS", "SIN EMPLEO DE ARMAS")
_BOMBS = ("ARTEFACTO EXPLOSIVO/CARGA DINAMITA", "GRANADA DE MANO", "MOTO BOMBA")
_SEXUAL = (
    "ARTÍCULO 205. ACCESO CARNAL VIOLENTO",
    "ARTÍCULO 206. ACTO SEXUAL VIOLENTO",
    "ARTÍCULO 208. ACCESO CARNAL ABUSIVO CON MENOR DE 14 AÑOS",
    "ARTÍCULO 209. ACTOS SEXUALES CON MENOR DE 14 AÑOS",
    "ARTÍCULO 210 A. ACOSO SEXUAL",
    "ARTÍCULO 211. ACTO SEXUAL VIOLENTO (CIRCUNSTANCIAS DE AGRAVACIÓN)",
    "ARTÍCULO 218. PORNOGRAFÍA CON MENORES",
)
_KIDNAPPING = ("ARTÍCULO 168. SECUESTRO SIMPLE", "ARTÍCULO 169. SECUESTRO EXTORSIVO")

CRIMES = {
    "homicidio": Crime(
        "Homicidios", "HOMICIDIO INTENCIONAL", "homicidio%20intencional~_0",
        "Homicidio%20Intencional2024~_0", (*_ARMED[:3], "CUERDA/SOGA/CADENA")),
    "lesiones": Crime(
        "Lesiones_personales", "LESIONES PERSONALES ", "lesiones%20personales~",
        "Lesiones%20personales2024~_0", (*_ARMED, "ACIDO", "VEHICULO")),
    "sexuales": Crime(
        "Delitos_sexuales", "DELITOS SEXUALES ", "delitos%20sexuales~",
        "Delitos%20sexuales2024~_0", _ARMED, offences=_SEXUAL),
    "vif": Crime(
        "Violencia_intrafamiliar", "VIOLENCIA INTRAFAMILIAR", "violencia%20intrafamiliar...~",
        "Violencia%20intrafamiliar2024~_0", _ARMED),
    "amenazas": Crime(
        "Amenazas", "AMENAZAS ", "amenzas.~", "Amenazas2024~_0", (*_ARMED, "REDES SOCIALES")),
    "extorsion": Crime(
        "Extorsion", "EXTORSIÓN", "extorsion~_11", "Extorsi%C3%B3n2024~_0",
        ("CARTA EXTORSIVA", "DIRECTA", "LLAMADA TELEFONICA", "REDES SOCIALES")),
    "secuestro": Crime(
        "Secuestro", "SECUESTRO", "secuestro...~_0", "Secuestro2024~_0", _ARMED,
        offences=_KIDNAPPING),
    "terrorismo": Crime(
        "Terrorismo", "TERRORISMO", "terrorismo~_4", "Terrorismo2024~_0", _BOMBS, person=False),
    "personas": Crime(
        "Hurto_a_personas", "HURTO A PERSONAS ", "hurto%20a%20personas~",
        "Hurto%20a%20personas2024~_0", (*_ARMED, "ESCOPOLAMINA")),
    "residencias": Crime(
        "Hurto_a_residencias", "HURTO A RESIDENCIAS", "hurto%20a%20residencias...~",
        "Hurto%20a%20residencias2024~_0", _BREAKING),
    "comercio": Crime(
        "Hurtos_a_entidades_comerciales", "HURTO A COMERCIO  ", "hurto%20a%20comercio...~_0",
        "Hurto%20a%20comercio2024~_0", _BREAKING, person=False),
    "automotores": Crime(
        "Hurto_de_automotores", "HURTO AUTOMOTORES ", "hurto%20automotores...~",
        "Hurto%20automotores2024~_0", _BREAKING, person=False),
    "motocicletas": Crime(
        "Hurto_de_motocicletas", "HURTO A MOTOCICLETAS ", "hurto%20a%20motocicletas...~",
        "Hurto%20a%20motocicletas2024~_0", _BREAKING, person=False),
    "financieras": Crime(
        "Hurtos_a_entidades_financieras", "HURTO A ENTIDADES FINANCIERAS ",
        "hurto%20entidades%20financieras~", "Hurto%20a%20entidades%20Financieras2024~_0",
        ("ARMA DE FUEGO", "SIN EMPLEO DE ARMAS"), person=False),
}  # fmt: skip

# (Medellin, Cartagena) by crime and year: the invented sums of CANTIDAD of the current vintage.
TOTALS: dict[tuple[str, int], tuple[int, int]] = {
    ("homicidio", 2023): (222, 99), ("homicidio", 2024): (111, 88), ("homicidio", 2025): (44, 33),
    ("lesiones", 2023): (3333, 1111), ("lesiones", 2024): (3030, 1212),
    ("sexuales", 2023): (888, 222), ("sexuales", 2024): (777, 333),
    ("vif", 2023): (4444, 1111), ("vif", 2024): (5555, 1414),
    ("amenazas", 2023): (999, 555), ("amenazas", 2024): (1010, 666),
    ("extorsion", 2023): (444, 111), ("extorsion", 2024): (333, 122),
    ("extorsion", 2025): (55, 22),
    ("secuestro", 2023): (11, 4), ("secuestro", 2024): (9, 3), ("secuestro", 2025): (5, 2),
    ("terrorismo", 2023): (3, 1), ("terrorismo", 2024): (2, 0), ("terrorismo", 2025): (1, 0),
    ("personas", 2023): (9999, 2222), ("personas", 2024): (8888, 2020),
    ("residencias", 2023): (808, 202), ("residencias", 2024): (707, 303),
    ("comercio", 2023): (1515, 505), ("comercio", 2024): (1313, 404), ("comercio", 2025): (66, 11),
    ("automotores", 2023): (606, 66), ("automotores", 2024): (616, 56),
    ("motocicletas", 2023): (2525, 353), ("motocicletas", 2024): (2626, 373),
    ("financieras", 2023): (5, 2), ("financieras", 2024): (3, 0), ("financieras", 2025): (0, 0),
    ("homicidio", 2010): (121, 32), ("homicidio", 2018): (313, 131),
    ("homicidio", 2019): (323, 141),
    ("sexuales", 2018): (515, 212), ("extorsion", 2018): (414, 101), ("secuestro", 2018): (7, 1),
    ("terrorismo", 2018): (2, 1), ("automotores", 2018): (717, 77),
    ("terrorismo", 2020): (3, 1), ("motocicletas", 2020): (2323, 343),
    ("extorsion", 2021): (343, 113), ("secuestro", 2021): (8, 2), ("automotores", 2021): (626, 62),
}  # fmt: skip

_HOMICIDES_2003_2010 = {
    2003: (191, 41), 2004: (181, 42), 2005: (171, 43), 2006: (161, 44), 2007: (151, 45),
    2008: (141, 46), 2009: (131, 47), 2010: TOTALS["homicidio", 2010],
}  # fmt: skip
_HOMICIDES_2018_EARLIER, _HOMICIDES_2024_EARLIER = (314, 133), (108, 87)
_TERRORISM_2020_EARLIER = (2, 1)


def national(city_totals: tuple[int, int]) -> int:
    """Sum of a complete workbook with these totals of Medellin and Cartagena."""
    return sum(_by_municipality(city_totals).values())


def _by_municipality(city_totals: tuple[int, int]) -> dict[str, int]:
    """Total by municipality code; Bogota has twice and Cali as much as Medellin, six others 3."""
    first, second = city_totals
    return {
        MEDELLIN: first, CARTAGENA: second, "11001": 2 * first or 4, "76001": first or 1,
        **{code: 3 for code in _NATIONAL if code not in _TRIMMED},
    }  # fmt: skip


EXPECTED: dict[str, int] = {
    # <crime>_<municipality>_<year>: sum of CANTIDAD in the vintage that is current
    **{f"{crime}_{MEDELLIN}_{year}": totals[0] for (crime, year), totals in TOTALS.items()},
    **{f"{crime}_{CARTAGENA}_{year}": totals[1] for (crime, year), totals in TOTALS.items()},
    **{f"homicidio_{MEDELLIN}_{year}": mde for year, (mde, _) in _HOMICIDES_2003_2010.items()},
    **{f"homicidio_{CARTAGENA}_{year}": ctg for year, (_, ctg) in _HOMICIDES_2003_2010.items()},
    # earlier vintages, by extraction date
    "homicidio_05001_2018_20200715": _HOMICIDES_2018_EARLIER[0],
    "homicidio_13001_2018_20200715": _HOMICIDES_2018_EARLIER[1],
    "homicidio_05001_2024_20250107": _HOMICIDES_2024_EARLIER[0],
    "homicidio_13001_2024_20250107": _HOMICIDES_2024_EARLIER[1],
    # the other half of a pair with the same footer date
    "terrorismo_05001_2020_suffix_0": _TERRORISM_2020_EARLIER[0],
    # complete workbooks: sum = TOTAL
    "national_homicidio_2019": national(TOTALS["homicidio", 2019]),
    "national_extorsion_2021": national(TOTALS["extorsion", 2021]),
    "national_secuestro_2025": national(TOTALS["secuestro", 2025]),
    # the one row without municipality and code (family violence 2023)
    "rows_without_code": 1,
}

# --- layouts -------------------------------------------------------------------------------------

_DIRECTORATE = "DIRECCIÓN DE INVESTIGACIÓN CRIMINAL E INTERPOL"
_GROUP = (None, None, None, _DIRECTORATE, "GRUPO DE INFORMACIÓN DE CRIMINALIDAD")
_GROUP_PLAIN = (None, None, None, _DIRECTORATE, "GRUPO DE INFORMACION DE CRIMINALIDAD")
_AREA = (
    None, None, None, _DIRECTORATE, "ÁREA INVESTIGACIÓN CRIMINOLÓGICA",
    "GRUPO INFORMACIÓN DE CRIMINALIDAD",
)  # fmt: skip

_LAYOUT_2024 = Layout(
    "ARMAS MEDIOS|DEPARTAMENTO|MUNICIPIO|FECHA HECHO|GENERO|*AGRUPA EDAD PERSONA*|CODIGO DANE|"
    "CANTIDAD", _GROUP, 9, "Sheet1")  # fmt: skip
_LAYOUT_2024_AREA = replace(_LAYOUT_2024, preamble=_AREA, header_row=10)
_LAYOUT_2023 = Layout(
    "ARMA MEDIO |DEPARTAMENTO |MUNICIPIO |FECHA HECHO |GENERO |*AGRUPA_EDAD_PERSONA|CODIGO DANE |"
    "CANTIDAD ", _GROUP, 9, "Sheet1")  # fmt: skip
_LAYOUT_2025 = replace(
    _LAYOUT_2024, preamble=(None, *_GROUP), header_row=10, days="dd/mm/yyyy", total_label="TOTAL ",
    names=("Elaborado: ", "Revisado:", "Autorizado:"))  # fmt: skip
_LAYOUT_2018 = Layout(
    "DEPARTAMENTO|MUNICIPIO|CODIGO DANE|ARMAS MEDIOS|FECHA HECHO|GENERO|AGRUPA EDAD PERSONA|"
    "CANTIDAD", _GROUP_PLAIN, 10, "CH2138_20200718_125716", capitals=True,
    names=("Elaborado: ", "Revisado: "))  # fmt: skip
_LAYOUT_2018_INTEGER = replace(_LAYOUT_2018, codes="integer", blank_rows=1)
_LAYOUT_TEXT_DAYS = replace(_LAYOUT_2024, days="yyyymmdd")
_LAYOUT_2020 = Layout(
    "DEPARTAMENTO|MUNICIPIO|CODIGO DANE|ARMAS MEDIOS|FECHA HECHO|CANTIDAD", _GROUP_PLAIN, 9,
    "TERRORISMO ", book="xls", capitals=True, names=("Elaborado: ", "Revisado: "))  # fmt: skip
_LAYOUT_2021 = Layout(
    "ARMAS_MEDIOS|DEPARTAMENTO|MUNICIPIO|FECHA |GENERO|*AGRUPA_EDAD_PERSONA|CODIGO_DANE|CANTIDAD ",
    _GROUP, 9, "Sheet1", book="xls", capitals=True, names=_LAYOUT_2018.names)  # fmt: skip
_LAYOUT_2003 = Layout(
    "DEPARTAMENTO |MUNICIPIO |FECHA DE HECHO |DIA SEMANA |AÑO |CANTIDAD ", _AREA, 10, "Sheet1"
)

_YEAR_2024 = "PERÍODO DEL 01 DE ENERO AL 31 DE DICIEMBRE DEL {}"
_YEAR_2018 = "PERÍODO DEL 01 DE ENERO AL 31 DE DICIEMBRE AÑO {}"
_YEAR_2021 = "PERÍODO DEL 01 ENERO AL 31 DE DICIEMBRE DEL AÑO {}"
_YEAR_2025 = "PERÍODO DEL 01 DE ENERO AL 31 DE OCTUBRE  DEL {}"
_SUBJECT_TO_CHANGE = (
    " CIFRAS  SUJETAS A VARIACIÓN, EN PROCESO DE INTEGRACIÓN Y CONSOLIDACIÓN CON INFORMACIÓN DE "
    "FISCALÍA GENERAL DE LA NACIÓN."
)

# --- cases ---------------------------------------------------------------------------------------

_ROWS_OF_A_CITY, _ROWS_ELSEWHERE = 36, 12
# One quarantined row must stay below the contract's share, also of its own file.
_ROWS_OF_A_LONG_FILE = 120


def _source_line(extracted: str, *, subject_to_change: bool = False) -> str:
    after = _SUBJECT_TO_CHANGE if subject_to_change else " "
    return (
        "FUENTE:                            DIJIN-POLICÍA NACIONAL. DATOS EXTRAIDOS EL DIA "
        f"{extracted}. {MARK}.{after}"
    )


def _code(chance: random.Random, municipality: str) -> str:
    settlements = _SETTLEMENTS.get(municipality, ())
    if settlements and chance.random() < 0.15:
        return municipality + chance.choice(settlements)
    return municipality + "000"


def _case(
    chance: random.Random,
    crime: Crime,
    municipality: str,
    day: date,
    count: int,
    unknown: str | None,
) -> Case:
    """Draw one row; a few rows do not know the weapon, or the person."""
    department, name = _NATIONAL[municipality]
    weapon = unknown if chance.random() < 0.06 else chance.choice(crime.weapons)
    known = chance.random() > 0.04
    return Case(
        weapon=weapon,
        department=department,
        municipality=name,
        code=_code(chance, municipality),
        day=day,
        sex=chance.choice(["FEMENINO", "MASCULINO"]) if known else unknown,
        age=chance.choices(["ADULTOS", "ADOLESCENTES", "MENORES"], [8, 1, 1])[0]
        if known
        else unknown,
        offence=chance.choice(crime.offences) if crime.offences else "",
        count=count,
    )


def _cases(
    chance: random.Random,
    crime: Crime,
    year: int,
    city_totals: tuple[int, int],
    *,
    unknown: str | None = "NO REPORTADO",
    one_by_one: bool = False,
    months: int = 12,
    rows_of_a_city: int = _ROWS_OF_A_CITY,
) -> list[Case]:
    """Rows of a complete workbook, in the publisher's order; every month is met where rows suffice.

    `one_by_one`: one row a case, as from 2025 on.
    """
    cases = []
    for municipality, total in _by_municipality(city_totals).items():
        rows = rows_of_a_city if municipality in _SETTLEMENTS else _ROWS_ELSEWHERE
        counts = [1] * total if one_by_one else split_positive(chance, total, rows)
        for number, count in enumerate(counts):
            day = date(year, number % months + 1, chance.randint(1, 28))
            cases.append(_case(chance, crime, municipality, day, count, unknown))
    if one_by_one:
        chance.shuffle(cases)
        return cases
    return sorted(cases, key=lambda case: (case.weapon or "~", case.department, case.day))


def _trimmed(cases: Sequence[Case]) -> list[Case]:
    """The rows of the four cities, and what has no code."""
    return [case for case in cases if case.code is None or case.code[:5] in _TRIMMED]


# --- books ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Book:
    """One workbook to write. In `name`, `~` marks where the mark goes: before the upload suffix."""

    name: str
    crime: Crime
    layout: Layout
    period: str
    source: str
    total: int | None
    notes: tuple[str, ...] = ()

    def write(self, folder: Path, cases: Sequence[Case]) -> None:
        """Write the cases as this workbook; `.gz` in the name compresses it."""
        rows = rows_of(
            self.layout, title=self.crime.title, period=self.period, cases=cases,
            total=self.total, source=self.source, notes=self.notes,
        )  # fmt: skip
        to_bytes = xlsx_bytes if self.layout.book == "xlsx" else xls_bytes
        content = to_bytes([Sheet(self.layout.sheet, rows)])
        name = self.name.replace("~", f"_{MARK}")
        save(folder / name, gzip_bytes(content) if name.endswith(".gz") else content)


def _columns(layout: Layout, crime: Crime, *, offence: str = "") -> Layout:
    """The layout with the columns of a crime: without a person, or with an offence column."""
    headers = layout.header.split("|")
    if not crime.person:
        headers = [h for h in headers if not h.strip("* ").startswith(("GENERO", "AGRUPA"))]
    if offence:
        headers.insert(len(headers) - 1, offence)
    return layout.with_header("|".join(headers))


def _notes(crime: Crime) -> tuple[str, ...]:
    return (AGE_NOTE,) if crime.person else (COUNTER_NOTE,)


def _write_complete_years(folder: Path, chance: random.Random) -> None:
    """2023 and 2024: all fourteen crimes, trimmed to four cities under the national TOTAL."""
    for slug, crime in CRIMES.items():
        offence = "DELITOS" if slug == "sexuales" else ""
        in_area = slug in {"personas", "residencias", "comercio"}
        editions = (
            (2023, crime.wording_2023, _LAYOUT_2023, "1 DE MAYO DE 2024", "NO REPORTA"),
            (2024, crime.wording_2024, _LAYOUT_2024_AREA if in_area else _LAYOUT_2024,
             "05 DE MAYO 2025", "-"),
        )  # fmt: skip
        for year, wording, layout, extracted, unknown in editions:
            totals = TOTALS[slug, year]
            rows = _ROWS_OF_A_LONG_FILE if slug == "vif" else _ROWS_OF_A_CITY
            cases = _cases(chance, crime, year, totals, unknown=unknown, rows_of_a_city=rows)
            total = national(totals)
            if (slug, year) == ("vif", 2023):
                cases.insert(40, _without_code(cases[40]))
                total += 1
            if (slug, year) == ("sexuales", 2023):
                layout = replace(layout, blank_rows=60)
            Book(
                f"{year}_{crime.family}_{wording}.xlsx", crime,
                _columns(layout, crime, offence=offence), _YEAR_2024.format(year),
                _source_line(extracted), total, _notes(crime),
            ).write(folder / "trimmed", _trimmed(cases))  # fmt: skip


def _without_code(case: Case) -> Case:
    """The row that names a department only: it has no key and belongs into quarantine."""
    return replace(case, department="BOYACÁ", municipality=None, code=None, count=1)


def _write_running_year(folder: Path, chance: random.Random) -> None:
    """January to October 2025, one row a case; kidnapping also as the complete workbook."""
    names = {
        "homicidio": "2025_Homicidios_Homicidio%20Intencional~_5.xlsx",
        "extorsion": "2025_Extorsion_Extorsi%C3%B3n~_8.xlsx",
        "secuestro": "2025_Secuestro~_7.xlsx",
        "terrorismo": "2025_Terrorismo~_7.xlsx",
        "comercio": "2025_Hurto%20a%20comercio~_7.xlsx",
        "financieras": "2025_Hurto%20a%20entidades%20Financieras~_8.xlsx",
    }
    for slug, name in names.items():
        crime, totals = CRIMES[slug], TOTALS[slug, 2025]
        cases = _cases(chance, crime, 2025, totals, one_by_one=True, months=10)
        book = Book(
            name, crime, _columns(_LAYOUT_2025, crime), _YEAR_2025.format(2025),
            _source_line("20 DE NOVIEMBRE 2025", subject_to_change=True), national(totals),
            _notes(crime),
        )  # fmt: skip
        book.write(folder / "trimmed", _trimmed(cases))
        if slug == "secuestro":
            book.write(folder / "national", cases)


def _write_2018(folder: Path, chance: random.Random) -> None:
    """Department first; codes without their zero; a TOTAL in thousands; a suffix that lies."""
    plain = (
        ("sexuales", "2018_Delitos_sexuales_delitos_sexuales_2018~_0.xlsx",
         _LAYOUT_2018_INTEGER, ""),
        ("secuestro", "2018_Secuestro_secuestro_2018~_3.xlsx", _LAYOUT_2018,
         "DESCRIPCION CONDUCTA"),
        ("terrorismo", "2018_Terrorismo_terrorismo_2018~_0.xlsx", _LAYOUT_2018.with_header(
            "Departamento|Municipio|CODIGO DANE|ARMAS MEDIOS|FECHA HECHO|CANTIDAD"), ""),
        ("extorsion", "2018_Extorsion_extorsion_2018~_3.xlsx", replace(
            _LAYOUT_2018, header_row=9, sheet="Document_CH2138", total_in_thousands=True), ""),
    )  # fmt: skip
    for slug, name, layout, offence in plain:
        crime, totals = CRIMES[slug], TOTALS[slug, 2018]
        cases = _trimmed(_cases(chance, crime, 2018, totals, unknown=None))
        Book(
            name, crime, _columns(layout, crime, offence=offence), _YEAR_2018.format(2018),
            _source_line("08 DE SEPTIEMBRE DEL AÑO 2020", subject_to_change=True),
            national(totals), _notes(crime),
        ).write(folder / "trimmed", cases)  # fmt: skip
    crime, totals = CRIMES["automotores"], TOTALS["automotores", 2018]
    cases = _trimmed(_cases(chance, crime, 2018, totals, unknown=" "))
    for suffix, extracted in ((1, "01 DE FEBRERO DEL AÑO 2021"), (2, "15 DE JULIO DEL AÑO 2020")):
        Book(
            f"2018_Hurto_de_automotores_hurto_automotores_2018~_{suffix}.xlsx", crime, _LAYOUT_2018,
            _YEAR_2018.format(2018), _source_line(extracted), national(totals), _notes(crime),
        ).write(folder / "trimmed", cases)  # fmt: skip


def _write_2020(folder: Path, chance: random.Random) -> None:
    """BIFF: a pair of one footer date with different rows, and empty columns on the right."""
    crime, extracted = CRIMES["terrorismo"], _source_line("02 DE ENERO  DEL AÑO 2021")
    for suffix, totals in enumerate((_TERRORISM_2020_EARLIER, TOTALS["terrorismo", 2020])):
        Book(
            f"2020_Terrorismo_terrorismo_2020~_{suffix}.xls", crime, _LAYOUT_2020,
            _YEAR_2018.format(2020), extracted, national(totals),
        ).write(folder / "trimmed", _trimmed(_cases(chance, crime, 2020, totals)))  # fmt: skip
    crime, totals = CRIMES["motocicletas"], TOTALS["motocicletas", 2020]
    cases = _trimmed(_cases(chance, crime, 2020, totals, unknown="NO REPORTA"))
    Book(
        "2020_Hurto_de_motocicletas_hurto_a_motocicletas_2020~.xls", crime,
        replace(_LAYOUT_2020, sheet="HURTO MOTOCICLETAS ", second_footer=True),
        _YEAR_2018.format(2020), extracted, national(totals), (COUNTER_NOTE,),
    ).write(folder / "trimmed", cases)  # fmt: skip


def _write_2021(folder: Path, chance: random.Random) -> None:
    """BIFF with underscores: a misspelt header, a bare serial date, and a complete twin."""
    layouts = {
        "extorsion": ("2021_Extorsion_extorsion~_9.xls", _LAYOUT_2021),
        "secuestro": ("2021_Secuestro_secuestro~_9.xls", replace(
            _LAYOUT_2021, serial_days=1, header="ARMAS MEDIOS|DEPARTAMENTO|MUNICIPIO|FECHA HECHO|"
            "DELITO |GENERO|*AGRUPA_EDAD_PERSONA|CODIGO_DANE|CANTIDAD ")),
        "automotores": ("2021_Hurto_de_automotores_hurto_automotores~_5.xlsx", replace(
            _LAYOUT_2021, book="xlsx",
            header="ARMAS MEDIOS|DEPARTAMENTO|MUNICIPO|FECHA|CODIGO_DANE|CANTIDAD ")),
    }  # fmt: skip
    for slug, (name, layout) in layouts.items():
        crime, totals = CRIMES[slug], TOTALS[slug, 2021]
        cases = _cases(chance, crime, 2021, totals, unknown="NO RESPORTADO ")
        book = Book(
            name, crime, layout, _YEAR_2021.format(2021),
            _source_line("5 DE ENERO  DEL AÑO 2023"), national(totals), _notes(crime),
        )  # fmt: skip
        book.write(folder / "trimmed", _trimmed(cases))
        if slug == "extorsion":
            replace(book, name=name + ".gz").write(folder / "national", cases)


def _write_homicides(folder: Path, chance: random.Random) -> None:
    """Older years of homicide, with dates as text from 2018 on, and their earlier vintages."""
    crime = CRIMES["homicidio"]
    april = _source_line("12 DE ABRIL 2025", subject_to_change=True)
    for year, layout in (
        (2010, _LAYOUT_2024),
        (2018, _LAYOUT_TEXT_DAYS),
        (2019, _LAYOUT_TEXT_DAYS),
    ):
        totals = TOTALS["homicidio", year]
        cases = _cases(chance, crime, year, totals)
        book = Book(
            f"{year}_Homicidios_Homicidio%20Intencional%20{year}~.xlsx", crime, layout,
            _YEAR_2024.format(year), april, national(totals), _notes(crime),
        )  # fmt: skip
        book.write(folder / "trimmed", _trimmed(cases))
        if year == 2019:
            book.write(folder / "national", cases)
    vintages = (
        Book("homicidios_2018~.xlsx", crime, _LAYOUT_2018_INTEGER, _YEAR_2018.format(2018),
             _source_line("15 DE JULIO DEL AÑO 2020"), national(_HOMICIDES_2018_EARLIER),
             _notes(crime)),
        Book("homicidios_2024~.xls.gz", crime,
             replace(_LAYOUT_2024, book="xls", later_notes=LATER_NOTES), _YEAR_2024.format(2024),
             _source_line("07 DE ENERO  2025", subject_to_change=True),
             national(_HOMICIDES_2024_EARLIER), _notes(crime)),
    )  # fmt: skip
    for book, year, totals in zip(
        vintages, (2018, 2024), (_HOMICIDES_2018_EARLIER, _HOMICIDES_2024_EARLIER), strict=True
    ):
        book.write(folder / "vintages", _cases(chance, crime, year, totals))


def _write_homicides_2003_2010(folder: Path, chance: random.Random) -> None:
    """Eight years in one workbook without code, sex, age, weapon and TOTAL."""
    crime = replace(CRIMES["homicidio"], title="HOMICIDIOS PAIS ")
    cases = [
        case
        for year, totals in _HOMICIDES_2003_2010.items()
        for case in _cases(chance, crime, year, totals)
    ]
    Book(
        "homicidios_20032010~.xlsx", crime, _LAYOUT_2003,
        "PERIODO COMPRENDIDO DEL 01 DE ENERO AL 31 DE DICIEMBRE DE 2003-2010",
        _source_line("19 DE NOVIEMBRE 2024", subject_to_change=True), None,
    ).write(
        folder / "vintages",
        sorted(cases, key=lambda case: (case.department, case.municipality or "", case.day)),
    )  # fmt: skip


def write(folder: Path, chance: random.Random) -> None:
    """Write all workbooks below `trimmed/`, `national/` and `vintages/`."""
    _write_complete_years(folder, chance)
    _write_running_year(folder, chance)
    _write_2018(folder, chance)
    _write_2020(folder, chance)
    _write_2021(folder, chance)
    _write_homicides(folder, chance)
    _write_homicides_2003_2010(folder, chance)
