{#-
    Disclosure control of victim attributes (methods 9): what is small, and what a hidden cell says of
    itself. `minimum_victim_cell` is k: a cell of 1 to k - 1 victims is never shown. The gate audits
    the result from the published tables alone (orchestration/release/disclosure).
-#}

{#- True where `count` is a primary cell: 1 to k - 1 units. -#}
{% macro is_small_cell(count) -%}
coalesce({{ count }} between 1 and {{ (var('minimum_victim_cell') | int) - 1 }}, false)
{%- endmacro %}

{#-
    Why the sexes of one table row are hidden, or null: two values that add up to a published total
    stand or fall together. `small` is the sex looked at, `other` the one beside it.
-#}
{% macro sex_suppression(one, other) -%}
case
        when {{ is_small_cell(one) }} or {{ is_small_cell(other) }} then 'small_cells'
        when ({{ one }} = 0) <> ({{ other }} = 0) then 'one_value'
    end
{%- endmacro %}

{#- The statement beside `suppression_reason_code`, in 'en' or 'es'. -#}
{% macro suppression_reason(code, language) -%}
{%- set k = var('minimum_victim_cell') -%}
{%- if language == 'en' -%}
case {{ code }}
        when 'small_cells'
            then 'Fewer than {{ k }} victims, or a cell from which they could be worked out.'
        when 'one_value'
            then 'All known victims share one value: it would be known of each of them.'
    end
{%- else -%}
case {{ code }}
        when 'small_cells'
            then 'Menos de {{ k }} víctimas, o una celda de la que se podrían deducir.'
        when 'one_value'
            then 'Todas las víctimas conocidas comparten un valor: se sabría de cada una.'
    end
{%- endif -%}
{%- endmacro %}
