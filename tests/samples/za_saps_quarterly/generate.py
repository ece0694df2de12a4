"""Synthetic `za_saps_quarterly`: the visible sheet of a quarterly workbook, saved as CSV.

Belongs here: the layout: template remains above, header cells over two lines, a dummy header below,
empty columns on both sides, thousands commas, per cents as text, a closing note. Does not belong
here: any figure of SAPS. Names of stations are the published ones.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.samples.kit import MARK, Row, csv_bytes, save

YEARS = range(2022, 2027)
_STATIONS = (
    ("Cape Town Central", "City of Cape Town District", "Western Cape"),
    ("Durban Central", "eThekwini District", "KwaZulu-Natal"),
    ("JHB Central", "Johannesburg District", "Gauteng"),
    ("Inanda", "eThekwini District", "KwaZulu-Natal"),
    ("Phoenix", "eThekwini District", "KwaZulu-Natal"),
    ("Chatsworth", "eThekwini District", "KwaZulu-Natal"),
    ("Pinetown", "eThekwini District", "KwaZulu-Natal"),
    ("Umlazi", "eThekwini District", "KwaZulu-Natal"),
    ("Verulam", "eThekwini District", "KwaZulu-Natal"),
    ("Polokwane", "Capricorn District", "Limpopo"),
    ("Sandton", "Johannesburg District", "Gauteng"),
    ("Rustenburg", "Bojanala District", "North West"),
)
_FIRST, _RANK_STEP, _YEAR_STEP = 3_333, 111, 11

# Station -> its figure by year: straight lines, the same for any seed but for the noise of 2023.
EXPECTED: dict[str, int] = {
    "stations": len(_STATIONS),
    "stations_of_ethekwini": sum(district.startswith("eThekwini") for _, district, _ in _STATIONS),
    "durban_central_2026": _FIRST - _RANK_STEP + _YEAR_STEP * 4,
}


def _line(*cells: str) -> Row:
    """A line of the sheet, which is sixteen cells wide."""
    return [*cells, *[""] * (16 - len(cells))]


def _above() -> list[Row]:
    """The template remains and the two titles, with the drop-downs at the right."""
    title = ["17 Community reported serious Crime", *[""] * 14, "Select Province"]
    compared = "Comparison - 4th quarter (January to March - 2022 to 2026)"
    return [
        _line("", "", "1 count higher", *["1"] * 9),
        _line("", "", " counts higher"),
        _line("", "", "0 count diff"),
        _line("", "", "1 count lower"),
        _line("", "", " counts lower"),
        _line("", "", "Count limit to calculate %", "50"),
        *[_line()] * 3,
        title,
        ["", compared, *[""] * 13, "Select offence"],
        _line(),
    ]


def write(folder: Path, chance: random.Random) -> None:
    """Write the sheet of the fourth quarter of 2025/26."""
    quarters = [f"January {year} to \nMarch {year}" for year in YEARS]
    rows = _above()
    rows.append(
        _line("", "", "Prov Position", "RSA Position", "Station", "District", "Province",
              *quarters, "Count Diff", "(%) Change")
    )  # fmt: skip
    rows.append(_line("", "", "RSA", "PHO", "Sta", "Dis", "Prov",
                      "P1", "P2", "P3", "P4", "P5", "Dif", "Cha"))  # fmt: skip
    for rank, (station, district, province) in enumerate(_STATIONS):
        counts = [_FIRST - _RANK_STEP * rank + _YEAR_STEP * step for step in range(len(YEARS))]
        counts[1] += chance.randrange(10)
        change = counts[-1] - counts[-2]
        rows.append(
            _line("", "", str(rank + 1), str(rank + 1), station, district, province,
                  *(f"{count:,}" for count in counts), f"{change:,}",
                  f"{100 * change / counts[-2]:.1f}%")
        )  # fmt: skip
    rows.append(_line())
    rows.append(_line("", "", "** NB : Station featured in the National TOP30"))
    save(
        folder / f"2025-2026_-_4th_Quarter_WEB.xlsx - Prov TOP30 stations__{MARK}.csv",
        csv_bytes(rows, final_newline=False),
    )
