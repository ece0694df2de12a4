"""JSON text -> where each item of one array stands, and its values as they were published.

Belongs here: walking a document to its array, numbers as literal text, cells from JSON values, the
words for a document that is cut (F15), is none (F22), or holds what JSON does not know (F61).
Does not belong here: what an item means (`json_array.py`, `geojson.py`).
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, NoReturn

from orchestration.contracts import Layout
from orchestration.errors import ExtractRefused
from orchestration.load.reading import Cells, Context, Notice, Reading, Record
from orchestration.load.text import Bytes, Lines, choose_encoding, refuse_other_format

DOCUMENT_LIMIT = 512 << 20
"""Bytes of a document, which is held in memory as text (S6)."""
_BLANK = re.compile(r"[ \t\n\r]*")
# Undecodable bytes are kept as lone surrogates, so that an item can be set aside with its bytes.
_SURROGATE = re.compile("[\ud800-\udfff]")
# How a document can come to hold what no text column can: such bytes, or escapes of its own.
_SUSPECT = re.compile(r"[\ud800-\udfff]|\\u(?:0000|[dD][89a-fA-F])")
_KEEP_BYTES = "surrogateescape"


class Number(str):
    """A JSON number, as it was published: 1.50 stays 1.50, 20 digits stay 20 digits."""

    __slots__ = ()


class DuplicateKey(ValueError):
    """An object that holds one key twice: which of the two is meant is not known."""


class NotANumber(ValueError):
    """NaN or Infinity, which JSON does not have (F61)."""


class Malformed(ValueError):
    """What JSON does not allow at character `at`.

    `cut` when the text ended too early, `shape` when it is JSON, but not the array that was wanted.
    """

    def __init__(self, at: int, *, cut: bool = False, shape: bool = False) -> None:
        super().__init__(at)
        self.at = at
        self.cut = cut
        self.shape = shape


def _refuse_constant(name: str) -> NoReturn:
    raise NotANumber(name)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are all different."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DuplicateKey
    return found


_LENIENT = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=_refuse_constant)
_STRICT = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=Number,
    parse_float=Number,
    parse_constant=_refuse_constant,
)


def dump(value: Any) -> str:
    """A JSON value as compact text; numbers keep the digits in which they were published."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        members = (f"{json.dumps(key, ensure_ascii=False)}:{dump(v)}" for key, v in value.items())
        return "{" + ",".join(members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(dump, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def cell(value: Any) -> str | None:
    """A JSON value as a landing cell: null and "" as None, nested values as JSON text."""
    if value is None:
        return None
    return str(value) or None if isinstance(value, str) else dump(value)


def fault_of(item: Any) -> str | None:
    """The reason code of an item that could not be read whole, or None."""
    if isinstance(item, DuplicateKey):
        return "duplicate_key"
    return "too_deep" if isinstance(item, RecursionError) else None


class _Cursor:
    """A place in a JSON text that moves forward value by value."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def peek(self) -> str:
        """The next character that is no blank; empty at the end."""
        blank = _BLANK.match(self.text, self.at)
        self.at = blank.end() if blank else self.at
        return self.text[self.at : self.at + 1]

    def take(self, character: str) -> None:
        """Move past one character.

        Errors: Malformed when another one stands there.
        """
        if self.peek() != character:
            raise Malformed(self.at, cut=self.peek() == "")
        self.at += 1

    def value(self) -> Any:
        """Move past one value and return it; keys are not checked."""
        self.peek()
        try:
            value, self.at = _LENIENT.raw_decode(self.text, self.at)
        except json.JSONDecodeError as error:
            # An unterminated string always runs to the end of the text.
            ends = error.pos >= len(self.text.rstrip()) or error.msg.startswith("Unterminated")
            raise Malformed(error.pos, cut=ends) from None
        return value

    def members(self) -> Iterator[str]:
        """The keys of an object; whoever asks for them takes each value before the next key."""
        yield from self._between("{", "}", self._key)

    def elements(self) -> Iterator[int]:
        """Where each element of an array begins; each is to be taken before the next."""
        yield from self._between("[", "]", self._place)

    def _between(self, opening: str, closing: str, entry: Any) -> Iterator[Any]:
        """The entries of a list in brackets, with commas between them."""
        if self.peek() != opening:
            raise Malformed(self.at, cut=self.peek() == "", shape=True)
        self.at += 1
        if self.peek() == closing:
            self.at += 1
            return
        while True:
            yield entry()
            if self.peek() == closing:
                self.at += 1
                return
            self.take(",")

    def _key(self) -> str:
        """Move past a key and its colon."""
        if self.peek() != '"':
            raise Malformed(self.at, cut=self.peek() == "")
        key = str(self.value())
        self.take(":")
        return key

    def _place(self) -> int:
        """The place of the next element."""
        self.peek()
        return self.at


@dataclass
class Document:
    """A JSON document whose array was found: its items, and the values around the array.

    `starts` and `ends` are the places of item n in `text`; `around` the members of the objects that
    hold the array.
    """

    text: str
    encoding: str
    starts: array[int] = field(default_factory=lambda: array("Q"))
    ends: array[int] = field(default_factory=lambda: array("Q"))
    around: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def is_clean(self) -> bool:
        """True if no cell or key of it can be one that `unclean` finds."""
        return _SUSPECT.search(self.text) is None

    def unclean(self, texts: Iterable[str | None]) -> str | None:
        """The reason code of cells or keys that no text column can hold, or None."""
        if self.is_clean:
            return None
        text = "".join(value for value in texts if value is not None)
        if _SURROGATE.search(text):
            return "F20"
        return "nul_byte" if "\0" in text else None

    def __len__(self) -> int:
        return len(self.starts)

    def items(self) -> Iterator[Any]:
        """The items one by one, as published; an error stands for one that `fault_of` explains."""
        for start in self.starts:
            try:
                value, _ = _STRICT.raw_decode(self.text, start)
            except (DuplicateKey, RecursionError) as error:
                value = error
            yield value

    def raw(self, index: int) -> bytes:
        """The bytes of the 0-based item."""
        text = self.text[self.starts[index] : self.ends[index]]
        return text.encode(self.encoding.removesuffix("-sig"), _KEEP_BYTES)


def open_document(
    path: Path, context: Context, reading: Reading, where: tuple[str, ...], kind: str, unit: str
) -> Document:
    """Read a JSON document and find its array, behind the keys `where`.

    Errors: ExtractRefused F15 (cut), F16 (another kind of file), F17 (empty), F20 (encoding), F22
    (malformed), F58 (too large), F61 (NaN).
    """
    if path.stat().st_size > DOCUMENT_LIMIT:
        raise context.refuse(
            "F58",
            f"{context.file_name} has {path.stat().st_size:,} bytes, the cap of {kind} is"
            f" {DOCUMENT_LIMIT:,}",
            "Ask for it in pages, or as CSV.",
        )
    if path.stat().st_size == 0:
        refuse_other_format(b"", context, kind)
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        document = _decode(data, context, kind)
    reading.encoding = document.encoding
    cursor = _Cursor(document.text)
    try:
        _walk(cursor, where, document)
        if cursor.peek():
            raise Malformed(cursor.at)
    except Malformed as fault:
        raise _malformed(fault, document, context, unit) from None
    except NotANumber:
        raise context.refuse(
            "F61",
            f"{unit} {len(document) + 1:,} of {context.file_name} holds NaN or Infinity, which"
            " JSON does not have",
            "Ask the publisher to leave unknown values empty.",
            line=len(document) + 1,
        ) from None
    except RecursionError:
        raise context.refuse(
            "F58",
            f"{unit} {len(document) + 1:,} of {context.file_name} is nested too deeply",
            "Ask the publisher for a sound file.",
            line=len(document) + 1,
        ) from None
    reading.physical_lines = len(document)
    return document


def _decode(data: Bytes, context: Context, kind: str) -> Document:
    """Decode a document by the contract; bytes that are not text stay in it as surrogates.

    Errors: ExtractRefused F16, F17 or F20.
    """
    refuse_other_format(data, context, kind)
    lines = Lines(data)
    encoding = choose_encoding(data, lines, context).encoding
    start = 3 if lines.has_bom else 0
    text = bytes(data[start:]).decode(encoding.removesuffix("-sig"), _KEEP_BYTES)
    if text.lstrip()[:1] not in ("[", "{"):
        raise context.refuse(
            "F16",
            f"expected {kind}, got a file of another kind in {context.file_name}",
            "Download the file again in a browser and drop it in the inbox.",
            line=1,
        )
    return Document(text, encoding)


def _walk(cursor: _Cursor, where: tuple[str, ...], document: Document) -> None:
    """Take one value: the array behind the keys `where`, and everything around it."""
    if not where:
        for start in cursor.elements():
            cursor.value()
            document.starts.append(start)
            document.ends.append(cursor.at)
        return
    found = False
    for key in cursor.members():
        if key != where[0]:
            document.around[key] = cursor.value()
        elif found:
            raise Malformed(cursor.at, shape=True)
        else:
            found = True
            _walk(cursor, where[1:], document)
    if not found:
        raise Malformed(cursor.at, shape=True)


def _malformed(fault: Malformed, document: Document, context: Context, unit: str) -> ExtractRefused:
    """The refusal of a document that is cut (F15), of another shape (F16) or no JSON (F22)."""
    line = document.text.count("\n", 0, fault.at) + 1
    count = len(document)
    place = f"line {line:,} of {context.file_name}, after {count:,} whole {unit}s"
    if fault.cut or document.text.rstrip()[-1:] not in ("]", "}"):
        return context.refuse(
            "F15",
            f"the document ends early in {place}: the file is cut",
            "Retrieve it again.",
            line=count + 1,
        )
    if fault.shape:
        return context.refuse(
            "F16",
            f"there is not one array of {unit}s where the contract expects it in"
            f" {context.file_name}: another document, or an error message",
            f"Look at the file; if the publisher changed it, correct reader.items in"
            f" {context.contract_file}.",
            line=1,
        )
    return context.refuse(
        "F22",
        f"what stands in {place}, cannot be read as JSON",
        "Ask the publisher for a sound file.",
        line=count + 1,
    )


class ItemRecords:
    """The items of a document as records: one physical line each.

    `rows` are the items as named values, or the reason code of one that is none.
    """

    place = ""
    ends_open = False

    def __init__(
        self, document: Document, rows: Iterable[dict[str, Any] | str], names: Cells, unit: str
    ) -> None:
        self._document = document
        self._rows = rows
        self._names = names
        self.unit = unit
        self.width: int | None = None

    def __iter__(self) -> Iterator[Record]:
        for line, row in enumerate(self._rows, start=1):
            if isinstance(row, str):
                yield Record(line, 1, [], row)
                continue
            yield Record(line, 1, *self._cells(row))

    def _cells(self, row: dict[str, Any]) -> tuple[Cells, str | None]:
        """The cells of an item, and the reason code if it has none."""
        try:
            cells = [cell(row.get(name or "")) for name in self._names]
        except RecursionError:
            return [], "too_deep"
        broken = self._document.unclean(cells)
        return ([], broken) if broken else (cells, None)

    def raw(self, record: Record) -> bytes:
        """The bytes of an item."""
        return self._document.raw(record.line - 1)

    def other_dialect(self, record: Record, layout: Layout) -> str | None:
        """JSON has no delimiter."""
        return None


def refuse_page(context: Context, document: Document, reading: Reading, unit: str) -> None:
    """Refuse what is one page of an unknown whole: exactly as many items as the API gives at most.

    Errors: ExtractRefused F61.
    """
    rules = context.layout.meta.reader
    what = f"{context.file_name} holds exactly {len(document):,} {unit}s, the most that one"
    if document.around.get("exceededTransferLimit") is True:
        raise context.refuse(
            "F61",
            f"{context.file_name} says that its server left {unit}s out (exceededTransferLimit)",
            "Fetch all pages.",
        )
    if rules.page_limit is None or len(document) != rules.page_limit:
        return
    if not rules.complete:
        raise context.refuse(
            "F61",
            f"{what} answer of this API carries: it is one page, not the whole",
            "Fetch all pages and compare with the API's own count; if these are all, set"
            f" `complete: true` in {context.contract_file}.",
        )
    reading.notices.append(Notice("F61", f"{what} answer carries", severity="note"))
