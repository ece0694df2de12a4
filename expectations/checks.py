"""The words in which a suite is written: checks as data, without Great Expectations.

Belongs here: `Check` and `Suite`, the constructors of the expectation types we use, and the SQL
that counts offending rows of each. Reading a suite costs nothing: Great Expectations, seconds to
import, is only loaded when a check is evaluated (`evaluate.py`).
Does not belong here: what a table must satisfy (`suites/`).

SQL here is portable text with `{batch}` for the gated table and `core__dim_area` for any other
table of the candidate. It holds no braces but that one and selects no value of a row except
`source_id`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from expectations.verdict import Severity

BATCH = "{batch}"

Number = int | float


@dataclass(frozen=True)
class Check:
    """One expectation: its Great Expectations class and arguments, its weight, its meaning."""

    name: str
    statement: str
    expectation: str
    """Name of a class in `great_expectations.expectations`."""
    arguments: Mapping[str, object]
    severity: Severity = "critical"
    column: str | None = None
    offending: str | None = None
    """Condition on a row of the table, true for the rows that break the rule."""
    query: str | None = None
    """Query whose rows break the rule; gives `source_id` where it can."""


@dataclass(frozen=True)
class Suite:
    """What must hold of one table."""

    table: str
    """Schema and table: `core.dim_city`."""
    checks: tuple[Check, ...]
    source: str | None = None
    """SQL for the source of a row, by which failures are counted."""
    row_floor: int = 1
    row_ceiling: int | None = None
    may_be_empty: str | None = None
    """Why the table may have no rows; None: no rows is a failure."""
    name: str = field(default="")
    """Set by discovery from the module's name."""


def has_columns(*columns: str) -> Check:
    """All of `columns` exist (others may too)."""
    return Check(
        name="has_its_columns",
        statement=f"has the columns {', '.join(columns)}",
        expectation="ExpectTableColumnsToMatchSet",
        arguments={"column_set": list(columns), "exact_match": False},
    )


def row_count(least: int, most: int | None = None) -> Check:
    """The table has between `least` and `most` rows."""
    exactly = f"exactly {least:,}" if least == most else f"at least {least:,}"
    up_to = f" and at most {most:,}" if most is not None and most != least else ""
    return Check(
        name="row_count",
        statement=f"has {exactly}{up_to} rows",
        expectation="ExpectTableRowCountToBeBetween",
        arguments={"min_value": least, "max_value": most},
    )


def not_null(*columns: str) -> tuple[Check, ...]:
    """No row has a null in any of `columns`; one check each."""
    return tuple(
        Check(
            name=f"not_null({column})",
            statement=f"{column} is never null",
            expectation="ExpectColumnValuesToNotBeNull",
            arguments={"column": column},
            column=column,
            offending=f"{column} is null",
        )
        for column in columns
    )


def unique(*columns: str) -> tuple[Check, ...]:
    """`columns` together are a key: no null in any of them, no combination twice."""
    key = ", ".join(columns)
    arguments: dict[str, object] = {"column_list": list(columns)}
    kind = "ExpectCompoundColumnsToBeUnique"
    if len(columns) == 1:
        kind, arguments = "ExpectColumnValuesToBeUnique", {"column": columns[0]}
    twice = Check(
        name=f"unique({key})",
        statement=f"no two rows share {key}",
        expectation=kind,
        arguments=arguments,
        column=columns[0] if len(columns) == 1 else None,
        query=f"select * from {BATCH} qualify count(*) over (partition by {key}) > 1",
    )
    # Great Expectations passes over nulls when it compares keys, so a key needs both checks.
    return (*not_null(*columns), twice)


def in_set(column: str, values: Sequence[str], *, severity: Severity = "critical") -> Check:
    """Every value of `column` that is not null is one of `values`."""
    listed = ", ".join(f"'{value}'" for value in values)
    return Check(
        name=f"in_set({column})",
        statement=f"{column} is one of {', '.join(values)}",
        expectation="ExpectColumnValuesToBeInSet",
        arguments={"column": column, "value_set": list(values)},
        severity=severity,
        column=column,
        offending=f"{column} not in ({listed})",
    )


def between(
    column: str,
    least: Number | None,
    most: Number | None = None,
    *,
    severity: Severity = "critical",
) -> Check:
    """Every value of `column` that is not null lies in [`least`, `most`]; None is no bound."""
    bounds = [("<", least, "at least"), (">", most, "at most")]
    return Check(
        name=f"between({column})",
        statement=f"{column} is "
        + " and ".join(f"{word} {bound}" for _, bound, word in bounds if bound is not None),
        expectation="ExpectColumnValuesToBeBetween",
        arguments={"column": column, "min_value": least, "max_value": most},
        severity=severity,
        column=column,
        offending=" or ".join(
            f"{column} {sign} {bound}" for sign, bound, _ in bounds if bound is not None
        ),
    )


def length(column: str, least: int, most: int | None = None) -> Check:
    """Every value of `column` that is not null has `least` to `most` characters."""
    most = least if most is None else most
    span = f"{least}" if least == most else f"{least} to {most}"
    return Check(
        name=f"length({column})",
        statement=f"{column} has {span} characters",
        expectation="ExpectColumnValueLengthsToBeBetween",
        arguments={"column": column, "min_value": least, "max_value": most},
        column=column,
        offending=f"length({column}) not between {least} and {most}",
    )


def no_row_where(
    name: str, condition: str, statement: str, *, severity: Severity = "critical"
) -> Check:
    """No row of the table meets `condition` (SQL over its columns, alias `t`)."""
    return Check(
        name=name,
        statement=statement,
        expectation="UnexpectedRowsExpectation",
        arguments={},
        severity=severity,
        offending=condition,
    )


def no_rows(name: str, query: str, statement: str, *, severity: Severity = "critical") -> Check:
    """`query` (SQL over `{batch}` and any other table) returns no row."""
    return Check(
        name=name,
        statement=statement,
        expectation="UnexpectedRowsExpectation",
        arguments={},
        severity=severity,
        query=query,
    )


def refers_to(column: str, table: str, key: str, *, severity: Severity = "critical") -> Check:
    """Every value of `column` that is not null is a `key` of `table` (`core.dim_area`)."""
    return no_row_where(
        f"refers_to({column}, {table})",
        f"t.{column} is not null and not exists"
        f" (select 1 from {table.replace('.', '__')} as there where there.{key} = t.{column})",
        f"{column} is found in {table}.{key}",
        severity=severity,
    )


def filled(*columns: str) -> tuple[Check, ...]:
    """No row has a null or blank text in any of `columns`."""
    return tuple(
        no_row_where(
            f"filled({column})",
            f"coalesce(trim(t.{column}), '') = ''",
            f"{column} is never empty",
        )
        for column in columns
    )


def offending_query(check: Check, source: str | None) -> str | None:
    """Return SQL with one row per offending row and its `source_id`, or None if not countable."""
    label = f"{source} as source_id" if source else "cast(null as varchar) as source_id"
    if check.offending:
        return f"select {label} from {BATCH} as t where {check.offending}"
    if check.query and check.expectation != "UnexpectedRowsExpectation":
        return f"select {label} from ({check.query}) as t"
    return check.query


def flatten(*checks: Check | Sequence[Check]) -> tuple[Check, ...]:
    """Return all checks in order, given alone or in groups; one that is given twice, once."""
    flat: list[Check] = []
    for item in checks:
        group = (item,) if isinstance(item, Check) else item
        flat.extend(check for check in group if check not in flat)
    return tuple(flat)
