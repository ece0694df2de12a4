{#-
    The flag list and the leading status of a published value (methods 4.3): the flags that apply
    in alphabetical order, and the first of Q M L K O B D E G I U P V W A among them.
    `flags` maps a code to the SQL condition under which it applies.
-#}
{% macro flag_list(flags) -%}
    concat_ws(
        ';'
        {%- for code, condition in flags | dictsort %},
        case when {{ condition }} then '{{ code }}' end
        {%- endfor %}
    )
{%- endmacro %}

{% macro leading_status(flags) -%}
    case
        {%- for code in ['Q', 'M', 'L', 'K', 'O', 'B', 'D', 'E', 'G', 'I', 'U', 'P', 'V', 'W'] if code in flags %}
        when {{ flags[code] }} then '{{ code }}'
        {%- endfor %}
        else 'A'
    end
{%- endmacro %}

{#-
    Status of one summed cell of the facts: as stated, but P where some of its rows were no counts,
    so that a sum that lacks a row never looks complete.
-#}
{% macro status_of_cell(relation) -%}
    case
        when {{ relation }}.has_value_fault and {{ relation }}.obs_status_code = 'A' then 'P'
        else {{ relation }}.obs_status_code
    end
{%- endmacro %}
