"""The audit: can a hidden victim cell be worked out from what is published (INV08, S14)?

Belongs here: what is safe, asked of the published tables alone, and naming what is not.
Does not belong here: reading them (`published.py`), the programmes (`linear.py`), or refusing
(`checks.py`). No message holds a count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestration.release.disclosure import published as tables
from orchestration.release.disclosure import truth
from orchestration.release.disclosure.linear import Interval, Statement, bounds
from orchestration.release.disclosure.published import VICTIM_TAGS, Cell, Published

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Audit:
    """What the audit of one database found. `hidden` counts cells, `primary` the small ones."""

    hidden: int
    primary: int
    recoverable: tuple[Cell, ...]
    shown: tuple[Cell, ...]
    """Cells of 1 to k - 1 victims, or that all known victims share, that stand in a table."""
    contradicted: tuple[Cell, ...]
    unread: tuple[str, ...]


def audit(connection: duckdb.DuckDBPyConnection, k: int) -> Audit:
    """Audit the current database of `connection`; `k` is the smallest cell that may be shown.

    A primary cell is safe when every count from 1 to k - 1 fits (to the victims whose value is
    known, if they are fewer); any other hidden cell when more than one count fits. Which cells are
    small is looked up in the candidate's restricted tables; one that is not found there counts as
    small.
    Errors: duckdb.Error, ArithmeticError when the solver gives up.
    """
    return judge(tables.read(connection), k, truth.read(connection))


def judge(published: Published, k: int, true_counts: Mapping[Cell, int]) -> Audit:
    """Audit statements that are already read."""
    primary = {cell for cell in published.hidden if 0 < true_counts.get(cell, 1) < k}
    statements = [
        *published.statements,
        *_told_by_labels(published, k),
        *_told_by_rows(published, true_counts),
    ]
    intervals = bounds(published.hidden, published.known, statements)
    recoverable = [
        cell
        for cell in published.hidden
        if cell in published.given_away
        or not _is_safe(intervals[cell], cell in primary, _ceiling(published, cell, k))
    ]
    return Audit(
        hidden=len(published.hidden),
        primary=len(primary),
        recoverable=tuple(sorted(recoverable)),
        shown=tuple(sorted(cell for cell in published.known if _reveals(published, cell, k))),
        contradicted=tuple(sorted(published.contradicted)),
        unread=tuple(sorted(published.unread)),
    )


def _told_by_labels(published: Published, k: int) -> list[Statement]:
    """What a reader learns where labels tell the small cell (A) from the one beside it (D)."""
    told = {cell.group for cell, label in published.labels.items() if label == "D"}
    return [
        Statement(((cell, 1),), 1, k - 1) if label == "A" else Statement(((cell, 1),), low=k)
        for cell, label in published.labels.items()
        if cell.group in told
    ]


def _told_by_rows(published: Published, true_counts: Mapping[Cell, int]) -> list[Statement]:
    """A value that is listed has a victim, where it does: a reader may know how a source writes."""
    return [
        Statement(((cell, 1),), low=1) for cell in published.listed if true_counts.get(cell, 1) > 0
    ]


def _ceiling(published: Published, cell: Cell, k: int) -> float:
    """The largest small count that this cell can have at all."""
    return min(k - 1, published.known_total.get(cell.group, k - 1))


def _is_safe(interval: Interval, is_small: bool, ceiling: float) -> bool:
    if interval.is_empty or interval.is_point:
        return False
    return not is_small or (interval.low <= 1 and interval.high >= ceiling)


def _reveals(published: Published, cell: Cell, k: int) -> bool:
    """A printed cell that singles people out: small, or shared by all known victims."""
    known = published.known_total.get(cell.group)
    if cell.tag not in VICTIM_TAGS or known is None or cell in published.hidden:
        return False
    count = published.known[cell]
    return cell not in published.unspoken and (0 < count < k or count == known > 0)
