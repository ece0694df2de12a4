"""Difference in differences: a planted effect is found under staggered starts, none is invented."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from orchestration.evaluation.difference_in_differences import NEVER, fit, spill_over
from orchestration.evaluation.result import NotEstimable
from tests.evaluation_kit import panel


def test_without_noise_the_planted_ratio_comes_back_exactly() -> None:
    """Every area on one trend: observed over expected is the planted ratio, whatever its start."""
    fitted = fit(panel(None, effect=0.75))

    assert fitted.effect.ratio == pytest.approx(0.75, abs=1e-12)
    assert {round(cell.observed / cell.expected, 10) for cell in fitted.group_times} == {0.75}
    assert fitted.pre_trend == pytest.approx(np.zeros(4), abs=1e-12)


def test_a_planted_effect_is_recovered_within_its_interval() -> None:
    fitted = fit(panel(1, effect=0.75))

    assert fitted.effect.holds(0.75)
    assert fitted.effect.excludes_one


def test_no_effect_is_found_where_none_was_planted() -> None:
    assert not fit(panel(1)).effect.excludes_one


def test_nineteen_of_twenty_intervals_hold_the_planted_effect() -> None:
    held = sum(fit(panel(seed, effect=0.8), draws=499).effect.holds(0.8) for seed in range(40))

    assert held >= 34


def test_two_by_two_by_hand() -> None:
    """Two areas each, one start: (90/100) / (120/100) = 0.75 of what the others did."""
    counts = np.full((4, 36), 100.0)
    counts[:2, 12:] = 90.0
    counts[2:, 12:] = 120.0
    base = panel(None, areas=4, treated=2, length=36)
    first = np.array([12, 12, NEVER, NEVER])

    assert fit(replace(base, count=counts, first=first)).effect.ratio == pytest.approx(0.75)


def test_areas_treated_later_are_compared_only_until_they_are_treated() -> None:
    """The first group's month 4 to 12 has no comparison area of the second group."""
    whole = panel(None, effect=0.5, areas=8, treated=4)

    assert fit(whole).effect.ratio == pytest.approx(0.5, abs=1e-12)


def test_thirty_areas_need_no_bootstrap_and_the_same_seed_gives_the_same_interval() -> None:
    few, many = panel(4, areas=29), panel(4, areas=30)

    assert fit(few).error_code == "wild_cluster_bootstrap"
    assert fit(many).error_code == "clustered"
    assert fit(few).effect == fit(few).effect


def test_ring_areas_are_neither_treated_nor_compared_but_reported() -> None:
    data = panel(1, effect=0.75, ring=3)
    flooded = replace(data, count=np.where(data.ring[:, None], data.count * 9, data.count))
    beside = spill_over(data)

    assert fit(flooded).effect == fit(data).effect
    assert beside is not None
    assert not beside.excludes_one
    assert spill_over(panel(1)) is None


# --- refused --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("areas", "treated"), [(10, 1), (9, 8)])
def test_one_treated_or_one_comparison_area_is_refused(areas: int, treated: int) -> None:
    data = panel(1, areas=areas, treated=treated)

    with pytest.raises(NotEstimable) as refusal:
        fit(data)
    assert refusal.value.code == "too_few_areas"


@pytest.mark.parametrize("first", [11, 50])
def test_less_than_a_year_on_either_side_is_refused(first: int) -> None:
    data = panel(1)

    with pytest.raises(NotEstimable) as refusal:
        fit(replace(data, first=np.where(data.first == NEVER, NEVER, first)))
    assert refusal.value.code == "too_few_months"


def test_a_month_that_an_area_did_not_report_is_refused() -> None:
    data = panel(1)
    count = data.count.copy()
    count[2, 5] = np.nan

    with pytest.raises(NotEstimable) as refusal:
        fit(replace(data, count=count))
    assert refusal.value.code == "gap_in_series"


def test_comparison_areas_without_events_are_refused() -> None:
    data = panel(1)

    with pytest.raises(NotEstimable) as refusal:
        fit(replace(data, count=np.where(data.first[:, None] == NEVER, 0.0, data.count)))
    assert refusal.value.code == "no_events"


def test_an_area_without_population_is_refused() -> None:
    data = panel(1)
    population = data.population.copy()
    population[0, 0] = 0

    with pytest.raises(NotEstimable) as refusal:
        fit(replace(data, population=population))
    assert refusal.value.code == "impossible_value"
