-- One row is what one city spent on public order and safety (COFOG 03) per inhabitant in one fiscal
-- year in the shape of marts.observation (G02), in total, and on police (031) and fire protection
-- (032). A function counts only through the map: equal or narrower functions are certain, broader
-- and overlapping ones possible; where both differ there are two bounds and no value. D: a
-- municipality's audited operating expenditure, at current prices: no release holds a deflator.
with target as (
    select 'total' as breakdown_code, '03' as cofog_code
    union all
    select 'cofog=031' as breakdown_code, '031' as cofog_code
    union all
    select 'cofog=032' as breakdown_code, '032' as cofog_code
),

spent as (
    select
        budget.source_id,
        budget.city_id,
        budget.period_id,
        budget.amount,
        budget.currency_code,
        budget.extract_sha256,
        budget.known_from_at,
        map.relation_code,
        map.cofog_code,
        map.also_touches
    from {{ ref('fct_budget') }} as budget
    left join {{ ref('function_cofog_map') }} as map
        on
            budget.source_id = map.source_id
            and budget.local_function_code = map.local_function_code
    where budget.stage_code = 'audited' and budget.known_to_at is null
),

-- A broader function names the nodes it may hold; 03 alone stands for any of them.
summed as (
    select
        spent.source_id,
        spent.city_id,
        spent.period_id,
        target.breakdown_code,
        min(spent.currency_code) as currency_code,
        coalesce(sum(spent.amount) filter (
            where spent.relation_code in ('equal', 'source_narrower')
                and starts_with(spent.cofog_code, target.cofog_code)
        ), 0) as certain_amount,
        coalesce(sum(spent.amount) filter (
            where spent.relation_code in ('source_broader', 'overlap')
                and (
                    target.cofog_code = '03'
                    or list_contains(string_split(spent.also_touches, ';'), target.cofog_code)
                )
        ), 0) as uncertain_amount,
        count(*) filter (where spent.relation_code is null) as unmapped_count,
        string_agg(distinct spent.extract_sha256, ';' order by spent.extract_sha256)
            as extract_sha256_list,
        max(spent.known_from_at) as known_from_at
    from spent
    cross join target
    group by all
),

based as (
    select
        summed.*,
        summed.certain_amount + summed.uncertain_amount as possible_amount,
        area.area_id,
        denominator.denominator_vintage,
        denominator.is_estimated,
        case when denominator.population >= 1000 then denominator.population end as population,
        summed.unmapped_count = 0 and coalesce(denominator.population, 0) >= 1000
        and summed.certain_amount + summed.uncertain_amount > 0 as has_figure
    from summed
    inner join {{ ref('dim_area') }} as area
        on summed.city_id = area.city_id and area.area_type_code = 'city'
    left join {{ ref('int_denominator') }} as denominator
        on area.area_id = denominator.area_id and summed.period_id = denominator.period_id
),

-- A city that spends on order and safety through nobody's function has a gap and no zero.
said as (
    select
        *,
        case
            when has_figure then null
            when unmapped_count > 0
                then 'A function of the budget is not in the map to COFOG.'
            when population is null
                then 'No official population within two years of this fiscal year.'
            else 'The budget by function holds nothing in this category.'
        end as gap_reason_en,
        case
            when has_figure then null
            when unmapped_count > 0
                then 'Una función del presupuesto no está en el mapa a la CFG.'
            when population is null
                then 'Sin población oficial a menos de dos años de este año fiscal.'
            else 'El presupuesto por función no tiene nada en esta categoría.'
        end as gap_reason_es
    from based
),

figure as (
    select
        'G02' as indicator_id,
        city_id,
        area_id,
        period_id,
        breakdown_code,
        source_id,
        case when has_figure and uncertain_amount = 0 then certain_amount end as numerator,
        case when has_figure then population end as denominator,
        case when has_figure and uncertain_amount = 0 then certain_amount / population end as value,
        case when has_figure and uncertain_amount > 0 then certain_amount / population end
            as value_low,
        case when has_figure and uncertain_amount > 0 then possible_amount / population end
            as value_high,
        currency_code || ' per inhabitant, current prices' as unit_code,
        cast(null as double) as ci_low,
        cast(null as double) as ci_high,
        cast(null as double) as ci_level_pct,
        'none' as ci_method_code,
        case
            when not has_figure then 'D;L' when is_estimated then 'D;E' else 'D'
        end as obs_flag_codes,
        extract_sha256_list,
        case when has_figure then denominator_vintage end as denominator_vintage,
        is_estimated as is_denominator_estimated,
        known_from_at,
        gap_reason_en,
        gap_reason_es
    from said
)

{{ observation_row('figure') }}
