-- One row is one request for access to information in one knowledge interval. Restricted. A row
-- that broke a rule of the form is in meta.city_file_problems and not here.
with staged as (
    {{ union_domain('information_requests') }}
),

stated as (
    select * from staged
    where left_out_list is null
),

versioned as (
    {{ knowledge_intervals(
        'stated',
        ['request_id'],
        [
            'city_id', 'received_date', 'due_date', 'answered_date', 'outcome_code',
            'is_appealed', 'appeal_outcome_code',
        ],
    ) }}
),

in_order as (
    {{ one_statement_per_key('versioned', 'request_id') }}
)

select
    request_id,
    city_id,
    received_date,
    due_date,
    answered_date,
    outcome_code,
    is_appealed,
    appeal_outcome_code,
    source_id,
    coverage_scope,
    extract_sha256,
    known_from_at,
    known_to_at
from in_order
