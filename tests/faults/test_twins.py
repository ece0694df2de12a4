"""Twins: one fixture in many dresses gives the same rows, and the same rows are no news.

F21, F34, F36 and F38 of the fault register.
Belongs here: dresses that must not matter. Does not belong here: files that are wrong.
"""

from __future__ import annotations

import bz2
import datetime as dt
import gzip
import io
import json
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlwt

from orchestration.settings import PROJECT_ROOT, Settings
from tests.ingest_kit import (
    HEADER,
    NAMES,
    SOURCE,
    House,
    book_bytes,
    column,
    contract,
    csv_bytes,
    good_rows,
    layout,
)

pytestmark = pytest.mark.faults

ROWS = [
    (date, code, ("Extorsión", "Hurto, robo", 'así "dicho"', "dos\nlíneas")[i % 4], count)
    for i, (date, code, _, count) in enumerate(good_rows(120))
]
CLEAN = csv_bytes(ROWS)
LINES = csv_bytes(good_rows(120))
"""One line each, for dresses of line ends."""


def make_house(home: Settings, tmp_path: Path, reader: dict[str, Any] | None = None) -> House:
    """A house that reads CSV as told, and workbooks."""
    tables = [
        layout({"format": "csv"} | (reader or {})),
        layout({"format": "workbook"}, "*.xls*", name="book"),
    ]
    return House(home, contract(tmp_path / "project", tables))


def said(house: House, table: str = "yearly") -> tuple[list[Any], list[Any], list[Any]]:
    """All rows in the order of their values, what the ledger says of them, and the findings."""
    names = ", ".join(f'"{name}"' for name in NAMES)
    rows = house.query(f'select {names}, _extra from {SOURCE}."{table}" order by all')
    extracts = house.query(
        "select distinct status, quarantined_lines, footer_lines,"
        " loaded_lines + declared_lines = physical_lines from ledger.extracts"
    )
    return rows, extracts, house.query("select fault, message from ledger.findings")


def hashes(house: House) -> set[str]:
    """The content hashes of what is loaded."""
    return {sha for (sha,) in house.query("select rows_hash from ledger.extracts")}


def load(house: House, *files: tuple[str, bytes]) -> House:
    """Drop files and refresh."""
    for name, data in files:
        house.drop(name, data)
    house.refresh()
    return house


def mixed(data: bytes) -> bytes:
    """The three kinds of line ends in turn."""
    ends = (b"\n", b"\r\n", b"\r")
    lines = data.rstrip(b"\n").split(b"\n")
    return b"".join(line + ends[i % 3] for i, line in enumerate(lines))


def permuted(data: list[tuple[str, str, str, str]]) -> list[tuple[str, str, str, str]]:
    """The rows in another order."""
    return random.Random(1).sample(data, len(data))


