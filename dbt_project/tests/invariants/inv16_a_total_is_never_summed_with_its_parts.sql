-- INV16: rows marked excluded reach no node; where a published total stands, its parts are not
-- added to it. Computed apart from the models: the certain sum of each node and year without the
-- parts of a total that is published there, beside the count that the year's mart shows.
with excluded as (
    select node.source_category_id as key_code
    from {{ ref('int_category_node') }} as node
    inner join {{ ref('dim_source_category') }} as category
        on node.source_category_id = category.source_category_id
    where category.row_role_code = 'excluded'
),

certain as (
    select
        counted.source_id, counted.area_id, counted.period_id, node.iccs_code,
        counted.counting_unit_code, counted.value_count, category.row_role_code,
        lower(trim(category.total_label_type)) as total_key
    from {{ ref('int_current_count') }} as counted
    inner join {{ ref('int_category_node') }} as node
        on counted.source_category_id = node.source_category_id and node.bound_code = 'certain'
    inner join {{ ref('dim_source_category') }} as category
        on counted.source_category_id = category.source_category_id
    inner join {{ ref('dim_period') }} as period on counted.period_id = period.period_id
    where period.grain_code = 'year' and counted.value_count is not null
),

totals as (
    select distinct source_id, area_id, period_id, iccs_code, counting_unit_code, total_key
    from certain where row_role_code = 'total'
),

whole as (
    select
        certain.source_id, certain.area_id, certain.period_id, certain.iccs_code,
        certain.counting_unit_code, sum(certain.value_count) as offence_count
    from certain
    left join totals
        on
            certain.row_role_code = 'part'
            and certain.source_id = totals.source_id
            and certain.area_id = totals.area_id
            and certain.period_id = totals.period_id
            and certain.iccs_code = totals.iccs_code
            and certain.counting_unit_code = totals.counting_unit_code
            and certain.total_key = totals.total_key
    where totals.total_key is null
    group by all
)

select key_code from excluded
union all
select mart.iccs_code as key_code
from {{ ref('recorded_crime_by_city_year') }} as mart
inner join whole
    on
        mart.source_id = whole.source_id
        and mart.area_id = whole.area_id
        and mart.period_id = whole.period_id
        and mart.iccs_code = whole.iccs_code
        and mart.counting_unit_code = whole.counting_unit_code
where mart.node_status_code <> 'approximation' and mart.offence_count > whole.offence_count
