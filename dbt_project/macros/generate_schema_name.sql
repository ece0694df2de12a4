{#- Schemas carry their plain names (core, marts, meta), not a prefix of the target. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or 'staging') | trim }}
{%- endmacro %}
