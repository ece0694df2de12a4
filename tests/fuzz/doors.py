"""Trying one input through the doors that a refresh uses, and what must hold of the outcome.

Belongs here: collect, the reader that the contract names, the account, the judging of values, and
the claims on each: exact account, refusals with fault and next step, fast equals careful, caps.
Does not belong here: making inputs (`inputs.py`), whole loads into a home (`house.py`).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import duckdb
import pyarrow as pa

from orchestration.contracts import Contract, Layout
from orchestration.errors import ExtractRefused
from orchestration.extract.archive import ArchivedExtract, archived
from orchestration.extract.inbox import CollectResult, collect
from orchestration.load.crosstab import read_crosstab
from orchestration.load.csv import RECORD_LINES, read_csv
from orchestration.load.dbf import read_dbf
from orchestration.load.drift import LandedExtract, check_values
from orchestration.load.fast_csv import Steps, stream_csv
from orchestration.load.geojson import read_geojson
from orchestration.load.json_array import read_json_array
from orchestration.load.objection import decide
from orchestration.load.pg_copy import read_pg_copy
from orchestration.load.reading import Context, Reading
from orchestration.load.reconcile import DECLARED
from orchestration.load.stacked_report import read_stacked_report
from orchestration.load.workbook import read_workbook
from orchestration.settings import Settings
from tests.fuzz import recount
from tests.fuzz.bases import Base
from tests.fuzz.inputs import Input
from tests.fuzz.sheets import BOOKS

SECONDS = 10
"""Processor time that one input may take."""
MEMORY = 700 << 20
"""Bytes by which one input may raise the memory of the process."""
_FEW = Steps(1, 256, 1 << 20)
STEPS = (
    _FEW,
    Steps(1, 1, 1 << 20),
    _FEW,
    Steps(1, 64, 256),
    _FEW,
    Steps(40, 64, 64),
    _FEW,
    Steps(),
)
"""Blocks from the first line on, mostly a whole small file at once, sometimes line by line."""
READERS: dict[str, Callable[[Path, Context, Reading], None]] = {
    "csv": read_csv,
    "workbook": read_workbook,
    "stacked_report": read_stacked_report,
    "crosstab": read_crosstab,
    "json": read_json_array,
    "geojson": read_geojson,
    "dbf": read_dbf,
    "pg_copy": read_pg_copy,
}


class TookTooLong(BaseException):
    """An input needed more than `SECONDS`."""


class Broken(AssertionError):
    """A claim does not hold; `kind` is unaccounted, words, invented, fast or outside."""

    def __init__(self, kind: str, what: str) -> None:
        super().__init__(f"{kind}: {what}")
        self.kind = kind


@dataclass
class Outcome:
    """What an input came to. `problem` is empty, or the kind of claim that it broke."""

    read: int = 0
    refused: int = 0
    aside: int = 0
    quarantined: int = 0
    physical: int = 0
    faults: list[str] = field(default_factory=list)
    problem: str = ""
    detail: str = ""


def hold(claim: bool, kind: str, what: str) -> None:
    """A claim that must hold."""
    if not claim:
        raise Broken(kind, what)


# --- caps -----------------------------------------------------------------------------------------


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise TookTooLong


@contextlib.contextmanager
def time_cap(seconds: float = SECONDS) -> Iterator[None]:
    """Interrupt what takes too long."""
    before = signal.signal(signal.SIGPROF, _interrupt)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


class Memory:
    """Peak memory between two looks, where the system tells it."""

    def __init__(self) -> None:
        self._reset = Path("/proc/self/clear_refs")
        self._status = Path("/proc/self/status")

    def start(self) -> int:
        """Forget the peak; returns the bytes in use."""
        with contextlib.suppress(OSError):
            self._reset.write_bytes(b"5")
        return self._read("VmRSS")

    def peak(self) -> int:
        """The peak since `start`, in bytes."""
        return self._read("VmHWM")

    def _read(self, name: str) -> int:
        with contextlib.suppress(OSError):
            found = re.search(rf"{name}:\s+(\d+) kB", self._status.read_text())
            return int(found[1]) << 10 if found else 0
        return 0


class Watch:
    """Notes every file that this process opens for writing, renames or makes outside a folder."""

    def __init__(self, allowed: Path) -> None:
        self._allowed = str(allowed)
        self.outside: list[str] = []
        self.active = False
        sys.addaudithook(self._see)

    def _see(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.active:
            return
        if event == "open":
            path, mode, flags = arguments
            writes = bool(flags & 0o3103) or any(mark in (mode or "") for mark in "wax+")
            if writes:
                self._note(path)
        elif event in ("os.mkdir", "os.rename", "os.link", "os.symlink", "os.remove"):
            self._note(arguments[1] if event in ("os.rename", "os.link") else arguments[0])

    def _note(self, path: object) -> None:
        if isinstance(path, str | bytes | Path):
            text = str(path.decode("utf-8", "replace") if isinstance(path, bytes) else path)
            if text.startswith("/") and not text.startswith(
                (self._allowed, "/proc/self", "/dev/null")
            ):
                self.outside.append(text)


# --- one input ------------------------------------------------------------------------------------


class Bench:
    """A home to try inputs in, one after another, and what watches them."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(home=folder / "home")
        self.settings.prepare()
        self._watch = Watch(folder)
        self._memory = Memory()
        self._connection = duckdb.connect(config={"threads": 1, "memory_limit": "1GB"})
        self.peak = 0

    def attempt(self, entry: Input) -> Outcome:
        """Try one input; whatever it breaks is in the outcome, nothing is raised."""
        outcome = Outcome()
        before = self._memory.start()
        try:
            with time_cap():
                self._try(entry, outcome)
            hold(not self._watch.outside, "outside", f"wrote {self._watch.outside[:3]}")
            grown = self._memory.peak() - before
            self.peak = max(self.peak, grown)
            hold(grown < MEMORY, "memory", f"{grown >> 20:,} MB more")
        except Broken as broken:
            outcome.problem, outcome.detail = broken.kind, str(broken)
        except TookTooLong:
            outcome.problem, outcome.detail = "time", f"more than {SECONDS} s"
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - what is looked for
            outcome.problem = "uncaught"
            outcome.detail = f"{type(error).__name__}: {error}"[:400]
        finally:
            self._watch.active = False
            self._watch.outside.clear()
        return outcome

    def _try(self, entry: Input, outcome: Outcome) -> None:
        """Drop the file, collect it, read what was archived."""
        declared = entry.base.lenient if entry.lenient else entry.base.declared
        inbox = self._drop(entry)
        self._watch.active = True
        found = collect(self.settings, declared, inbox)
        self._check_collected(entry, declared, found)
        extracts = archived(self.settings, declared.source_id)
        hold({one.sha256 for one in found.new} == {one.sha256 for one in extracts}, "unaccounted",
             "the archive does not list what was collected")  # fmt: skip
        outcome.refused += len(found.refused)
        outcome.faults += [one.fault for one in found.refused]
        outcome.aside += len(found.warnings) + len(found.ignored) + found.known
        for extract in extracts:
            self._read(entry, declared, extract, outcome)

    def _drop(self, entry: Input) -> Path:
        """Put the file alone into an empty inbox, with an empty archive."""
        source_id = entry.base.declared.source_id
        for folder in (self.settings.archive / source_id, self.settings.inbox):
            shutil.rmtree(folder, ignore_errors=True)
        path = self.settings.inbox / source_id / entry.file_name
        path.parent.mkdir(parents=True)
        path.write_bytes(entry.data)
        return self.settings.inbox

    def _check_collected(self, entry: Input, declared: Contract, found: CollectResult) -> None:
        """Whatever lies in the inbox is taken, refused, or named with a reason."""
        said = [*found.refused, *found.warnings]
        for one in said:
            check_words(one.fault, one.message, one.next_step, declared.source_id)
        seen = len(found.new) + found.known + len(said) + len(found.ignored)
        hold(seen > 0, "unaccounted", "the file is nowhere")
        suffix = next(
            (end for end in (".gz", ".bz2") if entry.file_name.lower().endswith(end)), None
        )
        if suffix and found.new:
            inside = recount.streams(entry.data, suffix)
            hold(inside == found.new[0].byte_count, "unaccounted",
                 f"{found.new[0].byte_count:,} bytes of {inside} inside")  # fmt: skip

    def _read(
        self, entry: Input, declared: Contract, extract: ArchivedExtract, outcome: Outcome
    ) -> None:
        """Read one archived extract and check the account, or the refusal."""
        layout = declared.layout_for(extract.file_name)
        hold(layout is not None, "unaccounted", "an extract without a layout was archived")
        assert layout is not None
        base = Base(entry.base.group, entry.base.name, declared, layout, extract.file_name, b"")
        context = Context(declared, layout, extract.file_name)
        reading = Reading()
        careful = _attempt(READERS[base.kind], extract.path, context, reading)
        data = extract.path.read_bytes()
        if base.kind == "csv":
            steps = STEPS[entry.seed % len(STEPS)]
            check_fast(extract.path, context, steps, careful or summary(reading))
        if careful is not None:
            check_words(careful.fault, careful.message, careful.next_step, declared.source_id)
            outcome.refused += 1
            outcome.faults.append(careful.fault)
            return
        check_account(base, data, reading)
        if base.kind == "workbook" and entry.base.layout == layout:
            check_rows(data, entry.base)
        outcome.read += 1
        outcome.quarantined += reading.tally.count("quarantined")
        outcome.physical += reading.physical_lines
        if entry.seed % 8 == 0:
            self._judge(context, reading)

    def _judge(self, context: Context, reading: Reading) -> None:
        """Judge the landed values as loading does, in a database of its own."""
        names = [column.name for column in context.layout.columns]
        listed = ", ".join(f'"{name}" varchar' for name in [*names, *reading.families])
        connection = self._connection
        connection.execute(
            f"create or replace table judged ({listed}, _extra varchar, _row_number bigint,"
            " _extract_sha256 varchar)"
        )
        for batch in reading.batches:
            connection.register("incoming", batch)
            connection.execute(
                "insert into judged by name select *, 'x' _extract_sha256 from incoming"
            )
            connection.unregister("incoming")
        landed = LandedExtract(context, "judged", "x", dt.date(2026, 11, 23), reading.row_count)
        objections = check_values(connection, landed)
        decision = decide(objections, (), "x" * 64)
        if decision.reason is not None:
            reason = decision.reason
            check_words(reason.fault, reason.message, reason.next_step, context.contract.source_id)


