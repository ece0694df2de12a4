"""What can go wrong, in words a person can act on, and the exit code a scheduler can read.

Belongs here: the exception types every stage raises, the exit codes of `faults.md` (f), and the
order in which they win. Does not belong here: printing (`cli.py`) or deciding what a rule is.
A message has four parts: what and where; what stands; the next step. Never a cell value of a
column that is not public.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from orchestration.report import RefreshReport


class Exit(IntEnum):
    """Exit codes of the `safercities` command (`faults.md` section f)."""

    OK = 0
    USAGE = 2
    NO_SOURCE = 3
    GATE_REFUSED = 4
    LOCKED = 5
    RESOURCES = 6
    FINDINGS = 7
    DAMAGED = 8
    INTERNAL = 70
    INTERRUPTED = 130


#: If several apply, the first of these wins (`faults.md` section f).
PRECEDENCE = (
    Exit.INTERNAL,
    Exit.DAMAGED,
    Exit.RESOURCES,
    Exit.LOCKED,
    Exit.GATE_REFUSED,
    Exit.NO_SOURCE,
    Exit.FINDINGS,
    Exit.OK,
)


def strongest(codes: list[Exit]) -> Exit:
    """Return the exit code that wins among `codes`; `Exit.OK` for an empty list."""
    return min(codes, key=PRECEDENCE.index, default=Exit.OK)


class WarehouseError(Exception):
    """An error with a next step. `code` is the exit code of the command that meets it.

    `report` is what a refresh knew of its sources before this error ended it, if it got so far.
    """

    code: Exit = Exit.INTERNAL
    report: RefreshReport | None = None

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step

    def sentence(self) -> str:
        """The one sentence that a log keeps: what happened, without details, and the next step."""
        return f"{self.message.partition(chr(10))[0]} {self.next_step}".strip()

    def __str__(self) -> str:
        return f"{self.message}\n  {self.next_step}" if self.next_step else self.message


class UsageError(WarehouseError):
    """A wrong flag, name or contract named on the command line."""

    code = Exit.USAGE


class ContractError(WarehouseError):
    """A `source.yml` that cannot be read: the file, the line or field, what was expected."""

    code = Exit.FINDINGS


class ExtractRefused(WarehouseError):
    """One extract cannot be used; its source keeps its last good rows.

    `fault` is the number in `faults.md` section b (`F27`); `line` is the physical line or sheet
    row, 1-based; `column` is the published column name.
    """

    code = Exit.FINDINGS

    def __init__(
        self,
        fault: str,
        message: str,
        next_step: str = "",
        *,
        line: int | None = None,
        column: str | None = None,
    ) -> None:
        super().__init__(message, next_step)
        self.fault = fault
        self.line = line
        self.column = column


@dataclass(frozen=True)
class Finding:
    """One thing a person should read about a source: an extract refused, or a warning.

    `severity` is `refused` (the extract is not used) or `warning`. `line` is the physical line or
    sheet row, 1-based; `column` the published column name. Never a cell value.
    """

    source_id: str
    fault: str
    severity: Literal["refused", "warning"]
    message: str
    next_step: str = ""
    file_name: str | None = None
    extract_sha256: str | None = None
    line: int | None = None
    column: str | None = None


class GateRefused(WarehouseError):
    """The candidate is not published."""

    code = Exit.GATE_REFUSED


class Locked(WarehouseError):
    """Another run is at work; the message names its holder."""

    code = Exit.LOCKED


class ResourcesExhausted(WarehouseError):
    """Disk, memory or time cap reached; nothing was published."""

    code = Exit.RESOURCES


class Damaged(WarehouseError):
    """A release, pointer or home that does not verify."""

    code = Exit.DAMAGED
