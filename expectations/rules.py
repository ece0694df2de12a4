"""Rules that several suites share: vintages, status, scopes, calendars, intervals.

Belongs here: groups of checks built from column names that mean the same in every table.
Does not belong here: a rule of one table (`suites/`), or a new kind of check (`checks.py`).
"""

from __future__ import annotations

from expectations.checks import (
    Check,
    between,
    filled,
    flatten,
    in_set,
    length,
    no_row_where,
    no_rows,
    not_null,
    refers_to,
    unique,
)
from expectations.codes import (
    CONF_STATUSES,
    CONTEXT_SCOPES,
    COUNTING_UNITS,
    EXACT_LIMITS,
    NODE_STATUSES,
    OBS_STATUSES,
    VALUELESS_STATUSES,
    Z_95,
    sql_list,
)

#: Spells out that a year of `period_start` is a year of its calendar (methods 4.2).
_YEAR_STARTS = {"gregorian": 1, "za_saps": 4, "za_municipal": 7}


#: Key of every table of counts by ICCS node, and the columns all of them share.
NODE_KEY = ("source_id", "area_id", "period_id", "iccs_code", "counting_unit_code")
NODE_COLUMNS = (
    *NODE_KEY, "city_id", "area_scope", "period_start", "period_end", "calendar_code",
    "node_status_code", "offence_count", "areas_reporting", "areas_expected", "obs_status_code",
    "obs_flag_codes", "conf_status_code",
)  # fmt: skip


def vintages(*key: str) -> tuple[Check, ...]:
    """Columns +B: a known extract, and knowledge intervals that do not overlap (INV01, INV07)."""
    keys = ", ".join(f"t.{column}" for column in key)
    return flatten(
        length("extract_sha256", 64),
        not_null("extract_sha256"),
        refers_to("extract_sha256", "meta.extracts", "extract_sha256"),
        no_row_where(
            "knowledge_moves_forward",
            "t.known_to_at <= t.known_from_at",
            "a version ends after it began",
        ),
        no_rows(
            "knowledge_does_not_overlap",
            "select t.* from {batch} as t qualify coalesce(t.known_to_at, timestamp '9999-12-31')"
            f" > lead(t.known_from_at) over (partition by {keys} order by t.known_from_at)",
            "versions of one key neither overlap nor stay open before the last (INV07)",
        ),
    )


def status(value: str, *, valueless: tuple[str, ...] = VALUELESS_STATUSES) -> tuple[Check, ...]:
    """Status of an observation: a listed code, and no value exactly when the code says so."""
    first_flag = (
        "case "
        + " ".join(
            f"when list_contains(string_split(t.obs_flag_codes, ';'), '{code}') then '{code}'"
            for code in OBS_STATUSES
        )
        + " end"
    )
    return flatten(
        not_null("obs_status_code", "obs_flag_codes"),
        in_set("obs_status_code", OBS_STATUSES),
        no_row_where(
            "a_missing_value_says_why",
            f"t.{value} is null and t.obs_status_code not in {sql_list(valueless)}",
            f"where {value} is null, the status is one of {', '.join(valueless)}",
        ),
        no_row_where(
            "missing_is_not_zero",
            f"t.{value} is not null and t.obs_status_code in {sql_list(VALUELESS_STATUSES)}",
            f"where the status says missing, {value} is null, never 0 (INV14)",
        ),
        no_row_where(
            "flags_hold_the_status",
            "not list_contains(string_split(t.obs_flag_codes, ';'), t.obs_status_code)",
            "obs_flag_codes lists the status that obs_status_code shows",
        ),
        no_row_where(
            "the_status_is_the_first_flag",
            f"t.obs_status_code <> {first_flag}",
            "of several flags the status shows the first of Q M L K O B D E G I U P V W A",
        ),
        no_row_where(
            "flags_are_listed_codes",
            "not list_has_all("
            f"['N', {sql_list(OBS_STATUSES)[1:-1]}], string_split(t.obs_flag_codes, ';'))",
            "obs_flag_codes holds SDMX codes only",
        ),
    )


def confidentiality() -> tuple[Check, ...]:
    """Confidentiality status: a listed code."""
    return flatten(not_null("conf_status_code"), in_set("conf_status_code", CONF_STATUSES))


