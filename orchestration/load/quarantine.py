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
    reading: Reading, source: RecordSource, record: Record, code: str, detail: str | None = None
) -> None:
    """Set `record` aside under reason `code`; `detail` holds no cell value."""
    reading.tally.claim("quarantined", record.line, record.lines)
    reason = detail or REASONS[code][1]
    raw = source.raw(record)[:RAW_LIMIT]
    reading.rejected.append(Rejected(record.line, record.lines, code, reason, raw))


def quarantined_share(reading: Reading) -> float:
    """Share of data lines that are quarantined, 0 to 1."""
    return reading.tally.count("quarantined") / max(reading.tally.data, 1)


def refuse_above_share(context: Context, reading: Reading, unit: str) -> None:
    """Refuse the extract when more than the contract's share of its data lines is quarantined.

    Errors: ExtractRefused with the fault of the most frequent reason and its first line.
    """
    limit = context.contract.meta.limits.quarantined_share
    if not reading.rejected or quarantined_share(reading) <= limit:
        return
    raise summary(context, reading, unit, limit)


def summary(context: Context, reading: Reading, unit: str, limit: float) -> ExtractRefused:
    """The refusal that sums up what was quarantined."""
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
        f" quarantined, the limit is {limit:.2%}",
        f"safercities quarantine show {context.contract.source_id}; then ask the publisher for a"
        f" sound file or correct {context.contract_file}.",
        line=first.line,
    )
