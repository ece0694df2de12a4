"""Properties of the doors over generated content: what is written is what lands, or is refused.

Belongs here: hypothesis tests whose inputs are built from nothing. Does not belong here: spoilt
files (`mutators.py`), the vectorised reader beside the careful one (`tests/unit/test_fast_csv.py`).
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from orchestration.contracts import Contract
from orchestration.errors import ExtractRefused
from orchestration.extract.inbox import collect
from orchestration.load.fast_csv import Steps, stream_csv
from orchestration.load.reading import Context, Reading
from orchestration.settings import Settings
from tests.fuzz.bases import LENIENT, Base
from tests.fuzz.doors import READERS, check_account
from tests.ingest_kit import HEADER, contract, layout
from tests.reader_kit import LAYOUTS

QUICK = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
ROWS = st.lists(st.tuples(CELL, CELL, CELL, CELL), max_size=8)
TABLES = {
    "csv": layout({"format": "csv"}),
    "workbook": layout({"format": "workbook"}, "*.xlsx"),
    "stacked_report": layout(
        {"format": "stacked_report", "block_title": "^Block (?P<block>.+)",
         "header": {"search": "Cantidad"}},
    ),
    **LAYOUTS,
}  # fmt: skip
#: Openings that lead each reader past its first look at a file.
OPENINGS = (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"[{", b'{"features":[', b"\x03",
            b"\xef\xbb\xbf",
            "Fecha,Código,Categoría,Cantidad\n".encode(), b"Block a\n",
            b"COPY offences (event_date) FROM stdin;\n")  # fmt: skip


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Contract]:
    """A contract per format that refuses nothing for its share."""
    folder = tmp_path_factory.mktemp("contracts")
    return {
        kind: contract(folder / kind, [table], limits=LENIENT.model_dump(exclude_unset=True))
        for kind, table in TABLES.items()
    }


def read(kind: str, data: bytes, declared: Contract) -> Reading | ExtractRefused:
    """Read bytes with the careful reader of a format and check the account."""
    table, reading = declared.tables[0], Reading()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        try:
            READERS[kind](path, Context(declared, table, "file"), reading)
        except ExtractRefused as refusal:
            return refusal
    check_account(Base("", "", declared, table, "file", b""), data, reading)
    return reading


def cells(reading: Reading, *names: str) -> list[tuple[Any, ...]]:
    return [
        row
        for batch in reading.batches
        for row in zip(*(batch.column(name).to_pylist() for name in names), strict=True)
    ]


@pytest.mark.parametrize("kind", TABLES)
@QUICK
@given(opening=st.sampled_from(OPENINGS), rest=st.binary(max_size=300))
def test_any_bytes_are_refused_or_accounted_for(
    declared: dict[str, Contract], kind: str, opening: bytes, rest: bytes
) -> None:
    outcome = read(kind, opening + rest, declared[kind])
    if isinstance(outcome, ExtractRefused):
        assert outcome.fault[0] == "F"
        assert outcome.next_step


@QUICK
@example(rows=[("", "0", "", "0\r")], newline="\n", quoted=False)
@given(rows=ROWS, newline=st.sampled_from(["\n", "\r\n", "\r"]), quoted=st.booleans())
def test_cells_of_a_csv_land_as_they_were_written(
    declared: dict[str, Contract], rows: list[tuple[str, ...]], newline: str, quoted: bool
) -> None:
    """Whatever lands stands in the file; whatever was written lands, or its line is accounted."""
    stream = io.StringIO(newline="")
    # Before Python 3.13 the writer leaves a lone CR or LF bare where it is not the line ending:
    # such a cell followed by the ending is other bytes than were meant, so it is always quoted.
    breaks = any(set(cell) & {"\r", "\n"} for row in rows for cell in row)
    quoting = csv.QUOTE_ALL if quoted or breaks else csv.QUOTE_MINIMAL
    writer = csv.writer(stream, lineterminator=newline, quoting=quoting)
    writer.writerows([HEADER, *rows])
    outcome = read("csv", stream.getvalue().encode(), declared["csv"])
    if isinstance(outcome, ExtractRefused):
        assert outcome.fault in ("F20", "F16")
        return
    names = [column.name for column in declared["csv"].tables[0].columns]
    written = [tuple(cell or None for cell in row) for row in rows]
    landed = cells(outcome, *names)
    left = iter(written)
    assert all(row in left for row in landed), "a row that nobody wrote, or in another order"
    keyed = [row for row in written if all(_filled(row[i]) for i in (1, 3))]
    broken = outcome.tally.count("quarantined") or outcome.tally.count("header") > 1
    assert broken or len(landed) == len(keyed)


def _filled(cell: str | None) -> bool:
    return cell is not None and not cell.isspace()


@QUICK
@given(rows=ROWS)
def test_values_of_a_json_document_land_as_they_were_written(
    declared: dict[str, Contract], rows: list[tuple[str, ...]]
) -> None:
    document = [dict(zip(HEADER, row, strict=True)) for row in rows]
    outcome = read("json", json.dumps(document).encode(), declared["json"])
    if isinstance(outcome, ExtractRefused):
        assert outcome.fault in ("F17", "F16")
        return
    names = [column.name for column in declared["json"].tables[0].columns]
    keyed = [
        tuple(cell or None for cell in row) for row in rows if _filled(row[1] or None)
        and _filled(row[3] or None)
    ]  # fmt: skip
    assert cells(outcome, *names) == keyed


@QUICK
@given(rows=ROWS, least=st.sampled_from([1, 64, 1 << 16]))
def test_blocks_of_any_size_come_to_the_same_rows(
    declared: dict[str, Contract], rows: list[tuple[str, ...]], least: int
) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows([HEADER, *rows * 3])
    data, one = stream.getvalue().encode(), declared["csv"]
    careful = read("csv", data, one)
    reading = Reading()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        context = Context(one, one.tables[0], "file")
        if isinstance(careful, ExtractRefused):
            with pytest.raises(ExtractRefused) as caught:
                list(stream_csv(path, context, reading, Steps(1, least, 1 << 20)))
            assert caught.value.message == careful.message
            return
        reading.batches = list(stream_csv(path, context, reading, Steps(1, least, 1 << 20)))
    names = [column.name for column in one.tables[0].columns]
    assert cells(reading, *names) == cells(careful, *names)
    assert reading.rejected == careful.rejected


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@QUICK
@given(
    names=st.lists(NAMES, min_size=1, max_size=4), suffix=st.sampled_from(["", ".csv", "/x.csv"])
)
def test_a_zip_writes_nothing_by_the_names_of_its_members(
    declared: dict[str, Contract], names: list[str], suffix: str
) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in dict.fromkeys(names):
            entry = zipfile.ZipInfo("x")
            entry.filename = entry.orig_filename = name + suffix
            archive.writestr(entry, b"a,b\n")
    with TemporaryDirectory() as folder:
        home = Settings(home=Path(folder) / "home")
        home.prepare()
        inbox = home.inbox / declared["csv"].source_id
        inbox.mkdir(parents=True)
        (inbox / "a.zip").write_bytes(stream.getvalue())
        found = collect(home, declared["csv"], home.inbox)
        assert found.new or found.known or found.refused or found.warnings or found.ignored
        archive_files = {path.suffix for path in home.archive.rglob("*") if path.is_file()}
        assert archive_files <= {".bin", ".json"}
        assert {path.name for path in Path(folder).iterdir()} == {"home"}
