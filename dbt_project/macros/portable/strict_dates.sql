{#-
    Text -> date, tested before it is cast. Each form accepts one spelling only; `strict_date` tries
    the forms that the caller names, in that order. A day that does not exist (31 February) is null.
-#}

{#- 2021-03-09 (what the loader writes for a date cell of a workbook). -#}
{% macro strict_date_iso(expr) -%}
    case when {{ full_match('trim(' ~ expr ~ ')', '[0-9]{4}-[0-9]{2}-[0-9]{2}') }}
        then try_cast(trim({{ expr }}) as date) end
{%- endmacro %}

{#- 09/03/2021: day first. -#}
{% macro strict_date_dmy(expr) -%}
    case when {{ full_match('trim(' ~ expr ~ ')', '[0-9]{2}/[0-9]{2}/[0-9]{4}') }}
        then try_cast(
            substring(trim({{ expr }}), 7, 4) || '-' || substring(trim({{ expr }}), 4, 2)
            || '-' || substring(trim({{ expr }}), 1, 2) as date
        ) end
{%- endmacro %}

{#- 20210309. -#}
{% macro strict_date_ymd(expr) -%}
    case when {{ full_match('trim(' ~ expr ~ ')', '[0-9]{8}') }}
        then try_cast(
            substring(trim({{ expr }}), 1, 4) || '-' || substring(trim({{ expr }}), 5, 2)
            || '-' || substring(trim({{ expr }}), 7, 2) as date
        ) end
{%- endmacro %}

{#- 44264: a date cell that lost its format. Five digits only (1927 to 2173), so that a count or a
    year is never read as a date. The epoch 1899-12-30 absorbs the leap day that 1900 never had. -#}
{% macro strict_date_excel_serial(expr) -%}
    case when {{ full_match('trim(' ~ expr ~ ')', '[1-9][0-9]{4}') }}
        then date '1899-12-30' + try_cast(trim({{ expr }}) as integer) end
{%- endmacro %}

{#- The first of the named forms (iso, dmy, ymd, excel_serial) that fits. -#}
{% macro strict_date(expr, forms=('iso',)) -%}
    {%- set readers = {
        'iso': strict_date_iso, 'dmy': strict_date_dmy, 'ymd': strict_date_ymd,
        'excel_serial': strict_date_excel_serial,
    } -%}
    coalesce(
        {%- for form in forms %}
        {{ readers[form](expr) }}{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{#- 2019-04-23T12:30:00Z -> timestamp in UTC; another offset or a missing `Z` is null. -#}
{% macro strict_utc_timestamp(expr) -%}
    case when {{ full_match(
        'trim(' ~ expr ~ ')', '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z'
    ) }}
        then try_cast(replace(replace(trim({{ expr }}), 'T', ' '), 'Z', '') as timestamp) end
{%- endmacro %}

{#- 1-Jan-14: day, English month, two-digit year of this century. -#}
{% macro strict_date_d_mon_yy(expr) -%}
    {%- set text = 'trim(' ~ expr ~ ')' -%}
    {%- set months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov',
                      'Dec'] -%}
    case when {{ full_match(text, '[0-9]{1,2}-(' ~ months | join('|') ~ ')-[0-9]{2}') }}
        then try_cast(
            '20' || split_part({{ text }}, '-', 3) || '-'
            || case split_part({{ text }}, '-', 2)
                {%- for name in months %}
                when '{{ name }}' then '{{ '%02d' | format(loop.index) }}'
                {%- endfor %}
            end || '-' || lpad(split_part({{ text }}, '-', 1), 2, '0') as date
        ) end
{%- endmacro %}
