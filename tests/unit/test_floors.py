"""Floors: each catches what it names and nothing else, and a person can accept it for one input."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration import holds
from orchestration.acceptance import accept
from orchestration.errors import UsageError
from orchestration.load.landing import Landing
from orchestration.load.objection import FLOOR
from orchestration.release import floors, verdict
from orchestration.release.publish import publish
from orchestration.warehouse import ledger
from orchestration.warehouse.nodes import DocumentedColumn, PublicTable
from orchestration.warehouse.project import Project
from tests.unit import built_candidate as built

TABLES = {
    "core.dim_place": "area_id varchar",
    "marts.recorded_crime_by_city_month": (
        "source_id varchar, area_id varchar, period_id varchar, counting_unit_code varchar,"
        " iccs_code varchar, offence_count bigint"
    ),
    "marts.recorded_crime_by_city_year": (
        "source_id varchar, area_id varchar, period_id varchar, counting_unit_code varchar,"
        " iccs_code varchar, offence_count bigint, months_reported bigint"
    ),
    "marts.observation": (
        "source_id varchar, area_id varchar, period_id varchar, indicator_id varchar,"
        " breakdown_code varchar, value double"
    ),
    "meta.sources": "source_id varchar, newest_period_end date",
}
CELL = "'s1', a, m, 'incident'"
#: Two areas, thirty months; node 0101 is small, 0401 is not; the year is whole.
ROWS = f"""
    insert into core.dim_place values ('A'), ('B');
    insert into marts.recorded_crime_by_city_month
    select {CELL}, node, case when node = '0101' then 3 else 40 end
    from unnest(['A', 'B']) as p(a), unnest(range(30)::varchar[]) as q(m),
        unnest(['0101', '0401']) as r(node);
    insert into marts.recorded_crime_by_city_year
    select {CELL}, '0401', 480, 12 from (select 'A' as a, '2023' as m);
    insert into marts.observation
    select 's1', 'A', m, 'C01', '_T', 12.5 from unnest(['2022', '2023']) as q(m);
    insert into meta.sources values ('s1', '2024-06-30'), ('s2', '2024-06-30');
