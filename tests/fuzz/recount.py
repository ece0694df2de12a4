"""How many physical lines a file has, counted without the code that is tried.

Belongs here: counts on bytes, by the standard library, or by another way through a parser.
Does not belong here: what the readers count (`doors.py` compares).
"""

from __future__ import annotations

import bz2
import io
import json
import re
import struct
import xml.etree.ElementTree as ElementTree
import zipfile
import zlib

from python_calamine import CalamineWorkbook

from tests.fuzz.bases import Base


def physical(base: Base, data: bytes, encoding: str | None) -> int:
    """The physical lines of an extract that was read: lines, sheet rows, items or records."""
    match base.kind:
        case "workbook" | "crosstab":
            return book_rows(data)
        case "dbf":
            return int(struct.unpack_from("<I", data, 4)[0])
        case "json" | "geojson":
            where = base.layout.meta.reader.items if base.kind == "json" else "features"
            return json_items(data, where, encoding or "utf-8")
        case _:
            return text_lines(data)


def text_lines(data: bytes) -> int:
    """Text lines; CR LF, LF and CR each end one, and a last one may be open."""
    body = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return body.count(b"\n") + (bool(body) and not body.endswith(b"\n"))


def json_items(data: bytes, where: str | None, encoding: str) -> int:
    """Items of the array behind the keys of `where`."""
    text = data.removeprefix(b"\xef\xbb\xbf").decode(
        encoding.removesuffix("-sig"), "surrogateescape"
    )
    node = json.loads(text)
    for key in where.split(".") if where else ():
        node = node[key]
    return len(node)


def book_rows(data: bytes) -> int:
    """Rows of all sheets from row 1 to the last filled one."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return sum(
        len(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
        for name in book.sheet_names
    )


def lost_rows(data: bytes, sound: bytes, sheet: str | None) -> int | None:
    """Rows that are written in a sheet with a value, less those that the parser sees.

    None where that cannot be told: other members than sheets differ from those of the `sound`
    workbook, or the XML is none.
    """
    try:
        members, before = _members(data), _members(sound)
        if {k: v for k, v in members.items() if not _is_sheet(k)} != {
            k: v for k, v in before.items() if not _is_sheet(k)
        } or members.keys() != before.keys():
            return None
        shared = _shared_strings(members.get("xl/sharedStrings.xml"))
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        name = sheet or book.sheet_names[0]
        part = f"xl/worksheets/sheet{book.sheet_names.index(name) + 1}.xml"
        written = _rows_with_value(members[part], shared)
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, ValueError, EOFError,
            KeyError, NotImplementedError, RuntimeError, OSError):  # fmt: skip
        return None
    seen = book.get_sheet_by_name(name).to_python()
    return written - sum(any(value not in ("", None) for value in row) for row in seen)


def _is_sheet(name: str) -> bool:
    return re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name) is not None


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def _tag(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]


def _parse(content: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in content:
        raise ValueError("entities")
    return ElementTree.fromstring(content)


def _shared_strings(content: bytes | None) -> list[str]:
    if content is None:
        return []
    return [
        "".join(part.text or "" for part in entry.iter() if _tag(part) == "t")
        for entry in _parse(content)
        if _tag(entry) == "si"
    ]


def _rows_with_value(content: bytes, shared: list[str]) -> int:
    """Row elements of one sheet with a cell that certainly holds a value."""
    root = _parse(content)
    data = next((node for node in root if _tag(node) == "sheetData"), None)
    if data is None:
        return 0
    return sum(
        any(_has_value(cell, shared) for cell in row if _tag(cell) == "c")
        for row in data
        if _tag(row) == "row"
    )


def _has_value(cell: ElementTree.Element, shared: list[str]) -> bool:
    value = next((part for part in cell if _tag(part) == "v"), None)
    text = (value.text or "").strip() if value is not None else ""
    if cell.get("t") == "s":
        return text.isdigit() and int(text) < len(shared) and bool(shared[int(text)])
    return bool(text)


def streams(data: bytes, suffix: str) -> int | None:
    """Bytes inside all streams of a .gz or .bz2; None if any byte of it is none of theirs."""
    size = 0
    rest = data
    while rest:
        if suffix == ".gz":
            # Reserved flags say nothing of the content, which has its checksum.
            rest = rest[:3] + bytes([byte & 0x1F for byte in rest[3:4]]) + rest[4:]
        opened = zlib.decompressobj(31) if suffix == ".gz" else bz2.BZ2Decompressor()
        try:
            size += len(opened.decompress(rest))
        except (zlib.error, OSError, ValueError):
            return None
        if not opened.eof:
            return None
        rest = opened.unused_data
        # Zeros behind a gzip stream are padding by its specification.
        rest = rest.lstrip(b"\0") if suffix == ".gz" else rest
    return size
