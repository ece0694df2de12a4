r"""Ways to spoil JSON, GeoJSON, dBase tables and COPY blocks where a reader has to take a decision.

Belongs here: changed nodes and keys, header fields of a dBase table, end marks and escapes of COPY.
Does not belong here: bytes and lines of any text (`mutators.py`), trying the result.
"""

from __future__ import annotations

import json
import struct
from random import Random
from typing import Any

from tests.fuzz.bases import ROWS, Base
from tests.fuzz.mutators import SCRAPS, VALUES, Mutator, cut_lines, some

# --- JSON and GeoJSON -----------------------------------------------------------------------------

_NODES: list[Any] = [
    None, True, False, 0, -1, 1.5, 10**40, 1e300, float("nan"), float("inf"), "", " ", "x", [], {},
    [[]], [{}], {"": 1}, {"a": {"b": [1, 2, {"c": None}]}}, "\0", "\ud800", "\udfff\ud800",
    "\ufeff",
    "2024-13-01", [180, 90], [-181, 0], [0, 91], [1], "a" * 140_000,
]  # fmt: skip
_KEYS = ["", " ", "features", "records", "result", "properties", "geometry", "id", "type", "crs",
         "Cantidad", "CANTIDAD", "\0", "\ud800", "@geometry", "@id", "exceededTransferLimit",
         "a.b", 'a"; drop table x; --', "x" * 5000]  # fmt: skip


