"""Synthetic `za_saps_release_2013`: a report of stacked blocks, and its wide twin.

Belongs here: the layout of the release of 2013: blank lines, title, note, header with trailing
blanks, section titles, data lines; the province first, as the sum of its stations. Does not belong
here: any figure of SAPS.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.samples.kit import Row, csv_bytes, save, split

FIRST_YEARS = range(2003, 2013)
"""STARTS of the financial years."""

# (name in the wide file, name and marks in the title, note)
_STATIONS = (
    ("Alexandra Road", "Alexandra Road (KZN) ", "-"),
    ("Amanzimtoti", "Amanzimtoti (KZN) ", "-"),
    ("Chatsworth", "Chatsworth (KZN)  [169]  ", "-"),
    ("Durban Central", "Durban Central (KZN)  [169]  ",
     "Durban Central was previously named SYNTHETIC Square"),
    ("Inanda", "Inanda (KZN)  [169] [P] ", "-"),
    ("Isipingo", "Isipingo (KZN) ", "-"),
    ("King Shaka International Airport", "King Shaka International Airport (KZN) ", "-"),
    ("Kwa Mashu E", "Kwa Mashu E (KZN)  ", "-"),
    ("Mpumalanga station", "Mpumalanga station (KZN) ", "-"),
    ("Ntu Zuma", "Ntu Zuma   (KZN)  [169] [P]  ", "-"),
    ("Phoenix", "Phoenix (KZN)  [169]  ", "-"),
    ("Umlazi", "Umlazi (KZN)  [169]  ", "Umlazi ceded SYNTHETIC Point April 2003"),
    ("Umsunduzi", "Umsunduzi (KZN) ", "-"),
)  # fmt: skip

# Section -> category -> invented sum of the stations in the first year.
_SECTIONS: dict[str, dict[str, int]] = {
    "CONTACT CRIME (CRIMES AGAINST THE PERSON)": {
        "Murder": 888, "Total Sexual Crimes": 1_111, "Attempted murder": 777,
        "Assault with the intent to inflict grievous bodily harm": 3_333, "Common assault": 4_444,
        "Common robbery": 2_222, "Robbery with aggravating circumstances": 5_555,
    },
    "CONTACT-RELATED CRIMES": {"Arson": 111, "Malicious damage to property": 3_131},
    "PROPERTY-RELATED CRIMES": {
        "Burglary at non-residential premises": 1_212, "Burglary at residential premises": 6_666,
        "Theft of motor vehicle and motorcycle": 2_323,
        "Theft out of or from motor vehicle": 3_434, "Stock-theft": 99,
    },
    "CRIMES HEAVILY DEPENDENT ON POLICE ACTION FOR DETECTION": {
        "Illegal possession of firearms and ammunition": 666, "Drug-related crime": 2_828,
        "Driving under the influence of alcohol or drugs": 777,
    },
    "OTHER SERIOUS CRIMES": {
        "All theft not mentioned elsewhere": 7_777, "Commercial crime": 1_414,
        "Shoplifting": 2_525,
    },
    "SUBCATEGORIES OF AGGRAVATED ROBBERY FORMING PART OF AGGRAVATED ROBBERY ABOVE": {
        "Carjacking": 1_010, "Truck hijacking": 55, "Robbery at residential premises": 909,
        "Robbery at non-residential premises": 707,
    },
    "OTHER CRIME CATEGORIES": {
        "Culpable homicide": 505, "Public violence": 33, "Crimen injuria": 808,
        "Neglect and ill-treatment of children ": 77, "Kidnapping": 202,
    },
}  # fmt: skip

_YEARLY_STEP = 11

EXPECTED: dict[str, int] = {
    # murders of the province block by start of the financial year; the stations sum to the same
    **{f"murder_KZN_{year}": 888 + _YEARLY_STEP * (year - 2003) for year in FIRST_YEARS},
    "blocks": 1 + len(_STATIONS),
    "categories": 29,
    # data lines of the report: every block, the province included
    "rows": 29 * (1 + len(_STATIONS)),
}

Series = dict[str, list[int]]
"""Category -> one figure for each year."""


def _header() -> list[str]:
    """The header cells; those of 2007 and 2008 end in a blank, as published."""
    return ["Crime Category"] + [
        f"April {year} to March {year + 1}" + (" " if year in {2007, 2008} else "")
        for year in FIRST_YEARS
    ]


def _figures(chance: random.Random) -> dict[str, Series]:
    """Station -> series. Every station total is split from the province's."""
    figures: dict[str, Series] = {name: {} for name, _, _ in _STATIONS}
    sizes = [chance.uniform(0.5, 2.0) for _ in _STATIONS]
    for categories in _SECTIONS.values():
        for category, first in categories.items():
            by_year = [
                split(chance, first + _YEARLY_STEP * i, len(_STATIONS), sizes)
                for i in range(len(FIRST_YEARS))
            ]
            for i, (name, _, _) in enumerate(_STATIONS):
                figures[name][category] = [counts[i] for counts in by_year]
    return figures


def _block(title: str, note: str, series: Series) -> list[Row]:
    """One block of the report, as wide as its header; every line ends in ten commas or figures."""

    def line(text: str) -> list[str]:
        return [text] + [""] * len(FIRST_YEARS)

    rows: list[Row] = [
        line("Crime Research and Statistics -South African Police Service"),
        line(""),
        line(f"Crime in  {title} for April to March 2003/2004 - 2012/2013"),
        line(""),
        line(note),
        line(""),
        _header(),
    ]
    for section, categories in _SECTIONS.items():
        rows.append(line(section))
        rows += [[category, *series[category]] for category in categories]
    return rows


def _wide(figures: dict[str, Series]) -> list[Row]:
    rows: list[Row] = [["station", "province", "crime", *map(str, FIRST_YEARS)]]
    for name, series in figures.items():
        rows += [[name, "KZN", category, *values] for category, values in series.items()]
    return rows


def write(folder: Path, chance: random.Random) -> None:
    """Write the report and its wide twin."""
    figures = _figures(chance)
    province = {
        category: [
            sum(year) for year in zip(*(of[category] for of in figures.values()), strict=True)
        ]
        for category in figures["Umlazi"]
    }
    gap: list[Row] = [[""] * (1 + len(FIRST_YEARS))] * 2
    report = _block("KwaZulu-Natal ", "-", province)
    for name, title, note in _STATIONS:
        report += gap + _block(title, note, figures[name])
    save(folder / "saps_2003_2013_kzn_source__SYNTHETIC.csv", csv_bytes(report))
    save(
        folder / "saps_2003_2013_kzn_stations_wide__SYNTHETIC.csv",
        csv_bytes(_wide(figures), line_end="\r\n"),
    )
