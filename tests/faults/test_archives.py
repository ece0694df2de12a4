"""Archives, workbooks and huge files that are made to hurt, and what the command says of bad files.

Belongs here: F14-F17, F58-F60 and S2-S7 of the fault register: caps that hold by counting what was
produced, and each kind of bad file at the door a person uses, `safercities refresh`.
Does not belong here: text and values inside a sound file (`test_bad_input.py`), portals.
No test looks at a clock: a cap is asserted by the bytes that were produced until it was reached.
"""

from __future__ import annotations

import bz2
import gzip
import io
import os
import re
import shutil
import stat
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.contracts import Limits
from orchestration.errors import Exit, Finding
from orchestration.extract.unpack import MEMBER_LIMIT, inner_files
from orchestration.release import catalogue
from orchestration.release.publish import environment_of
from orchestration.report import RefreshReport
from orchestration.settings import Settings
from tests.ingest_kit import (
    HEADER,
    SOURCE,
    House,
    book_bytes,
    column,
    contract,
    csv_bytes,
    good_book,
    good_rows,
    layout,
)

pytestmark = pytest.mark.faults

MEGABYTE = 1 << 20
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">%s]>' % b"".join(
    b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9)
)
QUADRATIC = b'<!DOCTYPE x [<!ENTITY j "%s">]>' % (b"a" * 100_000)


@pytest.fixture
def house(home: Settings, tmp_path: Path) -> House:
    """A house for CSV files and workbooks, with one sound extract."""
    made = House(home, contract(tmp_path / "project"))
    made.drop("sound.csv", csv_bytes(good_rows(50)))
    made.refresh()
    return made


def refusal(house: House, name: str, data: bytes) -> Finding:
    """Drop a bad file; its one finding, after looking at what stands."""
    before = house.rows()
    house.drop(name, data)
    _, load = house.refresh()
    assert house.rows() == before, "sound rows changed"
    (finding,) = load.refused
    assert name in finding.message
    assert finding.next_step
    assert not list(house.settings.home.rglob(".incoming*"))
    return finding


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    """A zip archive with these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return stream.getvalue()


def special(name: str, kind: int) -> zipfile.ZipInfo:
    """A member that says of itself that it is a link, a device or a pipe."""
    member = zipfile.ZipInfo(name)
    member.create_system = 3
    member.external_attr = (kind | 0o777) << 16
    return member


def tarred(name: str, mode: str = "w") -> bytes:
    """A tar archive with one sound member and one that leaves it."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:  # type: ignore[call-overload]
        for member in (name, f"../{name}"):
            entry = tarfile.TarInfo(member)
            entry.size = len(csv_bytes())
            archive.addfile(entry, io.BytesIO(csv_bytes()))
    return stream.getvalue()


def encrypted() -> bytes:
    """An archive whose only member carries the encryption flag."""
    data = bytearray(zipped(("a.csv", csv_bytes())))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    return bytes(data)


# -- F58: caps ----------------------------------------------------------------------------------


def produced(finding: Finding) -> int:
    """Bytes that had been produced when the cap was reached."""
    found = re.search(r"\(([\d,]+) bytes so far", finding.message)
    assert found is not None, finding.message
    return int(found[1].replace(",", ""))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bomb.zip", zipped(("a.csv", bytes(64 * MEGABYTE)))),
        ("bomb.csv.gz", gzip.compress(bytes(64 * MEGABYTE))),
        ("bomb.csv.bz2", bz2.compress(bytes(64 * MEGABYTE))),
        ("parts.zip", zipped(*((f"{i}.csv", bytes(MEGABYTE)) for i in range(64)))),
    ],
)
def test_a_bomb_stops_at_the_ratio_long_before_its_end(
    house: House, name: str, data: bytes
) -> None:
    finding = refusal(house, name, data)
    assert finding.fault == "F58"
    assert "passes the cap of 200:1" in finding.message
    assert produced(finding) <= max(200 * len(data), 8 * MEGABYTE) + MEGABYTE


