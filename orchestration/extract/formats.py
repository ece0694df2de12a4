"""What the first bytes of a download say it is, against what the contract expects (F16, F17).

Belongs here: telling a page from a table, and saying what came instead.
Does not belong here: parsing, or the archive's own integrity (`unpack.py`).
"""

from __future__ import annotations

from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from orchestration.contracts import Layout
from orchestration.errors import ExtractRefused

HEAD = 1 << 16
_SIGNATURES = {
    b"PK\x03\x04": "zip",
    b"\xd0\xcf\x11\xe0": "xls",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"%PDF": "pdf",
}
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<title", b"<!--", b"<meta")
_SPOKEN = {"html": "an HTML page", "zip": "a zip or xlsx file", "xls": "an xls workbook",
           "gzip": "a gzip file", "bzip2": "a bzip2 file", "pdf": "a PDF", "json": "JSON",
           "text": "text", "empty": "nothing"}  # fmt: skip
_BY_SUFFIX = {".zip": {"zip"}, ".gz": {"gzip"}, ".bz2": {"bzip2"}}
#: A workbook may be either form whatever its name says; calamine reads both.
_BOOK = {"zip", "xls"}
_BY_READER = {"workbook": _BOOK, "crosstab": _BOOK, "json": {"json"}, "geojson": {"json"}}


def kind_of(head: bytes) -> str:
    """What the first bytes look like: html, zip, xls, gzip, bzip2, pdf, json, text or empty."""
    if not head:
        return "empty"
    for signature, kind in _SIGNATURES.items():
        if head.startswith(signature):
            return kind
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    lowered = start[:1024].lower()
    if lowered.startswith(_HTML) or (lowered.startswith(b"<?xml") and b"<html" in lowered):
        return "html"
    return "json" if start[:1] in (b"{", b"[") else "text"


def title_of(head: bytes) -> str:
    """The title of an HTML page, at most 80 characters; empty if it has none."""
    node = LexborHTMLParser(head).css_first("title")
    return " ".join(node.text().split())[:80] if node is not None else ""


def refuse_wrong_file(path: Path, name: str, layout: Layout | None) -> None:
    """Refuse a download that cannot be the file `name` of `layout`. Errors: F16, F17."""
    expected = _BY_SUFFIX.get(Path(name).suffix.lower())
    if expected is None and layout is not None:
        expected = _BY_READER.get(layout.meta.reader.format)
    suffix = Path(name).suffix.lower().removeprefix(".")
    refuse_unexpected(path, expected or {"text"}, suffix or "a file")


def refuse_unexpected(path: Path, expected: set[str], wanted: str) -> None:
    """Refuse a download whose first bytes are none of `expected`.

    Errors: ExtractRefused F17 (nothing at all) or F16.
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    kind = kind_of(head)
    if kind in expected:
        return
    size = path.stat().st_size
    if kind == "empty":
        raise ExtractRefused("F17", f"F17: expected {wanted}, got 0 bytes.")
    titled = f" titled '{title_of(head)}'" if kind == "html" and title_of(head) else ""
    raise ExtractRefused(
        "F16", f"F16: expected {wanted}, got {_SPOKEN[kind]}{titled} ({size:,} bytes, status 200)."
    )
