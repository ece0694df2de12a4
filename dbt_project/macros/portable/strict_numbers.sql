{#-
    Text -> number, tested before it is cast: `try_cast('1.234' as integer)` is 1 and `'1e3'` is 1000.
    What does not match the pattern is null; the caller counts it and gives it its status.
    Blanks around the number are allowed, blanks within are not (unless the blank is the group mark).
-#}

{#- Whole number as bigint. `group` is the thousands mark of the contract; without one none is
    accepted. With one, both 1234 and 1,234 pass, 12,34 does not. -#}
{% macro strict_integer(expr, group='') -%}
    {%- set pattern = '-?([0-9]+|[0-9]{1,3}([' ~ group ~ '][0-9]{3})+)' if group else '-?[0-9]+' -%}
    {%- set text = 'trim(' ~ expr ~ ')' -%}
    {%- set digits = "replace(" ~ text ~ ", '" ~ group ~ "', '')" if group else text -%}
    case when {{ full_match(text, pattern) }} then try_cast({{ digits }} as bigint) end
{%- endmacro %}

{#- Decimal number as double. `decimal` is the decimal mark, `group` the thousands mark. `exponent`
    allows 2.02e-08, which is how the loader writes a tiny number of a workbook cell. -#}
{% macro strict_decimal(expr, decimal='.', group='', exponent=false) -%}
    {%- set whole = '([0-9]+|[0-9]{1,3}([' ~ group ~ '][0-9]{3})+)' if group else '[0-9]+' -%}
    {%- set power = '(e[+-]?[0-9]{1,3})?' if exponent else '' -%}
    {%- set pattern = '-?' ~ whole ~ '([' ~ decimal ~ '][0-9]+)?' ~ power -%}
    {%- set text = 'trim(' ~ expr ~ ')' -%}
    {%- set plain = "replace(" ~ text ~ ", '" ~ group ~ "', '')" if group else text -%}
    {%- set plain = "replace(" ~ plain ~ ", '" ~ decimal ~ "', '.')" if decimal != '.' else plain -%}
    case when {{ full_match(text, pattern) }} then try_cast({{ plain }} as double) end
{%- endmacro %}
