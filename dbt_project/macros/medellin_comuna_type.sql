{#- Kind of area of a two-digit code of Medellín: 50, 60, 70, 80 and 90 are the rural corregimientos. -#}
{% macro medellin_comuna_type(code) -%}
    case when {{ code }} >= '50' then 'corregimiento' else 'comuna' end
{%- endmacro %}
