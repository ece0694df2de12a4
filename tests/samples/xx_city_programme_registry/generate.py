"""Synthetic `xx_city_programme_registry`: programmes with a planted effect, and placebos.

Belongs here: the three forms as a city would fill them in, and the effects that are planted.
Does not belong here: any programme of a city. Names, dates, counts and effects are invented.

Two programmes have an effect (one for each design), two have none, one was registered after it
began, one has a series that is too short: an estimate is due for five of six.
"""

from __future__ import annotations

import math
import random
from pathlib import Path

from tests.samples.kit import MARK, Row, csv_bytes, save

ITS_EFFECT = 0.70
DID_EFFECT = 0.72
NO_EFFECT = 1.0

EXPECTED: dict[str, int] = {"programmes": 6, "estimates": 5, "outcome_rows": 4 * 72 + 2 * 20 * 60}

_MONTHS = [f"{year}-{month:02}" for year in range(2018, 2024) for month in range(1, 13)]
_PROGRAMMES = [
    "programme_id", "city_id", "name_local", "name_en", "name_es", "place", "prevention_type_code",
    "target_group", "target_population_count", "theory_of_change", "outcome_indicator_id",
    "outcome_source_id", "placebo_indicator_id", "design_code", "minimum_effect_ratio",
    "recording_change_code", "registered_date", "start_date", "end_date", "budget_amount",
    "currency_code",
]  # fmt: skip
_ACTIVITY = [
    "programme_id", "area_id", "month", "area_role_code", "is_treated", "dose",
    "beneficiary_count", "women_count", "spend_amount",
]  # fmt: skip
_OUTCOMES = [
    "programme_id", "area_id", "month", "outcome_count", "placebo_count", "population",
    "is_provisional",
]  # fmt: skip

_MEDELLIN = ["COL:city:05001"]
_DISTRICTS = [f"ZAF:police_precinct:PD5990{number:02}" for number in range(1, 21)]

# programme -> (city, design, registered, start, areas, treated areas, ring areas, effect)
_PLAN: dict[str, tuple[str, str, str, str, list[str], int, int, float]] = {
    "synthetic_its_effect": (
        "co_medellin", "its", "2021-10-01", "2022-01-01", _MEDELLIN, 1, 0, ITS_EFFECT,
    ),
    "synthetic_its_placebo": (
        "co_medellin", "its", "2021-10-01", "2022-01-01", _MEDELLIN, 1, 0, NO_EFFECT,
    ),
    "synthetic_its_short": (
        "co_medellin", "its", "2023-03-01", "2023-07-01", _MEDELLIN, 1, 0, NO_EFFECT,
    ),
    "synthetic_did_effect": (
        "za_ethekwini", "did", "2021-02-01", "2021-07-01", _DISTRICTS, 7, 2, DID_EFFECT,
    ),
    "synthetic_did_placebo": (
        "za_ethekwini", "did", "2021-02-01", "2021-07-01", _DISTRICTS, 7, 0, NO_EFFECT,
    ),
    "synthetic_its_late": (
        "co_medellin", "its", "2022-06-01", "2022-01-01", _MEDELLIN, 1, 0, NO_EFFECT,
    ),
}  # fmt: skip


def _events(chance: random.Random, mean: float, spread: float) -> int:
    """A count with variance mean + spread x mean^2: a Poisson draw of a gamma draw."""
    rate = mean * chance.gammavariate(1 / spread, spread)
    if rate > 60:
        return max(0, round(chance.gauss(rate, math.sqrt(rate))))
    count, product, floor = 0, chance.random(), math.exp(-rate)
    while product > floor:
        count, product = count + 1, product * chance.random()
    return count


def _season(at: int) -> float:
    return math.exp(0.002 * at + 0.12 * math.cos(math.tau * at / 12))


def _programme(name: str) -> Row:
    city, design, registered, start, *_ = _PLAN[name]
    return (
        name, city, f"{MARK} {name}", f"{MARK} {name}", f"{MARK} {name}", "invented place",
        "situational", "residents of an invented place", 1000, "invented: light deters robbery",
        "C08", "own", "C12", design, "0.85", "no", registered, start, None, "1000000.00",
        "COP" if city == "co_medellin" else "ZAR",
    )  # fmt: skip


def _months(chance: random.Random, name: str) -> tuple[list[Row], list[Row]]:
    """Outcomes of every area and month; activity where it works, else one row for the role."""
    _, design, _, start, areas, treated, ring, effect = _PLAN[name]
    activity: list[Row] = []
    outcomes: list[Row] = []
    for number, area in enumerate(areas):
        level = 60.0 if design == "its" else 10.0 * (0.6 + 0.06 * number)
        later = 3 * (number % 2) if design == "did" else 0
        begins = _MONTHS.index(start[:7]) + later
        is_ring = treated <= number < treated + ring
        role = "target" if number < treated else "ring" if is_ring else "comparison"
        # The panel is a year shorter: it has many areas.
        for at, month in list(enumerate(_MONTHS))[12 if design == "did" else 0 :]:
            works = role == "target" and at >= begins
            mean = level * _season(at) * (effect if works else 1.0)
            outcomes.append(
                (name, area, month, _events(chance, mean, 0.02),
                 _events(chance, level * _season(at), 0.02), 50_000,
                 "yes" if at >= len(_MONTHS) - 3 else "no")
            )  # fmt: skip
            if works:
                activity.append((name, area, month, role, "yes", None, 20, 11, "5000.00"))
            elif at == begins - 1:
                activity.append((name, area, month, role, "no", None, None, None, None))
    return activity, outcomes


def write(folder: Path, chance: random.Random) -> None:
    """Write the three forms of the source."""
    activity: list[Row] = [_ACTIVITY]
    outcomes: list[Row] = [_OUTCOMES]
    for name in _PLAN:
        did, seen = _months(chance, name)
        activity += did
        outcomes += seen
    programmes = [_PROGRAMMES, *(_programme(name) for name in _PLAN)]
    save(folder / f"programmes_{MARK}.csv", csv_bytes(programmes))
    save(folder / f"activity_{MARK}.csv", csv_bytes(activity))
    save(folder / f"outcomes_{MARK}.csv", csv_bytes(outcomes))
