{#- By what a numerator over a denominator is multiplied in a unit; null for a unit that is no such ratio. -#}
{% macro unit_scale(unit_code) -%}
    case
        when {{ unit_code }} like 'per 100 000%' then 100000.0
        when {{ unit_code }} like 'per 10 000 %' then 10000.0
        when {{ unit_code }} = '%' then 100.0
        when {{ unit_code }} = 'ratio' or {{ unit_code }} like '___ per inhabitant%' then 1.0
    end
{%- endmacro %}
