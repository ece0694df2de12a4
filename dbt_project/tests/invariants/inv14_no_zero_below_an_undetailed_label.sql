-- INV14: where a file names only the crime, no category below the crime is zero. Written apart from
-- the models: the year's counts without a subtype, beside zeros of nodes that only subtypes feed.
with subtype_year as (
    select
        counted.source_id, counted.area_id,
        {{ match_key('category.label_type') }} as label_key,
        year(period.period_start) as data_year,
        sum(counted.value_count) filter (where category.label_subtype is null) as without_subtype,
        coalesce(sum(counted.value_count) filter (where category.label_subtype is not null), 0)
            as with_subtype
    from {{ ref('int_current_count') }} as counted
    inner join {{ ref('dim_source_category') }} as category
        on counted.source_category_id = category.source_category_id
    inner join {{ ref('dim_period') }} as period on counted.period_id = period.period_id
    group by all
),

fed_by_subtypes as (
    select
        node.source_id, node.iccs_code, node.counting_unit_code,
        min({{ match_key('category.label_type') }}) as label_key
    from {{ ref('int_category_node') }} as node
    inner join {{ ref('dim_source_category') }} as category
        on node.source_category_id = category.source_category_id
    where node.bound_code <> 'possible'
    group by all
    having
        bool_and(category.label_subtype is not null)
        and count(distinct {{ match_key('category.label_type') }}) = 1
)

select mart.source_id, mart.area_id, mart.period_id, mart.iccs_code
from {{ ref('recorded_crime_by_city_year') }} as mart
inner join fed_by_subtypes
    on
        mart.source_id = fed_by_subtypes.source_id
        and mart.iccs_code = fed_by_subtypes.iccs_code
        and mart.counting_unit_code = fed_by_subtypes.counting_unit_code
inner join subtype_year
    on
        mart.source_id = subtype_year.source_id
        and mart.area_id = subtype_year.area_id
        and fed_by_subtypes.label_key = subtype_year.label_key
        and year(mart.period_start) = subtype_year.data_year
where mart.offence_count = 0 and subtype_year.without_subtype > 0 and subtype_year.with_subtype = 0
