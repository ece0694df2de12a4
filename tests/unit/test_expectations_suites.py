"""Planted defects: each rule of a suite catches its own, and none fires on the clean candidate."""

from __future__ import annotations

import shutil

import duckdb
import pytest

from expectations import engine, suites
from expectations.codes import EXACT_LIMITS
from expectations.evaluate import Gate
from expectations.verdict import read_plan
from tests.unit import toy_candidate as toy


def planted_defects() -> list[tuple[str, set[str], str]]:
    """Read suite, checks that must fail, and SQL of every block of `planted_defects*.sql`."""
    files = sorted(toy.HERE.glob("planted_defects*.sql"))
    texts = [path.read_text(encoding="utf-8") for path in files]
    blocks = [block.split("\n", 1) for text in texts for block in text.split("\n\n")[1:]]
    return [
        (suite, set(checks.split(" + ")), statements)
        for title, statements in blocks
        for suite, checks in [title.removeprefix("-- ").split(": ", 1)]
    ]


DEFECTS = planted_defects()


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """Return the clean toy candidate, built once."""
    return toy.build(tmp_path_factory.mktemp("clean"))


@pytest.fixture
def judge(clean, tmp_path):
    """Return a function that runs one suite on the toy candidate with a defect planted."""

    def run(suite: str, defect: str = "", **plan: object):
        path = tmp_path / clean.name
        shutil.copy(clean, path)
        with duckdb.connect(str(path)) as connection:
            connection.execute(defect or "select 1")
        return Gate(read_plan(toy.write_plan(path, (suite,), **plan))).judge(suite)

    yield run
    engine.close_candidates()


def names(verdict, outcome: str) -> set[str]:
    return {e.name for e in verdict.expectations if e.verdict == outcome}


@pytest.mark.parametrize("suite", suites.REQUIRED)
def test_no_rule_fires_on_the_clean_candidate(judge, suite):
    verdict = judge(suite)

    assert names(verdict, "fail") | names(verdict, "could_not_evaluate") == set()
    assert verdict.outcome() == "pass"


@pytest.mark.parametrize(
    ("suite", "caught", "defect"),
    DEFECTS,
    ids=[f"{s}-{'-'.join(sorted(c))}" for s, c, _ in DEFECTS],
)
def test_a_planted_defect_is_caught_by_its_own_rule_and_no_other(judge, suite, caught, defect):
    verdict = judge(suite, defect)

    assert names(verdict, "fail") == caught
    assert names(verdict, "could_not_evaluate") == set()


def test_every_rule_has_a_planted_defect():
    """Gates rot: a rule that nothing proves may have stopped working long ago."""
    planted = {check for _, caught, _ in DEFECTS for check in caught}
    rules = {
        check.name
        for name in suites.REQUIRED
        for check in suites.load(name).checks
        if check.expectation == "UnexpectedRowsExpectation" and "(" not in check.name
    }

    assert rules - planted == set()


def test_offending_rows_are_counted_by_source_so_that_one_source_can_be_held(judge):
    verdict = judge(
        "extracts", "update meta.extracts set loaded_lines = 1 where file_name = 'toy.csv'"
    )

    [judged] = [e for e in verdict.expectations if e.verdict == "fail"]
    assert judged.observed == 2
    assert judged.sources == {toy.CO: 1, toy.ZA: 1}
    assert judged.source_id is None


def test_a_defect_of_one_source_names_it(judge):
    verdict = judge(
        "fct_offence", "update core.fct_offence set value_count = -1 where victim_sex_code = '2'"
    )

    [judged] = [e for e in verdict.expectations if e.verdict == "fail"]
    assert (judged.source_id, judged.observed) == (toy.CO, 1)


def test_rows_without_a_source_put_the_blame_on_nobody(judge):
    verdict = judge(
        "sources", "update meta.sources set source_id = null where source_id = 'za_saps_toy'"
    )

    blamed = {e.name: e.sources for e in verdict.expectations if e.verdict == "fail"}
    assert blamed["not_null(source_id)"] == {}


def test_every_suite_module_is_required_and_every_required_suite_exists():
    assert sorted(suites.REQUIRED) == suites.available()


def test_check_names_are_unique_within_a_suite():
    for name in suites.REQUIRED:
        checks = [check.name for check in suites.load(name).checks]
        assert len(checks) == len(set(checks)), name


def test_the_exact_limits_are_those_of_the_chi_square_distribution():
    """Garwood 1936, as methods 5 writes it."""
    from scipy.stats import chi2

    for n, lower, upper in EXACT_LIMITS:
        assert lower == pytest.approx(chi2.ppf(0.025, 2 * n) / 2 if n else 0.0, abs=1e-9)
        assert upper == pytest.approx(chi2.ppf(0.975, 2 * n + 2) / 2, abs=1e-9)
