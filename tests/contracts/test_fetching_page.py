"""The page on fetching says what the code does: its examples are contracts, its table is ours.

Belongs here: reading `docs/fetching.md` with the real models. Does not belong here: any portal.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
import yaml

from orchestration.contracts import Portal, PortalKind, discover
from orchestration.extract.portals import fetch_source
from orchestration.settings import PROJECT_ROOT, Settings
from tests.ingest_kit import contract
from tests.portal_kit import World

PAGE = (PROJECT_ROOT / "docs" / "fetching.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def portals_of(example: str) -> list[Portal]:
    """The portals of one example, read as a contract's."""
    return [Portal.model_validate(one) for one in yaml.safe_load(example)["portals"]]


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_is_part_of_a_contract(example: str, tmp_path: Path) -> None:
    assert portals_of(example)
    made = contract(tmp_path, portals=yaml.safe_load(example)["portals"])
    assert len(made.meta.portals) == len(portals_of(example))


def test_there_is_an_example_of_every_kind() -> None:
    shown = {portal.kind for example in EXAMPLES for portal in portals_of(example)}
    assert shown == set(get_args(PortalKind))


def test_both_families_of_datos_gov_co_are_shown() -> None:
    wanted = [one.query.get("where", "") for text in EXAMPLES for one in portals_of(text)
              if one.kind == "socrata"]  # fmt: skip
    assert any(text.startswith("cod_muni") for text in wanted)
    assert any(text.startswith("starts_with(codigo_dane") for text in wanted)


def test_the_table_says_of_every_source_whether_it_is_asked(tmp_path: Path) -> None:
    contracts, _ = discover(PROJECT_ROOT / "dbt_project")
    table = PAGE.partition("## What is fetched")[2].partition("## How it asks")[0]
    for source_id, one in contracts.items():
        (row,) = [line for line in table.splitlines() if f"`{source_id}`" in line]
        is_asked = any(not p.held_back and p.kind != "inbox" for p in one.meta.portals)
        assert ("asked, unverified" in row) == is_asked
        assert ("by hand" in row) == (not is_asked)


def test_no_portal_is_called_verified_while_none_is() -> None:
    contracts, _ = discover(PROJECT_ROOT / "dbt_project")
    verified = [p.url for one in contracts.values() for p in one.meta.portals if p.verified]
    assert ("None of the portals of this project has been verified" in " ".join(PAGE.split())) == (
        not verified
    )


def test_the_example_for_a_person_gives_the_instruction(tmp_path: Path) -> None:
    (by_hand,) = [text for text in EXAMPLES if "kind: inbox" in text]
    made = contract(tmp_path / "project", portals=yaml.safe_load(by_hand)["portals"])
    done = fetch_source(Settings(home=tmp_path / "home"), made, World().outside)
    assert (done.status, done.findings, len(done.by_hand)) == ("by hand", [], 2)
    assert "save the workbook of the year; drop them into" in done.by_hand[0]
    assert done.by_hand[1].startswith("What is in the archive is not declared yet.")
