"""Facts about a whole extract: captured groups, the stated cut-off, the published total.

Belongs here: what only the file name, the preamble or a footer states.
Does not belong here: keeping those texts (footers hold staff names: only declared groups survive).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence

from orchestration.contracts import Total
from orchestration.load.reading import Cells, Context, Notice, Reading

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "enero january ene jan",
            "febrero february feb",
            "marzo march mar",
            "abril april abr apr",
            "mayo may",
            "junio june jun",
            "julio july jul",
            "agosto august ago aug",
            "septiembre setiembre september sep sept set",
            "octubre october oct",
            "noviembre november nov",
            "diciembre december dic dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_FAULT = {"file_name": "F44", "preamble": "F27", "footer": "F25"}


def capture(context: Context, preamble: Sequence[str], footers: Sequence[str]) -> dict[str, str]:
    """The named groups of every declared capture.

    Errors: ExtractRefused when a required capture finds nothing (F44 name, F27 preamble, F25
    footer).
    """
    texts = {"file_name": [context.file_name], "preamble": preamble, "footer": footers}
    attributes: dict[str, str] = {}
    for rule in context.layout.meta.captures:
        pattern = re.compile(rule.pattern, re.IGNORECASE)
        # Rows one by one, then all of them with newlines between, for a fact that is known only by
        # the row before it (a title under the name of the compiling group).
        rows = [*texts[rule.where], "\n".join(texts[rule.where])]
        match = next((m for text in rows if (m := pattern.search(text))), None)
        if match is not None:
            groups = match.groupdict()
            attributes |= {key: value.strip() for key, value in groups.items() if value}
        elif rule.required:
            raise context.refuse(
                _FAULT[rule.where],
                f"the {rule.where.replace('_', ' ')} of {context.file_name} does not state what"
                f" the contract expects (pattern {rule.pattern!r})",
                f"Check the file, then the pattern under `captures` in {context.contract_file}.",
            )
    return attributes


def as_of_date(context: Context, attributes: dict[str, str]) -> dt.date | None:
    """The cut-off that the publisher states, or None where it states none.

    Errors: ExtractRefused F33 when the captured parts are no date.
    """
    rule = context.layout.meta.as_of
    if rule is None or rule.year not in attributes or rule.month not in attributes:
        return None
    try:
        year = int(attributes[rule.year])
        year += 2000 if year < 100 else 0
        month = month_number(attributes[rule.month])
        last = calendar.monthrange(year, month)[1]
        day = int(attributes[rule.day]) if rule.day and rule.day in attributes else last
        return dt.date(year, month, day)
    except (ValueError, KeyError):
        raise context.refuse(
            "F33",
            f"the cut-off stated in {context.file_name} is no date",
            f"Check the file, then `captures` and `as_of` in {context.contract_file}.",
        ) from None


def month_number(text: str) -> int:
    """1-12 from a number, or a Spanish or English month name or abbreviation.

    Errors: KeyError or ValueError for anything else.
    """
    word = text.strip().strip(".").casefold()
    return int(word) if word.isdigit() else _MONTHS[word]


def edition_rank(context: Context, attributes: dict[str, str]) -> int:
    """The number that orders editions of one cut-off; 0 if there is none."""
    name = context.layout.meta.edition_attribute
    text = attributes.get(name, "") if name else ""
    return int(text) if text.isdigit() else 0


def number(text: str | None) -> float | None:
    """A plain published number (`12`, `12.5`, `-3`), or None."""
    if text is None or not re.fullmatch(r"\s*-?\d+(\.\d+)?\s*", text):
        return None
    return float(text)


class TotalRow:
    """The published total row: recognised, never loaded, compared with the sum (F25)."""

    def __init__(self, rule: Total, index: int | None) -> None:
        self.column = rule.column
        self._rule = rule
        self._pattern = re.compile(rule.label, re.IGNORECASE)
        self._index = index
        self._stated: str | None = None
        self.sum = 0.0
        self.line: int | None = None

    def is_total(self, first: str) -> bool:
        """True if a row whose first filled cell is `first` is the total row."""
        return self._pattern.search(first) is not None

    def state(self, cells: Cells, line: int) -> None:
        """Take the total from its row: the cell of the column, else the last number of the row."""
        own = cells[self._index] if self._index is not None and self._index < len(cells) else None
        numbers = [cell for cell in cells[1:] if cell and _digits(cell)]
        self._stated = own if own and _digits(own) else (numbers[-1] if numbers else None)
        self.line = line

    def add(self, text: str | None) -> None:
        """Add one published value; what is no number adds nothing."""
        self.sum += number(text) or 0.0

    def settle(self, context: Context, reading: Reading) -> None:
        """Compare the total with the sum of the published rows.

        Errors: ExtractRefused F25 when they differ and the contract does not expect that.
        """
        reading.total_sum = self.sum
        total = self._value()
        if total is None:
            note = f"no total row was found in {context.file_name}"
            reading.notices.append(Notice("F25", note, "Check that the file is whole."))
            return
        reading.declared_total = total
        reading.is_complete = total == self.sum
        if reading.is_complete or (self._rule.partial == "accept" and self.sum < total):
            return
        raise context.refuse(
            "F25",
            f"footer TOTAL {total:,.10g} differs from the sum {self.sum:,.10g} of column"
            f" '{self._rule.column}' in {context.file_name}, line {self.line:,}",
            "The file is cut or was edited: ask the publisher for it again.",
            line=self.line,
            column=self._rule.column,
        )

    def _value(self) -> float | None:
        """The stated total as a number, undoing a Spanish thousands point where declared."""
        if self._stated is None:
            return None
        if not self._rule.spanish_point:
            return number(self._stated.replace(",", ""))
        text = self._stated.strip()
        if re.fullmatch(r"\d{1,3}(\.\d{3}){2,}", text):
            return float(text.replace(".", ""))
        value = number(text)
        if value is None:
            return None
        # 84.377 (or 5.48, its last zero lost) was written for 84,377 (5,480). A whole number is
        # taken at its word unless it is far below the sum (84 for 84,000).
        at_its_word = value.is_integer() and value * 10 >= self.sum
        return value if at_its_word else float(round(value * 1000))


def _digits(text: str) -> bool:
    """True if `text` is digits with points or commas."""
    return re.fullmatch(r"\s*\d[\d.,]*\s*", text) is not None
