"""The gate fails closed: what did not run, ran on nothing, or crashed is never a pass (F53-F55)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from expectations import engine, suites
from expectations.evaluate import evaluate
from expectations.runner import INTERNAL_ERROR, WRITTEN, main
from expectations.verdict import Verdict, read_plan, write_verdict
from orchestration.settings import PROJECT_ROOT
from tests.unit import toy_candidate as toy

CANARY = "Maria Canaria Nandu"

HEAD = "from expectations.checks import Suite, no_row_where, not_null\n"


@pytest.fixture(autouse=True)
def released_candidates():
    """Close what a test opened."""
    yield
    engine.close_candidates()


@pytest.fixture
def plant_suite(tmp_path, monkeypatch):
    """Return a function that adds a suite module of the given text."""
    folder = tmp_path / "more_suites"
    folder.mkdir()
    monkeypatch.setattr(suites, "__path__", [*suites.__path__, str(folder)])

    def plant(name: str, text: str) -> None:
        (folder / f"{name}.py").write_text(HEAD + text, encoding="utf-8")
        monkeypatch.delitem(sys.modules, f"expectations.suites.{name}", raising=False)

    return plant


def run(tmp_path: Path, *names: str, defect: str = "select 1", **plan: object) -> Verdict:
    return evaluate(read_plan(toy.write_plan(toy.build(tmp_path, defect), names, **plan)))


def refusals(verdict: Verdict, *names: str) -> list[str]:
    return verdict.refusals(
        candidate_id=verdict.candidate_id, content_hash=verdict.content_hash, suites=set(names)
    )


def test_a_clean_candidate_gives_no_reason_to_refuse(tmp_path):
    verdict = run(tmp_path, "dim_city", "unmapped")

    assert refusals(verdict, "dim_city", "unmapped") == []
    assert verdict.warnings() == []
    assert [s.row_count for s in verdict.suites] == [4, 0]


def test_a_suite_that_does_not_exist_refuses(tmp_path):
    verdict = run(tmp_path, "dim_citty")

    assert refusals(verdict, "dim_citty") == [
        "F54: could not evaluate dim_citty.suite_ran: F53: LookupError on loading suite dim_citty"
    ]


def test_a_suite_that_checks_nothing_refuses(tmp_path, plant_suite):
    plant_suite("toy_empty", "SUITE = Suite(table='core.dim_city', checks=())")

    [reason] = refusals(run(tmp_path, "toy_empty"), "toy_empty")

    assert "F53: suite toy_empty evaluated 0 expectations" in reason


def test_a_suite_of_warnings_only_refuses(tmp_path, plant_suite):
    plant_suite(
        "toy_warnings",
        "SUITE = Suite(table='core.dim_city',"
        " checks=(no_row_where('n', 'false', 's', severity='warning'),))",
    )

    assert refusals(run(tmp_path, "toy_warnings"), "toy_warnings")


def test_a_module_without_a_suite_or_with_an_error_refuses(tmp_path, plant_suite):
    plant_suite("toy_bare", "")
    plant_suite("toy_broken", "raise RuntimeError('whatever')")

    verdict = run(tmp_path, "toy_bare", "toy_broken", "dim_city")

    assert [s.outcome() for s in verdict.suites] == [
        "could_not_evaluate", "could_not_evaluate", "pass",
    ]  # fmt: skip
    assert "whatever" not in verdict.model_dump_json()


def test_a_missing_table_refuses(tmp_path):
    verdict = run(tmp_path, "dim_city", defect="drop table core.dim_city")

    [reason] = refusals(verdict, "dim_city")
    assert "F53: table core.dim_city is missing" in reason


def test_a_table_without_rows_refuses_and_none_of_its_checks_counts_as_passed(tmp_path):
    verdict = run(tmp_path, "fct_offence", defect="delete from core.fct_offence")

    [suite] = verdict.suites
    assert suite.row_count == 0
    assert {e.verdict for e in suite.expectations} == {"fail", "could_not_evaluate"}
    assert refusals(verdict, "fct_offence")[0].startswith("fct_offence.row_count failed (0 rows)")


def test_a_table_that_is_expected_empty_passes_with_its_reason(tmp_path):
    verdict = run(
        tmp_path,
        "fct_offence_event",
        defect="delete from core.fct_offence_event",
        expected_empty={"core.fct_offence_event": "no source gives cases"},
    )

    assert refusals(verdict, "fct_offence_event") == []
    [floor] = [e for e in verdict.suites[0].expectations if e.name == "row_count"]
    assert floor.reason == "expected empty: no source gives cases"


def test_the_plan_can_raise_the_floor_of_a_table(tmp_path):
    verdict = run(tmp_path, "fct_offence", thresholds={"core.fct_offence": 1000})

    assert refusals(verdict, "fct_offence") == [
        "fct_offence.row_count failed (4 rows): has at least 1,000 rows"
    ]


def test_a_check_that_crashes_could_not_be_evaluated_and_its_neighbours_were(tmp_path):
    verdict = run(
        tmp_path, "dim_offence", defect="alter table core.dim_offence drop column is_residual"
    )

    outcomes = {e.name: e.verdict for e in verdict.suites[0].expectations}
    assert outcomes.pop("not_null(is_residual)") == "could_not_evaluate"
    assert outcomes.pop("has_its_columns") == "fail"
    assert set(outcomes.values()) == {"pass"}
    assert (
        "F54: could not evaluate dim_offence.not_null(is_residual): column is_residual is missing"
        in refusals(verdict, "dim_offence")
    )


def test_a_failed_warning_is_said_and_does_not_refuse(tmp_path):
    verdict = run(
        tmp_path,
        "fct_offence_event",
        defect="update core.fct_offence_event set occurred_from_at = timestamp '2025-01-01',"
        " occurred_to_at = null",
    )

    assert refusals(verdict, "fct_offence_event") == []
    assert len(verdict.warnings()) == 1


def test_a_verdict_speaks_for_the_candidate_and_hash_of_its_plan_only(tmp_path):
    verdict = run(tmp_path, "dim_city")

    for claim in ({"candidate_id": "other"}, {"content_hash": "other"}):
        known = {"candidate_id": verdict.candidate_id, "content_hash": verdict.content_hash}
        reasons = verdict.refusals(**(known | claim), suites={"dim_city"})
        assert reasons[0].startswith("F55: verdict is for candidate")


def test_a_suite_that_the_reader_expects_and_the_verdict_lacks_refuses(tmp_path):
    assert refusals(run(tmp_path, "dim_city"), "dim_city", "fct_offence") == [
        "F53: suite fct_offence has no verdict"
    ]


@pytest.mark.parametrize(
    "plan",
    [
        "{",
        '{"candidate_id": "c", "database": "warehouse.duckdb", "content_hash": "h", "suites": []}',
        '{"candidate_id": "c", "database": "none.duckdb", "content_hash": "h", "suites": ["x"]}',
        '{"candidate_id": "c", "content_hash": "h", "suites": ["dim_city"]}',
    ],
)
def test_without_a_usable_plan_no_verdict_stands_and_the_code_is_70(tmp_path, plan, capsys):
    (tmp_path / "plan.json").write_text(plan, encoding="utf-8")
    out = tmp_path / "verdict.json"
    out.write_text("a verdict of an earlier run", encoding="utf-8")

    assert main(["--plan", str(tmp_path / "plan.json"), "--out", str(out)]) == INTERNAL_ERROR

    assert not out.exists()
    assert capsys.readouterr().err.startswith("gate: no verdict")


def test_a_verdict_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    verdict = run(tmp_path, "dim_city")
    target = tmp_path / "folder"
    target.mkdir()

    with pytest.raises(OSError, match="folder"):
        write_verdict(verdict, target)

    assert not list(tmp_path.glob(".folder.*"))


def test_a_plan_with_an_unknown_field_is_refused(tmp_path):
    plan = toy.write_plan(toy.build(tmp_path), ("dim_city",), supsects=[])

    with pytest.raises(ValidationError):
        read_plan(plan)


REFUSE_NETWORK = """
import sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo"):
        print("NETWORK", event, arguments[1:], file=sys.stderr, flush=True)
        raise PermissionError("offline")