"""
#: Floor -> what is done to a candidate that is otherwise the release, and whom it blames.
SPOILT = {
    "no_published_table_vanishes": ("drop table core.dim_place", None),
    "no_published_column_vanishes": (
        "alter table core.dim_place rename column area_id to place_id", None,
    ),
    "no_filled_table_becomes_empty": ("delete from core.dim_place", None),
    "no_source_leaves_a_table": ("delete from marts.recorded_crime_by_city_year", "s1"),
    "no_source_loses_half_of_its_rows": (
        "insert into previous.core.fct_thing select 's1' from range(40);"
        "insert into core.fct_thing select 's1' from range(19)", "s1",
    ),
    "no_published_period_vanishes": (
        "delete from marts.recorded_crime_by_city_month where period_id = '17'", "s1",
    ),
    "no_source_goes_back_in_time": (
        "update meta.sources set newest_period_end = '2024-05-31' where source_id = 's2'", "s2",
    ),
    "no_city_month_becomes_nothing": (
        "update marts.recorded_crime_by_city_month set offence_count = 0"
        " where period_id = '17' and area_id = 'B'", "s1",
    ),
    "no_count_of_a_node_becomes_nothing": (
        "update marts.recorded_crime_by_city_month set offence_count = null"
        " where period_id = '17' and area_id = 'B' and iccs_code = '0401'", "s1",
    ),
    "no_published_figure_becomes_a_gap": (
        "update marts.observation set value = null where period_id = '2022'", "s1",
    ),
    "no_year_halves_or_doubles": (
        "update marts.recorded_crime_by_city_year set offence_count = 200", "s1",
    ),
}  # fmt: skip


def public(name: str) -> PublicTable:
    schema, table = name.split(".")
    nothing = dict[str, DocumentedColumn]()
    return PublicTable(table, schema, table, schema, table, "", nothing)


def filled(path: Path) -> Path:
    with duckdb.connect(str(path)) as connection:
        for name, listed in (TABLES | {"core.fct_thing": "source_id varchar"}).items():
            connection.execute(f"create schema if not exists {name.split('.')[0]}")
            connection.execute(f"create table {name} ({listed})")
        connection.execute(ROWS)
    return path


@pytest.fixture
def stand(tmp_path):
    """Return a function: how every floor stands once SQL was run on the candidate."""
    release = filled(tmp_path / "release.duckdb")
    candidate = tmp_path / "candidate.duckdb"
    shutil.copy(release, candidate)

    def run(spoilt: str) -> dict[str, floors.Standing]:
        with duckdb.connect(str(candidate)) as connection:
            connection.execute(f"attach '{release}' as {floors.RELEASE}")
            connection.execute(spoilt)
            names = [public(name) for name in (*TABLES, "core.fct_thing")]
            both = floors.sides(connection, "r1", names, "candidate")
            return {one.floor.name: one for one in floors.compare(both)}

    return run


def failing(stood: dict[str, floors.Standing]) -> set[str]:
    return {name for name, one in stood.items() if one.verdict != "pass"}


def test_a_candidate_that_equals_the_release_stands_on_every_floor(stand):
    assert failing(stand("select 1")) == set()


@pytest.mark.parametrize("name", [floor.name for floor in floors.FLOORS])
def test_what_vanished_is_caught_by_its_own_floor_and_no_other(stand, name):
    spoilt, source = SPOILT[name]

    stood = stand(spoilt)

    assert failing(stood) == {name}
    assert stood[name].verdict == "fail"
    assert stood[name].sources == ({source} if source else frozenset())


@pytest.mark.parametrize(
    "sound",
    [
        "update marts.recorded_crime_by_city_month set offence_count = 0 where period_id = '17'"
        " and iccs_code = '0101'",
        "update marts.recorded_crime_by_city_month set offence_count = offence_count + 1",
        "insert into marts.observation values ('s1', 'A', '2024', 'C01', '_T', null)",
        "insert into meta.sources values ('s3', null)",
        "delete from core.dim_place where area_id = 'B'",
        f"insert into {floors.RELEASE}.marts.observation values"
        " ('s1', 'A', '2024-01', 'D04', '_T', 40);"
        "insert into marts.observation values ('s1', 'A', '2024-02', 'D04', '_T', 12)",
    ],
)
def test_a_small_revision_and_what_is_new_fall_below_no_floor(stand, sound):
    """Nor does an indicator of the data themselves, which moves on with the newest period."""
    assert failing(stand(sound)) == set()


def test_a_table_of_another_form_cannot_be_evaluated(stand):
    """F54: a floor that cannot be asked is not one that holds."""
    stood = stand("alter table meta.sources drop column newest_period_end")

    assert stood["no_source_goes_back_in_time"].verdict == "could_not_evaluate"


def test_what_the_release_did_not_have_is_not_applicable_and_says_why(stand):
    stood = stand(f"drop table {floors.RELEASE}.meta.sources")

    one = stood["no_source_goes_back_in_time"]
    assert (one.verdict, one.reason) == (
        "not_applicable", "release r1 has no meta.sources of this form",
    )  # fmt: skip


# --- in the verdict -------------------------------------------------------------------------------


@pytest.fixture
def released(home):
    """A home with one release of the small candidate."""
    candidate = built.make(home)
    publish(home, candidate, built.judge(home, candidate), built.NO_FINDINGS)
    return home


def emptied(home):
    """A candidate without the one row of its mart."""
    made = built.make(home)
    with duckdb.connect(str(made.database)) as connection:
        connection.execute("delete from marts.offence_rate")
    built.give_verdict(home, made)
    return made


def floor_reasons(home, candidate):
    return [one.reason for one in built.judge(home, candidate).refusals]


def test_before_the_first_release_no_floor_applies_and_none_refuses(home):
    judged = built.judge(home, built.make(home))

    assert judged.refusals == ()
    assert len(judged.floors) == len(floors.FLOORS)
    assert {one.verdict for one in judged.floors} == {"not_applicable"}
    assert judged.warnings == ()


def test_a_candidate_below_a_floor_is_refused_and_says_what_where_and_against_what(released):
    (reason,) = floor_reasons(released, emptied(released))

    assert reason.startswith("no_filled_table_becomes_empty failed (1): a table that had rows has")
    assert "marts.offence_rate against 20" in reason


def test_a_release_that_cannot_be_read_refuses_instead_of_being_no_floor(released):
    """Promise 3."""
    candidate = built.make(released)
    database = (released.releases / "current").resolve() / "public" / "warehouse.duckdb"
    database.chmod(0o600)
    database.write_bytes(b"nothing")

    judged = built.judge(released, candidate)

    assert {one.verdict for one in judged.floors} == {"could_not_evaluate"}
    assert all(one.could_not_evaluate for one in judged.refusals)
    assert len(judged.refusals) == sum(one.severity == "error" for one in floors.FLOORS)


def test_floors_are_no_part_of_the_checks_that_the_content_hash_covers(released):
    """Promise 6: equal content is equal, whatever it is published after."""
    judged = built.judge(released, built.make(released))

    assert "floor" not in {one.kind for one in judged.checks}


# --- accepting ------------------------------------------------------------------------------------


def test_a_candidate_below_a_floor_is_accepted_for_its_inputs_and_these_words_only(released):
    """F57."""
    candidate = emptied(released)
    (reason,) = floor_reasons(released, candidate)

    (done,) = accept(released, candidate.candidate_id, "the table is given up")

    assert (done.fault, done.is_loaded) == (FLOOR, True)
    judged = built.judge(released, candidate)
    assert judged.refusals == ()
    assert [one.check_name for one in judged.warnings] == ["no_filled_table_becomes_empty"]
    (kept,) = ledger.acceptances(released, FLOOR)
    assert (kept.extract_sha256, kept.message) == (candidate.record.fingerprint, reason)
    with duckdb.connect(str(candidate.database)) as connection:
        connection.execute("delete from core.dim_city")
    built.give_verdict(released, candidate)
    assert len(floor_reasons(released, candidate)) == 1


def test_a_candidate_that_no_floor_refuses_has_nothing_to_accept(released):
    with pytest.raises(UsageError, match="waits for no hold"):
        accept(released, built.make(released).candidate_id, "no reason")


def accepted_extracts(home, *shas):
    """Record a person's acceptance of extracts of the one source."""
    with Landing(home) as landing:
        for sha in shas:
            landing.connection.execute(
                "insert into ledger.acceptances by name select ? as source_id,"
                " ? as extract_sha256, ? as fault",
                [built.SOURCE, sha, FLOOR],
            )


