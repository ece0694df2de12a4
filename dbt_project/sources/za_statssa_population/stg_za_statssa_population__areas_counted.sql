-- One row is one area, boundary version and count: residents of Census 2011, and of the Community
-- Survey 2016 as the sum of the four population groups.
with landed as (
    select
        _extract_sha256, _row_number, geo_level, geo_code, geo_version,
        'census_2011' as operation_code,
        {{ strict_integer('population') }} as value_count,
        population as value_text
    from {{ source('za_statssa_population', 'population') }}
    union all
    select
        _extract_sha256, min(_row_number) as _row_number, geo_level, geo_code, geo_version,
        'community_survey_2016' as operation_code,
        case
            when count(*) = count({{ strict_integer('total') }})
                then cast(sum({{ strict_integer('total') }}) as bigint)
        end as value_count,
        min(total) as value_text
    from {{ source('za_statssa_population', 'population_group') }}
    group by all
)

select
    _extract_sha256 as extract_sha256,
    _row_number as row_number,
    operation_code,
    trim(geo_level) as geo_level,
    trim(geo_code) as geo_code,
    trim(geo_version) as boundary_version,
    value_count,
    case
        when coalesce(trim(value_text), '') = '' then 'L'
        when value_count is null or value_count < 0 then 'O'
        else 'A'
    end as obs_status_code
from landed
