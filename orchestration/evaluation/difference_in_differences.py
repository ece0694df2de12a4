"""Difference in differences: treated areas against areas not yet or never treated.

Belongs here: group-time effects on rates, their aggregation, errors clustered by area, the wild
cluster bootstrap, and what the design refuses.
Does not belong here: the tests of its assumptions (`diagnostics.py`) or a single treated area
(`interrupted_time_series.py`).

Every group (areas first treated in one month) is set against clean comparison areas only; no
two-way fixed effects (Callaway and Sant'Anna 2021). Effects are ratios of rates: a month's events
over those expected, had the group's own rate of the 12 months before the start moved as the rate of
its comparison areas did. Counts are pooled before the ratio is taken, so a month without events is
no obstacle. Errors come from each area's influence on the logarithm of the ratio.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

from orchestration.evaluation.result import LEVEL_PCT, Estimate, NotEstimable

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

WINDOW = 12
"""Event window: months -12 to +12 around the start, methods 8."""
FEW_CLUSTERS = 30
"""Below so many areas the interval is that of the wild cluster bootstrap."""
MINIMUM_AREAS = 2
"""Fewest treated, and fewest comparison areas: one area has no variation of its own."""
DRAWS = 1999
SEED = 20260101
NEVER = np.iinfo(np.int64).max
_QUARTER = 3


@dataclass(frozen=True)
class Panel:
    """Areas by months. Shapes: areas (n,), months (T,), count and population (n, T), first (n,).

    Units: events, persons. `first` is the index in `months` of each area's first month with the
    programme, `NEVER` for comparison areas. Ring areas are in `ring` (n,), and are neither.
    `is_provisional` (T,) marks months that the publisher may still change.
    """

    areas: tuple[str, ...]
    months: npt.NDArray[np.datetime64]
    count: Floats
    population: Floats
    first: Integers
    ring: npt.NDArray[np.bool_]
    is_provisional: npt.NDArray[np.bool_]

    def keep(self, areas: npt.NDArray[np.bool_]) -> Panel:
        """The panel of the areas that `areas` (n,) picks."""
        names = tuple(name for name, kept in zip(self.areas, areas, strict=True) if kept)
        return Panel(
            names, self.months, self.count[areas], self.population[areas], self.first[areas],
            self.ring[areas], self.is_provisional,
        )  # fmt: skip

    def until(self, length: int) -> Panel:
        """The panel of the first `length` months; areas treated later are not treated yet."""
        first = np.where(self.first < length, self.first, NEVER)
        return Panel(
            self.areas, self.months[:length], self.count[:, :length],
            self.population[:, :length], first, self.ring, self.is_provisional[:length],
        )  # fmt: skip


@dataclass(frozen=True)
class GroupTime:
    """One group's events in one month after the start: observed, and expected without."""

    group: int
    time: int
    observed: float
    expected: float


@dataclass(frozen=True)
class Fit:
    """The aggregated effect, the group-time effects behind it, and the trend before the start.

    `influence` (n,) sums to 0 over treated and over comparison areas; `pre_trend` (4,) are log
    ratios of the quarters -12, -9 and -6 to the whole year before, and of its first half to its
    second; `pre_influence` (n, 4).
    """

    effect: Estimate
    group_times: tuple[GroupTime, ...]
    influence: Floats
    pre_trend: Floats
    pre_influence: Floats
    pre_trend_statistic: float
    pre_trend_p_value: float
    treated_count: int
    comparison_count: int
    error_code: Literal["clustered", "wild_cluster_bootstrap"]


def fit(panel: Panel, *, seed: int = SEED, draws: int = DRAWS) -> Fit:
    """Estimate the average effect over the 12 months after the start of every treated area.

    Errors: NotEstimable with fewer than 2 treated or 2 comparison areas, gaps, missing values,
    less than 12 months before and 12 after the first start, or no events to compare.
    """
    panel = panel.keep(~panel.ring)
    _refuse_bad_panel(panel)
    after = _effect(panel, range(WINDOW + 1))
    before = _before(panel)
    treated = panel.first != NEVER
    influence = _corrected(after.influence, treated)
    pre_influence = np.column_stack([_corrected(one.influence, treated) for one in before])
    pre_trend = np.array([one.log_ratio for one in before])
    few = len(panel.areas) < FEW_CLUSTERS
    chance = np.random.default_rng(seed)
    statistic = _largest_t(pre_trend, pre_influence)
    p_value = _bootstrap_largest_t(statistic, pre_influence, treated, chance, draws)
    reach = _reach(influence, treated)
    if few:
        reach = max(reach, _bootstrap_reach(influence, treated, chance, draws))
    error = float(np.sqrt((influence**2).sum()))
    return Fit(
        effect=Estimate(
            float(np.exp(after.log_ratio)),
            float(np.exp(after.log_ratio - reach * error)),
            float(np.exp(after.log_ratio + reach * error)),
            error,
        ),
        group_times=after.group_times,
        influence=influence,
        pre_trend=pre_trend,
        pre_influence=pre_influence,
        pre_trend_statistic=statistic,
        pre_trend_p_value=p_value,
        treated_count=int(treated.sum()),
        comparison_count=int((~treated).sum()),
        error_code="wild_cluster_bootstrap" if few else "clustered",
    )


