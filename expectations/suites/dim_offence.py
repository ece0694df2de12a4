"""What must hold of `core.dim_offence`: the 320 ICCS categories and M0405, nothing else."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    between,
    flatten,
    has_columns,
    no_row_where,
    no_rows,
    not_null,
    refers_to,
    unique,
)
from expectations.rules import labelled

ICCS_AND_META = 321

SUITE = Suite(
    table="core.dim_offence",
    row_floor=ICCS_AND_META,
    row_ceiling=ICCS_AND_META,
    checks=flatten(
        has_columns(
            "iccs_code",
            "iccs_version",
            "level",
            "parent_code",
            "name_en",
            "name_es",
            "is_residual",
            "alternate_code",
            "is_attempt_tag_allowed",
            "is_police_activity",
        ),
        unique("iccs_code"),
        not_null(
            "iccs_version", "level", "is_residual", "is_attempt_tag_allowed", "is_police_activity"
        ),
        labelled("name_en", "name_es"),
        between("level", 0, 4),
        refers_to("parent_code", "core.dim_offence", "iccs_code"),
        no_row_where(
            "the_level_is_the_length",
            "t.level <> case when t.iccs_code = 'M0405' then 0 else"
            " case length(t.iccs_code) when 2 then 1 when 4 then 2 when 5 then 3 when 6 then 4"
            " else -1 end end",
            "the level of a code is told by its length",
        ),
        no_row_where(
            "the_parent_is_the_shorter_code",
            "t.level >= 2 and t.parent_code is distinct from"
            " left(t.iccs_code, case t.level when 2 then 2 when 3 then 4 else 5 end)",
            "the parent of a code is its own beginning",
        ),
        no_rows(
            "eleven_sections_and_their_parts",
            "select wanted.level from (values (0, 1), (1, 11), (2, 63), (3, 148), (4, 98))"
            " as wanted (level, code_count) left join {batch} as t on t.level = wanted.level"
            " group by wanted.level, wanted.code_count"
            " having count(t.iccs_code) <> wanted.code_count",
            "there are 1 meta-category, 11 sections, 63 divisions, 148 groups and 98 classes",
        ),
        no_row_where(
            "no_attempted_killing_tag",
            "t.is_attempt_tag_allowed = (t.iccs_code in ('0101', '0102', '0103'))",
            "the attempt tag is refused for 0101, 0102 and 0103, and only there",
        ),
        no_row_where(
            "police_activity_is_marked",
            "t.is_police_activity <> (t.iccs_code like '0601%' or t.iccs_code like '090111%'"
            " or t.iccs_code like '02072%')",
            "0601, 090111, 02072 and below are marked as police activity, and only they",
        ),
    ),
)