sys.addaudithook(refuse)
"""


def test_the_gate_as_a_process_writes_its_verdict_offline_and_prints_no_value(tmp_path):
    database = toy.build(
        tmp_path,
        f"update core.dim_area set name_local = '{CANARY}', valid_to_date = date '1800-01-01'",
        "alter table core.dim_source_category alter counting_unit_code type varchar",
        f"update core.dim_source_category set counting_unit_code = '{CANARY}'",
        "alter table meta.extracts alter byte_count type varchar",
        f"update meta.extracts set byte_count = '{CANARY}'",
    )
    names = ("dim_area", "dim_source_category", "extracts")
    plan = toy.write_plan(database, names)
    (tmp_path / "sitecustomize.py").write_text(REFUSE_NETWORK, encoding="utf-8")
    before = database.read_bytes()

    done = subprocess.run(
        [
            sys.executable, "-m", "expectations.runner", "--plan", plan,
            "--out", tmp_path / "verdict.json", "--docs", tmp_path / "docs",
        ],
        cwd=PROJECT_ROOT,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )  # fmt: skip

    assert done.returncode == WRITTEN, done.stderr
    assert done.stdout == ""
    assert "NETWORK" not in done.stderr
    document = json.loads((tmp_path / "verdict.json").read_text(encoding="utf-8"))
    outcomes = {e["name"]: e["verdict"] for s in document["suites"] for e in s["expectations"]}
    assert outcomes["validity_moves_forward"] == "fail"
    assert outcomes["in_set(counting_unit_code)"] == "fail"
    assert outcomes["between(byte_count)"] == "could_not_evaluate"
    written = [done.stderr.encode()] + [
        path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.suffix in {".json", ".html", ".js"}
    ]
    assert (tmp_path / "docs" / "index.html").is_file()
    assert not [text for text in written if CANARY.encode() in text]
    assert database.read_bytes() == before
    assert (tmp_path / "verdict.json").stat().st_mode & 0o077 == 0
    assert (tmp_path / "docs").stat().st_mode & 0o077 == 0