def dated_by_calendar() -> tuple[Check, ...]:
    """The printed dates are those of the period, and the period is one of its calendar."""
    starts = " or ".join(
        f"(t.calendar_code = '{calendar}' and month(t.period_start) <> {month})"
        for calendar, month in _YEAR_STARTS.items()
    )
    return flatten(
        not_null("period_start", "period_end", "calendar_code"),
        refers_to("period_id", "core.dim_period", "period_id"),
        no_rows(
            "dates_are_the_period",
            "select t.* from {batch} as t inner join core__dim_period as p"
            " on t.period_id = p.period_id where p.period_start <> t.period_start"
            " or p.period_end <> t.period_end or p.calendar_code <> t.calendar_code",
            "period_start, period_end and calendar_code are those of the period",
        ),
        no_row_where(
            "a_year_is_a_year_of_its_calendar",
            "date_diff('month', t.period_start, t.period_end) > 0"
            " and (day(t.period_start) <> 1"
            " or cast(t.period_start + interval 12 month - interval 1 day as date)"
            f" <> t.period_end or {starts})",
            "a year runs January-December, April-March (SAPS) or July-June (municipal)",
        ),
    )


def city_scope() -> tuple[Check, ...]:
    """A state, province or country is context: never the city's area (INV25)."""
    contexts = sql_list(CONTEXT_SCOPES)
    return flatten(
        not_null("area_id", "area_scope"),
        refers_to("area_id", "core.dim_area", "area_id"),
        refers_to("city_id", "core.dim_city", "city_id"),
        no_rows(
            "scope_is_the_area_type",
            "select t.* from {batch} as t inner join core__dim_area as a"
            " on t.area_id = a.area_id where a.area_type_code <> t.area_scope",
            "area_scope is the type of the area",
        ),
        no_rows(
            "a_state_is_not_a_city",
            "select t.* from {batch} as t inner join core__dim_city as c"
            f" on t.area_scope in {contexts}"
            " and t.area_id = c.country_code || ':' || 'city' || ':' || c.admin_code",
            "no row of a state, province or country carries a city's own area (INV25)",
        ),
        no_row_where(
            "a_city_row_names_its_city",
            "t.area_scope = 'city' and t.city_id is null",
            "a row of a city names the city",
        ),
    )


def city_money() -> tuple[Check, ...]:
    """Amounts of a city stand in its currency and its fiscal year (methods 4.2)."""
    return flatten(
        not_null("currency_code"),
        refers_to("city_id", "core.dim_city", "city_id"),
        refers_to("period_id", "core.dim_period", "period_id"),
        no_rows(
            "the_currency_is_the_citys",
            "select t.* from {batch} as t inner join core__dim_city as c"
            " on t.city_id = c.city_id where t.currency_code <> c.currency_code",
            "amounts are in the currency of the city, never converted",
        ),
        no_rows(
            "the_year_is_the_citys_fiscal_year",
            "select t.* from {batch} as t inner join core__dim_city as c"
            " on t.city_id = c.city_id inner join core__dim_period as p"
            " on t.period_id = p.period_id where p.grain_code = 'year'"
            " and strftime(p.period_start, '%m-%d') <> c.fiscal_year_start_mmdd",
            "a year of money begins on the first day of the city's fiscal year",
        ),
    )


def category_in_one_unit() -> tuple[Check, ...]:
    """One series (category and area) is counted in one unit (INV05)."""
    return (
        no_rows(
            "one_unit_per_series",
            "select t.* from {batch} as t qualify"
            " min(t.counting_unit_code) over (partition by t.source_category_id, t.area_id)"
            " <> max(t.counting_unit_code) over (partition by t.source_category_id, t.area_id)",
            "no series mixes two counting units (INV05)",
        ),
    )


