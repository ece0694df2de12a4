-- One row is one ICCS node, one area, one calendar month, one source and unit. Only sources that
-- publish months; a SAPS year is never cut into months. Sexual offences of a city are published by
-- year only (sources 1.1, ruling 8).
{{ recorded_crime(
    ref('int_node_period'),
    "node.grain_code = 'month' and not (node.iccs_code like '03%' and area.area_type_code = 'city')"
    ~ " and (node.obs_status_code <> 'M' or node.possible_count is not null or node.is_undetailed)",
) }}
