-- One row is the data-maturity score (D07) of one source and city in the year of the release, or
-- one of its components (`component=<code>`), in the shape of marts.observation: 100 x the sum of
-- the levels / (4 x the components measured). The total never stands without the rows it is made
-- of, and a component that was not measured is a gap with its reason. National figures belong to no
-- city.
with scored as (
    select
        score.*,
        area.is_national,
        area.extract_sha256_list,
        area.known_from_at,
        {{ period_id("'gregorian'", "'year'", "date_trunc('year', score.as_of_date)") }}
            as period_id
    from {{ ref('maturity_score') }} as score
    inner join {{ ref('int_source_area') }} as area
        on score.source_id = area.source_id and score.city_id = area.city_id
),

said as (
    select
        source_id, city_id, area_id, area_scope, is_national, period_id, extract_sha256_list,
        known_from_at,
        'component=' || component_code as breakdown_code,
        'level 0 to 4' as unit_code,
        cast(level as double) as numerator,
        case when level is not null then 4.0 end as denominator,
        cast(level as double) as value,
        evidence_en as gap_en,
        evidence_es as gap_es
    from scored
    union all by name
    select
        source_id, city_id, area_id, area_scope, is_national, period_id, extract_sha256_list,
        known_from_at,
        'total' as breakdown_code,
        '0 to 100' as unit_code,
        cast(sum(level) as double) as numerator,
        4.0 * count(level) as denominator,
        100.0 * sum(level) / (4 * count(level)) as value
    from scored
    group by all
    having count(level) > 0
)

select
    'D07' as indicator_id,
    case when not said.is_national then said.city_id end as city_id,
    said.area_id,
    said.area_scope,
    said.period_id,
    period.period_start,
    period.period_end,
    said.breakdown_code,
    said.source_id,
    cast(null as varchar) as iccs_code,
    said.numerator,
    said.denominator,
    said.value,
    cast(null as double) as value_low,
    cast(null as double) as value_high,
    said.unit_code,
    cast(null as varchar) as counting_unit_code,
    cast(null as varchar) as node_status_code,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high,
    cast(null as double) as ci_level_pct,
    'none' as ci_method_code,
    case when said.value is null then 'L' else 'A' end as obs_status_code,
    case when said.value is null then 'L' else 'A' end as obs_flag_codes,
    'F' as conf_status_code,
    cast(null as varchar) as precision_band_code,
    said.extract_sha256_list,
    cast(null as varchar) as map_version,
    cast(null as varchar) as denominator_vintage,
    said.known_from_at,
    case when said.value is null then said.gap_en end as gap_reason_en,
    case when said.value is null then said.gap_es end as gap_reason_es,
    cast(null as bigint) as certain_count,
    cast(null as bigint) as possible_count,
    cast(null as integer) as months_reported,
    cast(null as double) as covered_share,
    cast(null as boolean) as is_denominator_estimated,
    period.calendar_code
from said
inner join {{ ref('dim_period') }} as period on said.period_id = period.period_id
