"""Release notes, written by the machine from what two releases say of themselves.

Belongs here: comparing a finished public database with the one before it, and telling it as
`RELEASE_NOTES.md` (English, then Spanish) and `release_notes.json`.
Does not belong here: comparing figures cell by cell (`diff.py`), checks (`verdict.py`), or any
source of knowledge but the two public files: what they do not hold cannot get into the notes.
A figure that the new release no longer gives is counted and never repeated: it may be gone on
purpose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined

from orchestration.release import diff
from orchestration.release.manifest import DATABASE, Record
from orchestration.release.notes_document import (
    Acceptance,
    Availability,
    CameIn,
    Card,
    Categories,
    Category,
    Check,
    Checks,
    Extract,
    HeldBack,
    Indicator,
    Indicators,
    Named,
    Notes,
    Previous,
    Restated,
    RevisedCell,
    RevisedTable,
    Revisions,
    Source,
    TierChange,
    Unmapped,
)
from orchestration.warehouse.connection import identifier, literal, open_workbench
from orchestration.warehouse.content import columns

if TYPE_CHECKING:
    from orchestration.settings import Settings

MARKDOWN = "RELEASE_NOTES.md"
DOCUMENT = "release_notes.json"
#: Revised figures that are listed, per table; new categories, per source, on the page.
LISTED = 10

Row = TypeVar("Row", bound=Record)


def write(settings: Settings, database: Path, previous: Path | None, target: Path) -> list[Path]:
    """Write the notes of a finished public `database` into the folder `target`.

    `previous` is the public folder of the release before, or None for a first release; the
    result is the two files written, mode 0444. Errors: duckdb errors when `database` is damaged;
    a damaged previous release is said in the notes and is no error.
    """
    notes = compile_notes(settings, database, previous)
    texts = {DOCUMENT: notes.model_dump_json(indent=1) + "\n", MARKDOWN: render(notes)}
    written = []
    for name, text in texts.items():
        path = target / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o444)
        written.append(path)
    return written


def compile_notes(settings: Settings, database: Path, previous: Path | None) -> Notes:
    """Compare a public database with that of the public folder `previous`.

    Errors: duckdb errors when `database` cannot be read.
    """
    before_file = previous / Path(DATABASE).name if previous else None
    with closing(open_workbench(settings)) as connection:
        connection.execute(f"attach {literal(database)} as now_file (read_only)")
        is_readable = before_file is not None and _attached(connection, before_file)
        files = _Files(connection, is_readable)
        revised = _revised(settings, before_file, database) if is_readable and before_file else None
        (named,) = files.now("meta.release", Named)
        return Notes(
            **dict(named),
            previous=None
            if previous is None
            else Previous(release_id=previous.parent.name, is_readable=is_readable),
            came_in=_came_in(files),
            held_back=_held_back(files),
            revisions=_revisions(files, revised),
            categories=_categories(files),
            indicators=_indicators(files),
            checks=_checks(files),
            absent=tuple(sorted(files.absent)),
        )


def render(notes: Notes) -> str:
    """The notes as Markdown: English first, then Spanish; raw HTML never passes."""
    environment = Environment(
        loader=PackageLoader("orchestration.release"),
        autoescape=False,  # noqa: S701 - Markdown; `cell` escapes what it must
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"cell": _cell, "figure": _figure}
    parts = (
        environment.get_template(f"notes_{language}.md.j2").render(notes=notes, listed=LISTED)
        for language in ("en", "es")
    )
    return "\n".join(parts)


# --- reading two files ----------------------------------------------------------------------------


def _attached(connection: duckdb.DuckDBPyConnection, before: Path) -> bool:
    """Attach the release before. A damaged one must not keep the new one away."""
    try:
        connection.execute(f"attach {literal(before)} as before_file (read_only)")
    except duckdb.Error:
        return False
    return True


@dataclass
class _Files:
    """The file of today and, if there is one, that before it."""

    connection: duckdb.DuckDBPyConnection
    has_before: bool

    def __post_init__(self) -> None:
        self.absent: set[str] = set()

    def now(self, table: str, kind: type[Row]) -> list[Row]:
        """Rows of today's file; a table that it lacks is noted and gives none."""
        rows = self._rows("now_file", table, kind)
        if rows is None:
            self.absent.add(table)
        return rows or []

    def before(self, table: str, kind: type[Row]) -> list[Row] | None:
        """Rows of the file before; None where there is nothing to compare with."""
        return self._rows("before_file", table, kind) if self.has_before else None

    def _rows(self, database: str, table: str, kind: type[Row]) -> list[Row] | None:
        schema, _, name = table.partition(".")
        wanted = list(kind.model_fields)
        if not set(wanted) <= {one for one, _ in columns(self.connection, database, schema, name)}:
            return None
        listed = ", ".join(map(identifier, wanted))
        found = self.connection.execute(
            f"select {listed} from {identifier(database, schema, name)} order by all"
        ).fetchall()
        return [kind.model_validate(dict(zip(wanted, row, strict=True))) for row in found]