def test_what_unpacks_to_more_than_the_cap_stops_at_it(home: Settings, tmp_path: Path) -> None:
    """Below the ratio, so that only the bytes produced can stop it."""
    limits = {"unpacked_bytes": 3 * MEGABYTE}
    made = House(home, contract(tmp_path / "project", limits=limits))
    made.drop("large.csv.gz", gzip.compress(os.urandom(6 * MEGABYTE)))
    _, load = made.refresh()
    (finding,) = load.refused
    assert "passes the cap of 3,145,728" in finding.message
    assert produced(finding) == 4 * MEGABYTE
    assert "limits.unpacked_bytes" in finding.next_step


def test_a_large_plain_file_is_no_bomb(home: Settings, tmp_path: Path) -> None:
    """A plain file has cost its sender every byte: only the contract's own cap holds for it."""
    limits = {"unpacked_bytes": 1_000, "file_bytes": 2 * MEGABYTE}
    made = House(home, contract(tmp_path / "project", limits=limits))
    made.drop("plain.csv", csv_bytes())
    made.drop("larger.csv", csv_bytes() + b"\n" * (2 * MEGABYTE))
    found, load = made.refresh()
    assert [extract.file_name for extract in found.new] == ["plain.csv"]
    (finding,) = load.refused
    assert (finding.fault, finding.file_name) == ("F58", "larger.csv")
    assert "larger.csv: passes the cap of 2,097,152 bytes for a file" in finding.message
    assert "limits.file_bytes" in finding.next_step


def test_fifty_million_rows_are_no_bomb_by_default() -> None:
    """50 M rows of the widest source have 9 GB."""
    assert Limits().file_bytes > 9 << 30
    assert Limits().unpacked_bytes == 2 << 30


def test_a_hundred_thousand_members_are_counted_and_none_is_read(house: House) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(100_000):
            archive.writestr(zipfile.ZipInfo(f"{number}.csv"), b"")
    finding = refusal(house, "many.zip", stream.getvalue())
    assert finding.fault == "F58"
    assert f"holds 100,000 members, the cap is {MEMBER_LIMIT:,}" in finding.message


@pytest.mark.parametrize("inner", ["inner.zip", "a.csv.gz", "a.csv.bz2", "a.tar", "a.7z"])
def test_an_archive_in_an_archive_is_refused_before_it_is_opened(house: House, inner: str) -> None:
    finding = refusal(house, "nested.zip", zipped(("a.csv", csv_bytes()), (inner, b"x")))
    assert finding.fault == "F58"
    assert f"'{inner}' is an archive inside an archive" in finding.message


# -- F59: hostile members -----------------------------------------------------------------------

