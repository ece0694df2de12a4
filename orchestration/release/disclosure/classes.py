"""Which columns may stand in a public table (S11).

Belongs here: the rule over the classes that YAML gives to columns: public, quasi_identifier,
personal. Does not belong here: whether the numbers of an allowed column are safe (`audit.py`,
`open_rows.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from orchestration.release.disclosure.open_rows import OPEN_FACTS
from orchestration.release.disclosure.published import READ_TABLES

if TYPE_CHECKING:
    from orchestration.warehouse.nodes import PublicTable

#: Published tables that may hold a quasi-identifier, because each of its cells is looked at.
GUARDED = READ_TABLES | {table for table, _ in OPEN_FACTS.values()}


def unfit(tables: Iterable[PublicTable]) -> list[str]:
    """`schema.table.column (class)` of every column that may not be published as it is classed.

    Public may stand anywhere, a quasi-identifier in a guarded table only, personal and what nobody
    classed nowhere.
    """
    return [
        f"{table.schema}.{table.table}.{column.name} ({column.classification or 'no class'})"
        for table in tables
        for column in table.columns.values()
        if column.classification != "public"
        and not (
            column.classification == "quasi_identifier"
            and f"{table.schema}.{table.table}" in GUARDED
        )
    ]


def unclassed(tables: Iterable[PublicTable]) -> list[str]:
    """`schema.table.column` of every column, public or restricted, without a class."""
    return [
        f"{table.schema}.{table.table}.{column.name}"
        for table in tables
        for column in table.columns.values()
        if column.classification is None
    ]
