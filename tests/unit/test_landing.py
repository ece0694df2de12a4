"""The landing database: one transaction per extract, a ledger that adds up, nothing done twice."""

from __future__ import annotations

import dataclasses
import multiprocessing
import resource
import signal
import stat
from pathlib import Path
from typing import Any

import pytest

from orchestration.errors import Locked, ResourcesExhausted
from orchestration.extract.inbox import collect
from orchestration.load.landing import Landing, hold_extracts, load_source, prepare_landing
from orchestration.settings import Settings
from tests.ingest_kit import (
    HEADER,
    NAMES,
    SOURCE,
    House,
    columns,
    contract,
    csv_bytes,
    good_rows,
    layout,
)


@pytest.fixture
def house(home: Settings, tmp_path: Path) -> House:
    return House(home, contract(tmp_path / "project"))


def with_layout(house: House, tmp_path: Path, **reader: Any) -> House:
    """The same house under a changed contract."""
    changed = contract(tmp_path / "changed", [layout({"format": "csv", **reader})])
    return dataclasses.replace(house, contract=changed)


def test_every_layout_has_its_table_before_anything_is_loaded(house: House) -> None:
    with Landing(house.settings) as landing:
        prepare_landing(landing, [house.contract])
        tables = landing.connection.execute(
            "select table_schema, table_name, list(column_name order by ordinal_position)"
            " from information_schema.columns where table_schema = ? group by all order by all",
            [SOURCE],
        ).fetchall()
    lineage = ["_extra", "_source_id", "_extract_sha256", "_row_number", "_loaded_at"]
    assert tables == [
        (SOURCE, "book", [*NAMES, *lineage]),
        (SOURCE, "yearly", [*NAMES, *lineage]),
    ]


def test_sources_of_the_ledger_are_the_contracts(house: House, tmp_path: Path) -> None:
    other = contract(tmp_path / "project", source_id="zz_other_source", release=False)
    with Landing(house.settings) as landing:
        prepare_landing(landing, [house.contract, other])
        prepare_landing(landing, [house.contract, other])
        rows = landing.connection.execute(
            "select source_id, publisher_acronym, system_type_code, is_released,"
            " quarantined_share, contract_hash from ledger.sources"
        ).fetchall()
    assert rows == [
        (SOURCE, "C", "police", True, 0.01, house.contract.contract_hash),
        ("zz_other_source", "C", "police", False, 0.01, other.contract_hash),
    ]


def test_rows_carry_their_lineage(house: House) -> None:
    house.drop("a_synthetic.csv", csv_bytes(good_rows(3)))
    found, _ = house.refresh()
    rows = house.query(
        "select _source_id, _extract_sha256, _row_number, _loaded_at is not null"
        f" from {SOURCE}.yearly"
    )
    assert rows == [(SOURCE, found.new[0].sha256, line, True) for line in (2, 3, 4)]


def test_synthetic_files_are_marked(house: House) -> None:
    house.drop("a_SYNTHETIC.csv", csv_bytes(good_rows(3)))
    house.drop("real.csv", csv_bytes(good_rows(4)))
    house.refresh()
    marks = dict(house.query("select file_name, is_synthetic from ledger.extracts"))
    assert marks == {"a_SYNTHETIC.csv": True, "real.csv": False}


def test_second_run_does_nothing(house: House) -> None:
    house.drop("a.csv", csv_bytes())
    _, first = house.refresh()
    before = house.query("select * from ledger.extracts")
    _, second = house.refresh()
    assert (first.new_extracts, second.new_extracts) == (1, 0)
    assert house.query("select * from ledger.extracts") == before
    assert (second.extracts, second.loaded_lines, second.physical_lines) == (1, 200, 201)


def test_changed_reader_loads_again_without_doubling(house: House, tmp_path: Path) -> None:
    house.drop("a.csv", csv_bytes())
    house.refresh()
    rows = house.rows()
    _, load = with_layout(house, tmp_path, footers=["^Nota"]).refresh()
    assert load.new_extracts == 1
    assert house.rows() == rows


def test_changed_description_loads_nothing_again(house: House, tmp_path: Path) -> None:
    house.drop("a.csv", csv_bytes())
    house.refresh()
    worded = layout({"format": "csv"})
    worded["description"] = "other words"
    changed = contract(tmp_path / "worded", [worded], counting_unit="victims")
    _, load = dataclasses.replace(house, contract=changed).refresh()
    assert load.new_extracts == 0


