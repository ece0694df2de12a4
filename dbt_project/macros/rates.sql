{#-
    95 % limits of a Poisson count (methods 5): exact below 10 events (seed of constants, Garwood
    1936), Byar's approximation from 10 on (Breslow and Day 1987). Both return the limit of the
    count itself; scale it like the count.
-#}
{% macro byar_lower(event_count) -%}
    {{ event_count }} * power(
        1 - 1.0 / (9 * {{ event_count }}) - 1.959963984540054 / (3 * sqrt({{ event_count }})), 3
    )
{%- endmacro %}

{% macro byar_upper(event_count) -%}
    ({{ event_count }} + 1) * power(
        1 - 1.0 / (9 * ({{ event_count }} + 1))
        + 1.959963984540054 / (3 * sqrt({{ event_count }} + 1)), 3
    )
{%- endmacro %}
