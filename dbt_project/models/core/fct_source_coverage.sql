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
),

-- A source may cover one area and period by several scopes (crime types): at every moment at which
-- one of them changes, the period is reported if any scope known by then reports it.
moment as (
    select distinct source_id, area_id, period_id, known_from_at as moment_at
    from versioned
    union
    select distinct source_id, area_id, period_id, known_to_at as moment_at
    from versioned
    where known_to_at is not null
),

known as (
    select
        moment.source_id,
        moment.area_id,
        moment.period_id,
        moment.moment_at,
        bool_or(versioned.is_reported) as is_reported,
        max(versioned.extract_sha256) as extract_sha256
    from moment
    left join versioned
        on
            moment.source_id = versioned.source_id
            and moment.area_id = versioned.area_id
            and moment.period_id = versioned.period_id
            and versioned.known_from_at <= moment.moment_at
            and (versioned.known_to_at is null or versioned.known_to_at > moment.moment_at)
    group by all
),

changed as (
    select
        *,
        is_reported is distinct from lag(is_reported) over (
            partition by source_id, area_id, period_id order by moment_at
        ) as is_change
    from known
),

closed as (
    select
        source_id,
        area_id,
        period_id,
        is_reported,
        extract_sha256,
        moment_at as known_from_at,
        lead(moment_at) over (
            partition by source_id, area_id, period_id order by moment_at
        ) as known_to_at
    from changed
    where is_change
)

select
    source_id,
    area_id,
    period_id,
    is_reported,
    cast(null as double) as population_covered_pct,
    extract_sha256,
    known_from_at,
    known_to_at
from closed
where is_reported is not null
