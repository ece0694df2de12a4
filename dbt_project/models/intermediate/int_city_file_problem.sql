-- One row is one cell of a file that a city filled in and that breaks a rule, in the files that
-- speak now. Restricted: it names single rows. An area is judged here: only core knows all areas.
{% set forms = {
    'service_requests': 'due_date', 'information_requests': 'due_date', 'contracts': 'award_date',
} %}
with staged as (
    {%- for form, date_column in forms.items() %}
    select
        source_id, '{{ form }}' as form_code, coverage_scope, extract_sha256, row_number, city_id,
        -- A limit decades away says nothing of the period that the row belongs to.
        case
            when coalesce(left_out_list, '') not like '%:far_limit%' then {{ date_column }}
        end as period_date,
        left_out_list, emptied_list,
        {{ 'area_id' if form == 'service_requests' else 'cast(null as varchar)' }} as area_id
    from ({{ union_domain(form) }}) as {{ form }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

judged as (
    select
        staged.* exclude (left_out_list, emptied_list, area_id),
        nullif(concat_ws(
            ';',
            staged.left_out_list,
            staged.emptied_list,
            case
                when staged.area_id is not null and staged.city_id is not null
                    and area.area_id is null
                    then 'area_id:unknown_area'
            end
        ), '') as problem_list
    from staged
    inner join {{ ref('int_edition') }} as edition
        on
            staged.source_id = edition.source_id
            and staged.coverage_scope = edition.coverage_scope
            and staged.extract_sha256 = edition.extract_sha256
            and edition.is_current
    left join {{ ref('dim_area') }} as area
        on staged.area_id = area.area_id and staged.city_id = area.city_id
),

cells as (
    select * exclude (problem_list), unnest(string_split(problem_list, ';')) as problem
    from judged
    where problem_list is not null
)

select
    cells.source_id,
    cells.form_code,
    cells.coverage_scope,
    cells.extract_sha256,
    cells.row_number,
    cells.city_id,
    cells.period_date,
    split_part(cells.problem, ':', 1) as column_name,
    split_part(cells.problem, ':', 2) as problem_code,
    message.effect_code,
    message.message_en,
    message.message_es
from cells
left join {{ ref('city_file_messages') }} as message
    on split_part(cells.problem, ':', 2) = message.problem_code
