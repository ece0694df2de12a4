"""The `safercities` command.

Belongs here: flags, tables on the terminal, the one-sentence outcome, exit codes (`faults.md` f).
Does not belong here: any decision about data; nothing imports this module.
Data goes to stdout, progress and errors to stderr; the last line on stderr is the outcome. What is
slow to import (dbt, the stages) is imported by the command that needs it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
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
    from orchestration.errors import Finding
    from orchestration.fetch import FetchReport
    from orchestration.release.catalogue import Release
    from orchestration.release.diff import CellChange, Diff
    from orchestration.release.rollback import RolledBack
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
def fetch(
    source: Annotated[list[str] | None, typer.Argument(help="Source ids; default: all.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Ask the publishers' portals and archive what is new; what needs a person says how."""
    with _outcome(as_json=as_json):
        from orchestration.fetch import fetch as run_fetch

        with _progress() as tell:
            report = run_fetch(Settings(), tuple(source or ()), tell)
        if as_json:
            _print_json(report.document())
        else:
            _show_fetch(report)
        _say(report.outcome())
        raise typer.Exit(int(report.exit_code))


def _show_fetch(report: FetchReport) -> None:
    columns = {"source": "left", "status": "left", "new": "right", "known": "right",
               "unchanged": "right"}  # fmt: skip
    rows = [
        [one.source_id, one.status, len(one.new), one.known, one.unchanged]
        for one in report.sources
    ]
    _out().print(_table("fetch", columns, rows), soft_wrap=not sys.stdout.isatty())
    for one in report.sources:
        for instruction in one.by_hand:
            _say(f"{one.source_id}, by hand: {instruction}")
    for finding in report.findings:
        _say(f"[{finding.severity}] {finding.message}")
        if finding.next_step:
            _say(f"  {finding.next_step}")


