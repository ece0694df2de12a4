"""Promise 3: what did not run, ran on nothing, crashed or judged another candidate has failed."""

import json

import duckdb
import pytest

from orchestration.load.landing import Landing
from tests.unit import built_candidate as built


def reasons(home, candidate):
    return [refusal.reason for refusal in built.judge(home, candidate).refusals]


def test_a_candidate_on_which_everything_passed_is_not_refused(home):
    judged = built.judge(home, built.make(home))

    assert judged.refusals == ()
    assert {check.kind for check in judged.checks} == {
        "dbt",
        "disclosure",
        "great_expectations",
        "reconciliation",
    }


def test_a_missing_verdict_refuses(home):
    """F06."""
    candidate = built.make(home)
    candidate.verdict.unlink()

    assert reasons(home, candidate) == [f"F06: candidate {candidate.candidate_id} has no verdict"]


def test_a_half_written_verdict_refuses(home):
    candidate = built.make(home)
    candidate.verdict.write_bytes(candidate.verdict.read_bytes()[:100])

    assert reasons(home, candidate) == [f"F06: candidate {candidate.candidate_id} has no verdict"]


def test_a_suite_that_did_not_run_refuses(home):
    """F53."""
    candidate = built.make(home)
    document = json.loads(candidate.verdict.read_text())
    document["suites"] = document["suites"][:1]
    candidate.verdict.write_text(json.dumps(document))

    assert reasons(home, candidate) == ["F53: suite offence_rate has no verdict"]


def test_a_suite_without_expectations_refuses(home):
    """F53."""
    candidate = built.make(home)
    document = json.loads(candidate.verdict.read_text())
    document["suites"][1]["expectations"] = []
    candidate.verdict.write_text(json.dumps(document))

    assert reasons(home, candidate) == ["F53: suite offence_rate evaluated 0 critical expectations"]


def test_a_published_table_without_a_suite_refuses(home):
    """F53: a suite for another table does not stand for it."""
    candidate = built.make(home)
    document = json.loads(candidate.verdict.read_text())
    document["suites"][1]["table"] = "marts.offence_rate_of_old"
    candidate.verdict.write_text(json.dumps(document))

    assert reasons(home, candidate) == [
        "F53: no suite looks at the published table marts.offence_rate"
    ]


def test_a_check_that_crashed_refuses_and_is_not_called_failed(home):
    """F54."""
    candidate = built.make(home)
    built.give_verdict(
        home, candidate, built.judgement("unique", verdict="could_not_evaluate", reason="KeyError")
    )

    judged = built.judge(home, candidate)

    assert [one.reason for one in judged.refusals] == [
        "F54: could not evaluate dim_city.unique: KeyError"
    ]
    assert judged.headline() == (
        "Not published: 0 critical checks failed, 1 could not be evaluated."
    )


def test_the_verdict_of_another_candidate_refuses(home):
    """F55."""
    first, second = built.make(home), built.make(home, rate=13.0)
    second.verdict.write_bytes(first.verdict.read_bytes())

    assert "F55" in reasons(home, second)[0]


def test_a_verdict_refuses_once_the_candidate_has_changed_under_it(home):
    """F55: same id, other content."""
    candidate = built.make(home)
    with duckdb.connect(str(candidate.database)) as connection:
        connection.execute("update marts.offence_rate set rate_per_100k = 99")

    assert "F55" in reasons(home, candidate)[0]


def test_a_failed_warning_is_said_and_does_not_refuse(home):
    """F56."""
    candidate = built.make(home)
    built.give_verdict(
        home, candidate, built.judgement("fresh", severity="warning", verdict="fail", observed=4)
    )

    judged = built.judge(home, candidate)

    assert judged.refusals == ()
    assert [check.check_name for check in judged.warnings] == ["dim_city.fresh"]


def test_a_failed_data_test_refuses_with_its_count_and_blames_its_source(home):
    candidate = built.make(home)
    candidate.run_results.write_text(json.dumps(built.results(counts_are_counts="fail")))

    judged = built.judge(home, candidate)

    assert [one.reason for one in judged.refusals] == ["counts_are_counts failed (3 rows)"]
    assert judged.blamed_sources == {built.SOURCE}


def test_a_failed_expectation_blames_the_sources_of_its_rows(home):
    """Promise 5, at the layer of Great Expectations: so that they alone can be held."""
    candidate = built.make(home)
    spoilt = built.judgement("in_set", verdict="fail", observed=3, sources={built.SOURCE: 3})
    built.give_verdict(home, candidate, spoilt)

    judged = built.judge(home, candidate)

    assert judged.blamed_sources == {built.SOURCE}
    assert not judged.is_acceptable


def test_no_source_is_blamed_alone_for_what_is_also_wrong_elsewhere(home):
    candidate = built.make(home)
    candidate.run_results.write_text(
        json.dumps(built.results(counts_are_counts="fail", not_null_city="fail"))
    )

    assert built.judge(home, candidate).blamed_sources == frozenset()


def test_a_failed_data_test_with_severity_warn_does_not_refuse(home):
    candidate = built.make(home)
    document = built.manifest()
    document["nodes"]["test.x.not_null_city"]["config"]["severity"] = "warn"
    candidate.manifest.write_text(json.dumps(document))
    candidate.run_results.write_text(json.dumps(built.results(not_null_city="warn")))

    judged = built.judge(home, candidate)

    assert judged.refusals == ()
    assert [check.check_name for check in judged.warnings] == ["not_null_city"]


@pytest.mark.parametrize("node", ["not_null_city", "dim_city"])
def test_a_node_without_a_result_refuses(home, node):
    candidate = built.make(home)
    document = built.results()
    document["results"] = [
        one for one in document["results"] if one["unique_id"].rpartition(".")[2] != node
    ]
    candidate.run_results.write_text(json.dumps(document))

    assert reasons(home, candidate) == [f"F53: {node} did not run"]


def test_a_skipped_test_without_a_failure_before_it_refuses(home):
    candidate = built.make(home)
    candidate.run_results.write_text(json.dumps(built.results(not_null_city="skipped")))

    assert reasons(home, candidate) == ["F53: not_null_city was skipped"]


def test_lines_that_do_not_add_up_refuse_and_blame_the_source(home):
    """Promise 1."""
    candidate = built.make(home)
    with Landing(home) as landing:
        landing.connection.execute("update ledger.extracts set physical_lines = 11")

    judged = built.judge(home, candidate)

    assert judged.blamed_sources == {built.SOURCE}
    assert "do not add up" in judged.refusals[0].reason
