-- One row is one amount of a municipality: function x item x kind of amount x period, typed.
-- Months and quarters stay here; only years go on: all of them together would add up.
with landed as (
    select
        cells.*,
        json_extract_string(extracts.attributes, '$.code_list_version') as code_list_version
    from {{ source('za_treasury_municipal_money', 'income_expenditure_cells') }} as cells
    inner join {{ source('ledger', 'extracts') }} as extracts
        on
            extracts.source_id = 'za_treasury_municipal_money'
            and cells._extract_sha256 = extracts.extract_sha256
)

select
    landed._extract_sha256 as extract_sha256,
    landed._row_number as row_number,
    landed.code_list_version,
    trim(landed.demarcation_code) as demarcation_code,
    {{ strict_year('landed.financial_year_end') }} as year_end,
    trim(landed.period_length) as period_length,
    {{ strict_integer('landed.financial_period') }} as financial_period,
    trim(landed.amount_type_code) as amount_type_code,
    stage.stage_code,
    trim(landed.function_code) as function_code,
    landed.function_label,
    trim(landed.item_code) as item_code,
    coalesce(item.is_expenditure, false) as is_expenditure,
    {{ strict_decimal('landed.amount', exponent=true) }} as amount,
    case
        when coalesce(trim(landed.amount), '') = '' then 'L'
        when {{ strict_decimal('landed.amount', exponent=true) }} is null then 'O'
        else 'A'
    end as obs_status_code
from landed
left join {{ ref('amount_types__za_treasury_municipal_money') }} as stage
    on trim(landed.amount_type_code) = stage.amount_type_code
left join {{ ref('budget_items__za_treasury_municipal_money') }} as item
    on
        landed.code_list_version = item.code_list_version
        and trim(landed.item_code) = item.item_code
