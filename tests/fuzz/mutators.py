"""Ways to spoil bytes and text, each reproducible from a seed.

Belongs here: families that change the bytes of any file, or the lines, fields and characters of a
text file. Does not belong here: archives and workbooks (`containers.py`, `sheets.py`), JSON, dBase
and COPY (`structures.py`), trying the result.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from random import Random

from tests.fuzz.bases import Base

Mutator = Callable[[Random, Base, bytes], bytes]
#: Formats whose bytes are lines of text.
TEXT = ("csv", "stacked_report", "pg_copy")

SCRAPS = [
    b'"', b'""', b'",', b',"', b'"\n', b'\n"', b"'", b",", b";", b"\t", b"|", b"\n", b"\r", b"\r\n",
    b"\0", b"\xff", b"\xfe", b"\xc3", b"\xe9", b"\xef\xbb\xbf", b"\xc3\x83\xc2\xa9", b"\x1a",
    b"\x0b", b"\x0c", b"\x1c", b"\x85", "\u2028".encode(), "\u3000".encode(), "\ufffd".encode(),
    "\u00a0".encode(), "\u0663".encode(), "e\u0301".encode(), "\U0001f600".encode(),
    b"\xed\xa0\x80",
    b"\\", b"\\.", b"\\.\n", b"\\N", b"\\u0000", b"\\ud800", b"[", b"]", b"{", b"}", b"NaN",
    b"1e999", b"-", b"*", b"=1+1", b"@SUM(A1)", b"a\"; drop table x; --", b"'; drop table x; --",
    b"<html>", b"<?xml", b"PK\x03\x04", b"%s%n", b"${x}", b"../../x", b",,,,,,,,,,\n", b" , ,\t,\n",
    b"Total,,,9\n", b"TOTAL", b"Fuente: x\n", b'"a\nb"', b'"a ""q"""', b"1,2,3\n", b"1,2,3,4,5,6\n",
]  # fmt: skip

VALUES = [
    "", " ", "-", "n/a", "<5", "NA", "0", "-1", "1.5", "1.234", "1,234", "1 234", "1.234.567,89",
    "12 (p)", "1e999", "-1e999", "1e-400", "NaN", "inf", "Infinity", "99999999999999999999999999",
    "0x10", "٣٤", "²", "½", "１２", "2024-02-30", "9999-12-31", "10000-01-01", "0000-00-00",
    "0001-01-01", "1899-12-31", "45000", "00000", "99999", "20240101", "31/12/2024", "24-1-1",
    "2024-01-01T24:00:00", "TRUE", "NULL", "\\N", "#N/A", "#REF!", "=HYPERLINK(1)", "+1", "@x",
    "'", '"', "a'b", 'a"b', "\u00a0", "\u200b", "\ufeff", "é", "e\u0301", "Ã©", "ß", "İ", "ǅ",
    "x" * 300, "'; drop table x; --", "{}", "[]", "$.x", "%", "_", "*", "a_b", "A*B",
]  # fmt: skip


def some(chance: Random, most: int) -> int:
    """A small number from 1, mostly a very small one."""
    return min(1 + int(chance.expovariate(0.7)), most)


def place(chance: Random, data: bytes) -> int:
    """A place in the bytes, the ends and line starts more often than others."""
    roll = chance.random()
    if roll < 0.1:
        return chance.choice((0, len(data)))
    at = chance.randrange(len(data) + 1)
    return data.rfind(b"\n", 0, at) + 1 if roll < 0.4 else at


# --- any file -------------------------------------------------------------------------------------


def cut(chance: Random, base: Base, data: bytes) -> bytes:
    """Bytes missing at the end, at the beginning or in the middle."""
    first, last = sorted((place(chance, data), place(chance, data)))
    return chance.choice((data[:last], data[first:], data[:first] + data[last:], data[:-1]))


def swap_bytes(chance: Random, base: Base, data: bytes) -> bytes:
    """Bytes exchanged, overwritten, flipped, inserted or deleted."""
    changed = bytearray(data)
    for _ in range(some(chance, 40)):
        if not changed:
            break
        one, other = chance.randrange(len(changed)), chance.randrange(len(changed))
        match chance.randrange(5):
            case 0:
                changed[one], changed[other] = changed[other], changed[one]
            case 1:
                changed[one] = chance.randrange(256)
            case 2:
                changed[one] ^= 1 << chance.randrange(8)
            case 3:
                changed[one:one] = chance.randbytes(chance.randint(1, 8))
            case _:
                del changed[one : one + chance.randint(1, 30)]
    return bytes(changed)


