"""The archive keeps inner bytes once, under their hash, private and unchanged."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import stat
import zipfile
from pathlib import Path

import pytest

from orchestration.extract.archive import archive_file, archived
from orchestration.settings import Settings
from tests.ingest_kit import SOURCE, csv_bytes

DATA = csv_bytes()
SHA = hashlib.sha256(DATA).hexdigest()


def put(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def zipped(name: str, data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "origin"),
    [
        ("a.csv", DATA, "o/a.csv"),
        ("a.csv.gz", gzip.compress(DATA), "o/a.csv.gz"),
        ("a.csv.bz2", bz2.compress(DATA), "o/a.csv.bz2"),
        ("pack.zip", zipped("in/a.csv", DATA), "o/pack.zip!in/a.csv"),
    ],
)
def test_hash_and_name_are_those_of_the_inner_bytes(
    home: Settings, tmp_path: Path, name: str, data: bytes, origin: str
) -> None:
    ((extract, is_new),) = archive_file(home, SOURCE, put(tmp_path, name, data), f"o/{name}")
    assert is_new
    assert (extract.sha256, extract.file_name, extract.origin) == (SHA, "a.csv", origin)
    assert extract.byte_count == len(DATA)
    assert extract.path.read_bytes() == DATA


def test_same_bytes_again_change_nothing(home: Settings, tmp_path: Path) -> None:
    ((first, _),) = archive_file(home, SOURCE, put(tmp_path, "a.csv", DATA), "a.csv")
    other = put(tmp_path, "b.csv.gz", gzip.compress(DATA))
    ((second, is_new),) = archive_file(home, SOURCE, other, "b.csv.gz")
    assert not is_new
    assert second == first
    assert archived(home, SOURCE) == [first]


def test_bytes_are_read_only_and_record_is_private(home: Settings, tmp_path: Path) -> None:
    ((extract, _),) = archive_file(home, SOURCE, put(tmp_path, "a.csv", DATA), "a.csv")
    modes = {p.suffix: stat.S_IMODE(p.stat().st_mode) for p in extract.path.parent.iterdir()}
    assert modes == {".bin": 0o400, ".json": 0o600}
    assert stat.S_IMODE(extract.path.parent.stat().st_mode) == 0o700


def test_percent_signs_in_a_name_stay(home: Settings, tmp_path: Path) -> None:
    path = put(tmp_path, "Extorsi%C3%B3n%2f8.csv", DATA)
    ((extract, _),) = archive_file(home, SOURCE, path, path.name)
    assert archived(home, SOURCE)[0].file_name == "Extorsi%C3%B3n%2f8.csv"
    assert extract.path.name == f"{SHA}.bin"


def test_zip_names_in_cp437_are_read(home: Settings, tmp_path: Path) -> None:
    data = zipped("aXo.csv", DATA).replace(b"aXo.csv", b"a\xa4o.csv")
    ((extract, _),) = archive_file(home, SOURCE, put(tmp_path, "p.zip", data), "p.zip")
    assert extract.file_name == "año.csv"


def test_lost_record_is_written_again_when_the_file_comes_again(
    home: Settings, tmp_path: Path
) -> None:
    path = put(tmp_path, "a.csv", DATA)
    ((extract, _),) = archive_file(home, SOURCE, path, "a.csv")
    extract.path.with_suffix(".json").unlink()
    assert [e.origin for e in archived(home, SOURCE)] == ["record lost"]
    ((again, is_new),) = archive_file(home, SOURCE, path, "a.csv")
    assert not is_new
    assert archived(home, SOURCE) == [again]


def test_damaged_record_does_not_stop_the_listing(home: Settings, tmp_path: Path) -> None:
    ((extract, _),) = archive_file(home, SOURCE, put(tmp_path, "a.csv", DATA), "a.csv")
    record = extract.path.with_suffix(".json")
    record.write_text(json.dumps({"sha256": 1}))
    assert [e.sha256 for e in archived(home, SOURCE)] == [SHA]


def test_source_without_archive_has_no_extracts(home: Settings) -> None:
    assert archived(home, SOURCE) == []
