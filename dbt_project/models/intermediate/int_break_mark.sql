-- One row is one node, area and source whose period holds a known series break.
select distinct
    series_break.source_id,
    series_break.break_date,
    node.iccs_code,
    area.area_id
from {{ ref('dim_series_break') }} as series_break
cross join unnest(string_split(series_break.iccs_scope, ';')) as scope (iccs_scope)
inner join {{ ref('dim_offence') }} as node
    on
        trim(scope.iccs_scope) = '*'
        or node.iccs_code like trim(scope.iccs_scope) || '%'
        or trim(scope.iccs_scope) like node.iccs_code || '%'
inner join {{ ref('dim_area') }} as area
    on series_break.area_scope in ('*', area.area_id)
