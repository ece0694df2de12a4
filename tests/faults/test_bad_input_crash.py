"""A crash while archiving or landing leaves whole extracts, and the next run completes."""

from __future__ import annotations

import multiprocessing
import os
import re
from pathlib import Path

import pytest

from orchestration.errors import WarehouseError
from orchestration.settings import PROJECT_ROOT, Settings
from tests.ingest_kit import House, contract, csv_bytes, good_rows

pytestmark = pytest.mark.faults

POINTS = (
    "extract.mid_download",
    "extract.before_rename",
    "extract.after_rename",
    "load.mid_landing_insert",
    "load.mid_quarantine",
    "load.before_tally",
    "load.after_tally",
    "load.after_landing_commit",
)
EXIT_OF_A_REFUSED_RUN = 9


def _refresh_with_fault(house: House, fault: str) -> None:
    """Refresh in a process of its own, in which a fault is armed."""
    os.environ["SAFERCITIES_FAULT"] = fault
    try:
        house.refresh()
    except (WarehouseError, OSError):
        os._exit(EXIT_OF_A_REFUSED_RUN)


def fill(house: House) -> None:
    """Three files; one has a row to quarantine."""
    ragged = [list(row) for row in good_rows(200)]
    ragged[7] = ragged[7][:2]
    house.drop("a.csv", csv_bytes(good_rows(30)))
    house.drop("b.csv", csv_bytes(ragged))
    house.drop("c.csv", csv_bytes(good_rows(40)))


def everything(house: House) -> list[object]:
    """All that landing knows, without times."""
    return [
        house.rows(),
        house.query(
            "select * exclude (retrieved_at, loaded_at) from ledger.extracts order by origin"
        ),
        house.query("select * exclude (quarantined_at) from ledger.quarantine order by all"),
    ]


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    """What an undisturbed run gives."""
    folder = tmp_path_factory.mktemp("clean")
    settings = Settings(home=folder / "home")
    settings.prepare()
    house = House(settings, contract(folder / "project"))
    fill(house)
    house.refresh()
    return everything(house)


@pytest.mark.parametrize("how", ["kill", "full"])
@pytest.mark.parametrize("point", POINTS)
def test_next_run_equals_an_undisturbed_one(
    home: Settings, tmp_path: Path, clean: list[object], point: str, how: str
) -> None:
    house = House(home, contract(tmp_path / "project"))
    fill(house)
    context = multiprocessing.get_context("spawn")
    other = context.Process(target=_refresh_with_fault, args=(house, f"{point}#2={how}"))
    other.start()
    other.join(120)
    assert other.exitcode == (-9 if how == "kill" else EXIT_OF_A_REFUSED_RUN)
    house.refresh()
    assert everything(house) == clean


def test_every_fault_point_of_ingest_is_tried() -> None:
    found = {
        name
        for folder in ("extract", "load")
        for path in (PROJECT_ROOT / "orchestration" / folder).glob("*.py")
        for name in re.findall(r'\bpoint\("([\w.]+)"\)', path.read_text(encoding="utf-8"))
    }
    # The point before a download is tried where there is a portal: test_portals.py.
    assert found - {"extract.before_download"} == set(POINTS)
