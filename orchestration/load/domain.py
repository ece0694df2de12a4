"""The declared domain of a column as SQL over its landed text.

Belongs here: which texts are values of a column, and which fault the others are (F30-F33, F35).
Does not belong here: running the SQL, shares and limits (`drift.py`), typing (dbt).
Everything is an expression over whole columns: a check of an extract is one scan per column.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from orchestration.contracts import ColumnMeta

EXCEL = "excel"
_EXCEL_DAY_ZERO = "date '1899-12-30'"
_MARKED = r"[+-]?[0-9]{1,3}([.,'\s\x{00A0}][0-9]{3})+([.,][0-9]+)?|[+-]?[0-9]+,[0-9]+"
_FRACTION = r"[+-]?[0-9]*\.[0-9]+"
_DATE_LIKE = r"[0-9TZ:/.\s+-]+"


@dataclass(frozen=True)
class DateBounds:
    """First and last day that an extract may hold: the contract's first year, the retrieval."""

    first: dt.date | None
    last: dt.date


def quoted(name: str) -> str:
    """A column name as SQL; names are identifiers by contract."""
    return f'"{name}"'


def text_literal(text: str) -> str:
    """A text as a SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def is_declared(meta: ColumnMeta) -> bool:
    """True if the contract says enough of the column to check its values."""
    return meta.kind not in (None, "text") or meta.pattern is not None or bool(meta.codes)


def is_filled(meta: ColumnMeta, text: str) -> str:
    """SQL: the cell holds a value, and none of the texts that mean "no value"."""
    filled = f"trim(coalesce({text}, '')) <> ''"
    if not meta.missing:
        return filled
    listed = ", ".join(text_literal(word.strip().lower()) for word in meta.missing)
    return f"{filled} and lower(trim({text})) not in ({listed})"


def is_member(meta: ColumnMeta, text: str) -> str:
    """SQL: the filled cell has the declared form. Bounds are not looked at."""
    trimmed = f"trim({text})"
    tests: list[str] = []
    if meta.codes:
        listed = ", ".join(text_literal(code.strip().lower()) for code in meta.codes)
        tests.append(f"lower({trimmed}) in ({listed})")
    if meta.pattern is not None:
        tests.append(f"regexp_full_match({trimmed}, {text_literal(meta.pattern)})")
    if meta.kind in ("integer", "decimal"):
        tests.append(f"regexp_full_match({trimmed}, {text_literal(_number_pattern(meta))})")
    if meta.kind == "date":
        tests.append(f"{date_value(meta, text)} is not null")
    if meta.kind == "code" and not tests:
        tests.append(rf"regexp_full_match({trimmed}, '\S+')")
    return f"coalesce({' and '.join(tests) or 'true'}, false)"


def is_value(meta: ColumnMeta, text: str, bounds: DateBounds) -> str:
    """SQL: the filled cell has the declared form and lies within the bounds."""
    outside = _is_outside(meta, text, bounds)
    beyond = f" and not coalesce({outside[1]}, false)" if outside else ""
    return f"({is_member(meta, text)}{beyond})"


def number_value(meta: ColumnMeta, text: str) -> str:
    """SQL: the number that a member of a numeric column writes, else null."""
    plain = f"trim({text})"
    if meta.number_format.group:
        plain = f"replace({plain}, {text_literal(meta.number_format.group)}, '')"
    if meta.number_format.decimal == ",":
        plain = f"replace({plain}, ',', '.')"
    return f"case when {is_member(meta, text)} then try_cast({plain} as double) end"


def date_value(meta: ColumnMeta, text: str) -> str:
    """SQL: the day that a date column writes in one of its declared forms, else null."""
    written = [one for one in meta.date_formats if one != EXCEL]
    options: list[str] = []
    if written:
        listed = ", ".join(text_literal(one) for one in written)
        options.append(f"cast(try_strptime(trim({text}), [{listed}]) as date)")
    if EXCEL in meta.date_formats:
        serial = f"case when regexp_full_match(trim({text}), '[0-9]{{5}}') then"
        options.append(f"{serial} {_EXCEL_DAY_ZERO} + cast(trim({text}) as integer) end")
    return options[0] if len(options) == 1 else f"coalesce({', '.join(options)})"


def fault_of(meta: ColumnMeta, name: str, bounds: DateBounds) -> str:
    """SQL: the fault number of one cell of column `name`, null for a value or an empty cell."""
    text = quoted(name)
    whens = [f"when not ({is_filled(meta, text)}) then null"]
    outside = _is_outside(meta, text, bounds)
    if outside is not None:
        whens.append(f"when {is_member(meta, text)} and {outside[1]} then '{outside[0]}'")
    whens.append(f"when {is_member(meta, text)} then null")
    trimmed = f"trim({text})"
    if meta.kind in ("integer", "decimal"):
        whens.append(f"when regexp_full_match({trimmed}, {text_literal(_MARKED)}) then 'F31'")
    if meta.kind == "integer":
        whens.append(f"when regexp_full_match({trimmed}, {text_literal(_FRACTION)}) then 'F32'")
    if meta.kind == "date":
        whens.append(f"when regexp_full_match({trimmed}, {text_literal(_DATE_LIKE)}) then 'F33'")
    other = "F35" if meta.codes else "F30"
    return f"case {' '.join(whens)} else '{other}' end"


def _is_outside(meta: ColumnMeta, text: str, bounds: DateBounds) -> tuple[str, str] | None:
    """The fault of a member out of bounds, and the SQL that finds it."""
    if meta.kind == "date":
        value = date_value(meta, text)
        tests = [f"{value} > date '{bounds.last.isoformat()}'"]
        if bounds.first is not None:
            tests.append(f"{value} < date '{bounds.first.isoformat()}'")
        return "F33", f"({' or '.join(tests)})"
    if meta.kind in ("integer", "decimal"):
        value = number_value(meta, text)
        limits = ((meta.minimum, "<"), (meta.maximum, ">"))
        tests = [f"{value} {sign} {limit!r}" for limit, sign in limits if limit is not None]
        return ("F32", f"({' or '.join(tests)})") if tests else None
    return None


def _number_pattern(meta: ColumnMeta) -> str:
    """The pattern of a number in the declared format."""
    digits = "[0-9]+"
    if meta.number_format.group:
        mark = rf"\x{{{ord(meta.number_format.group):x}}}"
        digits = rf"([0-9]+|[0-9]{{1,3}}({mark}[0-9]{{3}})+)"
    if meta.kind == "integer":
        return rf"[+-]?{digits}"
    point = rf"\x{{{ord(meta.number_format.decimal):x}}}"
    return rf"[+-]?({digits}({point}[0-9]*)?|{point}[0-9]+)([eE][+-]?[0-9]+)?"
