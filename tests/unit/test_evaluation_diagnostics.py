"""The mandatory tests of an estimate: each passes where its assumption holds, and else fails."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from orchestration.evaluation.diagnostics import evaluate_did, evaluate_its
from orchestration.evaluation.result import Evaluation
from tests.evaluation_kit import panel, series

MANDATORY = {
    "pre_trend", "recording", "ljung_box", "dispersion", "newey_west_lag_12", "placebo_dates",
    "placebo_outcome", "leave_one_area_out", "without_provisional_months", "trend_sensitivity",
}  # fmt: skip


def outcomes(evaluation: Evaluation) -> dict[str, str]:
    return {one.code: one.outcome for one in evaluation.diagnostics}


@pytest.fixture(scope="module")
def before_and_after() -> Evaluation:
    data, start = series(21, effect=0.7)
    data.is_provisional[-3:] = True
    return evaluate_its(data, start, placebo=series(22)[0], recording="no")


@pytest.fixture(scope="module")
def beside_others() -> Evaluation:
    data = panel(1, effect=0.7)
    data.is_provisional[-3:] = True
    return evaluate_did(data, placebo=panel(2), recording="no")


def test_every_mandatory_test_has_an_outcome_in_both_designs(
    before_and_after: Evaluation, beside_others: Evaluation
) -> None:
    assert outcomes(before_and_after).keys() == MANDATORY
    assert outcomes(beside_others).keys() == MANDATORY


def test_a_clean_series_is_identified_and_its_effect_recovered(
    before_and_after: Evaluation,
) -> None:
    assert before_and_after.is_identified
    assert before_and_after.estimate.holds(0.7)
    assert before_and_after.total_count == 8
    assert before_and_after.passed_count >= 7


def test_a_clean_panel_is_identified_and_its_effect_recovered(beside_others: Evaluation) -> None:
    assert beside_others.is_identified
    assert beside_others.estimate.holds(0.7)
    assert outcomes(beside_others)["leave_one_area_out"] == "passed"
    assert outcomes(beside_others)["without_provisional_months"] == "passed"
    assert outcomes(beside_others)["ljung_box"] == "not_applicable"


def test_a_declared_change_of_recording_is_not_identified() -> None:
    evaluation = evaluate_its(*series(21, effect=0.7), recording="yes")

    assert outcomes(evaluation)["recording"] == "failed"
    assert not evaluation.is_identified


def test_a_known_break_near_a_start_of_the_panel_is_not_identified() -> None:
    data = panel(1, effect=0.7)
    evaluation = evaluate_did(data, recording="no", breaks=[data.months[36]])

    assert not evaluation.is_identified


def test_a_silent_city_gets_no_passed_recording_test() -> None:
    assert outcomes(evaluate_its(*series(21)))["recording"] == "not_applicable"


def test_a_curved_trend_before_the_start_is_not_identified() -> None:
    evaluation = evaluate_its(*series(21, curve=0.06), recording="no")

    assert outcomes(evaluation)["pre_trend"] == "failed"
    assert not evaluation.is_identified
    assert evaluation.pretrend_p_value is not None
    assert evaluation.pretrend_p_value < 0.05


def test_treated_areas_on_another_trend_are_not_identified() -> None:
    """A drift of 6 % a month alone looks like an effect; the year before gives it away."""
    evaluation = evaluate_did(panel(1, drift=-0.06), recording="no")

    assert evaluation.estimate.excludes_one
    assert outcomes(evaluation)["pre_trend"] == "failed"
    assert not evaluation.is_identified


def test_a_placebo_outcome_that_moves_is_told() -> None:
    data, start = series(21, effect=0.7)

    assert outcomes(evaluate_its(data, start, placebo=data))["placebo_outcome"] == "failed"


def test_provisional_months_that_make_the_result_are_told() -> None:
    data, start = series(21, effect=0.95, after=18)
    data.is_provisional[-5:] = True
    early = replace(data, count=np.where(data.is_provisional, data.count * 0.3, data.count))

    assert outcomes(evaluate_its(early, start))["without_provisional_months"] == "failed"


def test_one_area_that_makes_the_result_is_told() -> None:
    data = panel(21, areas=8, treated=4, spread=0.01)
    count = data.count.copy()
    count[3, 30:] *= 12

    evaluation = evaluate_did(replace(data, count=count), recording="no")
    ratios = [one for one in evaluation.diagnostics if one.code == "leave_one_area_out"]
    assert ratios[0].outcome == "failed" or not evaluation.estimate.excludes_one


def test_correlated_residuals_are_told() -> None:
    data, start = series(None, mean=400, before=60)
    wave = np.exp(0.25 * np.sin(2 * np.pi * np.arange(len(data.count)) / 9))

    evaluation = evaluate_its(replace(data, count=np.round(data.count * wave)), start)
    assert outcomes(evaluation)["ljung_box"] == "failed"


def test_too_short_a_past_makes_placebo_dates_not_applicable() -> None:
    evaluation = evaluate_its(*series(21, before=30))

    assert outcomes(evaluation)["placebo_dates"] == "not_applicable"
    assert evaluation.total_count < len(MANDATORY)
