"""Synthetic `xx_city_information_requests`: requests for access to information of two cities.

Belongs here: the form as a city would fill it in. Does not belong here: any request that anybody
made. Folios, days and outcomes are invented.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from tests.samples.kit import MARK, Row, csv_bytes, save

EXPECTED: dict[str, int] = {"rows_per_month": 12, "months": 18, "requests": 2 * 18 * 12}

CITIES = ("co_medellin", "mx_queretaro")
CUTOFF = date(2024, 6, 30)
_HEADER = [
    "folio", "city_id", "received_date", "due_date", "answered_date", "outcome_code",
    "is_appealed", "appeal_outcome_code",
]  # fmt: skip
_OUTCOMES = ["full", "full", "full", "partial", "denied", "not_competent", "non_existent"]


def _line(chance: random.Random, city: str, month: date, number: int) -> Row:
    received = month + timedelta(days=chance.randrange(28))
    due = received + timedelta(days=20)
    answered = received + timedelta(days=1 + int(chance.expovariate(1 / 11)))
    outcome = chance.choice(_OUTCOMES)
    if answered > CUTOFF:
        outcome = "pending"
    elif chance.random() < 0.06:
        outcome = "no_answer"
    is_answered = outcome not in ("pending", "no_answer")
    appealed = is_answered and outcome != "full" and chance.random() < 0.3
    return (
        f"{MARK}-{city}-{month:%Y%m}-{number:03}", city, str(received), str(due),
        str(answered) if is_answered else None, outcome, "yes" if appealed else "no",
        chance.choice(["upheld", "partly_upheld", "dismissed", "pending"]) if appealed else None,
    )  # fmt: skip


def write(folder: Path, chance: random.Random) -> None:
    """Write one file with both cities."""
    months = [date(2023 + i // 12, i % 12 + 1, 1) for i in range(EXPECTED["months"])]
    lines = [
        _line(chance, city, month, number)
        for city in CITIES
        for month in months
        for number in range(EXPECTED["rows_per_month"])
    ]
    save(folder / f"information_requests_{CUTOFF}_{MARK}.csv", csv_bytes([_HEADER, *lines]))
