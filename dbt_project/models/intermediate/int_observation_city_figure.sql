-- One row is one governance figure that a city gives itself, in the shape of marts.observation: G07
-- (a score per evaluator, never averaged), G08 (women among members, by body), G10 (officers per
-- 100 000 residents, by corps), G11 (unsentenced among persons held, by facility: no city's value).
with counted as (
    select
        fact.source_id,
        area.city_id,
        fact.area_id,
        fact.period_id,
        split_part(fact.local_indicator_code, '|', 1) as measure_code,
        split_part(fact.local_indicator_code, '|', 2) as group_code,
        fact.value,
        fact.extract_sha256,
        fact.known_from_at
    from {{ ref('fct_governance_indicator') }} as fact
    inner join {{ ref('dim_area') }} as area on fact.area_id = area.area_id
    where fact.known_to_at is null and fact.local_indicator_code like '%|%'
),

share as (
    select
        case whole.measure_code when 'members' then 'G08' else 'G11' end as indicator_id,
        whole.source_id,
        whole.city_id,
        whole.area_id,
        whole.period_id,
        whole.group_code as breakdown_code,
        part.value as numerator,
        whole.value as denominator,
        100.0 * part.value / nullif(whole.value, 0) as value,
        '%' as unit_code,
        '' as flag_code,
        whole.extract_sha256,
        cast(null as varchar) as denominator_vintage,
        false as is_denominator_estimated,
        greatest(whole.known_from_at, part.known_from_at) as known_from_at,
        'The part or the whole is not known, or nobody is counted.' as gap_en,
        'No se conoce la parte o el total, o no se cuenta a nadie.' as gap_es
    from counted as whole
    inner join counted as part
        on
            whole.source_id = part.source_id
            and whole.area_id = part.area_id
            and whole.period_id = part.period_id
            and whole.group_code = part.group_code
            and part.measure_code
            = case whole.measure_code when 'members' then 'women' else 'unsentenced' end
    where whole.measure_code in ('members', 'held')
),

officers as (
    select
        'G10' as indicator_id,
        counted.source_id,
        counted.city_id,
        counted.area_id,
        counted.period_id,
        case counted.group_code when 'corps=all' then 'total' else counted.group_code end
            as breakdown_code,
        counted.value as numerator,
        denominator.population as denominator,
        case
            when denominator.population >= 1000
                then 100000.0 * counted.value / denominator.population
        end as value,
        'per 100 000' as unit_code,
        case when denominator.is_estimated then 'E' else '' end as flag_code,
        counted.extract_sha256,
        denominator.denominator_vintage,
        denominator.is_estimated as is_denominator_estimated,
        counted.known_from_at,
        case
            when counted.value is null then 'The number of officers is not known.'
            else 'No official population within two years of this period.'
        end as gap_en,
        case
            when counted.value is null then 'No se conoce el número de policías.'
            else 'Sin población oficial a menos de dos años de este periodo.'
        end as gap_es
    from counted
    left join {{ ref('int_denominator') }} as denominator
        on
            counted.area_id = denominator.area_id
            and counted.period_id = denominator.period_id
    where counted.measure_code = 'officers'
),

score as (
    select
        'G07' as indicator_id,
        fact.source_id,
        fact.city_id,
        area.area_id,
        fact.period_id,
        'evaluator=' || fact.evaluator_code as breakdown_code,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        fact.score as value,
        'score, ' || replace(replace(fact.mechanism_code, 'scorecard_', ''), '_', ' ') as unit_code,
        '' as flag_code,
        fact.extract_sha256,
        cast(null as varchar) as denominator_vintage,
        false as is_denominator_estimated,
        fact.known_from_at,
        'The evaluator gave no score within the scale.' as gap_en,
        'El evaluador no dio un puntaje dentro de la escala.' as gap_es
    from {{ ref('fct_participation') }} as fact
    inner join {{ ref('dim_area') }} as area
        on fact.city_id = area.city_id and area.area_type_code = 'city'
    where fact.known_to_at is null and fact.mechanism_code like 'scorecard_%'
),

said as (
    select * from share
    union all by name
    select * from officers
    union all by name
    select * from score
),

figure as (
    select
        * exclude (flag_code, gap_en, gap_es, extract_sha256),
        cast(null as double) as value_low,
        cast(null as double) as value_high,
        cast(null as double) as ci_low,
        cast(null as double) as ci_high,
        cast(null as double) as ci_level_pct,
        'none' as ci_method_code,
        case when value is null then 'L' else flag_code end as obs_flag_codes,
        extract_sha256 as extract_sha256_list,
        case when value is null then gap_en end as gap_reason_en,
        case when value is null then gap_es end as gap_reason_es
    from said
)

{{ observation_row('figure') }}
