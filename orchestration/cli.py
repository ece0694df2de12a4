"""The `safercities` command.

Belongs here: flags, tables on the terminal, the one-sentence outcome, exit codes (`faults.md` f).
Does not belong here: any decision about data; nothing imports this module.
Data goes to stdout, progress and errors to stderr; the last line on stderr is the outcome. What is
slow to import (dbt, the stages) is imported by the command that needs it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from orchestration.errors import Exit, UsageError, WarehouseError
from orchestration.interruption import exit_code_of, terminate_like_interrupt
from orchestration.settings import Settings

if TYPE_CHECKING:
    from orchestration.release.catalogue import Release
    from orchestration.report import RefreshReport

app = typer.Typer(
    help="Raw extracts in, checked and published DuckDB releases out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
quarantine = typer.Typer(help="Rows that could not be landed.", no_args_is_help=True)
app.add_typer(quarantine, name="quarantine")

#: A log gets a line whenever dbt has finished so many nodes more.
NODES_A_LINE = 20

JsonFlag = Annotated[bool, typer.Option("--json", help="Machine-readable on stdout.")]


class Format(StrEnum):
    """How `sql` prints a result."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def _out() -> Console:
    """Stdout; wide enough for a pipe, so that nothing is cut where a machine reads."""
    return Console(width=None if sys.stdout.isatty() else 200, highlight=False)


def _err() -> Console:
    return Console(stderr=True, highlight=False, soft_wrap=True)


def _say(text: str) -> None:
    _err().print(text, markup=False)


def _print_json(document: Any) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1, default=str) + "\n")


@contextmanager
def _outcome(*, as_json: bool = False) -> Iterator[None]:
    """Turn whatever ends a command into its last line and its exit code."""
    try:
        with terminate_like_interrupt():
            yield
    except WarehouseError as error:
        if as_json and error.report is None:
            _print_json({"exit_code": int(error.code), "message": str(error)})
        elif as_json and error.report is not None:
            sys.stdout.write(error.report.model_dump_json(indent=1) + "\n")
        elif error.report is not None:
            _show_report(error.report)
        _say_error(error)
        raise typer.Exit(int(error.code)) from None
    except KeyboardInterrupt as interrupt:
        notes = getattr(interrupt, "__notes__", [])
        stage = f" in stage {notes[0]}" if notes else ""
        _say(f"Interrupted{stage}. {_stands()}")
        raise typer.Exit(exit_code_of(interrupt)) from None
    except (typer.Exit, typer.Abort):
        raise
    except Exception:  # noqa: BLE001 - the last resort: no traceback on a terminal
        from orchestration.stages import write_traceback
        from orchestration.warehouse.candidate import new_run_id

        reference = new_run_id()
        log = write_traceback(Settings(), reference)
        _say(f"Internal error, reference {reference}. Last release stands. Log: {log}")
        raise typer.Exit(int(Exit.INTERNAL)) from None


def _say_error(error: WarehouseError) -> None:
    """The details first; the last line is the one sentence that a log keeps."""
    for line in error.message.splitlines()[1:]:
        _say(line)
    _say(error.sentence())


def _stands() -> str:
    from orchestration.release import pointer

    release_id = pointer.current_id(Settings())
    return f"Last release {release_id} stands." if release_id else "No release yet."


def _table(title: str, columns: dict[str, str], rows: list[list[Any]]) -> Table:
    """A table; `columns` maps each heading to its justification."""
    table = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for heading, justify in columns.items():
        table.add_column(heading, justify="right" if justify == "right" else "left")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    return table


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


# --- building -------------------------------------------------------------------------------------


@app.command()
def setup() -> None:
    """Create the home, initialise Dagster's storage and build the dbt manifest."""
    with _outcome():
        from orchestration.home import set_up

        settings = Settings()
        with _progress() as tell:
            set_up(settings, tell)
        _say(f"Ready: {settings.home}. Next: safercities refresh --inbox DIR")