def _attempt(
    read: Callable[[Path, Context, Reading], None], path: Path, context: Context, reading: Reading
) -> ExtractRefused | None:
    """Read; returns the refusal, if it comes to one."""
    try:
        read(path, context, reading)
    except ExtractRefused as refusal:
        return refusal
    return None


# --- claims ---------------------------------------------------------------------------------------


def check_words(fault: str, message: str, next_step: str, source_id: str) -> None:
    """A refusal names source and fault and a next step, and shows nothing of our insides."""
    hold(fault != "P1", "unaccounted", message)
    hold(re.fullmatch(r"F\d\d", fault) is not None, "words", f"no fault number: {fault}")
    hold(
        message.startswith(f"{source_id} {fault}: "), "words", f"does not open as agreed: {message}"
    )
    hold(bool(next_step.strip()), "words", f"no next step: {message}")
    inside = re.search(r"Traceback|\bFile \"|0x[0-9a-f]{8}|Exception|pyarrow|duckdb", message)
    hold(inside is None, "words", f"shows our insides: {message}")


def check_account(base: Base, data: bytes, reading: Reading) -> None:
    """Every physical line is exactly one thing; rows are numbered as they stand in the file."""
    tally = reading.tally
    counted = recount.physical(base, data, reading.encoding)
    hold(reading.physical_lines == counted, "unaccounted",
         f"{reading.physical_lines:,} lines said, {counted:,} counted")  # fmt: skip
    parts = tally.count("loaded") + tally.count("quarantined")
    parts += sum(tally.count(kind) for kind in DECLARED)
    hold(parts == counted, "unaccounted", f"{parts:,} of {counted:,} lines")
    rows = sum(len(batch) for batch in reading.batches)
    # A row of a crosstab lands once for each of its columns; elsewhere a line is one row at most.
    crossed = base.kind == "crosstab"
    fits = bool(rows) <= bool(tally.count("loaded")) if crossed else rows <= tally.count("loaded")
    hold(rows == reading.row_count and fits, "unaccounted",
         f"{rows:,} rows landed, {reading.row_count:,} said")  # fmt: skip
    aside = sum(entry.lines for entry in reading.rejected)
    hold(aside == tally.count("quarantined"), "unaccounted", f"{aside:,} lines kept aside")
    for entry in reading.rejected:
        hold(bool(entry.reason) and bool(entry.raw or base.kind in BOOKS), "words",
             "a quarantined record without reason or bytes")  # fmt: skip
    lines = [n for batch in reading.batches for n in batch.column("_row_number").to_pylist()]
    ordered = sorted(lines) if crossed else sorted(set(lines))
    hold(lines == ordered, "unaccounted", "row numbers are not in order")
    if base.kind in ("csv", "stacked_report"):
        check_texts(data, base.layout, reading)


