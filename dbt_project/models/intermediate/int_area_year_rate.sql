-- One row is one ICCS node, area, year, source and unit with its crude rate per 100,000 residents
-- and year and the 95 % interval of chance variation (methods 5), or the reason why there is none.
-- No rate below 1,000 residents, below 10 reported months, or where fewer than 95 % of residents
-- live in areas that reported; from 95 % on, only those residents are the denominator, so that both
-- halves of the rate speak of the same areas (INV10). Of an interval node `offence_count` is the
-- certain bound: its rate is a lower bound and no value (methods 3.2), which the reader must say.
with counted as (
    select *
    from {{ ref('recorded_crime_by_city_year') }}
),

-- The share of the city's residents who live in areas that reported the period.
covered as (
    select
        coverage.source_id,
        city_area.area_id,
        coverage.period_id,
        sum(population.value_count) filter (where coverage.is_reported)
        / nullif(sum(population.value_count), 0) as covered_share
    from {{ ref('fct_source_coverage') }} as coverage
    inner join {{ ref('dim_area') }} as area
        on coverage.area_id = area.area_id and area.area_type_code = 'police_precinct'
    inner join {{ ref('dim_area') }} as city_area
        on area.city_id = city_area.city_id and city_area.area_type_code = 'city'
    inner join {{ ref('fct_population') }} as population
        on coverage.area_id = population.area_id and population.is_rate_base
            and population.sex_code = '0' and population.age_band_code = '0'
    where coverage.known_to_at is null
    group by all
),

based as (
    select
        counted.*,
        denominator.population * coalesce(covered.covered_share, 1.0) as population,
        denominator.denominator_vintage,
        coalesce(denominator.is_estimated, false) as is_estimated,
        denominator.population * coalesce(covered.covered_share, 1.0)
        * counted.months_reported / 12.0 as person_years,
        coalesce(covered.covered_share, 1.0) as covered_share,
        coalesce(
            counted.offence_count is not null
            and denominator.population * coalesce(covered.covered_share, 1.0) >= 1000
            and counted.months_reported >= 10
            and coalesce(covered.covered_share, 1.0) >= 0.95,
            false
        ) as has_rate
    from counted
    left join {{ ref('int_denominator') }} as denominator
        on counted.area_id = denominator.area_id and counted.period_id = denominator.period_id
    left join covered
        on
            counted.source_id = covered.source_id
            and counted.area_id = covered.area_id
            and counted.period_id = covered.period_id
),

limited as (
    select
        based.*,
        case
            when based.offence_count < 10 then exact.lower_limit
            else {{ byar_lower('based.offence_count') }}
        end as count_lower,
        case
            when based.offence_count < 10 then exact.upper_limit
            else {{ byar_upper('based.offence_count') }}
        end as count_upper
    from based
    left join {{ ref('poisson_exact_limits') }} as exact
        on based.offence_count = exact.event_count
)

{% set reliable = '(count_upper - count_lower) / 2 <= 0.5 * offence_count' %}
select
    source_id,
    city_id,
    area_id,
    area_scope,
    period_id,
    period_start,
    period_end,
    calendar_code,
    iccs_code,
    counting_unit_code,
    node_status_code,
    offence_count,
    possible_count,
    months_reported,
    areas_reporting,
    areas_expected,
    population,
    person_years,
    covered_share,
    denominator_vintage,
    is_estimated,
    has_rate,
    case when has_rate then offence_count * 100000.0 / person_years end as rate_per_100k,
    case when has_rate then possible_count * 100000.0 / person_years end as possible_rate_per_100k,
    case when has_rate then count_lower * 100000.0 / person_years end as ci_low_per_100k,
    case when has_rate then count_upper * 100000.0 / person_years end as ci_high_per_100k,
    case
        when not has_rate then 'none'
        when offence_count < 10 then 'exact_poisson'
        else 'byar'
    end as ci_method,
    cast(95 as double) as ci_level_pct,
    case
        when obs_status_code in ('Q', 'M', 'L') then obs_status_code
        when not has_rate and obs_status_code <> 'O' then 'L'
        when obs_status_code in ('K', 'O', 'B', 'D') then obs_status_code
        when is_estimated then 'E'
        when not ({{ reliable }}) then 'U'
        else obs_status_code
    end as obs_status_code,
    coalesce(nullif(array_to_string(
        list_sort(list_distinct(list_concat(
            list_filter(string_split(obs_flag_codes, ';'), lambda code: code <> 'A'),
            case when has_rate and is_estimated then ['E'] else [] end,
            case when not has_rate and obs_status_code not in ('M', 'O') then ['L'] else [] end,
            case when has_rate and not ({{ reliable }}) then ['U'] else [] end
        ))), ';'
    ), ''), 'A') as obs_flag_codes,
    'F' as conf_status_code,
    case
        when gap_reason_en is not null then gap_reason_en
        when offence_count is null then 'No count for this year in this source.'
        when population is null then 'No official population within two years of this period.'
        when population < 1000 then 'Fewer than 1,000 residents: a rate would mislead.'
        when months_reported < 10 then 'Fewer than 10 months reported.'
        when covered_share < 0.95
            then 'Areas with less than 95 % of the residents reported this year.'
    end as gap_reason_en,
    case
        when gap_reason_es is not null then gap_reason_es
        when offence_count is null then 'Sin cifra para este año en esta fuente.'
        when population is null then 'Sin población oficial a menos de dos años de este periodo.'
        when population < 1000 then 'Menos de 1 000 residentes: una tasa engañaría.'
        when months_reported < 10 then 'Menos de 10 meses reportados.'
        when covered_share < 0.95
            then 'Las áreas que reportaron este año reúnen menos del 95 % de los residentes.'
    end as gap_reason_es
from limited
