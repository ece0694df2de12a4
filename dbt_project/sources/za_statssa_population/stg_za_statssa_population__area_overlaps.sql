-- One row is the share of one area in another. As published: small areas in precincts and wards, by
-- area. Built from them: precincts in wards and in the city, by the residents of the small areas
-- between (OpenUp's practice, methods 4.7); within a small area residents are spread evenly. The
-- lists of small areas are cut at the border of the city, so the share is one of all residents of
-- the precinct, which the list of precincts states.
with ward_weight as (
    select
        weights.extract_sha256, weights.small_area, weights.overlap_weight,
        {{ area_id('ZAF', 'ward', "weights.to_area || ':2011'") }} as ward_area_id,
        {{ area_id('ZAF', 'city', 'municipality.municipality_code') }} as city_area_id
    from {{ ref('stg_za_statssa_population__current_weights') }} as weights
    inner join {{ ref('ward_municipalities__za_statssa_population') }} as municipality
        on substring(weights.to_area, 1, 3) = municipality.ward_prefix
    where weights.to_area_type_code = 'ward'
),

between_areas as (
    select
        min(precinct_weight.extract_sha256) as extract_sha256,
        precinct_weight.precinct_area_id,
        ward_weight.ward_area_id,
        ward_weight.city_area_id,
        sum(
            precinct_weight.resident_count * precinct_weight.overlap_weight
            * ward_weight.overlap_weight
        ) as resident_count
    from {{ ref('stg_za_statssa_population__precinct_weights') }} as precinct_weight
    inner join ward_weight on precinct_weight.small_area = ward_weight.small_area
    group by
        precinct_weight.precinct_area_id, ward_weight.ward_area_id, ward_weight.city_area_id
),

shared as (
    select
        extract_sha256, {{ area_id('ZAF', 'small_area', 'small_area') }} as from_area_id,
        precinct_area_id as to_area_id, 'area' as weight_basis_code, overlap_weight
    from {{ ref('stg_za_statssa_population__precinct_weights') }}
    union all
    select
        extract_sha256, {{ area_id('ZAF', 'small_area', 'small_area') }} as from_area_id,
        ward_area_id as to_area_id, 'area' as weight_basis_code, overlap_weight
    from ward_weight
    union all
    select
        between_areas.extract_sha256, between_areas.precinct_area_id as from_area_id,
        between_areas.ward_area_id as to_area_id, 'population' as weight_basis_code,
        between_areas.resident_count / precinct.resident_estimate as overlap_weight
    from between_areas
    inner join {{ ref('stg_za_statssa_population__precinct_residents') }} as precinct
        on between_areas.precinct_area_id = precinct.precinct_area_id
    where precinct.resident_estimate > 0
    union all
    select
        min(between_areas.extract_sha256) as extract_sha256,
        between_areas.precinct_area_id as from_area_id,
        between_areas.city_area_id as to_area_id, 'population' as weight_basis_code,
        sum(between_areas.resident_count) / precinct.resident_estimate as overlap_weight
    from between_areas
    inner join {{ ref('stg_za_statssa_population__precinct_residents') }} as precinct
        on between_areas.precinct_area_id = precinct.precinct_area_id
    where precinct.resident_estimate > 0
    group by
        precinct.resident_estimate, between_areas.precinct_area_id, between_areas.city_area_id
),

final as (
    select
        'za_statssa_population' as source_id,
        extract_sha256,
        from_area_id,
        to_area_id,
        weight_basis_code,
        overlap_weight,
        'census_2011' as weight_vintage
    from shared
    where overlap_weight > 0
)

{{ canonical_area_overlaps('final') }}