HOSTILE: dict[str, tuple[bytes, str]] = {
    "parent": (zipped(("../x.csv", b"x")), "'../x.csv' leaves the archive"),
    "deep": (zipped(("a/../../x.csv", b"x")), "leaves the archive"),
    "absolute": (zipped(("/etc/x.csv", b"x")), "leaves the archive"),
    "drive": (zipped(("C:\\x.csv", b"x")), "leaves the archive"),
    "share": (zipped(("\\\\host\\x.csv", b"x")), "leaves the archive"),
    "link": (zipped((special("x.csv", stat.S_IFLNK), b"/etc/passwd")), "is a link or device"),
    "device": (zipped((special("x.csv", stat.S_IFBLK), b"")), "is a link or device"),
    "pipe": (zipped((special("x.csv", stat.S_IFIFO), b"")), "is a link or device"),
    "twice": (zipped(("a/x.csv", b"1"), ("b/x.csv", b"2")), "'x.csv' is there twice"),
    "encrypted": (encrypted(), "'a.csv' is encrypted"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_member_refuses_the_archive_and_nothing_is_written_by_its_name(
    house: House, case: str
) -> None:
    data, words = HOSTILE[case]
    finding = refusal(house, "hostile.zip", data)
    assert finding.fault == "F59"
    assert words in finding.message
    assert not list(house.settings.home.parent.rglob("x.csv"))


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.tgz", "a.csv.xz", "a.7z", "a.rar"])
def test_other_packing_is_not_opened_and_says_what_is(house: House, name: str) -> None:
    mode = "w:gz" if name.endswith("gz") else "w"
    finding = refusal(house, name, tarred("x.csv", mode))
    assert finding.fault == "F59"
    assert "files are not opened" in finding.message
    assert "pack them as .zip, .gz or .bz2" in finding.next_step


@pytest.mark.parametrize("name", ["a.zip", "a.csv.gz", "a.csv", "a.xlsx"])
def test_a_tar_under_another_name_does_not_load(house: House, name: str) -> None:
    assert refusal(house, name, tarred("x.csv")).fault in {"F14", "F16", "F29"}


def test_a_refused_archive_is_kept_apart_as_it_came(house: House) -> None:
    """The register's `refuse extract`: archived, not used."""
    bomb = zipped(("a.csv", bytes(16 * MEGABYTE)))
    finding = refusal(house, "bomb.zip", bomb)
    (kept,) = (house.settings.archive / SOURCE / "refused").glob("*.bin")
    assert kept.read_bytes() == bomb
    assert finding.next_step.endswith(f"archive/{SOURCE}/refused/{kept.stem[:12]}….bin.")
    house.refresh()
    assert len(list(kept.parent.glob("*.bin"))) == 1


def test_a_bad_last_member_refuses_the_archive_before_anything_of_it_is_kept(house: House) -> None:
    rows = csv_bytes(good_rows(20))
    data = bytearray(zipped(("a.csv", rows), ("b.csv", rows + b"\n")))
    data[data.index(b"b.csv") + 20] ^= 0xFF
    assert refusal(house, "half.zip", bytes(data)).fault == "F14"
    assert len(list((house.settings.archive / SOURCE).glob("*.bin"))) == 1


def test_members_that_are_fine_are_streamed_one_after_the_other(tmp_path: Path) -> None:
    """S4: the caller gets bytes and a name, never a path."""
    path = tmp_path / "good.zip"
    path.write_bytes(zipped(("in/a.csv", b"1"), ("in/b.csv", b"2")))
    found = [(inner.name, b"".join(inner.chunks)) for inner in inner_files(path, "o")]
    assert found == [("a.csv", b"1"), ("b.csv", b"2")]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["good.zip"]


# -- F60: workbooks -----------------------------------------------------------------------------


def patched(part: str, change: Callable[[bytes], bytes], data: bytes | None = None) -> bytes:
    """A sound workbook with one part of its archive changed."""
    source = zipfile.ZipFile(io.BytesIO(data or good_book()))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            content = source.read(member)
            is_meant = member.filename.endswith(part)
            target.writestr(member.filename, change(content) if is_meant else content)
    return stream.getvalue()


def rows_below(rows: bytes) -> bytes:
    """A sound workbook of 200 rows with these rows of XML below them."""
    return patched("sheet1.xml", lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))


@pytest.mark.parametrize("entities", [LAUGHS, QUADRATIC], ids=["laughs", "quadratic"])
@pytest.mark.parametrize("part", ["sheet1.xml", "sharedStrings.xml", "workbook.xml"])
def test_entities_of_a_workbook_are_never_expanded(
    house: House, part: str, entities: bytes
) -> None:
    """S5: what would be 10 GB is a message."""
    cell = b'<row r="300"><c r="A300" t="inlineStr"><is><t>&j;</t></is></c></row></sheetData>'
    data = rows_below(b"")
    if part == "sheet1.xml":
        data = patched(part, lambda xml: xml.replace(b"</sheetData>", cell), data)
    if part == "sharedStrings.xml":
        data = patched(part, lambda xml: xml.replace(b"<t>", b"<t>&j;", 1), data)
    house.drop("entities.xlsx", patched(part, lambda xml: entities + xml, data))
    _, load = house.refresh()
    # A parser that ignores the declaration may read what does not need it; it expands nothing.
    assert [one.fault for one in load.refused] in ([], ["F60"])
    longest = house.query(
        f'select max(length(columns(* exclude (_loaded_at, _row_number)))) from "{SOURCE}".book'
    )[0]
    assert max(length or 0 for length in longest) < 100


def test_a_million_empty_formatted_rows_are_no_rows(house: House) -> None:
    """They cost no memory: the sheet ends where its values end."""
    rows = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (i, i) for i in range(202, 1_000_202))
    house.drop("formatted.xlsx", rows_below(rows))
    _, load = house.refresh()
    assert load.refused == []
    assert house.query(
        "select physical_lines, loaded_lines, declared_lines from ledger.extracts"
        " where file_name = 'formatted.xlsx'"
    ) == [(201, 200, 1)]