def check_texts(data: bytes, layout: Layout, reading: Reading, most: int = 12) -> None:
    """Landed cells stand in the file, in the line that their row names."""
    virtual = {one.name for one in layout.columns if one.meta.published_as[0].startswith("@")}
    text = data.removeprefix(b"\xef\xbb\xbf").decode(
        (reading.encoding or "utf-8").removesuffix("-sig"), "replace"
    )
    if reading.encoding == "utf-8-sig":
        # Files that were glued together: a mark before any line is a mark, never text.
        text = re.sub("(?m)^\ufeff|(?<=\r)\ufeff", "", text)
    found = re.split(r"\r\n|\n|\r", text)
    for batch in reading.batches[:1]:
        names = [name for name in batch.column_names if name[0] != "_" and name not in virtual]
        for row in batch.slice(0, most).to_pylist():
            first = row["_row_number"] - 1
            around = "\n".join(found[first : first + RECORD_LINES + 1])
            for name in names:
                cell = re.sub(r"\r\n|\r", "\n", row[name] or "")
                inside = cell in around or cell.replace('"', '""') in around
                hold(inside, "invented", f"line {first + 1}: a cell of {name} is not in it")


def check_rows(data: bytes, base: Base) -> None:
    """No row that is written in the declared sheet is missing among the rows that were read."""
    if data.startswith(b"PK"):
        lost = recount.lost_rows(data, base.data, base.layout.meta.reader.sheet)
        hold(not lost or lost < 0, "unaccounted", f"{lost} rows are written and were not seen")


