-- One row is one area with its young and all residents. Of a metropolitan municipality the district
-- row is the one to use: the municipality row of the same place is lower.
select
    _extract_sha256 as extract_sha256,
    _row_number as row_number,
    trim(geo_level) as geo_level,
    trim(geo_code) as geo_code,
    trim(geo_version) as boundary_version,
    {{ strict_integer('youth_pop') }} as youth_count,
    {{ strict_integer('total_pop') }} as resident_count
from {{ source('za_statssa_population', 'youth_population') }}