def test_new_column_in_the_contract_is_filled_for_old_extracts(
    house: House, tmp_path: Path
) -> None:
    rows = [[*row, "north"] for row in good_rows(3)]
    house.drop("a.csv", csv_bytes(rows, (*HEADER, "Zona")))
    house.refresh()
    zone = {**columns()[0], "name": "zone", "config": {"meta": {"published_as": ["Zona"]}}}
    wider = contract(tmp_path / "wider", [layout({"format": "csv"}, columns=[*columns(), zone])])
    dataclasses.replace(house, contract=wider).refresh()
    assert house.query(f"select zone, _extra from {SOURCE}.yearly") == [("north", None)] * 3


def test_family_columns_of_later_files_are_added(home: Settings, tmp_path: Path) -> None:
    family = [{"pattern": r"(\d{4})", "name": r"year_\1"}]
    made = House(
        home, contract(tmp_path / "project", [layout({"format": "csv"}, column_families=family)])
    )
    made.drop("a.csv", csv_bytes([[*row, "7"] for row in good_rows(1)], (*HEADER, "2023")))
    made.drop("b.csv", csv_bytes([[*row, "8"] for row in good_rows(1)], (*HEADER, "2024")))
    made.refresh()
    assert sorted(
        made.query(f"select year_2023, year_2024 from {SOURCE}.yearly"), key=str
    ) == [("7", None), (None, "8")]  # fmt: skip


def test_bad_extract_never_stops_the_others(house: House) -> None:
    house.drop("a.csv", csv_bytes(good_rows(10)))
    house.drop("b.csv", b"<html><title>x</title></html>")
    house.drop("c.csv", csv_bytes(good_rows(20)))
    _, load = house.refresh()
    assert (load.extracts, load.loaded_lines, len(load.refused)) == (2, 30, 1)
    statuses = dict(house.query("select file_name, status from ledger.extracts"))
    assert statuses == {"a.csv": "loaded", "b.csv": "refused", "c.csv": "loaded"}


def test_refused_extract_is_announced_once_and_stands(house: House) -> None:
    house.drop("b.csv", b"<html><title>x</title></html>")
    _, first = house.refresh()
    _, second = house.refresh()
    assert len(first.new_findings) == 1
    assert second.new_findings == []
    assert second.refused == first.refused
    ((severity, fault, seen),) = house.query(
        "select severity, fault, first_seen_at is not null from ledger.findings"
    )
    assert (severity, fault, seen) == ("refused", "F16", True)


def test_refused_extract_is_read_again_only_when_asked_or_when_the_layout_changed(
    house: House, tmp_path: Path
) -> None:
    house.drop("b.csv", csv_bytes()[:-1])
    house.refresh()
    loaded_at = "select loaded_at from ledger.extracts"
    before = house.query(loaded_at)
    house.refresh()
    assert house.query(loaded_at) == before
    _, retried = house.refresh(retry=True)
    assert [f.fault for f in retried.refused] == ["F15"]
    _, healed = with_layout(house, tmp_path, final_newline="optional").refresh()
    assert (healed.extracts, healed.refused) == (1, [])
    assert house.query("select count(*) from ledger.findings") == [(0,)]


def test_held_extract_has_no_rows_and_comes_back_on_retry(house: House) -> None:
    house.drop("a.csv", csv_bytes(good_rows(10)))
    house.drop("b.csv", csv_bytes(good_rows(20)))
    house.refresh()
    ((sha,),) = house.query("select extract_sha256 from ledger.extracts where file_name = 'b.csv'")
    with Landing(house.settings) as landing:
        hold_extracts(landing, SOURCE, [sha, "unknown"], "F40", "twice the rows", "accept it")
    assert len(house.rows()) == 10
    _, held = house.refresh()
    assert [(f.fault, f.message, f.next_step) for f in held.refused] == [
        ("F40", "twice the rows", "accept it")
    ]
    _, back = house.refresh(retry=True)
    assert (back.extracts, back.refused) == (2, [])
    assert len(house.rows()) == 30


def test_extract_that_the_contract_ignores_later_leaves_landing(
    house: House, tmp_path: Path
) -> None:
    house.drop("a.csv", csv_bytes(good_rows(10)))
    house.refresh()
    rule = [{"files": ["a.csv"], "reason": "superseded"}]
    changed = contract(tmp_path / "changed", ignore=rule)
    _, load = dataclasses.replace(house, contract=changed).refresh()
    assert load.extracts == 0
    assert house.rows() == []


