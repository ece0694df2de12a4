"""The fast reader of delimited text comes to exactly what the careful one comes to, or is not used.

The yardstick is `read_csv`, all of it in Python; tiny steps make blocks of a few lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.contracts import Contract
from orchestration.errors import ExtractRefused
from orchestration.load.csv import read_csv
from orchestration.load.fast_csv import Steps, stream_csv, survey
from orchestration.load.landing import Landing
from orchestration.load.reading import Context, Reading
from orchestration.load.table import TableReader
from orchestration.settings import Settings
from tests.ingest_kit import HEADER, House, columns, contract, csv_bytes, good_rows, layout

TINY = Steps(head=1, least=1, most=1 << 20)
Outcome = tuple[Any, ...]


def whole(path: Path, context: Context, reading: Reading) -> Sequence[pa.Table]:
    """Read with the yardstick."""
    read_csv(path, context, reading)
    return reading.batches


def streamed(steps: Steps) -> Callable[[Path, Context, Reading], Sequence[pa.Table]]:
    """Read with the fast reader."""
    return lambda path, context, reading: list(stream_csv(path, context, reading, steps))


def outcome(
    read: Callable[[Path, Context, Reading], Sequence[pa.Table]], data: bytes, declared: Contract
) -> Outcome:
    """Everything that reading comes to: rows, account, quarantine, notices, or the refusal."""
    reading = Reading()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.bin"
        path.write_bytes(data)
        try:
            tables = read(path, Context(declared, declared.tables[0], "synthetic.csv"), reading)
        except ExtractRefused as refusal:
            return (refusal.fault, refusal.message, refusal.line, refusal.column)
    rows = [tuple(sorted(row.items())) for table in tables for row in table.to_pylist()]
    tally = reading.tally
    kinds = ("loaded", "quarantined", "header", "preamble", "footer", "blank")
    return (
        rows, [tally.count(kind) for kind in kinds], tally.continuation,  # type: ignore[arg-type]
        reading.physical_lines, reading.encoding, reading.rejected, reading.notices,
        reading.attributes, reading.row_count, reading.declared_total, reading.total_sum,
    )  # fmt: skip


def check_equal(data: bytes, declared: Contract, steps: Steps = TINY) -> None:
    """The fast reader comes to what the careful one comes to."""
    fast = outcome(streamed(steps), data, declared)
    assert fast == outcome(whole, data, declared)
    assert fast[0] != "P1", "a line was lost"


@pytest.fixture(scope="module")
def lenient(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    """A contract that refuses nothing for its share, with footers."""
    return declare(tmp_path_factory.mktemp("lenient"), ["utf-8", "cp1252"], keyed=True)


@pytest.fixture(scope="module")
def keyless(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    """The same without key columns, with a published total, in cp1252 or with a BOM."""
    total = {"label": "^total", "column": "case_count", "partial": "accept"}
    folder = tmp_path_factory.mktemp("keyless")
    return declare(folder, ["utf-8-sig", "cp1252"], keyed=False, total=total)


def declare(folder: Path, encodings: list[str], *, keyed: bool, **meta: Any) -> Contract:
    """One CSV layout that quarantines instead of refusing."""
    reader = {
        "format": "csv",
        "encodings": encodings,
        "final_newline": "optional",
        "footers": ["^total", "^fuente"],
    }
    listed = columns()
    for column in listed:
        column["config"]["meta"]["required_value"] &= keyed
    limits = {"quarantined_share": 1.0, "minimum_rows": 0}
    return contract(folder, [layout(reader, columns=listed, **meta)], limits=limits)


DRESSES = {
    "plain": csv_bytes(),
    "byte order mark": b"\xef\xbb\xbf" + csv_bytes(),
    "CRLF": csv_bytes(newline="\r\n"),
    "bare CR": csv_bytes(newline="\r"),
    "all quoted": csv_bytes(quote_all=True),
    "quotes in values": csv_bytes([("a", "05001", 'x ""y"" "z"', "1")] * 40),
    "newlines in values": csv_bytes([("a", "05001", "x\ny", "1"), *good_rows(40)] * 2),
    "CRLF in values": csv_bytes([("a", "05001", "x\r\ny", "1"), *good_rows(40)], newline="\r\n"),
    "cp1252": csv_bytes([("a", "05001", "Niñez – sí", "1")] * 40, encoding="cp1252"),
    "trailing delimiter": csv_bytes().replace(b"\n", b",\n"),
    "trailing delimiter in rows": csv_bytes().replace(b"\n", b",\n").replace(b"dad,", b"dad", 1),
    "blank lines": csv_bytes().replace(b"\n", b"\n\n , ,,\n", 9),
    "short and long rows": csv_bytes() + b"1,2,3\n1,2,3,4,5\n1,2,3,4,,\n" + csv_bytes(header=None),
    "footers": csv_bytes() + b"Total,,,9\nFuente: SYNTHETIC\n",
    "header again": csv_bytes() * 2,
    "no key": csv_bytes() + b"a,,b,1\na, ,b,1\n" + csv_bytes(header=None),
    "no final newline": csv_bytes()[:-1],
    "stray quote": csv_bytes() + b'a,"05001,b,1\n' + csv_bytes(header=None),
    "NUL": csv_bytes() + b"a,0\x005001,b,1\n" + csv_bytes(header=None),
    "bad byte": csv_bytes() + b"a,05001,\x81,1\n" + csv_bytes(header=None),
    "long line": csv_bytes() + b"a,05001," + b"x" * 200_000 + b",1\n" + csv_bytes(header=None),
    "new column": csv_bytes([(*row, "ñ") for row in good_rows()], (*HEADER, "Nueva")),
    "only blanks": csv_bytes(header=None, rows=[(" ", "\u3000", "", "\t")] * 9),
}  # fmt: skip


@pytest.mark.parametrize("data", DRESSES.values(), ids=DRESSES.keys())
@pytest.mark.parametrize("steps", [TINY, Steps(1, 64, 256), Steps()], ids=["one", "small", "real"])
def test_every_dress_comes_to_the_same(
    lenient: Contract, keyless: Contract, data: bytes, steps: Steps
) -> None:
    check_equal(data, lenient, steps)
    check_equal(data, keyless, steps)


SMALL = csv_bytes(good_rows(30))
PIECES = st.sampled_from([
    b'"', b",", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b'""', b'",', b',"', "é".encode(), b"\xe9",
    b" ", b",,,\n", b"Total,,,9\n", b"Fuente: x\n", b'"a\nb"', b'2024-01-01,"a ""q""",b,3\n',
    b"1,2,3\n", b"1,2,3,4,5\n", b"1,2,3,4,\n", b"\xef\xbb\xbf", b"\xc3\x83\xc2\xa9", b" , ,\t,\n",
    csv_bytes([]), "\u3000,\u2028,,\n".encode(), b'"",05001,"",7\n', b"TOTAL,05001,x,4\n",
])  # fmt: skip
STEPS = st.sampled_from([TINY, Steps(1, 16, 256), Steps(40, 64, 64), Steps(1, 1, 40)])


@settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    edits=st.lists(st.tuples(st.integers(0, len(SMALL)), st.booleans(), PIECES), max_size=6),
    newline=st.sampled_from([b"\n", b"\r\n", b"\r"]),
    mark=st.booleans(),
    cut=st.integers(0, 4 * len(SMALL)),
    steps=STEPS,
    keyed=st.booleans(),
)
def test_whatever_stands_in_a_file_comes_to_the_same(
    lenient: Contract,
    keyless: Contract,
    edits: list[tuple[int, bool, bytes]],
    newline: bytes,
    mark: bool,
    cut: int,
    steps: Steps,
    keyed: bool,
) -> None:
    data = SMALL.replace(b"\n", newline)
    for position, at_line, piece in edits:
        at = data.rfind(newline, 0, position) + len(newline) if at_line else position
        data = data[:at] + piece + data[at:]
    check_equal((b"\xef\xbb\xbf" * mark + data)[:cut], lenient if keyed else keyless, steps)


def test_plain_lines_do_not_go_through_python(
    lenient: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[int] = []
    take = TableReader._take

    def counted(self: TableReader, record: Any, *others: Any) -> bool:
        looked_at.append(record.line)
        return take(self, record, *others)

    monkeypatch.setattr(TableReader, "_take", counted)
    rows = [[text.strip() for text in row] for row in good_rows(20_000)]
    data = csv_bytes(rows) + b"1,2,3\n" + csv_bytes(rows, header=None) + b"Total,,,9\n"
    account = outcome(streamed(Steps(head=1, least=256, most=1 << 20)), data, lenient)
    assert account[1] == [40_000, 1, 1, 0, 1, 0]
    assert len(looked_at) < 100


def test_row_numbers_are_the_physical_lines(home: Settings, tmp_path: Path) -> None:
    rows = [(f"line {number}", "05001", "x, y", "1") for number in range(2, 200_001)]
    rows[70_000] = ("line 70002", "05001", "two\nlines", "1")
    house = House(home, contract(tmp_path / "project"))
    house.drop("a.csv", csv_bytes(rows))
    _, load = house.refresh()
    assert load.physical_lines == load.loaded_lines + load.declared_lines == 200_001
    with Landing(home) as landing:
        wrong = landing.connection.execute(
            "select count(*) filter (where _row_number <> split_part(event_date, ' ', 2)::bigint"
            " + (_row_number > 70002)::integer), count(*) from zz_city_offences.yearly"
        ).fetchone()
    assert wrong == (0, 199_999)


def test_a_late_refusal_leaves_no_row(home: Settings, tmp_path: Path) -> None:
    house = House(home, contract(tmp_path / "project"))
    house.drop("a.csv", csv_bytes(good_rows(150_000)) + b"1,2,3\n" * 9_000)
    _, load = house.refresh()
    assert [finding.fault for finding in load.refused] == ["F23"]
    with Landing(home) as landing:
        left = landing.connection.execute("select count(*) from zz_city_offences.yearly").fetchone()
    assert left == (0,)


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_lines_are_counted_across_the_pieces_of_a_large_file(
    tmp_path: Path, newline: bytes
) -> None:
    path = tmp_path / "large"
    lines = [b"x" * ((1 << 24) - 1), b"y", b"z" * 40]
    path.write_bytes(newline.join(lines))
    facts = survey(path, ("utf-8",))
    assert (facts.lines, facts.ends_open, facts.encoding) == (3, True, "utf-8")
