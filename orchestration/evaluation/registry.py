"""The rules of the form with which a city registers a programme.

Belongs here: what a row of the three CSV forms must be, and errors that name file, line, column and
what to write instead. Does not belong here: reading the file (`load/`), its shape (the contract of
the source `xx_city_programme_registry`), or an estimate.

A row with an error is left out and reported; it is never mended. A programme registered after its
start is no error: it is exploratory (methods 8).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, TypeVar

import polars as pl
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

OWN_SERIES = "own"
"""`outcome_source_id` of a programme whose city hands in the outcome itself (form `outcomes`)."""

_MESSAGES: Mapping[str, tuple[str, str]] = {
    "missing": ("is empty; a value is needed", "está vacía; se necesita un valor"),
    "date_form": (
        "is no date; write YYYY-MM-DD, for example 2025-03-01",
        "no es una fecha; escriba AAAA-MM-DD, por ejemplo 2025-03-01",
    ),
    "month_form": (
        "is no month; write YYYY-MM, for example 2025-03",
        "no es un mes; escriba AAAA-MM, por ejemplo 2025-03",
    ),
    "number_form": (
        "is no number of this kind; write digits, a plain decimal point, no thousands mark",
        "no es un número de este tipo; escriba cifras, punto decimal, sin separador de miles",
    ),
    "literal_error": (
        "is none of the codes: {expected}",
        "no es ninguno de los códigos: {expected}",
    ),
    "unknown_city": ("is no city of core.dim_city", "no es una ciudad de core.dim_city"),
    "unknown_indicator": (
        "is no indicator of marts.indicator_catalogue",
        "no es un indicador de marts.indicator_catalogue",
    ),
    "unknown_source": (
        "is neither a source of core.dim_source nor `own`",
        "no es una fuente de core.dim_source ni `own`",
    ),
    "unknown_area": (
        "is no area of core.dim_area in the city of the programme",
        "no es un área de core.dim_area en la ciudad del programa",
    ),
    "unknown_programme": (
        "is no programme of the form `programmes` that is in order",
        "no es un programa válido del formulario `programmes`",
    ),
    "end_before_start": ("is before start_date", "es anterior a start_date"),
    "currency": (
        "is not the currency of the city, or stands without an amount",
        "no es la moneda de la ciudad, o falta el monto",
    ),
    "part_above_whole": (
        "is above beneficiary_count, of which it is a part",
        "es mayor que beneficiary_count, del que forma parte",
    ),
    "treated_before_start": (
        "says treated in a month before the programme starts",
        "indica tratada en un mes anterior al inicio del programa",
    ),
    "role": (
        "says treated in an area that is not a target area",
        "indica tratada en un área que no es área objetivo (target)",
    ),
    "role_changes": (
        "is another role than the area has in an earlier row; an area keeps one role",
        "es otro papel que el del área en una fila anterior; un área conserva un papel",
    ),
    "string_pattern_mismatch": (
        "holds other characters than a-z, 0-9 and _ between them",
        "contiene caracteres distintos de a-z, 0-9 y _ entre ellos",
    ),
    "duplicate": ("repeats the key of an earlier row", "repite la clave de una fila anterior"),
}


def _fault(code: str, **context: Any) -> PydanticCustomError:
    return PydanticCustomError(code, code, context or None)


def _as_date(value: Any) -> Any:
    if not isinstance(value, str) or value == "":
        return value
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise _fault("date_form") from None


def _as_month(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value):
        raise _fault("month_form")
    return date.fromisoformat(f"{value}-01")


def _as_count(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not re.fullmatch(r"\d{1,15}", value):
        raise _fault("number_form")
    return int(value)


def _as_amount(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        if not re.fullmatch(r"\d{1,15}(\.\d{1,6})?", value):
            raise InvalidOperation
        return Decimal(value)
    except InvalidOperation:
        raise _fault("number_form") from None


Text = Annotated[str, Field(min_length=1)]
Day = Annotated[date, BeforeValidator(_as_date)]
Month = Annotated[date, BeforeValidator(_as_month)]
Count = Annotated[int, BeforeValidator(_as_count)]
Amount = Annotated[Decimal, BeforeValidator(_as_amount)]


@dataclass(frozen=True)
class Reference:
    """What the warehouse knows: city -> currency, area -> city, indicators, sources."""

    cities: Mapping[str, str]
    areas: Mapping[str, str]
    indicators: frozenset[str]
    sources: frozenset[str]


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell, and where; no cell is quoted."""

    form: str
    row: int
    """Position of the row in what was given."""
    file_name: str
    line: int
    column: str
    code: str
    message_en: str
    message_es: str

    def __str__(self) -> str:
        return f"{self.file_name}, line {self.line}, column {self.column}: {self.message_en}"