def inject(chance: Random, base: Base, data: bytes) -> bytes:
    """Quotes, NULs, CRs, delimiters, marks of other formats."""
    for _ in range(some(chance, 8)):
        at = place(chance, data)
        data = data[:at] + chance.choice(SCRAPS) * chance.choice((1, 1, 1, 2, 3, 50)) + data[at:]
    return data


def blocks(chance: Random, base: Base, data: bytes) -> bytes:
    """Blocks of bytes doubled, moved, dropped, or overwritten by one byte."""
    for _ in range(some(chance, 4)):
        first, last = sorted((place(chance, data), place(chance, data)))
        block, at = data[first:last], place(chance, data)
        match chance.randrange(4):
            case 0:
                data = data[:at] + block + data[at:]
            case 1:
                rest = data[:first] + data[last:]
                data = rest[:at] + block + rest[at:]
            case 2:
                data = data[:first] + bytes([chance.randrange(256)]) * len(block) + data[last:]
            case _:
                data = data[:first] + data[last:]
        data = data[:200_000] if len(base.data) < 100_000 else data
    return data


def noise(chance: Random, base: Base, data: bytes) -> bytes:
    """Random bytes, random printable text, or a prefix of the file with random bytes behind."""
    size = chance.choice((0, 1, 2, 3, 10, 100, 1000, 5000))
    letters = b'0123456789abcXYZ ,;"\t\r\n\\|.-\xc3\xa9\xe9'
    text = bytes(chance.choice(letters) for _ in range(size))
    return chance.choice((chance.randbytes(size), text, data[: place(chance, data)] + text,
                          data + chance.randbytes(size), b"\n" * size, b" " * size,
                          b"\0" * size))  # fmt: skip


# --- lines and fields -----------------------------------------------------------------------------


def cut_lines(data: bytes) -> list[bytes]:
    """The physical lines with their ends."""
    return re.findall(rb"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$", data)


def swap_lines(chance: Random, base: Base, data: bytes) -> bytes:
    """Lines exchanged, dropped, doubled, moved, shuffled, blanked, or the header again."""
    found = cut_lines(data) or [b"\n"]
    for _ in range(some(chance, 6)):
        one, other = chance.randrange(len(found)), chance.randrange(len(found))
        first, last = min(one, other), max(one, other) + 1
        match chance.randrange(8):
            case 0:
                found[one], found[other] = found[other], found[one]
            case 1:
                del found[first : first + chance.randint(1, 3)]
            case 2:
                found[one:one] = found[first:last][:60]
            case 3:
                found.insert(other, found.pop(one))
            case 4:
                part = found[first:last]
                chance.shuffle(part)
                found[first:last] = part
            case 5:
                found.insert(one, chance.choice((b"\n", b" \n", b",,,\n", b"\r\n", b"\t\n")))
            case 6:
                found.insert(one, found[0])
            case _:
                found[one] = found[one].rstrip(b"\r\n")
        found = found or [b"\n"]
    return b"".join(found)


def swap_columns(chance: Random, base: Base, data: bytes) -> bytes:
    """Columns exchanged, dropped, doubled or added, in all lines, the header, or some lines."""
    delimiter = _delimiter(base)
    found = cut_lines(data)
    wide = max((line.count(delimiter) for line in found), default=0) + 1
    one, other = chance.randrange(wide), chance.randrange(wide)
    how, share = chance.randrange(6), chance.choice((1.0, 1.0, 0.1, 0.03))
    last = 1 if chance.random() < 0.2 else len(found)
    for index, line in enumerate(found[:last]):
        if chance.random() >= share:
            continue
        body = line.rstrip(b"\r\n")
        fields = body.split(delimiter)
        if max(one, other) < len(fields):
            _change_fields(chance, fields, one, other, how)
            found[index] = delimiter.join(fields) + line[len(body) :]
    return b"".join(found)


