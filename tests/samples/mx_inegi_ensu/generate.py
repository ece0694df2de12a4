"""Synthetic `mx_inegi_ensu`: tables by city in the layouts of 2019, 2020, 2021 and 2025.

Belongs here: which workbooks there are, and what stands in them: the state of the same name above
its city, the city's trailing blank, notes glued to labels, two tables of victims in 3t2020, La
Laguna under two states, a quarter as one zip. Does not belong here: any figure of INEGI. Names of
cities and answers are the publisher's.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Sequence
from pathlib import Path

from tests.samples.kit import Cell, Row, save
from tests.samples.tabulado import Tabulado, book, share

SURVEY = "Encuesta Nacional de Seguridad Pública Urbana (ENSU)"
# (state, cities as printed); the number of a note is glued to La Laguna.
STATES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Aguascalientes", ("Aguascalientes ",)),
    ("Coahuila de Zaragoza", ("Saltillo", "La Laguna2")),
    ("Durango", ("Durango ", "La Laguna2")),
    ("Querétaro", ("Querétaro ",)),
    ("Zacatecas", ("Zacatecas ", "Fresnillo")),
)
CITIES = ("La Laguna2", "Saltillo", "Aguascalientes ", "Durango ", "Zacatecas ", "Fresnillo")
_QUERETARO = "Querétaro "
NATION = "Estados Unidos Mexicanos"

# Invented: persons and answers in Querétaro, by quarter and sex.
_PERSONS = 500_000
_HOUSEHOLDS = 200_000
EXPECTED: dict[str, float] = {
    "unsafe_2019-03": 44.0,
    "unsafe_2021-03": 55.0,
    "unsafe_2021-03_men": 50.0,
    "unsafe_2021-03_women": 60.0,
    "unsafe_2025-06": 33.0,
    "effective_2019-03": 22.0,
    "effective_2021-03": 27.5,
    "effective_2025-06": 11.0,
    "trust_federal_2025-03": 66.0,
    "trust_state_2025-03": 77.0,
    "trust_municipal_2025-03": 55.5,
    "victims_2020-01_half_year": 20.0,
    "victims_2020-01_to_2020-09": 30.0,
    "victims_2025-01_half_year": 25.0,
}

Values = Sequence[tuple[str, float | None]]
"""Answer and percentage, None where the estimate is not significant."""


def _pair(base: int, pct: float | None) -> list[Cell]:
    """Absolutos and Relativos of one answer."""
    if pct is None:
        return ["NS", "NS"]
    count = round(base * pct / 100)
    return [count, share(count, base)]


def _bases(chance: random.Random, base: int) -> dict[str, int]:
    """City -> persons or households; the nation is their sum and Querétaro the given one."""
    cities = {city: 1_000 * chance.randint(100, 900) for city in CITIES} | {_QUERETARO: base}
    return cities | {NATION: sum(cities.values())}


def _places() -> list[str | None]:
    """The labels of a table in their order: states without values, None a blank row."""
    listed: list[str | None] = []
    for state, cities in STATES:
        listed += [None, f"={state}", *cities]
    return listed


def _below(chance: random.Random, base: int, answers: Values) -> list[Row | None]:
    """Rows of a table in which the answers stand below their city."""
    bases = _bases(chance, base)
    drawn: dict[str, Values] = {_QUERETARO: answers}
    rows: list[Row | None] = []
    for place in [NATION, *_places()]:
        if place is None or place.startswith("="):
            rows.append(None if place is None else [place[1:]])
            continue
        shift = chance.randint(-5, 5)
        drawn.setdefault(place, [(a, None if p is None else p + shift) for a, p in answers])
        rows.append([place, bases[place]])
        rows += [[a, None, None, *_pair(bases[place], p)] for a, p in drawn[place]]
    return rows


def _beside(chance: random.Random, base: int, answers: Values) -> list[Row | None]:
    """Rows of a table in which the answers stand to the right of their city."""
    bases = _bases(chance, base)
    drawn: dict[str, Values] = {_QUERETARO: answers}
    rows: list[Row | None] = []
    for place in [NATION, *_places()]:
        if place is None or place.startswith("="):
            rows.append(None if place is None else [place[1:]])
            continue
        shift = chance.randint(-5, 5)
        first = [(answers[0][0], (answers[0][1] or 0) + shift)]
        drawn.setdefault(place, first if len(answers) == 1 else [*first, ("", 100 - first[0][1])])
        cells: list[Cell] = [place, bases[place], None]
        for _, pct in drawn[place]:
            cells += [*_pair(bases[place], pct), None]
        rows.append(cells)
    return rows


def _heading(stub: str, base: str, over: str) -> list[Row]:
    """Two rows of heading: one group of Absolutos and Relativos."""
    return [[stub, base, None, over, None], [None, None, None, "Absolutos", "Relativos"]]


def _two_groups(stub: str, base: str, over: str, groups: tuple[str, str]) -> list[Row]:
    """Three rows of heading: two groups under one heading."""
    leaf: Row = [None, None, None, "Absolutos", "Relativos", None, "Absolutos", "Relativos"]
    return [
        [stub, base, None, over],
        [None, None, None, groups[0], None, None, groups[1], None],
        leaf,
    ]


def _opinion(
    chance: random.Random, number: str, month: str, unsafe: float, who: str = "", cities: str = ""
) -> Tabulado:
    """The table of perceived insecurity; `who` is `hombres` or `mujeres`."""
    of = f"de {who} " if who else ""
    domain = cities or "ciudad de interés"
    return Tabulado(
        number,
        SURVEY,
        (f"Población {of}de 18 años y más por {domain} y características",
         "de percepción de seguridad pública"),
        month,
        _heading(f"{domain[0].upper()}{domain[1:]}\n   Percepción de seguridad pública",
                 "Población de 18\naños y más", month),
        _below(chance, _PERSONS, [("Seguro", 99.0 - unsafe), ("Inseguro", unsafe)]),
    )  # fmt: skip


def _effectiveness(chance: random.Random, number: str, month: str, pct: float) -> Tabulado:
    """The table of the government's effectiveness; notes are glued to month and answers."""
    return Tabulado(
        number,
        SURVEY,
        ("Población de 18 años y más por ciudad de interés y percepción de efectividad",
         "que el gobierno de la ciudad tiene para resolver problemáticas"),
        month,
        _heading("Ciudad de interés\n   Percepción de efectividad del gobierno",
                 "Población de 18 \naños y más", f"{month}1"),
        _below(chance, _PERSONS, [("Muy o algo efectivo2", pct),
                                  ("Poco o nada efectivo3", 90 - pct)]),
    )  # fmt: skip


