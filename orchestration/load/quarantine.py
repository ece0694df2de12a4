"""Records that cannot land: kept with file, line, bytes and reason (ruling 1: structure only).

Belongs here: reason codes, their words, and the share above which the extract is refused.
Does not belong here: value faults (they land and are counted in staging).
"""

from __future__ import annotations

from collections import Counter

from orchestration.errors import ExtractRefused
from orchestration.load.reading import Context, Reading, Record, RecordSource, Rejected

RULE_VERSION = "1"
"""Raised when a reason code changes its meaning."""
RAW_LIMIT = 1 << 20
"""Bytes kept of one rejected record; the archive holds all of them."""
KEPT_RECORDS = 200_000
KEPT_BYTES = 256 << 20
"""Rejected records of one extract, and their bytes, at which reading stops: no file with so many is
sound, and each is held in memory until the extract is recorded (promise 9, bounded)."""

#: reason code -> (fault number, the reason of one record, "n records have …")
REASONS: dict[str, tuple[str, str, str]] = {
    "F20": ("F20", "bytes not in the declared encoding", "bytes not in the declared encoding"),
    "F22": ("F22", "a quote opens and does not close", "a quote that opens and does not close"),
    "F23": ("F23", "another number of fields", "another number of fields than the header"),
    "nul_byte": ("F20", "holds a NUL byte", "a NUL byte"),
    "line_too_long": ("F22", "longer than the limit", "more bytes than the limit of one line"),
    "escape": ("F22", "an escape that stands for nothing", "an escape that stands for nothing"),
    "duplicate_key": ("F23", "a key stands in it twice", "a key that stands in them twice"),
    "too_deep": ("F22", "is nested too deeply", "values that are nested too deeply"),
    "no_object": ("F23", "is no object of named values", "no object of named values"),
    "geometry": (
        "F26",
        "no geometry of a declared type in WGS84 degrees",
        "no geometry of a declared type in WGS84 degrees",
    ),
    "deletion_mark": ("F23", "does not open as a record", "another opening than a record has"),
    "no_key": (
        "F25",
        "a required cell is empty, and the record is no declared footer",
        "an empty required cell and are no declared footer",
    ),
}


def reject(
    context: Context,
    reading: Reading,
    source: RecordSource,
    record: Record,
    code: str,
    detail: str | None = None,
) -> None:
    """Set `record` aside under reason `code`; `detail` holds no cell value.

    Errors: ExtractRefused once more are set aside than one extract may have, whatever its length.
    """
    reading.tally.claim("quarantined", record.line, record.lines)
    reason = detail or REASONS[code][1]
    raw = source.raw(record)[:RAW_LIMIT]
    reading.rejected.append(Rejected(record.line, record.lines, code, reason, raw))
    reading.rejected_bytes += len(raw)
    if len(reading.rejected) > KEPT_RECORDS or reading.rejected_bytes > KEPT_BYTES:
        raise _too_many(context, reading, source.unit, record.line)


def _too_many(context: Context, reading: Reading, unit: str, line: int) -> ExtractRefused:
    """The refusal of an extract whose reading was stopped at `line`."""
    code, _ = Counter(entry.reason_code for entry in reading.rejected).most_common(1)[0]
    first = next(entry for entry in reading.rejected if entry.reason_code == code)
    fault, _, many = REASONS[code]
    return context.refuse(
        fault,
        f"{context.file_name}: {len(reading.rejected):,} {unit}s up to {unit} {line:,} were set"
        f" aside, most of them for {many} (first: {unit} {first.line:,}); reading stopped there",
        f"safercities quarantine show {context.contract.source_id}; then ask the publisher for a"
        f" sound file or correct {context.contract_file}.",
        line=first.line,
    )


def refuse_above_share(context: Context, reading: Reading, unit: str) -> None:
    """Refuse the extract when more of its data lines are quarantined than the contract allows.

    Errors: ExtractRefused with the fault of the most frequent reason and its first line.
    """
    allowed = context.contract.meta.limits.quarantine_allowance(reading.tally.data)
    if not reading.rejected or reading.tally.count("quarantined") <= allowed:
        return
    raise summary(context, reading, unit)


def summary(context: Context, reading: Reading, unit: str) -> ExtractRefused:
    """The refusal that sums up what was quarantined."""
    limits = context.contract.meta.limits
    counts = Counter(entry.reason_code for entry in reading.rejected)
    code, number = counts.most_common(1)[0]
    first = next(entry for entry in reading.rejected if entry.reason_code == code)
    fault, one, many = REASONS[code]
    words = many if first.reason == one else first.reason
    data = reading.tally.data
    return context.refuse(
        fault,
        f"{context.file_name}: {number:,} of {data:,} data {unit}s have {words}"
        f" (first: {unit} {first.line:,}); {len(reading.rejected) / max(data, 1):.2%} are"
        f" quarantined, the limit is {limits.quarantined_share:.2%} or"
        f" {limits.quarantine_allowance(data):,.0f} {unit}s",
        f"safercities quarantine show {context.contract.source_id}; then ask the publisher for a"
        f" sound file or correct {context.contract_file}.",
        line=first.line,
    )