class Row(BaseModel):
    """Base of a form's row: texts as landed, unknown columns refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Programme(Row):
    """One programme, registered before it starts (`core.dim_programme`)."""

    programme_id: Annotated[str, Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")]
    city_id: Text
    name_local: Text
    name_en: str | None = None
    name_es: str | None = None
    place: Text
    prevention_type_code: Literal["social", "community", "situational", "reintegration"]
    target_group: Text
    target_population_count: Count | None = None
    theory_of_change: Text
    outcome_indicator_id: Text
    outcome_source_id: Text
    placebo_indicator_id: str | None = None
    design_code: Literal["its", "did", "synthetic_control", "rct"]
    minimum_effect_ratio: Amount | None = None
    recording_change_code: Literal["no", "yes", "unknown"]
    registered_date: Day
    start_date: Day
    end_date: Day | None = None
    budget_amount: Amount | None = None
    currency_code: str | None = None

    @property
    def is_exploratory(self) -> bool:
        """True when registered after the start: what was seen may have led to the question."""
        return self.registered_date > self.start_date

    @field_validator("city_id")
    @classmethod
    def _known_city(cls, value: str, info: ValidationInfo) -> str:
        return _known(value, _reference(info).cities, "unknown_city")

    @field_validator("outcome_indicator_id", "placebo_indicator_id")
    @classmethod
    def _known_indicator(cls, value: str | None, info: ValidationInfo) -> str | None:
        known = _reference(info).indicators
        return value if value is None else _known(value, known, "unknown_indicator")

    @field_validator("outcome_source_id")
    @classmethod
    def _known_source(cls, value: str, info: ValidationInfo) -> str:
        return _known(value, {OWN_SERIES, *_reference(info).sources}, "unknown_source")

    @model_validator(mode="after")
    def _in_order(self, info: ValidationInfo) -> Programme:
        if self.end_date is not None and self.end_date < self.start_date:
            raise _fault("end_before_start", column="end_date")
        currency = _reference(info).cities[self.city_id]
        expected = None if self.budget_amount is None else currency
        if self.currency_code != expected:
            raise _fault("currency", column="currency_code")
        return self


class Activity(Row):
    """What one programme did in one area and month (`core.fct_programme_activity`)."""

    programme_id: Text
    area_id: Text
    month: Month
    area_role_code: Literal["target", "comparison", "ring"]
    is_treated: Literal["yes", "no"]
    dose: Amount | None = None
    beneficiary_count: Count | None = None
    women_count: Count | None = None
    spend_amount: Amount | None = None

    @model_validator(mode="after")
    def _fits_its_programme(self, info: ValidationInfo) -> Activity:
        programme = _in_its_city(self.programme_id, self.area_id, info)
        if self.is_treated == "yes" and self.area_role_code != "target":
            raise _fault("role", column="is_treated")
        if self.is_treated == "yes" and self.month < programme.start_date.replace(day=1):
            raise _fault("treated_before_start", column="is_treated")
        if self.women_count is not None and self.women_count > (self.beneficiary_count or 0):
            raise _fault("part_above_whole", column="women_count")
        roles: dict[tuple[str, str], str] = (info.context or {})["roles"]
        place = (self.programme_id, self.area_id)
        if roles.setdefault(place, self.area_role_code) != self.area_role_code:
            raise _fault("role_changes", column="area_role_code")
        return self


class Outcome(Row):
    """The outcome of one area and month that no source of the warehouse publishes."""

    programme_id: Text
    area_id: Text
    month: Month
    outcome_count: Count
    placebo_count: Count | None = None
    population: Count
    is_provisional: Literal["yes", "no"]

    @field_validator("population")
    @classmethod
    def _somebody_lives_there(cls, value: int) -> int:
        if value < 1:
            raise _fault("number_form")
        return value

    @model_validator(mode="after")
    def _fits_its_programme(self, info: ValidationInfo) -> Outcome:
        _in_its_city(self.programme_id, self.area_id, info)
        return self


_FORM_CODES: Mapping[type[Row], str] = {
    Programme: "programmes",
    Activity: "activity",
    Outcome: "outcomes",
}
PROBLEM_COLUMNS: dict[str, pl.DataType] = {
    "source_id": pl.String(),
    "extract_sha256": pl.String(),
    "form_code": pl.String(),
    "file_name": pl.String(),
    "row_number": pl.Int64(),
    "column_name": pl.String(),
    "problem_code": pl.String(),
    "message_en": pl.String(),
    "message_es": pl.String(),
}
"""Columns of `problem_frame`, in order."""

Form = TypeVar("Form", bound=Row)
Cells = Mapping[str, Any]
"""One landed row: the form's columns as text or None, `file_name`, `line`."""


