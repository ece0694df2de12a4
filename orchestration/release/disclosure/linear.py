"""How far hidden counts can be worked out from what is published around them.

Belongs here: linear statements over cells, splitting them into blocks that do not touch, and the
smallest and largest whole number that each hidden cell can be (HiGHS through scipy).
Does not belong here: which statements a release makes (`published.py`), what is safe (`audit.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np
from scipy.optimize import linprog

Cell = Hashable
"""Names one count; two statements that mean the same count use the same name."""

#: Answers of `linprog` that are answers.
_SOLVED, _INFEASIBLE = 0, 2

#: No count of one cell reaches this: a bound of ours, so that every programme has an answer.
CEILING = 10**8


@dataclass(frozen=True)
class Statement:
    """`low <= sum of coefficient x cell <= high`, in units; an equality where both agree."""

    terms: tuple[tuple[Cell, int], ...]
    low: float = -inf
    high: float = inf


@dataclass(frozen=True)
class Interval:
    """The whole numbers that a cell can be; empty when the statements contradict each other."""

    low: float
    high: float

    @property
    def is_empty(self) -> bool:
        """True when no number fits: two published figures disagree."""
        return self.low > self.high

    @property
    def is_point(self) -> bool:
        """True when the cell can be worked out."""
        return self.low == self.high


def bounds(
    hidden: Iterable[Cell],
    known: Mapping[Any, float],
    statements: Iterable[Statement],
) -> dict[Cell, Interval]:
    """The interval of every hidden cell under all `statements`, whole numbers from 0 on.

    Cells of `known` have that value, also where they are hidden elsewhere; cells that are neither
    known nor hidden are unknown to the reader and may be any number from 0 on.
    """
    wanted = list(dict.fromkeys(hidden))
    found = {cell: Interval(known[cell], known[cell]) for cell in wanted if cell in known}
    open_ = [_without_known(statement, known) for statement in statements]
    for cells, block in _blocks([cell for cell in wanted if cell not in known], open_):
        found |= _solve(cells, block)
    return found


def _without_known(statement: Statement, known: Mapping[Cell, float]) -> Statement:
    given = sum(factor * known[cell] for cell, factor in statement.terms if cell in known)
    return Statement(
        tuple((cell, factor) for cell, factor in statement.terms if cell not in known),
        statement.low - given,
        statement.high - given,
    )


def _blocks(
    wanted: list[Cell], statements: list[Statement]
) -> Iterable[tuple[list[Cell], list[Statement]]]:
    """The wanted cells by connected component, each with the statements that touch it."""
    touching: dict[Cell, list[Statement]] = defaultdict(list)
    for statement in statements:
        for cell, _ in statement.terms:
            touching[cell].append(statement)
    done: set[Cell] = set()
    for start in wanted:
        if start in done:
            continue
        cells, block, border = {start}, {}, [start]
        while border:
            for statement in touching[border.pop()]:
                block[id(statement)] = statement
                fresh = {cell for cell, _ in statement.terms} - cells
                cells |= fresh
                border += fresh
        done |= cells
        yield [cell for cell in wanted if cell in cells], list(block.values())


def _solve(cells: list[Cell], statements: list[Statement]) -> dict[Cell, Interval]:
    """Minimum and maximum of each cell of one block: two programmes in whole numbers a cell."""
    numbered = {cell: number for number, cell in enumerate(cells)}
    for statement in statements:
        for cell, _ in statement.terms:
            numbered.setdefault(cell, len(numbered))
    rows = np.zeros((len(statements), len(numbered)))
    for row, statement in enumerate(statements):
        for cell, factor in statement.terms:
            rows[row, numbered[cell]] += factor
    low = np.array([statement.low for statement in statements])
    high = np.array([statement.high for statement in statements])
    same, above, below = low == high, (low > -inf) & (low != high), (high < inf) & (low != high)
    system = {
        "A_eq": rows[same] if same.any() else None,
        "b_eq": low[same] if same.any() else None,
        "A_ub": np.vstack((rows[below], -rows[above])) if (above | below).any() else None,
        "b_ub": np.concatenate((high[below], -low[above])) if (above | below).any() else None,
    }
    return {
        cell: Interval(_least(system, rows.shape[1], numbered[cell], 1),
                       -_least(system, rows.shape[1], numbered[cell], -1))
        for cell in cells
    }  # fmt: skip


def _least(system: Mapping[str, object], size: int, number: int, sign: int) -> float:
    """The minimum of `sign` times one variable; `inf` when nothing fits."""
    cost = np.zeros(size)
    cost[number] = sign
    result = linprog(cost, **system, bounds=(0, CEILING), integrality=1, method="highs")
    if result.status == _SOLVED:
        return float(round(result.fun))
    if result.status == _INFEASIBLE:
        return inf
    raise ArithmeticError(f"the solver ended with status {result.status}")
