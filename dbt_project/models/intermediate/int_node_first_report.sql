-- One row is one ICCS node of one source, city or context area and base period, and the moment from
-- which editions that were kept report every label type that feeds it, in every area that reports.
-- A change before is news: the figure was not whole yet.
with node as (
    select distinct
        node.source_id, node.iccs_code, node.counting_unit_code,
        {{ match_key('node.label_type') }} as label_key
    from {{ ref('int_category_node') }} as node
    where
        node.bound_code <> 'possible'
        and node.iccs_code in (select iccs_code from {{ ref('indicator_nodes') }})
),

reported as (
    select
        coverage.source_id,
        coverage.area_id,
        case
            when coverage.area_type_code in ('state', 'province', 'country') then coverage.area_id
            else city_area.area_id
        end as whole_area_id,
        coverage.period_id,
        coverage.period_start,
        coverage.period_end,
        case
            when coverage.label_type = '*' then '*' else {{ match_key('coverage.label_type') }}
        end as label_key,
        min(edition.known_from_at) as first_known_at
    from {{ ref('int_coverage') }} as coverage
    inner join {{ ref('int_edition') }} as edition
        on
            coverage.source_id = edition.source_id
            and coverage.coverage_scope = edition.coverage_scope
            and coverage.extract_sha256 = edition.extract_sha256
            and edition.is_kept
    inner join {{ ref('dim_area') }} as city_area
        on coverage.city_id = city_area.city_id and city_area.area_type_code = 'city'
    where coverage.is_reported
    group by all
)

select
    node.source_id,
    node.iccs_code,
    node.counting_unit_code,
    reported.whole_area_id as area_id,
    reported.period_id,
    reported.period_start,
    reported.period_end,
    max(reported.first_known_at) as first_known_at
from node
inner join reported
    on
        node.source_id = reported.source_id
        and (reported.label_key = '*' or node.label_key = reported.label_key)
group by
    node.source_id, node.iccs_code, node.counting_unit_code, reported.whole_area_id,
    reported.period_id, reported.period_start, reported.period_end
