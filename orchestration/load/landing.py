"""The landing database: every published column as text, one transaction per extract.

Belongs here: opening the database as its only writer, the landing tables, loading what the archive
holds. Does not belong here: file formats (the readers), types and meaning (dbt).
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import chain, groupby
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow as pa

from orchestration.contracts import Contract, Layout
from orchestration.errors import ExtractRefused, Finding, Locked, ResourcesExhausted
from orchestration.extract.archive import ArchivedExtract, archived
from orchestration.fault_point import point
from orchestration.load import ledger, repetition, stranger
from orchestration.load.captures import as_of_date, edition_rank
from orchestration.load.judging import Vintages, judge_values, rules_hash
from orchestration.load.readers import tables as read_tables
from orchestration.load.reading import Context, Reading
from orchestration.load.reconcile import DECLARED
from orchestration.load.salt import id_salt
from orchestration.settings import Settings

READER_VERSION = "3"
"""Raised when a reader lands, or the ledger keeps, other things of the same bytes: every extract is
then read again."""

LINEAGE: dict[str, str] = {
    "_extra": "varchar",
    "_source_id": "varchar",
    "_extract_sha256": "varchar",
    "_row_number": "bigint",
    "_loaded_at": "timestamp",
}

_ROW_GROUP = 122_880
"""Rows of a row group of DuckDB. Of other batches it writes parts twice: half as fast, M."""

Progress = Callable[[str], None]


@dataclass
class SourceLoad:
    """The state of one source after loading; totals over all its loaded extracts.

    `refused` and `warnings` are the standing findings, `new_findings` those not seen before this
    run. Lines are physical lines.
    """

    source_id: str
    extracts: int = 0
    new_extracts: int = 0
    physical_lines: int = 0
    loaded_lines: int = 0
    quarantined_lines: int = 0
    declared_lines: int = 0
    refused: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    new_findings: list[Finding] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    """Sentences about extracts that this run found to hold no new rows (F38)."""
    notes: list[str] = field(default_factory=list)
    """What is recorded of loaded extracts and asks nobody to do anything (padded codes, F36)."""


class Landing:
    """The landing database, opened by its only writer; a context manager.

    Errors: Locked when another process has it open.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._connection: duckdb.DuckDBPyConnection | None = None

    def __enter__(self) -> Self:
        path = self._settings.landing
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        salt = id_salt(self._settings)
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": self._settings.memory,
            "threads": self._settings.threads,
            "temp_directory": str(path.parent / "spill"),
            "max_temp_directory_size": self._settings.temp_limit,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        try:
            self._connection = duckdb.connect(str(path), config=config)
        except duckdb.IOException as error:
            if "lock" not in str(error).lower():
                raise
            raise Locked(
                "The landing database is open in another process.",
                "Wait for the other run to end, or see safercities status.",
            ) from None
        path.chmod(0o600)
        ledger.create_tables(self.connection)
        ledger.write_salt(self.connection, salt)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The open connection, for queries on the ledger."""
        if self._connection is None:
            raise RuntimeError("Landing is a context manager: use it in a with statement")
        return self._connection

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """All or nothing.

        Errors: ResourcesExhausted when disk or memory run out; nothing of it is kept.
        """
        connection = self.connection
        connection.execute("begin transaction")
        try:
            yield connection
            connection.execute("commit")
        except BaseException as error:
            # After a full disk the connection itself is dead and cannot even roll back.
            with suppress(duckdb.Error):
                connection.execute("rollback")
            exhausted = self._exhausted(error)
            if exhausted is None:
                raise
            raise exhausted from None

    def _exhausted(self, error: BaseException) -> ResourcesExhausted | None:
        """The error to raise when disk or memory ran out."""
        if isinstance(error, duckdb.OutOfMemoryException):
            return ResourcesExhausted(
                f"Memory: loading needs more than {self._settings.memory}.",
                "Raise SAFERCITIES_MEMORY.",
            )
        # A commit that cannot be written is reported as a transaction error, with this text.
        unwritten = isinstance(error, duckdb.TransactionException) and "write" in str(error)
        full = isinstance(error, OSError) and error.errno == errno.ENOSPC
        if full or unwritten or isinstance(error, duckdb.IOException | duckdb.FatalException):
            return ResourcesExhausted(
                f"Disk: {self._settings.landing.name} cannot be written in {self._settings.work}.",
                "Free space, then run again: extracts already loaded stay.",
            )
        return None


def prepare_landing(landing: Landing, contracts: Iterable[Contract]) -> None:
    """Create the tables of every layout of every contract, and write `ledger.sources`.

    Call it with all good contracts before loading, so that dbt finds every table.
    """
    every = list(contracts)
    for contract in every:
        create_layout_tables(landing, contract)
    with landing.transaction() as connection:
        ledger.write_sources(connection, every)


def create_layout_tables(landing: Landing, contract: Contract) -> None:
    """Create the empty landing tables of one contract, and columns it declares anew."""
    connection = landing.connection
    connection.execute(f'create schema if not exists "{contract.source_id}"')
    for layout in contract.tables:
        table = _table(contract, layout)
        names = [column.name for column in layout.columns]
        listed = ", ".join(
            [f'"{name}" varchar' for name in names]
            + [f"{name} {kind}" for name, kind in LINEAGE.items()]
        )
        connection.execute(f"create table if not exists {table} ({listed})")
        _add_columns(connection, table, names)


def load_source(
    settings: Settings,
    landing: Landing,
    contract: Contract,
    progress: Progress | None = None,
    *,
    retry: bool = False,
    collected: Sequence[Finding] = (),
) -> SourceLoad:
    """Load every archived extract of a source that is not loaded under its current layout.

    `retry` reads refused and held extracts again; `collected` are the findings of collecting,
    which become part of the source's standing findings. One transaction per extract: a bad
    extract is a finding, the rows of the others stay.
    """
    create_layout_tables(landing, contract)
    known = _Known(landing, contract, retry)
    new, before = 0, set(known.repeated)
    for extract in archived(settings, contract.source_id):
        if contract.ignored_reason(extract.file_name) is not None:
            with landing.transaction() as connection:
                _delete_extract(connection, contract.source_id, extract.sha256)
            known.forget(extract.sha256)
            continue
        layout = contract.layout_for(extract.file_name)
        if known.is_settled(extract.sha256, layout_hash(contract, layout)):
            continue
        new += _load_extract(landing, contract, layout, extract)
        if progress is not None:
            progress(extract.file_name)
    new -= _judge_vintages(landing, contract)
    load = _state(landing, contract, new, collected)
    repeated = _Known(landing, contract, retry).repeated
    load.repeated = [message for sha, message in repeated.items() if sha not in before]
    return load


class _Known:
    """What the ledger says of the extracts of a source, to leave alone what is settled."""

    def __init__(self, landing: Landing, contract: Contract, retry: bool) -> None:
        rows = landing.connection.execute(
            "select extract_sha256, status, layout_hash, rules_hash, same_as, message"
            " from ledger.extracts where source_id = ?",
            [contract.source_id],
        ).fetchall()
        self._rows: dict[str, Sequence[Any]] = {row[0]: row[1:] for row in rows}
        self._rules = rules_hash(contract)
        self._retry = retry
        self.repeated = {
            sha: str(row[-1]) for sha, row in self._rows.items() if row[0] == repetition.REPEATED
        }

    def forget(self, sha: str) -> None:
        """An extract that is no input any more."""
        self._rows.pop(sha, None)

    def is_settled(self, sha: str, layout: str) -> bool:
        """True if reading the extract again under this layout would change nothing."""
        status, seen, rules, same_as, _ = self._rows.get(sha, (None,) * 5)
        if seen != layout or status == "loaded":
            return bool(seen == layout)
        if status == repetition.REPEATED and self._rows.get(same_as, ("",))[0] != "loaded":
            return False
        return bool(rules == self._rules) and not self._retry


def _judge_vintages(landing: Landing, contract: Contract) -> int:
    """Compare what is new with its predecessors, oldest first. Returns how many were not kept.

    A killed run leaves extracts unjudged; the next one judges them before anything is built.
    """
    lost = 0
    vintages = Vintages(landing.connection, contract)
    for row in vintages.unjudged:
        with landing.transaction() as connection:
            lost += not vintages.judge(connection, row)
    return lost


def layout_hash(contract: Contract, layout: Layout | None) -> str:
    """What decides how bytes become rows: the layout without its descriptions, and the limits."""
    document: dict[str, Any] = {"reader": READER_VERSION, "limits": _limits(contract)}
    if layout is not None:
        document["layout"] = {
            "name": layout.name,
            "meta": layout.meta.model_dump(mode="json"),
            "columns": [[c.name, c.meta.model_dump(mode="json")] for c in layout.columns],
        }
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def hold_extracts(
    landing: Landing,
    source_id: str,
    shas: Iterable[str],
    fault: str,
    message: str,
    next_step: str = "",
) -> None:
    """Take the rows of extracts out of landing and mark them held until their layout changes.

    Their quarantine stays; `load_source(..., retry=True)` reads them again.
    """
    wanted = sorted(set(shas))
    with landing.transaction() as connection:
        for sha in wanted:
            row = connection.execute(
                "select layout from ledger.extracts where source_id = ? and extract_sha256 = ?",
                [source_id, sha],
            ).fetchone()
            if row is None:
                continue
            _delete_rows(connection, source_id, sha)
            connection.execute(
                "update ledger.extracts set status = 'held', fault = ?, message = ?, next_step = ?"
                " where source_id = ? and extract_sha256 = ?",
                [fault, message, next_step, source_id, sha],
            )


def _limits(contract: Contract) -> dict[str, Any]:
    """The limits that a reading depends on."""
    read = {"quarantined_share", "quarantined_rows", "minimum_rows"}
    return contract.meta.limits.model_dump(mode="json", include=read)


def _table(contract: Contract, layout: Layout) -> str:
    """The quoted name of a layout's table; both parts are identifiers by contract."""
    return f'"{contract.source_id}"."{layout.name}"'


