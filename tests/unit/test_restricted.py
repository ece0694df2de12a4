"""The restricted release: only when asked, only encrypted, only for its owner (S16)."""

import json
import stat

import duckdb
import pytest
from pydantic import SecretStr

from orchestration.errors import Exit, UsageError
from orchestration.pipeline import refresh
from orchestration.release import pointer
from orchestration.release.disclosure import restricted
from orchestration.release.publish import publish
from orchestration.release.verify import verify
from tests.unit import built_candidate as built

KEY = "a key of thirty-two characters, it's"
NAME = "Canaria"


def asked(home, key=KEY):
    """The settings of someone who wants the restricted release."""
    secret = None if key is None else SecretStr(key)
    return home.model_copy(update={"restricted": True, "restricted_key": secret})


def candidate_of(home):
    """A candidate with one restricted table, classed."""
    candidate = built.make(home)
    document = built.manifest()
    node = document["nodes"]["model.x.fct_offence_event"]
    node["config"]["meta"] = {"publication": "restricted"}
    node["columns"]["victim_name"]["config"]["meta"]["classification"] = "personal"
    candidate.manifest.write_text(json.dumps(document))
    return candidate


def released(home):
    candidate = candidate_of(home)
    return publish(home, candidate, built.judge(home, candidate), built.NO_FINDINGS)


def test_it_holds_the_restricted_tables_for_whoever_has_the_key(home):
    release = released(asked(home))

    database = release.path / "restricted" / "warehouse.duckdb"
    with duckdb.connect() as connection:
        connection.execute(f"attach '{database}' as r (read_only, encryption_key ?)", [KEY])
        tables = connection.execute("select schema_name || '.' || table_name"
                                    " from duckdb_tables() order by 1").fetchall()  # fmt: skip
        names = connection.execute("from r.core.fct_offence_event").fetchall()
        classes = connection.execute(
            "select column_name, classification from r.meta.columns"
        ).fetchall()
    assert tables == [("core.fct_offence_event",), ("meta.columns",)]
    assert names == [("Canaria Peñálvez",)]
    assert classes == [("victim_name", "personal")]


@pytest.mark.parametrize("key", [None, "another key of some length"])
def test_without_the_key_it_does_not_open(home, key):
    database = released(asked(home)).path / "restricted" / "warehouse.duckdb"
    option = "" if key is None else f", encryption_key '{key}'"

    with duckdb.connect() as connection, pytest.raises(duckdb.Error):
        connection.execute(f"attach '{database}' as r (read_only{option})")


def test_its_files_are_closed_to_others_and_hold_no_name_and_no_key(home):
    folder = released(asked(home)).path / "restricted"

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {
        "warehouse.duckdb": 0o400,
        "README.txt": 0o400,
    }
    for path in home.home.rglob("*"):
        if path.is_file() and path.suffix != ".wal" and home.work not in path.parents:
            content = path.read_bytes()
            assert KEY.encode() not in content, path
            assert NAME.encode() not in content, path


def test_no_log_and_no_file_of_the_work_folder_holds_the_key(home):
    released(asked(home))

    files = [path for path in home.work.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if KEY.encode() in path.read_bytes()]


def test_the_public_release_beside_it_verifies(home):
    release = released(asked(home))

    assert verify(home, release.path) == []


def test_it_is_not_written_unless_asked_for(home):
    quiet = home.model_copy(update={"restricted_key": SecretStr(KEY)})

    assert not (released(quiet).path / "restricted").exists()


@pytest.mark.parametrize("key", [None, "", "too short"])
def test_asked_for_without_a_key_it_is_refused_and_never_plain(home, key):
    candidate = candidate_of(home)
    judged = built.judge(home, candidate)

    with pytest.raises(UsageError, match="has no key of at least 16 characters") as refusal:
        publish(asked(home, key), candidate, judged, built.NO_FINDINGS)

    assert refusal.value.code == Exit.USAGE
    assert pointer.current_id(home) is None
    assert not list(home.releases.rglob("*.duckdb"))


def test_a_refresh_is_refused_before_it_does_any_work(home, tmp_path):
    empty = home.model_copy(update={"home": tmp_path / "not yet"})

    with pytest.raises(UsageError, match="SAFERCITIES_RESTRICTED_KEY"):
        refresh(asked(empty, None), tmp_path)
    assert not empty.home.exists()


def test_an_extension_of_another_version_is_refused(home, monkeypatch):
    """The wheel is loaded by its path, never fetched."""
    monkeypatch.setattr(duckdb, "__version__", "0.0.1")

    with pytest.raises(UsageError, match=r"DuckDB 0\.0\.1 has no httpfs extension here"):
        restricted.refuse_without_key(asked(home))


def test_a_wrong_key_is_not_quoted_in_the_error(home):
    database = released(asked(home)).path / "restricted" / "warehouse.duckdb"

    with duckdb.connect() as connection, pytest.raises(duckdb.Error) as error:
        connection.execute(f"attach '{database}' as r (encryption_key ?)", ["not the key at all"])
    assert "not the key" not in str(error.value)
