"""What an evaluation says: an estimate, the tests it passed, or why there is none.

Belongs here: the shared value types and refusals of all designs. Does not belong here: a design
(`interrupted_time_series.py`, `difference_in_differences.py`) or the tests (`diagnostics.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

LEVEL_PCT = 95.0
"""Level of every interval, per cent (methods 8 gives none; 95 as for counts in methods 5)."""

Outcome = Literal["passed", "failed", "not_applicable"]


class NotEstimable(ValueError):
    """The design cannot answer with these data. `code` is stable; the texts are for people."""

    def __init__(self, code: str, message_en: str, message_es: str) -> None:
        super().__init__(message_en)
        self.code = code
        self.message_en = message_en
        self.message_es = message_es


EFFECT_COLUMNS: dict[str, pl.DataType] = {
    "programme_id": pl.String(),
    "indicator_id": pl.String(),
    "design_code": pl.String(),
    "identification_code": pl.String(),
    "is_exploratory": pl.Boolean(),
    "estimate_ratio": pl.Float64(),
    "ci_low_ratio": pl.Float64(),
    "ci_high_ratio": pl.Float64(),
    "ci_level_pct": pl.Float64(),
    "level_ratio": pl.Float64(),
    "level_ci_low_ratio": pl.Float64(),
    "level_ci_high_ratio": pl.Float64(),
    "monthly_slope_ratio": pl.Float64(),
    "monthly_slope_ci_low_ratio": pl.Float64(),
    "monthly_slope_ci_high_ratio": pl.Float64(),
    "spill_over_ratio": pl.Float64(),
    "spill_over_ci_low_ratio": pl.Float64(),
    "spill_over_ci_high_ratio": pl.Float64(),
    "pretrend_p_value": pl.Float64(),
    "diagnostics_passed_count": pl.Int32(),
    "diagnostics_total_count": pl.Int32(),
    "diagnostics": pl.String(),
    "observation_count": pl.Int32(),
    "area_count": pl.Int32(),
    "reason_code": pl.String(),
    "reason_en": pl.String(),
    "reason_es": pl.String(),
    "model_ref": pl.String(),
}
"""Columns of `core.fct_programme_effect` but `computed_at`, in order."""


@dataclass(frozen=True)
class Estimate:
    """A ratio of modelled rates, with / without the programme, and its interval.

    Units: ratios without unit; 1 is no effect, 0.8 is a fifth less. `log_error` is the standard
    error of the logarithm of the ratio.
    """

    ratio: float
    low: float
    high: float
    log_error: float

    @property
    def excludes_one(self) -> bool:
        """True where chance alone at the stated level does not explain the difference."""
        return not self.low <= 1.0 <= self.high

    def holds(self, ratio: float) -> bool:
        """True if `ratio` lies within the interval."""
        return self.low <= ratio <= self.high


@dataclass(frozen=True)
class Diagnostic:
    """One test of an assumption; `statistic` and `p_value` where the test has them."""

    code: str
    outcome: Outcome
    detail: str
    statistic: float | None = None
    p_value: float | None = None


@dataclass(frozen=True)
class Evaluation:
    """One design's answer about one programme and outcome.

    `details` are named ratios beside the main estimate: level, slope per month, spill-over.
    """

    design_code: Literal["its", "did"]
    estimate: Estimate
    details: dict[str, Estimate]
    diagnostics: tuple[Diagnostic, ...]
    observation_count: int
    area_count: int
    pretrend_p_value: float | None = None

    @property
    def passed_count(self) -> int:
        """Diagnostics that passed."""
        return sum(one.outcome == "passed" for one in self.diagnostics)

    @property
    def total_count(self) -> int:
        """Diagnostics that could be computed; those not applicable are not counted."""
        return sum(one.outcome != "not_applicable" for one in self.diagnostics)

    @property
    def is_identified(self) -> bool:
        """False after a failed pre-trend or recording test (methods 8)."""
        return not any(
            one.outcome == "failed" and one.code in {"pre_trend", "recording"}
            for one in self.diagnostics
        )
