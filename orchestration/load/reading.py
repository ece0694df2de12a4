"""What reading one extract yields, and how a reader speaks about it.

Belongs here: the record that readers hand over, the result of a reading, the words of a refusal.
Does not belong here: any file format, or the landing database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

import pyarrow as pa

from orchestration.contracts import Column, Contract, Layout
from orchestration.errors import ExtractRefused
from orchestration.load.reconcile import Tally

Cells = list[str | None]


class Record(NamedTuple):
    """One record of an extract: `lines` physical lines from `line` (1-based).

    `broken` is the reason code when the reader could not make cells of it (then `cells` is empty).
    """

    line: int
    lines: int
    cells: Cells
    broken: str | None = None


class Names(NamedTuple):
    """Column names that stand in no record of their own: JSON keys, dbf fields, COPY columns.

    `line` is the physical line that shows them first, for messages.
    """

    cells: Cells
    line: int


class Block(NamedTuple):
    """Records of one physical line each, from `line` (1-based) on, parsed at once.

    `columns` are the fields in their order, as text arrays of one length, null where empty.
    """

    line: int
    columns: list[pa.Array]


class RecordSource(Protocol):
    """An opened extract that yields its records in order, leaving no physical line out."""

    width: int | None
    """Fields of a data record, told by the table reader once the header is known."""
    place: str
    """Where the records stand, for messages: `` or `, sheet 'Hoja1'`."""
    unit: str
    """What a physical line is called: line or row."""
    ends_open: bool
    """True if the last line of a text file has no newline."""

    def __iter__(self) -> Iterator[Record | Block]: ...

    def raw(self, record: Record) -> bytes:
        """The bytes of a record, for quarantine."""
        ...

    def other_dialect(self, record: Record, layout: Layout) -> str | None:
        """A delimiter under which `record` is the declared header, if there is one (F24)."""
        ...


@dataclass(frozen=True)
class Rejected:
    """A record that is kept aside with its bytes and the reason. No cell value in `reason`."""

    line: int
    lines: int
    reason_code: str
    reason: str
    raw: bytes


@dataclass(frozen=True)
class Notice:
    """Something to know about an extract that was read. A `note` is recorded, not announced."""

    fault: str
    message: str
    next_step: str = ""
    line: int | None = None
    column: str | None = None
    severity: Literal["warning", "note"] = "warning"


@dataclass
class Reading:
    """What one extract became. Filled while reading, so that a refusal still shows how far it got.

    `batches` hold the landing columns as text and `_extra`, `_row_number`; `attributes` are the
    captured groups; footer and preamble texts never leave the readers.
    """

    batches: list[pa.Table] = field(default_factory=list)
    families: dict[str, Column] = field(default_factory=dict)
    row_count: int = 0
    encoding: str | None = None
    physical_lines: int = 0
    tally: Tally = field(default_factory=Tally)
    rejected: list[Rejected] = field(default_factory=list)
    rejected_bytes: int = 0
    attributes: dict[str, str] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    declared_total: float | None = None
    total_sum: float | None = None
    is_complete: bool | None = None


@dataclass(frozen=True)
class Context:
    """Which contract and layout read which file; the words of every refusal."""

    contract: Contract
    layout: Layout
    file_name: str

    @property
    def contract_file(self) -> str:
        """The contract's place in the repository, for next steps."""
        return f"dbt_project/sources/{self.contract.source_id}/source.yml"

    def refuse(
        self,
        fault: str,
        what: str,
        next_step: str = "",
        *,
        line: int | None = None,
        column: str | None = None,
    ) -> ExtractRefused:
        """Build the refusal `<source> <fault>: <what>` that names the file."""
        where = "" if self.file_name in what else f" ({self.file_name})"
        return ExtractRefused(
            fault,
            f"{self.contract.source_id} {fault}: {what}{where}",
            next_step,
            line=line,
            column=column,
        )
