-- One row is one amount of unauthorised, irregular, or fruitless and wasteful expenditure of one
-- municipality and financial year. Empty is unknown, never 0.
with typed as (
    select
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        trim(demarcation_code) as demarcation_code,
        {{ strict_year('financial_year_end') }} as year_end,
        trim(item_code) as item_code,
        item_label,
        amount as amount_text,
        {{ strict_decimal('amount', exponent=true) }} as amount
    from {{ source('za_treasury_municipal_money', 'uifw_cells') }}
),

final as (
    select
        'za_treasury_municipal_money' as source_id,
        extract_sha256,
        row_number,
        'municipal_money' as methodology_version,
        'uifw|' || demarcation_code || '|' || year_end as coverage_scope,
        'uifw_' || item_code as local_indicator_code,
        item_label as label_local,
        case item_code
            when 'unauthorised' then 'Unauthorised expenditure'
            when 'irregular' then 'Irregular expenditure'
            when 'fruitless' then 'Fruitless and wasteful expenditure'
        end as label_en,
        case item_code
            when 'unauthorised' then 'Gasto no autorizado'
            when 'irregular' then 'Gasto irregular'
            when 'fruitless' then 'Gasto inútil y dispendioso'
        end as label_es,
        {{ area_id('ZAF', 'city', 'demarcation_code') }} as area_id,
        'za_municipal' as calendar_code,
        'year' as grain_code,
        {{ municipal_year_start('year_end') }} as period_start,
        {{ municipal_year_end('year_end') }} as period_end,
        'zar' as unit_code,
        case when amount >= 0 then amount end as value,
        case
            when coalesce(trim(amount_text), '') = '' then 'L'
            when amount >= 0 then 'A'
            else 'O'
        end as obs_status_code
    from typed
)

{{ canonical_governance_indicators('final') }}
