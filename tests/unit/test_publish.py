"""A judged candidate becomes a release: what it holds, and what it never holds.

Faults at every step are tried in `tests/faults/test_release.py`.
"""

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.errors import Damaged, GateRefused
from orchestration.release import catalogue, pointer
from orchestration.release.manifest import next_release_id, read_manifest
from orchestration.release.publish import publish
from tests.unit import built_candidate as built


def published(home, **facts):
    candidate = built.make(home, **facts)
    return publish(home, candidate, built.judge(home, candidate), built.NO_FINDINGS)


def rows(release, query):
    with duckdb.connect(str(release.database), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_a_release_is_current_and_holds_the_allowed_tables_only(home):
    release = published(home)

    assert pointer.current_id(home) == release.release_id
    assert rows(
        release,
        "select table_schema || '.' || table_name from information_schema.tables order by 1",
    ) == [
        ("core.dim_city",),
        ("marts.offence_rate",),
        ("meta.checks",),
        ("meta.columns",),
        ("meta.release",),
    ]


def test_no_byte_of_a_restricted_table_reaches_the_release(home):
    """S19: the public file is born public."""
    release = published(home)

    for path in release.path.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for encoding in ("utf-8", "latin-1", "utf-16-le"):
                assert "Canaria".encode(encoding) not in content, path.name


def test_a_public_table_with_a_restricted_column_is_refused_by_name(home):
    """S11. The copy asks once more what the gate asked."""
    candidate = built.make(home)
    judged = built.judge(home, candidate)
    document = built.manifest()
    columns = document["nodes"]["model.x.dim_city"]["columns"]
    columns["city_id"]["config"]["meta"]["classification"] = "quasi_identifier"
    candidate.manifest.write_text(json.dumps(document))

    with pytest.raises(GateRefused, match=r"core\.dim_city\.city_id \(quasi_identifier\)"):
        publish(home, candidate, judged, built.NO_FINDINGS)
    assert pointer.current_id(home) is None


def test_a_column_that_nobody_described_is_not_published(home):
    candidate = built.make(home)
    document = built.manifest()
    del document["nodes"]["model.x.offence_rate"]["columns"]["rate_per_100k"]
    candidate.manifest.write_text(json.dumps(document))

    with pytest.raises(GateRefused, match="rate_per_100k"):
        publish(home, candidate, built.judge(home, candidate), built.NO_FINDINGS)


def test_a_refused_candidate_cannot_be_published_by_mistake(home):
    candidate = built.make(home)
    candidate.verdict.unlink()

    with pytest.raises(ValueError, match="refused"):
        publish(home, candidate, built.judge(home, candidate), built.NO_FINDINGS)


def test_every_column_is_described_where_an_analyst_looks(home):
    release = published(home)

    assert rows(
        release,
        "select unit, description_en, data_type, classification from meta.columns"
        " where table_name = 'offence_rate' and column_name = 'rate_per_100k'",
    ) == [("per 100,000", "Rate.", "DECIMAL(3,1)", "public")]
    assert rows(
        release,
        "select comment from duckdb_columns() where table_name = 'dim_city'"
        " and column_name = 'city_id'",
    ) == [("Key.",)]
    assert rows(
        release,
        "select count(*) from duckdb_columns() where database_name = current_database()"
        " and not internal and comment is null",
    ) == [(0,)]


def test_rows_are_in_order_whatever_the_order_of_the_build(home):
    assert rows(published(home), "select city_id from core.dim_city") == [("a",), ("b",)]


def test_the_checks_of_all_four_kinds_are_in_the_release(home):
    assert rows(
        published(home), "select kind, count(*) from meta.checks group by kind order by kind"
    ) == [("dbt", 2), ("disclosure", 9), ("great_expectations", 2), ("reconciliation", 1)]


def test_the_same_content_has_the_same_hash_in_another_release(home):
    """Promise 6: when and under which id does not matter."""
    first, second = published(home), published(home)

    assert first.release_id != second.release_id
    assert read_manifest(first.path).content_hash == read_manifest(second.path).content_hash


def test_other_content_has_another_hash(home):
    first, second = published(home), published(home, rate=12.6)

    assert read_manifest(first.path).content_hash != read_manifest(second.path).content_hash


def test_files_of_a_release_cannot_be_changed_by_accident(home):
    release = published(home)

    public = release.path / "public"
    files = [path for path in public.rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o444}
    assert {path.name for path in public.iterdir()} == {
        "warehouse.duckdb",
        "parquet",
        "csv",
        "checks.html",
        "dictionary.html",
        "dictionary.csv",
        "licences.csv",
        "CITATION.cff",
        "RELEASE_NOTES.md",
        "release_notes.json",
        "release.json",
        "datapackage.json",
        "dcat.jsonld",
        "croissant.json",
        "README.txt",
        "SHA256SUMS",
    }


def test_a_synthetic_release_says_so_wherever_it_shows(home):
    release = published(home, is_synthetic=True)
    public = release.path / "public"

    assert release.release_id.endswith("-synthetic")
    assert "SYNTHETIC" in (public / "README.txt").read_text()
    assert "SYNTHETIC" in (public / "checks.html").read_text().upper()
    assert rows(release, "select is_synthetic from meta.release") == [(True,)]


def test_old_releases_go_but_never_the_current_one(home):
    """F48."""
    first = published(home)
    for rate in (1.0, 2.0, 3.0):
        published(home, rate=rate)
    pointer.flip(home, first.release_id)

    gone = catalogue.prune(home.model_copy(update={"keep_releases": 2}))

    kept = [release.release_id for release in catalogue.releases(home)]
    assert len(gone) == 1
    assert len(kept) == 3
    assert first.release_id in kept


@pytest.mark.parametrize(
    ("existing", "today", "expected"),
    [
        ([], date(2026, 11, 23), "2026-11-23.1"),
        (["2026-11-23.9", "2026-11-23.10"], date(2026, 11, 23), "2026-11-23.11"),
        (["2026-11-22.4"], date(2026, 11, 23), "2026-11-23.1"),
        (["2026-11-23.1"], date(2026, 11, 20), "2026-11-23.2"),
    ],
)
def test_release_ids_sort_by_time_even_when_the_clock_goes_back(existing, today, expected):
    """F51."""
    assert next_release_id(existing, today, is_synthetic=False) == expected


def test_a_disk_that_fills_up_leaves_nothing_behind(home, monkeypatch):
    """F11."""
    before = published(home)
    candidate = built.make(home, rate=99.0)
    monkeypatch.setenv("SAFERCITIES_FAULT", "release.mid_sums=full")

    with pytest.raises(OSError, match="injected"):
        publish(home, candidate, built.judge(home, candidate), built.NO_FINDINGS)

    assert [one.name for one in home.releases.iterdir() if not one.is_symlink()] == [
        before.release_id
    ]
    assert pointer.current_id(home) == before.release_id


def test_a_release_that_does_not_verify_is_not_published(home, monkeypatch):
    candidate = built.make(home)
    monkeypatch.setenv("SAFERCITIES_FAULT", "release.in_verify=io")

    with pytest.raises(Damaged, match="does not verify"):
        publish(home, candidate, built.judge(home, candidate), built.NO_FINDINGS)
    assert pointer.current_id(home) is None


def test_a_reader_that_opened_the_old_release_reads_on(home):
    """F47."""
    with duckdb.connect(str(published(home).database), read_only=True) as reader:
        published(home, rate=99.0)

        assert reader.execute("select count(*) from core.dim_city").fetchone() == (2,)


def test_the_pointer_is_relative_so_that_a_home_can_be_moved(home):
    release = published(home)

    assert (home.releases / "current").readlink() == Path(release.release_id)