def recorded_crime(*, possible: bool = True) -> tuple[Check, ...]:
    """Counts by ICCS node: key, area, dates, a known node and unit, sums that fit (INV03)."""
    bounds = no_row_where(
        "certain_is_at_most_possible",
        "t.node_status_code <> 'approximation' and t.offence_count > t.possible_count",
        "the certain count is at most the possible count (INV03)",
    )
    return flatten(
        unique(*NODE_KEY),
        city_scope(),
        dated_by_calendar(),
        confidentiality(),
        (bounds, between("possible_count", 0)) if possible else (),
        between("offence_count", 0),
        not_null("node_status_code"),
        in_set("node_status_code", NODE_STATUSES),
        in_set("counting_unit_code", COUNTING_UNITS),
        refers_to("source_id", "core.dim_source", "source_id"),
        refers_to("iccs_code", "core.dim_offence", "iccs_code"),
        no_row_where(
            "an_unavailable_node_has_no_count",
            "t.node_status_code = 'unavailable' and t.offence_count is not null",
            "a node that a source cannot state has no count",
        ),
        no_row_where(
            "an_approximation_is_marked",
            "t.node_status_code = 'approximation' and t.offence_count is not null"
            " and not list_contains(string_split(t.obs_flag_codes, ';'), 'D')",
            "an approximated count carries D",
        ),
        no_row_where(
            "a_count_was_reported",
            "t.offence_count is not null and coalesce(t.areas_reporting, 0) < 1",
            "a count, zero too, stands only where an area reported (INV14)",
        ),
        children_within_parent(),
    )


def children_within_parent() -> Check:
    """The parts of a node are never more than the node (INV03); approximations stand outside."""
    return no_rows(
        "parts_are_within_their_node",
        "select p.source_id from {batch} as p inner join ("
        " select t.source_id, t.area_id, t.period_id, t.counting_unit_code, o.parent_code,"
        " sum(t.offence_count) as parts from {batch} as t inner join core__dim_offence as o"
        " on t.iccs_code = o.iccs_code where t.node_status_code <> 'approximation'"
        " group by all) as c on p.source_id = c.source_id and p.area_id = c.area_id"
        " and p.period_id = c.period_id and p.counting_unit_code = c.counting_unit_code"
        " and p.iccs_code = c.parent_code where p.node_status_code <> 'approximation'"
        " and p.offence_count < c.parts",
        "the counts of a node's parts add up to at most the node (INV03)",
    )


def explained_gaps(value: str) -> tuple[Check, ...]:
    """A gap that has a reason has it in both languages, and only where the value is missing."""
    return (
        no_row_where(
            "a_gap_is_explained_in_both_languages",
            "(t.gap_reason_en is null) <> (t.gap_reason_es is null)"
            " or trim(t.gap_reason_en) = '' or trim(t.gap_reason_es) = ''",
            "a reason for a gap stands in English and Spanish (INV23)",
        ),
        no_row_where(
            "only_a_gap_is_explained",
            f"t.gap_reason_en is not null and t.{value} is not null",
            f"a reason for a gap stands only where {value} is missing",
        ),
    )


def form_problems() -> tuple[Check, ...]:
    """A problem of a form names its file, place and rule, and says what to write, in two languages.

    The rule is a code, so that no text of a cell can stand in its place (S13).
    """
    return flatten(
        not_null("source_id", "extract_sha256"),
        length("extract_sha256", 64),
        filled("file_name", "form_code", "column_name", "problem_code", "message_en", "message_es"),
        no_row_where(
            "a_problem_is_a_code",
            "not regexp_matches(coalesce(t.problem_code, ''), '^[a-z][a-z0-9_]*$')",
            "the broken rule is named by a code",
        ),
        no_rows(
            "the_file_is_an_extract_of_its_source",
            "select t.* from {batch} as t where not exists (select 1 from meta__extracts as e"
            " where e.source_id = t.source_id and e.extract_sha256 = t.extract_sha256"
            " and e.file_name = t.file_name)",
            "the file is one of the extracts of its source",
        ),
    )


def labelled(*columns: str) -> tuple[Check, ...]:
    """Labels that the public reads: never empty (INV23)."""
    return filled(*columns)


def limits_sql(count: str) -> tuple[str, str]:
    """Return SQL for the 95 % limits of `count`: exact below 10, Byar from 10 (methods 5)."""
    lower = " ".join(f"when {n} then {low}" for n, low, _ in EXACT_LIMITS)
    upper = " ".join(f"when {n} then {high}" for n, _, high in EXACT_LIMITS)
    n, m = f"cast({count} as double)", f"cast({count} + 1 as double)"
    byar_low = f"{n} * pow(1 - 1 / (9 * {n}) - {Z_95} / (3 * sqrt({n})), 3)"
    byar_high = f"{m} * pow(1 - 1 / (9 * {m}) + {Z_95} / (3 * sqrt({m})), 3)"
    return (
        f"case {count} {lower} else {byar_low} end",
        f"case {count} {upper} else {byar_high} end",
    )
