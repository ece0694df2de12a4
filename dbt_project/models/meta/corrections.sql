-- One row is one declared correction: what the warehouse does to a published value, or says of it,
-- and how many landed rows it touched. A fitting correction still meets the error it was written for.
{% set source_ids = var('sources_by_domain')['corrections'] %}
with staged as (
    {%- for source_id in source_ids %}
    select * from {{ ref('stg_' ~ source_id ~ '__corrections') }}
    {% if not loop.last %}union all{% endif %}
    {%- else %}
    select
        '' as source_id, '' as correction_id, '' as action_code, '' as layout, '' as locator,
        '' as column_name, '' as new_value, '' as what, '' as why, '' as evidence, '' as expect,
        date '1970-01-01' as reported_date, '' as status_code, '' as extract_sha256,
        0 as row_count, true as is_fit
    where false
    {%- endfor %}
)

select
    source_id,
    correction_id,
    action_code,
    status_code,
    layout,
    locator,
    column_name,
    new_value,
    what,
    why,
    evidence,
    expect,
    reported_date,
    count(extract_sha256) as extract_count,
    cast(sum(row_count) as bigint) as row_count,
    bool_and(is_fit) as is_fit
from staged
group by all