def _change_fields(chance: Random, fields: list[bytes], one: int, other: int, how: int) -> None:
    """Change the fields of one line."""
    match how:
        case 0:
            fields[one], fields[other] = fields[other], fields[one]
        case 1:
            del fields[one]
        case 2:
            fields.insert(other, fields[one])
        case 3:
            fields.insert(one, b"")
        case 4:
            fields.append(chance.choice((b"", b" ", b"x", b'""')))
        case _:
            fields[one] = b""


def _delimiter(base: Base) -> bytes:
    """What stands between the fields of a line."""
    return b"\t" if base.kind == "pg_copy" else base.layout.meta.reader.delimiter.encode()


def values(chance: Random, base: Base, data: bytes) -> bytes:
    """Fields replaced by values of other forms: numbers, dates, marks, look-alikes, SQL."""
    delimiter, found = _delimiter(base), cut_lines(data)
    encoding = base.layout.meta.reader.encodings[0]
    column = chance.randrange(12) if chance.random() < 0.5 else None
    for _ in range(chance.choice((1, 2, 5, 30))):
        if not found:
            break
        index = chance.randrange(len(found))
        body = found[index].rstrip(b"\r\n")
        fields = body.split(delimiter)
        at = chance.randrange(len(fields)) if column is None else min(column, len(fields) - 1)
        text = chance.choice(VALUES).encode(encoding, "replace")
        if b'"' in text or delimiter in text:
            text = b'"' + text.replace(b'"', b'""') + b'"' if chance.random() < 0.7 else text
        fields[at] = text
        found[index] = delimiter.join(fields) + found[index][len(body) :]
    return b"".join(found)


def header_names(chance: Random, base: Base, data: bytes) -> bytes:
    """Names in the header renamed, doubled, spelt otherwise, hostile."""
    delimiter, found = _delimiter(base), cut_lines(data)
    encoding = base.layout.meta.reader.encodings[0]
    rows = [i for i, line in enumerate(found[:12]) if line.count(delimiter)]
    if not rows:
        return data
    index = rows[0] if chance.random() < 0.7 else chance.choice(rows)
    body = found[index].rstrip(b"\r\n")
    fields = body.split(delimiter)
    for _ in range(some(chance, 3)):
        at = chance.randrange(len(fields))
        name = fields[at].decode(encoding, "replace")
        fields[at] = _other_name(chance, name, fields, encoding)
    found[index] = delimiter.join(fields) + found[index][len(body) :]
    return b"".join(found)


def _other_name(chance: Random, name: str, fields: list[bytes], encoding: str) -> bytes:
    """Another name for a column."""
    digits = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    options = [
        name.upper(), name.lower(), f" {name} ", name.replace(" ", "_"), f"{name}*", name[:-1],
        name + "s", name.replace("o", "0"), name.translate(digits), "", " ", "@note", "@geometry",
        'a""; drop table x; --', "_row_number", "_extra", "2024", "٢٠٢٤", "1990", "x" * 5000,
        '"a\nb"', "\u00a0", "İ", "column 2", chance.choice(fields).decode(encoding, "replace"),
        name.replace(" ", "\u00a0"), "é" + name, "april 2024 to march 2025",
    ]  # fmt: skip
    return chance.choice(options).encode(encoding, "replace")


# --- characters -----------------------------------------------------------------------------------

_CODECS = ("utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32",
           "cp850", "utf-7", "mac-roman", "cp037")  # fmt: skip


