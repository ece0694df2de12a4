-- One row is one current statement: a source reports (or not) one label type (`*`: all of them) for
-- one reporting area and period. For a city reported by its parts, the parts that report are
-- counted. `has_subtype` is false where the file names the label type but none of its subtypes.
with current_coverage as (
    select
        coverage.*,
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
),

targeted as (
    select
        coverage.*,
        coalesce(detail.has_subtype, true) as has_subtype,
        case
            when coverage.area_type_code in ('state', 'province', 'country') then coverage.area_id
            else city_area.area_id
        end as whole_area_id
    from current_coverage as coverage
    inner join {{ ref('dim_area') }} as city_area
        on coverage.city_id = city_area.city_id and city_area.area_type_code = 'city'
    left join {{ ref('int_label_detail') }} as detail
        on
            coverage.source_id = detail.source_id
            and coverage.coverage_scope = detail.coverage_scope
            and coverage.extract_sha256 = detail.extract_sha256
            and coverage.label_key = detail.label_key
),

every_target as (
    select *, whole_area_id as target_area_id from targeted
    union all
    select *, area_id as target_area_id from targeted where area_type_code = 'police_precinct'
),

expected as (
    select source_id, target_area_id, count(distinct area_id) as areas_expected
    from every_target
    group by source_id, target_area_id
)

select
    target.source_id,
    target.label_key,
    target.target_area_id as area_id,
    target.calendar_code,
    target.grain_code,
    target.period_id,
    target.period_start,
    target.period_end,
    bool_and(target.has_subtype) as has_subtype,
    count(distinct target.area_id) filter (where target.is_reported) as areas_reporting,
    max(expected.areas_expected) as areas_expected
from every_target as target
inner join expected
    on target.source_id = expected.source_id and target.target_area_id = expected.target_area_id
group by all
