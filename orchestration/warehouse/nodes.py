"""What dbt's manifest says about the project: nodes, their source, and what is public.

Belongs here: reading `manifest.json` and `run_results.json` into typed values.
Does not belong here: running dbt (`dbt.py`), or judging a result (`release/verdict.py`).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from orchestration.contracts import Classification, Domain

#: Kinds of DuckDB and dbt errors whose text names objects and never quotes a cell.
SAFE_ERRORS = (
    "Catalog Error",
    "Binder Error",
    "Parser Error",
    "Compilation Error",
    "Parsing Error",
)
BUILT = frozenset({"seed", "model", "test"})


@dataclass(frozen=True)
class NodeResult:
    """How one dbt node ended. `message` never holds a cell value."""

    unique_id: str
    resource_type: str
    status: str
    failures: int | None
    message: str
    source_id: str | None
    seconds: float

    @property
    def is_bad(self) -> bool:
        """True when it failed by itself (a skipped node is a consequence)."""
        return self.status in {"error", "fail", "runtime error", "partial success"}


@dataclass(frozen=True)
class RowRule:
    """When a table must have rows, as its data test `has_rows` states it.

    `domains` are those whose sources fill it; `otherwise` says why it may have none although one
    of them has an extract. `schema` and `table` name it in the candidate.
    """

    test: str
    schema: str
    table: str
    domains: tuple[Domain, ...]
    otherwise: str | None


@dataclass(frozen=True)
class DocumentedColumn:
    """A column as its YAML describes it."""

    name: str
    description: str
    description_es: str
    unit: str
    classification: Classification | None
    """None: nobody classed it, so it may not be published."""


@dataclass(frozen=True)
class Rounding:
    """Columns of one table that may be rounded at random, as its YAML declares (methods 9)."""

    columns: tuple[str, ...]
    key: tuple[str, ...]
    """Columns that name a row: the draw of a cell hangs on them."""
    drops: tuple[str, ...] = ()
    """Columns that would give a rounded count away."""


@dataclass(frozen=True)
class PublicTable:
    """A table of the candidate that a release carries, and its name there."""

    model: str
    candidate_schema: str
    candidate_table: str
    schema: str
    table: str
    description: str
    columns: dict[str, DocumentedColumn]
    rounding: Rounding | None = None
    key: tuple[str, ...] = ()
    """The columns that a uniqueness test proves to identify a row; empty where none does."""


def source_of_path(original_file_path: str) -> str | None:
    """The source whose folder holds the file, or None."""
    parts = PurePosixPath(original_file_path.replace("\\", "/")).parts
    return parts[1] if len(parts) > 2 and parts[0] == "sources" else None


def without_cells(message: str) -> str:
    """The first line of an error that only names objects; of any other only its kind."""
    kinds = re.findall(r"((?:[A-Z]\w* )+Error)\b:?([^\n]*)", message)
    for kind, text in reversed(kinds):
        if kind in SAFE_ERRORS:
            place = re.search(r"\(([\w/.-]+\.(?:sql|yml|csv))\)", message)
            detail = text if "(" not in text else _line_after(message, text)
            return f"{kind}: {detail.strip()}{f' ({place[1]})' if place else ''}"
    return kinds[-1][0] if kinds else "error without a kind; see the log in the candidate's folder"


def _line_after(message: str, line: str) -> str:
    """The line below the heading that names the file."""
    return message.partition(line)[2].strip().partition("\n")[0]


def _meta(part: dict[str, Any]) -> dict[str, Any]:
    """`config.meta`, or the older `meta`."""
    return {**part.get("meta", {}), **part.get("config", {}).get("meta", {})}


class DbtManifest:
    """The parts of dbt's manifest that the warehouse reads."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._nodes: dict[str, dict[str, Any]] = document["nodes"]

    @classmethod
    def read(cls, path: Path) -> DbtManifest:
        """Read `manifest.json`."""
        return cls(json.loads(path.read_bytes()))

    @cached_property
    def expected(self) -> dict[str, str]:
        """Every node that a build must run: unique id -> resource type."""
        return {
            unique_id: node["resource_type"]
            for unique_id, node in self._nodes.items()
            if node["resource_type"] in BUILT and node.get("config", {}).get("enabled", True)
        }

    def name(self, unique_id: str) -> str:
        """The name of a node; the id itself when the manifest does not know it."""
        return str(self._nodes.get(unique_id, {}).get("name", unique_id))

    def source_id(self, unique_id: str) -> str | None:
        """The source a node belongs to: by its folder, or by `config.meta.source_id`."""
        node = self._nodes.get(unique_id, {})
        named = _meta(node).get("source_id")
        return str(named) if named else source_of_path(node.get("original_file_path", ""))

    def severity(self, unique_id: str) -> Literal["error", "warning"]:
        """`error` or `warning` of a data test; `error` for all else."""
        wanted = str(self._nodes.get(unique_id, {}).get("config", {}).get("severity") or "error")
        return "warning" if wanted.lower() == "warn" else "error"

    def tested(self, unique_id: str) -> tuple[str | None, str | None]:
        """(model, column) that a data test looks at, where it names one."""
        node = self._nodes.get(unique_id, {})
        attached = node.get("attached_node")
        return (self.name(attached) if attached else None, node.get("column_name"))

    def generic_test(self, unique_id: str) -> str | None:
        """The name of the generic test that a data test is an instance of, or None."""
        return (self._nodes.get(unique_id, {}).get("test_metadata") or {}).get("name")

    def tested_relation(self, unique_id: str) -> tuple[str, str] | None:
        """(schema, table) in the candidate of the model that a data test is attached to."""
        model = self._nodes.get(self._nodes.get(unique_id, {}).get("attached_node") or "")
        return (model["schema"], model.get("alias") or model["name"]) if model else None

    def row_rules(self) -> list[RowRule]:
        """The rule of every table that has a test `has_rows`."""
        return [
            _row_rule(node, relation)
            for unique_id, node in sorted(self._nodes.items())
            if self.generic_test(unique_id) == "has_rows"
            and (relation := self.tested_relation(unique_id))
        ]

    def public_tables(self) -> list[PublicTable]:
        """The allow-list: models whose `config.meta.publication` is `public`."""
        return self._published("public")

    def restricted_tables(self) -> list[PublicTable]:
        """The allow-list of the restricted release: `config.meta.publication` is `restricted`."""
        return self._published("restricted")

    def _published(self, publication: str) -> list[PublicTable]:
        return [
            replace(_public_table(node), key=self._key(unique_id))
            for unique_id, node in sorted(self._nodes.items())
            if node["resource_type"] in {"model", "seed"}
            and _meta(node).get("publication") == publication
        ]

    def _key(self, model: str) -> tuple[str, ...]:
        """The columns of the model's `unique_key` test; expressions and `where` make no key."""
        names = self._nodes[model].get("columns", {})
        for _, node in sorted(self._nodes.items()):
            if node.get("attached_node") != model or node.get("config", {}).get("where"):
                continue
            test = node.get("test_metadata") or {}
            columns = test.get("kwargs", {}).get("columns", [])
            if test.get("name") == "unique_key" and all(name in names for name in columns):
                return tuple(columns)
        return ()