def _add_columns(connection: duckdb.DuckDBPyConnection, table: str, names: Iterable[str]) -> None:
    """Add text columns that the table lacks."""
    for name in names:
        connection.execute(f'alter table {table} add column if not exists "{name}" varchar')


def _load_extract(
    landing: Landing, contract: Contract, layout: Layout | None, extract: ArchivedExtract
) -> int:
    """Read one extract and land it, or record why not. Returns 1 if it was loaded."""
    reading = Reading()
    row = _ledger_row(contract, layout, extract)
    try:
        if layout is None:
            raise _no_layout(contract, extract)
        context = Context(contract, layout, extract.file_name)
        with closing(read_tables(context, extract.path, reading)) as tables:
            # The first batch shows the columns; a file without a sound header ends here.
            first = next(tables, None)
            _add_columns(landing.connection, _table(contract, layout), reading.families)
            _commit(landing, context, reading, row, chain([] if first is None else [first], tables))
    except ExtractRefused as refusal:
        refusal = _stranger(contract, extract, refusal)
        row |= {
            "status": "refused",
            "fault": refusal.fault,
            "message": refusal.message,
            "next_step": refusal.next_step,
            "line": refusal.line,
            "column_name": refusal.column,
            "rules_hash": rules_hash(contract),
            **_counts(reading),
        }
        with landing.transaction() as connection:
            _delete_extract(connection, contract.source_id, extract.sha256)
            _write_ledger(connection, reading, row)
        point("load.after_landing_commit")
    return int(row["status"] == "loaded")


