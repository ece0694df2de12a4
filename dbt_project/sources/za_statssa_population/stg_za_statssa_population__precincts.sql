-- One row is one police precinct and its modelled residents of 2011, with fractions: an estimate by
-- areal interpolation, never a count.
select
    _extract_sha256 as extract_sha256,
    _row_number as row_number,
    precinct as precinct_name,
    {{ station_key('precinct') }} as precinct_key,
    {{ strict_decimal('population', exponent=true) }} as resident_estimate
from {{ source('za_statssa_population', 'precinct_population') }}