def test_interrupted_load_keeps_whole_extracts_and_goes_on(house: House) -> None:
    for index in range(3):
        house.drop(f"{index}.csv", csv_bytes(good_rows(10 + index)))

    def interrupt(_: str) -> None:
        raise KeyboardInterrupt

    with Landing(house.settings) as landing:
        prepare_landing(landing, [house.contract])
    house.refresh()
    whole = house.rows()
    for path in house.settings.work.glob("landing.duckdb*"):
        path.unlink()
    with pytest.raises(KeyboardInterrupt), Landing(house.settings) as landing:
        load_source(house.settings, landing, house.contract, interrupt)
    assert len(house.rows()) == 10
    _, load = house.refresh()
    assert load.new_extracts == 2
    assert house.rows() == whole


def test_database_is_private(house: House) -> None:
    house.refresh()
    assert stat.S_IMODE(house.settings.landing.stat().st_mode) == 0o600


def _work_on_a_small_disk(house: House, stage: str, limit: int, answer: Any) -> None:
    """Collect or load in a process that may write no file above `limit` bytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        if stage == "collect":
            collect(house.settings, house.contract, house.inbox)
        else:
            with Landing(house.settings) as landing:
                load_source(house.settings, landing, house.contract)
        answer.put("done")
    except ResourcesExhausted as error:
        answer.put(error.message)


@pytest.mark.parametrize("stage", ["collect", "load"])
def test_full_disk_is_said_and_the_next_run_completes(house: House, stage: str) -> None:
    house.refresh()
    rows = [(*row[:2], f"{row[2]} {i:040}", row[3]) for i, row in enumerate(good_rows(40_000))]
    house.drop("large.csv", csv_bytes(rows))
    if stage == "load":
        collect(house.settings, house.contract, house.inbox)
    limit = house.settings.landing.stat().st_size + 100_000
    context = multiprocessing.get_context("spawn")
    answer = context.Queue()
    other = context.Process(target=_work_on_a_small_disk, args=(house, stage, limit, answer))
    other.start()
    said = answer.get(timeout=60)
    other.join()
    assert said.startswith("Disk: ")
    _, load = house.refresh()
    assert (load.extracts, load.loaded_lines) == (1, 40_000)
    assert not list(house.settings.archive.rglob(".incoming*"))


def _open(settings: Settings, answer: Any) -> None:
    """Try to open the landing database in another process."""
    try:
        with Landing(settings):
            answer.put("opened")
    except Locked as error:
        answer.put(error.message)


def test_second_writer_is_told_that_the_database_is_open(house: House) -> None:
    context = multiprocessing.get_context("spawn")
    answer = context.Queue()
    with Landing(house.settings):
        other = context.Process(target=_open, args=(house.settings, answer))
        other.start()
        said = answer.get(timeout=60)
        other.join()
    assert "open in another process" in said


def test_totals_of_a_source_are_the_sums_of_its_ledger(house: House) -> None:
    rows = [list(row) for row in good_rows(200)]
    rows[3] = rows[3][:2]
    house.drop("a.csv", csv_bytes(rows))
    house.drop("b.csv", csv_bytes(good_rows(7)) + b"\n")
    _, load = house.refresh()
    assert (load.physical_lines, load.loaded_lines) == (210, 206)
    assert (load.quarantined_lines, load.declared_lines) == (1, 3)
    ((unaccounted,),) = house.query(
        "select count(*) from ledger.extracts where physical_lines <>"
        " loaded_lines + quarantined_lines + declared_lines or declared_lines <> header_lines"
        " + preamble_lines + footer_lines + blank_lines + ignored_sheet_lines"
    )
    assert unaccounted == 0


def test_a_ledger_of_an_earlier_version_gets_the_columns_it_lacks(house: House) -> None:
    with Landing(house.settings) as landing:
        prepare_landing(landing, [house.contract])
        landing.connection.execute("alter table ledger.sources drop column zero_means")
    with Landing(house.settings) as landing:
        prepare_landing(landing, [house.contract])
        rows = landing.connection.execute("select zero_means from ledger.sources").fetchall()
    assert rows == [("count",)]
