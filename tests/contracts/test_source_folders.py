"""Every source folder tells its whole story, and its crosswalk keeps the rules.

Belongs here: claims that hold for each folder below `dbt_project/sources/`, whatever the source.
Does not belong here: a figure of one source (`tests/integration`), or a reader's behaviour.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from orchestration.contracts import Contract, discover, sources_by_domain
from orchestration.settings import PROJECT_ROOT
from tests.samples import source_ids

PROJECT = PROJECT_ROOT / "dbt_project"
CONTRACTS, BROKEN = discover(PROJECT)
IDS = sorted(CONTRACTS)
WITH_CATEGORIES = [
    name for name in IDS if {"offences", "offence_events"} & set(CONTRACTS[name].meta.provides)
]
RELATIONS = {"equal", "source_narrower", "source_broader", "overlap", "none"}
UNITS = {
    "incident", "offence", "case_file", "victim", "charge", "death", "suspect",
    "published_quantity",
}  # fmt: skip


def iccs_codes() -> set[str]:
    """The 320 codes, their second printed forms, and M0405."""
    with (PROJECT / "seeds" / "iccs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["iccs_code"] for row in rows} | {
        row["alternate_code"] for row in rows if row["alternate_code"]
    }


CODES = iccs_codes()


def crosswalk(source_id: str) -> list[dict[str, str]]:
    path = PROJECT / "sources" / source_id / f"crosswalk__{source_id}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_no_contract_is_broken() -> None:
    assert not BROKEN


def test_every_folder_is_a_source() -> None:
    folders = {path.name for path in (PROJECT / "sources").iterdir() if path.is_dir()}
    assert folders == set(CONTRACTS)


def test_the_domains_hold_every_source() -> None:
    """The trap of a union that silently misses a source (faults.md, dbt)."""
    for domain, names in sources_by_domain(CONTRACTS).items():
        declared = {name for name in IDS if domain in CONTRACTS[name].meta.provides}
        assert set(names) == declared


def test_the_iccs_seed_has_every_category_in_both_languages() -> None:
    with (PROJECT / "seeds" / "iccs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 321
    assert all(row["name_en"] and row["name_es"] for row in rows)


@pytest.mark.parametrize("source_id", IDS)
def test_a_source_has_a_staging_model_for_each_domain_it_provides(source_id: str) -> None:
    folder = PROJECT / "sources" / source_id
    for domain in CONTRACTS[source_id].meta.provides:
        model = folder / f"stg_{source_id}__{domain}.sql"
        assert model.is_file()
        assert f"canonical_{domain}(" in model.read_text(encoding="utf-8")


@pytest.mark.parametrize("source_id", IDS)
def test_every_model_of_a_folder_is_described(source_id: str) -> None:
    folder = PROJECT / "sources" / source_id
    described = yaml.safe_load((folder / f"{source_id}.models.yml").read_text(encoding="utf-8"))
    names = {model["name"] for model in described["models"] if model.get("description")}
    assert {path.stem for path in folder.glob("*.sql")} <= names


@pytest.mark.parametrize("source_id", IDS)
def test_a_source_has_synthetic_samples(source_id: str) -> None:
    assert source_id in source_ids()


@pytest.mark.parametrize("source_id", IDS)
def test_no_capture_or_column_can_hold_the_name_of_a_member_of_staff(source_id: str) -> None:
    """Sources 0.2 rule 7: names in footers are never loaded, not even as lineage."""
    contract: Contract = CONTRACTS[source_id]
    for layout in contract.tables:
        for capture in layout.meta.captures:
            folded = capture.pattern.casefold()
            assert not any(word in folded for word in ("elabor", "revis", "autoriz"))


@pytest.mark.parametrize("source_id", WITH_CATEGORIES)
def test_crosswalk_codes_exist(source_id: str) -> None:
    for row in crosswalk(source_id):
        listed = [row["iccs_code"], row["safe_rollup_code"], *row["also_touches"].split(";")]
        assert {code.strip() for code in listed if code.strip()} <= CODES


@pytest.mark.parametrize("source_id", WITH_CATEGORIES)
def test_crosswalk_rows_use_the_closed_lists_and_state_their_basis(source_id: str) -> None:
    for row in crosswalk(source_id):
        assert row["source_id"] == source_id
        assert row["relation_code"] in RELATIONS
        assert row["counting_unit_code"] in UNITS
        assert row["row_role_code"] in {"leaf", "total", "part", "excluded"}
        assert row["confidence_code"] in {"high", "medium", "low"}
        assert row["review_status_code"] in {"official", "proposed", "reviewed"}
        assert not row["split_pct"] or row["split_evidence"]


@pytest.mark.parametrize("source_id", WITH_CATEGORIES)
def test_an_equal_or_narrower_category_rolls_up_to_its_own_code_or_above(source_id: str) -> None:
    """Methods 3.1: the safe code holds everything that the row may contain."""
    for row in crosswalk(source_id):
        if row["relation_code"] in {"equal", "source_narrower"} and row["safe_rollup_code"]:
            assert row["iccs_code"].startswith(row["safe_rollup_code"])
        if row["relation_code"] == "none":
            assert not row["iccs_code"]


@pytest.mark.parametrize("source_id", WITH_CATEGORIES)
def test_no_two_crosswalk_rows_meet_one_label(source_id: str) -> None:
    labels = [
        tuple(
            " ".join(row[level].split()).casefold()
            for level in ("label_group", "label_type", "label_subtype", "label_modality")
        )
        for row in crosswalk(source_id)
    ]
    assert len(labels) == len(set(labels))


def test_no_real_figure_hides_in_a_source_folder() -> None:
    """A source folder holds declarations, labels and how to fill in a form; data lie elsewhere."""
    allowed = {".yml", ".sql", ".csv", ".md"}
    for path in (PROJECT / "sources").rglob("*"):
        if path.is_file():
            assert path.suffix in allowed
            assert path.stat().st_size < 100_000


def test_samples_name_themselves(samples: Path) -> None:
    names = [path.name for path in samples.rglob("*") if path.is_file()]
    assert names
    assert all("synthetic" in name.casefold() for name in names)
