-- One row is the deaths by homicide of one area and year of occurrence, from the death
-- certificates: a second series beside the police's and never a patch for its gaps (methods 2 rule
-- 8), hence no value of C01. Crude rate on the official mid-year population, with the limits of
-- chance variation. P: not yet followed for a year after; D: more than 5 % of that year's register
-- carries no year of occurrence, so the figure leaves them out; U: too few for a rate to mean
-- much. The sexes are hidden together where one has 1 to k - 1 deaths, or where all share one
-- (methods 9). A municipality beside a city is an area of its own, of no city; of its few deaths
-- the sex is not shown (ruling 8).
{% set provisional = 'counted.last_registered_year - counted.occurrence_year < 1' %}
{% set reliable = '(count_upper - count_lower) / 2 <= 0.5 * death_count' %}
with population as (
    select
        area_id, period_id, vintage, value_count,
        row_number() over (partition by area_id, period_id order by vintage) as choice
    from {{ ref('fct_population') }}
    where denominator_type_code = 'resident' and sex_code = '0' and age_band_code = '0'
        and is_rate_base
),

placed as (
    select
        counted.*,
        case when area.area_type_code <> 'country' then area.city_id end as city_id,
        area.area_type_code as area_scope,
        period.period_id,
        period.period_start,
        period.period_end,
        last_period.period_id as registered_period_id,
        {{ provisional }} as is_provisional,
        counted.undated_share_pct > 5 as has_undated,
        case
            when area.area_type_code <> 'municipality'
                then {{ sex_suppression('counted.male_count', 'counted.female_count') }}
        end as suppression_reason_code
    from {{ ref('int_death_year') }} as counted
    inner join {{ ref('dim_area') }} as area
        on counted.area_id = area.area_id
            and area.area_type_code in ('city', 'municipality', 'state', 'province', 'country')
    inner join {{ ref('dim_period') }} as period
        on period.calendar_code = 'gregorian' and period.grain_code = 'year'
            and year(period.period_start) = counted.occurrence_year
    inner join {{ ref('dim_period') }} as last_period
        on last_period.calendar_code = 'gregorian' and last_period.grain_code = 'year'
            and year(last_period.period_start) = counted.last_registered_year
    where counted.manner_code = 'homicide'
),

based as (
    select
        placed.*,
        population.value_count as population,
        population.vintage as denominator_vintage,
        coalesce(placed.death_count is not null and population.value_count >= 1000, false)
            as has_rate,
        case
            when placed.death_count < 10 then exact.lower_limit
            else {{ byar_lower('placed.death_count') }}
        end as count_lower,
        case
            when placed.death_count < 10 then exact.upper_limit
            else {{ byar_upper('placed.death_count') }}
        end as count_upper
    from placed
    left join population
        on
            placed.area_id = population.area_id
            and placed.period_id = population.period_id
            and population.choice = 1
    left join {{ ref('poisson_exact_limits') }} as exact on placed.death_count = exact.event_count
)

{% set flags = {
    'L': 'death_count is null',
    'D': 'has_undated and death_count is not null',
    'U': 'has_rate and not (' ~ reliable ~ ')',
    'P': 'is_provisional and death_count is not null',
} %}
select
    source_id,
    city_id,
    area_id,
    area_scope,
    period_id,
    period_start,
    period_end,
    'death' as counting_unit_code,
    death_count,
    case
        when suppression_reason_code is null and area_scope <> 'municipality' then male_count
    end as male_count,
    case
        when suppression_reason_code is null and area_scope <> 'municipality' then female_count
    end as female_count,
    case when area_scope <> 'municipality' then unknown_sex_count end as unknown_sex_count,
    late_count,
    undated_count,
    undated_share_pct,
    registered_period_id,
    followed_years,
    expected_share_pct,
    population,
    denominator_vintage,
    case when has_rate then death_count * 100000.0 / population end as rate_per_100k,
    case when has_rate then count_lower * 100000.0 / population end as ci_low_per_100k,
    case when has_rate then count_upper * 100000.0 / population end as ci_high_per_100k,
    case when has_rate then cast(95 as double) end as ci_level_pct,
    case
        when not has_rate then 'none'
        when death_count < 10 then 'exact_poisson'
        else 'byar'
    end as ci_method_code,
    {{ leading_status(flags) }} as obs_status_code,
    coalesce(nullif({{ flag_list(flags) }}, ''), 'A') as obs_flag_codes,
    case when suppression_reason_code is null then 'F' else 'A' end as conf_status_code,
    suppression_reason_code,
    {{ suppression_reason('suppression_reason_code', 'en') }} as suppression_reason_en,
    {{ suppression_reason('suppression_reason_code', 'es') }} as suppression_reason_es,
    extract_sha256_list,
    known_from_at,
    case
        when death_count is null then 'A count of this year, or a year of registration, is missing.'
        when population is null then 'No official population of this area and year.'
        when population < 1000 then 'Fewer than 1,000 residents: a rate would mislead.'
    end as gap_reason_en,
    case
        when death_count is null then 'Falta un conteo de este año o un año de registro.'
        when population is null then 'Sin población oficial de esta área y año.'
        when population < 1000 then 'Menos de 1 000 residentes: una tasa engañaría.'
    end as gap_reason_es
from based
