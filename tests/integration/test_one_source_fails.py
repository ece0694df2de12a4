"""Promise 5, layer by layer: a source that fails keeps its last good rows, and all can see it.

Belongs here: one night over a release in which one source fails as it is loaded, one in a dbt test
of its staging and one below a floor of the gate, while a fourth brings something new; and the hold
of the floor, accepted.
Does not belong here: whom a verdict blames (`unit/test_publish_verdict.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.errors import Exit
from orchestration.pipeline import refresh
from orchestration.release.publish import environment_of
from orchestration.report import RefreshReport
from orchestration.settings import Settings
from tests.integration.small_project import inbox_of, project_of

pytestmark = pytest.mark.faults

CUT, MISDATED, THINNED, NEW = (
    "co_dane_population", "mx_sesnsp_offences", "co_medata_homicides", "mx_sesnsp_rnid",
)  # fmt: skip
SOURCES = (CUT, MISDATED, THINNED, NEW)
FEW = "2010-05"
"""A month of fewer cases than a loader must miss, and more than none."""


@dataclass(frozen=True)
class Nights:
    """One home before and after the night in which three of its four sources fail."""

    settings: Settings
    before: Path
    report: RefreshReport

    @property
    def after(self) -> Path:
        """The release of that night."""
        return public(self.settings)


def public(settings: Settings) -> Path:
    return (settings.releases / "current").resolve() / "public" / "warehouse.duckdb"


def of_month(line: bytes, month: str) -> bool:
    return line.startswith(month.encode())


def thin(folder: Path, name: str, left: int) -> None:
    """A later edition of the cases: `left` of the month, and one new case after the last."""
    path = next(iter(folder.iterdir()))
    lines = path.read_bytes().splitlines(keepends=True)
    month = [line for line in lines if of_month(line, FEW)]
    kept = [line for line in lines if not of_month(line, FEW)]
    if left == 0:
        kept.append(b"2019-12-31T23:59:00Z;NA;NA;Hombre;30;Arma de fuego\n")
    path.with_name(name).write_bytes(b"".join([*kept, *month[:left]]))


@pytest.fixture(scope="module")
def nights(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Nights:
    folder = tmp_path_factory.mktemp("layers")
    settings = Settings(home=folder / "home", project=project_of(SOURCES, folder / "dbt_project"))
    inbox = inbox_of(SOURCES, samples, folder / "inbox")
    cases = inbox / THINNED
    sound = next(iter(cases.iterdir()))
    thin(cases, "medellin_homicides_first__SYNTHETIC.csv", 5)
    sound.unlink()
    later = max((inbox / NEW).iterdir())
    later.rename(folder / later.name)
    first = refresh(settings, inbox)
    assert first.is_published, first.findings
    before = public(settings)

    thin(cases, "medellin_homicides_second__SYNTHETIC.csv", 0)
    good = inbox / MISDATED / "IDEFC_NM_nov2024__SYNTHETIC.csv"
    good.with_name("IDEFC_NM_dic2024__SYNTHETIC.csv").write_bytes(good.read_bytes() + b"\n")
    whole = next((inbox / CUT).glob("*.csv"))
    half = whole.read_bytes()[: whole.stat().st_size // 2]
    whole.with_name(whole.name.replace(".csv", "_cut.csv")).write_bytes(half)
    (folder / later.name).rename(later)
    return Nights(settings, before, refresh(settings, inbox))


def rows(database: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_a_night_with_three_failing_sources_publishes_the_fourth(nights: Nights) -> None:
    held = {one.source_id: one.fault for one in nights.report.findings if one.severity == "refused"}

    assert nights.report.exit_code == Exit.FINDINGS
    assert nights.report.is_published
    assert set(held) == {CUT, MISDATED, THINNED}
    assert held[MISDATED] == "held"
    assert held[THINNED] == "floor"
    extracts = (
        "select count(*) from meta.extracts where status_code = 'loaded' and source_id = '{}'"
    )
    grown = {
        source_id
        for source_id in SOURCES
        if rows(nights.after, extracts.format(source_id))
        > rows(nights.before, extracts.format(source_id))
    }
    assert grown == {NEW}


def test_a_failing_source_keeps_every_row_of_its_last_good_release(nights: Nights) -> None:
    for table in (
        "core.fct_offence", "core.fct_population", "marts.recorded_crime_by_city_month",
        "marts.homicide_victims_by_city_year",
    ):  # fmt: skip
        query = (
            f"select count(*), bit_xor(hash(t)) from {table} as t"
            f" where source_id in ('{CUT}', '{MISDATED}', '{THINNED}')"
        )
        assert rows(nights.after, query) == rows(nights.before, query), table


def test_that_its_rows_are_old_stands_with_their_date_beside_them(nights: Nights) -> None:
    query = "select source_id, status_code, newest_period_end, message from meta.sources"
    dates = "select source_id, newest_period_end from meta.sources"
    listed = {one[0]: one[1:] for one in rows(nights.after, query)}
    before = dict(rows(nights.before, dates))

    assert {one: listed[one][0] for one in SOURCES} == {
        CUT: "kept_last_good", MISDATED: "kept_last_good", THINNED: "kept_last_good", NEW: "ok",
    }  # fmt: skip
    for source_id in (CUT, MISDATED, THINNED):
        _, newest, message = listed[source_id]
        assert newest is not None
        assert newest == before[source_id]
        assert source_id in str(message)


def test_a_person_accepts_what_the_floor_held_and_the_next_night_publishes_it(
    nights: Nights, tmp_path: Path
) -> None:
    """F57: for these bytes; the floor is said as a warning from then on."""
    (held,) = [one for one in nights.report.findings if one.fault == "floor"]
    runner = CliRunner(env=environment_of(nights.settings))

    said = runner.invoke(app, ["accept", str(held.extract_sha256)[:12], "--because", "recounted"])
    report = refresh(nights.settings, tmp_path)

    assert said.exit_code == Exit.OK, said.stderr
    assert report.is_published
    count = "select count(*) from meta.extracts where status_code = 'loaded' and source_id = '{}'"
    assert rows(public(nights.settings), count.format(THINNED)) == [(2,)]
    assert any("no_city_month_becomes_nothing" in one.message for one in report.findings)
