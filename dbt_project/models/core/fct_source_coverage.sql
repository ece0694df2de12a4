-- One row is what one source reported for one area and period, in one knowledge interval: whether
-- any of its label types was reported. Which label types is kept in int_category_coverage.
with stated as (
    select
        source_id,
        coverage_scope,
        extract_sha256,
        area_id,
        period_id,
        bool_or(is_reported) as is_reported
    from {{ ref('int_coverage') }}
    group by all
),

versioned as (
    {{ knowledge_intervals('stated', ['area_id', 'period_id'], ['is_reported']) }}
)

-- A source may cover one area and period by several scopes (crime types): one statement each time
-- the knowledge of it changed, reported if any scope reported.
select
    source_id,
    area_id,
    period_id,
    bool_or(is_reported) as is_reported,
    cast(null as double) as population_covered_pct,
    max(extract_sha256) as extract_sha256,
    known_from_at,
    max(known_to_at) as known_to_at
from versioned
group by source_id, area_id, period_id, known_from_at
