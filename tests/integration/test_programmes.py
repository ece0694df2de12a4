"""Programmes in a release of the samples: from three CSV forms to an effect with its tests.

Belongs here: what an analyst finds in the release. Does not belong here: the designs and the rules
of the form (tests/unit/test_interrupted_time_series.py and its neighbours).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.report import RefreshReport
from orchestration.settings import Settings
from tests.samples import generator

SAMPLE = generator("xx_city_programme_registry")


@pytest.fixture(scope="module")
def release(
    sample_release: tuple[Settings, RefreshReport],
) -> Iterator[duckdb.DuckDBPyConnection]:
    settings, _ = sample_release
    current = (settings.releases / "current").resolve(strict=True)
    path: Path = current / "public" / "warehouse.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def effect(release: duckdb.DuckDBPyConnection, programme_id: str) -> tuple[object, ...]:
    (row,) = release.execute(
        "select identification_code, ci_low_ratio, estimate_ratio, ci_high_ratio"
        " from core.fct_programme_effect where programme_id = ?",
        [programme_id],
    ).fetchall()
    return row


@pytest.mark.parametrize(
    ("programme", "planted"),
    [("synthetic_its_effect", SAMPLE.ITS_EFFECT), ("synthetic_did_effect", SAMPLE.DID_EFFECT)],
)
def test_a_release_holds_the_planted_effects_within_their_intervals(
    release: duckdb.DuckDBPyConnection, programme: str, planted: float
) -> None:
    code, low, _, high = effect(release, programme)

    assert code == "identified"
    assert low <= planted <= high < 1


@pytest.mark.parametrize("programme", ["synthetic_its_placebo", "synthetic_did_placebo"])
def test_a_release_shows_no_effect_of_a_placebo(
    release: duckdb.DuckDBPyConnection, programme: str
) -> None:
    _, low, _, high = effect(release, programme)

    assert low < 1 < high


def test_every_programme_has_an_answer_and_its_forms_are_in_order(
    release: duckdb.DuckDBPyConnection,
) -> None:
    programmes, answers, estimates, problems = release.sql(
        "select (select count(*) from core.dim_programme),"
        " (select count(*) from core.fct_programme_effect),"
        " (select count(estimate_ratio) from core.fct_programme_effect),"
        " (select count(*) from meta.programme_problems)"
    ).fetchone() or (0, 0, 0, 1)

    assert programmes == answers == SAMPLE.EXPECTED["programmes"]
    assert estimates == SAMPLE.EXPECTED["estimates"]
    assert problems == 0


def test_names_of_synthetic_programmes_say_so(release: duckdb.DuckDBPyConnection) -> None:
    names = release.sql("select name_local, name_en, name_es from core.dim_programme").fetchall()

    assert all("SYNTHETIC" in str(name) for row in names for name in row)
