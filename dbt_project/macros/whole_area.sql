{#- The area that a row stands for as a whole: a state, province or country itself, else its city.
    `area` is the area of the row, `city_area` that of the city it belongs to. -#}
{% macro whole_area_id(area, city_area) -%}
    case
        when {{ area }}.area_type_code in ('state', 'province', 'country') then {{ area }}.area_id
        else {{ city_area }}.area_id
    end
{%- endmacro %}
