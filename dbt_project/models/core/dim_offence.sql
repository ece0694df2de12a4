-- One row is one ICCS category, or the meta-category M0405 (methods 2).
select
    iccs_code,
    '1.0' as iccs_version,
    level,
    parent_code,
    name_en,
    name_es,
    is_residual,
    alternate_code,
    iccs_code not in ('0101', '0102', '0103') as is_attempt_tag_allowed,
    iccs_code like '0601%' or iccs_code like '090111%' or iccs_code like '02072%'
        as is_police_activity
from {{ ref('iccs') }}
