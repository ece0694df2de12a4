-- One row is one data-quality indicator of one area, source and calendar year in the shape of
-- marts.observation. D03: by how much the count known now differs from the one first published, as
-- a share of it (methods 12); `statistic=cells` sums what changed cell by cell instead, so that
-- rises and falls do not cancel. D06: the share of the counted units in residual categories, or
-- with no safe roll-up.
with area_of as (
    select
        area.area_id,
        area.city_id,
        case
            when area.area_type_code in ('state', 'province', 'country') then area.area_id
            else city_area.area_id
        end as whole_area_id,
        case
            when area.area_type_code in ('state', 'province', 'country') then area.area_type_code
            else 'city'
        end as area_scope
    from {{ ref('dim_area') }} as area
    inner join {{ ref('dim_area') }} as city_area
        on area.city_id = city_area.city_id and city_area.area_type_code = 'city'
),

versions as (
    select
        fact.*,
        area_of.city_id,
        area_of.whole_area_id,
        area_of.area_scope,
        case
            when period.grain_code = 'year' then fact.period_id
            else {{ period_id("'gregorian'", "'year'", "date_trunc('year', period.period_start)") }}
        end as year_id
    from {{ ref('fct_offence') }} as fact
    inner join {{ ref('dim_period') }} as period on fact.period_id = period.period_id
    inner join area_of on fact.area_id = area_of.area_id
),

current_units as (
    select
        versions.source_id,
        versions.city_id,
        versions.whole_area_id,
        versions.area_scope,
        versions.year_id,
        sum(versions.value_count) as unit_count,
        coalesce(sum(versions.value_count) filter (
            where offence.is_residual or crosswalk.safe_rollup_code is null
        ), 0) as residual_count,
        string_agg(distinct versions.extract_sha256, ';' order by versions.extract_sha256)
            as extract_sha256_list,
        max(versions.known_from_at) as known_from_at
    from versions
    inner join {{ ref('crosswalk') }} as crosswalk
        on versions.source_category_id = crosswalk.source_category_id
    inner join {{ ref('dim_source_category') }} as category
        on versions.source_category_id = category.source_category_id
    left join {{ ref('dim_offence') }} as offence
        on crosswalk.safe_rollup_code = offence.iccs_code
    where
        versions.known_to_at is null
        and versions.value_count is not null
        and category.row_role_code not in ('excluded', 'part')
    group by
        versions.source_id, versions.city_id, versions.whole_area_id, versions.area_scope,
        versions.year_id
),

changed as (
    select
        revision.source_id,
        area_of.whole_area_id,
        case
            when period.grain_code = 'year' then revision.period_id
            else {{ period_id("'gregorian'", "'year'", "date_trunc('year', period.period_start)") }}
        end as year_id,
        revision.source_category_id,
        revision.area_id,
        revision.period_id,
        revision.first_value_count,
        arg_max(revision.value_count, revision.known_from_at) as last_value_count
    from {{ ref('revisions') }} as revision
    inner join {{ ref('dim_period') }} as period on revision.period_id = period.period_id
    inner join area_of on revision.area_id = area_of.area_id
    inner join {{ ref('dim_source_category') }} as category
        on
            revision.source_category_id = category.source_category_id
            and category.row_role_code not in ('excluded', 'part')
    group by all
),

-- First published = current minus what changed since, cell by cell.
revised as (
    select
        current_units.source_id,
        current_units.whole_area_id,
        current_units.year_id,
        abs(coalesce(sum(changed.last_value_count - changed.first_value_count), 0))
            as net_count,
        coalesce(sum(abs(changed.last_value_count - changed.first_value_count)), 0)
            as cells_count,
        max(current_units.unit_count)
        - coalesce(sum(changed.last_value_count - changed.first_value_count), 0) as first_count
    from current_units
    left join changed
        on
            current_units.source_id = changed.source_id
            and current_units.whole_area_id = changed.whole_area_id
            and current_units.year_id = changed.year_id
    group by all
),

-- A year speaks of revision only where every scope that reports it has a second edition.
editions_of_scope as (
    select
        coverage.source_id,
        area_of.whole_area_id,
        case
            when coverage.grain_code = 'year' then coverage.period_id
            else {{ period_id(
                "'gregorian'", "'year'", "date_trunc('year', coverage.period_start)"
            ) }}
        end as year_id,
        coverage.coverage_scope,
        count(distinct coverage.extract_sha256) as edition_count
    from {{ ref('int_coverage') }} as coverage
    inner join {{ ref('int_edition') }} as edition
        on
            coverage.source_id = edition.source_id
            and coverage.coverage_scope = edition.coverage_scope
            and coverage.extract_sha256 = edition.extract_sha256
            and edition.is_kept
    inner join area_of on coverage.area_id = area_of.area_id
    where coverage.is_reported
    group by all
),

reviewed_again as (
    select source_id, whole_area_id, year_id
    from editions_of_scope
    group by source_id, whole_area_id, year_id
    having min(edition_count) >= 2
),

said as (
    select
        'D06' as indicator_id, 'total' as breakdown_code, current_units.*,
        cast(residual_count as double) as numerator, cast(unit_count as double) as denominator
    from current_units
    union all by name
    select
        'D03' as indicator_id, measure.breakdown_code, current_units.*,
        cast(case measure.breakdown_code
            when 'total' then revised.net_count else revised.cells_count
        end as double) as numerator,
        cast(revised.first_count as double) as denominator
    from current_units
    inner join revised
        on
            current_units.source_id = revised.source_id
            and current_units.whole_area_id = revised.whole_area_id
            and current_units.year_id = revised.year_id
    cross join (values ('total'), ('statistic=cells')) as measure (breakdown_code)
    inner join reviewed_again
        on
            current_units.source_id = reviewed_again.source_id
            and current_units.whole_area_id = reviewed_again.whole_area_id
            and current_units.year_id = reviewed_again.year_id
)

select
    said.indicator_id,
    said.city_id,
    said.whole_area_id as area_id,
    said.area_scope,
    said.year_id as period_id,
    period.period_start,
    period.period_end,
    said.breakdown_code,
    said.source_id,
    cast(null as varchar) as iccs_code,
    said.numerator,
    said.denominator,
    case when said.denominator > 0 then 100.0 * said.numerator / said.denominator end as value,
    cast(null as double) as value_low,
    cast(null as double) as value_high,
    '%' as unit_code,
    cast(null as varchar) as counting_unit_code,
    cast(null as varchar) as node_status_code,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high,
    cast(null as double) as ci_level_pct,
    'none' as ci_method_code,
    case when said.denominator > 0 then 'A' else 'L' end as obs_status_code,
    case when said.denominator > 0 then 'A' else 'L' end as obs_flag_codes,
    'F' as conf_status_code,
    cast(null as varchar) as precision_band_code,
    said.extract_sha256_list,
    '{{ var("map_version") }}' as map_version,
    cast(null as varchar) as denominator_vintage,
    said.known_from_at,
    case when coalesce(said.denominator, 0) <= 0 then 'Nothing was counted.' end as gap_reason_en,
    case when coalesce(said.denominator, 0) <= 0 then 'No se contó nada.' end as gap_reason_es,
    cast(null as bigint) as certain_count,
    cast(null as bigint) as possible_count,
    cast(null as integer) as months_reported,
    cast(null as double) as covered_share,
    cast(null as boolean) as is_denominator_estimated,
    period.calendar_code
from said
inner join {{ ref('dim_period') }} as period on said.year_id = period.period_id
