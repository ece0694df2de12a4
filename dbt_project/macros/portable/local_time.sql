{#-
    A city writes its own civil time; facts hold UTC (methods 1.1). `timezone` is an IANA name, as in
    the seed of cities.
-#}

{#- 2024-03-01, 2024-03-01 14:05, 2024-03-01T14:05:30.000 -> civil timestamp; a date without a time
    stands at `time_of_date`. Anything else, an offset too, is null. -#}
{% macro strict_local_timestamp(expr, time_of_date='00:00:00') -%}
    {%- set text = 'trim(' ~ expr ~ ')' -%}
    case
        when {{ full_match(text, '[0-9]{4}-[0-9]{2}-[0-9]{2}') }}
            then try_cast({{ text }} || ' {{ time_of_date }}' as timestamp)
        when {{ full_match(
            text,
            '[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.]0+)?)?'
        ) }}
            then try_cast(
                substr({{ text }}, 1, 10) || ' ' || rpad(substr({{ text }}, 12, 8), 8, ':00')
                as timestamp
            )
    end
{%- endmacro %}

{#- 2024-03-01, or the same with a time of day that is dropped -> date. -#}
{% macro strict_local_date(expr) -%}
    cast({{ strict_local_timestamp(expr) }} as date)
{%- endmacro %}

{#- True where the text is a date without a time. -#}
{% macro is_date_only(expr) -%}
    {{ full_match('trim(' ~ expr ~ ')', '[0-9]{4}-[0-9]{2}-[0-9]{2}') }}
{%- endmacro %}

{% macro local_to_utc(expr, timezone) -%}
    {%- if target is defined and target.type == 'spark' -%}
    to_utc_timestamp({{ expr }}, {{ timezone }})
    {%- else -%}
    (({{ expr }} at time zone {{ timezone }}) at time zone 'UTC')
    {%- endif -%}
{%- endmacro %}

{% macro utc_to_local(expr, timezone) -%}
    {%- if target is defined and target.type == 'spark' -%}
    from_utc_timestamp({{ expr }}, {{ timezone }})
    {%- else -%}
    (({{ expr }} at time zone 'UTC') at time zone {{ timezone }})
    {%- endif -%}
{%- endmacro %}