def zipped(*members: tuple[str, bytes]) -> bytes:
    """A zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return stream.getvalue()


def trailing(data: bytes) -> bytes:
    """A delimiter at the end of every line."""
    return data.replace(b"\n", b",\n")


DRESSES: dict[str, tuple[str, bytes, dict[str, Any]]] = {
    "clean": ("a.csv", CLEAN, {}),
    "other name": ("completely other.csv", CLEAN, {}),
    "row order": ("a.csv", csv_bytes(permuted(ROWS)), {}),
    "column order": ("a.csv", csv_bytes([row[::-1] for row in ROWS], HEADER[::-1]), {}),
    "header in capitals": ("a.csv", csv_bytes(ROWS, [name.upper() for name in HEADER]), {}),
    "bom": ("a.csv", b"\xef\xbb\xbf" + CLEAN, {}),
    "cp1252": ("a.csv", csv_bytes(ROWS, encoding="cp1252"), {"encodings": ["cp1252"]}),
    "latin-1 after utf-8": (
        "a.csv", csv_bytes(ROWS, encoding="latin-1"), {"encodings": ["utf-8", "latin-1"]},
    ),
    "semicolon": ("a.csv", csv_bytes(ROWS, delimiter=";"), {"delimiter": ";"}),
    "tab": ("a.csv", csv_bytes(ROWS, delimiter="\t"), {"delimiter": "\t"}),
    "all quoted": ("a.csv", csv_bytes(ROWS, quote_all=True), {}),
    "blank lines": ("a.csv", CLEAN + b"\n\n", {}),
    "no last newline": ("a.csv", CLEAN[:-1], {"final_newline": "optional"}),
    "gzip": ("a.csv.gz", gzip.compress(CLEAN), {}),
    "bzip2": ("a.csv.bz2", bz2.compress(CLEAN), {}),
    "zip": ("a.zip", zipped(("inner/a.csv", CLEAN)), {}),
}  # fmt: skip
LINE_ENDS: dict[str, bytes] = {
    "crlf": LINES.replace(b"\n", b"\r\n"),
    "cr": LINES.replace(b"\n", b"\r"),
    "mixed": mixed(LINES),
    "trailing delimiter": trailing(LINES),
}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], tuple[Any, Any]]:
    """What the clean twin gives: its rows, ledger and findings, and its content hash."""
    known: dict[bytes, tuple[Any, Any]] = {}

    def of(data: bytes) -> tuple[Any, Any]:
        if data not in known:
            folder = tmp_path_factory.mktemp("clean")
            settings = Settings(home=folder / "home")
            settings.prepare()
            house = load(make_house(settings, folder), ("a.csv", data))
            known[data] = said(house), hashes(house)
        return known[data]

    return of


@pytest.mark.parametrize("dress", DRESSES)
def test_a_twin_in_another_dress_lands_the_same_rows_and_hash(
    home: Settings, tmp_path: Path, clean: Callable[[bytes], tuple[Any, Any]], dress: str
) -> None:
    name, data, reader = DRESSES[dress]
    house = load(make_house(home, tmp_path, reader), (name, data))
    assert (said(house), hashes(house)) == clean(CLEAN)


@pytest.mark.parametrize("ends", LINE_ENDS)
def test_line_ends_and_trailing_delimiters_change_nothing(
    home: Settings, tmp_path: Path, clean: Callable[[bytes], tuple[Any, Any]], ends: str
) -> None:
    house = load(make_house(home, tmp_path), ("a.csv", LINE_ENDS[ends]))
    assert (said(house), hashes(house)) == clean(LINES)


def test_curly_quotes_of_cp1252_are_read(home: Settings, tmp_path: Path) -> None:
    curly = [(date, code, "“así” – dicho", count) for date, code, _, count in good_rows(9)]
    house = make_house(home, tmp_path, {"encodings": ["cp1252"]})
    load(house, ("a.csv", csv_bytes(curly, encoding="cp1252")))
    assert {row[2] for row in house.rows()} == {"“así” – dicho"}


@pytest.mark.parametrize("threads", [1, 4])
def test_the_number_of_threads_changes_nothing(
    home: Settings, tmp_path: Path, clean: Callable[[bytes], tuple[Any, Any]], threads: int
) -> None:
    house = make_house(home.model_copy(update={"threads": threads}), tmp_path)
    assert (said(load(house, ("a.csv", CLEAN))), hashes(house)) == clean(CLEAN)


def test_a_file_split_in_two_lands_the_same_rows(
    home: Settings, tmp_path: Path, clean: Callable[[bytes], tuple[Any, Any]]
) -> None:
    halves = zipped(("a.csv", csv_bytes(ROWS[:50])), ("b.csv", csv_bytes(ROWS[50:])))
    assert said(load(make_house(home, tmp_path), ("both.zip", halves))) == clean(CLEAN)[0]


def old_book(rows: list[tuple[str, ...]]) -> bytes:
    """An .xls workbook."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Hoja1")
    for line, row in enumerate(rows):
        for position, value in enumerate(row):
            sheet.write(line, position, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("suffix", ["xlsx", "xls"])
def test_a_workbook_twin_lands_the_same_rows(
    home: Settings, tmp_path: Path, clean: Callable[[bytes], tuple[Any, Any]], suffix: str
) -> None:
    data = (book_bytes if suffix == "xlsx" else old_book)([HEADER, *ROWS])
    house = load(make_house(home, tmp_path), (f"a.{suffix}", data))
    assert said(house, "book") == clean(CLEAN)[0]


def test_numbers_and_dates_of_a_workbook_are_the_texts_of_the_csv(
    home: Settings, tmp_path: Path, clean: Callable[[bytes], tuple[Any, Any]]
) -> None:
    typed = [(dt.date.fromisoformat(d), code, name, int(n)) for d, code, name, n in ROWS]
    house = load(make_house(home, tmp_path), ("a.xlsx", book_bytes([HEADER, *typed])))
    assert said(house, "book") == clean(CLEAN)[0]


# -- F38: the same rows are no news -------------------------------------------------------------


@pytest.mark.parametrize(
    "dress", ["row order", "column order", "bom", "all quoted", "blank lines", "zip"]
)
def test_the_same_rows_in_other_bytes_are_no_new_edition(
    home: Settings, tmp_path: Path, dress: str
) -> None:
    house = load(make_house(home, tmp_path), ("first.csv", CLEAN))
    before = house.rows()
    _, data, reader = DRESSES[dress]
    assert not reader
    data = zipped(("other.csv", CLEAN + b"\n")) if dress == "zip" else data
    house.drop("again.zip" if dress == "zip" else "again.csv", data)
    _, loaded = house.refresh()
    assert house.rows() == before
    assert (loaded.extracts, loaded.new_extracts) == (1, 0)
    assert (loaded.refused, loaded.warnings, loaded.new_findings) == ([], [], [])
    ((sha,),) = house.query("select extract_sha256 from ledger.extracts where status = 'loaded'")
    (sentence,) = loaded.repeated
    assert f"{SOURCE} F38: same rows as extract {sha[:8]} (first.csv): nothing new" in sentence
    assert house.query(
        "select status, same_as, loaded_lines + declared_lines = physical_lines"
        " from ledger.extracts where status <> 'loaded'"
    ) == [("repeated", sha, True)]
    assert len(list(house.settings.archive.rglob("*.bin"))) == 2, "the extract stays archived"

    _, again = house.refresh()
    assert (again.repeated, again.extracts) == ([], 1), "said once"


def test_the_same_bytes_again_are_known_with_their_date(home: Settings, tmp_path: Path) -> None:
    house = load(make_house(home, tmp_path), ("first.csv", CLEAN))
    house.drop("copy of first.csv", CLEAN)
    found, loaded = house.refresh()
    assert (len(found.new), found.known, loaded.extracts, loaded.repeated) == (0, 2, 1, [])
    assert found.last_known_at is not None
    assert found.last_known_at.date() == dt.datetime.now(dt.UTC).date()


def test_a_row_that_stands_once_more_is_news(home: Settings, tmp_path: Path) -> None:
    house = load(make_house(home, tmp_path), ("first.csv", CLEAN))
    house.drop("more.csv", csv_bytes([*ROWS, ROWS[0]]))
    _, loaded = house.refresh()
    assert (loaded.extracts, loaded.repeated) == (2, [])


def test_a_return_to_an_earlier_state_is_news(home: Settings, tmp_path: Path) -> None:
    house = load(make_house(home, tmp_path), ("a.csv", CLEAN))
    set_back(house)
    load(house, ("a.csv", csv_bytes(ROWS[:-1])))
    house.drop("a.csv", csv_bytes(permuted(ROWS)))
    _, loaded = house.refresh()
    assert (loaded.extracts, loaded.repeated) == (3, [])


def set_back(house: House) -> None:
    """Let everything loaded so far be of yesterday: a test does not wait for the clock."""
    house.query("update ledger.extracts set retrieved_at = retrieved_at - interval 1 day")


def test_the_same_rows_of_another_stated_cut_off_are_another_edition(
    home: Settings, tmp_path: Path
) -> None:
    named = layout(
        {"format": "csv"},
        captures=[{"where": "file_name", "pattern": r"(?P<year>\d{4})-(?P<month>\d\d)"}],
        as_of={"year": "year", "month": "month"},
    )
    house = House(home, contract(tmp_path / "project", [named]))
    load(house, ("a_2024-11.csv", CLEAN))
    house.drop("a_2024-12.csv", csv_bytes(permuted(ROWS)))
    house.drop("b_2024-11.csv", csv_bytes(ROWS[::-1]))
    _, loaded = house.refresh()
    assert loaded.extracts == 2
    (sentence,) = loaded.repeated
    assert "(a_2024-11.csv): nothing new (b_2024-11.csv)" in sentence


def test_rows_come_back_when_the_extract_that_held_them_is_no_input_any_more(
    home: Settings, tmp_path: Path
) -> None:
    house = load(make_house(home, tmp_path), ("first.csv", CLEAN))
    load(house, ("second.csv", csv_bytes(permuted(ROWS))))
    ignore = [{"files": ["first.csv"], "reason": "withdrawn"}]
    tables = [layout({"format": "csv"}), layout({"format": "workbook"}, "*.xls*", name="book")]
    changed = House(home, contract(tmp_path / "project", tables, ignore=ignore))
    _, loaded = changed.refresh()
    assert (loaded.extracts, len(changed.rows())) == (1, len(ROWS))


# -- F36: blanks, accents, look-alikes ----------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "means"),
    [
        pytest.param("Extorsión\u00a0", "Extorsión", id="no-break space"),
        pytest.param("  Extorsión ", "Extorsión", id="blanks"),
        pytest.param("Extorsio\u0301n", "Extorsión", id="decomposed accent"),
        pytest.param("EXTORSIÓN", "Extorsión", id="capitals"),
        pytest.param("Extorsion", None, id="accents stay significant"),
        pytest.param("Ext\u043ersión", None, id="cyrillic look-alike"),
    ],
)
def test_a_label_is_known_by_its_match_key_and_kept_as_published(
    home: Settings, tmp_path: Path, written: str, means: str | None
) -> None:
    listed = [
        column("event_date", "Fecha"),
        column("area_code", "Código", required_value=True),
        column("category", "Categoría", label="type"),
        column("case_count", "Cantidad", required_value=True),
    ]
    made = contract(tmp_path / "project", [layout({"format": "csv"}, columns=listed)])
    crosswalk = f"source_id,label_type,iccs_code\n{SOURCE},{means or 'Extorsión'},02051\n"
    (made.folder / f"crosswalk__{SOURCE}.csv").write_text(crosswalk, encoding="utf-8")
    house = House(home, made)
    house.drop("twin.csv", csv_bytes([(d, c, written, n) for d, c, _, n in good_rows(9)]))
    _, loaded = house.refresh()
    assert [one.fault for one in loaded.refused] == ([] if means else ["F35"])
    assert {row[2] for row in house.rows()} == ({written} if means else set())