def _victims(
    chance: random.Random, number: str, reference: str, pct: float, fraud: bool = False
) -> Tabulado:
    """The table of households with victims, for a half-year or a window of its own."""
    domain = "área urbana (ciudad) de interés" if fraud else "ciudad de interés"
    crimes = ", extorsión, fraude bancario y fraude al consumidor" if fraud else " y extorsión"
    return Tabulado(
        number,
        SURVEY,
        (f"Hogares por {domain} según condición de victimización",),
        reference,
        _two_groups(f"{domain[0].upper()}{domain[1:]}", "Total de hogares",
                    "Condición de victimización", ("Víctimas1", "No víctimas ")),
        _beside(chance, _HOUSEHOLDS, [("Víctimas", pct), ("No víctimas", 100 - pct)]),
        (f"1 Incluye los delitos robo total de vehículo{crimes}.",),
    )  # fmt: skip


def _robbery(chance: random.Random, number: str, reference: str) -> Tabulado:
    """The table of households with victims of robbery."""
    return Tabulado(
        number,
        SURVEY,
        ("Hogares víctimas de robo por ciudad de interés",),
        reference,
        _heading("Ciudad de interés \n", "Total de hogares", "Víctimas de robo1"),
        _beside(chance, _HOUSEHOLDS, [("Víctimas de robo", 15.0)]),
    )


def _crimes(chance: random.Random, number: str, reference: str) -> Tabulado:
    """The table of the three most frequent crimes; one estimate is not significant."""
    return Tabulado(
        number,
        SURVEY,
        ("Hogares víctimas o con algún integrante mayor de 18 años víctima por ciudad",
         "de interés y tipo de delito"),
        reference,
        _heading("Ciudad de interés \n   Delitos", "Total de hogares", f"{reference}1"),
        _below(chance, _HOUSEHOLDS, [("Extorsión", 10.0),
                                     ("Robo o asalto en calle o transporte público2", 8.0),
                                     ("Robo total de vehículo", None)]),
        ("NS: No significativo, corresponde a las estimaciones más pequeñas.",),
    )  # fmt: skip


