{#-
    95 % Wilson score limits of a proportion of counts, in percent (methods 5): 40 of 120 gives
    25.53 to 42.17, 0 of 20 gives 0.00 to 16.11. Null where nothing was counted. Counts become
    doubles first: a whole number beside a decimal constant overflows the decimal.
-#}
{% macro wilson_limit(hits, total, sign) -%}
{%- set x = "cast(" ~ hits ~ " as double)" -%}
{%- set n = "cast(nullif(" ~ total ~ ", 0) as double)" -%}
    100.0 * (
        {{ x }} + cast(1.9207294103470602 as double)
        {{ sign }} cast(1.959963984540054 as double) * sqrt(
            {{ x }} * (1 - {{ x }} / {{ n }}) + cast(0.9603647051735301 as double)
        )
    ) / ({{ n }} + cast(3.8414588206941204 as double))
{%- endmacro %}

{% macro wilson_lower(hits, total) -%}
    round(greatest(0, {{ wilson_limit(hits, total, '-') }}), 4)
{%- endmacro %}

{% macro wilson_upper(hits, total) -%}
    round(least(100, {{ wilson_limit(hits, total, '+') }}), 4)
{%- endmacro %}