def summary(reading: Reading) -> tuple[Any, ...]:
    """Everything that a reading comes to."""
    tally = reading.tally
    kinds = ("loaded", "quarantined", *DECLARED)
    return (
        [tally.count(kind) for kind in kinds],  # type: ignore[arg-type]
        tally.continuation, reading.physical_lines, reading.encoding, reading.rejected,
        reading.notices, reading.attributes, reading.row_count, reading.declared_total,
        reading.total_sum, reading.is_complete, reading.families, _joined(reading.batches),
    )  # fmt: skip


def _joined(batches: list[pa.Table]) -> pa.Table | None:
    """All rows as one table of one chunk per column."""
    return pa.concat_tables(batches).combine_chunks() if batches else None


def check_fast(
    path: Path, context: Context, steps: Steps, expected: ExtractRefused | tuple[Any, ...]
) -> None:
    """The vectorised reader comes to the rows, the account or the refusal of the careful one."""
    reading = Reading()
    try:
        tables = list(stream_csv(path, context, reading, steps))
    except ExtractRefused as refusal:
        hold(isinstance(expected, ExtractRefused), "fast", f"refuses alone: {refusal.message}")
        assert isinstance(expected, ExtractRefused)
        same = (refusal.fault, refusal.message, refusal.line, refusal.column) == (
            expected.fault, expected.message, expected.line, expected.column)  # fmt: skip
        hold(same, "fast", f"refuses as {refusal.message!r}, not {expected.message!r}")
        return
    hold(not isinstance(expected, ExtractRefused), "fast", "reads what is refused")
    reading.batches = tables
    for one, other in zip(summary(reading), expected, strict=True):
        if isinstance(one, pa.Table) and isinstance(other, pa.Table):
            hold(one.equals(other), "fast", "other rows")
        else:
            hold(one == other, "fast", f"{one!r} instead of {other!r}"[:300])
