"""Synthetic `mx_inegi_envipe`: three editions of the tables of reporting, by state.

Belongs here: the layouts of 2012 (another title and table number), 2016 and 2025 (tables for men
and women), the table of three crimes that repeats the totals, an estimate marked `*`. Does not
belong here: any figure of INEGI. Names of states are the official ones.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.samples.kit import Cell, Row, save
from tests.samples.tabulado import Tabulado, book, share

SURVEY = "Encuesta Nacional de Victimización y Percepción sobre Seguridad Pública"
STATES = (
    "Aguascalientes", "Baja California", "Baja California Sur", "Campeche", "Coahuila de Zaragoza",
    "Colima", "Chiapas", "Chihuahua", "Ciudad de México", "Durango", "Guanajuato", "Guerrero",
    "Hidalgo", "Jalisco", "Estado de México", "Michoacán de Ocampo", "Morelos", "Nayarit",
    "Nuevo León", "Oaxaca", "Puebla", "Querétaro", "Quintana Roo", "San Luis Potosí", "Sinaloa",
    "Sonora", "Tabasco", "Tamaulipas", "Tlaxcala", "Veracruz de Ignacio de la Llave", "Yucatán",
    "Zacatecas",
)  # fmt: skip
NATION = "Estados Unidos Mexicanos"

#: Invented dark figure of Querétaro in per cent, by edition.
DARK = {2012: 80.0, 2016: 85.0, 2025: 90.0}
EXPECTED: dict[str, float] = {f"dark_figure_{edition}": pct for edition, pct in DARK.items()}

_CRIMES = 400_000


def _crimes(chance: random.Random) -> dict[str, int]:
    """State -> crimes; the country is their sum."""
    states = {state: 1_000 * chance.randint(100, 900) for state in STATES}
    states["Querétaro"] = _CRIMES
    return {NATION: sum(states.values()), **states}


def _old_name(state: str, edition: int) -> str:
    """The capital was called Distrito Federal up to the edition of 2015."""
    return "Distrito Federal" if state == "Ciudad de México" and edition < 2016 else state


def _dark_figure(
    chance: random.Random, number: str, edition: int, dark: float, who: str = ""
) -> Tabulado:
    """Crimes by state and the dark figure; `who` is `hombres` or `mujeres`."""
    rows: list[Row | None] = []
    for state, crimes in _crimes(chance).items():
        hidden = round(crimes * dark / 100)
        rows.append([_old_name(state, edition), crimes, None, hidden, share(hidden, crimes)])
    to = f" a {who}" if who else ""
    title = f"Delitos ocurridos{to} por entidad federativa, según cifra negra"
    if edition == 2012:
        title = "Distribución de los delitos ocurridos por entidad federativa, según cifra negra"
    return Tabulado(
        number,
        f"{SURVEY} {edition} (ENVIPE)",
        (title,),
        edition - 1,
        [["Entidad federativa", f"Delitos ocurridos{to}1", None, "Cifra negra2", None],
         [None, None, None, "Absolutos", "Relativos"]],
        rows,
        ("1 Es la suma de los delitos captados por la encuesta.",),
    )  # fmt: skip


def _reporting(chance: random.Random, number: str, edition: int) -> Tabulado:
    """Crimes by state, those reported, what became of them: headings over three rows."""
    rows: list[Row | None] = []
    for state, crimes in _crimes(chance).items():
        reported = crimes // 10
        opened, closed = reported * 6 // 10, reported * 3 // 10
        rest: list[Cell] = [reported - opened - closed, share(reported - opened - closed, reported)]
        if state == "Oaxaca":
            opened, rest = reported - closed, ["0*", "0.0*"]
        hidden = crimes - reported
        rows.append([
            _old_name(state, edition), crimes, None,
            reported, share(reported, crimes), None,
            opened, share(opened, reported), None,
            closed, share(closed, reported), None, *rest, None,
            hidden, share(hidden, crimes),
        ])  # fmt: skip
    pair: list[Cell] = ["Absolutos", "Relativos", None]
    opening = "averiguación previa" if edition < 2017 else "una carpeta de investigación"
    before = "Distribución de los delitos" if edition == 2012 else "Delitos"
    return Tabulado(
        number,
        f"{SURVEY} {edition} (ENVIPE)",
        (f"{before} ocurridos por entidad federativa, según condición de denuncia ante",
         f"el Ministerio Público e inicio de {opening}"),
        edition - 1,
        [["Entidad federativa1", "Delitos ocurridos 2, 3", None, "Delitos denunciados ", None, None,
          f"Inició {opening}", *[None] * 8, "Delitos\nno denunciados"],
         [*[None] * 6, "Sí", None, None, "No", None, None, "No especificado4"],
         [None, None, None, *pair * 5]],
        rows,
    )  # fmt: skip


def _three_crimes(number: str, edition: int) -> Tabulado:
    """The table of three crimes, which repeats the totals of the states."""
    return Tabulado(
        number,
        f"{SURVEY} {edition} (ENVIPE)",
        ("Delitos ocurridos por entidad federativa y los tres delitos con mayor cifra negra",),
        edition - 1,
        [["Entidad federativa", "Delitos ocurridos1", None, "Cifra negra2", None],
         [None, None, None, "Absolutos", "Relativos"]],
        [["Querétaro", 1, None, 1, 100.0], ["Fraude", 1, None, 1, 100.0]],
    )  # fmt: skip


def write(folder: Path, chance: random.Random) -> None:
    """Write one workbook per edition."""
    for edition, dark in DARK.items():
        main = "3.2" if edition == 2012 else "3.3"
        tables = [_reporting(chance, "3.1", edition), _dark_figure(chance, main, edition, dark)]
        if edition >= 2016:
            tables += [
                _dark_figure(chance, "3.4", edition, dark - 1, "hombres"),
                _dark_figure(chance, "3.5", edition, dark + 1, "mujeres"),
            ]
        tables.append(_three_crimes("3.6" if edition >= 2016 else "3.3", edition))
        name = f"SYNTHETIC__III_denuncia_delito_{edition}_est.xlsx"
        save(
            folder / name, book(f"{SURVEY} {edition} (ENVIPE)", "III. Denuncia del delito", tables)
        )