def _commit(
    landing: Landing,
    context: Context,
    reading: Reading,
    row: dict[str, Any],
    tables: Iterator[pa.Table],
) -> None:
    """Replace everything that is known of one extract, in one transaction.

    Errors: ExtractRefused when reading ends in a refusal; then nothing was replaced.
    """
    contract, layout = context.contract, context.layout
    with landing.transaction() as connection:
        _delete_extract(connection, contract.source_id, row["extract_sha256"])
        columns = _insert(connection, _table(contract, layout), tables, row)
        row["data_as_of_date"] = as_of_date(context, reading.attributes)
        row["edition_rank"] = edition_rank(context, reading.attributes)
        row |= _counts(reading)
        judge_values(connection, contract, layout, row, reading.families.values())
        if row["status"] == "loaded":
            _note_repetition(connection, context, columns, row)
        _write_ledger(connection, reading, row)
    point("load.after_landing_commit")


def _note_repetition(
    connection: duckdb.DuckDBPyConnection,
    context: Context,
    columns: Iterable[str],
    row: dict[str, Any],
) -> None:
    """Take out again what another loaded extract says already, and say so in `row` (F38)."""
    contract, layout = context.contract, context.layout
    table = _table(contract, layout)
    row["rows_hash"] = repetition.rows_hash(connection, table, columns, layout, row)
    original = repetition.repeats(connection, table, layout, row)
    if original is not None:
        row |= repetition.verdict(contract.source_id, row, original)
        row["rules_hash"] = rules_hash(contract)
        connection.execute(
            f"delete from {table} where _extract_sha256 = ?", [row["extract_sha256"]]
        )


