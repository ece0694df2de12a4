-- One row is one category code of the police's workbooks with its parent. Compiled for this project
-- and not checked against a workbook: it maps nothing yet.
select
    _extract_sha256 as extract_sha256,
    _row_number as row_number,
    trim(code) as category_code,
    name as name_local,
    trim(kind) as kind_code,
    nullif(trim(parent_code), '') as parent_code
from {{ source('za_saps_geography', 'category_codes') }}
