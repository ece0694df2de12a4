"""Simulated series and panels with an effect that the test knows.

Belongs here: drawing counts from the laws that the designs assume, seeded. Does not belong here:
a claim, or code of the estimators: the law is written down a second time on purpose.
"""

from __future__ import annotations

import numpy as np

from orchestration.evaluation.difference_in_differences import NEVER, Panel
from orchestration.evaluation.interrupted_time_series import Series

FIRST = np.datetime64("2018-01")


def series(
    seed: int | None,
    *,
    effect: float = 1.0,
    slope: float = 1.0,
    before: int = 48,
    after: int = 24,
    mean: float = 60.0,
    spread: float = 0.02,
    step_at: int | None = None,
    curve: float = 0.0,
) -> tuple[Series, np.datetime64]:
    """One area: trend, season, `effect` from month `before` on, times `slope` each month.

    `spread` is the variance of the gamma factor; without a seed the counts are their means,
    rounded. `step_at` raises the level by half from that month on: a new rule of recording.
    """
    time = np.arange(before + after) - before
    log_mean = np.log(mean) + 0.002 * time + 0.12 * np.cos(2 * np.pi * time / 12)
    log_mean = log_mean + np.where(time >= 0, np.log(effect) + time * np.log(slope), 0.0)
    log_mean = log_mean + curve * (time / 12) ** 2
    if step_at is not None:
        log_mean = log_mean + np.where(time + before >= step_at, np.log(1.5), 0.0)
    if seed is None:
        count = np.round(np.exp(log_mean))
    else:
        chance = np.random.default_rng(seed)
        factor = chance.gamma(1 / spread, spread, len(time))
        count = chance.poisson(np.exp(log_mean) * factor).astype(np.float64)
    months = FIRST + np.arange(len(time))
    people = np.full(len(time), 1_000_000.0)
    return Series(months, count, people, np.zeros(len(time), dtype=np.bool_)), FIRST + before


def panel(
    seed: int | None,
    *,
    effect: float = 1.0,
    areas: int = 20,
    treated: int = 8,
    ring: int = 0,
    length: int = 60,
    drift: float = 0.0,
    spread: float = 0.05,
) -> Panel:
    """Areas of different size on one trend; half of the treated start 4 months after the others.

    `drift` bends the treated areas away from the others, per month, before and after the start.
    The `ring` areas follow the treated ones in order. Without a seed the counts are their means.
    """
    chance = np.random.default_rng(0 if seed is None else seed)
    first = np.full(areas, NEVER)
    first[: treated // 2], first[treated // 2 : treated] = 30, 34
    at = np.arange(length)
    level = np.linspace(8, 24, areas)[:, None] * np.exp(
        0.002 * at + 0.12 * np.cos(2 * np.pi * at / 12)
    )
    mean = level * np.where(at >= first[:, None], effect, 1.0)
    mean = mean * np.exp(drift * np.where(first[:, None] < NEVER, at - 30, 0))
    count = mean
    if seed is not None:
        count = chance.poisson(mean * chance.gamma(1 / spread, spread, mean.shape)).astype(float)
    number = np.arange(areas)
    return Panel(
        tuple(f"area {one:02}" for one in number), FIRST + at, count, np.full(count.shape, 5e4),
        first, (number >= treated) & (number < treated + ring), np.zeros(length, dtype=np.bool_),
    )  # fmt: skip