def _write_ledger(
    connection: duckdb.DuckDBPyConnection, reading: Reading, row: dict[str, Any]
) -> None:
    """Write the quarantine and the ledger row of one extract."""
    point("load.mid_quarantine")
    keys = {
        "source_id": row["source_id"],
        "extract_sha256": row["extract_sha256"],
        "layout": row["layout"] or "",
    }
    ledger.write_quarantine(connection, keys, reading.rejected, row["loaded_at"])
    point("load.before_tally")
    ledger.insert(connection, "extracts", row)
    point("load.after_tally")


def _insert(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    tables: Iterator[pa.Table],
    row: dict[str, Any],
) -> set[str]:
    """Insert batches with their lineage; those of one shape in one statement, as they come.

    Returns the published columns that they had.
    """
    columns: set[str] = set()
    for schema, alike in groupby(tables, key=lambda batch: batch.schema):
        columns.update(schema.names)
        pulled = _Pulled(alike)
        connection.register("incoming", pa.RecordBatchReader.from_batches(schema, pulled.batches()))
        try:
            connection.execute(
                f"insert into {table} by name select *, ? as _source_id, ? as _extract_sha256,"
                " ?::timestamp as _loaded_at from incoming",
                [row["source_id"], row["extract_sha256"], row["loaded_at"]],
            )
        except BaseException:
            if pulled.error is not None:
                raise pulled.error from None
            raise
        connection.unregister("incoming")
    return columns - {"_row_number"}


