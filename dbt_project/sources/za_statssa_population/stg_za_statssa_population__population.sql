-- One row is one area and boundary version of Census 2011: municipality, ward (an area of its own
-- in each version), province, country, small area, and as estimates by areal interpolation the
-- police precincts. No base of rates: those of eThekwini stand on the police districts of Census
-- 2022 (ruling 10), and two bases do not mix. The Community Survey 2016 is a sample and no
-- denominator; it stays in staging.
with stated as (
    select
        extract_sha256,
        row_number,
        'ZAF:' || case geo_level when 'municipality' then 'city' else geo_level end
        || ':' || geo_code || case geo_level when 'ward' then ':' || boundary_version else '' end
            as area_id,
        'census_2011_bounds_' || boundary_version as vintage,
        'census' as method_code,
        value_count,
        obs_status_code
    from {{ ref('stg_za_statssa_population__areas_counted') }}
    where operation_code = 'census_2011'
    union all
    select
        landed._extract_sha256 as extract_sha256,
        landed._row_number as row_number,
        belongs.area_id,
        'census_2011_bounds_2011' as vintage,
        'census' as method_code,
        belongs.resident_count as value_count,
        case when belongs.resident_count >= 0 then 'A' else 'L' end as obs_status_code
    from {{ ref('stg_za_statssa_population__city_small_areas') }} as belongs
    inner join {{ source('za_statssa_population', 'small_area_population') }} as landed
        on belongs.small_area = landed.small_area
    inner join {{ ref('stg_za_statssa_population__current_extracts') }} as newest
        on
            landed._extract_sha256 = newest.extract_sha256
            and newest.layout = 'small_area_population'
    union all
    select
        precinct.extract_sha256,
        precinct.row_number,
        precinct.precinct_area_id as area_id,
        'census_2011_by_small_areas' as vintage,
        'areal_weighting' as method_code,
        precinct.resident_estimate as value_count,
        case when precinct.resident_estimate >= 0 then 'A' else 'O' end as obs_status_code
    from {{ ref('stg_za_statssa_population__precinct_residents') }} as precinct
),

final as (
    select
        'za_statssa_population' as source_id,
        extract_sha256,
        row_number,
        area_id,
        -- The day of the count is not in the files: the middle of its year stands for it.
        date '2011-06-30' as reference_date,
        date '2011-01-01' as period_start,
        date '2011-12-31' as period_end,
        'resident' as denominator_type_code,
        '0' as sex_code,
        '0' as age_band_code,
        vintage,
        method_code,
        false as is_rate_base,
        case when obs_status_code = 'A' then value_count end as value_count,
        obs_status_code
    from stated
)

{{ canonical_population('final') }}