def test_a_million_rows_of_blanks_are_counted_and_not_loaded(house: House) -> None:
    blank = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t> </t></is></c></row>'
    rows = b"".join(blank % (i, i) for i in range(202, 1_000_202))
    house.drop("blanks.xlsx", rows_below(rows))
    _, load = house.refresh()
    assert load.refused == []
    assert house.query(
        "select physical_lines, loaded_lines, quarantined_lines, blank_lines from ledger.extracts"
        " where file_name = 'blanks.xlsx'"
    ) == [(1_000_201, 200, 0, 1_000_000)]


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_merged_header_is_read_by_its_cells_and_named(home: Settings, tmp_path: Path) -> None:
    """A title merged over the header, and a header cell merged over two rows."""
    reader = {"format": "workbook", "header": {"search": "Código", "group_row": True}}
    made = House(home, contract(tmp_path / "project", [layout(reader, "*.xlsx", name="book")]))
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Informe"])
    sheet.append(["Fecha", None, None, None])
    sheet.append([None, *HEADER[1:]])
    for row in good_rows(20):
        sheet.append(list(row))
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A2:A3")
    made.drop("merged.xlsx", saved(book))
    _, load = made.refresh()
    assert load.refused == []
    assert [row[:4] for row in made.rows("book")] == good_rows(20)


def test_a_header_cell_merged_over_two_columns_is_a_missing_column(house: House) -> None:
    book = openpyxl.load_workbook(io.BytesIO(good_book()))
    sheet = book.active
    assert sheet is not None
    sheet.merge_cells("B1:C1")
    finding = refusal(house, "merged.xlsx", saved(book))
    assert finding.fault in {"F27", "F29"}
    assert "'Categoría'" in finding.message


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_never_taken_for_the_data(house: House, state: str) -> None:
    """By its name or as the first sheet: what is hidden is counted and told."""
    data = book_bytes([HEADER, *good_rows(20)], others={"Trabajo": [HEADER, *good_rows(5)]})
    book = openpyxl.load_workbook(io.BytesIO(data))
    book["Trabajo"].sheet_state = state
    house.drop("hidden.xlsx", saved(book))
    _, load = house.refresh()
    assert [one.fault for one in load.warnings] == ["F60"]
    assert "sheet 'Trabajo' with 6 rows is not in the contract" in load.warnings[0].message
    assert len(house.rows("book")) == 20


def test_serial_dates_stay_what_the_cell_holds(home: Settings, tmp_path: Path) -> None:
    """A date, a serial number and a text: three forms, each told apart by the declared domain."""
    dated = [
        column("event_date", "Fecha", kind="date", date_formats=["%Y-%m-%d", "excel"]),
        column("area_code", "Código"),
        column("category", "Categoría"),
        column("case_count", "Cantidad"),
    ]
    reader = {"format": "workbook"}
    table = layout(reader, "*.xlsx", name="book", columns=dated)
    made = House(home, contract(tmp_path / "project", [table]))
    rows: list[list[Any]] = [list(row) for row in good_rows(20)]
    rows[3][0] = 45_678
    made.drop("serials.xlsx", book_bytes([HEADER, *rows]))
    _, load = made.refresh()
    assert load.refused == []
    assert made.rows("book")[3][0] == "45678"


def test_serial_dates_that_nobody_declared_hold_the_extract(home: Settings, tmp_path: Path) -> None:
    dated = [
        column("event_date", "Fecha", kind="date"),
        column("area_code", "Código"),
        column("category", "Categoría"),
        column("case_count", "Cantidad"),
    ]
    table = layout({"format": "workbook"}, "*.xlsx", name="book", columns=dated)
    made = House(home, contract(tmp_path / "project", [table]))
    rows: list[list[Any]] = [[45_678 + i, *row[1:]] for i, row in enumerate(good_rows(20))]
    made.drop("serials.xlsx", book_bytes([HEADER, *rows]))
    _, load = made.refresh()
    assert load.extracts == 0
    (finding,) = load.refused
    assert finding.fault in {"F30", "F33"}
    assert finding.column == "Fecha"


