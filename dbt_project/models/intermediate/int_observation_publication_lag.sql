-- One row is the publication lag (D04) of one source, area and period in the shape of
-- marts.observation: days from the end of the period to the day on which the publisher cut the
-- first edition that reports it. Measured only where a file states that day, and where the edition
-- can be the first: cut within one issue of the source (31 days for a monthly one). An edition of
-- years later says nothing of the first publication. Printed as E: a file is cut, then put up.
with kept as (
    select distinct source_id, extract_sha256, data_as_of_date, known_from_at
    from {{ ref('int_edition') }}
    where is_kept
),

-- Of an edition only its newest period can be new, whatever else it states again.
newest as (
    select
        coverage.source_id,
        coverage.extract_sha256,
        case
            when coverage.area_type_code in ('state', 'province', 'country') then coverage.area_id
            else city_area.area_id
        end as area_id,
        max(coverage.period_end) as period_end,
        arg_max(coverage.period_id, coverage.period_end) as period_id
    from {{ ref('int_coverage') }} as coverage
    inner join {{ ref('dim_area') }} as city_area
        on coverage.city_id = city_area.city_id and city_area.area_type_code = 'city'
    where coverage.is_reported
    group by all
),

cut as (
    select
        newest.source_id, newest.area_id, newest.period_id, newest.extract_sha256,
        kept.known_from_at,
        date_diff('day', newest.period_end, kept.data_as_of_date) as lag_days,
        case source.cadence
            when 'month' then 31 when 'quarter' then 92 when 'half_year' then 184
            when 'year' then 366 else 0
        end as issue_days
    from newest
    inner join kept
        on newest.source_id = kept.source_id and newest.extract_sha256 = kept.extract_sha256
    inner join {{ source('ledger', 'sources') }} as source
        on newest.source_id = source.source_id
    -- A cut-off that is the end of the period says what is in the file, not when it came out.
    where kept.data_as_of_date > newest.period_end
),

measured as (
    select
        source_id, area_id, period_id,
        min(lag_days) as shortest_lag_days,
        min(lag_days) filter (where lag_days <= issue_days) as lag_days,
        string_agg(distinct extract_sha256, ';' order by extract_sha256) as extract_sha256_list,
        max(known_from_at) as known_from_at
    from cut
    group by source_id, area_id, period_id
),

-- A source that never states the day has one row that says so, for its newest period. A population
-- of years to come has no publication lag.
silent as (
    select
        area.source_id, area.area_id, area.newest_period_id as period_id,
        max(extract.data_as_of_date) is not null as states_cutoff
    from {{ ref('int_source_area') }} as area
    inner join {{ source('ledger', 'extracts') }} as extract
        on area.source_id = extract.source_id and extract.status = 'loaded'
    where
        not area.is_national
        and area.source_id not in (select source_id from {{ ref('fct_population') }})
        and area.source_id not in (select source_id from measured)
    group by all
),

said as (
    select
        source_id, area_id, period_id, lag_days, extract_sha256_list, known_from_at,
        'The earliest edition held was cut ' || cast(shortest_lag_days as varchar)
        || ' days after the period; an earlier one may have been published.' as gap_en,
        'La edición más antigua que se tiene se cortó ' || cast(shortest_lag_days as varchar)
        || ' días después del periodo; pudo publicarse otra antes.' as gap_es
    from measured
    union all by name
    select
        source_id, area_id, period_id,
        case
            when states_cutoff
                then 'The files state up to when they count, not when they were published.'
            else 'The files state no day of publication.'
        end as gap_en,
        case
            when states_cutoff
                then 'Los archivos dicen hasta cuándo cuentan, no cuándo se publicaron.'
            else 'Los archivos no indican día de publicación.'
        end as gap_es
    from silent
)

select
    'D04' as indicator_id,
    area.city_id,
    said.area_id,
    area.area_type_code as area_scope,
    said.period_id,
    period.period_start,
    period.period_end,
    'total' as breakdown_code,
    said.source_id,
    cast(null as varchar) as iccs_code,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    cast(said.lag_days as double) as value,
    cast(null as double) as value_low,
    cast(null as double) as value_high,
    'days' as unit_code,
    cast(null as varchar) as counting_unit_code,
    cast(null as varchar) as node_status_code,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high,
    cast(null as double) as ci_level_pct,
    'none' as ci_method_code,
    case when said.lag_days is null then 'L' else 'E' end as obs_status_code,
    case when said.lag_days is null then 'L' else 'E' end as obs_flag_codes,
    'F' as conf_status_code,
    cast(null as varchar) as precision_band_code,
    said.extract_sha256_list,
    cast(null as varchar) as map_version,
    cast(null as varchar) as denominator_vintage,
    said.known_from_at,
    case when said.lag_days is null then said.gap_en end as gap_reason_en,
    case when said.lag_days is null then said.gap_es end as gap_reason_es,
    cast(null as bigint) as certain_count,
    cast(null as bigint) as possible_count,
    cast(null as integer) as months_reported,
    cast(null as double) as covered_share,
    cast(null as boolean) as is_denominator_estimated,
    period.calendar_code
from said
inner join {{ ref('dim_area') }} as area on said.area_id = area.area_id
inner join {{ ref('dim_period') }} as period on said.period_id = period.period_id
