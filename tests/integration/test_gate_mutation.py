"""The gate, mutated: one defect at a time in a built warehouse, and exactly its rule refuses it.

Belongs here: the defects that one rule of the whole gate catches (`tests/gate_page.py`), planted in
the warehouse of the samples, and the page that lists them. Does not belong here: defects that two
layers catch, which have their tests layer by layer.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from orchestration.release import floors
from orchestration.report import RefreshReport
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.warehouse import candidate as candidates
from tests import gate_page
from tests.gate_kit import PlantedGate, changed

PLANTED = {one.rule: one for one in gate_page.planted()}
FEWEST = 60


@pytest.fixture(scope="module")
def gate(
    sample_release: tuple[Settings, RefreshReport], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PlantedGate]:
    settings, report = sample_release
    built = candidates.find(settings, str(report.candidate_id))
    release = settings.releases / str(report.release_id) / "public" / "warehouse.duckdb"
    # The compiled SQL names the database it was built in: warehouse.
    copy = tmp_path_factory.mktemp("gate") / "warehouse.duckdb"
    gate = PlantedGate(settings, built, release, copy)
    yield gate
    gate.connection.close()


@pytest.fixture(scope="module")
def warned(gate: PlantedGate) -> set[str]:
    """What is broken before a defect is planted."""
    return gate.broken()


def test_no_rule_that_refuses_is_broken_before_a_defect_is_planted(
    gate: PlantedGate, warned: set[str]
) -> None:
    assert {gate.rules[one].severity for one in warned} <= {"warning"}


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_defect_is_caught_by_its_own_rule_of_the_whole_gate_and_no_other(
    gate: PlantedGate, warned: set[str], rule: str
) -> None:
    with gate.planted(PLANTED[rule].sql):
        broken = gate.broken(changed(PLANTED[rule].sql))

    assert broken - warned == {rule}
    assert gate.rules[rule].severity == PLANTED[rule].severity


def test_as_many_rules_are_proved_alone_as_were_asked_for() -> None:
    assert len(PLANTED) >= FEWEST
    assert len(PLANTED) == len(gate_page.planted())


def test_the_page_is_the_one_that_the_rules_write() -> None:
    assert gate_page.PAGE.read_text(encoding="utf-8") == gate_page.page()


def test_the_page_names_every_floor_and_tests_that_exist() -> None:
    text = gate_page.PAGE.read_text(encoding="utf-8")
    verdicts = (PROJECT_ROOT / "tests" / "unit" / "test_publish_verdict.py").read_text("utf-8")

    assert all(f"`{floor.name}`" in text for floor in floors.FLOORS)
    assert [test for _, _, test in gate_page.JUDGED if f"def test_{test}(" not in verdicts] == []
