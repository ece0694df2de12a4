"""Judging what was landed: values inside the extract's transaction, then extract by extract.

Belongs here: when which check runs, what its objections do to the ledger, what a person accepted.
Does not belong here: the checks (`drift.py`, `plausibility.py`), reading files.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

import duckdb

from orchestration.contracts import Column, Contract, Layout
from orchestration.load import plausibility
from orchestration.load.drift import LandedExtract, check_values
from orchestration.load.objection import Decision, Objection, decide
from orchestration.load.reading import Context, Notice
from orchestration.load.repetition import known_at

_FACTS = (
    "extract_sha256", "file_name", "layout", "attributes", "is_complete", "row_count",
    "retrieved_at", "data_as_of_date", "edition_rank", "warnings", "rules_hash",
)  # fmt: skip


def rules_hash(contract: Contract) -> str:
    """What decides whether landed rows may stay, beside the layouts: bounds and crosswalk.

    An extract that is held or refused is read again when it changes.
    """
    named = {f"crosswalk__{contract.source_id}.csv"}
    named |= {rule.titles or "" for table in contract.tables if (rule := table.meta.extract_label)}
    document = {
        "plausibility": [table.meta.plausibility.model_dump(mode="json")
                         for table in contract.tables],
        "limits": contract.meta.limits.model_dump(mode="json"),
        "labels": [[name, hashlib.sha256((contract.folder / name).read_bytes()).hexdigest()]
                   for name in sorted(named) if (contract.folder / name).is_file()],
    }  # fmt: skip
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def judge_values(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    layout: Layout,
    row: dict[str, Any],
    families: Iterable[Column] = (),
) -> None:
    """Check the rows of one extract before they are committed; held rows are deleted again.

    `row` is its row of the ledger; status, reason and warnings are set in it. `families` are the
    columns that it has by a pattern.
    """
    table = f'"{contract.source_id}"."{layout.name}"'
    extract = LandedExtract(
        Context(contract, layout, row["file_name"]),
        table,
        row["extract_sha256"],
        row["retrieved_at"].date(),
        row["row_count"] or 0,
        tuple(families),
        json.loads(row["attributes"] or "{}"),
    )
    objections = check_values(connection, extract)
    decision = decide(objections, accepted(connection, contract, extract.sha), extract.sha)
    row["warnings"] = _with_notices(row["warnings"], decision.notices)
    if decision.reason is None:
        return
    row |= _verdict(decision, decision.reason)
    row["rules_hash"] = rules_hash(contract)
    connection.execute(f"delete from {table} where _extract_sha256 = ?", [extract.sha])


class Vintages:
    """The loaded extracts of one source, to be compared with their predecessors oldest first."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
        self._contract = contract
        self._loaded = _loaded(connection, contract.source_id)
        self.unjudged = sorted(
            (one for one in self._loaded if one["rules_hash"] is None), key=_order
        )

    def judge(self, connection: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> bool:
        """Compare one of `unjudged`, in their order and in a transaction each; write the outcome.

        Returns whether the extract stays loaded.
        """
        contract, sha = self._contract, row["extract_sha256"]
        layout = next(one for one in contract.tables if one.name == row["layout"])
        objections = self._objections(connection, layout, row)
        decision = decide(objections, accepted(connection, contract, sha), sha)
        changes: dict[str, Any] = {
            "rules_hash": rules_hash(contract),
            "warnings": _with_notices(row["warnings"], decision.notices),
        }
        if decision.reason is not None:
            changes |= _verdict(decision, decision.reason)
            connection.execute(
                f'delete from "{contract.source_id}"."{layout.name}" where _extract_sha256 = ?',
                [sha],
            )
            self._loaded.remove(row)
        assigned = ", ".join(f"{name} = ?" for name in changes)
        connection.execute(
            f"update ledger.extracts set {assigned} where source_id = ? and extract_sha256 = ?",
            [*changes.values(), contract.source_id, sha],
        )
        row |= changes
        return decision.reason is None

    def _objections(
        self, connection: duckdb.DuckDBPyConnection, layout: Layout, row: dict[str, Any]
    ) -> Sequence[Objection]:
        """What is implausible about one extract."""
        before = self._predecessor(layout, row)
        if before is None and not plausibility.says_months(layout):
            return ()
        new = plausibility.read_profile(connection, self._contract, layout, row)
        old = None
        if before is not None:
            old = plausibility.read_profile(connection, self._contract, layout, before)
        return plausibility.judge(layout.meta.plausibility, new, old)

    def _predecessor(self, layout: Layout, row: dict[str, Any]) -> dict[str, Any] | None:
        """The newest judged vintage of the same layout and scope that is older than `row`."""
        rule = layout.meta.plausibility
        scope = plausibility.scope_of(rule, row)
        older = [
            one
            for one in self._loaded
            if one["rules_hash"] is not None
            and one["layout"] == layout.name
            and known_at(one) < known_at(row)
            and plausibility.scope_of(rule, one) == scope
        ]
        return max(older, key=_order, default=None)


def accepted(connection: duckdb.DuckDBPyConnection, contract: Contract, sha: str) -> set[str]:
    """The faults that a person accepted for this very extract (F57)."""
    rows = connection.execute(
        "select fault from ledger.acceptances where source_id = ? and extract_sha256 = ?",
        [contract.source_id, sha],
    ).fetchall()
    return {fault for (fault,) in rows}


def _loaded(connection: duckdb.DuckDBPyConnection, source_id: str) -> list[dict[str, Any]]:
    """The loaded extracts of a source, with what comparing needs."""
    rows = connection.execute(
        f"select {', '.join(_FACTS)} from ledger.extracts"
        " where source_id = ? and status = 'loaded'",
        [source_id],
    ).fetchall()
    return [dict(zip(_FACTS, one, strict=True)) for one in rows]


def _order(row: dict[str, Any]) -> tuple[dt.datetime, int, int, str]:
    return (known_at(row), row["edition_rank"] or 0, row["row_count"] or 0, row["extract_sha256"])


def _verdict(decision: Decision, reason: Objection) -> dict[str, Any]:
    """The columns of the ledger that say why an extract is not used."""
    return {
        "status": decision.status,
        "fault": reason.fault,
        "message": reason.message,
        "next_step": reason.next_step,
        "line": reason.line,
        "column_name": reason.column,
    }


def _with_notices(warnings: str, notices: Sequence[Notice]) -> str:
    """The ledger's JSON of warnings with further ones; what was said before is kept once."""
    listed = json.loads(warnings or "[]")
    for one in notices:
        document = {
            "fault": one.fault, "severity": one.severity, "message": one.message,
            "next_step": one.next_step, "line": one.line, "column": one.column,
        }  # fmt: skip
        if document not in listed:
            listed.append(document)
    return json.dumps(listed, ensure_ascii=False)
