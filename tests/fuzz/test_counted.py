"""A short counted run of the fuzzer; `python -m tests.fuzz --count 100000` is the long one.

Belongs here: the claim that a fixed seed breaks nothing, that an input can be made again.
Does not belong here: single faults (`test_found.py`).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.report import RefreshReport
from orchestration.settings import Settings
from tests.fuzz.bases import all_bases, by_key
from tests.fuzz.inputs import draw, families, make
from tests.fuzz.run import Tally, run

COUNT = 2_000


@pytest.fixture(scope="module")
def tally(
    sample_release: tuple[Settings, RefreshReport], tmp_path_factory: pytest.TempPathFactory
) -> Tally:
    settings, _ = sample_release
    folder = tmp_path_factory.mktemp("fuzz")
    return run(folder, COUNT, seed=7, every=50, built=settings.home)


def test_a_fixed_seed_breaks_no_claim(tally: Tally) -> None:
    assert not tally.problems, "\n".join(f"{detail} [{name}]" for _, detail, name in tally.problems)
    assert tally.total.tried == COUNT


def test_inputs_are_read_refused_and_quarantined(tally: Tally) -> None:
    """A run whose inputs all end in one way would try nothing."""
    one = tally.total
    assert min(one.read, one.refused, one.quarantined) > COUNT // 20
    assert tally.house.inputs == COUNT // 50
    assert tally.house.loaded > 0
    assert len(tally.faults) > 10


def test_an_input_is_made_again_from_its_name(tmp_path: Path) -> None:
    bases = all_bases(tmp_path)
    for entry in draw(bases, 3, 60):
        again = make(entry.family, by_key(bases)[entry.base.key], entry.seed, bases)
        assert (again.file_name, again.data) == (entry.file_name, entry.data)


def test_every_base_has_families_of_its_format(tmp_path: Path) -> None:
    found = {base.kind: families(base) for base in all_bases(tmp_path)}
    assert found.keys() == {
        "csv", "stacked_report", "workbook", "crosstab", "json", "geojson", "dbf", "pg_copy",
    }  # fmt: skip
    assert all(
        {"cut", "bytes", "zip", "compressed", "splice"} <= set(one) for one in found.values()
    )
