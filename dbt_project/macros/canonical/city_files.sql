{#-
    Exits and rules of the files that a city fills in row by row: service requests, requests for
    information, contracts. `left_out_list` and `emptied_list` name the cells of a row that break a
    rule as `column:problem`, `;`-separated: with the first the row goes no further, with the second
    only the cell is empty. No cell is mended, and none is quoted.
-#}

{#- Salted hash of a number of the city (load/salt.py); null without a salt, which a test refuses. -#}
{% macro salted_id(source_id, city_id, number) -%}
    {{ sha256_hex(
        "(select max(salt.value) from " ~ source('ledger', 'salt') ~ " as salt) || chr(31) || '"
        ~ source_id ~ "' || chr(31) || coalesce(" ~ city_id ~ ", '') || chr(31) || trim(" ~ number ~ ")"
    ) }}
{%- endmacro %}

{#- `column:problem` for every condition that holds, null where none does. Given as
    [[column, problem, condition], …]. A condition that is null does not hold. -#}
{% macro cell_problems(rules) -%}
    nullif(concat_ws(
        ';'
        {%- for column, problem, condition in rules %},
        case when {{ condition }} then '{{ column }}:{{ problem }}' end
        {%- endfor %}
    ), '')
{%- endmacro %}

{#- True where the text is filled and no code of the list in the seed city_file_codes. -#}
{% macro is_unknown_code(expr, list_code) -%}
    (trim({{ expr }}) <> '' and not exists (
        select 1
        from {{ ref('city_file_codes') }} as code
        where code.list_code = '{{ list_code }}' and code.code = trim({{ expr }})
    ))
{%- endmacro %}

{% macro is_missing(expr) -%}
    coalesce(trim({{ expr }}), '') = ''
{%- endmacro %}

{#-
    A limit that no law or declaration sets: more than two years after the opening. It would also
    stretch the months that must be at hand to tell a whole month from a part of one.
-#}
{% macro is_far_limit(opened, due) -%}
    {{ due }} > {{ opened }} + interval 2 year
{%- endmacro %}

{#- Filled, and not read by the strict macro whose result is `typed`. -#}
{% macro is_unread(expr, typed) -%}
    (trim({{ expr }}) <> '' and {{ typed }} is null)
{%- endmacro %}

{#-
    What one edition replaces: the rows of one city and one month of opening, receiving or awarding.
    A row whose city or date cannot be read shares the fate of the other rows of its file: it is in
    the scope of their first month.
-#}
{% macro city_month_scope(form, city_id, month_date) -%}
    coalesce(
        '{{ form }}|' || {{ city_id }} || '|' || strftime({{ month_date }}, '%Y-%m'),
        min('{{ form }}|' || {{ city_id }} || '|' || strftime({{ month_date }}, '%Y-%m'))
            over (partition by extract_sha256),
        '{{ form }}|unreadable'
    )
{%- endmacro %}

{% macro canonical_service_requests(relation) -%}
select
    cast(source_id as varchar) as source_id,
    cast(extract_sha256 as varchar) as extract_sha256,
    cast(row_number as bigint) as row_number,
    cast(coverage_scope as varchar) as coverage_scope,
    cast(period_start as date) as period_start,
    cast(period_end as date) as period_end,
    cast(city_id as varchar) as city_id,
    cast(request_id as varchar) as request_id,
    cast(area_id as varchar) as area_id,
    cast(category_local as varchar) as category_local,
    cast(category_code as varchar) as category_code,
    cast(channel_code as varchar) as channel_code,
    cast(opened_at as timestamp) as opened_at,
    cast(due_at as timestamp) as due_at,
    cast(closed_at as timestamp) as closed_at,
    cast(due_date as date) as due_date,
    cast(status_code as varchar) as status_code,
    cast(left_out_list as varchar) as left_out_list,
    cast(emptied_list as varchar) as emptied_list
from {{ relation }}
{%- endmacro %}

{% macro canonical_information_requests(relation) -%}
select
    cast(source_id as varchar) as source_id,
    cast(extract_sha256 as varchar) as extract_sha256,
    cast(row_number as bigint) as row_number,
    cast(coverage_scope as varchar) as coverage_scope,
    cast(period_start as date) as period_start,
    cast(period_end as date) as period_end,
    cast(city_id as varchar) as city_id,
    cast(request_id as varchar) as request_id,
    cast(received_date as date) as received_date,
    cast(due_date as date) as due_date,
    cast(answered_date as date) as answered_date,
    cast(outcome_code as varchar) as outcome_code,
    cast(is_appealed as boolean) as is_appealed,
    cast(appeal_outcome_code as varchar) as appeal_outcome_code,
    cast(left_out_list as varchar) as left_out_list,
    cast(emptied_list as varchar) as emptied_list
from {{ relation }}
{%- endmacro %}

{% macro canonical_contracts(relation) -%}
select
    cast(source_id as varchar) as source_id,
    cast(extract_sha256 as varchar) as extract_sha256,
    cast(row_number as bigint) as row_number,
    cast(coverage_scope as varchar) as coverage_scope,
    cast(period_start as date) as period_start,
    cast(period_end as date) as period_end,
    cast(city_id as varchar) as city_id,
    cast(contract_id as varchar) as contract_id,
    cast(method_local as varchar) as method_local,
    cast(method_code as varchar) as method_code,
    cast(bidder_count as integer) as bidder_count,
    cast(amount as decimal(20, 2)) as amount,
    cast(currency_code as varchar) as currency_code,
    cast(award_date as date) as award_date,
    cast(supplier_id as varchar) as supplier_id,
    cast(cofog_code as varchar) as cofog_code,
    cast(left_out_list as varchar) as left_out_list,
    cast(emptied_list as varchar) as emptied_list
from {{ relation }}
{%- endmacro %}