@app.command()
def refresh(
    inbox: Annotated[
        Path | None, typer.Option(help="Folder with <source_id>/ folders.", exists=True)
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", "-s", help="Collect only this source.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Collect, load, build, check and publish: the night, by hand."""
    with _outcome(as_json=as_json):
        from orchestration.pipeline import refresh as run_refresh

        with _progress() as tell:
            report = run_refresh(
                Settings(), inbox.resolve() if inbox else None, tuple(source or ()), tell
            )
        if as_json:
            sys.stdout.write(report.model_dump_json(indent=1) + "\n")
        else:
            _show_report(report)
        _say(report.outcome())
        raise typer.Exit(report.exit_code)


@contextmanager
def _progress() -> Iterator[Callable[[str, str], None]]:
    """A status line on a terminal; in a log one line a step, and one for every 20 nodes of dbt."""
    console = _err()
    if not console.is_terminal:
        nodes = 0

        def note(stage: str, what: str) -> None:
            nonlocal nodes
            nodes = nodes + 1 if stage == "build" else 0
            if stage != "build":
                _say(f"{stage}: {what}")
            elif nodes % NODES_A_LINE == 1:
                _say(f"{stage}: node {nodes}, {what}")

        yield note
        return
    with console.status("starting") as status:
        yield lambda stage, what: status.update(f"{stage}: {what}")


def _show_report(report: RefreshReport) -> None:
    _out().print(_sources_table(report), soft_wrap=not sys.stdout.isatty())
    for finding in report.findings:
        mark = "new" if finding.is_new else "known"
        _say(f"[{finding.severity}, {mark}] {finding.message}")
        if finding.next_step and finding.is_new:
            _say(f"  {finding.next_step}")
    spent = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in report.seconds.items())
    _say(f"{spent}; peak memory {report.peak_memory_mb:,.0f} MB")


def _sources_table(report: RefreshReport) -> Table:
    columns = {
        "source": "left",
        "status": "left",
        "extracts": "right",
        "new": "right",
        "lines": "right",
        "loaded": "right",
        "quarantined": "right",
        "declared": "right",
        "newest period": "left",
    }
    rows = [
        [
            one.source_id,
            one.status,
            one.extracts,
            one.new,
            one.lines,
            one.loaded,
            one.quarantined,
            one.declared,
            one.newest_period,
        ]
        for one in report.sources
    ]
    return _table(f"refresh {report.run_id}", columns, rows)


# --- looking --------------------------------------------------------------------------------------


@app.command()
def status(
    candidate: Annotated[str | None, typer.Argument(help="A candidate id.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """The current release, the sources and what is wrong with them; or why a candidate waits."""
    with _outcome(as_json=as_json):
        if candidate is not None:
            _candidate_status(Settings(), candidate, as_json)
        else:
            _home_status(Settings(), as_json)


def _home_status(settings: Settings, as_json: bool) -> None:
    from orchestration import lock
    from orchestration.release import catalogue
    from orchestration.report import last_report

    current = catalogue.current(settings)
    report = last_report(settings)
    working = lock.holder(settings)
    if as_json:
        _print_json(
            {
                "release_id": current.release_id if current else None,
                "run": working.model_dump(mode="json") if working else None,
                "last_refresh": report.model_dump(mode="json") if report else None,
            }
        )
    elif report is not None:
        _out().print(_sources_table(report), soft_wrap=not sys.stdout.isatty())
        for finding in report.findings:
            _say(f"[{finding.severity}] {finding.message}")
    if working is not None:
        _say(working.sentence())
    if report is not None and report.refusal:
        _say(f"Last refresh: {report.refusal}")
    _say(_release_sentence(current))


def _release_sentence(current: Release | None) -> str:
    if current is None:
        return "No release yet: safercities refresh --inbox DIR"
    made = f", made {current.manifest.created_at:%Y-%m-%d %H:%M} UTC" if current.manifest else ""
    return f"Current release: {current.release_id}{made}."


def _candidate_status(settings: Settings, candidate_id: str, as_json: bool) -> None:
    from expectations.suites import REQUIRED
    from orchestration.release import verdict
    from orchestration.warehouse import candidate as candidates
    from orchestration.warehouse.content import candidate_hash

    found = candidates.find(settings, candidate_id)
    judged = verdict.judge(settings, found, candidate_hash(found.database), REQUIRED)
    reasons = [refusal.reason for refusal in judged.refusals]
    if as_json:
        _print_json({"candidate_id": candidate_id, "refusals": reasons})
    else:
        for reason in reasons:
            _out().print(reason, markup=False)
    _say(judged.headline() if reasons else f"Candidate {candidate_id} may be published.")


@app.command()
def releases(as_json: JsonFlag = False) -> None:
    """All releases that are kept, oldest first."""
    with _outcome(as_json=as_json):
        from orchestration.release import catalogue

        found = catalogue.releases(Settings())
        rows = [_release_row(release) for release in found]
        if as_json:
            _print_json(rows)
        else:
            columns = {"release": "left", "made (UTC)": "left", "extracts": "right",
                       "tables": "right", "current": "left"}  # fmt: skip
            _out().print(_table("releases", columns, [list(row.values()) for row in rows]))
        _say(f"{len(found)} releases.")


def _release_row(release: Release) -> dict[str, Any]:
    manifest = release.manifest
    return {
        "release_id": release.release_id,
        "created_at": f"{manifest.created_at:%Y-%m-%d %H:%M}" if manifest else "damaged",
        "extracts": len(manifest.extracts) if manifest else None,
        "tables": len(manifest.tables) if manifest else None,
        "current": "current" if release.is_current else "",
    }


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="One SQL statement.")],
    release: Annotated[str | None, typer.Option(help="A release id; default: current.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TABLE,
) -> None:
    """Ask a release: read-only, no files, no extensions."""
    with _outcome():
        import duckdb

        from orchestration.release import catalogue
        from orchestration.warehouse.connection import open_for_analyst

        settings = Settings()
        found = catalogue.find(settings, release)
        with open_for_analyst(settings, found.database) as connection:
            try:
                connection.execute(query)
                names = [column[0] for column in connection.description or ()]
                rows = connection.fetchall() if names else []
            except duckdb.Error as error:
                raise UsageError(str(error)) from None
        _print_rows(names, rows, form)
        _say(f"{len(rows):,} rows from release {found.release_id}.")


def _print_rows(names: list[str], rows: list[tuple[Any, ...]], form: Format) -> None:
    if form is Format.JSON:
        _print_json([dict(zip(names, row, strict=True)) for row in rows])
    elif form is Format.CSV:
        import csv

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([[_spreadsheet_safe(value) for value in row] for row in rows])
    else:
        columns = {
            name: "right" if rows and isinstance(rows[0][index], int | float) else "left"
            for index, name in enumerate(names)
        }
        table = _table("", columns, [list(row) for row in rows])
        _out().print(table, soft_wrap=not sys.stdout.isatty(), markup=False)


def _spreadsheet_safe(value: Any) -> Any:
    """Text that a spreadsheet would run gets an apostrophe before it (S1); numbers stay."""
    runs = isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}
    return f"'{value}" if runs else value


@app.command()
def verify(
    release: Annotated[str | None, typer.Argument(help="A release id; default: current.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Check every file and read every value of a release."""
    with _outcome(as_json=as_json):
        from orchestration.release import catalogue
        from orchestration.release.verify import verify as verify_release

        settings = Settings()
        found = catalogue.find(settings, release)
        problems = verify_release(settings, found.path)
        if as_json:
            _print_json({"release_id": found.release_id, "problems": problems})
        _finish(problems, f"{found.release_id} is whole.", "safercities releases")


@app.command()
def doctor(as_json: JsonFlag = False) -> None:
    """Is everything in its place?"""
    with _outcome(as_json=as_json):
        from orchestration.home import examine

        problems = examine(Settings())
        if as_json:
            _print_json({"problems": problems})
        _finish(problems, "All in order.", "")


def _finish(problems: list[str], good: str, next_step: str) -> None:
    """Say what is wrong, one line each, and end with 0 or 8."""
    if not problems:
        _say(good)
        return
    for problem in problems[1:]:
        _say(problem)
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    _say(f"{count}: {problems[0]} {next_step}".strip())
    raise typer.Exit(int(Exit.DAMAGED))


# --- quarantine -----------------------------------------------------------------------------------


@quarantine.command("ls")
def quarantine_ls(
    source: Annotated[str | None, typer.Argument(help="A source id.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Quarantined rows per source, file and reason."""
    with _outcome(as_json=as_json):
        from orchestration.warehouse import ledger

        rows = ledger.quarantined_by_reason(Settings(), source)
        if as_json:
            _print_json([vars(row) for row in rows])
        else:
            columns = {"source": "left", "extract": "left", "file": "left", "reason": "left",
                       "rows": "right", "first line": "right"}  # fmt: skip
            cells = [
                [one.source_id, one.extract_sha256[:12], one.file_name, one.reason_code, one.rows,
                 one.first_line]
                for one in rows
            ]  # fmt: skip
            _out().print(_table("quarantine", columns, cells), soft_wrap=not sys.stdout.isatty())
        _say(f"{sum(one.rows for one in rows):,} quarantined rows.")


@quarantine.command("show")
def quarantine_show(
    extract: Annotated[str, typer.Argument(help="The beginning of an extract's SHA-256.")],
    limit: Annotated[int, typer.Option(min=1, help="At most so many rows.")] = 20,
    as_json: JsonFlag = False,
) -> None:
    """The quarantined rows of one extract: line and reason, never the text of the row."""
    with _outcome(as_json=as_json):
        from orchestration.warehouse import ledger

        rows = ledger.quarantined_rows(Settings(), extract, limit)
        if as_json:
            _print_json([vars(row) for row in rows])
        else:
            columns = {"file": "left", "line": "right", "code": "left", "reason": "left"}
            cells = [[one.file_name, one.line_number, one.reason_code, one.reason] for one in rows]
            _out().print(_table("quarantine", columns, cells), soft_wrap=not sys.stdout.isatty())
        _say(f"{len(rows):,} rows shown. The rows themselves lie in the archive, at these lines.")


if __name__ == "__main__":
    app()