class _Pulled:
    """Batches that DuckDB pulls while it inserts; keeps the error that ended them.

    DuckDB would report it as an error of its own, without its type.
    """

    def __init__(self, tables: Iterable[pa.Table]) -> None:
        self._tables = tables
        self.error: BaseException | None = None

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows in order, in batches of a row group each; the last one may be smaller."""
        held: list[pa.Table] = []
        try:
            for table in self._tables:
                held.append(table)
                while sum(part.num_rows for part in held) >= _ROW_GROUP:
                    whole = pa.concat_tables(held)
                    yield from _one_batch(whole.slice(0, _ROW_GROUP))
                    held = [whole.slice(_ROW_GROUP)]
                point("load.mid_landing_insert")
            yield from _one_batch(pa.concat_tables(held))
        except GeneratorExit:
            raise
        except BaseException as error:
            self.error = error
            raise


def _one_batch(table: pa.Table) -> Iterator[pa.RecordBatch]:
    """The rows as one contiguous batch; none if there are no rows."""
    yield from table.combine_chunks().to_batches()


def _delete_extract(connection: duckdb.DuckDBPyConnection, source_id: str, sha: str) -> None:
    """Delete everything that is known of one extract."""
    known = connection.execute(
        "select 1 from ledger.extracts where source_id = ? and extract_sha256 = ?",
        [source_id, sha],
    ).fetchone()
    if known is None:
        return
    _delete_rows(connection, source_id, sha)
    for table in ("extracts", "quarantine"):
        connection.execute(
            f"delete from ledger.{table} where source_id = ? and extract_sha256 = ?",
            [source_id, sha],
        )


def _delete_rows(connection: duckdb.DuckDBPyConnection, source_id: str, sha: str) -> None:
    """Delete the landing rows of one extract, in whichever layout's table they are."""
    tables = connection.execute(
        "select table_name from information_schema.tables where table_schema = ?"
        " order by table_name",
        [source_id],
    ).fetchall()
    for (name,) in tables:
        connection.execute(f'delete from "{source_id}"."{name}" where _extract_sha256 = ?', [sha])


def _ledger_row(
    contract: Contract, layout: Layout | None, extract: ArchivedExtract
) -> dict[str, Any]:
    """What is known of an extract before it is read."""
    retrieved = extract.retrieved_at.astimezone(dt.UTC).replace(tzinfo=None)
    return {
        "source_id": contract.source_id,
        "extract_sha256": extract.sha256,
        "file_name": extract.file_name,
        "origin": extract.origin,
        "byte_count": extract.byte_count,
        "retrieved_at": retrieved,
        "layout": layout.name if layout else None,
        "contract_hash": contract.contract_hash,
        "layout_hash": layout_hash(contract, layout),
        "status": "loaded",
        "edition_rank": 0,
        "is_synthetic": "synthetic" in extract.file_name.lower(),
        "rules_hash": None,
        "loaded_at": ledger.utc_now(),
    }


def _counts(reading: Reading) -> dict[str, Any]:
    """The ledger columns that a reading yields."""
    tally = reading.tally
    notices = [
        {"fault": n.fault, "severity": n.severity, "message": n.message, "next_step": n.next_step,
         "line": n.line, "column": n.column}
        for n in reading.notices
    ]  # fmt: skip
    return {
        "encoding": reading.encoding,
        "physical_lines": reading.physical_lines,
        "loaded_lines": tally.count("loaded"),
        "quarantined_lines": tally.count("quarantined"),
        "declared_lines": tally.declared,
        **{f"{kind}_lines": tally.count(kind) for kind in DECLARED},
        "continuation_lines": tally.continuation,
        "row_count": reading.row_count,
        "declared_total": reading.declared_total,
        "total_sum": reading.total_sum,
        "is_complete": reading.is_complete,
        "attributes": json.dumps(reading.attributes, ensure_ascii=False, sort_keys=True),
        "warnings": json.dumps(notices, ensure_ascii=False),
    }


def _stranger(
    contract: Contract, extract: ArchivedExtract, refusal: ExtractRefused
) -> ExtractRefused:
    """The refusal F44 where the file fits another source's contract, else the one there is."""
    own = contract.layout_for(extract.file_name)
    is_ours = own is not None and stranger.is_named_by(own, extract.file_name)
    # Under a name that is ours, another encoding is likelier than another source.
    if refusal.fault not in stranger.FAULTS or (refusal.fault == "F20" and is_ours):
        return refusal
    other = stranger.looks_like(contract, extract.file_name, extract.path)
    if other is None:
        return refusal
    said = refusal.message.removeprefix(f"{contract.source_id} ")
    return ExtractRefused(
        "F44",
        f"{contract.source_id} F44: {stranger.sentence(contract, other, extract.origin)}"
        f" ({extract.file_name}; {said})",
        f"{stranger.next_step(other)} Else: {refusal.next_step}",
        line=refusal.line,
        column=refusal.column,
    )