def spill_over(panel: Panel, *, seed: int = SEED, draws: int = DRAWS) -> Estimate | None:
    """The same ratio for ring areas, as if treated when the first area was; None without a ring.

    Errors: as `fit`.
    """
    if int(panel.ring.sum()) < MINIMUM_AREAS:
        return None
    starts = panel.first[(panel.first != NEVER) & ~panel.ring]
    begin = int(starts.min()) if len(starts) else NEVER
    others = panel.keep(panel.ring | (panel.first == NEVER))
    beside = Panel(
        others.areas, others.months, others.count, others.population,
        np.where(others.ring, begin, NEVER), np.zeros(len(others.areas), dtype=np.bool_),
        others.is_provisional,
    )  # fmt: skip
    return fit(beside, seed=seed, draws=draws).effect


# --- the estimate ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Effect:
    log_ratio: float
    influence: Floats
    group_times: tuple[GroupTime, ...]


def _effect(panel: Panel, events: range) -> _Effect:
    """Pooled observed over expected at the event times `events`, over all groups.

    log ratio = log(sum Y) - log(sum E), E_gt = P_gt R_g,base R_c,t / R_c,base; the comparison
    areas c of a month are those not treated by then, in the base year and in the month alike.
    """
    size = len(panel.areas)
    observed_by_area, expected_by_area = np.zeros(size), np.zeros(size)
    cells: list[GroupTime] = []
    for group in sorted(set(panel.first[panel.first != NEVER].tolist())):
        members = panel.first == group
        base = slice(group - WINDOW, group)
        for time in (group + event for event in events):
            if time >= panel.count.shape[1]:
                continue
            rest = panel.first > max(time, group)
            own, now, then = (
                _rate(panel, members, base),
                _rate(panel, rest, slice(time, time + 1)),
                _rate(panel, rest, base),
            )
            expected = panel.population[members, time].sum() * own.rate * now.rate / then.rate
            observed = panel.count[members, time].sum()
            cells.append(GroupTime(group, time, float(observed), float(expected)))
            observed_by_area += np.where(members, panel.count[:, time], 0.0)
            expected_by_area += expected * (own.influence + now.influence - then.influence)
            expected_by_area += (
                np.where(members, panel.population[:, time], 0.0) * own.rate * now.rate / then.rate
            )
    observed_sum = sum(cell.observed for cell in cells)
    expected_sum = sum(cell.expected for cell in cells)
    if observed_sum <= 0 or expected_sum <= 0:
        raise _no_events()
    influence = observed_by_area / observed_sum - expected_by_area / expected_sum
    return _Effect(float(np.log(observed_sum / expected_sum)), influence, tuple(cells))


def _before(panel: Panel) -> tuple[_Effect, ...]:
    """The quarters -12, -9 and -6 against the year before, and its first half against its second.

    Quarters show a bump, the halves a drift.
    """
    quarters = [
        _effect(panel, range(begin, begin + _QUARTER))
        for begin in range(-WINDOW, -_QUARTER, _QUARTER)
    ]
    early, late = _effect(panel, range(-12, -6)), _effect(panel, range(-6, 0))
    drift = _Effect(
        early.log_ratio - late.log_ratio, early.influence - late.influence, early.group_times
    )
    return (*quarters, drift)


@dataclass(frozen=True)
class _Rate:
    rate: float
    influence: Floats
    """(n,) effect of each area on the logarithm of the rate; sums to 0."""


def _rate(panel: Panel, areas: npt.NDArray[np.bool_], window: slice) -> _Rate:
    count = np.where(areas, panel.count[:, window].sum(axis=1), 0.0)
    exposure = np.where(areas, panel.population[:, window].sum(axis=1), 0.0)
    if count.sum() <= 0:
        raise _no_events()
    rate = float(count.sum() / exposure.sum())
    return _Rate(rate, (count - rate * exposure) / count.sum())


# --- chance ---------------------------------------------------------------------------------------


def _corrected(influence: Floats, treated: npt.NDArray[np.bool_]) -> Floats:
    """Centred within treated and within comparison areas, enlarged for the few of each."""
    corrected = np.zeros_like(influence)
    for side in (treated, ~treated):
        size = int(side.sum())
        centred = influence[side] - influence[side].mean()
        corrected[side] = centred * np.sqrt(size / (size - 1))
    return corrected


