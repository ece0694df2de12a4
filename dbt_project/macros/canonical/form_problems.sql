{#- One row is one cell of a form that breaks a rule of it: the line, the column, what to write. -#}
{% macro canonical_form_problems(relation) -%}
select
    cast(source_id as varchar) as source_id,
    cast(extract_sha256 as varchar) as extract_sha256,
    cast(form_code as varchar) as form_code,
    cast(row_number as bigint) as row_number,
    cast(column_name as varchar) as column_name,
    cast(problem_code as varchar) as problem_code,
    cast(is_left_out as boolean) as is_left_out,
    cast(message_en as varchar) as message_en,
    cast(message_es as varchar) as message_es
from {{ relation }}
{%- endmacro %}

{#-
    The problems of one form: of `relation` (one row per row of the form, a boolean column
    `is_<problem_code>` per rule) one row per rule that is broken. `rules` maps a problem code to
    column, whether the row is left out, and what to write instead, in English and Spanish.
-#}
{% macro broken_rules(relation, source_id, form_code, rules) -%}
{%- for code, rule in rules.items() %}
select
    '{{ source_id }}' as source_id,
    extract_sha256,
    '{{ form_code }}' as form_code,
    row_number,
    '{{ rule.column }}' as column_name,
    '{{ code }}' as problem_code,
    {{ rule.left_out }} as is_left_out,
    '{{ rule.en | replace("'", "''") }}' as message_en,
    '{{ rule.es | replace("'", "''") }}' as message_es
from {{ relation }}
where is_{{ code }}
{% if not loop.last %}union all{% endif %}
{%- endfor %}
{%- endmacro %}

{#- The first of `codes` in the way of a filter: a row none of whose rules leaves it out. -#}
{% macro in_order(rules) -%}
    not (
        {%- for code, rule in rules.items() if rule.left_out %}
        {{ 'or ' if not loop.first }}is_{{ code }}
        {%- endfor %}
    )
{%- endmacro %}

{#- A cell of a form: trimmed, empty is none. -#}
{% macro form_cell(column) -%}
    nullif(trim(cast({{ column }} as varchar)), '')
{%- endmacro %}