def _no_layout(contract: Contract, extract: ArchivedExtract) -> ExtractRefused:
    """The refusal of an archived file that no layout fits (any more)."""
    return ExtractRefused(
        "F44",
        f"{contract.source_id} F44: no layout for the file name '{extract.file_name}'",
        "Add it to `files` of a layout, or under `ignore`, in"
        f" dbt_project/sources/{contract.source_id}/source.yml.",
    )


def _state(
    landing: Landing, contract: Contract, new: int, collected: Sequence[Finding]
) -> SourceLoad:
    """Sum up the ledger of one source and write its standing findings."""
    load = SourceLoad(contract.source_id, new_extracts=new)
    connection = landing.connection
    sums = connection.execute(
        "select count(*), coalesce(sum(physical_lines), 0), coalesce(sum(loaded_lines), 0),"
        " coalesce(sum(quarantined_lines), 0), coalesce(sum(declared_lines), 0)"
        " from ledger.extracts where source_id = ? and status = 'loaded'",
        [contract.source_id],
    ).fetchone()
    if sums is not None:
        load.extracts, load.physical_lines, load.loaded_lines = map(int, sums[:3])
        load.quarantined_lines, load.declared_lines = map(int, sums[3:])
    load.refused = [f for f in collected if f.severity == "refused"]
    load.refused += _standing_refusals(connection, contract.source_id)
    load.warnings = [f for f in collected if f.severity == "warning"]
    load.warnings += _standing_notices(connection, contract.source_id, "warning")
    load.notes = [n.message for n in _standing_notices(connection, contract.source_id, "note")]
    with landing.transaction() as open_connection:
        load.new_findings = ledger.write_findings(
            open_connection, contract.source_id, load.refused + load.warnings, ledger.utc_now()
        )
    return load


def _standing_refusals(connection: duckdb.DuckDBPyConnection, source_id: str) -> list[Finding]:
    """One finding per extract that is refused or held."""
    rows = connection.execute(
        "select fault, message, next_step, file_name, extract_sha256, line, column_name"
        " from ledger.extracts where source_id = ? and status in ('refused', 'held')"
        " order by origin, extract_sha256",
        [source_id],
    ).fetchall()
    return [Finding(source_id, row[0], "refused", row[1], row[2] or "", *row[3:]) for row in rows]


def _standing_notices(
    connection: duckdb.DuckDBPyConnection, source_id: str, severity: str
) -> list[Finding]:
    """One finding per kind of notice and column, however many extracts show it."""
    rows = connection.execute(
        "select warnings from ledger.extracts where source_id = ?"
        " and status = 'loaded' order by origin, extract_sha256",
        [source_id],
    ).fetchall()
    groups: dict[tuple[str, str], list[Finding]] = {}
    for (text,) in rows:
        for notice in json.loads(text):
            if notice["severity"] == severity:
                finding = Finding(
                    source_id,
                    notice["fault"],
                    "warning",
                    f"{source_id} {notice['fault']}: {notice['message']}",
                    notice["next_step"],
                    line=notice["line"],
                    column=notice["column"],
                )
                groups.setdefault((finding.fault, finding.column or ""), []).append(finding)
    return [_several(found) for _, found in sorted(groups.items())]


def _several(found: list[Finding]) -> Finding:
    """The first of several like findings, with their number."""
    first, more = found[0], len(found) - 1
    if not more:
        return first
    return replace(first, message=f"{first.message}, and {more:,} more extracts")