def _draws(
    influence: Floats, treated: npt.NDArray[np.bool_], chance: np.random.Generator, draws: int
) -> Floats:
    """(draws, n) or (draws, n, k): influences times Webb's six weights, one weight per area."""
    six = np.sqrt(np.array([0.5, 1.0, 1.5]))
    weights = chance.choice(np.concatenate([-six, six]), size=(draws, len(treated)))
    shape = (*weights.shape, *([1] * (influence.ndim - 1)))
    return np.asarray(weights.reshape(shape) * influence, dtype=np.float64)


def _recentred(drawn: Floats, treated: npt.NDArray[np.bool_]) -> Floats:
    out = np.zeros_like(drawn)
    for side in (treated, ~treated):
        size = int(side.sum())
        part = drawn[:, side]
        out[:, side] = (part - part.mean(axis=1, keepdims=True)) * np.sqrt(size / (size - 1))
    return out


def _reach(influence: Floats, treated: npt.NDArray[np.bool_]) -> float:
    """Standard errors to either side, from Student's t.

    Its degrees of freedom are those of two unequal sides (Welch-Satterthwaite): a few treated areas
    beside many others are a few, not many.
    """
    parts = [
        (float((influence[side] ** 2).sum()), int(side.sum()) - 1) for side in (treated, ~treated)
    ]
    spread = sum(variance**2 / freedom for variance, freedom in parts)
    freedom = sum(variance for variance, _ in parts) ** 2 / spread if spread > 0 else np.inf
    return float(student.ppf(0.5 + LEVEL_PCT / 200, freedom))


def _bootstrap_reach(
    influence: Floats, treated: npt.NDArray[np.bool_], chance: np.random.Generator, draws: int
) -> float:
    """Standard errors to either side: the 95 % quantile of |t| over wild cluster draws.

    Cameron, Gelbach, Miller (2008), with Webb's six-point weights for few areas.
    """
    drawn = _draws(influence, treated, chance, draws)
    errors = np.sqrt((_recentred(drawn, treated) ** 2).sum(axis=1))
    ratios = np.abs(drawn.sum(axis=1)) / np.where(errors > 0, errors, np.inf)
    return float(np.quantile(ratios, LEVEL_PCT / 100))


def _largest_t(estimate: Floats, influence: Floats) -> float:
    """The largest |t| of several estimates (k,), given influences (n, k): one joint statistic."""
    errors = np.sqrt((influence**2).sum(axis=0))
    return float(np.max(np.abs(estimate) / np.where(errors > 0, errors, np.inf)))


def _bootstrap_largest_t(
    statistic: float,
    influence: Floats,
    treated: npt.NDArray[np.bool_],
    chance: np.random.Generator,
    draws: int,
) -> float:
    """Share of wild cluster draws whose largest |t| reaches `statistic`: a joint p-value.

    A Wald form needs more treated areas than there are quarters; the largest |t| does not.
    """
    drawn = _draws(influence, treated, chance, draws)
    errors = np.sqrt((_recentred(drawn, treated) ** 2).sum(axis=1))
    largest = (np.abs(drawn.sum(axis=1)) / np.where(errors > 0, errors, np.inf)).max(axis=1)
    return float((1 + (largest >= statistic).sum()) / (1 + draws))


# --- what is refused ------------------------------------------------------------------------------


def _refuse_bad_panel(panel: Panel) -> None:
    steps = np.diff(panel.months.astype("datetime64[M]")).astype(np.int64)
    if (steps != 1).any() or not np.isfinite(panel.count).all():
        raise NotEstimable(
            "gap_in_series",
            "An area lacks a month that another has; a month not reported is not filled in.",
            "A un área le falta un mes que otra tiene; un mes no reportado no se rellena.",
        )
    if (panel.count < 0).any() or not (panel.population > 0).all():
        raise NotEstimable(
            "impossible_value",
            "An area has a month with a negative count or without population.",
            "Un área tiene un mes con conteo negativo o sin población.",
        )
    treated = panel.first[panel.first != NEVER]
    never = len(panel.first) - len(treated)
    if len(treated) < MINIMUM_AREAS or never < MINIMUM_AREAS:
        raise NotEstimable(
            "too_few_areas",
            f"{len(treated)} treated and {never} comparison areas; {MINIMUM_AREAS} of each needed.",
            f"{len(treated)} áreas tratadas y {never} de comparación; "
            f"se necesitan {MINIMUM_AREAS} de cada una.",
        )
    before, after = int(treated.min()), panel.count.shape[1] - int(treated.max())
    if before < WINDOW or after < WINDOW:
        raise NotEstimable(
            "too_few_months",
            f"{before} months before the first start and {after} after the last; {WINDOW} needed.",
            f"{before} meses antes del primer inicio y {after} después del último; "
            f"se necesitan {WINDOW}.",
        )


def _no_events() -> NotEstimable:
    return NotEstimable(
        "no_events",
        "Treated or comparison areas hold no event in a month or year that is compared.",
        "Las áreas tratadas o de comparación no tienen hechos en un mes o año comparado.",
    )
