-- One row is one service request in one knowledge interval. Restricted. A row that broke a rule of
-- the form is in meta.city_file_problems and not here; an area that the city does not have is null.
with staged as (
    {{ union_domain('service_requests') }}
),

stated as (
    select
        staged.source_id,
        staged.coverage_scope,
        staged.extract_sha256,
        staged.request_id,
        staged.city_id,
        area.area_id,
        staged.category_local,
        staged.category_code,
        staged.channel_code,
        staged.opened_at,
        staged.due_at,
        staged.closed_at,
        staged.status_code
    from staged
    left join {{ ref('dim_area') }} as area
        on staged.area_id = area.area_id and staged.city_id = area.city_id
    where staged.left_out_list is null
),

versioned as (
    {{ knowledge_intervals(
        'stated',
        ['request_id'],
        [
            'city_id', 'area_id', 'category_local', 'category_code', 'channel_code', 'opened_at',
            'due_at', 'closed_at', 'status_code',
        ],
    ) }}
),

in_order as (
    {{ one_statement_per_key('versioned', 'request_id') }}
)

select
    request_id,
    city_id,
    area_id,
    category_local,
    category_code,
    channel_code,
    opened_at,
    due_at,
    closed_at,
    status_code,
    source_id,
    coverage_scope,
    extract_sha256,
    known_from_at,
    known_to_at
from in_order
