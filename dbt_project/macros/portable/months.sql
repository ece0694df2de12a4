{#- Months: names of columns and words in Spanish, and the two ends of a month. -#}

{#- Landing columns of a table with one column per month, in the order of the year. -#}
{% macro month_columns_es() -%}
    enero, febrero, marzo, abril, mayo, junio,
    julio, agosto, septiembre, octubre, noviembre, diciembre
{%- endmacro %}

{#- 1 to 12 from a Spanish month name (any case, blanks around it; `setiembre` too); else null. -#}
{% macro month_number_es(expr) -%}
    case lower(trim({{ expr }}))
        {%- for name in ['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto',
                         'septiembre', 'octubre', 'noviembre', 'diciembre'] %}
        when '{{ name }}' then {{ loop.index }}
        {%- endfor %}
        when 'setiembre' then 9
    end
{%- endmacro %}

{#- First day of the month of a date. -#}
{% macro month_start(date_expr) -%}
    cast(date_trunc('month', {{ date_expr }}) as date)
{%- endmacro %}

{#- Last day of the month of a date. -#}
{% macro month_end(date_expr) -%}
    last_day({{ date_expr }})
{%- endmacro %}