@dataclass(frozen=True)
class Registry:
    """The rows that are in order, and the problems of the others."""

    programmes: tuple[Programme, ...]
    activities: tuple[Activity, ...]
    outcomes: tuple[Outcome, ...]
    problems: tuple[Problem, ...]


def check(
    programmes: Sequence[Cells],
    activities: Sequence[Cells],
    outcomes: Sequence[Cells],
    reference: Reference,
) -> Registry:
    """Check the rows of the three forms, programmes first: the others refer to them.

    Rows hold text as landed. Every problem of a row is reported; a row with one is left out. Of
    rows with one key the first stays. Errors: none; what is wrong is in `problems`.
    """
    problems: list[Problem] = []
    context: dict[str, Any] = {"reference": reference, "programmes": {}, "roles": {}}
    good = _valid(Programme, programmes, ("programme_id",), context, problems)
    context["programmes"] = {one.programme_id: one for one in good}
    key = ("programme_id", "area_id", "month")
    return Registry(
        good,
        _valid(Activity, activities, key, context, problems),
        _valid(Outcome, outcomes, key, context, problems),
        tuple(problems),
    )


def _valid(
    form: type[Form],
    rows: Sequence[Cells],
    key: tuple[str, ...],
    context: dict[str, Any],
    problems: list[Problem],
) -> tuple[Form, ...]:
    good: dict[tuple[Any, ...], Form] = {}
    name_of_form = _FORM_CODES[form]
    for position, cells in enumerate(rows):
        given = {name: _cell(cells.get(name)) for name in form.model_fields}
        required = {name for name, field in form.model_fields.items() if field.is_required()}
        filled = {
            name: value for name, value in given.items() if value is not None or name in required
        }
        try:
            row = form.model_validate(filled, context=context)
        except ValidationError as error:
            problems += [_problem((name_of_form, position), cells, one) for one in error.errors()]
            continue
        of_key = tuple(getattr(row, name) for name in key)
        if of_key in good:
            problems.append(_told((name_of_form, position), cells, key[0], "duplicate"))
        else:
            good[of_key] = row
    return tuple(good.values())


def _cell(value: Any) -> Any:
    return (value.strip() or None) if isinstance(value, str) else value


def _problem(place: tuple[str, int], cells: Cells, error: Any) -> Problem:
    context = error.get("ctx") or {}
    column = context.get("column") or (error["loc"][0] if error["loc"] else "-")
    code = error["type"]
    if error.get("input") is None and code not in _MESSAGES:
        code = "missing"
    if error.get("input") is None and code == "literal_error":
        code = "missing"
    expected = str(context.get("expected", ""))
    return _told(place, cells, str(column), code, error["msg"], expected)


def _told(
    place: tuple[str, int],
    cells: Cells,
    column: str,
    code: str,
    otherwise: str = "",
    expected: str = "",
) -> Problem:
    english, spanish = _MESSAGES.get(code, (otherwise, otherwise))
    return Problem(
        form=place[0],
        row=place[1],
        file_name=str(cells["file_name"]),
        line=int(cells["line"]),
        column=column,
        code=code,
        message_en=english.format(expected=expected),
        message_es=spanish.format(expected=expected),
    )


def _known(value: str, known: Any, code: str) -> str:
    if value not in known:
        raise _fault(code)
    return value


def _reference(info: ValidationInfo) -> Reference:
    reference: Reference = (info.context or {})["reference"]
    return reference


def _in_its_city(programme_id: str, area_id: str, info: ValidationInfo) -> Programme:
    programme: Programme | None = (info.context or {})["programmes"].get(programme_id)
    if programme is None:
        raise _fault("unknown_programme", column="programme_id")
    if _reference(info).areas.get(area_id) != programme.city_id:
        raise _fault("unknown_area", column="area_id")
    return programme


def problem_frame(forms: Mapping[str, pl.DataFrame], reference: Reference) -> pl.DataFrame:
    """Check the three forms as staged; one row per problem, `PROBLEM_COLUMNS`.

    Shapes: `forms` has programmes, activity and outcomes, each with its form's columns as text,
    source_id, extract_sha256, file_name and row_number. Errors: KeyError for a form not given.
    """
    cells = {
        name: frame.sort("extract_sha256", "row_number")
        .with_columns(pl.col("row_number").alias("line"))
        .to_dicts()
        for name, frame in forms.items()
    }
    found = check(cells["programmes"], cells["activity"], cells["outcomes"], reference)
    rows = [
        (
            (at := cells[one.form][one.row])["source_id"], at["extract_sha256"], one.form,
            one.file_name, one.line, one.column, one.code, one.message_en, one.message_es,
        )
        for one in found.problems
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=PROBLEM_COLUMNS, orient="row")
