"""Synthetic `co_dnp_fiscal_performance`: five workbooks of the index, by both methodologies.

Belongs here: the layouts of the publisher: header rows that move, the index before and after the
one without bonuses, notes and averages below the data, sheets that are not read, unknown figures
as N.D., N.D, ND and a dash, a score of 0 for an unknown component.
Does not belong here: any published figure; every figure is invented.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.samples.co_dane_population.generate import MUNICIPALITIES
from tests.samples.kit import MARK, Cell, Row, Sheet, save, xlsx_bytes

_TITLE = f"Dirección de Descentralización y Desarrollo Regional {MARK}"
_UNKNOWN = "44001"
"""The municipality whose components are unknown in every year."""

# (municipality, year, methodology) -> index; straight lines, so that nobody takes them for real.
_OLD = {("05001", 2019): 88.0, ("13001", 2019): 77.0, ("05001", 2021): 86.0, ("13001", 2021): 75.0}
_NEW = {
    ("05001", 2020): 66.5, ("05001", 2021): 65.5, ("05001", 2022): 55.5,
    ("13001", 2020): 44.5, ("13001", 2021): 43.5, ("13001", 2022): 33.5,
}  # fmt: skip
_BONUS = 0.25
"""How far the index without bonuses lies below."""

EXPECTED: dict[str, float] = {
    **{f"idf_anterior_{code}_{year}": value for (code, year), value in _OLD.items()},
    **{f"idf_nueva_{code}_{year}": value for (code, year), value in _NEW.items()},
    "idf_nueva_sin_bonos_05001_2022": _NEW["05001", 2022] - _BONUS,
    "rows": len(MUNICIPALITIES),
}

_OLD_HEADER: Row = [
    "Código", "Departamento", "Municipio", "1/ Autofinanciación de los gastos de funcionamiento",
    "2/ Respaldo del servicio de la deuda ",
    "3/ Dependencia de las transferencias de la Nación y las Regalías",
    "4/ Generación de recursos propios", "5/ Magnitud de la inversión", "6/ Capacidad de ahorro",
    "Indicador de desempeño Fiscal 7/", "Posición 2019 a nivel Nacional ", "Rango Clasificación",
    "Categoría Ley 617 de 2000", "Sistema de Ciudades", "Area Metropolitina", "Ciudades Capitales",
    "Región PND 2018-2022",
]  # fmt: skip
_RESULTS_2020 = ["Relevancia FBK fijo", "Endeudamiento Largo Plazo ", "Ahorro Corriente",
                 "Balance Primario"]  # fmt: skip
_RESULTS_2022 = ["Relevancia FBK fijo", "Endeudamiento (Total)", "Ahorro Corriente",
                 "Balance Primario"]  # fmt: skip


def _graded(names: list[str]) -> list[Cell]:
    """Each component followed by its score."""
    return [cell for name in names for cell in (name, f"Calificación {_grade_name(name)}")]


def _grade_name(name: str) -> str:
    return name.replace("(Total)", "Total")


_NEW_2020: Row = [
    "Codigo DANE", "Departamento", "Código Departamento", "Municipio", "Categoría Ley 617 ",
    "Dotaciones Iniciales", "Categoría Ruralidad", "Capitales",
    *_graded(["Dependencia de las Transferencias", *_RESULTS_2020]),
    "Resultados", "Calificación Resultados ", "Cumplimiento conjunto Ley 617 de 2000",
    *_graded(["Holgura", "Capacidad de Ejecución de Ingresos ",
              "Capacidad de Ejecución de Inversión "]),
    "Bonificación Esfuerzo Porpio", "Bono Catastro ", "Gestión ", "Gestión +Bonos",
    "Calificación Gestión ", "Nuevo IDF", "Nuevo IDF (sin bonos)", "Rango ",
]  # fmt: skip
_NEW_2022: Row = [
    "Código", "Departamento", "Municipio", "Categorías", "Dotaciones Iniciales", "Ciudad capital",
    *_graded(["Dependencia de las Transferencias", *_RESULTS_2022]),
    "Resultados", "Calificación Resultados ", "Holgura", "Calificación Holgura",
    "Capacidad de programación y recaudo de ingresos ",
    "Calificación capacidad de programación y recaudo de Ingresos",
    "Capacidad de Ejecución de Inversión ", "Capacidad de Ejecución de Inversión *",
    "Bonificación Esfuerzo Propio", "Bono Catastro ", "Resultados Gestión", "Gestión +Bonos",
    "Calificación Resultados Gestión", "Nuevo IDF (sin bonos)", "Nuevo IDF", "Rango ",
]  # fmt: skip


def _old_book(chance: random.Random, year: int) -> bytes:
    """A workbook of the old methodology; the rank of 2021 still says 2019."""
    rows: list[Row] = [
        [None] * 5 + [_TITLE], [None] * 5 + ["Evaluación del desempeño fiscal de los municipios"],
        [None] * 5 + [f"Vigencia {year}"], [None] * 5 + ["Ranking Fiscal"], [],
        [f"Anexo 4. Desempeño fiscal de los municipios {year}"], [], _OLD_HEADER,
    ]  # fmt: skip
    for rank, (_, department, code, name) in enumerate(MUNICIPALITIES, 1):
        parts: list[Cell] = [round(chance.uniform(5, 95), 9) for _ in range(6)]
        index: Cell = _OLD.get((code, year)) or round(chance.uniform(40, 70), 9)
        if code == _UNKNOWN:
            parts, index = ["-", "N.D.", "N.D.", "N.D.", 0.0, "N.D"], 0.0
        rows.append([code, department, name, *parts, index, rank, "4. Sostenible (>=70 y <80)",
                     "E" if code.endswith("001") else 6, 0, 0, "-", "Región"])  # fmt: skip
    rows += [
        [None] * 3 + [57.25, 3.5, 68.5, 54.5, 86.5, 45.5], [None, f"Fuente: DDDR-DNP. {MARK}"],
        [None, "1/ Autofinanciación del funcionamiento = Gasto funcionamiento/ ICLD * 100%"], [],
        [None, "Nota: El promedio del IDF se realiza asumiento los puntajes N.D. como cero"],
    ]  # fmt: skip
    other = Sheet(f"Departamentos {year}", [["Departamento", "IDF"], ["Antioquia", 1.0]])
    return xlsx_bytes([other, Sheet(f"Municipios {year}", rows)])


def _new_values(chance: random.Random, header: Row, code: str, year: int) -> list[Cell]:
    """The figures of one municipality under the names of `header`."""
    index = _NEW.get((code, year)) or round(chance.uniform(30, 60), 9)
    unknown = code == _UNKNOWN
    values: list[Cell] = []
    for name in header:
        text = str(name).strip()
        if text == "Nuevo IDF":
            values.append(index)
        elif text == "Nuevo IDF (sin bonos)":
            values.append(index - _BONUS)
        elif text.startswith(("Boni", "Bono")):
            values.append(round(chance.uniform(0, 2), 9))
        elif unknown and text == "Ahorro Corriente":
            values.append("ND" if year == 2022 else "N.D.")
        elif unknown and text == "Calificación Ahorro Corriente":
            values.append(0.0)
        elif text.startswith("Calificación Resultados") and "Gestión" not in text:
            values.append(round(chance.uniform(10, 70), 9))
        elif text in ("Calificación Gestión", "Calificación Resultados Gestión"):
            values.append(round(chance.uniform(5, 20), 9))
        else:
            values.append(round(chance.uniform(5, 95), 9))
    return values


def _new_book(chance: random.Random, year: int, header: Row, preamble: list[Row]) -> bytes:
    """A workbook of the new methodology under its header of that year."""
    first = 8 if header is _NEW_2020 else 6
    rows: list[Row] = [*preamble, header]
    for department_code, department, code, name in MUNICIPALITIES:
        tail = header[first:-1]
        figures = _new_values(chance, tail, code, year)
        if "Cumplimiento conjunto Ley 617 de 2000" in tail:
            figures[tail.index("Cumplimiento conjunto Ley 617 de 2000")] = "Si"
        head: list[Cell] = (
            [code, department, department_code, name, 6, "G1", "Rural", "-"]
            if header is _NEW_2020
            else [code, department, name, "ESP" if code == "05001" else 6, "G1", 0]
        )
        rows.append([*head, *figures, "2. Riesgo (>=40 y <60)"])
    return xlsx_bytes(
        [
            Sheet("Nota aclaratoria", []),
            Sheet(f"Municipios {year}", rows),
            Sheet("Ranking Municipios", [["Municipio", "IDF", None, "Municipio", "IDF"]]),
        ]
    )


def _preamble(year: int, *, blank: int) -> list[Row]:
    """The rows above the header, the last one with the names of the dimensions."""
    return [
        [_TITLE], ["Evaluación del desempeño fiscal de los municipios-nueva metodología"],
        [f"Vigencia {year}"], *([[]] * blank),
        [None] * 6 + ["Componentes dimensión de resultados fiscales"],
    ]  # fmt: skip


def write(folder: Path, chance: random.Random) -> None:
    """Write the five workbooks of the source."""
    books = {
        f"Anexos Desempeño Fiscal 2019_{MARK}.xlsx": _old_book(chance, 2019),
        f"IDF_2021_Metodologia_Anterior_{MARK}.xlsx": _old_book(chance, 2021),
        f"Anexos Desempeño Fiscal 2020_Nueva Metodología_{MARK}.xlsx": _new_book(
            chance, 2020, _NEW_2020, _preamble(2020, blank=2)
        ),
        f"IDF_2021_Nueva_Metodologia_{MARK}.xlsx": _new_book(
            chance, 2021, _NEW_2020, _preamble(2021, blank=2)
        ),
        f"Resultados IDF-Nueva Metodología 2022_{MARK}.xlsx": _new_book(
            chance, 2022, _NEW_2022, _preamble(2022, blank=1)
        ),
    }
    for name, content in books.items():
        save(folder / name, content)