def encode(chance: Random, base: Base, data: bytes) -> bytes:
    """The text in another encoding, all of it or from some place on, or garbled."""
    text = data.decode(base.layout.meta.reader.encodings[0], "replace")
    if chance.random() < 0.4:
        text = text.replace("a", chance.choice("áñ–€ü"), chance.choice((1, 20, -1)))
    codec = chance.choice(_CODECS)
    other = text.encode(codec, "replace")
    at = place(chance, data)
    match chance.randrange(5):
        case 0:
            return data[:at] + text[at:].encode(codec, "replace")
        case 1:
            return text.encode("utf-8").decode("latin-1").encode("utf-8")
        case 2:
            mark = chance.choice((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
            return mark * chance.choice((1, 1, 2)) + data
        case _:
            return other


def line_ends(chance: Random, base: Base, data: bytes) -> bytes:
    """Other ends of lines, mixed ends, none at the end of the file, many at it."""
    ends = (b"\n", b"\r\n", b"\r", b"\n\r", b"\r\r\n", b"\n\n", b"\x0b", b"\x0c", b"\x85",
            "\u2028".encode())  # fmt: skip
    found = [line.rstrip(b"\r\n") for line in cut_lines(data)]
    match chance.randrange(4):
        case 0:
            data = chance.choice(ends).join([*found, b""])
        case 1:
            data = b"".join(line + chance.choice(ends[:6]) for line in found)
        case 2:
            odd = chance.choice(ends)
            data = b"".join(line + (odd if chance.random() < 0.1 else b"\n") for line in found)
        case _:
            data = data.rstrip(b"\r\n") + chance.choice(ends) * chance.choice((0, 1, 2, 100))
    return data.rstrip(b"\r\n") if chance.random() < 0.15 else data


def quotes(chance: Random, base: Base, data: bytes) -> bytes:
    """Fields quoted, quotes that open and do not close, quotes around line ends."""
    delimiter, found = _delimiter(base), cut_lines(data)
    if not found:
        return b'"'
    for _ in range(some(chance, 5)):
        index = chance.randrange(len(found))
        body = found[index].rstrip(b"\r\n")
        fields = body.split(delimiter)
        at = chance.randrange(len(fields))
        text = fields[at].strip(b'"')
        inner = chance.choice((b"\n", b"\r", b"\r\n", b"\n\n", b'""', delimiter, b"\n" * 600, b" "))
        fields[at] = chance.choice((b'"' + text, text + b'"', b'"' + text + b'"',
            b' "' + text + b'"',
                                    b'"' + text + b'" ', b'"' + text + inner + b'"',
                                    b'"' + inner + text + b'"', b'"' + text + b'"x', b'""' + text,
                                    text[:2] + b'"' + text[2:]))  # fmt: skip
        found[index] = delimiter.join(fields) + found[index][len(body) :]
    return b"".join(found)


def huge(chance: Random, base: Base, data: bytes) -> bytes:
    """Fields, lines and headers of a size near and far above the caps, very many lines."""
    delimiter, at = _delimiter(base), place(chance, data)
    size = chance.choice((65_535, 131_071, 131_072, 131_073, 131_073, 200_000))
    match chance.randrange(6):
        case 0:
            return data[:at] + b"x" * size + data[at:]
        case 1:
            return data[:at] + b'"' + b"x" * size + b'"' + data[at:]
        case 2:
            return data[:at] + delimiter * chance.choice((1_000, 20_000)) + data[at:]
        case 3:
            return data[:at] + chance.choice((b"\n", b"\r", b",\n")) * 1_000 + data[at:]
        case 4:
            return data[:at] + b'"' + b"x\n" * 700 + data[at:]
        case _:
            return data + (cut_lines(data) or [b"\n"])[-1] * chance.choice((100, 1_500))


def dialect(chance: Random, base: Base, data: bytes) -> bytes:
    """Another delimiter or quote, everywhere or from some place on."""
    old, new = _delimiter(base), chance.choice((b",", b";", b"\t", b"|", b" ", b":", b"\0"))
    at = place(chance, data) if chance.random() < 0.3 else 0
    changed = data[at:].replace(old, new)
    if chance.random() < 0.2:
        changed = changed.replace(b'"', b"'")
    return data[:at] + changed


def twice(chance: Random, base: Base, data: bytes) -> bytes:
    """The file behind itself, whole or in part, with or without a line end between."""
    return data.rstrip(b"\r\n" * chance.randrange(2)) + data[: place(chance, data)] + data


def reversed_lines(chance: Random, base: Base, data: bytes) -> bytes:
    """The lines in another order, the header kept or not."""
    found = cut_lines(data)
    keep = chance.randrange(2)
    return b"".join(found[:keep] + found[keep:][::-1])


ANY: dict[str, Mutator] = {
    "cut": cut,
    "bytes": swap_bytes,
    "inject": inject,
    "blocks": blocks,
    "noise": noise,
}
LINES: dict[str, Mutator] = {
    "lines": swap_lines,
    "columns": swap_columns,
    "values": values,
    "header": header_names,
    "encode": encode,
    "line-ends": line_ends,
    "quotes": quotes,
    "huge": huge,
    "dialect": dialect,
    "twice": twice,
    "order": reversed_lines,
}
