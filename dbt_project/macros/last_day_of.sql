{#- Last day of the month, quarter or half-year that begins on `start`. -#}
{% macro last_day_of(start, grain_code) -%}
    cast(
        {{ start }}
        + to_months(case {{ grain_code }} when 'quarter' then 3 when 'half_year' then 6 else 1 end)
        - interval 1 day as date
    )
{%- endmacro %}
