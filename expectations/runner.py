"""Run the gate as a process of its own: `python -m expectations.runner --plan … --out … --docs …`.

Belongs here: the command line, reading the plan, writing the verdict whole, the exit code.
Does not belong here: evaluating (`evaluate.py`) or deciding on a release.

A process of its own because DuckDB's read lock on the candidate lasts as long as the process does.
Exit code 0: the verdict was written, whatever it says. 70: it was not, and nothing may be released.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
from pathlib import Path

from expectations.verdict import Plan, Verdict, read_plan, write_verdict

WRITTEN = 0
INTERNAL_ERROR = 70


def main(arguments: list[str] | None = None) -> int:
    """Run the plan and write the verdict; return the exit code."""
    parser = argparse.ArgumentParser(prog="expectations.runner", description=__doc__)
    parser.add_argument("--plan", type=Path, required=True, help="plan.json of the candidate")
    parser.add_argument("--out", type=Path, required=True, help="where to write verdict.json")
    parser.add_argument("--docs", type=Path, help="restricted folder for Data Docs")
    options = parser.parse_args(arguments)
    # Whatever is written here belongs to the restricted zone (F63).
    os.umask(0o077)
    # A verdict that is older than this run must not be taken for its result.
    options.out.unlink(missing_ok=True)
    try:
        verdict = _run(read_plan(options.plan), options.docs)
        write_verdict(verdict, options.out)
    except Exception as error:  # noqa: BLE001  last resort: its kind, never its text (S13)
        print(f"gate: no verdict, {type(error).__name__}", file=sys.stderr)
        return INTERNAL_ERROR
    print(_last_line(verdict), file=sys.stderr)
    return WRITTEN


def _run(plan: Plan, docs: Path | None) -> Verdict:
    from expectations.evaluate import evaluate

    # Great Expectations prints hints to stdout; nothing of a candidate belongs there.
    with contextlib.redirect_stdout(io.StringIO()):
        return evaluate(plan, docs)


def _last_line(verdict: Verdict) -> str:
    judged = [e for suite in verdict.suites for e in suite.expectations]
    passed = sum(e.verdict == "pass" for e in judged)
    failed = sum(e.verdict == "fail" for e in judged)
    return (
        f"gate: {len(verdict.suites)} suites on candidate {verdict.candidate_id}: {passed} passed,"
        f" {failed} failed, {len(judged) - passed - failed} could not be evaluated"
    )


if __name__ == "__main__":
    sys.exit(main())
