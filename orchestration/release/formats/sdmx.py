"""The indicator mart as SDMX-CSV 2.0, with its structure as SDMX-JSON 2.0: `sdmx/`.

Belongs here: which column is which component, and how a period is written (SDMX 3.0, section 6).
Does not belong here: code lists of others: identifiers are text, as in the mart.
No cell is guarded as in `csv.py`: an SDMX reader takes it literally.
"""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from orchestration.release.formats.contents import Column, Contents, DataFile, Table, write_text
from orchestration.warehouse.connection import identifier, literal

if TYPE_CHECKING:
    import duckdb

MEDIA_TYPE = "application/vnd.sdmx.data+csv"
STRUCTURE_MEDIA_TYPE = "application/vnd.sdmx.structure+json"
TABLE = "marts.observation"
AGENCY, FLOW, CONCEPTS, VERSION = "SAFERCITIES", "OBSERVATION", "CONCEPTS", "1.0.0"
#: Component -> column of the mart; every other column is an attribute under its own name.
DIMENSIONS = {
    "INDICATOR": "indicator_id",
    "REF_AREA": "area_id",
    "BREAKDOWN": "breakdown_code",
    "SOURCE": "source_id",
}
MEASURE = {"OBS_VALUE": "value"}
ATTRIBUTES = {
    "OBS_STATUS": "obs_status_code",
    "CONF_STATUS": "conf_status_code",
    "UNIT_MEASURE": "unit_code",
}
#: UTC without its mark: the readers of the format convert no zone.
TIME_FORMAT = "%Y-%m-%dT%H:%M:%S.%f"
#: Two dimensions that are read from the period: its calendar and grain, and when it is.
PERIOD_TYPE = Column(
    "PERIOD_TYPE",
    "VARCHAR",
    "code",
    "Calendar and length of the period: two of them can begin on one day.",
    "Calendario y duración del periodo: dos de ellos pueden empezar el mismo día.",
)
TIME_PERIOD = Column(
    "TIME_PERIOD",
    "VARCHAR",
    "SDMX time period",
    "Gregorian year, half-year, quarter or month; any other period as start/duration.",
    "Año, semestre, trimestre o mes gregoriano; cualquier otro como inicio/duración.",
)
#: Readers tell SDMX-JSON from other JSON by it; nothing is fetched from there.
_SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/develop/structure-message/tools/schemas/"
    "2.0.0/sdmx-json-structure-schema.json"
)
_TYPES = {"DOUBLE": "Double", "INTEGER": "Integer", "BIGINT": "Long", "BOOLEAN": "Boolean"}
_TYPES |= {"DATE": "GregorianDay", "TIMESTAMP": "DateTime"}

_PERIOD_TYPE = "upper(split_part(period_id, ':', 1) || '_' || split_part(period_id, ':', 2))"
_TIME_PERIOD = f"""case {_PERIOD_TYPE}
    when 'GREGORIAN_YEAR' then strftime(period_start, '%Y')
    when 'GREGORIAN_HALF_YEAR'
        then strftime(period_start, '%Y-S') || cast((month(period_start) + 5) // 6 as varchar)
    when 'GREGORIAN_QUARTER' then strftime(period_start, '%Y-Q') || quarter(period_start)
    when 'GREGORIAN_MONTH' then strftime(period_start, '%Y-%m')
    else strftime(period_start, '%Y-%m-%d') || '/P'
        || datediff('month', period_start, period_end + interval 1 day) || 'M'
end"""


def write(
    connection: duckdb.DuckDBPyConnection, contents: Contents, public: Path
) -> list[DataFile]:
    """Write data and structure; nothing when the release has no indicator mart.

    Errors: duckdb.Error, OSError.
    """
    table = contents.table(TABLE)
    if table is None:
        return []
    data = PurePosixPath("sdmx", contents.file_name("observation", "csv"))
    structure = PurePosixPath("sdmx", contents.file_name("observation_structure", "json"))
    chosen = ", ".join(f"{sql} as {identifier(name)}" for name, sql in _selected(table).items())
    connection.execute(
        f"copy (select 'dataflow' as STRUCTURE, {literal(urn_id())} as STRUCTURE_ID,"
        f" 'I' as ACTION, {chosen} from (select * from {table.identifier} order by {table.order}))"
        f" to {literal(public / data)} (format csv, header true, delimiter ',', quote '\"',"
        f" escape '\"', nullstr '', timestampformat {literal(TIME_FORMAT)})"
    )
    document = json.dumps(_structure(contents, table), ensure_ascii=False, indent=1)
    write_text(public / structure, document + "\n")
    return [
        DataFile(data, MEDIA_TYPE, f"{TABLE} (SDMX-CSV 2.0)", table),
        DataFile(structure, STRUCTURE_MEDIA_TYPE, f"Structure of {TABLE} (SDMX-JSON 2.0)"),
    ]