def _slots(node: Any, found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Every (container, key or index) of a document."""
    if isinstance(node, dict):
        for key, value in node.items():
            found.append((node, key))
            _slots(value, found)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            found.append((node, index))
            _slots(value, found)
    return found


def json_nodes(chance: Random, base: Base, data: bytes) -> bytes:
    """Nodes replaced, removed, renamed, nested or added."""
    document = json.loads(data)
    for _ in range(some(chance, 6)):
        slots = _slots(document, [])
        if not slots:
            break
        container, key = chance.choice(slots[:4] if chance.random() < 0.15 else slots)
        _change_node(chance, container, key)
    if chance.random() < 0.05:
        document = chance.choice(([document], {"features": document}, document, None, 3, "x"))
    indent = chance.choice((None, None, 1))
    return json.dumps(document, ensure_ascii=chance.random() < 0.5, indent=indent).encode(
        "utf-8", "surrogatepass"
    )


def _change_node(chance: Random, container: Any, key: Any) -> None:
    """Change one node in its container."""
    match chance.randrange(6):
        case 0:
            container[key] = chance.choice(_NODES)
        case 1:
            del container[key]
        case 2 if isinstance(container, dict):
            container[chance.choice(_KEYS)] = container.pop(key)
        case 3 if isinstance(container, dict):
            container[chance.choice(_KEYS)] = chance.choice(_NODES)
        case 3:
            container.insert(key, chance.choice(_NODES))
        case 4:
            container[key] = chance.choice(([container[key]], {"a": container[key]}))
        case _:
            container[key] = chance.choice(VALUES)


def json_text(chance: Random, base: Base, data: bytes) -> bytes:
    """Keys that stand twice, deep nesting, constants, comments, spaces, marks between tokens."""
    deep = chance.choice((50, 900, 3_000, 60_000))
    pieces = [
        b'"Cantidad":1,"Cantidad":2,', b'"id":1,"id":1,', b'"features":[],', b'"result":{},',
        b"[" * deep, b"[" * deep + b"]" * deep, b'{"a":' * deep,
        b'{"a":' * deep + b"1" + b"}" * deep,
        b"NaN,", b"-Infinity,", b"// x\n", b"/* */", b" \n\t\r ", b",", b",,", b'"\\u0000"', b'"\\',
        b'"\\ud800"', b'"\\x"', b"\xff", b"\xed\xa0\x80", b"1" * 5_000, b"-", b"01", b"1.", b"1e",
        b"'x'", b"true", b"null,", b"{},", b"[],", b'"x":null,',
    ]  # fmt: skip
    for _ in range(some(chance, 4)):
        marks = [index + 1 for index, code in enumerate(data) if code in b'{[,:"}]'] or [0]
        at = chance.choice(marks)
        data = data[:at] + chance.choice(pieces) + data[at:]
    return data


# --- dBase ----------------------------------------------------------------------------------------


def dbf_header(chance: Random, base: Base, data: bytes) -> bytes:
    """Numbers of the header and of the field list, changed."""
    changed = bytearray(data)
    for _ in range(some(chance, 4)):
        if len(changed) < 70:
            break
        fields = max((struct.unpack_from("<H", changed, 8)[0] - 33) // 32, 1)
        at = 32 + 32 * chance.randrange(fields)
        wide = chance.choice((0, 1, 2, 31, 32, 33, 254, 255, 256, 65_535, chance.randrange(65_536)))
        match chance.randrange(8):
            case 0:
                count = chance.choice((0, 1, 2**31, 2**32 - 1, wide, ROWS_MORE, ROWS_LESS))
                struct.pack_into("<I", changed, 4, count)
            case 1:
                struct.pack_into("<H", changed, 8, wide)
            case 2:
                struct.pack_into("<H", changed, 10, wide)
            case 3 if at + 32 <= len(changed):
                changed[at + 11] = chance.choice(b"CNFDLMBGPIYTO@+ \0\xff")
            case 4 if at + 32 <= len(changed):
                changed[at + 16] = wide & 255
            case 5 if at + 32 <= len(changed):
                name = chance.choice((b"", b"A" * 11, b"\xff" * 11, b"GEOMETRIA"))
                changed[at : at + 11] = name.ljust(11, b"\0")
            case 6:
                changed[chance.choice((0, 29))] = chance.randrange(256)
            case _:
                changed[chance.randrange(32)] = chance.randrange(256)
    return bytes(changed)


ROWS_MORE, ROWS_LESS = ROWS + 1, ROWS - 1


def dbf_records(chance: Random, base: Base, data: bytes) -> bytes:
    """Deletion marks, end marks, records lost, doubled or shifted by some bytes."""
    start, size = struct.unpack_from("<HH", data, 8)
    records = [data[at : at + size] for at in range(start, len(data) - 1, max(size, 1))]
    for _ in range(some(chance, 6)):
        if not records:
            break
        index = chance.randrange(len(records))
        match chance.randrange(6):
            case 0:
                mark = chance.choice((b"*", b" ", b"\0", b"x", b"\x1a", b"\xff"))
                records[index] = mark + records[index][1:]
            case 1:
                del records[index]
            case 2:
                records.insert(index, records[index])
            case 3:
                records[index] = records[index][:-1]
            case 4:
                filler = chance.choice((b"\0", b" ", b"\xff", b"*", b"9", b"\n"))
                records[index] = records[index][:1] + filler * (size - 1)
            case _:
                at = chance.randrange(max(size, 1))
                scrap = chance.choice(SCRAPS)[:size]
                records[index] = (records[index][:at] + scrap + records[index][at:])[:size]
    tail = chance.choice((b"", b"\x1a", b"\x1a", b"\x1a\x1a", b"\0", b"\x1ax", b" "))
    changed = data[:start] + b"".join(records) + tail
    if chance.random() < 0.5:
        changed = changed[:4] + struct.pack("<I", len(records)) + changed[8:]
    return changed


# --- COPY -----------------------------------------------------------------------------------------

_COPY_LINES = [
    b"\\.\n", b" \\.\n", b"\\. \n", b"\\.\r\n", b"\\\\.\n", b"\\.x\n", b"\n", b"--\n",
    b"COPY public.offences (event_date) FROM stdin;\n", b"COPY offences FROM stdin;\n",
    b"copy x.offences (a, b) from stdin ;\n", b"COPY a (b) FROM stdin WITH (FORMAT csv);\n",
    b'COPY "a"";b" ("c") FROM stdin;\n', b"COPY a (b) FROM '/etc/passwd';\n", b"SELECT 1;\n",
    b"SET client_encoding = 'LATIN1';\n", b"SET client_encoding = 'SQL_ASCII';\n", b"\\N\n",
    b"COPY public.offences (event_date, \"area code\", category, case_count) FROM stdin;\n\\.\n",
]  # fmt: skip
_COPY_CELLS = [b"\\N", b"\\\\N", b"\\", b"\\\\", b"\\t", b"\\n", b"\\x41", b"\\x", b"\\101",
b"\\000",
               b"\\777", b"\\q", b"\\xff", b"\\.", b"", b"\\\\\\", b"\\b\\f\\v\\r",
               b"\\xc3\\xa9"]  # fmt: skip


def copy_marks(chance: Random, base: Base, data: bytes) -> bytes:
    """Statements, end marks and escapes at places where they mean something else."""
    found = cut_lines(data)
    for _ in range(some(chance, 5)):
        if not found:
            break
        index = chance.randrange(len(found))
        match chance.randrange(4):
            case 0:
                found.insert(index, chance.choice(_COPY_LINES))
            case 1:
                marks = [i for i, line in enumerate(found) if line.startswith((b"\\.", b"COPY"))]
                if marks:
                    del found[chance.choice(marks)]
            case 2:
                found[index] = chance.choice(_COPY_LINES)
            case _:
                fields = found[index].rstrip(b"\n").split(b"\t")
                fields[chance.randrange(len(fields))] += chance.choice(_COPY_CELLS)
                found[index] = b"\t".join(fields) + b"\n"
    return b"".join(found)


OF_KIND: dict[str, dict[str, Mutator]] = {
    "json": {"json-nodes": json_nodes, "json-text": json_text},
    "geojson": {"json-nodes": json_nodes, "json-text": json_text},
    "dbf": {"dbf-header": dbf_header, "dbf-records": dbf_records},
    "pg_copy": {"copy-marks": copy_marks},
}
