-- One row is one area, boundary version and employment status; children and those outside the
-- question are categories of their own, so that no share over all rows means anything.
select
    _extract_sha256 as extract_sha256,
    _row_number as row_number,
    trim(geo_level) as geo_level,
    trim(geo_code) as geo_code,
    trim(geo_version) as boundary_version,
    employment_status,
    {{ strict_integer('total') }} as resident_count
from {{ source('za_statssa_population', 'employment') }}
