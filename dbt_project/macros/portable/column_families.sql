{#-
    Columns of a family (`column_families` of a contract, such as one column per year), one row per
    row of `relation` and column: the lineage and `keep` columns, then `family_column` (name of the
    column) and `family_value` (its text, null where empty).

    The loader adds such columns to the landing table when an extract brings them, so before the first
    extract there are none and `unpivot` would fail. The list is therefore read from the relation at
    run time; without a column the result is an empty relation of the same shape.
-#}
{% macro unpivot_family(relation, pattern, keep) -%}
    {%- set names = [] -%}
    {%- if execute -%}
        {%- for column in adapter.get_columns_in_relation(relation)
            if modules.re.fullmatch(pattern, column.name) -%}
            {%- do names.append(column.name) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- set kept = ['_extract_sha256', '_row_number'] + keep -%}
    {%- if names %}
    select {{ kept | join(', ') }}, family_column, family_value
    from (
        select {{ (kept + names | sort) | join(', ') }} from {{ relation }}
    )
    unpivot include nulls (family_value for family_column in ({{ names | sort | join(', ') }}))
    {%- else %}
    select
        {{ kept | join(', ') }},
        cast(null as varchar) as family_column,
        cast(null as varchar) as family_value
    from {{ relation }}
    where false
    {%- endif %}
{%- endmacro %}
