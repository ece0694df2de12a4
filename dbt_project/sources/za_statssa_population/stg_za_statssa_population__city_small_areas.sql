-- One row is one small area of Census 2011 of which more than half lies in wards of one
-- municipality: it belongs to that municipality. The list itself names none.
with share as (
    select
        weights.extract_sha256,
        weights.small_area,
        ward.municipality_code,
        max(weights.resident_count) as resident_count,
        sum(weights.overlap_weight) as municipality_share
    from {{ ref('stg_za_statssa_population__current_weights') }} as weights
    inner join {{ ref('ward_municipalities__za_statssa_population') }} as ward
        on substring(weights.to_area, 1, 3) = ward.ward_prefix
    where weights.to_area_type_code = 'ward'
    group by weights.extract_sha256, weights.small_area, ward.municipality_code
)

select
    extract_sha256,
    small_area,
    municipality_code,
    resident_count,
    municipality_share,
    {{ area_id('ZAF', 'small_area', 'small_area') }} as area_id
from share
where municipality_share > 0.5
