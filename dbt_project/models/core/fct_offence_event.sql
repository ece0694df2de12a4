-- One row is one source record in one knowledge interval. Restricted: a row is a case; it never
-- leaves the candidate. Coordinates stay in landing.
with stated as (
    select
        event.source_id,
        event.coverage_scope,
        event.extract_sha256,
        event.source_id || ':' || event.event_key as event_id,
        event.source_category_id,
        event.area_id,
        event.occurred_date,
        event.occurred_from_at,
        event.occurred_to_at,
        coalesce(category.counting_unit_code, event.counting_unit_code) as counting_unit_code,
        event.unit_count,
        event.victim_sex_code,
        event.geo_precision_code
    from {{ ref('int_offence_event') }} as event
    inner join {{ ref('dim_source_category') }} as category
        on event.source_category_id = category.source_category_id
),

versioned as (
    {{ knowledge_intervals(
        'stated',
        ['event_id', 'source_category_id', 'area_id', 'counting_unit_code'],
        [
            'occurred_date', 'occurred_from_at', 'occurred_to_at', 'unit_count',
            'victim_sex_code', 'geo_precision_code',
        ],
    ) }}
)

select
    event_id,
    source_category_id,
    source_id,
    area_id,
    occurred_date,
    occurred_from_at,
    occurred_to_at,
    cast(null as date) as reported_date,
    cast(null as date) as registered_date,
    counting_unit_code,
    unit_count,
    victim_sex_code,
    geo_precision_code,
    cast(null as double) as masked_longitude,
    cast(null as double) as masked_latitude,
    cast(null as varchar) as mask_method_code,
    extract_sha256,
    known_from_at,
    known_to_at
from versioned
