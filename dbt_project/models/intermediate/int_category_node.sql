-- One row is one source category and one ICCS node that it feeds, with the kind of the bound:
-- certain (its safe roll-up lies at the node or below), possible (only its listed codes do), or
-- approximation (registered in the crosswalk). Methods 3.1, 3.2; INV02.
with listed as (
    select
        crosswalk.source_category_id,
        trim(code.listed_code) as listed_code
    from {{ ref('crosswalk') }} as crosswalk
    cross join unnest(
        string_split(
            coalesce(crosswalk.iccs_code, '') || ';' || coalesce(crosswalk.also_touches, ''), ';'
        )
    ) as code (listed_code)
    where trim(code.listed_code) <> ''
),

mapped as (
    select
        category.source_category_id,
        category.source_id,
        crosswalk.relation_code,
        crosswalk.iccs_code,
        crosswalk.safe_rollup_code,
        crosswalk.approximation
    from {{ ref('dim_source_category') }} as category
    inner join {{ ref('crosswalk') }} as crosswalk
        on category.source_category_id = crosswalk.source_category_id
    where category.row_role_code <> 'excluded'
),

certain as (
    select
        mapped.source_category_id,
        node.iccs_code
    from mapped
    inner join {{ ref('dim_offence') }} as node
        on mapped.safe_rollup_code like node.iccs_code || '%'
    where mapped.relation_code <> 'none'
),

property as (
    select mapped.source_category_id
    from mapped
    left join listed on mapped.source_category_id = listed.source_category_id
    group by mapped.source_category_id
    having
        bool_or(substr(mapped.safe_rollup_code, 1, 2) in ('04', '05'))
        or (
            bool_and(mapped.safe_rollup_code is null)
            and bool_and(coalesce(substr(listed.listed_code, 1, 2) in ('04', '05'), false))
        )
),

sure as (
    select source_category_id, iccs_code from certain
    union
    select source_category_id, 'M0405' as iccs_code from property
),

touched as (
    select distinct
        listed.source_category_id,
        node.iccs_code
    from listed
    inner join mapped on listed.source_category_id = mapped.source_category_id
    inner join {{ ref('dim_offence') }} as node
        on
            listed.listed_code like node.iccs_code || '%'
            or (node.iccs_code = 'M0405' and substr(listed.listed_code, 1, 2) in ('04', '05'))
),

approximated as (
    select
        source_category_id,
        split_part(approximation, ':', 2) as iccs_code
    from mapped
    where approximation is not null
),

bounds as (
    select source_category_id, iccs_code, 'certain' as bound_code from sure
    union all
    select touched.source_category_id, touched.iccs_code, 'possible' as bound_code
    from touched
    anti join sure
        on
            touched.source_category_id = sure.source_category_id
            and touched.iccs_code = sure.iccs_code
    union all
    select source_category_id, iccs_code, 'approximation' as bound_code from approximated
)

select
    bounds.source_category_id,
    bounds.iccs_code,
    bounds.bound_code,
    category.source_id,
    category.label_type,
    category.counting_unit_code,
    category.row_role_code,
    category.total_label_type,
    coalesce(mapped.relation_code = 'equal' and mapped.iccs_code = bounds.iccs_code, false)
        as is_equal
from bounds
inner join {{ ref('dim_source_category') }} as category
    on bounds.source_category_id = category.source_category_id
inner join mapped on bounds.source_category_id = mapped.source_category_id
