"""What must hold of `core.dim_node_status`: how far a source can state an ICCS node."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    flatten,
    has_columns,
    in_set,
    no_row_where,
    not_null,
    refers_to,
    unique,
)
from expectations.codes import NODE_STATUSES
from expectations.rules import labelled

SUITE = Suite(
    table="core.dim_node_status",
    source="t.source_id",
    checks=flatten(
        has_columns(
            "source_id",
            "methodology_version",
            "iccs_code",
            "map_version",
            "node_status_code",
            "bias_direction_code",
            "approximation_id",
            "basis",
        ),
        unique("source_id", "methodology_version", "iccs_code", "map_version"),
        not_null("node_status_code", "bias_direction_code"),
        labelled("basis"),
        refers_to("source_id", "core.dim_source", "source_id"),
        refers_to("iccs_code", "core.dim_offence", "iccs_code"),
        in_set("node_status_code", NODE_STATUSES),
        in_set("bias_direction_code", ("none", "up", "down", "unknown")),
        no_row_where(
            "an_approximation_is_never_unbiased",
            "t.node_status_code = 'approximation' and t.bias_direction_code = 'none'",
            "an approximation states the direction of its bias",
        ),
    ),
)
