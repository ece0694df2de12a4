"""Synthetic `za_treasury_municipal_money`: answers of the API, addresses of reports, code lists.

Belongs here: cells of three cubes as JSON, the file of addresses without a header, two code lists,
the geography and the changes of demarcation. Does not belong here: any amount or opinion of a
municipality; all are invented.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

from tests.samples.kit import MARK, Row, csv_bytes, save, split

YEARS = (2021, 2022, 2023)
_FUNCTIONS = ("1110", "2307", "2301")
_EXPENDITURE = ("2000", "2700", "2900")
_TOTALS = {"ORGB": 1_000_000, "ADJB": 1_100_000, "AUDA": 900_000}
"""Operating expenditure of each function, in each year, by kind of amount."""

EXPECTED: dict[str, int] = {
    "budget_rows": len(YEARS) * len(_FUNCTIONS) * len(_TOTALS),
    **{f"expenditure_{kind}": total for kind, total in _TOTALS.items()},
    "opinions": len(YEARS),
    "irregular_2023": 333_333,
    "report_addresses_ETH": 5,
}
_OPINIONS = {
    2021: ("unqualified_emphasis_of_matter", "Unqualified - Emphasis of Matter items"),
    2022: ("qualified", "Qualified"),
    2023: ("outstanding", "Outstanding"),
}
_KINDS: tuple[Row, ...] = (
    ("ORGB", "Original Budget"),
    ("ADJB", "Adjusted Budget"),
    ("AUDA", "Audited Actual"),
    ("SYN1", f"Invented kind of amount ({MARK})"),
)


def _cell(
    year: int, kind: str, function: str, item: str, amount: float | None
) -> dict[str, object]:
    """One cell of the cube of income and expenditure, a whole year."""
    return {
        "demarcation.code": "ETH",
        "financial_year_end.year": year,
        "period_length.length": "year",
        "financial_period.period": year,
        "amount_type.code": kind,
        "function.code": function,
        "function.label": f"Function {function} {MARK}",
        "item.code": item,
        "amount.sum": amount,
        "_count": 1,
    }


def _cells(chance: random.Random) -> list[dict[str, object]]:
    """Years by function, item and kind; beside them income, a month, and an empty amount."""
    cells: list[dict[str, object]] = []
    for year in YEARS:
        for kind, total in _TOTALS.items():
            for function in _FUNCTIONS:
                parts = split(chance, total, len(_EXPENDITURE))
                for item, amount in zip(_EXPENDITURE, parts, strict=True):
                    cells.append(_cell(year, kind, function, item, amount))
                cells.append(_cell(year, kind, function, "2200", None))
                cells.append(_cell(year, kind, function, "0200", chance.randrange(10**6)))
        cells.append(_cell(year, "IBY1", "2307", "2000", chance.randrange(10**6)))
        month = _cell(year, "ACT", "2307", "2000", chance.randrange(10**5))
        cells.append(month | {"period_length.length": "month", "financial_period.period": 3})
    return cells


def _opinions() -> list[dict[str, object]]:
    """One opinion a year."""
    return [
        {
            "demarcation.code": "ETH",
            "financial_year_end.year": year,
            "opinion.code": code,
            "opinion.label": f"{label} ({MARK})",
            "opinion.report_url": None,
            "_count": 1,
        }
        for year, (code, label) in _OPINIONS.items()
    ]


def _unwanted(chance: random.Random) -> list[dict[str, object]]:
    """Unauthorised, irregular and fruitless expenditure; an empty amount is unknown."""
    amounts = {"unauthorised": None, "irregular": EXPECTED["irregular_2023"], "fruitless": 0}
    return [
        {
            "demarcation.code": "ETH",
            "financial_year_end.year": year,
            "item.code": item,
            "item.label": f"{item.capitalize()} Expenditure ({MARK})",
            "amount.sum": amount if year == YEARS[-1] else chance.randrange(10**6),
            "_count": 1,
        }
        for year in YEARS
        for item, amount in amounts.items()
    ]


def _addresses() -> bytes:
    """Addresses of reports, no header; one does not end in .pdf."""
    rows: list[Row] = [
        [code, year, f"http://mfma.example.org/{MARK}/{code}-{year}.pdf"]
        for year in range(2015, 2010, -1)
        for code in ("ETH", "BUF", "KZN225")
    ]
    rows.append(["BUF", 2010, f"http://mfma.example.org/{MARK}/BUF-2010"])
    return csv_bytes(rows)


def _geography(chance: random.Random) -> list[dict[str, object]]:
    """Two municipalities with the facts of the scorecard, nested."""
    return [
        {
            "model": "scorecard.geography",
            "pk": number,
            "fields": {
                "geo_level": "municipality",
                "geo_code": code,
                "name": f"{name} ({MARK})",
                "category": "A",
                "population": chance.randrange(10**5, 10**6),
                "square_kms": round(chance.uniform(100, 3_000), 3),
            },
        }
        for number, (code, name) in enumerate((("ETH", "eThekwini"), ("BUF", "Buffalo City")), 1)
    ]


_CHANGED = "id, date, old_code, new_code, old_code_transition, new_code_transition"
_CHANGES = f"""--
-- PostgreSQL database dump, {MARK}
--

SET client_encoding = 'UTF8';

COPY municipal_finance_demarcationchanges ({_CHANGED}) FROM stdin;
1\t2016-08-03\tXX101\tXX102\tdisestablished\tcontinue
2\t2016-08-03\tXX103\tXX102\tdisestablished\tcontinue
\\.

"""


def write(folder: Path, chance: random.Random) -> None:
    """Write the files of the source."""
    documents = {
        f"incexp_v2_cells_{MARK}.json": _cells(chance),
        f"audit_opinions_cells_{MARK}.json": _opinions(),
        f"uifwexp_cells_{MARK}.json": _unwanted(chance),
        f"scorecard_geography_{MARK}.json": _geography(chance),
    }
    for name, document in documents.items():
        save(folder / name, json.dumps(document, ensure_ascii=False).encode())
    save(folder / f"audit_reports_{MARK}.csv", _addresses())
    save(
        folder / "labels" / f"amount_type_v2_{MARK}.csv",
        csv_bytes([("code", "label"), *_KINDS], final_newline=False),
    )
    save(folder / f"021_demarcation_changes_{MARK}.sql", _CHANGES.encode())
