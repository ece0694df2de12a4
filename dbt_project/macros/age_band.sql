{#- ICCS age band of an age in years (methods 2.4, tag AV): 1 0-14, 2 15-29, 3 30-44, 4 45-59,
    5 60 and more; null where the age is not known. -#}
{% macro age_band(age_years) -%}
    case
        when {{ age_years }} between 0 and 14 then '1'
        when {{ age_years }} between 15 and 29 then '2'
        when {{ age_years }} between 30 and 44 then '3'
        when {{ age_years }} between 45 and 59 then '4'
        when {{ age_years }} >= 60 then '5'
    end
{%- endmacro %}
