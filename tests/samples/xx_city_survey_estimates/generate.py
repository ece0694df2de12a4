"""Synthetic `xx_city_survey_estimates`: the form of survey estimates as a city would fill it in.

Belongs here: one estimate of every indicator of the form, with the precision a survey prints.
Does not belong here: any estimate of a survey. Shares, errors and questions are invented.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.samples.kit import MARK, Row, csv_bytes, save

_COLUMNS = [
    "city_id", "representativity_code", "domain_code", "domain_name", "survey_name",
    "edition_label", "indicator_id", "breakdown_code", "period_start", "period_end",
    "estimate_pct", "standard_error_pct", "ci_low_pct", "ci_high_pct", "ci_level_pct",
    "unweighted_count", "design_effect", "dont_know_rule_code", "population_scope",
    "question_text",
]  # fmt: skip
_YEAR = ("2024-01-01", "2024-12-31")
_SAPS_YEAR = ("2022-04-01", "2023-03-31")
_MEDELLIN = ("co_medellin", "city", None, None)
_METRO = ("co_medellin", "metro", "SYN1", f"invented metropolitan area {MARK}")
_DURBAN = ("za_ethekwini", "city", None, None)

#: (domain, indicator, breakdown, period, share): the errors are a tenth of the share.
_PLAN = (
    (_MEDELLIN, "V01", "total", _YEAR, 11.11),
    (_MEDELLIN, "V01", "violence=physical", _YEAR, 4.44),
    (_MEDELLIN, "V01", "violence=psychological", _YEAR, 7.77),
    (_MEDELLIN, "V01", "violence=sexual", _YEAR, 2.22),
    (_MEDELLIN, "V02", "total", _YEAR, 33.33),
    (_MEDELLIN, "V02", "iccs_code=02051", _YEAR, 22.22),
    (_DURBAN, "V02", "iccs_code=0401", _SAPS_YEAR, 44.44),
    (_MEDELLIN, "V04", "total", _YEAR, 55.55),
    (_MEDELLIN, "V04", "SV=2", _YEAR, 44.44),
    (_METRO, "V04", "total", _YEAR, 66.66),
    (_DURBAN, "V04", "total", _YEAR, 22.22),
    (_MEDELLIN, "V06", "total", _YEAR, 11.11),
    (_MEDELLIN, "V07", "total", _YEAR, 6.66),
    (_MEDELLIN, "V08", "service=health", _YEAR, 77.77),
    (_MEDELLIN, "V09", "institution=police", _YEAR, 44.44),
)

EXPECTED: dict[str, float] = {
    "estimates": len(_PLAN),
    **{f"{indicator}_{breakdown}_{domain[0]}_{domain[1]}": share
       for domain, indicator, breakdown, _, share in _PLAN},
}  # fmt: skip


def _row(chance: random.Random, number: int) -> Row:
    """One row of the form; only the number of respondents and the design effect are drawn."""
    domain, indicator, breakdown, period, share = _PLAN[number]
    error = round(share / 10, 2)
    reach = round(1.96 * error, 2)
    return (
        *domain, f"Invented survey {MARK}", "2025", indicator, breakdown, *period,
        f"{share:.2f}", f"{error:.2f}", f"{share - reach:.2f}", f"{share + reach:.2f}", "95",
        chance.randrange(400, 2_000), f"{chance.uniform(1, 2):.2f}",
        "in_denominator" if indicator in {"V04", "V09"} else "excluded", "18+",
        f"Invented question of {indicator} ({MARK})",
    )  # fmt: skip


def write(folder: Path, chance: random.Random) -> None:
    """Write the form of the source."""
    rows = [_COLUMNS, *(_row(chance, number) for number in range(len(_PLAN)))]
    save(folder / f"survey_estimates_{MARK}.csv", csv_bytes(rows))
