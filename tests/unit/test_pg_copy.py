r"""COPY blocks of PostgreSQL dumps: rows land as text, every other line of the dump is declared."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.contracts import Contract
from tests.ingest_kit import contract, good_rows, layout
from tests.reader_kit import (
    COPY_LAYOUT,
    LENIENT,
    check_accounted,
    copy_lines,
    dump_bytes,
    landed,
    read,
)


@pytest.fixture
def declared(tmp_path: Path) -> Contract:
    return contract(tmp_path, [COPY_LAYOUT])


def one_row(text: str) -> bytes:
    """A dump whose only row has this third value, as it stands in the file."""
    return dump_bytes([("2024-01-01", "05001", "@", "1")]).replace(b"@", text.encode())


def test_rows_of_the_declared_table_land_and_all_else_is_declared(declared: Contract) -> None:
    reading = read(dump_bytes(), declared)
    assert landed(reading) == good_rows()
    counts = {
        kind: reading.tally.count(kind)
        for kind in ("loaded", "preamble", "header", "footer", "blank", "ignored_sheet")
    }
    assert counts == {
        "loaded": 200, "preamble": 7, "header": 1, "footer": 4, "blank": 7, "ignored_sheet": 6,
    }  # fmt: skip
    assert reading.physical_lines == 225 == dump_bytes().count(b"\n")
    assert reading.batches[0].column("_row_number").to_pylist()[0] == 17


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_newlines_do_not_matter(declared: Contract, newline: bytes) -> None:
    assert landed(read(dump_bytes().replace(b"\n", newline), declared)) == good_rows()


@pytest.mark.parametrize(
    ("published", "value"),
    [
        (r"\N", None),
        ("", None),
        (r"\\N", r"\N"),
        (r"a\tb\nc\rd\\e", "a\tb\nc\rd\\e"),
        (r"\b\f\v", "\b\f\v"),
        (r"\x41\x9", "A\t"),
        (r"\101\60", "A0"),
        (r"\xc3\xb3", "ó"),
        (r"\q\é", "qé"),
        (" x ", " x "),
        (r"\\.", r"\."),
        ("'; drop table offences; --", "'; drop table offences; --"),
    ],
)
def test_escapes_are_undone_and_nothing_is_executed(
    declared: Contract, published: str, value: str | None
) -> None:
    reading = read(one_row(published), declared)
    assert landed(reading) == [("2024-01-01", "05001", value, "1")]


@pytest.mark.parametrize(
    ("published", "code"),
    [("x\\", "escape"), (r"\xff", "F20"), (r"a\000b", "nul_byte"), ("a\tb", "F23")],
)
def test_rows_that_are_no_records_are_set_aside(tmp_path: Path, published: str, code: str) -> None:
    lenient = contract(tmp_path, [COPY_LAYOUT], limits=LENIENT)
    reading = read(one_row(published), lenient)
    ((found, raw),) = [(entry.reason_code, entry.raw) for entry in reading.rejected]
    assert found == code
    assert published.encode() in raw


@pytest.mark.parametrize("name", ["offences", "public.offences", '"Offences"'])
def test_table_is_found_with_and_without_its_schema(tmp_path: Path, name: str) -> None:
    reader = {"format": "pg_copy", "table": name}
    declared = contract(tmp_path, [layout(reader, "*", columns=COPY_LAYOUT["columns"])])
    assert landed(read(dump_bytes(), declared)) == good_rows()


def test_statement_inside_a_row_opens_no_block(declared: Contract) -> None:
    row = ("2024-01-01", "05001", "COPY public.offences (a) FROM stdin;", "1")
    assert landed(read(dump_bytes([row]), declared)) == [row]


# -- properties ---------------------------------------------------------------------------------

FAST = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
SMALL = dump_bytes(good_rows(6))
SCRAPS = st.sampled_from(
    [b"\\", b"\t", b"\n", b"\r", b"\\.\n", b"\\N", b"\0", b"\xff", b"COPY x (y) FROM stdin;\n"]
)


@pytest.fixture(scope="module")
def lenient(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    return contract(tmp_path_factory.mktemp("lenient"), [COPY_LAYOUT], limits=LENIENT)


def physical_lines(data: bytes) -> int:
    """Lines of a file, counted in another way than the reader does."""
    text = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return text.count(b"\n") + (not text.endswith(b"\n") and text != b"")


@FAST
@given(
    edits=st.lists(st.tuples(st.integers(0, len(SMALL)), SCRAPS), min_size=1, max_size=5),
    cut=st.integers(0, len(SMALL) * 2),
)
def test_every_line_is_accounted_for(
    lenient: Contract, edits: list[tuple[int, bytes]], cut: int
) -> None:
    data = SMALL
    for position, scrap in edits:
        data = data[:position] + scrap + data[position:]
    physical = check_accounted(data[:cut], lenient)
    assert physical is None or physical == physical_lines(data[:cut])


# Without what looks like UTF-8 that was read as cp1252, which is refused as garbled (F20).
TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\0ÂÃ\ufffd"), min_size=1, max_size=9
)


@FAST
@given(rows=st.lists(st.tuples(*[TEXT] * 4), min_size=1, max_size=5))
def test_any_text_survives_the_round_trip(lenient: Contract, rows: list[tuple[str, ...]]) -> None:
    block = copy_lines(rows)
    data = dump_bytes([]).replace(
        b"FROM stdin;\n\\.\n\nCOPY public.notes",
        b"FROM stdin;\n" + block.encode() + b"\\.\n\nCOPY public.notes",
    )
    reading = read(data, lenient)
    kept = [row for row in rows if not all(value.isspace() for value in row)]
    keyed = [row for row in kept if not (row[1].isspace() or row[3].isspace())]
    assert landed(reading) == keyed
