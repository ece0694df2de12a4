{#-
    Level 0 to 4 of a measured component (methods 11). `bounds` are the four values at which the next
    level begins; with `falling`, less is better and a level holds up to and with its bound. Null
    stays null: nothing measured is no level.
-#}
{% macro maturity_level(value, bounds, falling=false) -%}
    case
        when {{ value }} is null then null
        {%- for bound in bounds | reverse %}
        when {{ value }} {{ '<=' if falling else '>=' }} {{ bound }} then {{ 4 - loop.index0 }}
        {%- endfor %}
        else 0
    end
{%- endmacro %}