def _trust(chance: random.Random, number: str, month: str) -> Tabulado:
    """The table of trust in three levels of government: two groups, three rows a city."""
    bases = _bases(chance, _PERSONS)
    levels = (("Gobierno federal", 66.0), ("Gobierno estatal", 77.0), ("Gobierno municipal", 55.5))
    rows: list[Row | None] = []
    for place in [NATION, *_places()]:
        if place is None or place.startswith("="):
            rows.append(None if place is None else [place[1:]])
            continue
        base = bases[place]
        rows.append([place, base])
        rows += [
            [level, None, None, *_pair(base, pct), None, *_pair(base, 99 - pct)]
            for level, pct in levels
        ]
    domain = "área urbana (ciudad) de interés"
    return Tabulado(
        number,
        SURVEY,
        (f"Población de 18 años y más por {domain}",
         "y niveles de gobierno según confianza en los mismos"),
        month,
        _two_groups("Área urbana (ciudad) de interés\n    Niveles de gobierno",
                    "Población de 18\naños y más", "Confianza en los niveles de gobierno",
                    ("Mucha o algo de confianza", "Algo o mucha desconfianza")),
        rows,
    )  # fmt: skip


def _national(number: str) -> Tabulado:
    """A national series: no city has a row, and its heading is another one."""
    return Tabulado(
        number,
        SURVEY,
        ("Percepción de seguridad pública, según porcentaje de la población",
         "de 18 años y más que reside en ciudades de interés"),
        "Serie histórica",
        [["Percepción de seguridad pública", "Porcentaje de la población"],
         [None, "Marzo\n2019", "Diciembre\n2018"]],
        [["Seguro", 11.0, 12.0], ["Inseguro", 88.0, 87.0]],
    )  # fmt: skip


def _zip(members: dict[str, bytes]) -> bytes:
    """A publication unit; times of members are fixed, and `~` stands for the ñ of code page 437.

    The publisher's names carry no mark that would say in which code they are written.
    """
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return written.getvalue().replace(b"desempe~o", b"desempe\xa4o")


def write(folder: Path, chance: random.Random) -> None:
    """Write three quarters as workbooks and one as a zip."""
    area = "área urbana (ciudad) de interés"
    books = {
        "SYNTHETIC__I_percepcion_mar_2021_est.xlsx": [
            _national("1.1"),
            _opinion(chance, "1.3", "Marzo 2021", 55.0),
            _opinion(chance, "1.4", "Marzo 2021", 50.0, "hombres"),
            _opinion(chance, "1.5", "Marzo 2021", 60.0, "mujeres"),
        ],
        "SYNTHETIC__VIII_desempeno_gubernamental_mar_2021_est.xlsx": [
            _effectiveness(chance, "8.8", "Marzo 2021", 27.5)
        ],
        "SYNTHETIC__X_delitos_contra_integrantes_del_hogar_sep_2020_est.xlsx": [
            _victims(chance, "10.3", "1er semestre 2020", 20.0),
            _victims(chance, "10.4", "Enero - Septiembre 2020", 30.0),
            _crimes(chance, "10.5", "1er semestre 2020"),
            _robbery(chance, "10.7", "1er semestre 2020"),
        ],
        "SYNTHETIC__1.Bas_percepcion_seguridad_jun_2025_est.xlsx": [
            _opinion(chance, "1.7", "Junio 2025", 33.0, cities=area)
        ],
        "SYNTHETIC__9.Bas_problematicas_percepcion_desempeno_gob_jun_2025_est.xlsx": [
            _effectiveness(chance, "9.6", "Junio 2025", 11.0)
        ],
        "SYNTHETIC__7.Bas_delitos_al_hogar_jun_2025_est.xlsx": [
            _victims(chance, "7.3", "Enero - Junio 2025", 25.0, fraud=True)
        ],
        "SYNTHETIC__14.Bas_confianza_niveles_gob_mar_2025_est.xlsx": [
            _trust(chance, "14.1", "Marzo 2025")
        ],
        "SYNTHETIC__V_cambio_rutinas_mar_2021_est.xlsx": [_national("5.1")],
    }
    for name, tables in books.items():
        save(folder / name, book(SURVEY, name.split("__")[1], tables))
    unit = {
        "SYNTHETIC__I_percepcion_mar_2019_est.xlsx": book(
            SURVEY, "I. Percepción", [_opinion(chance, "1.4", "Marzo 2019", 44.0)]
        ),
        "SYNTHETIC__VIII_desempe~o_gubernamental_mar_2019_est.xlsx": book(
            SURVEY, "VIII. Desempeño", [_effectiveness(chance, "8.6", "Marzo 2019", 22.0)]
        ),
    }
    save(folder / "ensu1t2019_estimaciones__SYNTHETIC.zip", _zip(unit))
