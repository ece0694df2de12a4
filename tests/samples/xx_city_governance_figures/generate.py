"""Synthetic `xx_city_governance_figures`: six forms as a city would fill them in.

Belongs here: scores, counts and denominators of two cities. Does not belong here: any figure of a
city; all are invented, repeated digits.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.samples.kit import MARK, Row, csv_bytes, save

EXPECTED: dict[str, int | float] = {
    "score_academia": 2.2,
    "women_council": 7,
    "members_council": 21,
    "women_police": 222,
    "members_police": 1_111,
    "officers": 3_333,
    "held": 222,
    "unsentenced": 111,
    "households": 888_888,
    "vehicles": 444_444,
    "female_residents": 1_333_333,
    "homicide_victims": 222,
    "known_relationship": 200,
    "partner_or_family": 44,
}

_MEDELLIN, _DURBAN = "co_medellin", "za_ethekwini"
_EVALUATORS = {
    "government": 3.3, "academia": 2.2, "civil_society": 1.1, "civil_society_2": 2.2,
    "international": 2.2,
}  # fmt: skip


def _scores() -> list[Row]:
    """Five evaluators of one city and year, on a scale from 1 to 4."""
    return [
        ("city_id", "year", "evaluator_code", "score", "scale_low", "scale_high"),
        *((_MEDELLIN, 2024, name, score, 1, 4) for name, score in _EVALUATORS.items()),
    ]


def _women(chance: random.Random) -> list[Row]:
    """Women in council and police, one rank apart; another city's council is drawn."""
    return [
        ("city_id", "counted_date", "body_code", "rank_code", "women_count", "member_count"),
        (_MEDELLIN, "2024-06-30", "council", None, 7, 21),
        (_MEDELLIN, "2024-06-30", "police", None, 222, 1_111),
        (_MEDELLIN, "2024-06-30", "police", "officer", 22, 111),
        (_DURBAN, "2023-06-30", "council", None, chance.randrange(50, 111), 222),
    ]


def _officers(chance: random.Random) -> list[Row]:
    """Every corps of one city, one corps of another."""
    return [
        ("city_id", "counted_date", "corps_code", "officer_count"),
        (_MEDELLIN, "2024-06-30", "all", EXPECTED["officers"]),
        (_DURBAN, "2023-06-30", "municipal", chance.randrange(1_000, 2_000)),
    ]


def _detainees(chance: random.Random) -> list[Row]:
    """One invented facility in two months."""
    return [
        ("id_ciudad", "codigo_centro", "nombre_centro", "fecha_conteo", "personas_detenidas",
         "sin_sentencia"),
        (_MEDELLIN, "SYN1", f"Invented facility {MARK}", "2024-06-30", 222, 111),
        (_MEDELLIN, "SYN1", f"Invented facility {MARK}", "2024-12-31", 333,
         chance.randrange(100, 200)),
    ]  # fmt: skip


def _relationships(chance: random.Random) -> list[Row]:
    """Homicide victims of two years; of one, the relationship is known for too few."""
    return [
        ("city_id", "year", "victim_count", "known_relationship_count", "partner_or_family_count"),
        (_MEDELLIN, 2024, EXPECTED["homicide_victims"], EXPECTED["known_relationship"],
         EXPECTED["partner_or_family"]),
        (_MEDELLIN, 2023, 333, chance.randrange(111, 222), 55),
    ]  # fmt: skip


def _denominators(chance: random.Random) -> list[Row]:
    """Households, vehicles and female residents; the third city has none."""
    return [
        ("city_id", "reference_date", "denominator_type_code", "value_count", "method_code",
         "vintage"),
        (_MEDELLIN, "2024-06-30", "households", EXPECTED["households"], "official_projection",
         "synthetic"),
        (_MEDELLIN, "2024-06-30", "vehicles", EXPECTED["vehicles"], "census", "synthetic"),
        (_MEDELLIN, "2024-06-30", "female_residents", EXPECTED["female_residents"],
         "official_projection", "synthetic"),
        (_DURBAN, "2022-02-02", "households", chance.randrange(700_000, 800_000), "census",
         "synthetic"),
        (_DURBAN, "2022-06-30", "vehicles", 555_555, "census", "synthetic"),
        (_DURBAN, "2022-02-02", "female_residents", chance.randrange(1_900_000, 2_000_000),
         "census", "synthetic"),
    ]  # fmt: skip


def write(folder: Path, chance: random.Random) -> None:
    """Write the six forms of the source."""
    header, *scores = _scores()
    chance.shuffle(scores)
    forms = {
        "participation_scores": [header, *scores],
        "women_in_bodies": _women(chance),
        "police_officers": _officers(chance),
        "personas_detenidas": _detainees(chance),
        "homicide_relationships": _relationships(chance),
        "denominators": _denominators(chance),
    }
    for name, rows in forms.items():
        save(folder / f"{name}_{MARK}.csv", csv_bytes(rows))
