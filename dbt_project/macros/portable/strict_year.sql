{#- A year of four digits from 1900 to 2099 as bigint; any other text is null. Unbounded years make
    date functions fail instead of giving null. -#}
{% macro strict_year(expression) -%}
    case when {{ full_match('trim(' ~ expression ~ ')', '(19|20)[0-9]{2}') }}
        then cast(trim({{ expression }}) as bigint) end
{%- endmacro %}
