"""JSON array of objects (the answer of an API) -> records, one per item.

Belongs here: the columns that the items name, and items that are no object.
Does not belong here: JSON text itself (`json_text.py`), what a record means (`table.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from orchestration.load.json_text import (
    Document,
    ItemRecords,
    fault_of,
    open_document,
    refuse_page,
)
from orchestration.load.reading import Cells, Context, Names, Reading
from orchestration.load.table import TableReader

UNIT = "item"


def read_json_array(path: Path, context: Context, reading: Reading) -> None:
    """Read the declared array of one JSON document into `reading`.

    Items may leave keys out (Socrata leaves out what is null): the columns are all keys of all
    items, in the order in which they first come.
    Errors: ExtractRefused that names the fault, the item, and the next step.
    """
    items = context.layout.meta.reader.items
    where = tuple(items.split(".")) if items else ()
    document = open_document(path, context, reading, where, "a JSON document", UNIT)
    refuse_page(context, document, reading, UNIT)
    names = _names(document)
    source = ItemRecords(document, _rows(document), names, UNIT)
    TableReader(context, source, reading, Names(names, 1)).read()
    reading.tally.check(reading.physical_lines)


def _rows(document: Document) -> Iterator[dict[str, Any] | str]:
    """The items as named values, or the reason code of one that is none."""
    for item in document.items():
        if isinstance(item, dict):
            yield document.unclean(item) or item
        else:
            yield fault_of(item) or "no_object"


def _names(document: Document) -> Cells:
    """All keys of all items, in the order in which they first come."""
    names: dict[str, None] = {}
    for row in _rows(document):
        if isinstance(row, dict):
            names.update(dict.fromkeys(row))
    return list(names)
