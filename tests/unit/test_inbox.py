"""The inbox is listed completely, only read, and what is not input is said with its reason."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from orchestration.contracts import discover
from orchestration.extract.inbox import collect, scan
from orchestration.settings import Settings
from tests.ingest_kit import SOURCE, House, contract, csv_bytes

IGNORE = [{"files": ["*_answer.csv"], "reason": "the checked answer"}]


@pytest.fixture
def house(home: Settings, tmp_path: Path) -> House:
    return House(home, contract(tmp_path / "project", ignore=IGNORE))


def test_every_file_is_listed_once(house: House) -> None:
    house.drop("deep/er/a.csv.gz", b"x")
    house.drop("b.csv", b"x")
    house.drop("b_answer.csv.gz", b"x")
    house.drop("c.docx", b"x")
    house.drop("pack.zip", b"x")
    house.drop(".hidden", b"x")
    house.drop("x.csv", b"x", folder="zz_nobody_knows")
    house.drop("y.csv", b"x", folder="zz_nobody_knows/deeper")
    for name in ("MANIFEST.csv", "README.md", "stray.csv"):
        (house.inbox / name).write_bytes(b"x")
    listing = scan(house.inbox, {SOURCE: house.contract})
    base = Path(SOURCE)
    assert listing.files == {SOURCE: [base / "b.csv", base / "pack.zip", base / "deep/er/a.csv.gz"]}
    assert listing.no_contract == {"zz_nobody_knows": 2}
    assert listing.unmatched == [base / "c.docx"]
    assert dict(listing.ignored) == {
        Path("MANIFEST.csv"): "not data",
        Path("README.md"): "not data",
        Path("stray.csv"): "lies outside a source folder",
        base / ".hidden": "not data",
        base / "b_answer.csv.gz": "the checked answer",
    }


def test_links_are_not_followed(house: House, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.csv").write_bytes(csv_bytes())
    house.drop("real.csv", csv_bytes())
    (house.inbox / SOURCE / "linked.csv").symlink_to(tmp_path / "outside" / "a.csv")
    (house.inbox / SOURCE / "folder").symlink_to(tmp_path / "outside")
    listing = scan(house.inbox, {SOURCE: house.contract})
    assert listing.files == {SOURCE: [Path(SOURCE) / "real.csv"]}
    assert [reason for _, reason in listing.ignored] == ["a link, not a file"] * 2


def test_absent_inbox_is_an_empty_listing(house: House, tmp_path: Path) -> None:
    listing = scan(tmp_path / "nowhere", {SOURCE: house.contract})
    assert not listing.files
    assert not listing.no_contract


def test_collecting_twice_archives_once(house: House) -> None:
    house.drop("a.csv", csv_bytes())
    first = collect(house.settings, house.contract, house.inbox)
    second = collect(house.settings, house.contract, house.inbox)
    assert (len(first.new), first.known) == (1, 0)
    assert (len(second.new), second.known) == (0, 1)


def test_members_of_a_zip_are_judged_by_their_own_names(house: House) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("in/a.csv", csv_bytes())
        archive.writestr("in/a_answer.csv", b"x")
        archive.writestr("in/read.docx", b"x")
    house.drop("pack.zip", stream.getvalue())
    found = collect(house.settings, house.contract, house.inbox)
    assert [e.file_name for e in found.new] == ["a.csv"]
    assert found.ignored == [(f"{SOURCE}/pack.zip!in/a_answer.csv", "the checked answer")]
    assert [f.file_name for f in found.warnings] == ["read.docx"]


def test_inbox_is_only_read(house: House) -> None:
    path = house.drop("a.csv", csv_bytes())
    before = {p: (p.stat().st_mtime_ns, p.stat().st_mode) for p in house.inbox.rglob("*")}
    collect(house.settings, house.contract, house.inbox)
    assert {p: (p.stat().st_mtime_ns, p.stat().st_mode) for p in house.inbox.rglob("*")} == before
    assert path.read_bytes() == csv_bytes()


@pytest.mark.real
def test_every_real_file_of_a_declared_source_has_a_layout_or_a_reason(extracts: Path) -> None:
    contracts, broken = discover(Settings().project)
    assert not broken
    listing = scan(extracts, contracts)
    assert listing.unmatched == []
    assert set(listing.files) <= set(contracts)
