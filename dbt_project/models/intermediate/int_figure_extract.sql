-- One row is one ICCS node of one source, area and year, with the extracts that its figure leads
-- back to (INV01): the current extracts that state the coverage of every label type that feeds it,
-- so that a zero, which has no row of its own, can be traced as well. `known_from_at` is when the
-- last of them became known.
with current_coverage as (
    select
        coverage.source_id,
        coverage.extract_sha256,
        edition.known_from_at,
        case
            when coverage.area_type_code in ('state', 'province', 'country') then coverage.area_id
            else city_area.area_id
        end as area_id,
        case
            when coverage.grain_code = 'year' then coverage.period_id
            else {{ period_id(
                "'gregorian'", "'year'", "date_trunc('year', coverage.period_start)"
            ) }}
        end as period_id,
        case
            when coverage.label_type = '*' then '*' else {{ match_key('coverage.label_type') }}
        end as label_key
    from {{ ref('int_coverage') }} as coverage
    inner join {{ ref('int_edition') }} as edition
        on
            coverage.source_id = edition.source_id
            and coverage.coverage_scope = edition.coverage_scope
            and coverage.extract_sha256 = edition.extract_sha256
            and edition.is_current
    inner join {{ ref('dim_area') }} as city_area
        on coverage.city_id = city_area.city_id and city_area.area_type_code = 'city'
    where coverage.is_reported
),

reported as (
    select
        source_id, area_id, period_id, label_key, extract_sha256,
        max(known_from_at) as known_from_at
    from current_coverage
    group by source_id, area_id, period_id, label_key, extract_sha256
),

feeding as (
    select distinct
        source_id, iccs_code, counting_unit_code, {{ match_key('label_type') }} as label_key
    from {{ ref('int_category_node') }}
)

select
    feeding.source_id,
    feeding.iccs_code,
    feeding.counting_unit_code,
    reported.area_id,
    reported.period_id,
    string_agg(distinct reported.extract_sha256, ';' order by reported.extract_sha256)
        as extract_sha256_list,
    max(reported.known_from_at) as known_from_at
from feeding
inner join reported
    on
        feeding.source_id = reported.source_id
        and (reported.label_key = '*' or feeding.label_key = reported.label_key)
group by
    feeding.source_id, feeding.iccs_code, feeding.counting_unit_code, reported.area_id,
    reported.period_id
