"""The answer about a programme: from the sample forms, and what makes it change or be missing."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from orchestration.evaluation.programme import evaluate_programmes
from orchestration.evaluation.registry import Reference, check
from orchestration.evaluation.result import EFFECT_COLUMNS
from tests.samples import DEFAULT_SEED, generator

SOURCE = "xx_city_programme_registry"
SAMPLE = generator(SOURCE)
NO_BREAKS = pl.DataFrame(schema={"programme_id": pl.String, "break_date": pl.Date})
KNOWN = Reference(
    cities={"co_medellin": "COP", "za_ethekwini": "ZAR"},
    areas={
        "COL:city:05001": "co_medellin",
        **{f"ZAF:police_precinct:PD5990{one:02}": "za_ethekwini" for one in range(1, 44)},
    },
    indicators=frozenset({"C08", "C12"}),
    sources=frozenset(),
)
Frames = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Frames:
    """Programmes, activity and series of the sample forms, read by the rules of the registry."""
    folder = tmp_path_factory.mktemp("forms")
    SAMPLE.write(folder, random.Random(f"{DEFAULT_SEED}:{SOURCE}"))
    rows = [cells(folder, name) for name in ("programmes", "activity", "outcomes")]
    found = check(*rows, KNOWN)
    assert found.problems == ()
    programmes = [
        one.model_dump() | {"is_exploratory": one.is_exploratory} for one in found.programmes
    ]
    activity = [
        one.model_dump() | {"period_start": one.month, "is_treated": one.is_treated == "yes"}
        for one in found.activities
    ]
    series = [
        one.model_dump()
        | {"period_start": one.month, "is_provisional": one.is_provisional == "yes"}
        for one in found.outcomes
    ]
    return tuple(
        pl.DataFrame(rows, infer_schema_length=None) for rows in (programmes, activity, series)
    )


def cells(folder: Path, form: str) -> list[dict[str, Any]]:
    frame = pl.read_csv(folder / f"{form}_SYNTHETIC.csv", infer_schema=False)
    return [row | {"file_name": form, "line": at} for at, row in enumerate(frame.to_dicts(), 2)]


@pytest.fixture(scope="module")
def effects(forms: Frames) -> dict[str, dict[str, Any]]:
    found = evaluate_programmes(*forms, NO_BREAKS)
    assert found.schema == pl.Schema(EFFECT_COLUMNS)
    return {row["programme_id"]: row for row in found.iter_rows(named=True)}


def only(frames: Frames, programme_id: str) -> Frames:
    programmes, activity, series = (
        frame.filter(pl.col("programme_id") == programme_id) for frame in frames
    )
    return programmes, activity, series


@pytest.mark.parametrize(
    ("programme", "planted"),
    [("synthetic_its_effect", SAMPLE.ITS_EFFECT), ("synthetic_did_effect", SAMPLE.DID_EFFECT)],
)
def test_the_planted_effects_are_recovered_within_their_intervals(
    effects: dict[str, dict[str, Any]], programme: str, planted: float
) -> None:
    found = effects[programme]

    assert found["identification_code"] == "identified"
    assert found["ci_low_ratio"] <= planted <= found["ci_high_ratio"] < 1
    assert found["diagnostics_passed_count"] <= found["diagnostics_total_count"]


@pytest.mark.parametrize("programme", ["synthetic_its_placebo", "synthetic_did_placebo"])
def test_placebo_programmes_show_no_effect(
    effects: dict[str, dict[str, Any]], programme: str
) -> None:
    assert effects[programme]["ci_low_ratio"] < 1 < effects[programme]["ci_high_ratio"]


def test_a_programme_registered_late_is_exploratory(effects: dict[str, dict[str, Any]]) -> None:
    assert [name for name, row in effects.items() if row["is_exploratory"]] == [
        "synthetic_its_late"
    ]


def test_a_short_series_has_a_reason_in_two_languages_and_no_number(
    effects: dict[str, dict[str, Any]],
) -> None:
    short = effects["synthetic_its_short"]

    assert short["identification_code"] == "not_estimated"
    assert short["estimate_ratio"] is None
    assert short["reason_code"] == "too_few_months"
    assert "24 and 12 are needed" in short["reason_en"]
    assert "se necesitan 24 y 12" in short["reason_es"]
    assert sum(row["estimate_ratio"] is not None for row in effects.values()) == 5


def test_the_ring_is_reported_apart(effects: dict[str, dict[str, Any]]) -> None:
    found = effects["synthetic_did_effect"]

    assert found["spill_over_ci_low_ratio"] < 1 < found["spill_over_ci_high_ratio"]
    assert found["area_count"] == 18


def test_the_diagnostics_are_readable_json(effects: dict[str, dict[str, Any]]) -> None:
    listed = json.loads(effects["synthetic_its_effect"]["diagnostics"])

    assert {"code", "outcome", "detail", "statistic", "p_value"} == set(listed[0])
    assert len(listed) == 10


def test_the_model_reference_follows_the_inputs_and_nothing_else(forms: Frames) -> None:
    programmes, activity, series = only(forms, "synthetic_its_short")

    def reference(programmes: pl.DataFrame, series: pl.DataFrame) -> str:
        return str(evaluate_programmes(programmes, activity, series, NO_BREAKS)["model_ref"][0])

    first = reference(programmes, series)
    assert reference(programmes, series.reverse()) == first
    assert reference(programmes.with_columns(place=pl.lit("elsewhere")), series) == first
    assert reference(programmes, series.with_columns(pl.col("outcome_count") + 1)) != first


def test_a_break_of_the_series_near_the_start_leaves_no_number(forms: Frames) -> None:
    frames = only(forms, "synthetic_its_effect")
    start = frames[0]["start_date"][0]
    breaks = pl.DataFrame({"programme_id": ["synthetic_its_effect"], "break_date": [start]})

    (row,) = evaluate_programmes(*frames, breaks).iter_rows(named=True)
    assert row["reason_code"] == "series_break_near_start"
    assert row["estimate_ratio"] is None


@pytest.mark.parametrize(
    ("design", "keeps_series", "reason"),
    [
        ("rct", True, "design_not_built"),
        ("its", False, "no_series"),
        ("did", True, "too_few_areas"),
    ],
)
def test_what_cannot_be_estimated_says_why(
    forms: Frames, design: str, keeps_series: bool, reason: str
) -> None:
    programmes, activity, series = only(forms, "synthetic_its_effect")
    changed = programmes.with_columns(design_code=pl.lit(design))
    seen = series if keeps_series else series.clear()

    (row,) = evaluate_programmes(changed, activity, seen, NO_BREAKS).iter_rows(named=True)
    assert (row["identification_code"], row["reason_code"]) == ("not_estimated", reason)


def test_a_month_counted_in_two_units_is_never_added_up(forms: Frames) -> None:
    programmes, activity, series = only(forms, "synthetic_its_effect")

    (row,) = evaluate_programmes(
        programmes, activity, pl.concat([series, series]), NO_BREAKS
    ).iter_rows(named=True)
    assert row["reason_code"] == "two_counts_of_a_month"


def test_without_programmes_there_is_no_row(forms: Frames) -> None:
    assert evaluate_programmes(*(frame.clear() for frame in forms), NO_BREAKS).is_empty()
