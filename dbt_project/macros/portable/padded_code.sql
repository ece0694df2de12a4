{#-
    A numeric code brought to its full length with leading zeros: '9' -> '09'. Text that is no code
    of at most `length` digits is null and never cut: `lpad('123', 2, '0')` would be 12.
-#}
{% macro padded_code(expression, length) -%}
    case when {{ full_match('trim(' ~ expression ~ ')', '[0-9]{1,' ~ length ~ '}') }}
        then lpad(trim({{ expression }}), {{ length }}, '0') end
{%- endmacro %}
