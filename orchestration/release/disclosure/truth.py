"""Which hidden cells are small: the counts that the candidate keeps to itself.

Belongs here: reading the restricted counts behind the hidden cells, by the cell's name.
Does not belong here: any judgement. Nothing read here is written, logged or put in a message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestration.release.disclosure.published import UNDETERMINED, Cell

if TYPE_CHECKING:
    import duckdb

_SEXES = (("male_count", "1"), ("female_count", "2"))

#: Restricted table -> its counts as (seven parts of a cell, count).
_COUNTS = {
    "int_victim_tag": (
        "select source_id, area_id, period_id, iccs_code, counting_unit_code, tag_code,"
        " value_code, victim_count from intermediate.int_victim_tag"
    ),
    "int_death_year": " union all ".join(
        "select source_id, area_id, 'gregorian:year:' || occurrence_year || '-01-01', '0101',"
        f" 'death', 'SV', '{code}', {column} from intermediate.int_death_year"
        f" where manner_code = 'homicide' and {column} is not null"
        for column, code in _SEXES
    ),
    "int_undetermined_death": (
        f"select source_id, area_id, period_id, '{UNDETERMINED}', 'death', 'SV',"
        " victim_sex_code, undetermined_count from intermediate.int_undetermined_death"
        " where victim_sex_code in ('1', '2')"
    ),
}


def read(connection: duckdb.DuckDBPyConnection) -> dict[Cell, int]:
    """The true count of every cell that the candidate keeps; none from a released database."""
    found = connection.execute(
        "select table_name from information_schema.tables"
        " where table_catalog = current_database() and table_schema = 'intermediate'"
    ).fetchall()
    present = {name for (name,) in found}
    return {
        Cell(*key): int(count)
        for table, query in _COUNTS.items()
        if table in present
        for *key, count in connection.execute(query).fetchall()
    }
