{#-
    Default provisional window (methods 4.4): the running year and the 12 months after it. A closed
    publication is never provisional.
-#}
{% macro is_provisional(period_end, cadence) -%}
    (
        {{ cadence }} <> 'closed'
        and make_date(year({{ period_end }}) + 1, 12, 31) >= date '{{ var("release_date") }}'
    )
{%- endmacro %}
