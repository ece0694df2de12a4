{#-
    The form in which facts leave the house (ruling 8): settlements are summed to their city, and
    sexual offences of a city stand by year: an article such as 'con menor de 14 años' is a victim
    attribute, and by month and weapon it would single people out (sources 1.1: restricted below
    year and city). Every public table of source cells takes its area and period from here.
-#}

{#- The area under which a row of `area` is published; `city_area` is the city that it lies in. -#}
{% macro open_area_id(area, city_area) -%}
    case
        when {{ area }}.area_type_code in ('city', 'police_precinct', 'state', 'province', 'country')
            then {{ area }}.area_id
        else {{ city_area }}.area_id
    end
{%- endmacro %}

{#- The period under which a row is published. `area` has its type, `period` is of dim_period. -#}
{% macro open_period_id(is_sexual, area, period) -%}
    case
        when
            {{ is_sexual }}
            and {{ period }}.grain_code = 'month'
            and {{ area }}.area_type_code not in ('state', 'province', 'country')
            then {{ period_id(
                period ~ '.calendar_code', "'year'",
                "date_trunc('year', " ~ period ~ ".period_start)"
            ) }}
        else {{ period }}.period_id
    end
{%- endmacro %}

{#-
    One row per source category of sexual offences: those that feed a node of them, and every other
    category published under the same label type, mapped or not: an article that no node takes
    ('omisión de denuncia') is as revealing by month and weapon.
-#}
{% macro sexual_categories() -%}
    select category.source_category_id
    from {{ ref('dim_source_category') }} as category
    where exists (
        select 1
        from {{ ref('int_category_node') }} as node
        where
            node.iccs_code like '03%'
            and (
                node.source_category_id = category.source_category_id
                or (
                    node.source_id = category.source_id
                    and {{ match_key('node.label_type') }}
                    = {{ match_key('category.label_type') }}
                )
            )
    )
{%- endmacro %}
