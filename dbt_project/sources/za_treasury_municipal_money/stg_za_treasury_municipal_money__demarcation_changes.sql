-- One row is one municipality that went over into another on one day.
select
    _extract_sha256 as extract_sha256,
    _row_number as row_number,
    {{ strict_date('date') }} as change_date,
    trim(old_code) as old_code,
    trim(new_code) as new_code,
    old_code_transition,
    new_code_transition
from {{ source('za_treasury_municipal_money', 'demarcation_changes') }}
