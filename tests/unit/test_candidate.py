"""Candidates, their fingerprint, and what a stage lets out when something breaks."""

import errno

import duckdb
import pytest

from orchestration.errors import Exit, ResourcesExhausted, UsageError
from orchestration.stages import InternalError, guarded
from orchestration.warehouse import candidate as candidates
from orchestration.warehouse.candidate import LoadedExtract
from orchestration.warehouse.content import content_of
from orchestration.warehouse.fingerprint import fingerprint
from orchestration.warehouse.ledger import refuse_mixture


def extract(source_id="co_x_y", sha="aa", file_name="a.csv", layout_hash="1"):
    return LoadedExtract(
        source_id=source_id,
        extract_sha256=sha,
        file_name=file_name,
        layout="rows",
        layout_hash=layout_hash,
        is_synthetic=False,
    )


def test_the_last_two_candidates_stay(home):
    for name in ("a", "b", "c"):
        candidates.create(home, name, "f", ())

    assert candidates.sweep(home) == ["a"]
    assert candidates.latest(home).candidate_id == "c"


def test_the_folder_of_a_killed_run_goes_first(home):
    (home.candidates / "z-killed").mkdir()
    for name in ("a", "b"):
        candidates.create(home, name, "f", ())

    assert candidates.sweep(home) == ["z-killed"]


@pytest.mark.parametrize("name", ["..", "../x", "nothing", "/etc"])
def test_a_candidate_is_looked_for_among_candidates_only(home, name):
    with pytest.raises(UsageError):
        candidates.find(home, name)


def test_a_candidate_cannot_be_read_by_others(home):
    """F63."""
    made = candidates.create(home, "a", "f", ())

    assert made.folder.stat().st_mode & 0o077 == 0


def test_the_fingerprint_does_not_see_names_or_order(home):
    """F37, F38."""
    one, two = extract(sha="aa"), extract(sha="bb")

    assert fingerprint(home.project, (one, two)) == fingerprint(
        home.project, (two, extract(sha="aa", file_name="renamed.csv"))
    )


@pytest.mark.parametrize(
    "other",
    [extract(sha="bb"), extract(source_id="mx_x_y"), extract(layout_hash="2")],
)
def test_the_fingerprint_sees_other_bytes_sources_and_layouts(home, other):
    assert fingerprint(home.project, (extract(),)) != fingerprint(home.project, (other,))


def test_the_content_hash_sees_values_and_not_their_order():
    hashes = []
    for query in (
        "select * from (values (1, 'x', 0.1::double), (2, null, 0.3)) as t(i, s, d)",
        "select * from (values (2, null, 0.1 + 0.2::double), (1, 'x', 0.1)) as t(i, s, d)",
        "select * from (values (1, 'x', 0.1::double), (2, 'NULL', 0.3)) as t(i, s, d)",
    ):
        with duckdb.connect(":memory:") as connection:
            connection.execute(f"create table t as {query}")
            hashes.append(content_of(connection, "memory")[0])

    assert hashes[0] == hashes[1]
    assert hashes[0] != hashes[2]


def test_synthetic_and_real_extracts_do_not_mix():
    refuse_mixture([True, True])
    with pytest.raises(UsageError, match="1 synthetic and 2 real"):
        refuse_mixture([True, False, False])


def test_an_unexpected_error_is_told_without_its_text(home):
    """S13: the text may quote a cell; it goes to the restricted log only."""
    with pytest.raises(InternalError) as caught, guarded(home, "load", "8c41"):
        raise KeyError("Canaria Peñálvez")

    assert "Canaria" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    log = home.logs / "8c41.log"
    assert "Canaria" in log.read_text(encoding="utf-8")
    assert log.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EFBIG, "File too large"),
        duckdb.OutOfMemoryException("Out of Memory Error: could not allocate block"),
        duckdb.IOException("IO Error: Could not write file: No space left on device"),
        MemoryError(),
    ],
)
def test_a_cap_that_is_reached_is_told_as_such(home, error):
    """F10, F13."""
    with pytest.raises(ResourcesExhausted) as caught, guarded(home, "build", "8c41"):
        raise error

    assert caught.value.code == Exit.RESOURCES


def test_an_interrupt_passes_and_says_where_it_was(home):
    """F09."""
    with pytest.raises(KeyboardInterrupt) as caught, guarded(home, "gate", "8c41"):
        raise KeyboardInterrupt

    assert caught.value.__notes__ == ["gate"]
