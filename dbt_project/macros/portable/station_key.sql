{#- Match key of a police station name: `Kwamashu-E`, `Kwamashu E` and `KWAMASHU  E` are one. -#}
{% macro station_key(expression) -%}
    {{ match_key("replace(" ~ expression ~ ", '-', ' ')") }}
{%- endmacro %}
