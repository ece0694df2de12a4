-- One row is one name of one area that some source writes otherwise than the warehouse does, or
-- wrote earlier. A renamed area stays one area: its bounds did not change (methods 4.6, 4.7). No
-- note of these sources dates a renaming: an empty date means not stated.
{% set mark = " (SYNTHETIC)" if var('is_synthetic') else "" %}
with contributed as (
    {{ union_domain('area_names') }}
),

known as (
    select
        contributed.area_id,
        trim(contributed.name_local) || '{{ mark }}' as name_local,
        contributed.name_role_code,
        contributed.valid_from_date,
        contributed.valid_to_date,
        contributed.evidence,
        contributed.source_id,
        contributed.extract_sha256
    from contributed
    inner join {{ ref('dim_area') }} as area on contributed.area_id = area.area_id
    where trim(contributed.name_local) <> ''
),

-- A name that one source tells as a former one is that, whoever else still writes it.
named as (
    select
        area_id,
        name_local,
        case when bool_or(name_role_code = 'former') then 'former' else 'as_published' end
            as name_role_code,
        min(valid_from_date) as valid_from_date,
        max(valid_to_date) as valid_to_date,
        string_agg(distinct evidence, '; ' order by evidence) as evidence,
        string_agg(distinct source_id, ';' order by source_id) as source_id_list,
        string_agg(distinct extract_sha256, ';' order by extract_sha256) as extract_sha256_list
    from known
    group by area_id, name_local
)

select
    named.area_id,
    named.name_local,
    case when area.name_local = named.name_local then 'current' else named.name_role_code end
        as name_role_code,
    named.valid_from_date,
    named.valid_to_date,
    named.evidence,
    named.source_id_list,
    named.extract_sha256_list
from named
inner join {{ ref('dim_area') }} as area on named.area_id = area.area_id