FORMULAS = ["=1+1", '=HYPERLINK("http://x.test","x")', "=cmd|' /C calc'!A0", "+1", "@SUM(A1)"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_never_evaluated(house: House, formula: str) -> None:
    """S2: without a stored value it refuses; what only looks like one is text."""
    rows: list[list[Any]] = [list(row) for row in good_rows(20)]
    rows[4][2] = formula
    data = book_bytes([HEADER, *rows])
    if formula.startswith("="):
        finding = refusal(house, "formula.xlsx", data)
        assert (finding.fault, finding.line, finding.column) == ("F60", 6, "Categoría")
    else:
        house.drop("formula.xlsx", data)
        _, load = house.refresh()
        assert load.refused == []
        assert house.rows("book")[4][2] == formula


# -- S6, S7: huge and hostile text --------------------------------------------------------------


def test_a_million_columns_are_refused_in_words(house: House) -> None:
    header = ",".join([*HEADER, *(f"c{i}" for i in range(1_000_000))])
    assert refusal(house, "wide.csv", header.encode() + b"\n").fault in {"F17", "F22", "F29"}


def test_a_field_of_sixty_four_megabytes_costs_one_line(house: House) -> None:
    data = csv_bytes() + b"2024-01-01,05001,%s,1\n" % (b"x" * (64 * MEGABYTE))
    house.drop("huge.csv", data)
    _, load = house.refresh()
    assert load.refused == []
    ((line, code, kept),) = house.query(
        "select line_number, reason_code, octet_length(raw_bytes) from ledger.quarantine"
    )
    assert (line, code) == (202, "line_too_long")
    assert kept <= MEGABYTE


@pytest.mark.parametrize(
    "name", ["*.csv", "a' or 1=1 --.csv", 'a"; drop table x; --.csv', "$(touch x).csv", "a\nb.csv"]
)
def test_a_hostile_file_name_is_only_a_name(house: House, name: str) -> None:
    """S7: paths come from the archive, values are bound."""
    house.drop(name, csv_bytes(good_rows(20)))
    _, load = house.refresh()
    assert load.refused == []
    assert house.query(
        "select count(*) from ledger.extracts where loaded_lines = 20 and status = 'loaded'"
    ) == [(1,)]
    archive = house.settings.archive / SOURCE
    assert {path.suffix for path in archive.iterdir() if path.is_file()} == {".bin", ".json"}
    assert not list(house.settings.home.parent.rglob("x"))


def test_a_hostile_sheet_name_is_only_a_name(house: House) -> None:
    sheet = "a'; drop table x; --"
    house.drop("sheet.xlsx", book_bytes([HEADER, *good_rows(20)], sheet))
    _, load = house.refresh()
    assert load.refused == []
    assert len(house.rows("book")) == 20


def test_a_hostile_header_is_only_kept_aside(house: House) -> None:
    hostile = 'x" varchar); drop schema ledger cascade; --'
    rows = [[*row, "v"] for row in good_rows(20)]
    house.drop("header.csv", csv_bytes(rows, (*HEADER, hostile)))
    _, load = house.refresh()
    assert [(one.fault, one.column) for one in load.warnings] == [("F28", hostile)]
    assert house.query("select count(_extra) from zz_city_offences.yearly") == [(20,)]


# -- the command --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bad:
    """One bad file, where it is dropped, and what the last lines must say."""

    fault: str
    source: str
    name: str
    data: Callable[[bytes], bytes]
    """From a sound CSV file of `mx_sesnsp_offences`."""
    words: str


PROSECUTION, POPULATION = "mx_sesnsp_offences", "co_dane_population"
MONTH = "IDEFC_NM_dic2024__SYNTHETIC"


def renamed_sheet(_sound: bytes) -> bytes:
    """A workbook whose sheet has another name than the contract says."""
    return book_bytes([["DPMP"]], "Hoja 1", {"Notas": [["x"]]})


def laughing(_sound: bytes) -> bytes:
    """A workbook that expands an entity."""
    return patched("sheet1.xml", lambda xml: LAUGHS + xml.replace(b"<v>1<", b"<v>&j;<", 1))


BAD: dict[str, Bad] = {
    "F14 cut": Bad("F14", PROSECUTION, f"{MONTH}.csv.gz", lambda d: gzip.compress(d)[:-9],
                   "the archive ends early or is damaged"),
    "F15 cut": Bad("F15", PROSECUTION, f"{MONTH}.csv", lambda d: d[:-4],
                   "has no newline and is"),
    "F16 page": Bad("F16", PROSECUTION, f"{MONTH}.csv",
                    lambda _: b"<!doctype html><title>Service Unavailable</title>",
                    "titled 'Service Unavailable'"),
    "F17 nothing": Bad("F17", PROSECUTION, f"{MONTH}.csv", lambda _: b"",
                       "An empty file is not zero crime"),
    "F17 header": Bad("F17", PROSECUTION, f"{MONTH}.csv", lambda d: d.splitlines(True)[0],
                      "no data rows"),
    "F58 bomb": Bad("F58", PROSECUTION, "bomb_SYNTHETIC.zip",
                    lambda _: zipped((f"{MONTH}.csv", bytes(64 * MEGABYTE))),
                    "passes the cap of 200:1"),
    "F58 nested": Bad("F58", PROSECUTION, "nested_SYNTHETIC.zip",
                      lambda d: zipped(("inner.zip", zipped((f"{MONTH}.csv", d)))),
                      "is an archive inside an archive"),
    "F58 members": Bad("F58", PROSECUTION, "many_SYNTHETIC.zip",
                       lambda _: zipped(*((f"{i}.csv", b"") for i in range(1_001))),
                       "holds 1,001 members"),
    **{
        f"F59 {case}": Bad("F59", PROSECUTION, f"{case}_SYNTHETIC.zip",
                           lambda _, data=data: data, words)  # type: ignore[misc]
        for case, (data, words) in HOSTILE.items()
    },
    "F59 tar": Bad("F59", PROSECUTION, f"{MONTH}.tar", lambda _: tarred("x.csv"),
                   "'.tar' files are not opened"),
    "F60 sheet": Bad("F60", POPULATION, "poblacion_2003_2017__SYNTHETIC_2.xlsx", renamed_sheet,
                     "sheet 'Municipios' not found in poblacion_2003_2017__SYNTHETIC_2.xlsx;"
                     " sheets: Hoja 1, Notas"),
    "F60 laughs": Bad("F60", POPULATION, "poblacion_2003_2017__SYNTHETIC_3.xlsx", laughing,
                      "poblacion_2003_2017__SYNTHETIC_3.xlsx"),
}  # fmt: skip


@pytest.fixture(scope="module")
def published(
    sample_release: tuple[Settings, RefreshReport], tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """A copy of a home with a release, to which bad files are brought one after the other."""
    home = tmp_path_factory.mktemp("published") / "home"
    shutil.copytree(sample_release[0].home, home, symlinks=True)
    return Settings(home=home)


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_ends_the_refresh_in_7_with_the_release_as_it_was(
    published: Settings, samples: Path, tmp_path: Path, case: str
) -> None:
    """Exit codes of the register, section f; promise 5; promise 10."""
    bad = BAD[case]
    sound = (samples / PROSECUTION / "IDEFC_NM_nov2024__SYNTHETIC.csv").read_bytes()
    before = catalogue.current(published)
    target = tmp_path / bad.source / bad.name
    target.parent.mkdir()
    target.write_bytes(bad.data(sound))
    result = CliRunner(env=environment_of(published)).invoke(
        app, ["refresh", "--inbox", str(tmp_path)]
    )
    assert result.exit_code == Exit.FINDINGS, result.stderr
    (said,) = [line for line in result.stderr.splitlines() if line.startswith("[refused, new]")]
    assert said.startswith(f"[refused, new] {bad.source} {bad.fault}: ")
    assert bad.words in said
    assert before is not None
    assert result.stderr.strip().splitlines()[-1] == (
        f"Nothing new since {before.release_id}. 1 new findings: safercities status"
    )
    after = catalogue.current(published)
    assert after is not None
    assert after.release_id == before.release_id
    assert not list(published.home.parent.rglob("x.csv"))


def test_text_that_a_spreadsheet_would_run_is_neutralised_in_our_csv_and_numbers_are_not(
    published: Settings,
) -> None:
    """S1: only the CSV form; the database keeps what it is."""
    query = "select '=1+1' a, '+1' b, '-x' c, '@x' d, chr(9) || 'y' e, -5 f, 'plain' g"
    runner = CliRunner(env=environment_of(published))
    shown = runner.invoke(app, ["sql", query, "--format", "csv"])
    assert shown.exit_code == Exit.OK, shown.stderr
    assert shown.stdout.splitlines()[1] == "'=1+1,'+1,'-x,'@x,'\ty,-5,plain"
    exact = runner.invoke(app, ["sql", query, "--format", "json"])
    assert '"a": "=1+1"' in exact.stdout
