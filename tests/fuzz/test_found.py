"""What the fuzz runs found, each with the input that showed it, and what was changed for it.

Belongs here: one case per fault that was found, made again from (family, base, seed) or written out
where the smallest form says more. Does not belong here: new ways to spoil files (`mutators.py`).
A seed makes its input only as long as its family is what it was: the written-out forms stay.
"""

from __future__ import annotations

import bz2
import io
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from pathlib import Path

import pytest

from orchestration.contracts import discover
from orchestration.errors import ExtractRefused
from orchestration.load.reading import Context, Reading
from orchestration.load.sheet_process import opened_sheet, sheet_names
from orchestration.load.workbook import read_workbook
from orchestration.settings import PROJECT_ROOT, Settings
from tests.fuzz.bases import Base, all_bases, by_key
from tests.fuzz.doors import READERS, Bench, time_cap
from tests.fuzz.inputs import make
from tests.fuzz.sheets import pack, unpack
from tests.ingest_kit import (
    BOOK_LAYOUT,
    HEADER,
    House,
    book_bytes,
    contract,
    csv_bytes,
    good_book,
    good_rows,
    layout,
)

FOUND = (
    # family, base, seed: what happened
    ("zip", "synthetic/dbf", 10001477),  # OSError EINVAL from a directory that leads before byte 0
    ("zip", "synthetic/xlsx", 20001779),  # IndexError from a member without a name
    ("sheet-bombs", "sample/co_dane_population/NBI_2021__SYNTHETIC.xlsx", 20000158),  # lost rows
    ("zip", "synthetic/csv", 20261123),  # the family that lost a whole archive
    ("file-name", "synthetic/csv-absent", 10000634),  # UnicodeEncodeError: a name that is no UTF-8
    ("file-name", "synthetic/xlsx", 10000984),  # the same
    ("sheet-cells", "sample/co_dane_population/divipola_2010__SYNTHETIC.xls", 10000420),  # hung
    ("sheet-cells", "synthetic/xls", 10001126),  # hung
    ("order", "sample/mx_sesnsp_offences/IDEFC_NM_dic2023__SYNTHETIC.csv", 10000354),  # 20 s
    ("huge", "sample/co_medata_monthly_counts/"
     "consolidado_cantidad_casos_criminalidad_por_anio_mes__SYNTHETIC.csv", 20001450),
)  # fmt: skip


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> list[Base]:
    return all_bases(tmp_path_factory.mktemp("bases"))


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("bench"))


@pytest.mark.parametrize(("family", "key", "seed"), FOUND)
def test_what_a_run_found_stays_found(
    bases: list[Base], bench: Bench, family: str, key: str, seed: int
) -> None:
    outcome = bench.attempt(make(family, by_key(bases)[key], seed, bases))
    assert not outcome.problem, outcome.detail


def refusal_of(data: bytes, tmp_path: Path, sheet: str | None = None) -> ExtractRefused:
    """What reading a workbook is refused with."""
    declared = contract(tmp_path / "project", [BOOK_LAYOUT])
    path = tmp_path / "book.xlsx"
    path.write_bytes(data)
    with time_cap(), pytest.raises(ExtractRefused) as caught:
        read_workbook(path, Context(declared, declared.tables[0], "book.xlsx"), Reading())
    return caught.value


