"""What only the XML of an .xlsx shows: its true extent, and formulas without a stored value.

Belongs here: a cheap scan by pattern, within caps, without an XML parser (no entities to expand).
Does not belong here: cell values (`workbook.py`).
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from orchestration.load.reading import Context

PRODUCED_LIMIT = 2 << 30
"""Bytes that an archive may unpack to (S3)."""
RATIO_LIMIT = 200
"""Bytes produced per byte stored, above `RATIO_FROM` produced bytes (S3)."""
RATIO_FROM = 64 << 20
MEMBER_LIMIT = 10_000
_CHUNK = 4 << 20

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*"([^"]*)"')
_ROW = re.compile(rb'<(?:\w+:)?row\b(?:[^>]*?\sr\s*=\s*["\'](\d+)["\'])?')
_WIDE = re.compile(rb'r="([A-Z]{2,3})\d')
_UNCACHED = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*'
    rb"(?:</c>|<v\s*/>|<v>\s*</v>)"
)


@dataclass
class SheetScan:
    """Extent of a sheet by its cell references, and the formulas without a stored value.

    `columns` is at least 26: narrower sheets are not told apart. `uncached` holds (row 1-based,
    column 0-based, cell reference).
    """

    rows: int = 0
    columns: int = 0
    last: int = 0
    out_of_order: int | None = None
    uncached: list[tuple[int, int, str]] = field(default_factory=list)


def refuse_bomb(data: bytes, context: Context) -> list[zipfile.ZipInfo]:
    """The members of a workbook's archive, if they keep within the caps.

    Errors: ExtractRefused F14 (cut) or F58 (unpacked size, ratio, members).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
        raise context.refuse(
            "F14",
            f"the workbook {context.file_name} ends early (its directory is missing)",
            "Retrieve it again.",
        ) from None
    produced = sum(member.file_size for member in members)
    ratio = produced / max(len(data), 1)
    too_dense = produced > RATIO_FROM and ratio > RATIO_LIMIT
    if produced > PRODUCED_LIMIT or too_dense or len(members) > MEMBER_LIMIT:
        raise context.refuse(
            "F58",
            f"{context.file_name} unpacks to {produced:,} bytes in {len(members):,} members"
            f" (ratio {ratio:,.0f}:1), above the caps",
            "Ask the publisher for a sound file.",
        )
    return members


def scan_sheet(data: bytes, name: str | None, members: list[zipfile.ZipInfo]) -> SheetScan:
    """Scan the XML of the sheet called `name`, or the first; an empty scan if it is not found."""
    scan = SheetScan()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = _part(archive, name)
            if part is None or part not in {member.filename for member in members}:
                return scan
            for piece in _pieces(archive, part):
                _scan_piece(piece, scan)
    except (zipfile.BadZipFile, EOFError, KeyError, RuntimeError, ValueError, NotImplementedError):
        # The workbook parser will say what is wrong with it.
        return scan
    except Exception as error:
        if type(error).__module__ == "zlib":
            return scan
        raise
    return scan


def _part(archive: zipfile.ZipFile, name: str | None) -> str | None:
    """The archive member that holds the sheet called `name`, or the first sheet."""
    targets = {}
    for found in _RELATION.finditer(archive.read("xl/_rels/workbook.xml.rels")):
        attributes = _attributes(found[0])
        targets[attributes.get("Id", "")] = attributes.get("Target", "")
    for found in _SHEET.finditer(archive.read("xl/workbook.xml")):
        attributes = _attributes(found[0])
        identity = next((v for k, v in attributes.items() if k.endswith(":id") or k == "id"), "")
        if name in (None, attributes.get("name")) and targets.get(identity):
            target = targets[identity]
            return target[1:] if target.startswith("/") else posixpath.join("xl", target)
    return None


def _attributes(tag: bytes) -> dict[str, str]:
    """Attributes of one XML tag."""
    return {
        key.decode("utf-8", "replace"): html.unescape(value.decode("utf-8", "replace"))
        for key, value in _ATTRIBUTE.findall(tag)
    }


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The XML in pieces that never cut a cell in two, never more than the cap."""
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            cut = max(text.rfind(b"<c "), text.rfind(b"<row "))
            cut = len(text) if cut <= 0 or len(text) - cut > _CHUNK else cut
            yield text[:cut]
            rest = text[cut:]
    yield rest


def _scan_piece(piece: bytes, scan: SheetScan) -> None:
    """Note the last row, the widest column from `AA` on and the uncached formulas of one piece."""
    for number in _ROW.findall(piece):
        row = int(number) if number else scan.last + 1
        if row <= scan.last and scan.out_of_order is None:
            scan.out_of_order = row
        scan.last = row
        scan.rows = max(scan.rows, row)
    letters = max(set(_WIDE.findall(piece)), key=lambda name: (len(name), name), default=b"Z")
    scan.columns = max(scan.columns, _column(letters) + 1)
    if b"<f" in piece:
        for found in _UNCACHED.finditer(piece):
            cell = (found[1] + found[2]).decode()
            scan.uncached.append((int(found[2]), _column(found[1]), cell))


def _column(letters: bytes) -> int:
    """0-based column of `A` … `XFD`."""
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


def column_letters(index: int) -> str:
    """`A` … `XFD` of a 0-based column."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
