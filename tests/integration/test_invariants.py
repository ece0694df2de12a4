"""Each invariant of methods 13 has its named test; a planted violation makes that one fail alone.

Belongs here: the built warehouse of the samples, copied, violated and restored by transactions;
the tests are run as dbt compiled them. Does not belong here: rules of one table, which the suites
of the gate hold (`tests/unit/planted_defects*.sql`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration import as_of, stages
from orchestration.report import RefreshReport
from orchestration.settings import PROJECT_ROOT, Settings
from tests.integration.small_project import inbox_of, project_of

VINTAGES = "mx_sesnsp_offences"
SOURCES = (VINTAGES, "co_medata_homicides", "co_dane_population")
FOLDER = PROJECT_ROOT / "dbt_project" / "tests" / "invariants"
NAMES = sorted(path.stem for path in FOLDER.glob("*.sql"))
DOCUMENT = PROJECT_ROOT / "docs" / "invariants.md"


def planted_violations() -> dict[str, str]:
    """SQL by the name of the test that it must make fail, and by which of its rules."""
    text = Path(__file__).with_name("planted_violations.sql").read_text(encoding="utf-8")
    blocks = text.split("\n\n-- ")[1:]
    return dict(block.split("\n", 1) for block in blocks)


PLANTED = planted_violations()
FEW_EVENTS = """
    update marts.observation as figure
    set numerator = 4, denominator = 100000, value = 0.4, ci_method_code = 'exact_poisson',
        ci_low = exact.lower_limit / 10, ci_high = exact.upper_limit / 10
    from seeds.poisson_exact_limits as exact
    where exact.event_count = 4 and figure.rowid = (
        select min(rowid) from marts.observation
        where unit_code like 'per 10 000 %' and ci_method_code = 'byar'
    )
"""
#: Named tests of an invariant that carry another name.
ALSO = {
    "revision_log_reproduces_the_facts_as_of": "INV06",
    "sexual_offences_of_a_city_are_published_by_year": "INV08",
    "victims_small_cells_stay_hidden": "INV08",
}
NUMBERED = {name: name[:5].upper() for name in NAMES if name.startswith("inv")} | ALSO


@dataclass(frozen=True)
class Warehouse:
    """A copy of a built candidate that may be violated, and its tests as dbt compiled them."""

    connection: duckdb.DuckDBPyConnection
    tests: dict[str, str]

    def failing(self) -> set[str]:
        """Names of the tests that return a row."""
        return {
            name
            for name, sql in self.tests.items()
            if self.connection.execute(f"select 1 from ({sql}\n) limit 1").fetchone()
        }


@pytest.fixture(scope="module")
def warehouse(
    sample_release: tuple[Settings, RefreshReport], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Warehouse]:
    settings, report = sample_release
    folder = settings.candidates / str(report.candidate_id)
    # The compiled SQL names the database it was built in: warehouse.
    path = tmp_path_factory.mktemp("invariants") / "warehouse.duckdb"
    compiled = (folder / "dbt" / "compiled").glob("*/tests/invariants/*.sql")
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"attach '{folder / 'warehouse.duckdb'}' as built (read_only)")
        connection.execute("copy from database built to warehouse")
        connection.execute("detach built")
        connection.execute(f"attach '{settings.landing}' as landing (read_only)")
        yield Warehouse(connection, {one.stem: one.read_text(encoding="utf-8") for one in compiled})


def test_every_test_of_the_folder_was_compiled_and_none_fails_on_what_was_built(warehouse):
    assert sorted(warehouse.tests) == NAMES
    assert warehouse.failing() == set()


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_a_planted_violation_makes_its_own_test_fail_and_no_other(warehouse, name):
    warehouse.connection.execute("begin")
    try:
        warehouse.connection.execute(PLANTED[name])
        failing = warehouse.failing()
    finally:
        warehouse.connection.execute("rollback")

    assert failing == {name.partition(":")[0]}


def test_a_rate_of_few_events_on_a_base_of_10_000_is_no_violation(warehouse):
    """INV17: the exact limits of 4 events on 100,000 vehicles, scaled like the rate."""
    warehouse.connection.execute("begin")
    try:
        warehouse.connection.execute(FEW_EVENTS)
        failing = warehouse.failing()
    finally:
        warehouse.connection.execute("rollback")

    assert failing == set()


def test_every_named_test_of_an_invariant_has_a_planted_violation():
    assert {name.partition(":")[0] for name in PLANTED} == set(NUMBERED)


def test_the_document_lists_every_invariant_and_every_named_test_and_no_other():
    text = DOCUMENT.read_text(encoding="utf-8")
    rows = re.findall(r"^\| (INV\d\d) \| [^|]* \| (?:dbt `(\w+)`)?", text, flags=re.MULTILINE)

    assert sorted({number for number, _ in rows}) == [f"INV{one:02}" for one in range(1, 26)]
    assert {name: number for number, name in rows if name} == NUMBERED


def test_tests_that_the_document_points_to_elsewhere_exist():
    text = DOCUMENT.read_text(encoding="utf-8")
    pointed = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)

    assert pointed
    for file, function in pointed:
        assert f"def {function}(" in (PROJECT_ROOT / file).read_text(encoding="utf-8"), function


@pytest.fixture(scope="module")
def in_two_orders(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two warehouses of the same extracts: loaded at once, and the latest edition first."""
    folder = tmp_path_factory.mktemp("orders")
    project = project_of(SOURCES, folder / "dbt_project")
    inbox = inbox_of(SOURCES, samples, folder / "inbox")
    at_once, latest_first = (
        Settings(home=folder / name, project=project) for name in ("at_once", "latest_first")
    )
    first = inbox_of(SOURCES, inbox, folder / "first")
    for path in (first / VINTAGES).iterdir():
        if "nov2024" not in path.name:
            path.unlink()
    for settings, inboxes in ((at_once, [inbox]), (latest_first, [first, inbox])):
        settings.prepare()
        for one in inboxes:
            for source_id in SOURCES:
                stages.ingest_source(settings, source_id, one)
    now = datetime.now(UTC)
    return as_of.rebuild(at_once, now).database, as_of.rebuild(latest_first, now).database


@pytest.mark.parametrize("moment", ["2023-12-31", "2024-02-29", "2024-11-30", "2100-01-01"])
def test_the_order_of_loading_extracts_does_not_change_as_of_results(in_two_orders, moment):
    """INV24."""
    one, other = in_two_orders
    known = (
        f"select * from {{}}.core.fct_offence where known_from_at <= timestamp '{moment}'"
        f" and (known_to_at is null or known_to_at > timestamp '{moment}')"
        f" and source_id = '{VINTAGES}'"
    )
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as one (read_only)")
        connection.execute(f"attach '{other}' as other (read_only)")
        rows = [set(connection.execute(known.format(name)).fetchall()) for name in ("one", "other")]

    assert rows[0]
    assert rows[0] == rows[1]