@app.command()
def refresh(
    inbox: Annotated[
        Path | None, typer.Option(help="Folder with <source_id>/ folders.", exists=True)
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", "-s", help="Collect only this source.")
    ] = None,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Ask the publishers' portals first.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Collect, load, build, check and publish: the night, by hand."""
    _run_refresh(inbox, source, fetches=fetch, as_json=as_json)


@app.command()
def nightly(
    inbox: Annotated[
        Path | None, typer.Option(help="Folder with <source_id>/ folders.", exists=True)
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Fetch, then refresh: the whole night, for a scheduler."""
    _run_refresh(inbox, None, fetches=True, as_json=as_json)


def _run_refresh(
    inbox: Path | None, source: list[str] | None, *, fetches: bool, as_json: bool
) -> None:
    """Refresh, say what was found, and end with the report's code."""
    with _outcome(as_json=as_json):
        from orchestration.pipeline import refresh as run_refresh

        with _progress() as tell:
            report = run_refresh(
                Settings(),
                inbox.resolve() if inbox else None,
                tuple(source or ()),
                tell,
                fetches=fetches,
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
    for instruction in report.by_hand:
        _say(instruction)
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
    from orchestration.release import catalogue, rollback
    from orchestration.report import last_report
    from orchestration.stages import standing

    current = catalogue.current(settings)
    rolled_back = rollback.standing(settings)
    report = last_report(settings)
    working = lock.holder(settings)
    findings = standing(settings, report)
    if as_json:
        _print_json(
            {
                "release_id": current.release_id if current else None,
                "rolled_back_from": rolled_back.left if rolled_back else None,
                "run": working.model_dump(mode="json") if working else None,
                "last_refresh": report.model_dump(mode="json") if report else None,
                "findings": [vars(finding) for finding in findings],
            }
        )
    else:
        if report is not None:
            _out().print(_sources_table(report), soft_wrap=not sys.stdout.isatty())
        for finding in findings:
            _say(f"[{finding.severity}] {finding.message}")
    if working is not None:
        _say(working.sentence())
    if report is not None and report.refusal:
        _say(f"Last refresh: {report.refusal}")
    _say(_release_sentence(current, rolled_back))


def _release_sentence(current: Release | None, rolled_back: RolledBack | None) -> str:
    if current is None:
        return "No release yet: safercities refresh --inbox DIR"
    made = f", made {current.manifest.created_at:%Y-%m-%d %H:%M} UTC" if current.manifest else ""
    left = f", rolled back from {rolled_back.left}" if rolled_back else ""
    return f"Current release: {current.release_id}{made}{left}."


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


@app.command()
def connect(
    release: Annotated[
        str, typer.Option(help="A release id, `current`, or a date: the release of then.")
    ] = "current",
    as_of: Annotated[
        str | None, typer.Option(help="Facts as publishers had stated them by this date (UTC).")
    ] = None,
    print_only: Annotated[
        bool, typer.Option("--print", help="Print the line that attaches it, open nothing.")
    ] = False,
) -> None:
    """Open a release in DuckDB's shell: read-only, no files, no extensions, locked."""
    with _outcome():
        from orchestration import analyst
        from orchestration.release import shell
        from orchestration.warehouse.connection import open_for_analyst

        settings = Settings()
        found = analyst.find(settings, release)
        with open_for_analyst(settings, found.database) as connection:
            views = analyst.as_of_views(connection, as_of) if as_of else []
        sys.stdout.write(analyst.attach_statement(found) + "\n")
        if print_only:
            _say(f"Release {found.release_id}.")
            return
        started = shell.arguments(settings, found.database, views)
        shell.refuse_open(started)
        _say(f"Connected to release {found.release_id}; .quit leaves.")
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(started[0], started)  # noqa: S606 - the shell takes this process's place


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
    public_key: Annotated[
        Path | None, typer.Option("--public-key", help="Whose signature it must carry (PEM file).")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Check every file, the signature, and read every value of a release."""
    with _outcome(as_json=as_json):
        from orchestration.release import catalogue, signature
        from orchestration.release.verify import verify as verify_release

        settings = Settings()
        if public_key is not None:
            settings = settings.model_copy(update={"public_key_file": public_key.absolute()})
        found = catalogue.find(settings, release)
        problems = verify_release(settings, found.path)
        signed = signature.standing(settings, found.path / "public")
        if as_json:
            _print_json({"release_id": found.release_id, "problems": problems, "signature": signed})
        next_step = "doctor --repair" if found.is_current else "releases"
        _finish(problems, f"{found.release_id} is whole, {signed}.", f"safercities {next_step}")


@app.command()
def doctor(
    repair: Annotated[
        bool, typer.Option("--repair", help="Let `current` name a whole release again.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Is everything in its place?"""
    with _outcome(as_json=as_json):
        from orchestration.home import examine
        from orchestration.release.rollback import Repair
        from orchestration.stages import repair_current

        settings = Settings()
        repaired = repair_current(settings) if repair else Repair()
        problems = [*repaired.problems, *examine(settings)]
        if as_json:
            _print_json({"repaired": list(repaired.done), "problems": problems})
        for sentence in repaired.done:
            _say(sentence)
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


@app.command()
def publish(
    candidate: Annotated[
        str | None, typer.Argument(help="A candidate id; default: the newest.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Publish a candidate that waits; its verdicts are read again."""
    with _outcome(as_json=as_json):
        from orchestration.stages import publish_candidate

        release = publish_candidate(Settings(), candidate)
        findings = release.manifest.findings if release.manifest else ()
        if as_json:
            _print_json(_release_row(release) | {"findings": len(findings)})
        told = f" with {len(findings)} findings" if findings else ""
        _say(f"Published {release.release_id}{told}.")
        raise typer.Exit(int(Exit.FINDINGS) if findings else 0)


@app.command()
def rollback(
    release: Annotated[
        str | None, typer.Argument(help="A kept release; default: the one before the current.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Make a kept release current again; the same inputs do not bring the newer one back."""
    with _outcome(as_json=as_json):
        from orchestration.release import pointer
        from orchestration.stages import roll_back

        settings = Settings()
        before = pointer.current_id(settings)
        found = roll_back(settings, release)
        if as_json:
            _print_json({"release_id": found.release_id, "was": before})
        was = f"; it was {before}" if before != found.release_id else " as before"
        _say(f"Current release: {found.release_id}{was}.")


@app.command()
def prune(
    keep: Annotated[
        int | None, typer.Option(min=1, help="Releases to keep; default: the setting.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Delete old releases; the current one stays, and who reads an old one reads on."""
    with _outcome(as_json=as_json):
        from orchestration.release import catalogue
        from orchestration.stages import prune_releases

        settings = Settings()
        gone = prune_releases(settings, keep or settings.keep_releases)
        kept = len(catalogue.releases(settings))
        if as_json:
            _print_json({"removed": gone, "kept": kept})
        names = f" ({', '.join(gone)})" if gone else ""
        _say(f"Kept {kept} releases, removed {len(gone)}{names}.")


@app.command()
def diff(
    releases: Annotated[
        list[str] | None, typer.Argument(help="Two release ids, the older one first.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Compare vintages of this source.")] = None,
    vintage: Annotated[
        tuple[str, str] | None, typer.Option(help="As known at these two dates (UTC).")
    ] = None,
    release: Annotated[
        str | None, typer.Option(help="The release that holds the vintages; default: current.")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="List at most so many cells.")] = 20,
    as_json: JsonFlag = False,
) -> None:
    """What changed between two releases, or between two vintages of a source."""
    with _outcome(as_json=as_json):
        from orchestration.release import diff as differ

        settings = Settings()
        if source and vintage and not releases:
            before, after = map(differ.moment_of, vintage)
            found = differ.between_vintages(settings, source, before, after, limit, release)
        elif releases and len(releases) == 2 and not (source or vintage or release):
            found = differ.between_releases(settings, releases[0], releases[1], limit)
        else:
            raise UsageError(
                "Give two releases, or a source and two dates.",
                "safercities diff A B, or: safercities diff --source S --vintage D1 D2",
            )
        if as_json:
            _print_json(differ.as_document(found))
        else:
            _show_diff(found)
        _say(f"{found.total:,} cells differ between {found.before} and {found.after}.")


def _show_diff(found: Diff) -> None:
    for name in found.left_out:
        _say(f"{name} is not compared: one of the two releases lacks it")
    if not found.total:
        return
    counts = {"source": "left", "table": "left", "changed": "right", "added": "right",
              "removed": "right", "status only": "right"}  # fmt: skip
    rows = [list(vars(one).values()) for one in found.tallies]
    _out().print(_table("cells that differ", counts, rows), soft_wrap=not sys.stdout.isatty())
    if not found.cells:
        return
    columns = dict.fromkeys(("source", "kind", "area", "period", "cell"), "left")
    columns |= dict.fromkeys(("before", "after", "change"), "right") | {"status": "left"}
    title = f"{len(found.cells)} of {found.total:,}: restated first, then the largest"
    table = _table(title, columns, [_changed_cell(one) for one in found.cells])
    _out().print(table, soft_wrap=not sys.stdout.isatty(), markup=False)


def _changed_cell(one: CellChange) -> list[object]:
    """A row of the second table of a diff."""
    cell = dict(one.cell)
    area, period = cell.pop("area_id"), cell.pop("period_id")
    statuses = dict.fromkeys(code for code in (one.status_before, one.status_after) if code)
    return [
        one.source_id, one.kind, area, period,
        " | ".join(_cell(value) for name, value in cell.items() if value and name != "source_id"),
        _figure(one.before), _figure(one.after),
        "" if one.change is None else f"{one.change:+,.4f}".rstrip("0").rstrip("."),
        " > ".join(statuses),
    ]  # fmt: skip


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:,.4f}".rstrip("0").rstrip(".")


@app.command("as-of")
def as_of(
    when: Annotated[str, typer.Argument(help="A release id, or a date or time (UTC).")],
    as_json: JsonFlag = False,
) -> None:
    """Build the warehouse of an earlier time again; compare it where a release is named."""
    with _outcome(as_json=as_json):
        from orchestration import as_of as earlier
        from orchestration.release.diff import moment_of
        from orchestration.release.manifest import is_release_id

        with _progress() as tell:
            if is_release_id(when):
                rebuilt = earlier.rebuild_release(Settings(), when, progress=tell)
            else:
                rebuilt = earlier.rebuild(Settings(), moment_of(when), progress=tell)
        if as_json:
            _print_json(vars(rebuilt))
        else:
            _out().print(str(rebuilt.database), soft_wrap=True, markup=False)
        for name in rebuilt.unequal:
            _say(f"{name} differs from the release")
        known = f"{rebuilt.extracts:,} extracts known at {rebuilt.moment:%Y-%m-%d %H:%M} UTC"
        if rebuilt.release_id is None:
            _say(f"Built from {known}. Restricted: it has not passed the gate.")
        elif rebuilt.unequal:
            _say(f"{rebuilt.release_id}: {len(rebuilt.unequal)} tables differ, from {known}.")
            raise typer.Exit(int(Exit.FINDINGS))
        else:
            _say(f"{rebuilt.release_id} is reproduced value by value from {known}.")


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
    target: Annotated[str, typer.Argument(help="A source id, or the beginning of a SHA-256.")],
    limit: Annotated[int, typer.Option(min=1, help="At most so many rows.")] = 20,
    as_json: JsonFlag = False,
) -> None:
    """Quarantined rows in words: where, why, what to change; never the text of the row."""
    with _outcome(as_json=as_json):
        from orchestration.replay import explained_rows

        rows = explained_rows(Settings(), target, limit)
        if as_json:
            _print_json([vars(row) for row in rows])
        else:
            columns = {"extract": "left", "file": "left", "line": "right", "code": "left",
                       "reason": "left", "rule": "right"}  # fmt: skip
            cells = [[one.extract_sha256[:12], one.file_name, one.line_number, one.reason_code,
                      one.reason, one.rule_version] for one in rows]  # fmt: skip
            _out().print(_table("quarantine", columns, cells), soft_wrap=not sys.stdout.isatty())
            for code, meaning, place, advice in dict.fromkeys(
                (one.reason_code, one.meaning, one.place, one.advice) for one in rows
            ):
                where = f" ({place})" if place else ""
                _say(f"{code}: {meaning}. {advice[:1].upper()}{advice[1:]}{where}.")
        _say(f"{len(rows):,} rows shown. The rows themselves lie in the archive, at these lines.")


@quarantine.command("replay")
def quarantine_replay(
    source: Annotated[str, typer.Argument(help="A source id.")], as_json: JsonFlag = False
) -> None:
    """Read the extracts of a source again after its contract was corrected."""
    with _outcome(as_json=as_json):
        from orchestration.replay import replay

        with _progress() as tell:
            done = replay(Settings(), source, progress=tell)
        if as_json:
            _print_json(
                {"source_id": done.source_id, "is_changed": done.is_changed,
                 "extracts": [vars(one) for one in done.extracts],
                 "refused": [vars(one) for one in done.refused]}
            )  # fmt: skip
        elif done.extracts:
            columns = {"extract": "left", "file": "left", "before": "right", "released": "right",
                       "after": "right", "status": "left"}  # fmt: skip
            cells = [[one.extract_sha256[:12], one.file_name, one.before, one.released, one.after,
                      one.status] for one in done.extracts]  # fmt: skip
            _out().print(_table("replay", columns, cells), soft_wrap=not sys.stdout.isatty())
        _say_findings(done.refused)
        unchanged = "" if done.is_changed else " The contract reads every extract as before."
        _say(
            f"{done.released:,} rows left quarantine, {done.remaining:,} stay.{unchanged}"
            f"{' Publish them: safercities refresh' if done.released else ''}"
        )
        raise typer.Exit(int(Exit.FINDINGS) if done.refused else 0)


# --- drift and acceptance -------------------------------------------------------------------------


def _say_findings(findings: Sequence[Finding]) -> None:
    for finding in findings:
        _say(f"[{finding.severity}] {finding.message}")
        if finding.next_step:
            _say(f"  {finding.next_step}")


@app.command()
def drift(
    source: Annotated[str, typer.Argument(help="A source id.")],
    file: Annotated[Path, typer.Argument(help="A file of that source.", exists=True)],
    as_json: JsonFlag = False,
) -> None:
    """Does a file still fit its contract? Keeps nothing; prints the change it would need."""
    with _outcome(as_json=as_json):
        from orchestration.replay import drift as examine_file

        findings = examine_file(Settings(), source, file.resolve())
        if as_json:
            _print_json([vars(one) for one in findings])
        else:
            _say_findings(findings)
        if findings:
            _say(f"{file.name} differs from the contract of {source}; findings: {len(findings)}.")
            raise typer.Exit(int(Exit.FINDINGS))
        _say(f"{file.name} fits the contract of {source}.")


@app.command()
def accept(
    target: Annotated[
        str, typer.Argument(help="The beginning of an extract's SHA-256, or a candidate id.")
    ],
    because: Annotated[str, typer.Option(help="Why it is right as it is; kept and published.")],
    as_json: JsonFlag = False,
) -> None:
    """Release the hold of an extract, for exactly these bytes."""
    with _outcome(as_json=as_json):
        from orchestration.acceptance import accept as accept_hold

        with _progress() as tell:
            done = accept_hold(Settings(), target, because, progress=tell)
        if as_json:
            _print_json([vars(one) for one in done])
        for one in done:
            state = "loaded" if one.is_loaded else f"still not used: {one.message}"
            _say(f"{one.extract_sha256[:12]} {one.file_name} ({one.fault}): {state}")
        loaded = sum(one.is_loaded for one in done)
        _say(f"Accepted {len(done)}, {loaded} loaded. Publish with: safercities refresh")
        raise typer.Exit(0 if loaded == len(done) else int(Exit.FINDINGS))


if __name__ == "__main__":
    app()
