"""Synthetic `mx_inegi_ensu_microdata`: persons of two quarters of 2015 and dwellings of two.

Belongs here: the ways in which the files end their lines: LF with a carriage return inside every
quoted value, and a bare carriage return with no LF at all. Does not belong here: any answer that a
person gave.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from tests.samples.kit import save

_PERSON = (
    "CD,PER,EDIS,UPM_DIS,FOL,ENT,CON,V_SEL,N_HOG,H_MUD,N_REN,P1,P2,P3_1,P3_2,P3_3,P3_4,P3_5,P3_6,"
    "P4_1,P4_2,P4_3,P4_4,P4_5,P4_5ESP,P5_1,P5_2,P5_3,P5_4,P6_1,P6_2,P6_3,P6_4,FACTOR"
)
_DWELLING = (
    "UPM,PRO_VIV,VIV_SEL,CVE_ENT,NOM_ENT,CVE_MUN,NOM_MUN,LOC,CD,PER,R_DEF,H_MUD,S_MUD,TIPO_CUEST,"
    "N_ENT,AP1_1,AP1_2,AP2_1,AP2_2,AP2_3,AP2_4,FAC_VIV,DOMINIO,EST,UPM_DIS,EST_DIS"
)
QUOTES = '","'
_UNITS = 20
_PER_UNIT = 4

EXPECTED: dict[str, float] = {
    "persons": _UNITS * _PER_UNIT,
    # every person stands for 1,000; three of four in each unit answer 2 (unsafe)
    "weight_2015-03": 1_000 * _UNITS * _PER_UNIT,
    "unsafe_2015-03": 75.0,
    "unsafe_2015-06": 75.0,
    "dwellings_37_014": 9,
    "dwellings_37_006": 3,
}


def _quoted(value: str) -> str:
    """A value as the publisher writes it: its own carriage return stands inside the quotes."""
    return f'"{value}\r"'


def _person(chance: random.Random, month: str, unit: int, number: int) -> str:
    """One record of a person; numbers stand without quotes."""
    codes = [f"{1 + unit % 4:02}", f"{month}15", f"1{1 + unit % 3}", f"{unit:05}",
             f"{unit:02}B{number:03}", f"{1 + unit % 32:02}", f"{unit:05}", "1", "1", "0",
             f"{number:02}"]  # fmt: skip
    answers = ["1" if number == 0 else "2", "3"] + [str(chance.randint(1, 2)) for _ in range(11)]
    more = [str(chance.randint(1, 4)) for _ in range(8)]
    return ",".join([*map(_quoted, codes), *answers, _quoted(""), *more, "1000"])


def _dwellings(period: str) -> list[list[str]]:
    """Nine dwellings of Querétaro and three of Corregidora, all of the survey's city 37."""
    rows = []
    for number in range(12):
        code, name = ("014", "Queretaro") if number < 9 else ("006", "Corregidora")
        rows.append([f"22000{number:03}", "016", f"{number:02}", "22", "Queretaro", code, name,
                     "0001", "37", period, "01", "0", "0", "-", "1", "1", "2", "03", "1", "", "",
                     "2222", "U", "4", f"{number:05}", "0540"])  # fmt: skip
    return rows


def _bytes(header: str, records: Sequence[str], *, end: str, mark: bool) -> bytes:
    """The file; `mark` puts a byte order mark in front."""
    text = end.join([header, *records]) + end
    return text.encode("utf-8-sig" if mark else "utf-8")


def write(folder: Path, chance: random.Random) -> None:
    """Write two files of persons and two of dwellings."""
    for quarter, month in ((1, "03"), (2, "06")):
        persons = [
            _person(chance, month, unit, number)
            for unit in range(_UNITS)
            for number in range(_PER_UNIT)
        ]
        name = f"conjunto_de_datos_cb_ensu_0{quarter}_2015__SYNTHETIC.csv"
        save(folder / name, _bytes(_PERSON, persons, end="\n", mark=True))
    for edition, period, end, mark in (
        ("3t2018", "0318", "\n", True),
        ("1t2020", "0120", "\r", False),
    ):
        rows = [",".join(map(_quoted, row)) for row in _dwellings(period)]
        header = f'"{_DWELLING.replace(",", QUOTES)}"' if end == "\r" else _DWELLING
        name = f"viv_{edition}__SYNTHETIC.csv"
        save(folder / name, _bytes(header, rows, end=end, mark=mark))