# -- F34: the zone of the host ------------------------------------------------------------------

ZONES = ("UTC", "America/Mexico_City", "Africa/Johannesburg", "Pacific/Auckland")
REFRESH = """
import json, sys, time
from pathlib import Path
from orchestration.contracts import read_contract
from orchestration.load.landing import Landing
from orchestration.load.plausibility import read_profile
from orchestration.settings import Settings
from tests.ingest_kit import House
folder = Path(sys.argv[1])
house = House(Settings(home=folder), read_contract(Path(sys.argv[2])))
_, load = house.refresh()
facts = {"file_name": "", "row_count": 0}
with Landing(house.settings) as landing:
    months = [
        sorted(read_profile(landing.connection, house.contract, table, facts | {
            "extract_sha256": landing.connection.execute(
                "select extract_sha256 from ledger.extracts where layout = ?", [table.name]
            ).fetchone()[0]}).cells.items())
        for table in house.contract.tables
    ]
    rows = [landing.connection.execute(
        f'select event_date from zz_city_offences."{table.name}" order by all').fetchall()
        for table in house.contract.tables]
said = [[m, [c.rows, c.value]] for table in months for m, c in table]
print(json.dumps([time.timezone, said, rows, [f.message for f in load.refused + load.warnings]]))
"""


def test_every_zone_of_the_host_gives_the_same_months(home: Settings, tmp_path: Path) -> None:
    listed = [
        column("event_date", "Fecha", kind="date"),
        column("area_code", "Código", required_value=True),
        column("category", "Categoría"),
        column("case_count", "Cantidad", kind="integer", required_value=True),
    ]
    rule = {"period": {"date": "event_date"}, "measure": "case_count", "first_year": 2015}
    tables = [
        layout({"format": "csv"}, columns=listed, plausibility=rule),
        layout({"format": "workbook"}, "*.xlsx", name="book", columns=listed, plausibility=rule),
    ]
    made = contract(tmp_path / "project", tables)
    # First and last days of months, and the days on which clocks change in each of the zones.
    days = [dt.date(2023, month, 1) for month in range(1, 13)]
    days += [day - dt.timedelta(days=1) for day in days]
    days += [dt.date(2022, 4, 3), dt.date(2022, 10, 30), dt.date(2023, 9, 24), dt.date(2023, 4, 2)]
    typed = [(day, "05001", "Hurto", 1 + i % 5) for i, day in enumerate(days)]
    written = [(day.isoformat(), "05001", "Hurto", str(n)) for day, _, _, n in typed]
    answers = []
    for zone in ZONES:
        settings = home.model_copy(update={"home": tmp_path / zone.replace("/", "_")})
        settings.prepare()
        house = House(settings, made)
        house.drop("text.csv", csv_bytes(written))
        house.drop("cells.xlsx", book_bytes([HEADER, *typed]))
        done = subprocess.run(
            [sys.executable, "-c", REFRESH, str(settings.home), str(made.folder / "source.yml")],
            cwd=PROJECT_ROOT,
            env={**os.environ, "TZ": zone},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2_000:]
        answers.append(json.loads(done.stdout))
    assert len({answer[0] for answer in answers}) == len(ZONES), "each process had its own zone"
    assert all(answer[1:] == answers[0][1:] for answer in answers)
    assert answers[0][3] == []
    counts: dict[tuple[int, int], list[int]] = {}
    for day, _, _, n in typed:
        rows, value = counts.get((day.year, day.month), [0, 0])
        counts[day.year, day.month] = [rows + 1, value + n]
    expected = [[list(month), count] for month, count in sorted(counts.items())]
    assert answers[0][1] == expected * 2
