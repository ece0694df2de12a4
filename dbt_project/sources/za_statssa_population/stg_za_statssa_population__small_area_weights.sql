-- One row is the share of one small area in one precinct or ward, with the residents of the small
-- area by the newest list. Shares out of an area add up to 1, but for areas cut at the border of
-- the extract.
with residents as (
    select counted.small_area, {{ strict_integer('counted.population') }} as resident_count
    from {{ source('za_statssa_population', 'small_area_population') }} as counted
    inner join {{ ref('stg_za_statssa_population__current_extracts') }} as newest
        on
            counted._extract_sha256 = newest.extract_sha256
            and newest.layout = 'small_area_population'
),

weights as (
    select
        _extract_sha256, _row_number, small_area, 'police_precinct' as to_area_type_code,
        precinct as to_area, {{ strict_decimal('weight', exponent=true) }} as overlap_weight
    from {{ source('za_statssa_population', 'small_area_precinct') }}
    union all
    select
        _extract_sha256, _row_number, small_area, 'ward' as to_area_type_code,
        ward_id as to_area, {{ strict_decimal('weight', exponent=true) }} as overlap_weight
    from {{ source('za_statssa_population', 'small_area_ward') }}
)

select
    weights._extract_sha256 as extract_sha256,
    weights._row_number as row_number,
    weights.small_area,
    weights.to_area_type_code,
    weights.to_area,
    weights.overlap_weight,
    residents.resident_count
from weights
left join residents on weights.small_area = residents.small_area
