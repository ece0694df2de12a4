-- One row is one district or municipality of the scorecard's list, on the boundaries of 2011.
select
    _extract_sha256 as extract_sha256,
    _row_number as row_number,
    json_extract_string(fields, '$.geo_level') as geo_level,
    json_extract_string(fields, '$.geo_code') as demarcation_code,
    json_extract_string(fields, '$.name') as name_local,
    json_extract_string(fields, '$.category') as category_code,
    {{ strict_integer("json_extract_string(fields, '$.population')") }} as population_count,
    {{ strict_decimal("json_extract_string(fields, '$.square_kms')") }} as land_km2
from {{ source('za_treasury_municipal_money', 'scorecard_geography') }}
