-- One row is one ICCS node, one area, one calendar month, one source and unit. Only sources that
-- publish months; a SAPS year is never cut into months. Sexual offences below a state are published
-- by year only (sources 1.1, ruling 8): no row of a node whose count holds some, no upper bound of
-- one that may.
{{ recorded_crime(
    ref('int_node_period'),
    "node.grain_code = 'month' and not (" ~ holds_sexual('node', 'area') ~ ")"
    ~ " and (node.obs_status_code <> 'M' or node.possible_count is not null or node.is_undetailed)",
    hidden_bound=holds_sexual('node', 'area', "'possible'"),
) }}
