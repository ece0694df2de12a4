-- One row is one known break of one source (methods 4.6).
select
    series_break_id, source_id, iccs_scope, area_scope, break_date, kind_code,
    expected_direction_code, description, evidence
from {{ ref('series_breaks') }}
