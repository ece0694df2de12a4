"""Is an extract plausible beside its predecessor: volume, vanished periods, revisions (F40-F43).

Belongs here: what of an extract is compared, with which other extract, and the bounds.
Does not belong here: single values (`drift.py`), what a hold does (`judging.py`).
Minima hold or refuse, maxima warn. An older vintage that arrives late is compared with what came
before it, never with what came after.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import duckdb

from orchestration.contracts import ColumnMeta, Contract, Layout, Plausibility
from orchestration.load.domain import date_value, number_value, quoted
from orchestration.load.objection import Objection

FEW_ROWS = 20
"""Fewer rows than this in the predecessor are too few to judge a volume by."""
_MANY = 5
"""A year is judged by its sum from so many times `small`."""

Month = tuple[int, int]
"""Year and month; month 0 where a source reports years only."""


@dataclass(frozen=True)
class Cell:
    """What an extract reports of one month or year."""

    rows: int
    value: float


@dataclass
class Profile:
    """What is compared of one extract."""

    source_id: str
    file_name: str
    row_count: int
    cells: dict[Month, Cell] = field(default_factory=dict)

    @property
    def last(self) -> Month | None:
        """The newest month or year that it reports anything of."""
        return max((key for key, cell in self.cells.items() if cell.value > 0), default=None)

    def until(self, last: Month | None) -> dict[Month, Cell]:
        """What it reports up to `last`."""
        return {key: cell for key, cell in self.cells.items() if last is None or key <= last}

    def years(self, last: Month | None) -> dict[int, float]:
        """Sums by year up to `last`."""
        sums: dict[int, float] = {}
        for (year, _), cell in self.until(last).items():
            sums[year] = sums.get(year, 0.0) + cell.value
        return sums


def scope_of(rule: Plausibility, row: Mapping[str, Any]) -> tuple[str, ...]:
    """What an extract is a vintage of: equal in extracts that may be compared."""
    if rule.scope is None:
        return (str(row["file_name"]).casefold(),)
    facts = json.loads(row["attributes"] or "{}")
    facts["is_complete"] = str(row["is_complete"])
    return tuple(str(facts.get(name, "")) for name in rule.scope)


def read_profile(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    layout: Layout,
    row: Mapping[str, Any],
) -> Profile:
    """Sum up one landed extract by the contract's period, in SQL."""
    profile = Profile(contract.source_id, row["file_name"], row["row_count"] or 0)
    query = _cells_query(contract.source_id, layout)
    if query is not None:
        found = connection.execute(query, [row["extract_sha256"]]).fetchall()
        profile.cells = {
            (int(year), int(month)): Cell(int(rows), float(value or 0))
            for year, month, rows, value in found
            if year is not None and _is_compared(layout.meta.plausibility, int(year), int(month))
        }
    return profile


def says_months(layout: Layout) -> bool:
    """True if the layout reports months: then an extract is judged even without a predecessor."""
    period = layout.meta.plausibility.period
    return period is not None and (period.date is not None or bool(period.months))


def judge(rule: Plausibility, new: Profile, old: Profile | None) -> list[Objection]:
    """Everything implausible about `new` beside its predecessor `old`.

    One cause gives one objection: what a vanished year or a lost tenth explains is not said again.
    """
    found = list(_cumulative(rule, new))
    if old is None:
        return found
    vanished = list(_vanished(rule, new, old))
    if vanished:
        return [*vanished, *found]
    volume = list(_volume(rule, new, old))
    return [*(volume or _revised(rule, new, old)), *found]


# --- reading --------------------------------------------------------------------------------------


def _cells_query(source_id: str, layout: Layout) -> str | None:
    """SQL: year, month, rows, value of one extract; None where no period is declared."""
    rule = layout.meta.plausibility
    period = rule.period
    if period is None:
        return None
    metas = {column.name: column.meta for column in layout.columns}
    rows = f'(select * from "{source_id}"."{layout.name}" where _extract_sha256 = ?)'
    if period.months:
        listed = ", ".join(number_value(_counts(metas[one]), quoted(one)) for one in period.months)
        return (
            f"select y, m, count(v), sum(v) from (select {_year(period.year)} as y,"
            f" unnest(range(1, 13)) as m, unnest([{listed}]) as v from {rows}) group by y, m"
        )
    measure = "1" if rule.measure is None else number_value(
        _counts(metas[rule.measure]), quoted(rule.measure)
    )  # fmt: skip
    if period.date is None:
        year = _year(period.year)
        return f"select {year} as y, 0, count(*), sum({measure}) from {rows} group by y"
    day = date_value(metas[period.date], quoted(period.date))
    return (
        f"select year(d) as y, month(d) as m, count(*), sum(v) from"
        f" (select {day} as d, {measure} as v from {rows}) group by y, m"
    )


def _counts(meta: ColumnMeta) -> ColumnMeta:
    """A measure whose kind is not declared is a plain whole number."""
    return meta if meta.kind else meta.model_copy(update={"kind": "integer"})


def _year(name: str | None) -> str:
    """SQL: the calendar year of a year column."""
    text = f"trim({quoted(name or '')})"
    return f"case when regexp_full_match({text}, '[0-9]{{4}}') then cast({text} as integer) end"


def _is_compared(rule: Plausibility, year: int, month: int) -> bool:
    """False for periods that are withdrawn, or that the contract does not begin with yet."""
    if str(year) in rule.withdrawn or f"{year}-{month:02}" in rule.withdrawn:
        return False
    return rule.first_year is None or year >= rule.first_year


# --- judging --------------------------------------------------------------------------------------


def _says(new: Profile, fault: str, what: str) -> str:
    return f"{new.source_id} {fault}: {what} ({new.file_name})"


