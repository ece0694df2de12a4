"""The header of an extract: found where the contract says, mapped by name, never by position.

Belongs here: matching header cells to declared columns.
Does not belong here: data rows (`table.py`), saying what does not match (`drift.py`, F27-F29).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from orchestration.contracts import Column, ColumnFamily, Layout, match_key
from orchestration.errors import ContractError
from orchestration.load.reading import Cells

VIRTUAL = "@"
"""Prefix of what belongs to a record without being a cell: block attributes, a geometry."""
_IDENTIFIER = re.compile(r"^[a-z_][a-z0-9_]*$")


@dataclass(frozen=True)
class HeaderMap:
    """Which field of a record goes to which landing column.

    `width` counts fields up to the last named one, `raw_width` all header fields. `extra` are
    fields nobody declared, with the name they were published under. `required` are the fields
    without which a row has no key, `families` the columns found by a pattern.
    """

    fields: dict[str, int]
    families: dict[str, Column]
    extra: tuple[tuple[int, str], ...]
    required: tuple[int, ...]
    keys: tuple[str, ...]
    width: int
    raw_width: int
    missing: tuple[Column, ...]
    absent: tuple[Column, ...]
    twice: tuple[str, ...]
    cells: tuple[str | None, ...]

    @cached_property
    def title(self) -> str:
        """The match key of the first named field."""
        return next((key for key in self.keys if key), "")

    @property
    def fits(self) -> bool:
        """True if every required column is there and none is there twice."""
        return not self.missing and not self.twice


def map_header(cells: Cells, above: Cells | None, layout: Layout) -> HeaderMap:
    """Map header `cells` (and the group row `above` it) to the columns that `layout` declares."""
    names = _grouped(cells, above) if above is not None else [(cell or "", "") for cell in cells]
    declared = _spellings(layout)
    is_report = layout.meta.reader.format in ("stacked_report", "crosstab")
    fields: dict[str, int] = {}
    families: dict[str, Column] = {}
    extra: list[tuple[int, str]] = []
    twice: list[str] = []
    for index, (name, plain) in enumerate(names):
        # A blank header cell can be declared by its place alone, under the name we give it.
        named = name if name.strip() else _unnamed(index)
        target, family = _target(named, plain, declared, layout)
        if target is None and is_report and name.startswith(VIRTUAL):
            continue
        if target is None:
            extra.append((index, named.strip()))
        elif target in fields:
            twice.append(named.strip())
        else:
            fields[target] = index
            if family is not None:
                families[target] = _family_column(family, target, named.strip())
    return _header_map(layout, cells, names, fields, families, extra, twice)


def _spellings(layout: Layout) -> dict[str, str]:
    """Declared spelling -> column, as written and folded; the column declared first keeps a key.

    As written, because two headings may differ in a mark that folding drops (`…` and `… *`).
    """
    spellings: dict[str, str] = {}
    for fold in (str.strip, match_key):
        for column in layout.columns:
            for spelling in column.meta.published_as:
                spellings.setdefault(fold(spelling), column.name)
    return spellings


@lru_cache(maxsize=1024)
def _family_column(family: ColumnFamily, name: str, published: str) -> Column:
    """The column of a family; a stacked report asks for the same few in every block."""
    return family.column(name, published)


def _unnamed(index: int) -> str:
    """The published name of a column whose header cell is blank."""
    return f"column {index + 1}"


def positional(layout: Layout) -> HeaderMap:
    """The map of a file without a header: declared columns in their order."""
    cells: Cells = [column.meta.published_as[0] for column in layout.columns]
    names = [(cell or "", "") for cell in cells]
    fields = {column.name: index for index, column in enumerate(layout.columns)}
    return _header_map(layout, cells, names, fields, {}, [], [])


def _header_map(
    layout: Layout,
    cells: Cells,
    names: list[tuple[str, str]],
    fields: dict[str, int],
    families: dict[str, Column],
    extra: list[tuple[int, str]],
    twice: list[str],
) -> HeaderMap:
    """Put the parts together and note which declared columns were not found."""
    lost = [column for column in layout.columns if column.name not in fields]
    named = [index for index, (name, _) in enumerate(names) if name.strip()]
    return HeaderMap(
        fields=fields,
        families=families,
        extra=tuple(extra),
        required=tuple(
            fields[column.name]
            for column in layout.columns
            if column.meta.required_value and column.name in fields
        ),
        keys=tuple(match_key(cell or "") for cell in cells),
        width=max(named, default=-1) + 1,
        raw_width=len(cells),
        missing=tuple(column for column in lost if column.meta.required),
        absent=tuple(column for column in lost if not column.meta.required),
        twice=tuple(twice),
        cells=tuple(cells),
    )


def _grouped(cells: Cells, above: Cells) -> list[tuple[str, str]]:
    """Header names with their group in front, beside the plain cell they came from."""
    names: list[tuple[str, str]] = []
    group = ""
    for index, cell in enumerate(cells):
        over = (above[index] if index < len(above) else None) or ""
        group = over if over.strip() else group
        plain = (cell or "").strip()
        # A cell that spans both rows stands in the upper one alone.
        names.append((f"{group} {plain}".strip(), plain) if plain else (over.strip(), ""))
    return names


def _target(
    name: str, plain: str, declared: dict[str, str], layout: Layout
) -> tuple[str | None, ColumnFamily | None]:
    """The landing column of one header name, and the family that gave it."""
    for candidate in (name, plain):
        key = match_key(candidate)
        if not key:
            continue
        written = candidate.strip()
        if written in declared or key in declared:
            return declared.get(written) or declared[key], None
        for family in layout.meta.column_families:
            match = re.fullmatch(family.pattern, key, re.IGNORECASE)
            if match:
                return _identifier(match.expand(family.name)), family
    return None, None


def _identifier(name: str) -> str:
    """Accept a family's column name only if it is a plain identifier (S7)."""
    if not _IDENTIFIER.match(name):
        raise ContractError(
            f"F74: a column family yields the name {name!r}, which is no identifier",
            "Correct `name` of the column family.",
        )
    return name