@pytest.mark.parametrize(("accepted", "refused"), [(("n1", "n2"), 0), (("n1",), 1), ((), 1)])
def test_a_source_is_accepted_when_each_of_its_new_extracts_is(released, accepted, refused):
    """An acceptance never covers what another file of the same night takes away."""
    candidate = emptied(released)
    old = candidate.record.extracts[0]
    new = tuple(old.model_copy(update={"extract_sha256": sha}) for sha in ("n1", "n2"))
    record = candidate.record.model_copy(update={"extracts": (old, *new)})
    accepted_extracts(released, *accepted)
    blamed = floors.Standing(floors.PERIODS, "fail", {built.SOURCE: 3}, "marts.x against r1")

    sources, reasons = verdict._accepted(released, replace(candidate, record=record))

    assert (verdict._refusal_of(blamed, sources, reasons) is not None) == bool(refused)


def blaming(*refusals: verdict.Refusal) -> verdict.CandidateVerdict:
    return verdict.CandidateVerdict((), refusals)


def test_an_extract_with_which_figures_would_vanish_is_held_and_can_be_accepted(released):
    """Promise 5: the source waits for a person, the others are published."""
    project = Project(released.project, {}, {})
    below = verdict.Refusal("a floor", frozenset({"mx_a"}), is_acceptable=True)
    with Landing(released) as landing:
        for source_id in ("mx_a", "mx_b", "mx_c"):
            landing.connection.execute(
                "insert into ledger.extracts by name select ? as source_id, ? as extract_sha256,"
                " 'a.csv' as file_name, 'loaded' as status, false as is_synthetic",
                [source_id, f"{source_id} 1"],
            )

    held = holds.hold_blamed(released, project, blaming(below), frozenset())

    assert held == {"mx_a"}
    (finding,) = ledger.unused_extracts(released)
    assert finding.fault == FLOOR
    assert 'safercities accept mx_a 1 --because "…"' in finding.next_step


def test_an_extract_that_fails_another_check_too_is_held_and_cannot_be_accepted(released):
    project = Project(released.project, {}, {})
    below = verdict.Refusal("a floor", frozenset({"mx_a"}), is_acceptable=True)
    wrong = verdict.Refusal("a test", frozenset({"mx_a"}))
    with Landing(released) as landing:
        for source_id in ("mx_a", "mx_b", "mx_c"):
            landing.connection.execute(
                "insert into ledger.extracts by name select ? as source_id, ? as extract_sha256,"
                " 'a.csv' as file_name, 'loaded' as status, false as is_synthetic",
                [source_id, f"{source_id} 1"],
            )

    holds.hold_blamed(released, project, blaming(below, wrong), frozenset())

    (finding,) = ledger.unused_extracts(released)
    assert finding.fault == holds.HELD
    assert "accept" not in finding.next_step
