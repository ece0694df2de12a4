{#-
    True when the whole text matches the regular expression; null when the text is null. The one place
    that knows how an engine spells it: a partial match is the classic way in for wrong values.
-#}
{% macro full_match(expression, pattern) -%}
    {%- if target is defined and target.type == 'spark' -%}
    ({{ expression }} rlike r'^(?:{{ pattern }})$')
    {%- else -%}
    regexp_full_match({{ expression }}, '{{ pattern }}')
    {%- endif -%}
{%- endmacro %}
