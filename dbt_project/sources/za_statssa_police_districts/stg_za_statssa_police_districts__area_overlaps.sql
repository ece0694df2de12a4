-- One row is one police district and the municipality whose code the register gives it: the whole
-- district, where more than half of it lies (methods 4.7).
with landed as (
    select
        _extract_sha256,
        trim(code) as district_code,
        trim(muni_code) as municipality_code
    from {{ source('za_statssa_police_districts', 'police_district') }}
),

final as (
    select
        'za_statssa_police_districts' as source_id,
        _extract_sha256 as extract_sha256,
        {{ area_id('ZAF', 'police_precinct', 'district_code') }} as from_area_id,
        {{ area_id('ZAF', 'city', 'municipality_code') }} as to_area_id,
        'majority_50' as weight_basis_code,
        1.0 as overlap_weight,
        'census_2022' as weight_vintage
    from landed
)

{{ canonical_area_overlaps('final') }}
