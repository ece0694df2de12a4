"""Random rounding to base 3: an option of a dataset, instead of hiding cells (methods 9).

Belongs here: the draw, as SQL; which columns of which table it takes; and saying that it was done.
Does not belong here: copying tables (`public_database.py`).

Unbiased: a count with remainder 1 goes down with probability 2/3 and up with 1/3, with remainder
2 the other way round. The draw is a keyed hash of table, column and the key of the row, so a
cell always rounds alike and averaging repeated releases teaches nothing. Totals are rounded on
their own: tables need not add up. Never both methods in one dataset.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from orchestration.release.disclosure.published import READ_TABLES
from orchestration.warehouse.connection import identifier, literal

if TYPE_CHECKING:
    from pydantic import SecretStr

    from orchestration.warehouse.nodes import PublicTable

BASE = 3


def column_key(secret: SecretStr, table: PublicTable, column: str) -> str:
    """The key of one column's draws, hexadecimal: what stands in SQL never is the secret itself."""
    message = f"{table.schema}.{table.table}.{column}".encode()
    return hmac.new(secret.get_secret_value().encode(), message, hashlib.sha256).hexdigest()


def rounded(count: str, key: str, parts: Sequence[str]) -> str:
    """SQL of a count, rounded. `parts` are the expressions that name its cell; null stays null."""
    cell = " || chr(31) || ".join(f"coalesce(cast({part} as varchar), chr(0))" for part in parts)
    draw = f"cast('0x' || substr(sha256({literal(key)} || chr(31) || {cell}), 1, 12) as bigint)"
    down = f"{count} - {count} % {BASE}"
    return (
        f"case when {count} % {BASE} = 0 then {count}"
        f" else {down} + case when {draw} % {BASE} < {count} % {BASE} then {BASE} else 0 end end"
    )


def expressions(
    secret: SecretStr | None, table: PublicTable, columns: Iterable[str]
) -> dict[str, str]:
    """Column -> SQL, of the columns of `table` that rounding changes; none when it is off.

    What is computed from a rounded count (`drops`) is null: it would give the count away.
    """
    if secret is None or table.rounding is None:
        return {}
    present = set(columns)
    parts = [identifier(name) for name in table.rounding.key]
    changed = {
        name: rounded(identifier(name), column_key(secret, table, name), parts)
        for name in table.rounding.columns
        if name in present
    }
    return changed | {name: "null" for name in table.rounding.drops if name in present}


def statement(secret: SecretStr | None, tables: Iterable[PublicTable]) -> str:
    """What `meta.release` says of the method: `none`, or the columns that are rounded."""
    if secret is None:
        return "none"
    columns = sorted(
        f"{table.schema}.{table.table}.{name}"
        for table in tables
        if table.rounding is not None
        for name in table.rounding.columns
    )
    return f"random rounding to base {BASE}: {', '.join(columns)}" if columns else "none"


def conflicts(tables: Iterable[PublicTable]) -> list[str]:
    """Published names of tables that declare rounding and hold cells that are suppressed."""
    return [
        f"{table.schema}.{table.table}"
        for table in tables
        if table.rounding is not None
        and (
            f"{table.schema}.{table.table}" in READ_TABLES
            or "suppression_reason_code" in table.columns
        )
    ]