def _new(now: Iterable[Row], before: Iterable[Row] | None, key: Callable[[Row], Any]) -> Any:
    """Rows of `now` whose key `before` does not have; None without a `before`."""
    if before is None:
        return None
    known = {key(row) for row in before}
    return tuple(row for row in now if key(row) not in known)


def _revised(settings: Settings, before: Path, now: Path) -> list[diff.Diff]:
    """One diff per compared table, each with its own largest changes."""
    return [
        diff.between_files(settings, (before, now), ("before", "now"), LISTED, (table,))
        for table in diff.COMPARED
    ]


# --- the sections ---------------------------------------------------------------------------------


def _came_in(files: _Files) -> CameIn:
    sources = _with_rows(files.now("meta.sources", Source))
    sources_before = _with_rows(files.before("meta.sources", Source))
    used = _loaded(files.now("meta.extracts", Extract))
    used_before = _loaded(files.before("meta.extracts", Extract))
    new = _new(sources or (), sources_before, lambda row: row.source_id)
    return CameIn(
        sources=tuple(sources or ()),
        new_sources=None if new is None else tuple(row.source_id for row in new),
        new_files=_new(used or (), used_before, _file),
        gone_files=None if used_before is None else _new(used_before, used, _file),
    )


def _with_rows(sources: list[Source] | None) -> list[Source] | None:
    return None if sources is None else [row for row in sources if row.extract_count]


def _loaded(files: list[Extract] | None) -> list[Extract] | None:
    return None if files is None else [row for row in files if row.status_code == "loaded"]


def _file(row: Extract) -> tuple[str, str]:
    return row.source_id, row.extract_sha256


def _held_back(files: _Files) -> HeldBack:
    sources = files.now("meta.sources", Source)
    accepted = files.now("meta.acceptances", Acceptance)
    before = files.before("meta.acceptances", Acceptance)
    return HeldBack(
        files=tuple(
            row
            for row in files.now("meta.extracts", Extract)
            if row.status_code not in {"loaded", "repeated"}
        ),
        kept_last_good=tuple(row for row in sources if row.status_code == "kept_last_good"),
        without_extract=tuple(row.source_id for row in sources if not row.extract_count),
        accepted=tuple(accepted) if before is None else _new(accepted, before, lambda row: row),
    )


def _revisions(files: _Files, revised: list[diff.Diff] | None) -> Revisions:
    log = files.now("marts.revision_log", Restated)
    before = files.before("marts.revision_log", Restated)
    restated = log if before is None else list(_new(log, before, _restatement))
    years = [row for row in restated if not row.is_window]
    years.sort(key=lambda row: row.size, reverse=True)
    return Revisions(
        tables=None
        if revised is None
        else tuple(RevisedTable(**vars(one)) for found in revised for one in found.tallies),
        largest=None
        if revised is None
        else tuple(cell for found in revised for cell in _in_both(found)),
        not_compared=tuple(name for found in revised or () for name in found.left_out),
        restated_count=len(restated),
        restated=tuple(years[:LISTED]),
    )


def _restatement(row: Restated) -> tuple[Any, ...]:
    """One restatement, whatever its old value is computed to be today."""
    return (row.indicator_id, row.area_id, row.period_id, row.breakdown_code, row.source_id,
            row.changed_at)  # fmt: skip