def _period(key: Month) -> str:
    year, month = key
    return f"{year}-{month:02}" if month else str(year)


def _contract(new: Profile) -> str:
    return f"dbt_project/sources/{new.source_id}/source.yml"


def _vanished(rule: Plausibility, new: Profile, old: Profile) -> Iterator[Objection]:
    """Published years and months that are absent now (F42, F41)."""
    last = old.last
    before, after = old.years(last), new.years(last)
    years = [y for y, value in sorted(before.items()) if value >= rule.small and not after.get(y)]
    months = [
        key
        for key, cell in sorted(old.cells.items())
        if cell.value >= rule.small
        and key[0] not in years
        and not (key in new.cells and new.cells[key].value > 0)
    ]
    for fault, gone in (("F42", [(year, 0) for year in years]), ("F41", months)):
        if gone:
            more = f" and {len(gone) - 1:,} more" if len(gone) > 1 else ""
            named = _period(gone[0])
            yield Objection(
                fault,
                "refuse",
                _says(
                    new,
                    fault,
                    f"{named}{more} was published ({old.file_name}) and is absent now",
                ),
                "A published period is never lost: ask the publisher for the whole file. If it was"
                f" withdrawn for good, say so under plausibility.withdrawn in {_contract(new)}:\n"
                f'  withdrawn: {{"{named}": "why"}}',
            )


def _volume(rule: Plausibility, new: Profile, old: Profile) -> Iterator[Objection]:
    """A tenth or ten times of the rows (F40)."""
    if old.row_count < FEW_ROWS:
        return
    floor = round(rule.rows_floor * old.row_count)
    step = (
        f"Compare it with {old.file_name}; the bounds stand under plausibility in {_contract(new)}."
    )
    if new.row_count < floor:
        yield Objection(
            "F40",
            "hold",
            _says(
                new,
                "F40",
                f"{new.row_count:,} rows, its predecessor has {old.row_count:,}, bound {floor:,}",
            ),
            step,
        )
        return
    then, now = _common_rows(new, old)
    what = "values" if rule.period and rule.period.months else "rows"
    if then >= FEW_ROWS and now >= rule.rows_warn * then:
        yield Objection(
            "F40",
            "hold" if now >= rule.rows_hold * then else "warn",
            _says(
                new,
                "F40",
                f"{now:,} {what} where its predecessor has {then:,},"
                f" {now / then:.1f} times as many",
            ),
            step,
        )


def _common_rows(new: Profile, old: Profile) -> tuple[int, int]:
    """Rows of both in the periods that the older one reports; all rows without periods."""
    last = old.last
    if last is None:
        return old.row_count, new.row_count
    then, now = (sum(cell.rows for cell in one.until(last).values()) for one in (old, new))
    return then, now


def _revised(rule: Plausibility, new: Profile, old: Profile) -> Iterator[Objection]:
    """A published year that shrinks strongly (hold) or multiplies (warning) (F42)."""
    last = old.last
    after = new.years(last)
    changes = {
        year: after.get(year, 0.0) / value - 1
        for year, value in sorted(old.years(last).items())
        if value >= _MANY * rule.small
    }
    shrunk = [year for year, change in changes.items() if change < -rule.revision_share]
    grown = [year for year, change in changes.items() if change + 1 >= rule.rows_warn]
    for years, reaction, bound in (
        (shrunk, "hold", f"-{rule.revision_share:.0%}"),
        (grown, "warn", f"+{rule.rows_warn - 1:.0%}"),
    ):
        if years:
            more = f" (and {len(years) - 1:,} more years)" if len(years) > 1 else ""
            yield Objection(
                "F42",
                "hold" if reaction == "hold" else "warn",
                _says(
                    new,
                    "F42",
                    f"{years[0]} changes by {changes[years[0]]:+.0%} against"
                    f" {old.file_name}{more}, bound {bound}",
                ),
                "See what the publisher revised and why; the bounds stand under plausibility in"
                f" {_contract(new)}.",
            )
            return


def _cumulative(rule: Plausibility, new: Profile) -> Iterator[Objection]:
    """Months that never fall within a year and fall back in January: year-to-date sums (F43)."""
    if rule.is_cumulative:
        return
    years: dict[int, list[float]] = {}
    for (year, month), cell in sorted(new.cells.items()):
        if month and month == len(years.setdefault(year, [])) + 1:
            years[year].append(cell.value)
    judged = {year: _to_last(values) for year, values in years.items()}
    judged = {year: values for year, values in judged.items() if len(values) >= 6}
    if not judged or sum(map(sum, judged.values())) < _MANY * _MANY * rule.small:
        return
    resets = all(
        judged[year + 1][0] < values[-1] for year, values in judged.items() if year + 1 in judged
    )
    if resets and all(_rises(values) for values in judged.values()):
        rising = sum(b >= a for values in judged.values() for a, b in _steps(values))
        steps = sum(len(values) - 1 for values in judged.values())
        yield Objection(
            "F43",
            "hold",
            _says(
                new,
                "F43",
                f"{rising} of {steps} months never fall within their year and January begins anew:"
                " cumulative?",
            ),
            "If the publisher reports the year to date, the months must be subtracted in staging:"
            f" set plausibility.is_cumulative in {_contract(new)} then.",
        )


def _to_last(values: list[float]) -> list[float]:
    """Without the empty months at the end of the year."""
    while values and values[-1] == 0:
        values = values[:-1]
    return values


def _steps(values: list[float]) -> list[tuple[float, float]]:
    return list(pairwise(values))


def _rises(values: list[float]) -> bool:
    """True if the months of a year look like a running sum."""
    falls = sum(b < a for a, b in _steps(values))
    return falls <= (1 if len(values) >= 10 else 0) and values[-1] >= 3 * max(values[0], 1)
