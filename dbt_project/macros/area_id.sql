{#- The stable key of an area: ISO 3166 alpha-3 country, area type, code as published (padded). -#}
{% macro area_id(country_code, area_type_code, code_expression) -%}
    '{{ country_code }}:{{ area_type_code }}:' || {{ code_expression }}
{%- endmacro %}
