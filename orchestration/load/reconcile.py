"""Every physical line ends as exactly one thing, or the extract is refused whole (promise 1).

Belongs here: the tally of what each line became and the proof that the parts add up.
Does not belong here: deciding what a line is (the readers), or storing anything (`landing.py`).
"""

from __future__ import annotations

from collections import Counter
from typing import Literal

from orchestration.errors import ExtractRefused

Kind = Literal[
    "loaded", "quarantined", "header", "preamble", "footer", "blank", "ignored_sheet"
]  # fmt: skip
# `ignored_sheet`: rows of the file that are no rows of the declared table: those of other sheets
# and of other COPY blocks, and records that a dbf marks as deleted.
DECLARED: tuple[Kind, ...] = ("header", "preamble", "footer", "blank", "ignored_sheet")


class Tally:
    """Counts physical lines by what they became. Lines are claimed in order, each exactly once."""

    def __init__(self) -> None:
        self._counts: Counter[Kind] = Counter()
        self._next = 1
        self.continuation = 0
        """Second and further lines of records that span several lines."""

    def claim(self, kind: Kind, first: int, lines: int = 1, records: int = 1) -> None:
        """Say that `lines` physical lines from line `first` (1-based) are `kind`.

        They are one record, or `records` of them.
        Errors: ExtractRefused P1 when a line was skipped or is claimed twice.
        """
        if first != self._next:
            raise _unclaimed(min(first, self._next))
        self._next += lines
        self._counts[kind] += lines
        if lines > records and kind in ("loaded", "quarantined"):
            self.continuation += lines - records

    def declare_sheet(self, rows: int) -> None:
        """Count the rows of another sheet of the workbook, which is declared not to be data."""
        self._counts["ignored_sheet"] += rows

    def append(self, other: Tally) -> None:
        """Go on with the lines of a further sheet, which were claimed on a tally of their own."""
        for kind, lines in other._counts.items():
            self._counts[kind] += lines
        self.continuation += other.continuation

    def count(self, kind: Kind) -> int:
        """Lines that became `kind`."""
        return self._counts[kind]

    @property
    def declared(self) -> int:
        """Lines that are declared not to be data: header, preamble, footer, blank, other sheet."""
        return sum(self._counts[kind] for kind in DECLARED)

    @property
    def data(self) -> int:
        """Lines that are data: loaded or quarantined."""
        return self._counts["loaded"] + self._counts["quarantined"]

    def check(self, physical: int) -> None:
        """Prove that the parts equal `physical`, the independently counted lines of the extract.

        Errors: ExtractRefused P1 that names the first line nobody accounted for.
        """
        if self.data + self.declared != physical:
            raise _unclaimed(self._next)


def _unclaimed(line: int) -> ExtractRefused:
    """The refusal for a line that is not accounted for exactly once."""
    return ExtractRefused(
        "P1",
        f"P1: line {line:,} is not accounted for exactly once; the extract is refused whole",
        "This is a defect of the reader, not of the file: report it with the file's SHA-256.",
        line=line,
    )
