-- One row is one figure of one registered programme in the shape of marts.observation. P01: persons
-- of the target group reached at least once in a quarter; the form counts persons by area and
-- month, and one may come back, so the largest month and the sum are the bounds. P02: the ratio
-- that the registered design estimates, dated by the twelve months after the start. Its status says
-- how far to trust it: E estimated, G not registered before the start, U a diagnostic that failed.
with programme as (
    select dim.*, area.area_id
    from {{ ref('dim_programme') }} as dim
    inner join {{ ref('dim_area') }} as area
        on dim.city_id = area.city_id and area.area_type_code = 'city'
),

-- When the file of a programme became known; every extract it leads back to.
known as (
    select extract_sha256, max(known_from_at) as known_from_at
    from {{ ref('int_edition') }}
    group by extract_sha256
),

reached as (
    select
        programme_id,
        cast(date_trunc('quarter', period_start) as date) as quarter_start,
        count(*) filter (where is_treated) as treated_count,
        count(beneficiary_count) filter (where is_treated) as counted_count,
        max(beneficiary_count) as most_count,
        sum(beneficiary_count) as sum_count,
        string_agg(distinct extract_sha256, ';' order by extract_sha256) as extract_sha256_list,
        max(extract_sha256) as extract_sha256
    from {{ ref('fct_programme_activity') }}
    group by all
    having count(*) filter (where is_treated) > 0
),

covered as (
    select
        programme.programme_id,
        programme.city_id,
        programme.area_id,
        programme.source_id,
        {{ period_id("'gregorian'", "'quarter'", 'reached.quarter_start') }} as period_id,
        programme.target_population_count,
        reached.extract_sha256_list,
        known.known_from_at,
        reached.most_count,
        least(reached.sum_count, programme.target_population_count) as possible_count,
        reached.counted_count < reached.treated_count as lacks_count,
        coalesce(reached.most_count > programme.target_population_count, false) as is_too_many
    from reached
    inner join programme on reached.programme_id = programme.programme_id
    left join known on reached.extract_sha256 = known.extract_sha256
),

coverage as (
    select
        'P01' as indicator_id,
        city_id,
        area_id,
        period_id,
        'programme=' || programme_id as breakdown_code,
        source_id,
        case when most_count = possible_count then most_count end as numerator,
        target_population_count as denominator,
        case
            when not is_too_many and not lacks_count and target_population_count > 0
                then 100.0 * most_count / target_population_count
        end as low,
        case
            when not is_too_many and not lacks_count and target_population_count > 0
                then 100.0 * possible_count / target_population_count
        end as high,
        '%' as unit_code,
        cast(null as double) as ci_low,
        cast(null as double) as ci_high,
        cast(null as double) as ci_level_pct,
        'none' as ci_method_code,
        case
            when is_too_many then 'O'
            when lacks_count or coalesce(target_population_count, 0) = 0 then 'L'
            else ''
        end as obs_flag_codes,
        extract_sha256_list,
        known_from_at,
        case
            when is_too_many then 'More persons reached in a month than the target group has.'
            when coalesce(target_population_count, 0) = 0
                then 'The programme states no target population.'
            when lacks_count then 'A month of the quarter has no count of persons reached.'
        end as gap_reason_en,
        case
            when is_too_many
                then 'En un mes se alcanzaron más personas de las que tiene el grupo destinatario.'
            when coalesce(target_population_count, 0) = 0
                then 'El programa no declara su población destinataria.'
            when lacks_count then 'Un mes del trimestre no tiene conteo de personas alcanzadas.'
        end as gap_reason_es
    from covered
),

effect as (
    select
        'P02' as indicator_id,
        programme.city_id,
        programme.area_id,
        {{ period_id(
            "'gregorian'", "'rolling_12m'",
            "cast(date_trunc('month', programme.start_date) as date)"
        ) }} as period_id,
        'programme=' || estimated.programme_id || ';outcome=' || estimated.indicator_id
        || ';design=' || estimated.design_code as breakdown_code,
        programme.source_id,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        estimated.estimate_ratio as low,
        estimated.estimate_ratio as high,
        'rate ratio' as unit_code,
        estimated.ci_low_ratio as ci_low,
        estimated.ci_high_ratio as ci_high,
        case when estimated.ci_low_ratio is not null then estimated.ci_level_pct end
            as ci_level_pct,
        case when estimated.ci_low_ratio is not null then 'model' else 'none' end as ci_method_code,
        case
            when estimated.estimate_ratio is null then 'L'
            else concat_ws(
                ';',
                'E',
                case when estimated.is_exploratory then 'G' end,
                case when estimated.identification_code <> 'identified' then 'U' end
            )
        end as obs_flag_codes,
        programme.extract_sha256 as extract_sha256_list,
        known.known_from_at,
        case when estimated.estimate_ratio is null
            then coalesce(estimated.reason_en, 'The design gives no estimate.') end
            as gap_reason_en,
        case when estimated.estimate_ratio is null
            then coalesce(estimated.reason_es, 'El diseño no da una estimación.') end
            as gap_reason_es
    from {{ ref('fct_programme_effect') }} as estimated
    inner join programme on estimated.programme_id = programme.programme_id
    left join known on programme.extract_sha256 = known.extract_sha256
),

said as (
    select * from coverage
    union all by name
    select * from effect
),

figure as (
    select
        * exclude (low, high),
        case when low = high then low end as value,
        case when low <> high then low end as value_low,
        case when low <> high then high end as value_high,
        cast(null as varchar) as denominator_vintage,
        false as is_denominator_estimated
    from said
)

{{ observation_row('figure') }}
