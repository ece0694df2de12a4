{#-
    The key of a Mexican municipality, of its code of five digits: the city where it is one of the
    warehouse, else an area of its own kind, so that it never passes as a city. Every source that
    names municipalities takes its key from here.
-#}
{% macro mexican_municipality_id(code_expression) -%}
    'MEX:' || case
        when {{ code_expression }} in (
            select city.admin_code from {{ ref('cities') }} as city where city.country_code = 'MEX'
        ) then 'city' else 'municipality'
    end || ':' || {{ code_expression }}
{%- endmacro %}
