-- One row is one award in one knowledge interval. Restricted. A row that broke a rule of the
-- form, or whose modality nobody has mapped yet, is in meta.city_file_problems and not here.
with staged as (
    {{ union_domain('contracts') }}
),

stated as (
    select * from staged
    where left_out_list is null
),

versioned as (
    {{ knowledge_intervals(
        'stated',
        ['contract_id'],
        [
            'city_id', 'method_local', 'method_code', 'bidder_count', 'amount', 'currency_code',
            'award_date', 'supplier_id', 'cofog_code',
        ],
    ) }}
),

in_order as (
    {{ one_statement_per_key('versioned', 'contract_id') }}
)

select
    contract_id,
    city_id,
    method_local,
    method_code,
    bidder_count,
    amount,
    currency_code,
    award_date,
    supplier_id,
    cofog_code,
    source_id,
    coverage_scope,
    extract_sha256,
    known_from_at,
    known_to_at
from in_order
