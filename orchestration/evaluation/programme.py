"""One row per registered programme: its estimate with the tests, or why there is none.

Belongs here: choosing the design a programme registered, laying out its series for it, and
the row of `core.fct_programme_effect`. Does not belong here: a design or a test, reading tables
(`dbt_project/models/intermediate/int_programme_effect.py` calls this).
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

import numpy as np
import polars as pl

from orchestration.evaluation import MODEL_VERSION
from orchestration.evaluation import difference_in_differences as did
from orchestration.evaluation import interrupted_time_series as its
from orchestration.evaluation.diagnostics import evaluate_did, evaluate_its
from orchestration.evaluation.result import (
    EFFECT_COLUMNS,
    LEVEL_PCT,
    Estimate,
    Evaluation,
    NotEstimable,
)

_PROGRAMME = (
    "programme_id",
    "outcome_indicator_id",
    "design_code",
    "start_date",
    "is_exploratory",
    "recording_change_code",
)
_ACTIVITY = ("programme_id", "area_id", "period_start", "area_role_code", "is_treated")
_SERIES = (
    "programme_id",
    "area_id",
    "period_start",
    "outcome_count",
    "placebo_count",
    "population",
    "is_provisional",
)
_BREAKS = ("programme_id", "break_date")


def evaluate_programmes(
    programmes: pl.DataFrame,
    activity: pl.DataFrame,
    series: pl.DataFrame,
    breaks: pl.DataFrame,
) -> pl.DataFrame:
    """Evaluate every programme by the design it registered; one row each, `EFFECT_COLUMNS`.

    Shapes: programmes (programme_id, outcome_indicator_id, design_code, start_date, is_exploratory,
    recording_change_code); activity (programme_id, area_id, period_start, area_role_code,
    is_treated); series (programme_id, area_id, period_start, outcome_count, placebo_count,
    population, is_provisional); breaks (programme_id, break_date). Units: events and persons per
    area and month. Errors: none; a programme that cannot be estimated has null and a reason.
    """
    # Only what an estimate is computed from: the rest must not move its `model_ref`.
    used = programmes.select(_PROGRAMME).sort("programme_id")
    frames = activity.select(_ACTIVITY), series.select(_SERIES), breaks.select(_BREAKS)
    rows = [
        _row(
            one, *(frame.filter(pl.col("programme_id") == one["programme_id"]) for frame in frames)
        )
        for one in used.iter_rows(named=True)
    ]
    return pl.DataFrame(rows, schema=EFFECT_COLUMNS)


def _row(
    programme: dict[str, Any],
    activity: pl.DataFrame,
    series: pl.DataFrame,
    breaks: pl.DataFrame,
) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(EFFECT_COLUMNS)
    row |= {
        "programme_id": programme["programme_id"],
        "indicator_id": programme["outcome_indicator_id"],
        "design_code": programme["design_code"],
        "is_exploratory": programme["is_exploratory"],
        "identification_code": "not_estimated",
        "diagnostics_passed_count": 0,
        "diagnostics_total_count": 0,
        "diagnostics": "[]",
        "model_ref": _model_ref(programme, activity, series, breaks),
    }
    try:
        evaluation = _evaluate(programme, activity, series, breaks)
    except NotEstimable as refusal:
        return row | {
            "reason_code": refusal.code,
            "reason_en": refusal.message_en,
            "reason_es": refusal.message_es,
        }
    return row | _answer(evaluation)


def _answer(evaluation: Evaluation) -> dict[str, Any]:
    estimate = evaluation.estimate
    return {
        "identification_code": "identified" if evaluation.is_identified else "not_identified",
        "estimate_ratio": estimate.ratio,
        "ci_low_ratio": estimate.low,
        "ci_high_ratio": estimate.high,
        "ci_level_pct": LEVEL_PCT,
        **_beside("level", evaluation.details.get("level")),
        **_beside("monthly_slope", evaluation.details.get("monthly_slope")),
        **_beside("spill_over", evaluation.details.get("spill_over")),
        "pretrend_p_value": evaluation.pretrend_p_value,
        "diagnostics_passed_count": evaluation.passed_count,
        "diagnostics_total_count": evaluation.total_count,
        "diagnostics": json.dumps([asdict(one) for one in evaluation.diagnostics]),
        "observation_count": evaluation.observation_count,
        "area_count": evaluation.area_count,
    }


def _beside(name: str, estimate: Estimate | None) -> dict[str, float]:
    if estimate is None:
        return {}
    return {
        f"{name}_ratio": estimate.ratio,
        f"{name}_ci_low_ratio": estimate.low,
        f"{name}_ci_high_ratio": estimate.high,
    }


def _model_ref(programme: dict[str, Any], *frames: pl.DataFrame) -> str:
    """Code version and the SHA-256 of everything the estimate was computed from."""
    digest = hashlib.sha256(json.dumps(programme, default=str, sort_keys=True).encode())
    for frame in frames:
        text = io.StringIO()
        frame.sort(frame.columns).write_csv(text)
        digest.update(text.getvalue().encode())
    return (
        f"evaluation {MODEL_VERSION}; statsmodels {version('statsmodels')}; "
        f"inputs sha256:{digest.hexdigest()}"
    )


def _evaluate(
    programme: dict[str, Any], activity: pl.DataFrame, series: pl.DataFrame, breaks: pl.DataFrame
) -> Evaluation:
    if programme["design_code"] not in {"its", "did"}:
        raise NotEstimable(
            "design_not_built",
            "Only the designs its and did are computed here.",
            "Aquí solo se calculan los diseños its y did.",
        )
    usable = series.filter(
        pl.col("outcome_count").is_not_null() & pl.col("population").is_not_null()
    )
    if activity.is_empty() or usable.is_empty():
        raise NotEstimable(
            "no_series",
            "No area is named in the activity form, or the outcome has no monthly series there.",
            "El formulario de actividad no nombra áreas, o el resultado no tiene serie mensual.",
        )
    if usable.select(pl.struct("area_id", "period_start").is_duplicated().any()).item():
        raise NotEstimable(
            "two_counts_of_a_month",
            "The source counts the outcome twice, in two units; they are never added.",
            "La fuente cuenta el resultado dos veces, en dos unidades; nunca se suman.",
        )
    known = [np.datetime64(one) for one in breaks["break_date"].unique().sort()]
    if programme["design_code"] == "its":
        return _interrupted(programme, activity, usable, known)
    return _differences(programme, activity, usable, known)


# --- one series -----------------------------------------------------------------------------------


def _interrupted(
    programme: dict[str, Any],
    activity: pl.DataFrame,
    series: pl.DataFrame,
    breaks: Sequence[np.datetime64],
) -> Evaluation:
    """Target areas are one series: their months summed where all of them have one."""
    targets = activity.filter(pl.col("area_role_code") == "target")["area_id"].unique()
    of_targets = series.filter(pl.col("area_id").is_in(targets.to_list()))
    areas = of_targets["area_id"].n_unique()
    monthly = (
        of_targets.group_by("period_start")
        .agg(
            pl.col("outcome_count", "placebo_count", "population").sum(),
            pl.col("placebo_count").is_null().any().alias("lacks_placebo"),
            pl.col("is_provisional").any(),
            pl.len().alias("areas"),
        )
        .filter(pl.col("areas") == areas)
        .sort("period_start")
    )
    has_placebo = not monthly.is_empty() and not monthly["lacks_placebo"].any()
    return evaluate_its(
        _series(monthly, "outcome_count"),
        np.datetime64(programme["start_date"]),
        breaks=breaks,
        placebo=_series(monthly, "placebo_count") if has_placebo else None,
        recording=programme["recording_change_code"],
    )


def _series(monthly: pl.DataFrame, column: str) -> its.Series:
    return its.Series(
        months=monthly["period_start"].to_numpy().astype("datetime64[M]"),
        count=monthly[column].cast(pl.Float64).to_numpy(),
        population=monthly["population"].cast(pl.Float64).to_numpy(),
        is_provisional=monthly["is_provisional"].to_numpy().astype(np.bool_),
    )


# --- a panel --------------------------------------------------------------------------------------


def _differences(
    programme: dict[str, Any],
    activity: pl.DataFrame,
    series: pl.DataFrame,
    breaks: Sequence[np.datetime64],
) -> Evaluation:
    outcome = _panel(activity, series, "outcome_count")
    has_placebo = not series["placebo_count"].is_null().any()
    return evaluate_did(
        outcome,
        placebo=_panel(activity, series, "placebo_count") if has_placebo else None,
        recording=programme["recording_change_code"],
        breaks=breaks,
    )


def _panel(activity: pl.DataFrame, series: pl.DataFrame, column: str) -> did.Panel:
    """Areas that the activity form names, over all months of the series; a missing cell is NaN."""
    roles = (
        activity.group_by("area_id")
        .agg(
            (pl.col("area_role_code") == "ring").any().alias("ring"),
            pl.col("period_start").filter(pl.col("is_treated")).min().alias("first"),
        )
        .join(series.select("area_id").unique(), on="area_id")
        .sort("area_id")
    )
    months = np.sort(series["period_start"].unique().to_numpy()).astype("datetime64[M]")
    place = {area: at for at, area in enumerate(roles["area_id"])}
    count = np.full((len(place), len(months)), np.nan)
    population = np.full_like(count, np.nan)
    provisional = np.zeros(len(months), dtype=np.bool_)
    for cell in series.filter(pl.col("area_id").is_in(list(place))).iter_rows(named=True):
        at = place[cell["area_id"]]
        month = int(np.searchsorted(months, np.datetime64(cell["period_start"], "M")))
        count[at, month], population[at, month] = cell[column], cell["population"]
        provisional[month] |= cell["is_provisional"]
    first = [
        did.NEVER if one is None else int((np.datetime64(one, "M") - months[0]).astype(np.int64))
        for one in roles["first"]
    ]
    return did.Panel(
        tuple(roles["area_id"]), months, count, population, np.array(first, dtype=np.int64),
        roles["ring"].to_numpy().astype(np.bool_), provisional,
    )  # fmt: skip