def edited(old: bytes, new: bytes, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A sound workbook with one place of one member replaced."""
    members = unpack(good_book())
    assert old in members[part]
    members[part] = members[part].replace(old, new, 1)
    return pack(members)


# --- the workbook parser: it can end the process, never end, or print its own stack ---------------


def test_far_away_cells_do_not_end_the_process(tmp_path: Path) -> None:
    """A cell that its row does not announce: 549 GB were asked for, which aborts a process."""
    refusal = refusal_of(edited(b'r="A1"', b'r="XFD1048576"'), tmp_path)
    assert refusal.fault in ("F58", "F60")


def test_far_away_cells_of_another_sheet_do_not_end_the_process(tmp_path: Path) -> None:
    book = good_book()
    members = unpack(book)
    members["xl/worksheets/sheet9.xml"] = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'
        b"</sheetData></worksheet>"
    )
    members["xl/workbook.xml"] = members["xl/workbook.xml"].replace(
        b"</sheets>", b'<sheet name="Far" sheetId="9" r:id="rId99"/></sheets>'
    )
    members["xl/_rels/workbook.xml.rels"] = members["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/worksheet" Target="worksheets/sheet9.xml"/></Relationships>',
    )
    refusal = refusal_of(pack(members), tmp_path)
    assert (refusal.fault, "memory" in refusal.message) == ("F58", True)


def test_a_parser_that_never_ends_is_ended(bases: list[Base], tmp_path: Path) -> None:
    """A chain of sectors that leads back into itself: the parser followed it for ever."""
    base = by_key(bases)["sample/co_dane_population/divipola_2010__SYNTHETIC.xls"]
    entry = make("sheet-cells", base, 10000420, bases)
    start = time.process_time()
    assert refusal_of(entry.data, tmp_path).fault in ("F58", "F60")
    assert time.process_time() - start < 5


def test_a_panic_of_the_parser_prints_nothing(
    bases: list[Base], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    base = by_key(bases)["synthetic/xls"]
    for seed in range(40):
        path = tmp_path / f"{seed}.xls"
        path.write_bytes(make("cut", base, seed, bases).data)
        declared = contract(tmp_path / "project", [BOOK_LAYOUT])
        with pytest.raises(ExtractRefused):
            read_workbook(path, Context(declared, declared.tables[0], path.name), Reading())
    assert capfd.readouterr() == ("", "")


def test_a_book_after_a_hostile_one_is_read(tmp_path: Path) -> None:
    refusal_of(edited(b'r="A1"', b'r="XFD1048576"'), tmp_path)
    path = tmp_path / "good.xlsx"
    path.write_bytes(good_book())
    declared = contract(tmp_path / "project", [BOOK_LAYOUT])
    reading = Reading()
    read_workbook(path, Context(declared, declared.tables[0], path.name), reading)
    assert reading.row_count == 200


def test_rows_that_nobody_wanted_do_not_reach_the_next_reader(tmp_path: Path) -> None:
    """A reading that ends in the middle leaves an answer in the pipe."""
    members = unpack(good_book())
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 60_001))
    part = members["xl/worksheets/sheet1.xml"]
    head, tail = part.split(b"<sheetData>")[0], part.rpartition(b"</sheetData>")[2]
    members["xl/worksheets/sheet1.xml"] = (
        head + b"<sheetData>" + rows.encode() + b"</sheetData>" + tail
    )
    long, short = tmp_path / "long.xlsx", tmp_path / "short.xlsx"
    long.write_bytes(pack(members))
    short.write_bytes(good_book())
    name = sheet_names(short)[0]
    for wanted in (0, 1, 700):
        with suppress(KeyboardInterrupt), opened_sheet(long, name) as sheet:
            assert len(list(islice(sheet, wanted))) == wanted
            raise KeyboardInterrupt
        with opened_sheet(short, name) as sheet:
            assert len(list(sheet)) == sheet.rows == 201


def test_two_sheets_of_one_name_are_refused(tmp_path: Path) -> None:
    """The rows of the second were counted as those of the first."""
    book = book_bytes([HEADER, *good_rows(9)], sheet="A", others={"B": [["x"]] * 5})
    members = unpack(book)
    members["xl/workbook.xml"] = members["xl/workbook.xml"].replace(b'name="B"', b'name="A"')
    assert "are called 'A'" in refusal_of(pack(members), tmp_path).message


def test_the_parser_ends_with_the_process_that_asked(tmp_path: Path) -> None:
    path = tmp_path / "good.xlsx"
    path.write_bytes(good_book())
    script = (
        "import pathlib, sys\n"
        "from orchestration.load import sheet_process as one\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "with one.opened_sheet(path, one.sheet_names(path)[0]) as sheet:\n"
        "    print(one._PARSER._process.pid, flush=True)\n"
        "    import os; os._exit(9)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True,
        cwd=PROJECT_ROOT, check=False,
    )  # fmt: skip
    assert ended.returncode == 9, ended.stderr
    pid = int(ended.stdout)
    ends = time.monotonic() + 20
    while _lives(pid):
        assert time.monotonic() < ends, "the parser outlived its process"


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows.replace(b'<row r="3"', b'<row r="2"', 1),
        lambda rows: rows.replace(b'<row r="3"', b'<row r="90"', 1),
        lambda rows: rows.replace(b'<row r="2"', b"<row/><row/><row/><row", 1),
    ],
)
def test_two_rows_with_one_number_are_refused(
    tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    """The parser lays the second over the first: a row was lost without a word."""
    members = unpack(good_book())
    members["xl/worksheets/sheet1.xml"] = spoil(members["xl/worksheets/sheet1.xml"])
    refusal = refusal_of(pack(members), tmp_path)
    assert refusal.fault == "F60"
    assert "stands twice, or after a later one" in refusal.message


# --- archives -------------------------------------------------------------------------------------


def dropped(home: Settings, tmp_path: Path, name: str, data: bytes) -> House:
    """A home with one file in its inbox."""
    house = House(home, contract(tmp_path / "project", [layout({"format": "csv"})]))
    house.drop(name, data)
    return house


def test_a_damaged_second_stream_of_a_bz2_is_not_left_out(home: Settings, tmp_path: Path) -> None:
    """`bz2.BZ2File` reads the first stream and takes the damaged rest for padding."""
    data = csv_bytes(good_rows(100))
    second = bytearray(bz2.compress(data[2000:]))
    second[5] ^= 0xFF
    house = dropped(home, tmp_path, "a.csv.bz2", bz2.compress(data[:2000]) + bytes(second))
    found, _ = house.refresh()
    assert [one.fault for one in found.refused] == ["F14"]
    assert house.rows() == []


def test_all_streams_of_a_bz2_are_read(home: Settings, tmp_path: Path) -> None:
    data = csv_bytes(good_rows(100))
    house = dropped(
        home, tmp_path, "a.csv.bz2", bz2.compress(data[:2000]) + bz2.compress(data[2000:])
    )
    _, load = house.refresh()
    assert load.physical_lines == 101


def zipped(name: str, data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sound.csv", csv_bytes())
        archive.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"PK\x03\x04", b"PK\x03\x05"),  # the member's own header
        (csv_bytes()[:4], csv_bytes()[:4]),
    ],
)
def test_a_damaged_member_of_a_zip_is_a_finding(
    home: Settings, tmp_path: Path, old: bytes, new: bytes
) -> None:
    """The members are read when the archive is out of sight: their errors went through."""
    packed = bytearray(zipped("b.csv", csv_bytes(good_rows(300))))
    at = packed.rfind(b"PK\x03\x04") + 60
    packed[at] ^= 0xFF
    house = dropped(home, tmp_path, "a.zip", bytes(packed).replace(old, new, 1))
    found, _ = house.refresh()
    assert [one.fault for one in found.refused] == ["F14"]


def test_a_member_without_a_name_is_a_finding(home: Settings, tmp_path: Path) -> None:
    packed = zipped("b.csv", b"x").replace(b"b.csv", b"\0.csv")
    found, _ = dropped(home, tmp_path, "a.zip", packed).refresh()
    assert [one.fault for one in found.refused] == ["F59"]


def test_an_archive_without_files_is_a_finding(home: Settings, tmp_path: Path) -> None:
    """It was collected without a word: neither an extract nor a finding."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("folder/", b"")
    found, _ = dropped(home, tmp_path, "a.zip", stream.getvalue()).refresh()
    assert [one.fault for one in found.refused] == ["F17"]


def test_an_archive_that_lost_its_directory_is_a_finding(home: Settings, tmp_path: Path) -> None:
    """`zipfile` goes by the size of the directory, here 0, and not by the number of entries."""
    packed = zipped("b.csv", csv_bytes())
    at = packed.rfind(b"PK\x05\x06") + 12
    found, _ = dropped(
        home, tmp_path, "a.zip", packed[:at] + b"\0" * 4 + packed[at + 4 :]
    ).refresh()
    assert [one.fault for one in found.refused] == ["F14"]


# --- names ----------------------------------------------------------------------------------------


def test_a_name_of_an_old_windows_share_is_read(home: Settings, tmp_path: Path) -> None:
    """Bytes that are no UTF-8: the archive's record could not be written."""
    house = House(home, contract(tmp_path / "project", [layout({"format": "csv"})]))
    folder = house.inbox / house.contract.source_id
    folder.mkdir(parents=True)
    (folder / os.fsdecode(b"extorsi\xf3n.csv")).write_bytes(csv_bytes())
    house.refresh()
    assert house.query("select file_name from ledger.extracts") == [("extorsión.csv",)]


def test_control_characters_of_a_name_reach_no_message(home: Settings, tmp_path: Path) -> None:
    house = dropped(home, tmp_path, "a\x1b[31m\n.csv", b"1,2\n")
    _, load = house.refresh()
    (refused,) = load.refused
    assert "\x1b" not in refused.message
    assert "\n" not in refused.message


def test_a_pipe_in_the_inbox_is_not_waited_for(home: Settings, tmp_path: Path) -> None:
    house = dropped(home, tmp_path, "a.csv", csv_bytes())
    os.mkfifo(house.inbox / house.contract.source_id / "b.csv")
    with time_cap():
        found, load = house.refresh()
    assert load.extracts == 1
    assert any("pipe" in reason for _, reason in found.ignored)


# --- text -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"\xef", b"\xef\xbb"])
def test_a_piece_of_a_byte_order_mark_is_refused(
    home: Settings, tmp_path: Path, data: bytes
) -> None:
    """Python's decoder of utf-8-sig takes it for an empty text, piece by piece, and not at once."""
    reader = {"format": "csv", "encodings": ["utf-8-sig"]}
    house = House(home, contract(tmp_path / "project", [layout(reader)]))
    house.drop("a.csv", data)
    _, load = house.refresh()
    assert [one.fault for one in load.refused] == ["F20"]


# --- time -----------------------------------------------------------------------------------------


def test_a_file_of_another_layout_is_refused_within_seconds(tmp_path: Path) -> None:
    """Each pair of a missing and a new column opened a database of its own: 20 s for a header."""
    contracts, _ = discover(PROJECT_ROOT / "dbt_project")
    declared = contracts["mx_sesnsp_offences"]
    table = declared.tables[0]
    names = [f"new {number}" for number in range(3_000)]
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes([["1"] * len(names)] * 30, names))
    with time_cap(5), pytest.raises(ExtractRefused) as caught:
        READERS["csv"](path, Context(declared, table, "a.csv"), Reading())
    assert caught.value.fault in ("F27", "F29")
