"""Random rounding to base 3: unbiased, alike for one cell, said in the release (methods 9)."""

import json
from fractions import Fraction

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from orchestration.errors import GateRefused
from orchestration.release.disclosure import rounding
from orchestration.release.publish import publish
from orchestration.warehouse.nodes import PublicTable, Rounding
from tests.unit import built_candidate as built

SECRET = SecretStr("a secret of the tests")
TABLE = PublicTable(
    model="t", candidate_schema="marts", candidate_table="t", schema="marts", table="t",
    description="", columns={}, rounding=Rounding(columns=("n",), key=("id",)),
)  # fmt: skip


def rounded(counts, secret=SECRET):
    """Each count after rounding, as the cells 0, 1, 2, ... of one column."""
    expression = rounding.expressions(secret, TABLE, ["id", "n"])["n"]
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"select cast({expression} as bigint)"
            " from (select generate_subscripts($counts, 1) as id, unnest($counts) as n)"
            " order by id",
            {"counts": counts},
        ).fetchall()
    return [count for (count,) in rows]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.none() | st.integers(0, 10**9), min_size=1))
def test_a_rounded_count_is_a_multiple_of_three_less_than_three_away(counts):
    for before, after in zip(counts, rounded(counts), strict=True):
        assert (after is None) == (before is None)
        if before is not None:
            assert after % 3 == 0
            assert abs(after - before) < 3
            assert after == before or before % 3


@pytest.mark.parametrize(("count", "down", "share"), [(17, 15, 1 / 3), (16, 15, 2 / 3)])
def test_seventeen_becomes_fifteen_a_third_of_the_time(count, down, share):
    """17 = 15 + 2: down with 1/3; 16 = 15 + 1: down with 2/3. 30,000 cells, 4 standard errors."""
    found = rounded([count] * 30_000)

    assert set(found) == {down, down + 3}
    assert found.count(down) / len(found) == pytest.approx(share, abs=4 * (2 / 9 / 30_000) ** 0.5)


@pytest.mark.parametrize("remainder", [0, 1, 2])
def test_the_mean_over_all_draws_is_the_count(remainder):
    """By hand: the draw is uniform over 0, 1, 2 and goes up where it is below the remainder."""
    outcomes = [3 if draw < remainder else 0 for draw in range(3)]

    assert Fraction(sum(outcomes), 3) == remainder


def test_a_cell_rounds_alike_every_time_and_otherwise_under_another_key():
    counts = [1, 2] * 50

    assert rounded(counts) == rounded(counts)
    assert rounded(counts) != rounded(counts, SecretStr("another"))


def test_without_a_key_nothing_is_rounded():
    assert rounding.expressions(None, TABLE, ["id", "n"]) == {}
    assert rounding.statement(None, [TABLE]) == "none"


def test_the_secret_itself_stands_in_no_statement():
    (expression,) = rounding.expressions(SECRET, TABLE, ["id", "n"]).values()

    assert SECRET.get_secret_value() not in expression


# --- a release ------------------------------------------------------------------------------------


def candidate_with_rounding(home, **meta):
    """A candidate of which one table declares rounding."""
    candidate = built.make(home)
    with duckdb.connect(str(candidate.database)) as connection:
        connection.execute(
            "create or replace table marts.offence_rate as"
            " select 'a' as city_id, 16 as rate_per_100k union all select 'b', 9"
        )
    built.give_verdict(home, candidate)
    document = built.manifest()
    node = document["nodes"]["model.x.offence_rate"]
    node["config"]["meta"] |= {
        "rounding": {"columns": ["rate_per_100k"], "key": ["city_id"]},
        **meta,
    }
    candidate.manifest.write_text(json.dumps(document))
    return candidate


def released(home, candidate):
    release = publish(home, candidate, built.judge(home, candidate), built.NO_FINDINGS)
    with duckdb.connect(str(release.database), read_only=True) as connection:
        counts = connection.execute("select rate_per_100k from marts.offence_rate").fetchall()
        ((method,),) = connection.execute("select disclosure_method from meta.release").fetchall()
    return [count for (count,) in counts], method


def test_a_release_says_that_it_was_rounded_and_is(home):
    secret = home.model_copy(update={"rounding_key": SECRET})

    counts, method = released(secret, candidate_with_rounding(home))

    assert method == "random rounding to base 3: marts.offence_rate.rate_per_100k"
    assert {count % 3 for count in counts} == {0}
    assert 9 in counts


def test_without_the_key_the_release_holds_the_counts_and_says_so(home):
    counts, method = released(home, candidate_with_rounding(home))

    assert (sorted(counts), method) == ([9, 16], "none")


def test_a_table_is_never_both_rounded_and_suppressed(home):
    candidate = candidate_with_rounding(home, published_as="victims_by_city_year")

    (refusal,) = built.judge(home, candidate).refusals

    assert refusal.reason == (
        "methods 9: rounded and suppressed at once: marts.victims_by_city_year"
    )
    with pytest.raises(ValueError, match="refused"):
        publish(home, candidate, built.judge(home, candidate), built.NO_FINDINGS)


def test_a_refusal_of_the_gate_is_what_a_wrong_class_ends_in(home):
    candidate = candidate_with_rounding(home)
    document = json.loads(candidate.manifest.read_text())
    judged = built.judge(home, candidate)
    del document["nodes"]["model.x.dim_city"]["columns"]["city_id"]["config"]
    candidate.manifest.write_text(json.dumps(document))

    with pytest.raises(GateRefused, match=r"core\.dim_city\.city_id \(no class\)"):
        publish(home, candidate, judged, built.NO_FINDINGS)
