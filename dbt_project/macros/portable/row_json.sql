{#-
    A landed row as one JSON text, so that a rule that names a column in data (a declared correction)
    can look at it. `alias` is the name under which the relation stands in the query.
-#}
{% macro row_json(alias) -%}
    cast(to_json({{ alias }}) as varchar)
{%- endmacro %}
