"""What disclosure control says of one candidate, before it may be published.

Belongs here: running every rule of this package on the candidate and putting each into one sentence
without a count of anybody.
Does not belong here: the rules themselves, and refusing (`release/verdict.py`).
A rule that cannot be run could not be evaluated, which refuses like a failure (promise 3).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import yaml

from expectations.verdict import Outcome
from orchestration.release.disclosure import classes, open_rows, rounding
from orchestration.release.disclosure.audit import Audit, audit
from orchestration.warehouse.connection import open_database
from orchestration.warehouse.nodes import DbtManifest, PublicTable

if TYPE_CHECKING:
    from orchestration.release.disclosure.published import Cell
    from orchestration.settings import Settings
    from orchestration.warehouse.candidate import Candidate

#: Names of places and columns that one reason quotes at most.
NAMED = 3


@dataclass(frozen=True)
class Said:
    """One rule on one candidate. `failures` counts columns, cells or rows; never victims."""

    check: str
    verdict: Outcome
    failures: int | None
    reason: str = ""
    sources: frozenset[str] = frozenset()


def minimum_cell(settings: Settings) -> int:
    """k, the smallest cell of victims that may be shown: the variable that the models use too.

    Errors: OSError, KeyError, ValueError when the project does not state it.
    """
    project = yaml.safe_load((settings.project / "dbt_project.yml").read_text(encoding="utf-8"))
    return int(project["vars"]["minimum_victim_cell"])


def run(settings: Settings, candidate: Candidate) -> tuple[Said, ...]:
    """Every rule on the candidate. Never raises for what the candidate holds."""
    try:
        k = minimum_cell(settings)
        manifest = DbtManifest.read(candidate.manifest)
        public, restricted = manifest.public_tables(), manifest.restricted_tables()
    except (OSError, ValueError, KeyError) as error:
        return (_unclear("disclosure_control_ran", error),)
    said = [_classes(public, restricted), _persons(public), _rounding(public)]
    try:
        connection = open_database(settings, candidate.database, read_only=True)
    except duckdb.Error as error:
        return (*said, _unclear("disclosure_control_ran", error))
    with connection:
        return (
            *said,
            *_audit(connection, k),
            _counted("open_rows_have_k_alike", f"of fewer than {k} units tell a sex or an age",
                     lambda: open_rows.below_k(connection, k)),
            _counted("sexual_offences_and_minors_by_city_and_year_only",
                     "on sexual offences or minors are finer than city and year",
                     lambda: open_rows.finer_than_city_and_year(connection)),
            _points(connection, public),
        )  # fmt: skip


def _classes(public: Sequence[PublicTable], restricted: Sequence[PublicTable]) -> Said:
    bad = sorted({*classes.unfit(public), *classes.unclassed(restricted)})
    return _named("every_column_has_a_class_that_fits", bad, "F62: columns that may not be there")


def _persons(public: Sequence[PublicTable]) -> Said:
    return _named(
        "no_table_of_persons_is_published", open_rows.persons(public), "S14: rows of persons"
    )


def _rounding(public: Sequence[PublicTable]) -> Said:
    return _named(
        "no_table_is_both_rounded_and_suppressed",
        rounding.conflicts(public),
        "methods 9: rounded and suppressed at once",
    )


def _points(connection: duckdb.DuckDBPyConnection, public: Sequence[PublicTable]) -> Said:
    name = "no_point_of_a_case_is_published"
    try:
        bad = open_rows.points(connection, public)
        strays = open_rows.points_of_no_area(connection)
    except duckdb.Error as error:
        return _unclear(name, error)
    bad += ["core.dim_area_geometry (shapes of no area)"] if strays else []
    return _named(name, bad, "S14: points")


def _audit(connection: duckdb.DuckDBPyConnection, k: int) -> tuple[Said, ...]:
    names = (
        "no_small_victim_cell_is_shown",
        "no_hidden_victim_cell_can_be_worked_out",
        "victim_cells_are_one_figure_everywhere",
    )
    try:
        found = audit(connection, k)
    except (duckdb.Error, ArithmeticError) as error:
        return tuple(_unclear(name, error) for name in names)
    return (
        _cells(names[0], found.shown, f"S14: cells of fewer than {k} victims, or that all share"),
        _cells(names[1], found.recoverable, "S14: hidden cells that can be worked out (INV08)"),
        _agreement(names[2], found),
    )


def _agreement(name: str, found: Audit) -> Said:
    if found.unread:
        listed = ", ".join(found.unread[:NAMED])
        return Said(name, "could_not_evaluate", len(found.unread),
                    f"S14: figures by a victim attribute that the audit does not read: {listed}; "
                    "orchestration/release/disclosure/published.py")  # fmt: skip
    return _cells(name, found.contradicted, "cells of which two tables say different things")


def _cells(name: str, cells: Sequence[Cell], what: str) -> Said:
    if not cells:
        return Said(name, "pass", 0)
    listed = "; ".join(
        f"{cell.source_id} {cell.area_id} {cell.period_id} {cell.node} by {cell.tag}"
        for cell in cells[:NAMED]
    )
    return Said(name, "fail", len(cells), f"{what}: {len(cells):,}, first {listed}",
                frozenset(cell.source_id for cell in cells))  # fmt: skip


def _named(name: str, bad: Sequence[str], what: str) -> Said:
    if not bad:
        return Said(name, "pass", 0)
    more = f" and {len(bad) - NAMED} more" if len(bad) > NAMED else ""
    return Said(name, "fail", len(bad), f"{what}: {', '.join(bad[:NAMED])}{more}")


def _counted(name: str, what: str, count: Callable[[], int]) -> Said:
    try:
        found = count()
    except duckdb.Error as error:
        return _unclear(name, error)
    if not found:
        return Said(name, "pass", 0)
    return Said(name, "fail", found, f"S14: {found:,} open rows {what}")


def _unclear(name: str, error: Exception) -> Said:
    return Said(name, "could_not_evaluate", None, f"F54: {name}: {type(error).__name__}")
