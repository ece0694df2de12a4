{#-
    The named columns of `relation`, one row per row and column: the lineage and `keep` columns, then
    `column_name` and `value_text` (null where empty). Columns that are known from the contract;
    those that come with an extract are `unpivot_family`'s.
-#}
{% macro unpivot_columns(relation, columns, keep) -%}
    {%- set kept = ['_extract_sha256', '_row_number'] + keep -%}
    select {{ kept | join(', ') }}, column_name, value_text
    from (select {{ (kept + columns) | join(', ') }} from {{ relation }})
    unpivot include nulls (value_text for column_name in ({{ columns | join(', ') }}))
{%- endmacro %}
