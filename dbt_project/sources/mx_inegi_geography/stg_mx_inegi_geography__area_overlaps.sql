-- One row is one municipality and the survey domain that it is part of, in both directions,
-- weighted by the residents of Census 2020. A domain of which a municipality is not counted has no
-- weights: the shares of the others would be too large.
with part as (
    select
        municipality.extract_sha256,
        {{ area_id('MEX', 'survey_domain', 'domain.domain_code') }} as domain_area_id,
        municipality.area_id,
        case when municipality.resident_count >= 0 then municipality.resident_count end
            as resident_count,
        count(*) over (partition by municipality.extract_sha256, domain.domain_code) as found_count,
        domain.part_count
    from (
        select *, count(*) over (partition by domain_code) as part_count
        from {{ ref('survey_domains__mx_inegi_geography') }}
    ) as domain
    inner join {{ ref('stg_mx_inegi_geography__municipalities') }} as municipality
        on
            domain.municipality_code = municipality.municipality_code
            and municipality.layout = 'municipality_census'
),

whole as (
    select
        *,
        sum(resident_count) over (partition by extract_sha256, domain_area_id) as domain_count,
        count(resident_count) over (partition by extract_sha256, domain_area_id) as known_count
    from part
),

final as (
    select
        'mx_inegi_geography' as source_id,
        extract_sha256,
        area_id as from_area_id,
        domain_area_id as to_area_id,
        'population' as weight_basis_code,
        1.0 as overlap_weight,
        'census_2020' as weight_vintage
    from whole
    where found_count = part_count and known_count = part_count
    union all
    select
        'mx_inegi_geography' as source_id,
        extract_sha256,
        domain_area_id as from_area_id,
        area_id as to_area_id,
        'population' as weight_basis_code,
        cast(resident_count as double) / domain_count as overlap_weight,
        'census_2020' as weight_vintage
    from whole
    where found_count = part_count and known_count = part_count and resident_count > 0
)

{{ canonical_area_overlaps('final') }}
