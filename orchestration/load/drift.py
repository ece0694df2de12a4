"""Schema drift: what an extract's columns became since its contract was written (F26-F33, F35).

Belongs here: renamed and missing columns of a header, values outside their column's domain,
swapped columns, labels the crosswalk does not know, and the change of contract to suggest.
Does not belong here: comparing an extract with another one (`plausibility.py`), applying a patch.
"""

from __future__ import annotations

import csv
import datetime as dt
import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import duckdb
import pyarrow as pa

from orchestration.contracts import Column, ColumnMeta, Contract, Layout, NumberFormat, match_key
from orchestration.errors import ExtractRefused
from orchestration.load.contract_patch import ContractText, add_line
from orchestration.load.domain import (
    DateBounds,
    fault_of,
    is_declared,
    is_filled,
    is_member,
    is_value,
    quoted,
    text_literal,
)
from orchestration.load.header import HeaderMap
from orchestration.load.objection import Objection
from orchestration.load.reading import Cells, Context

SAMPLE_ROWS = 200
"""Data rows that a missing column is looked for in."""
_NEAR = 0.6
"""Likeness of two names from which one may be the other (difflib ratio)."""
_SAME_KIND = 0.9
_SHEETS = ("workbook", "crosstab")
_MOST_COLUMNS, _LONGEST_NAME = 200, 200
"""Undeclared columns, and characters of a name, that are compared with what is missing."""
_SMALL = 1_000_000
_SWAPPED = 0.5
"""Share of a column's faults that are values of another column, from which they are swapped."""
_FORMATS = tuple(
    NumberFormat.model_validate({"group": group, "decimal": decimal})
    for group, decimal in ((",", "."), (".", ","), (" ", ","), (" ", "."), ("'", "."), (None, ","))
)


# --- the header -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Likeness:
    """How an undeclared header name resembles a missing column."""

    name: str
    ratio: float
    same_position: bool
    same_kind: bool | None
    """None where the contract does not say what the column's values look like."""

    @property
    def is_match(self) -> bool:
        """Near by name with values that fit, or in the very place with values of the kind."""
        if self.same_kind is False:
            return False
        return self.ratio >= _NEAR or (self.same_position and self.same_kind is True)

    @property
    def score(self) -> float:
        """For choosing among several."""
        return self.ratio + 0.5 * self.same_position + 0.5 * (self.same_kind is True)

    @property
    def why(self) -> str:
        """The resemblance in words."""
        signs = [
            "same position" if self.same_position else "",
            "same kind of values" if self.same_kind else "",
        ]
        said = ", ".join(sign for sign in signs if sign)
        return f" ({said})" if said else ""


def missing_column(
    context: Context, header: HeaderMap, line: int, where: str, rows: Sequence[Cells] = ()
) -> ExtractRefused:
    """The refusal of a header that lacks a required column: F27 renamed, F29 removed.

    `rows` are some of the data rows below it; they tell by its values what a column is.
    """
    if header.twice:
        return context.refuse(
            "F27",
            f"column '{header.twice[0]}' stands twice in {context.file_name}{where} {line:,}",
            f"Tell the two apart in {context.contract_file} (header.group_row), or ask the"
            " publisher for a sound file.",
            line=line,
            column=header.twice[0],
        )
    if not header.fields:
        return _no_known_name(context, line, where)
    found = _renamed(header, context.layout, rows)
    column, near = found[0]
    wanted = column.meta.published_as[0]
    place = f"in {context.file_name}{where} {line:,}"
    more = _also(found, header)
    if near is None:
        fault, said = "F29", f"required column '{wanted}' is missing {place}{more}"
    else:
        fault = "F27"
        said = f"column '{wanted}' is missing {place}; found instead '{near.name}'{near.why}{more}"
    return context.refuse(fault, said, _header_step(context, found), line=line, column=wanted)