def urn_id() -> str:
    """Agency, flow and version, as the column STRUCTURE_ID wants them."""
    return f"{AGENCY}:{FLOW}({VERSION})"


def _selected(table: Table) -> dict[str, str]:
    """Component -> the SQL that gives it, in the order of the file."""
    named = {name: identifier(column) for name, column in DIMENSIONS.items()}
    named |= {PERIOD_TYPE.name: _PERIOD_TYPE, TIME_PERIOD.name: _TIME_PERIOD}
    return named | {
        name: identifier(column.name)
        for name, column in (_measure(table) | _attributes(table)).items()
    }


def _by_name(table: Table) -> dict[str, Column]:
    return {column.name: column for column in table.columns}


def _measure(table: Table) -> dict[str, Column]:
    return {name: _by_name(table)[column] for name, column in MEASURE.items()}


def _attributes(table: Table) -> dict[str, Column]:
    columns = _by_name(table)
    named = {name: columns.pop(column) for name, column in ATTRIBUTES.items()}
    for taken in (*DIMENSIONS.values(), *MEASURE.values()):
        columns.pop(taken)
    return named | {name.upper(): column for name, column in columns.items()}


def _structure(contents: Contents, table: Table) -> dict[str, Any]:
    dimensions = {name: _by_name(table)[column] for name, column in DIMENSIONS.items()}
    dimensions[PERIOD_TYPE.name] = PERIOD_TYPE
    measure, attributes = _measure(table), _attributes(table)
    every = {**dimensions, TIME_PERIOD.name: TIME_PERIOD, **measure, **attributes}
    named = {"agencyID": AGENCY, "version": VERSION}
    title = f"{contents.notice}indicators of the Safer Cities Warehouse"
    return {
        "meta": {
            "id": contents.release_id.replace(".", "_"),
            "prepared": contents.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "sender": {"id": AGENCY},
            "schema": _SCHEMA,
        },
        "data": {
            "conceptSchemes": [
                {
                    "id": CONCEPTS,
                    **named,
                    "name": title,
                    "concepts": [*map(_concept, every, every.values())],
                }
            ],
            "dataflows": [{"id": FLOW, **named, "name": title, "structure": _structure_urn()}],
            "dataStructures": [
                {
                    "id": FLOW,
                    **named,
                    "name": table.description,
                    "dataStructureComponents": _components(dimensions, measure, attributes),
                }
            ],
        },
    }


def _components(
    dimensions: dict[str, Column], measure: dict[str, Column], attributes: dict[str, Column]
) -> dict[str, Any]:
    time = _component(TIME_PERIOD.name, TIME_PERIOD)
    time["localRepresentation"] = {"format": {"dataType": "ObservationalTimePeriod"}}
    of_observation: dict[str, Any] = {"attributeRelationship": {"observation": {}}}
    return {
        "dimensionList": {
            "dimensions": [_component(*item) for item in dimensions.items()],
            "timeDimension": time,
        },
        "measureList": {"measures": [_component(*item) for item in measure.items()]},
        "attributeList": {
            "attributes": [_component(*item) | of_observation for item in attributes.items()]
        },
    }


def _concept(name: str, column: Column) -> dict[str, Any]:
    described = {"en": column.english, "es": column.spanish}
    return {
        "id": name,
        "name": name.replace("_", " ").capitalize(),
        "description": column.english,
        "descriptions": {language: text for language, text in described.items() if text},
    }


def _component(name: str, column: Column) -> dict[str, Any]:
    return {
        "id": name,
        "conceptIdentity": "urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept="
        f"{AGENCY}:{CONCEPTS}({VERSION}).{name}",
        "localRepresentation": {"format": {"dataType": _TYPES.get(column.data_type, "String")}},
    }


def _structure_urn() -> str:
    return f"urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure={urn_id()}"