def _in_both(found: diff.Diff) -> Iterable[RevisedCell]:
    """The listed cells that still have a figure; what is gone is never repeated."""
    for one in found.cells:
        if one.before is not None and one.after is not None and one.kind == "changed":
            yield RevisedCell(
                table=one.table, source_id=one.source_id, cell=one.cell,
                before=one.before, after=one.after, change=one.after - one.before,
            )  # fmt: skip


def _categories(files: _Files) -> Categories:
    known = files.before("core.dim_source_category", Category)
    new = _new(
        files.now("core.dim_source_category", Category), known, lambda row: row.source_category_id
    )
    unmapped = files.now("meta.unmapped", Unmapped)
    return Categories(
        new=new,
        unmapped=tuple(sorted(unmapped, key=lambda row: (row.source_id, -(row.unit_count or 0)))),
    )


def _indicators(files: _Files) -> Indicators:
    catalogue = files.now("marts.indicator_catalogue", Indicator)
    cards = files.now("marts.comparability_card", Card)
    catalogue_before = files.before("marts.indicator_catalogue", Indicator)
    cards_before = files.before("marts.comparability_card", Card)
    return Indicators(
        availability_counts=_counts(row.availability_code for row in catalogue),
        tier_counts=_counts(row.tier_code for row in cards),
        availability=None
        if catalogue_before is None
        else _availability(catalogue, catalogue_before),
        tiers=None if cards_before is None else _tiers(cards, cards_before),
    )


def _counts(codes: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(codes).items()))


def _availability(now: list[Indicator], before: list[Indicator]) -> tuple[Availability, ...]:
    after_of = {(row.indicator_id, row.city_id): row for row in now}
    before_of = {(row.indicator_id, row.city_id): row for row in before}
    changes = []
    for key in sorted(after_of.keys() | before_of.keys()):
        was, is_now = before_of.get(key), after_of.get(key)
        known = is_now or was
        before_code, after_code = (row and row.availability_code for row in (was, is_now))
        if known is not None and before_code != after_code:
            named = known.model_dump(exclude={"availability_code"})
            changes.append(Availability(**named, before=before_code, after=after_code))
    return tuple(changes)


def _tiers(now: list[Card], before: list[Card]) -> tuple[TierChange, ...]:
    after_of = {_compared(row): row.tier_code for row in now}
    before_of = {_compared(row): row.tier_code for row in before}
    moves = Counter(
        (key[0], key[1], key[2], before_of.get(key), after_of.get(key))
        for key in after_of.keys() | before_of.keys()
        if before_of.get(key) != after_of.get(key)
    )
    return tuple(
        TierChange(
            indicator_id=indicator_id, city_id_a=city_a, city_id_b=city_b, before=was,
            after=is_now, periods=periods,
        )
        for (indicator_id, city_a, city_b, was, is_now), periods in sorted(
            moves.items(), key=lambda move: tuple(part or "" for part in move[0])
        )
    )  # fmt: skip


def _compared(row: Card) -> tuple[str | None, ...]:
    return (row.indicator_id, row.city_id_a, row.city_id_b, row.breakdown_code, row.period_id,
            row.source_id_a, row.source_id_b)  # fmt: skip


def _checks(files: _Files) -> Checks:
    checks = files.now("meta.checks", Check)
    return Checks(
        counts=_counts(row.verdict for row in checks),
        not_passed=tuple(row for row in checks if row.verdict != "pass"),
    )


# --- Markdown -------------------------------------------------------------------------------------

#: What would be markup in a publisher's label or a file's name.
_MARKUP = str.maketrans({mark: f"\\{mark}" for mark in "\\`*[]<>|"} | {"\n": " ", "\r": " "})


def _cell(value: object) -> str:
    """A value as the text of a table cell; markup in it is only text."""
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else str(value).translate(_MARKUP)


def _figure(value: float | None) -> str:
    """A figure to four decimals, without idle zeros."""
    return "" if value is None else f"{value:,.4f}".rstrip("0").rstrip(".")
