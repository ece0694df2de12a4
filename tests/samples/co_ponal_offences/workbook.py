"""How a workbook of the police looks: preamble, header, rows, footer.

Belongs here: turning cases into the rows of one workbook in one of the publisher's layouts.
Does not belong here: which workbooks exist and what they add up to (`generate.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from tests.samples.kit import MARK, Cell, Row

AGE_NOTE = (
    "*Agrupación referente a la clasificación del código de infancia y adolescencia ley 1098 de "
    "del 8 de noviembre de 2006, en su artículo 3 donde se establecen los menores entre los 0 y "
    "los 12 años, adolescentes entre los 13 y los 17 años y adultos de 18 en adelante.       "
)
COUNTER_NOTE = (
    "El contador para este indicador hace referencia a la cantidad de bienes hurtados, incautados "
    "o recuperados según sea el caso"
)
LATER_NOTES: tuple[str | None, ...] = (
    None,
    "Nota metodológica implementación “Proceso de validación de denuncias con la Fiscalía General "
    "de la Nación”, para el año 2024",
    None,
    "Con el propósito de garantizar el principio de transparencia, principalmente en la gestión de "
    f"la información estadística, se informa que:\n\n• {MARK}",
)
"""What stands below the names in one workbook of 2024: blank rows and text over several lines."""

_WEEKDAYS = ("Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado", "Domingo")

# First word of a header cell, without `*`, `_` and blanks, -> what the column holds.
_ROLES = {
    "ARMA": "weapon", "ARMAS": "weapon", "DEPARTAMENTO": "department", "MUNICIPIO": "municipality",
    "MUNICIPO": "municipality", "CODIGO": "code", "FECHA": "day", "GENERO": "sex",
    "AGRUPA": "age", "DELITO": "offence", "DELITOS": "offence", "DESCRIPCION": "offence",
    "CANTIDAD": "count", "DIA": "weekday", "AÑO": "year",
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One row: a group of cases with one date, place, weapon, sex and age."""

    weapon: str | None
    department: str
    municipality: str | None
    code: str | None
    day: date
    sex: str | None
    age: str | None
    offence: str
    count: int


@dataclass(frozen=True)
class Layout:
    """One of the publisher's layouts. `header` holds the spellings, blanks included, by `|`."""

    header: str
    preamble: tuple[str | None, ...]
    """Rows between the ministry and the title."""
    header_row: int
    """0-based."""
    sheet: str
    book: Literal["xlsx", "xls"] = "xlsx"
    days: Literal["date", "yyyymmdd", "dd/mm/yyyy"] = "date"
    codes: Literal["text", "integer"] = "text"
    capitals: bool = False
    total_label: str = "TOTAL"
    names: tuple[str, ...] = ("Elaborado: ", "Revisado: ", "Autorizado: ")
    second_footer: bool = False
    """The footer of another file stands to the right of the preamble."""
    total_in_thousands: bool = False
    """The publisher's thousands point was read as a decimal: 1.204 stands for 1,204."""
    serial_days: int = 0
    """So many first dates are bare Excel serial numbers."""
    blank_rows: int = 0
    later_notes: tuple[str | None, ...] = ()

    def with_header(self, header: str) -> Layout:
        """The same layout with other columns."""
        return replace(self, header=header)


def _role(header: str) -> str:
    words = header.replace("*", " ").replace("_", " ").split()
    return _ROLES[words[0].upper()] if words else ""


def _day(layout: Layout, day: date, *, as_serial: bool) -> Cell:
    if as_serial:
        return (day - date(1899, 12, 30)).days
    if layout.days == "date":
        return day
    return day.strftime("%Y%m%d" if layout.days == "yyyymmdd" else "%d/%m/%Y")


def _cell(layout: Layout, case: Case, role: str, *, as_serial: bool) -> Cell:
    """What the column with `role` shows of a case."""
    if role == "day":
        return _day(layout, case.day, as_serial=as_serial)
    if role == "code" and case.code and layout.codes == "integer":
        return int(case.code)
    if role == "municipality" and case.municipality and layout.capitals:
        return case.municipality.upper()
    derived = {"weekday": _WEEKDAYS[case.day.weekday()], "year": str(case.day.year), "": None}
    return derived[role] if role in derived else getattr(case, role)


def _footer(
    layout: Layout, width: int, total: int | None, source: str, notes: Sequence[str]
) -> list[Row]:
    rows: list[Row] = []
    if total is not None:
        shown = total / 1000 if layout.total_in_thousands else total
        rows.append([layout.total_label, *[None] * (width - 2), shown])
    rows.append([source])
    rows += [[note] for note in notes]
    rows += [[f"{name}{MARK}"] for name in layout.names]
    return rows + [[note] if note else [] for note in layout.later_notes]


def _add_second_footer(rows: list[Row], source: str) -> None:
    """Beside the first rows, from the tenth column on: the sheet gets unnamed columns."""
    stray: tuple[Row, ...] = (
        ["TOTAL", None, None, None, None, 9],
        [source],
        [COUNTER_NOTE],
        [f"Elaborado: {MARK}"],
        [f"Revisado: {MARK}"],
    )
    for number, cells in enumerate(stray):
        rows[number] = [*rows[number], *[None] * (9 - len(rows[number])), *cells]


def rows_of(
    layout: Layout,
    *,
    title: str,
    period: str,
    cases: Sequence[Case],
    total: int | None,
    source: str,
    notes: Sequence[str],
) -> list[Row]:
    """All rows of a workbook's first sheet, from the ministry to the last name.

    `total` is the published TOTAL (None: the file has none), `source` the line with the extraction
    date.
    """
    headers = layout.header.split("|")
    roles = [_role(header) for header in headers]
    top: list[str | None] = [
        "MINISTERIO DE DEFENSA NACIONAL", "POLICÍA NACIONAL", *layout.preamble, title, period
    ]  # fmt: skip
    top += [None] * (layout.header_row - len(top))
    rows: list[Row] = [[line] if line else [] for line in top]
    if layout.second_footer:
        _add_second_footer(rows, source)
    rows.append(headers)
    for number, case in enumerate(cases):
        as_serial = number < layout.serial_days
        rows.append([_cell(layout, case, role, as_serial=as_serial) for role in roles])
        if number < layout.blank_rows:
            rows.append([])
    return rows + _footer(layout, len(headers), total, source, notes)
