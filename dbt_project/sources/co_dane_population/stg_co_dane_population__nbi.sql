-- One row is one municipality and year: the share of persons with unmet basic needs, in per cent.
select
    _extract_sha256 as extract_sha256,
    _row_number as row_number,
    -- The code is a number that lost its zero.
    {{ padded_code('municipio_code', 5) }} as municipality_code,
    municipio as municipality_name,
    {{ strict_year('year') }} as year_number,
    {{ strict_decimal('nbi') }} as unmet_basic_needs_pct
from {{ source('co_dane_population', 'nbi') }}
