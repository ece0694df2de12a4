"""`verify` finds every change to a release."""

import duckdb
import pytest

from orchestration.release.publish import publish
from orchestration.release.sums import SIGNATURE, SUMS
from orchestration.release.verify import verify
from orchestration.warehouse.content import sha256_of
from tests.unit import built_candidate as built


@pytest.fixture
def release(home):
    candidate = built.make(home)
    return publish(home, candidate, built.judge(home, candidate), built.NO_FINDINGS)


def test_a_release_as_published_is_whole(home, release):
    assert verify(home, release.path) == []


def test_one_flipped_bit_is_found(home, release):
    """F68."""
    content = bytearray(release.database.read_bytes())
    content[len(content) // 2] ^= 1
    release.database.chmod(0o644)
    release.database.write_bytes(content)

    assert verify(home, release.path) == ["F68: checksum of warehouse.duckdb differs"]


@pytest.mark.parametrize(
    "name",
    ["parquet/core/dim_city.parquet", "csv/offence_rate.csv", "dictionary.html", "dcat.jsonld"],
)
def test_the_side_file_with_the_flipped_bit_is_named(home, release, name):
    """F68."""
    target = release.path / "public" / name
    content = bytearray(target.read_bytes())
    content[len(content) // 2] ^= 1
    target.chmod(0o644)
    target.write_bytes(content)

    assert verify(home, release.path) == [f"F68: checksum of {name} differs"]


@pytest.mark.parametrize("bit", [1, 128])
def test_a_flipped_bit_in_the_sums_themselves_is_found(home, release, bit):
    sums = release.path / "public" / SUMS
    content = bytearray(sums.read_bytes())
    content[0] ^= bit
    sums.chmod(0o644)
    sums.write_bytes(content)

    (problem,) = verify(home, release.path)
    assert problem.startswith("F68: ")


@pytest.mark.parametrize("name", [f"csv/{SUMS}", f"parquet/core/{SIGNATURE}"])
def test_a_file_cannot_hide_below_a_name_that_no_list_holds(home, release, name):
    (release.path / "public" / name).write_text("x")

    assert verify(home, release.path) == [f"{name} does not belong here"]


def test_a_wal_beside_the_database_is_found(home, release):
    """F50."""
    (release.path / "public" / "warehouse.duckdb.wal").write_bytes(b"x")

    assert verify(home, release.path)[0] == "F50: warehouse.duckdb.wal lies beside a release"


def test_a_file_too_many_is_found(home, release):
    (release.path / "public" / "names.csv").write_text("x")

    assert verify(home, release.path) == ["names.csv does not belong here"]


@pytest.mark.parametrize("name", ["checks.html", "release.json", "warehouse.duckdb"])
def test_a_missing_file_is_found(home, release, name):
    (release.path / "public" / name).unlink()

    assert verify(home, release.path) == [f"{name} is missing"]


def test_missing_sums_are_found(home, release):
    (release.path / "public" / SUMS).unlink()

    assert verify(home, release.path) == ["SHA256SUMS is missing"]


def test_rows_that_changed_together_with_the_sums_are_found(home, release):
    """Whoever rewrites the sums still meets the content hash."""
    public = release.path / "public"
    before = sha256_of(release.database)
    release.database.chmod(0o644)
    with duckdb.connect(str(release.database)) as connection:
        connection.execute("update marts.offence_rate set rate_per_100k = 1")
    sums = public / SUMS
    sums.chmod(0o644)
    sums.write_text(sums.read_text().replace(before, sha256_of(release.database)))

    assert verify(home, release.path) == ["the content hash differs from release.json"]