def _row_rule(node: dict[str, Any], relation: tuple[str, str]) -> RowRule:
    arguments = node["test_metadata"]["kwargs"]
    return RowRule(
        node["unique_id"],
        *relation,
        tuple(arguments.get("domains") or ()),
        arguments.get("otherwise"),
    )


def _public_table(node: dict[str, Any]) -> PublicTable:
    return PublicTable(
        model=node["name"],
        candidate_schema=node["schema"],
        candidate_table=node.get("alias") or node["name"],
        schema=str(_meta(node).get("published_schema", node["schema"])),
        table=str(_meta(node).get("published_as", node["name"])),
        description=_one_line(node.get("description", "")),
        columns={name: _column(name, part) for name, part in node.get("columns", {}).items()},
        rounding=_rounding(_meta(node).get("rounding")),
    )


def _rounding(declared: dict[str, list[str]] | None) -> Rounding | None:
    return (
        Rounding(**{name: tuple(names) for name, names in declared.items()}) if declared else None
    )


def _column(name: str, part: dict[str, Any]) -> DocumentedColumn:
    meta = _meta(part)
    return DocumentedColumn(
        name=name,
        description=_one_line(part.get("description", "")),
        description_es=_one_line(meta.get("description_es", "")),
        unit=str(meta.get("unit", "")),
        classification=meta.get("classification"),
    )


def _one_line(text: str) -> str:
    return " ".join(str(text).split())