def _no_known_name(context: Context, line: int, where: str) -> ExtractRefused:
    """The refusal of a header without one declared name.

    It may be a row of data, so none of its cells is repeated: one of them could be a person (F62).
    """
    required = [one.meta.published_as[0] for one in context.layout.columns if one.meta.required]
    listed = ", ".join(f"'{name}'" for name in required[:5])
    more = f" and {len(required) - 5} more" if len(required) > 5 else ""
    return context.refuse(
        "F29",
        f"no declared column stands in {context.file_name}{where} {line:,};"
        f" missing: {listed}{more}",
        "Is its header row gone, or is it another source's file? If the publisher renamed every"
        f" column, add the new names under `published_as` in {context.contract_file}.",
        line=line,
        column=required[0] if required else None,
    )


_Missing = list[tuple[Column, "Likeness | None"]]


def _also(found: _Missing, header: HeaderMap) -> str:
    """The missing columns after the first, with what they may be now; the new ones."""
    others = [
        f"'{column.meta.published_as[0]}'" + (f" (now '{near.name}'?)" if near else "")
        for column, near in found[1:]
    ]
    claimed = {near.name for _, near in found if near is not None}
    new = [f"'{name}'" for _, name in header.extra if name not in claimed]
    more = f"; also missing: {', '.join(others)}" if others else ""
    return more + (f"; new: {', '.join(new)}" if new else "")


def _header_step(context: Context, found: _Missing) -> str:
    """What to do about all missing columns: one diff that says every one of them."""
    text = ContractText.of(context.contract, context.layout.name)
    renamed = [(column.name, near.name) for column, near in found if near is not None]
    dropped = [column.name for column, near in found if near is None]
    edits = [text.add_spelling(*one) for one in renamed]
    edits += [text.set_fact(name, "required", "false") for name in dropped]
    said = []
    if renamed:
        pairs = ", ".join(f"'{near}' under `published_as` of {name}" for name, near in renamed)
        said.append(f"If it is the same column, add {pairs}")
    if dropped:
        listed = ", ".join(dropped)
        said.append(f"If the publisher dropped it for good, set `required: false` for {listed}")
    return f"{'; '.join(said)}, in {context.contract_file}{_patch(text.diff(*edits))}"


def new_column_step(context: Context, published: str) -> str:
    """What to do about a column that nobody declared (F28)."""
    text = ContractText.of(context.contract, context.layout.name)
    return (
        f"Declare it in {context.contract_file} to have it landed"
        f"{_patch(text.diff(text.add_column(published)))}"
    )


def _patch(diff: str) -> str:
    """A suggested change behind a sentence."""
    return f":\n{diff}" if diff else "."


def _renamed(header: HeaderMap, layout: Layout, rows: Sequence[Cells]) -> _Missing:
    """Each missing column with the undeclared one that it most probably is; the found ones first.

    An undeclared column is taken for one missing column only, the one that it is most like.
    """
    pairs = [
        (column, one)
        for column in header.missing
        for index, name in header.extra[:_MOST_COLUMNS]
        if (one := _likeness(column, index, name, header, layout, rows)).is_match
    ]
    taken: dict[str, Likeness] = {}
    for column, one in sorted(pairs, key=lambda pair: -pair[1].score):
        if column.name not in taken and one not in taken.values():
            taken[column.name] = one
    found = [(column, taken.get(column.name)) for column in header.missing]
    return sorted(found, key=lambda one: one[1] is None)


def _likeness(
    column: Column, index: int, name: str, header: HeaderMap, layout: Layout, rows: Sequence[Cells]
) -> Likeness:
    """Compare a missing column with the undeclared field `index`."""
    key = match_key(name[:_LONGEST_NAME])
    ratio = max(
        difflib.SequenceMatcher(None, match_key(spelling), key).ratio()
        for spelling in column.meta.published_as
    )
    names = [one.name for one in layout.columns]
    place = names.index(column.name)
    before = header.fields.get(names[place - 1]) if place else -1
    after = header.fields.get(names[place + 1]) if place + 1 < len(names) else None
    same_position = before == index - 1 or after == index + 1
    same_kind = None
    # Values are asked for where they can decide: a header of one source has hundreds of pairs.
    if ratio >= _NEAR or same_position:
        values = [cells[index] for cells in rows if index < len(cells)]
        same_kind = _same_kind(column.meta, values)
    return Likeness(name, ratio, same_position, same_kind)


