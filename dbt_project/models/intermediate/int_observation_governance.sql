-- One row is one governance indicator of one city, fiscal year and source in the shape of
-- marts.observation: G01 (outturn over original budget, in total and by function) and G04
-- (irregular over audited expenditure). Both carry D: a municipality's operating expenditure with
-- its interest is not the primary expenditure of the definition. A total stands only where both
-- stages hold the same functions; a year of another source's stage is never mixed in (INV05).
with budget as (
    select
        original.source_id,
        original.city_id,
        original.period_id,
        original.local_function_code,
        original.amount as original_amount,
        audited.amount as audited_amount,
        original.extract_sha256 as original_sha256,
        audited.extract_sha256 as audited_sha256,
        coalesce(greatest(original.known_from_at, audited.known_from_at), original.known_from_at)
            as known_from_at
    from {{ ref('fct_budget') }} as original
    left join {{ ref('fct_budget') }} as audited
        on
            original.source_id = audited.source_id
            and original.city_id = audited.city_id
            and original.period_id = audited.period_id
            and original.local_function_code = audited.local_function_code
            and audited.stage_code = 'audited'
            and audited.known_to_at is null
    where original.stage_code = 'original' and original.known_to_at is null
),

-- Functions with an outturn and no original budget would be lost in the join: they are counted.
audited_function as (
    select source_id, city_id, period_id, count(*) as function_count, sum(amount) as amount
    from {{ ref('fct_budget') }}
    where stage_code = 'audited' and known_to_at is null
    group by all
),

total as (
    select
        budget.source_id,
        budget.city_id,
        budget.period_id,
        sum(budget.original_amount) as original_amount,
        sum(budget.audited_amount) as audited_amount,
        count(*) = count(budget.audited_amount)
        and count(*) = max(coalesce(audited_function.function_count, 0)) as is_whole,
        string_agg(distinct budget.original_sha256, ';' order by budget.original_sha256)
            as original_sha256,
        string_agg(distinct budget.audited_sha256, ';' order by budget.audited_sha256)
            as audited_sha256,
        max(budget.known_from_at) as known_from_at
    from budget
    left join audited_function
        on
            budget.source_id = audited_function.source_id
            and budget.city_id = audited_function.city_id
            and budget.period_id = audited_function.period_id
    group by budget.source_id, budget.city_id, budget.period_id
),

irregular as (
    select fact.source_id, area.city_id, fact.period_id, fact.value, fact.extract_sha256,
        fact.known_from_at
    from {{ ref('fct_governance_indicator') }} as fact
    inner join {{ ref('dim_area') }} as area
        on fact.area_id = area.area_id and area.area_type_code = 'city'
    where fact.local_indicator_code = 'uifw_irregular' and fact.known_to_at is null
),

said as (
    select
        'G01' as indicator_id, 'total' as breakdown_code, source_id, city_id, period_id,
        case when is_whole then audited_amount end as numerator,
        case when is_whole then original_amount end as denominator,
        original_sha256, audited_sha256, known_from_at,
        'Budget and outturn do not hold the same functions.' as gap_en,
        'El presupuesto y la ejecución no tienen las mismas funciones.' as gap_es
    from total
    union all by name
    select
        'G01' as indicator_id, 'function=' || local_function_code as breakdown_code, source_id,
        city_id, period_id, audited_amount as numerator, original_amount as denominator,
        original_sha256, audited_sha256, known_from_at,
        'No audited outturn of this function.' as gap_en,
        'No hay ejecución auditada de esta función.' as gap_es
    from budget
    union all by name
    select
        'G04' as indicator_id, 'total' as breakdown_code, irregular.source_id, irregular.city_id,
        irregular.period_id, irregular.value as numerator,
        audited_function.amount as denominator, irregular.extract_sha256 as original_sha256,
        total.audited_sha256,
        coalesce(greatest(irregular.known_from_at, total.known_from_at), irregular.known_from_at)
            as known_from_at,
        'The irregular or the audited amount is not known.' as gap_en,
        'No se conoce el monto irregular o el auditado.' as gap_es
    from irregular
    left join audited_function
        on
            irregular.source_id = audited_function.source_id
            and irregular.city_id = audited_function.city_id
            and irregular.period_id = audited_function.period_id
    left join total
        on
            irregular.source_id = total.source_id
            and irregular.city_id = total.city_id
            and irregular.period_id = total.period_id
),

measured as (
    select
        *,
        case
            when denominator > 0
                then 100.0 * cast(numerator as double) / cast(denominator as double)
        end as value
    from said
)

select
    measured.indicator_id,
    measured.city_id,
    area.area_id,
    area.area_type_code as area_scope,
    measured.period_id,
    period.period_start,
    period.period_end,
    measured.breakdown_code,
    measured.source_id,
    cast(null as varchar) as iccs_code,
    cast(measured.numerator as double) as numerator,
    cast(measured.denominator as double) as denominator,
    measured.value,
    cast(null as double) as value_low,
    cast(null as double) as value_high,
    '%' as unit_code,
    cast(null as varchar) as counting_unit_code,
    cast(null as varchar) as node_status_code,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high,
    cast(null as double) as ci_level_pct,
    'none' as ci_method_code,
    case when measured.value is null then 'L' else 'D' end as obs_status_code,
    case when measured.value is null then 'D;L' else 'D' end as obs_flag_codes,
    'F' as conf_status_code,
    cast(null as varchar) as precision_band_code,
    case
        when measured.audited_sha256 is null or measured.original_sha256 = measured.audited_sha256
            then measured.original_sha256
        else measured.original_sha256 || ';' || measured.audited_sha256
    end as extract_sha256_list,
    cast(null as varchar) as map_version,
    cast(null as varchar) as denominator_vintage,
    measured.known_from_at,
    case when measured.value is null then measured.gap_en end as gap_reason_en,
    case when measured.value is null then measured.gap_es end as gap_reason_es,
    cast(null as bigint) as certain_count,
    cast(null as bigint) as possible_count,
    period.month_count as months_reported,
    cast(1 as double) as covered_share,
    false as is_denominator_estimated,
    period.calendar_code
from measured
inner join {{ ref('dim_area') }} as area
    on measured.city_id = area.city_id and area.area_type_code = 'city'
inner join {{ ref('dim_period') }} as period on measured.period_id = period.period_id
