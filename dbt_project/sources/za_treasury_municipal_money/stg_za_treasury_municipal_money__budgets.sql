-- One row is the operating expenditure of one function, financial year and kind of amount: the sum
-- of its items of expenditure. An item without a value adds nothing; a sum of none has no value.
with summed as (
    select
        extract_sha256,
        code_list_version,
        demarcation_code,
        year_end,
        amount_type_code,
        stage_code,
        function_code,
        min(function_label) as function_label,
        sum(amount) as amount,
        bool_or(obs_status_code = 'O') as has_value_fault
    from {{ ref('stg_za_treasury_municipal_money__amounts') }}
    where
        is_expenditure
        and period_length = 'year'
        and financial_period = year_end
    group by all
),

final as (
    select
        'za_treasury_municipal_money' as source_id,
        extract_sha256,
        'municipal_money_' || code_list_version as methodology_version,
        'budget|' || demarcation_code || '|' || year_end || '|' || amount_type_code
            as coverage_scope,
        {{ area_id('ZAF', 'city', 'demarcation_code') }} as area_id,
        'za_municipal' as calendar_code,
        'year' as grain_code,
        {{ municipal_year_start('year_end') }} as period_start,
        {{ municipal_year_end('year_end') }} as period_end,
        code_list_version || ':' || function_code as local_function_code,
        function_label as label_local,
        cast(null as varchar) as cofog_code,
        amount_type_code as local_stage_code,
        stage_code,
        amount,
        'ZAR' as currency_code,
        case
            when amount is null and has_value_fault then 'O'
            when amount is null then 'L'
            when has_value_fault then 'P'
            else 'A'
        end as obs_status_code
    from summed
)

{{ canonical_budgets('final') }}