def _same_kind(meta: ColumnMeta, values: Sequence[str | None]) -> bool | None:
    """True if the values are of the column's domain; None if that cannot be told."""
    if not is_declared(meta):
        return None
    with _scratch().cursor() as cursor:
        row = cursor.execute(
            f"select count(*), count(*) filter (where {is_member(meta, 'v')})"
            " from (select unnest(?::varchar[]) as v)"
            f" where {is_filled(meta, 'v')}",
            [list(values)],
        ).fetchone()
    filled, members = row or (0, 0)
    return None if not filled else members / filled >= _SAME_KIND


@cache
def _scratch() -> duckdb.DuckDBPyConnection:
    """An empty database in memory, opened once: opening one takes longer than asking it."""
    return duckdb.connect(config={"threads": 1})


# --- the values -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class LandedExtract:
    """The landed rows of one extract, not committed yet. `table` is quoted.

    `families` are the columns that it has by a pattern, `attributes` what it says of itself.
    """

    context: Context
    table: str
    sha: str
    retrieved_on: dt.date
    row_count: int
    families: tuple[Column, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The declared columns and those of the families."""
        return (*self.context.layout.columns, *self.families)

    @property
    def rows(self) -> str:
        """SQL of its rows; the hash is a parameter in every query."""
        return f"(select * from {self.table} where _extract_sha256 = ?)"

    @property
    def unit(self) -> str:
        """What a physical line is called."""
        return "row" if self.context.layout.meta.reader.format in _SHEETS else "line"

    def says(self, fault: str, what: str) -> str:
        """The words of an objection."""
        return f"{self.context.contract.source_id} {fault}: {what} ({self.context.file_name})"


@dataclass(frozen=True)
class ColumnFaults:
    """How many filled cells of one column have one fault, and where the first stands."""

    column: Column
    meta: ColumnMeta
    fault: str
    count: int
    filled: int
    first_line: int

    @property
    def share(self) -> float:
        """Of the filled cells, 0 to 1."""
        return self.count / max(self.filled, 1)

    @property
    def published(self) -> str:
        """The column's name as published."""
        return self.column.meta.published_as[0]


def check_values(connection: duckdb.DuckDBPyConnection, extract: LandedExtract) -> list[Objection]:
    """Everything that the landed values of an extract say against it, in the order of columns."""
    bounds = date_bounds(extract.context.layout, extract.context.contract, extract.retrieved_on)
    metas = _metas(extract, bounds)
    faults = _column_faults(connection, extract, metas, bounds)
    limit = extract.context.contract.meta.limits.value_fault_share
    over = [one for one in faults if one.share > limit]
    swapped = _swapped(connection, extract, over, bounds)
    told = {name for names, _ in swapped for name in names}
    objections = [objection for _, objection in swapped]
    objections += [
        _value_objection(connection, extract, one, bounds, limit)
        for one in faults
        if one.column.name not in told
    ]
    padded = _padded(connection, extract)
    return [*objections, *padded, *check_labels(connection, extract)]


def date_bounds(layout: Layout, contract: Contract, retrieved_on: dt.date) -> DateBounds:
    """What dates and years an extract may hold: to the day after its retrieval (F33)."""
    rule = layout.meta.plausibility
    first = dt.date(rule.first_year, 1, 1) if rule.first_year else None
    if rule.last_year is not None:
        return DateBounds(first, dt.date(rule.last_year, 12, 31))
    return DateBounds(first, retrieved_on + dt.timedelta(days=1))


def _metas(extract: LandedExtract, bounds: DateBounds) -> dict[str, ColumnMeta]:
    """The columns' domains; the year of the period is bounded like a date."""
    metas = {column.name: column.meta for column in extract.columns}
    period = extract.context.layout.meta.plausibility.period
    if period is not None and period.year is not None:
        bounded = {
            "kind": "integer",
            "minimum": bounds.first.year if bounds.first else None,
            # A financial year is named after the year in which it ends.
            "maximum": bounds.last.year + (0 if period.months else 1),
        }
        metas[period.year] = metas[period.year].model_copy(update=bounded)
    return metas


def _column_faults(
    connection: duckdb.DuckDBPyConnection,
    extract: LandedExtract,
    metas: dict[str, ColumnMeta],
    bounds: DateBounds,
) -> list[ColumnFaults]:
    """The faults of all declared columns, in one statement that reads the extract once."""
    columns = {one.name: one for one in extract.columns}
    declared = [name for name in columns if is_declared(metas[name])]
    if not declared:
        return []
    # A column repeats few values many times: each is judged once.
    parts = [
        f"select {place} as place, {fault_of(metas[name], name, bounds)} as fault,"
        f" sum(n)::bigint as n, min(first_line) as first_line from (select {quoted(name)},"
        f" count(*) as n, min(_row_number) as first_line from landed group by {quoted(name)})"
        f" where {is_filled(metas[name], quoted(name))} group by fault"
        for place, name in enumerate(declared)
    ]
    listed = ", ".join(map(quoted, declared))
    # Kept aside, a small extract is found once; a large one would fill the memory.
    aside = "materialized" if extract.row_count <= _SMALL else "not materialized"
    rows = connection.execute(
        f"with landed as {aside} (select _row_number, {listed} from {extract.table}"
        f" where _extract_sha256 = ?) {' union all '.join(parts)} order by place, fault",
        [extract.sha],
    ).fetchall()
    period = extract.context.layout.meta.plausibility.period
    filled: Counter[int] = Counter()
    for place, _, count, _ in rows:
        filled[place] += count
    found = []
    for place, fault, count, line in rows:
        name = declared[place]
        is_year = period is not None and period.year == name
        if fault is not None:
            number = "F33" if is_year and fault == "F32" else fault
            found.append(
                ColumnFaults(columns[name], metas[name], number, count, filled[place], line)
            )
    return found


def _swapped(
    connection: duckdb.DuckDBPyConnection,
    extract: LandedExtract,
    faults: Sequence[ColumnFaults],
    bounds: DateBounds,
) -> list[tuple[tuple[str, str], Objection]]:
    """Pairs of columns whose wrong values are values of the other one (F26)."""
    found: list[tuple[tuple[str, str], Objection]] = []
    columns = {one.column.name: one for one in faults}
    names = list(columns)
    for place, left in enumerate(names):
        for right in names[place + 1 :]:
            one, other = columns[left], columns[right]
            count, line = _exchanged(connection, extract, one, other, bounds)
            wrong = min(
                sum(f.count for f in faults if f.column.name == name) for name in (left, right)
            )
            if count and count >= _SWAPPED * wrong:
                found.append(((left, right), _swap(extract, one, other, count, line)))
    return found


def _exchanged(
    connection: duckdb.DuckDBPyConnection,
    extract: LandedExtract,
    one: ColumnFaults,
    other: ColumnFaults,
    bounds: DateBounds,
) -> tuple[int, int | None]:
    """Rows in which each of two columns holds what only the other may hold."""
    left, right = quoted(one.column.name), quoted(other.column.name)
    row = connection.execute(
        f"select count(*), min(_row_number) from {extract.rows}"
        f" where {is_filled(one.meta, left)} and {is_filled(other.meta, right)}"
        f" and not {is_value(one.meta, left, bounds)} and {is_value(one.meta, right, bounds)}"
        f" and not {is_value(other.meta, right, bounds)} and {is_value(other.meta, left, bounds)}",
        [extract.sha],
    ).fetchone()
    return row or (0, None)


def _swap(
    extract: LandedExtract, one: ColumnFaults, other: ColumnFaults, count: int, line: int | None
) -> Objection:
    """The objection F26."""
    return Objection(
        "F26",
        "hold",
        extract.says(
            "F26",
            f"{count:,} values of '{one.published}' are outside its domain; all are valid values"
            f" of '{other.published}', and the other way round (first: {extract.unit} {line:,})",
        ),
        "The publisher has swapped the two columns, or their headers: ask for a sound file. If the"
        f" names were exchanged for good, exchange `published_as` of {one.column.name} and"
        f" {other.column.name} in {extract.context.contract_file}.",
        line,
        f"{one.published} and {other.published}",
    )


_WORDS = {
    "F30": "do not have the declared form",
    "F31": "are written with other marks than the contract's number format",
    "F32": "are negative, fractional or out of bounds",
    "F35": "are not in the column's code list",
}


def _value_objection(
    connection: duckdb.DuckDBPyConnection,
    extract: LandedExtract,
    one: ColumnFaults,
    bounds: DateBounds,
    limit: float,
) -> Objection:
    """What one fault of one column means: over the contract's share it holds (ruling 1)."""
    what = _WORDS.get(one.fault) or _outside_words(bounds)
    held = one.share > limit
    kind = f" {one.meta.kind}" if one.fault == "F30" and one.meta.kind else ""
    return Objection(
        one.fault,
        "hold" if held else "warn" if one.fault == "F35" else "note",
        extract.says(
            one.fault,
            f"{one.count:,} of {one.filled:,} values of '{one.published}' {what}{kind}"
            f" (first: {extract.unit} {one.first_line:,}); {one.share:.2%}, the limit is"
            f" {limit:.2%}",
        ),
        _value_step(connection, extract, one),
        one.first_line,
        one.published,
    )


def _outside_words(bounds: DateBounds) -> str:
    """The words of F33."""
    since = f"{bounds.first.isoformat()} to " if bounds.first else "a day up to "
    return f"are no dates of {since}{bounds.last.isoformat()}"


def _value_step(
    connection: duckdb.DuckDBPyConnection, extract: LandedExtract, one: ColumnFaults
) -> str:
    """What to do about a column's values, with the smallest change of contract that admits them."""
    text = ContractText.of(extract.context.contract, extract.context.layout.name)
    line = text.column_line(one.column.name)
    where = f"line {line}" if line else "column_families"
    place = f"{extract.context.contract_file}, {where}"
    name = one.column.name
    ask = f"Look at {extract.unit} {one.first_line:,} of the file and ask the publisher."
    if one.fault == "F31":
        best = _best_format(connection, extract, one)
        diff = text.diff(text.set_fact(name, "number_format", best)) if best else ""
        return f"{ask} If numbers are written so from now on, say it ({place}){_patch(diff)}"
    if one.fault == "F35":
        code = _new_code(connection, extract, one)
        diff = text.diff(text.add_code(name, code)) if code else ""
        return f"{ask} If the code list has grown, add the code ({place}){_patch(diff)}"
    if one.fault == "F30" and one.meta.pattern is None:
        diff = text.diff(text.set_fact(name, "kind", "text"))
        return f"{ask} If the column changed its type for good ({place}){_patch(diff)}"
    return f"{ask} The column is declared in {place}."


def _best_format(
    connection: duckdb.DuckDBPyConnection, extract: LandedExtract, one: ColumnFaults
) -> str:
    """The number format under which most of the column's cells are numbers, as YAML."""
    metas = [one.meta.model_copy(update={"number_format": option}) for option in _FORMATS]
    text = quoted(one.column.name)
    counts = ", ".join(f"count(*) filter (where {is_member(meta, text)})" for meta in metas)
    row = connection.execute(f"select {counts} from {extract.rows}", [extract.sha]).fetchone() or ()
    best = max(range(len(row)), key=lambda index: row[index])
    # A format that admits fewer cells than the declared one is no improvement.
    if row[best] <= one.filled - one.count:
        return ""
    chosen = _FORMATS[best]
    group = f"'{chosen.group}'" if chosen.group != "'" else '"\'"'
    named = f"group: {group}, " if chosen.group else ""
    return f"{{{named}decimal: '{chosen.decimal}'}}"


def _new_code(
    connection: duckdb.DuckDBPyConnection, extract: LandedExtract, one: ColumnFaults
) -> str:
    """The most frequent unknown code; empty where the column is not public."""
    if one.column.meta.classification != "public":
        return ""
    text = quoted(one.column.name)
    row = connection.execute(
        f"select trim({text}) as code from {extract.rows} where {is_filled(one.meta, text)}"
        f" and not {is_member(one.meta, text)} group by code order by count(*) desc, code limit 1",
        [extract.sha],
    ).fetchone()
    return str(row[0]) if row else ""


def _padded(connection: duckdb.DuckDBPyConnection, extract: LandedExtract) -> list[Objection]:
    """How many codes lost leading zeros that staging gives back (F36): a note, no fault."""
    short = {
        column: f"count(*) filter (where {is_member(column.meta, quoted(column.name))}"
        f" and length(trim({quoted(column.name)})) < {column.meta.pad})"
        for column in extract.columns
        if column.meta.pad is not None
    }
    if not short:
        return []
    counts = (
        connection.execute(
            f"select {', '.join(short.values())} from {extract.rows}", [extract.sha]
        ).fetchone()
        or ()
    )
    return [
        Objection(
            "F36",
            "note",
            extract.says(
                "F36",
                f"{count:,} codes of '{column.meta.published_as[0]}' padded to"
                f" {column.meta.pad} digits",
            ),
            column=column.meta.published_as[0],
        )
        for column, count in zip(short, counts, strict=True)
        if count
    ]


# --- labels ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LabelLevel:
    """Where one level of an extract's labels stands: a column, or once for the whole extract."""

    sql: str
    published: str
    is_public: bool = True
    title: str | None = None
    """As printed, where the label is the extract's own and not a column's."""


def check_labels(connection: duckdb.DuckDBPyConnection, extract: LandedExtract) -> list[Objection]:
    """Labels that no row of the source's crosswalk meets (F35), one objection for all of them."""
    context = extract.context
    levels: dict[str, LabelLevel] = {
        column.meta.label: LabelLevel(
            quoted(column.name), column.meta.published_as[0],
            column.meta.classification == "public",
        )
        for column in context.layout.columns if column.meta.label
    } | _own_label(extract)  # fmt: skip
    path = context.contract.folder / f"crosswalk__{context.contract.source_id}.csv"
    if not levels or not path.is_file():
        return []
    text = path.read_text(encoding="utf-8-sig")
    known = list(csv.DictReader(text.splitlines()))
    unknown = _unknown_labels(connection, extract, levels, known)
    if not unknown:
        return []
    total = connection.execute(f"select count(*) from {extract.rows}", [extract.sha]).fetchone()
    rows = sum(count for _, count, _ in unknown)
    share = rows / max(total[0] if total else 0, 1)
    limit = context.contract.meta.limits.unmapped_share
    return [_label_objection(extract, levels, unknown, share, limit, (path.name, text))]


def _own_label(extract: LandedExtract) -> dict[str, LabelLevel]:
    """The label that stands once for the whole extract, such as the crime in its title."""
    rule = extract.context.layout.meta.extract_label
    title = extract.attributes.get(rule.attribute) if rule else None
    if rule is None or title is None:
        return {}
    label = _titles(extract).get(match_key(title), title)
    return {rule.level: LabelLevel(text_literal(label), rule.attribute, title=title)}


def _titles(extract: LandedExtract) -> dict[str, str]:
    """Text as printed (match key) -> label, from the file that the contract names."""
    rule = extract.context.layout.meta.extract_label
    path = extract.context.contract.folder / (rule.titles or "") if rule else None
    if path is None or not path.is_file():
        return {}
    rows = csv.reader(path.read_text(encoding="utf-8-sig").splitlines()[1:])
    return {match_key(row[0]): row[1] for row in rows if len(row) > 1}


def _unknown_labels(
    connection: duckdb.DuckDBPyConnection,
    extract: LandedExtract,
    levels: dict[str, LabelLevel],
    known: list[dict[str, str]],
) -> list[tuple[tuple[str | None, ...], int, int]]:
    """Label tuples without a crosswalk row: the tuple, its rows, its first line."""
    crosswalk = pa.table(
        {level: pa.array([row.get(f"label_{level}") for row in known], pa.string())
         for level in levels}
    )  # fmt: skip
    labels = ", ".join(f"{one.sql} as {quoted(level)}" for level, one in levels.items())
    meets = " and ".join(_meets(level) for level in levels)
    listed = ", ".join(f"l.{quoted(level)}" for level in levels)
    connection.register("known_labels", crosswalk)
    try:
        rows = connection.execute(
            f"with labels as (select {labels}, count(*) as n, min(_row_number) as first_line"
            f" from {extract.rows} group by all)"
            f" select {listed}, n, first_line from labels as l"
            f" where not exists (select 1 from known_labels as k where {meets})"
            " order by n desc, first_line",
            [extract.sha],
        ).fetchall()
    finally:
        connection.unregister("known_labels")
    return [(tuple(row[:-2]), row[-2], row[-1]) for row in rows]


def _meets(level: str) -> str:
    """SQL: the label meets the crosswalk's cell of one level (methods 3.1)."""
    known, label = f"k.{quoted(level)}", f"l.{quoted(level)}"
    blanks = r"'[\s\x{00A0}]+'"

    def folded(text: str) -> str:
        return f"lower(trim(regexp_replace(nfc_normalize({text}), {blanks}, ' ', 'g')))"

    return (
        f"(trim({known}) = '*' or {folded(known)} = {folded(label)}"
        f" or (coalesce(trim({known}), '') in ('', '<blank>')"
        f" and coalesce(trim({label}), '') = ''))"
    )


def _label_objection(
    extract: LandedExtract,
    levels: dict[str, LabelLevel],
    unknown: list[tuple[tuple[str | None, ...], int, int]],
    share: float,
    limit: float,
    crosswalk: tuple[str, str],
) -> Objection:
    """The objection F35 with the crosswalk row that is missing."""
    labels, rows, line = unknown[0]
    public = all(one.is_public for one in levels.values())
    said = " / ".join(label or "(empty)" for label in labels) if public else "a label"
    more = f" and {len(unknown) - 1:,} more labels" if len(unknown) > 1 else ""
    shown = dict(zip(levels, labels, strict=True)) if public else {}
    diff = _crosswalk_row(extract.context.contract, shown, *crosswalk)
    return Objection(
        "F35",
        "hold" if share > limit else "warn",
        extract.says(
            "F35",
            f"'{said}' ({rows:,} rows, first: {extract.unit} {line:,}){more} is not in the"
            f" crosswalk; {share:.2%} of the rows, the limit is {limit:.2%}",
        ),
        f"Decide its ICCS category and complete this row of {crosswalk[0]}{_patch(diff)}"
        f"{_title_step(extract, levels)}",
        line,
        next(iter(levels.values())).published,
    )


def _crosswalk_row(
    contract: Contract, labels: Mapping[str, str | None], file_name: str, text: str
) -> str:
    """The diff that adds the row of these labels to the crosswalk, its category still open."""
    names = text.splitlines()[0].split(",")
    cells = dict.fromkeys(names, "") | {
        "source_id": contract.source_id,
        "methodology_version": contract.meta.methodology_version,
        "review_status_code": "proposed",
    }
    cells |= {f"label_{level}": label or "" for level, label in labels.items()}
    row = ",".join(_csv_cell(cells[name]) for name in names)
    return add_line(f"dbt_project/sources/{contract.source_id}/{file_name}", text, row)


def _title_step(extract: LandedExtract, levels: dict[str, LabelLevel]) -> str:
    """Where a title may only be another spelling: the line of the titles' file to add instead."""
    rule = extract.context.layout.meta.extract_label
    title = next((one.title for one in levels.values() if one.title is not None), None)
    if rule is None or rule.titles is None or title is None:
        return ""
    known = _titles(extract)
    near = difflib.get_close_matches(match_key(title), known, n=1, cutoff=_NEAR)
    label = known[near[0]] if near else ""
    contract = extract.context.contract
    path = contract.folder / rule.titles
    text = path.read_text(encoding="utf-8-sig") if path.is_file() else "title,label\n"
    diff = add_line(
        f"dbt_project/sources/{contract.source_id}/{rule.titles}",
        text,
        f"{_csv_cell(title)},{_csv_cell(label)}",
    )
    return f"\nOr, if it is another spelling of a known one, say of which{_patch(diff)}"


def _csv_cell(text: str) -> str:
    """One cell of a CSV row."""
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\n') else text
