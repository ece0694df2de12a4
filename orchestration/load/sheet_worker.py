"""The workbook parser, run as a process of its own by `sheet_process.py`.

Belongs here: opening a workbook with calamine and writing its cells as text, one JSON line a group
of rows. Does not belong here: anything of this package (it runs isolated, `python -I`), or what a
row means.

A damaged workbook can make the parser loop for ever, ask for all memory (which ends a process
without an exception) or print a stack trace of its own: all three were found by `tests/fuzz`.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import signal
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError

MEMORY = 3 << 30
"""Bytes of address space: the largest sheet within the cell limit fits twice."""
GROUP = 500
"""Rows of one line of the answer."""


@lru_cache(maxsize=4096)
def _iso_date(value: dt.date) -> str:
    """A date as ISO text; a file repeats few dates many times."""
    return value.isoformat()


def cell_text(value: Any) -> str | None:
    """One cell as text: whole numbers without `.0`, dates as ISO, empty as None."""
    kind = type(value)
    if kind is str:
        return value or None
    if kind is float:
        return str(int(value)) if value.is_integer() else repr(value)
    if kind is dt.date:
        return _iso_date(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        at_midnight = value.time() == dt.time()
        return value.date().isoformat() if at_midnight else value.isoformat(timespec="seconds")
    if isinstance(value, dt.time):
        return value.isoformat()
    return None if value is None else str(value)


def _rows(sheet: CalamineSheet) -> int:
    """Rows of a sheet from row 1 to the last one that holds a value."""
    return sheet.end[0] + 1 if sheet.end is not None else 0


_open: dict[tuple[str, int], CalamineWorkbook] = {}


def _opened(path: str, changed_at: int) -> CalamineWorkbook:
    """The workbook; the last one stays open, since its sheets are asked for one by one."""
    key = (path, changed_at)
    if key not in _open:
        _open.clear()  # first: two large ones would not fit under the cap
        _open[key] = CalamineWorkbook.from_path(path)
    return _open[key]


def _answer(path: str, wanted: str | None, count_others: bool) -> Iterator[Any]:
    """The facts of a workbook, then the rows of the wanted sheet, if there is one, in groups.

    `others` are the rows of the other sheets, `column` is where the wanted sheet begins (0-based).
    """
    book = _opened(path, Path(path).stat().st_mtime_ns)
    names = book.sheet_names
    if wanted is None or wanted not in names:
        yield {"names": names, "name": None}
        return
    sheet = book.get_sheet_by_name(wanted)
    others = {
        other: _rows(book.get_sheet_by_name(other))
        for other in dict.fromkeys(names)
        if count_others and other != wanted
    }
    start = sheet.start[1] if sheet.start else 0
    yield {"names": names, "name": wanted, "rows": _rows(sheet), "column": start, "others": others}
    group: list[list[str | None]] = []
    for row in sheet.iter_rows():
        # A sheet may hold a million blank rows before a forgotten cell.
        is_blank = row.count("") == len(row)
        group.append([] if is_blank else [cell_text(value) for value in row])
        if len(group) == GROUP:
            yield group
            group = []
    yield group


def _say(document: Any) -> None:
    sys.stdout.write(json.dumps(document))
    sys.stdout.write("\n")


def _serve(request: dict[str, Any]) -> None:
    """Answer one request; the last line is null, or names the error.

    The processor time is for parsing: rows that are parsed come to an end by themselves.
    """
    # At its end the signal ends the process, whatever the parser is doing.
    signal.setitimer(signal.ITIMER_PROF, request["seconds"])
    try:
        for document in _answer(
            request["path"], request["sheet"], request.get("count_others", False)
        ):
            signal.setitimer(signal.ITIMER_PROF, 0)
            _say(document)
    except PasswordError:
        _say({"error": "password"})
    except (MemoryError, OSError) as error:
        _say({"error": "memory" if isinstance(error, MemoryError) else "damaged"})
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        _say({"error": "damaged"})
    else:
        _say(None)
    signal.setitimer(signal.ITIMER_PROF, 0)
    sys.stdout.flush()


def main() -> None:
    """Answer requests until the asking process ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        _serve(json.loads(line))


if __name__ == "__main__":
    main()
