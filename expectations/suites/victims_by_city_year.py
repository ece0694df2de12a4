"""What must hold of `marts.victims_by_city_year`: it adds up, and nobody is singled out."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    between,
    flatten,
    has_columns,
    in_set,
    no_row_where,
    no_rows,
    not_null,
    refers_to,
    unique,
)
from expectations.codes import COUNTING_UNITS, NODE_STATUSES, VICTIM_GAPS, VICTIM_TAGS
from expectations.rules import (
    city_scope,
    confidentiality,
    dated_by_calendar,
    explained_gaps,
    labelled,
    status,
)

#: One breakdown: its values stand beside each other and add up to the victims.
BREAKDOWN = ("source_id", "area_id", "period_id", "iccs_code", "counting_unit_code", "tag_code")
_BY = ", ".join(f"t.{column}" for column in BREAKDOWN)
#: Attributes of a person; a weapon is one of the act.
_OF_A_PERSON = "t.tag_code <> 'We' and t.share_pct is not null"

SUITE = Suite(
    table="marts.victims_by_city_year",
    source="t.source_id",
    checks=flatten(
        has_columns(
            *BREAKDOWN, "city_id", "area_scope", "period_start", "period_end", "value_code",
            "value_label_en", "value_label_es", "total_count", "known_count", "completeness_pct",
            "required_pct", "victim_count", "share_pct", "share_low_pct", "share_high_pct",
            "is_shown", "gap_reason_code", "gap_reason_en", "gap_reason_es", "obs_status_code",
            "obs_flag_codes", "conf_status_code",
        ),
        unique(*BREAKDOWN, "value_code"),
        city_scope(),
        dated_by_calendar(),
        status("victim_count"),
        confidentiality(),
        explained_gaps("victim_count"),
        labelled("tag_name_en", "tag_name_es", "value_label_en", "value_label_es"),
        not_null("is_shown", "required_pct"),
        in_set("tag_code", VICTIM_TAGS),
        in_set("gap_reason_code", VICTIM_GAPS),
        in_set("counting_unit_code", COUNTING_UNITS),
        in_set("node_status_code", NODE_STATUSES),
        in_set("area_scope", ("city", "state", "province", "country")),
        between("completeness_pct", 0, 100),
        between("share_pct", 0, 100),
        between("victim_count", 0),
        refers_to("source_id", "core.dim_source", "source_id"),
        refers_to("iccs_code", "core.dim_offence", "iccs_code"),
        no_row_where(
            "a_value_is_shown_or_says_why",
            "t.is_shown <> (t.victim_count is not null)"
            " or t.is_shown <> (t.gap_reason_code is null)"
            " or (t.gap_reason_code is null) <> (t.gap_reason_en is null)",
            "a row has a count, or the code and the words of its reason",
        ),
        no_row_where(
            "a_share_needs_its_completeness",
            "t.share_pct is not null and t.completeness_pct < t.required_pct",
            "known values stand only where enough of the attribute is known (methods 11)",
        ),
        no_row_where(
            "completeness_is_known_of_all",
            "t.total_count > 0 and abs(t.completeness_pct"
            " - 100.0 * coalesce(t.known_count, 0) / t.total_count) > 1e-6",
            "completeness is the known victims of all of them",
        ),
        no_row_where(
            "a_share_is_of_the_known",
            "t.share_pct is not null and (abs(t.share_pct - 100.0 * t.victim_count / t.known_count)"
            " > 1e-6 or t.share_low_pct > t.share_pct or t.share_high_pct < t.share_pct)",
            "a share is of the known victims and lies in its interval (INV17)",
        ),
        no_rows(
            "the_values_add_up",
            "select any_value(t.source_id) as source_id from {batch} as t"
            f" group by {_BY} having bool_and(t.is_shown)"
            " and sum(t.victim_count) <> max(t.total_count)",
            "the values of one attribute add up to all victims",
        ),
        no_row_where(
            "nobody_is_singled_out",
            f"{_OF_A_PERSON} and t.victim_count between 1 and 4",
            "of an attribute of a person no cell of one to four victims is shown",
        ),
        no_rows(
            "what_is_hidden_cannot_be_worked_out",
            "select any_value(t.source_id) as source_id from {batch} as t"
            f" group by {_BY} having count(*) filter (where t.conf_status_code in ('A', 'D')"
            " and t.gap_reason_code = 'small_cells') = 1 and bool_or(t.share_pct is not null)",
            "a small cell is never the only one hidden of its attribute",
        ),
        no_row_where(
            "sexual_offences_are_not_broken_down",
            "t.iccs_code like '03%'",
            "victims of sexual offences are not shown by attribute (ruling 8)",
        ),
        no_row_where(
            "only_a_year_of_a_city_or_wider",
            "date_diff('month', t.period_start, t.period_end) < 11",
            "victims are broken down by year, never by month (ruling 8)",
        ),
    ),
)  # fmt: skip
