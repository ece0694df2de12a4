"""Asking the workbook parser, which runs in a process of its own, for one sheet.

Belongs here: starting that process, its caps on time and memory, telling how it ended.
Does not belong here: the parser (`sheet_worker.py`), what a row means (`workbook.py`).
"""

from __future__ import annotations

import atexit
import json
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from orchestration.load.reading import Cells

SECONDS = 1.0
"""Processor time that parsing any workbook may take."""
SECONDS_PER_BYTE = 2e-5
"""Further processor time by size: 20 s for a megabyte, which takes about one (M)."""
DRAINED = 40
"""Groups of rows that are skipped where an answer is not wanted to its end."""

_BY_THE_FILE = (signal.SIGPROF, signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS)
"""Signals that a workbook brings about: its time is up, or memory beyond the cap was asked for."""

Why = Literal["password", "damaged", "time", "memory"]


class Unreadable(Exception):
    """The parser did not come to an end with a workbook."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, from row 1 on.

    `name` is None when the wanted sheet is not among `names`; `others` are the rows of the other
    sheets; `column` is the 0-based column in which the values begin; `groups` are the rows.
    """

    names: list[str]
    name: str | None
    rows: int = 0
    column: int = 0
    others: dict[str, int] = field(default_factory=dict)
    groups: Iterator[list[Cells]] = field(default_factory=lambda: iter(()))

    def __iter__(self) -> Iterator[Cells]:
        for group in self.groups:
            yield from group


class _Parser:
    """The process, started when it is first asked and again after it died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self.lock = threading.Lock()

    def ask(self, path: Path, **wanted: Any) -> Generator[Any, None, None]:
        """The documents of an answer; whoever does not read it to its end closes it.

        Errors: Unreadable.
        """
        seconds = SECONDS + path.stat().st_size * SECONDS_PER_BYTE
        process = self._sent({"path": str(path), "seconds": seconds, **wanted})
        is_read = False
        try:
            while line := process.stdout.readline() if process.stdout else "":
                document = json.loads(line)
                is_error = isinstance(document, dict) and "error" in document
                is_read = document is None or is_error
                if is_error:
                    raise Unreadable(document["error"])
                if is_read:
                    return
                yield document
            raise Unreadable(self._ended(process))
        finally:
            # What is left of this answer would be taken for the next one.
            if not is_read:
                self.stop()

    def stop(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            # What was not sent yet cannot be sent any more.
            with suppress(BrokenPipeError), process:
                pass

    def _sent(self, request: dict[str, Any]) -> subprocess.Popen[str]:
        """The process, which was asked. Errors: Unreadable."""
        process = self._started()
        try:
            if process.stdin is not None:
                process.stdin.write(json.dumps(request) + "\n")
                process.stdin.flush()
        except BrokenPipeError:
            raise Unreadable(self._ended(process)) from None
        return process

    def _started(self) -> subprocess.Popen[str]:
        """The running process."""
        if self._process is None or self._process.poll() is not None:
            self.stop()
            worker = Path(__file__).with_name("sheet_worker.py")
            self._process = subprocess.Popen(
                [sys.executable, "-I", str(worker)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # a panic of the parser prints a stack trace
                text=True,
                encoding="utf-8",
            )
        return self._process

    def _ended(self, process: subprocess.Popen[str]) -> Why:
        """Why the process ended: its time was up, or it asked for more memory than it may have.

        Errors: RuntimeError when it ended otherwise, which no workbook makes it do: a service that
        is stopped, say, ends it as well, and the file is not to blame.
        """
        code = process.wait()
        self.stop()
        if -code not in _BY_THE_FILE:
            raise RuntimeError(f"the workbook parser ended with code {code}")
        return "time" if code == -signal.SIGPROF else "memory"


_PARSER = _Parser()
atexit.register(_PARSER.stop)


def sheet_names(path: Path) -> list[str]:
    """The sheets of a workbook in their order; none of them is parsed. Errors: Unreadable."""
    with _PARSER.lock:
        [facts] = _PARSER.ask(path, sheet=None)
    return list(facts["names"])


@contextmanager
def opened_sheet(path: Path, sheet: str, *, count_others: bool = False) -> Iterator[Sheet]:
    """The sheet called `sheet` of a workbook; its rows come while it is open.

    `count_others` parses the other sheets too, for their numbers of rows.
    Errors: Unreadable, here or while the rows are read.
    """
    with _PARSER.lock:
        answer = _PARSER.ask(path, sheet=sheet, count_others=count_others)
        try:
            yield Sheet(**next(answer), groups=answer)
        finally:
            # Rows that nobody wanted: a few are skipped, for many a new process is quicker.
            with suppress(Unreadable), closing(answer):
                deque(islice(answer, DRAINED), maxlen=0)
