{#-
    The financial year of the South African Police Service: 1 April to 31 March. Sources name it by
    its first or by its last year, so both ends are computed from the year in which it ends.
-#}

{% macro saps_year_start(end_year) -%}
    make_date({{ end_year }} - 1, 4, 1)
{%- endmacro %}

{% macro saps_year_end(end_year) -%}
    make_date({{ end_year }}, 3, 31)
{%- endmacro %}

{#-
    The financial year of a municipality of South Africa: 1 July to 30 June, named by its end.
-#}

{% macro municipal_year_start(end_year) -%}
    make_date({{ end_year }} - 1, 7, 1)
{%- endmacro %}

{% macro municipal_year_end(end_year) -%}
    make_date({{ end_year }}, 6, 30)
{%- endmacro %}
