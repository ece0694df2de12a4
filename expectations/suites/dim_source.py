"""What must hold of `core.dim_source`: every source states its counting rules."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    flatten,
    has_columns,
    in_set,
    not_null,
    unique,
)
from expectations.codes import CALENDARS
from expectations.rules import labelled

SUITE = Suite(
    table="core.dim_source",
    source="t.source_id",
    checks=flatten(
        has_columns(
            "source_id",
            "publisher_name",
            "system_type_code",
            "trust_level_code",
            "record_stage_code",
            "date_basis_code",
            "principal_offence_rule_code",
            "multiple_victim_rule",
            "includes_attempts_code",
            "includes_threats_code",
            "native_calendar_code",
            "licence_text",
            "landing_url",
        ),
        unique("source_id"),
        labelled("publisher_name"),
        not_null(
            "system_type_code",
            "trust_level_code",
            "record_stage_code",
            "date_basis_code",
            "principal_offence_rule_code",
            "includes_attempts_code",
            "includes_threats_code",
            "native_calendar_code",
        ),
        in_set(
            "system_type_code",
            (
                "police",
                "prosecution",
                "health",
                "survey",
                "municipal_finance",
                "audit",
                "procurement",
                "service_desk",
                "transparency",
                "programme",
                "participation",
            ),
        ),
        in_set(
            "trust_level_code",
            (
                "official_statistics",
                "official_admin",
                "official_republished",
                "civil_society",
            ),
        ),
        in_set("record_stage_code", ("input", "process", "output", "unspecified")),
        in_set(
            "date_basis_code",
            ("occurrence", "report", "registration", "fieldwork", "unspecified"),
        ),
        in_set("principal_offence_rule_code", ("yes", "no", "unspecified")),
        in_set("includes_attempts_code", ("no", "yes", "separate", "unspecified")),
        in_set("includes_threats_code", ("no", "yes", "unspecified")),
        in_set("native_calendar_code", CALENDARS),
    ),
)
