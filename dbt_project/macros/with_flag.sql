{#- A flag list (`;`-separated, alphabetical) with one more code; A, which says that nothing is to be
    said, goes. -#}
{% macro with_flag(flags, code) -%}
    array_to_string(
        list_sort(list_distinct(list_append(
            list_filter(string_split({{ flags }}, ';'), lambda flag: flag <> 'A'), '{{ code }}'
        ))),
        ';'
    )
{%- endmacro %}
