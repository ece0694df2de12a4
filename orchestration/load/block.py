"""Many rows at once: which rows of a block need the eye of the table reader.

Belongs here: vectorised questions about text columns (blank, short, like the header), each answered
with a mask that leaves out no row for which the answer may be yes.
Does not belong here: what such a row then is (`table.py`), or parsing (`fast_csv.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from orchestration.load.header import HeaderMap
from orchestration.load.reading import Block

Mask = NDArray[np.bool_]
Predicate = Callable[[str], object]

_KEYED = 3
"""Required cells from which on a keyed row has too many filled cells to be a footer."""
_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FOLDED_AWAY = b"_*"


def second_look(
    block: Block,
    header: HeaderMap,
    footers: re.Pattern[str] | None,
    is_total: Predicate | None,
) -> NDArray[np.int64]:
    """The 0-based rows of `block` that may be anything but a data row, in order.

    All other rows have every required cell, are not blank, not a footer, not the total, not the
    header again, and hold nothing outside the header's fields.
    """
    columns = _Columns(block.columns)
    mask = columns.surplus(header.raw_width)
    for index in header.required:
        mask |= columns.empty(index)
    if not header.required:
        mask |= columns.filled() == 0
    if footers is not None and not header.required:
        mask |= _matches(columns.first_filled(), footers.search)
    elif footers is not None and len(header.required) < _KEYED:
        mask |= columns.filled() < _KEYED
    if is_total is not None:
        mask |= _matches(columns.first_filled(), is_total)
    mask[columns.like_header(header)] = True
    return np.flatnonzero(mask)


class _Columns:
    """The columns of a block with the masks that several questions share."""

    def __init__(self, columns: list[pa.Array]) -> None:
        self._columns = columns
        self._rows = len(columns[0])
        self._first: dict[int, NDArray[np.uint8]] = {}
        self._empty: dict[int, Mask] = {}

    def first_byte(self, index: int) -> NDArray[np.uint8]:
        """First UTF-8 byte of every cell of a column; 0 where the cell is null."""
        if index not in self._first:
            self._first[index] = _first_byte(self._columns[index])
        return self._first[index]

    def empty(self, index: int) -> Mask:
        """True where a cell is null or blank."""
        if index not in self._empty:
            first = self.first_byte(index)
            mask: Mask = _blank_bytes()[first]
            doubtful = np.flatnonzero(mask & (first != 0))
            if len(doubtful):
                cells = self._columns[index].take(pa.array(doubtful)).to_pylist()
                mask[doubtful] = [cell.isspace() for cell in cells]
            self._empty[index] = mask
        return self._empty[index]

    def filled(self) -> NDArray[np.int64]:
        """Cells of each row that hold more than blanks."""
        count = np.zeros(self._rows, np.int64)
        for index in range(len(self._columns)):
            count += ~self.empty(index)
        return count

    def surplus(self, width: int) -> Mask:
        """True where a cell stands outside the first `width` columns."""
        mask = np.zeros(self._rows, np.bool_)
        for column in self._columns[width:]:
            if column.null_count < self._rows:
                mask |= column.is_valid().to_numpy(zero_copy_only=False)
        return mask

    def first_filled(self) -> pa.Array:
        """The first cell of each row that is not blank; null in a blank row."""
        found: pa.Array = pa.nulls(self._rows, pa.string())
        for index in reversed(range(len(self._columns))):
            found = pc.if_else(pa.array(self.empty(index)), found, self._columns[index])
        return found

    def like_header(self, header: HeaderMap) -> NDArray[np.int64]:
        """Rows in which every cell begins as the header's cell above it may be written."""
        rows = np.arange(self._rows)
        for index, key in enumerate(header.keys[: header.width]):
            if key and len(rows):
                rows = rows[_openings(key[0])[self.first_byte(index)[rows]]]
        return rows


def _first_byte(column: pa.Array) -> NDArray[np.uint8]:
    """First byte of every cell, 0 for a null one."""
    first = np.zeros(len(column), np.uint8)
    _, offsets, data = column.buffers()
    if data is None or not data.size:
        return first
    ends = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    starts = ends[:-1]
    text = np.frombuffer(data, np.uint8)
    if column.null_count == 0:
        return text[starts]
    filled = ends[1:] > starts
    first[filled] = text[starts[filled]]
    return first


@cache
def _blank_bytes() -> Mask:
    """By byte: may a blank or null cell begin with it?"""
    mask = np.zeros(256, np.bool_)
    mask[0] = True
    for code in range(0x3001):
        if chr(code).isspace():
            mask[chr(code).encode()[0]] = True
    return mask


@cache
def _openings(letter: str) -> Mask:
    """By byte: may a cell that folds (`match_key`) to a text that begins with `letter` begin so?

    Case, blanks, `_` and `*` fold away; beyond ASCII anything may fold to anything.
    """
    mask = _blank_bytes().copy()
    mask[0] = False
    mask[0x80:] = True
    mask[list(_FOLDED_AWAY)] = True
    if letter.isascii():
        mask[[ord(letter.lower()), ord(letter.upper())]] = True
    else:
        mask[list(_LETTERS)] = True
    return mask


def _matches(cells: pa.Array, predicate: Predicate) -> Mask:
    """True where `predicate` holds; each different text is asked once."""
    coded = cells.dictionary_encode()
    answers = [text is not None and bool(predicate(text)) for text in coded.dictionary.to_pylist()]
    known = np.array([*answers, False], np.bool_)
    codes = pc.fill_null(coded.indices, len(answers)).to_numpy(zero_copy_only=False)
    mask: Mask = known[codes]
    return mask
