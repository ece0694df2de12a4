"""Ways to spoil the XML inside an .xlsx workbook, and the archive that holds it.

Belongs here: rows and cells with wrong or missing places, types and formulas, entities, far-away
cells, members that are lost, doubled, or larger than they say.
Does not belong here: bytes of a workbook as of any file (`mutators.py`), trying the result.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from random import Random

from tests.fuzz.bases import Base
from tests.fuzz.mutators import Mutator, blocks, inject, some, swap_bytes

_BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9))
    + b'<!ENTITY f SYSTEM "file:///etc/passwd">]>'
)


def unpack(data: bytes) -> dict[str, bytes]:
    """The members of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(members: dict[str, bytes]) -> bytes:
    """Members as an archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 1)
    return stream.getvalue()


def is_book(data: bytes) -> bool:
    """True for an .xlsx workbook (an .xls has no members)."""
    return data.startswith(b"PK")


def _sheet(chance: Random, members: dict[str, bytes]) -> str:
    """One of the sheets, mostly the first."""
    found = sorted(name for name in members if name.startswith("xl/worksheets/sheet"))
    return found[0] if chance.random() < 0.7 else chance.choice(found)


def sheet_rows(chance: Random, base: Base, data: bytes) -> bytes:
    """Rows lost, doubled, exchanged, without their numbers, with numbers of other rows."""
    if not is_book(data):
        return swap_bytes(chance, base, data)
    members = unpack(data)
    name = _sheet(chance, members)
    rows = re.findall(rb"<row\b.*?</row>|<row\b[^>]*/>", members[name], re.DOTALL)
    if not rows:
        return inject(chance, base, data)
    head, _, rest = members[name].partition(rows[0])
    tail = rest.rpartition(rows[-1])[2] if len(rows) > 1 else rest
    for _ in range(some(chance, 5)):
        index = chance.randrange(len(rows))
        _change_row(chance, rows, index)
        rows = rows or [b"<row/>"]
    members[name] = head + b"".join(rows) + tail
    return pack(members)


def _change_row(chance: Random, rows: list[bytes], index: int) -> None:
    """Change one row of a sheet."""
    number = chance.choice((0, 1, 2, 5, 100, 40_000, 1_048_576, 1_048_577, 2**32, 10**12))
    match chance.randrange(7):
        case 0:
            del rows[index]
        case 1:
            rows.insert(chance.randrange(len(rows)), rows[index])
        case 2:
            other = chance.randrange(len(rows))
            rows[index], rows[other] = rows[other], rows[index]
        case 3:
            rows[index] = re.sub(rb'(<row\b[^>]*?) r="\d+"', rb"\1", rows[index])
        case 4:
            rows[index] = re.sub(rb' r="[A-Z]*\d+"', b"", rows[index])
        case 5:
            rows[index] = re.sub(rb'(<row\b[^>]*? r=")\d+', rb"\g<1>%d" % number, rows[index])
        case _:
            rows[index] = re.sub(rb' r="([A-Z]*)\d+"', rb' r="\g<1>%d"' % number, rows[index])


_TYPES = (b"s", b"n", b"b", b"e", b"d", b"str", b"inlineStr", b"x", b"")
_TEXTS = (b"", b"0", b"-1", b"1e999", b"NaN", b"45000", b"45000.5", b"2958466", b"-5", b"TRUE",
    b"x",
          b"#N/A", b"99999999999", b"1.0000000000000001", b"&lt;", b"&#0;", b"&#55296;", b"&a;",
          b"&j;",
          b"_x0000_", b"_x000D_", b"\xff", b"\xc3\xa9", b" ", b"2024-02-30T00:00:00",
          b"\0")  # fmt: skip
_PLACES = (b"A1", b"XFD1", b"XFE1", b"ZZZZ9", b"A1048576", b"XFD1048576", b"AB60000", b"A0", b"a1",
    b"1A",
           b"", b"A-1", b"A1:B2", b"$A$1", b"A99999999999", b"AAAAAAAA1", b"BCD70000")  # fmt: skip


def sheet_cells(chance: Random, base: Base, data: bytes) -> bytes:
    """Cells with other types, values, places, formulas without values, far-away cells."""
    if not is_book(data):
        return inject(chance, base, data)
    members = unpack(data)
    name = _sheet(chance, members)
    for _ in range(some(chance, 6)):
        cells = list(re.finditer(rb"<c\b[^>]*?(?:/>|>.*?</c>)", members[name], re.DOTALL))
        if not cells:
            break
        found = chance.choice(cells)
        first, last = found.span()
        members[name] = members[name][:first] + _cell(chance, found[0]) + members[name][last:]
    return pack(members)


def _cell(chance: Random, cell: bytes) -> bytes:
    """One cell, changed."""
    text = chance.choice(_TEXTS)
    options = (
        re.sub(rb' t="\w*"', b"", cell).replace(b"<c ", b'<c t="%s" ' % chance.choice(_TYPES), 1),
        re.sub(rb"<v>.*?</v>", b"<v>" + text + b"</v>", cell, flags=re.DOTALL),
        re.sub(rb'r="[A-Z]+\d+"', b'r="%s"' % chance.choice(_PLACES), cell),
        re.sub(
            rb'r="[A-Z]+(\d+)"', rb'r="%s\1"' % chance.choice((b"A", b"B", b"AA", b"XFD")), cell
        ),
        re.sub(rb"<v>", b"<f>A1+1</f><v>", cell),
        re.sub(rb"<v>.*?</v>", b"<f>A1+1</f>", cell, flags=re.DOTALL),
        re.sub(rb"<v>.*?</v>", b"<f>A1+1</f><v></v>", cell, flags=re.DOTALL),
        re.sub(rb"<c ", b"<x:c ", cell).replace(b"</c>", b"</x:c>"),
        cell.replace(b'r="', b"r='").replace(b'"', b"'", 1),
        cell + cell,
        b"<!--" + cell + b"-->",
        b"<![CDATA[" + cell + b"]]>",
        cell.replace(b"<v>", b"<is><t>").replace(b"</v>", b"</t></is>"),
        cell.replace(b">", b' s="%d">' % chance.choice((0, 1, 99, 2**31)), 1),
    )
    return chance.choice(options)


def sheet_parts(chance: Random, base: Base, data: bytes) -> bytes:
    """Members lost, emptied, exchanged, renamed; sheets renamed; relations that lead elsewhere."""
    if not is_book(data):
        return blocks(chance, base, data)
    members = unpack(data)
    for _ in range(some(chance, 3)):
        name = chance.choice(sorted(members))
        content = members[name]
        match chance.randrange(9):
            case 0 if len(members) > 1:
                del members[name]
            case 1:
                other = chance.choice(sorted(members))
                members[name], members[other] = members[other], content
            case 2:
                renamed = chance.choice(("../x", "/etc/x", "xl\\x.xml", name.upper()))
                members[renamed] = members.pop(name)
            case _:
                members[name] = _spoilt(chance, base, content)
    return pack(members)


def _spoilt(chance: Random, base: Base, content: bytes) -> bytes:
    """The content of one member, changed."""
    match chance.randrange(6):
        case 0:
            return chance.choice((b"", b"<x/>", b"\xff\xfe", content[: len(content) // 2]))
        case 1:
            return _target(chance, content)
        case 2:
            return _declared(chance, content)
        case 3:
            return swap_bytes(chance, base, content)
        case 4:
            return inject(chance, base, content)
        case _:
            codec = chance.choice(("utf-16", "utf-16-le", "latin-1", "utf-8-sig"))
            return content.decode("utf-8", "replace").encode(codec, "replace")


def _target(chance: Random, content: bytes) -> bytes:
    """Relations and sheet names that lead elsewhere."""
    other = chance.choice((b"../../../etc/passwd", b"/xl/worksheets/sheet1.xml", b"http://x/y", b"",
                           b"worksheets/sheet9.xml", b"worksheets/sheet2.xml"))  # fmt: skip
    content = re.sub(rb'Target="[^"]*sheet1[^"]*"', b'Target="%s"' % other, content)
    label = chance.choice(("Hoja 1", "", "x" * 40, "Hoja1", "Notas", 'a"b', "Ño")).encode()
    label = label.replace(b'"', b"&quot;")
    if chance.random() < 0.5:
        content = re.sub(rb'(<sheet\b[^>]*?name=")[^"]*', rb"\g<1>" + label, content, count=1)
    return re.sub(rb'r:id="rId1"', b'r:id="rId%d"' % chance.choice((1, 2, 77)), content)


def _declared(chance: Random, content: bytes) -> bytes:
    """An XML declaration with entities: a bomb, an outside file."""
    body = re.sub(rb"^\s*<\?xml.*?\?>", b"", content, flags=re.DOTALL)
    used = re.sub(rb"(<v>|<t>|<t xml:space=\"preserve\">)", rb"\1&j;&f;", body, count=3)
    return (
        b'<?xml version="1.0" encoding="%s"?>' % chance.choice((b"UTF-8", b"UTF-16", b"x"))
        + _BOMB
        + used
    )


def sheet_bombs(chance: Random, base: Base, data: bytes) -> bytes:
    """Few bytes that stand for many: blanks, rows, cells far away, sizes that are not true."""
    if not is_book(data):
        return data + b"\0" * chance.choice((1, 512, 100_000))
    members = unpack(data)
    name = chance.choice((_sheet(chance, members), "xl/sharedStrings.xml", "xl/styles.xml",
                          "xl/worksheets/sheet2.xml"))  # fmt: skip
    content = members.get(name, b"<x></x>")
    at = content.find(b"<sheetData>") + len(b"<sheetData>")
    at = at if at > len(b"<sheetData>") else max(content.find(b">", 60) + 1, 0)
    filler = chance.choice((
        b" " * 12_000_000, b"<row/>" * 300_000,
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row><c r="XFD1048576"><v>1</v></c></row>', b"<row><c><v>1</v></c></row>" * 20_000,
        b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
        b'<row r="2"><c r="AZ2"><v>1</v></c></row>',
        b'<x:row r="900000"><x:c r="ZZ900000"><x:v>1</x:v></x:c></x:row>',
        b"<row r='900000'><c r='ZZ900000'><v>1</v></c></row>",
        b"<row r='1'>" + b"<c><v>1</v></c>" * 16_384 + b"</row>" + b"<row/>" * 20_000,
        b"<row r='1000000'>" + b"<c><v>1</v></c>" * 5_000 + b"</row>",
        b"<si><t>" + b"x" * 3_000_000 + b"</t></si>",
    ))  # fmt: skip
    members[name] = content[:at] + filler + content[at:]
    packed = pack(members)
    return _lying(chance, packed) if chance.random() < 0.3 else packed


def _lying(chance: Random, packed: bytes) -> bytes:
    """Members that say they are smaller than they are."""
    changed = bytearray(packed)
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = changed.find(mark)
        while at >= 0 and at + offset + 4 <= len(changed):
            if chance.random() < 0.7:
                struct.pack_into("<I", changed, at + offset, chance.choice((0, 1, 1_000)))
            at = changed.find(mark, at + 4)
    return bytes(changed)


def zip_fields(chance: Random, base: Base, data: bytes) -> bytes:
    """Fields of the archive's headers changed; members doubled; bytes before and behind it."""
    changed = bytearray(data)
    for _ in range(some(chance, 4)):
        mark = chance.choice((b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"))
        starts = [found.start() for found in re.finditer(re.escape(mark), bytes(changed))]
        if starts:
            at = chance.choice(starts) + chance.randrange(4, 46)
            if at < len(changed):
                changed[at] = chance.choice((0, 1, 8, 9, 12, 14, 99, 255, chance.randrange(256)))
    packed = bytes(changed)
    return chance.choice((packed, packed, b"x" * 30 + packed, packed + b"x" * 30, packed + packed,
                          packed[: chance.randrange(len(packed) + 1)]))  # fmt: skip


#: The formats that are read from a workbook.
BOOKS = ("workbook", "crosstab")
BOOK: dict[str, Mutator] = {
    "sheet-rows": sheet_rows,
    "sheet-cells": sheet_cells,
    "sheet-parts": sheet_parts,
    "sheet-bombs": sheet_bombs,
    "zip-fields": zip_fields,
}
