{#-
    The form in which facts leave the house (ruling 8): settlements are summed to their city, and
    sexual offences below a state or province stand by year: an article such as 'con menor de 14
    años' is a victim attribute, and by month, quarter or weapon it would single people out (sources
    1.1: restricted below year and city). Every public table of source cells takes its area and
    period from here, and every public table of ICCS nodes its condition.
-#}

{#- The area under which a row of `area` is published; `city_area` is the city that it lies in. -#}
{% macro open_area_id(area, city_area) -%}
    case
        when {{ area }}.area_type_code in ('city', 'police_precinct', 'state', 'province', 'country')
            then {{ area }}.area_id
        else {{ city_area }}.area_id
    end
{%- endmacro %}

{#-
    The period under which a row is published. `area` has its type, `period` is of dim_period. A
    quarter of a SAPS year belongs to the year that begins in April.
-#}
{% macro open_period_id(is_sexual, area, period) -%}
    case
        when
            {{ is_sexual }}
            and {{ period }}.grain_code <> 'year'
            and {{ area }}.area_type_code not in ('state', 'province', 'country')
            then {{ period_id(
                period ~ '.calendar_code', "'year'",
                "case " ~ period ~ ".calendar_code when 'za_saps' then date_trunc('year', "
                ~ period ~ ".period_start - interval 3 month) + interval 3 month else "
                ~ "date_trunc('year', " ~ period ~ ".period_start) end"
            ) }}
        else {{ period }}.period_id
    end
{%- endmacro %}

{#-
    Words of the publishers for a sexual offence, in English and Spanish, without accents and in
    small letters. The list is closed: a new word is a decision. It only adds to the crosswalk.
-#}
{% macro sexual_words() -%}
    'sexual|\brapes?\b|violacion|carnal|estupro|incest|pornograf|prostitu|proxenet|lenocin|lasciv'
    || '|pudor|indecen'
{%- endmacro %}

{#- Does the label of a category say so itself? -#}
{% macro says_sexual(category) -%}
    regexp_matches(
        strip_accents(lower(concat_ws(
            ' ', {{ category }}.label_group, {{ category }}.label_type,
            {{ category }}.label_subtype, {{ category }}.label_modality
        ))),
        {{ sexual_words() }}
    )
{%- endmacro %}

{#-
    One row per source category of sexual offences: those that feed a node of them, every other
    category published under the same label type, mapped or not (an article that no node takes,
    'omisión de denuncia', is as revealing by month and weapon), those whose label says so, and
    every label that nobody has mapped yet: what it is is not known, so the year is all that leaves.
-#}
{% macro sexual_categories() -%}
    select category.source_category_id
    from {{ ref('dim_source_category') }} as category
    where
        {{ says_sexual('category') }}
        or not exists (
            select 1
            from {{ ref('crosswalk') }} as mapped
            where mapped.source_category_id = category.source_category_id
        )
        or exists (
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

{#-
    Does the count of a node hold sexual offences of an area below the state or province? Its cells
    below the year would give back by subtraction what the cells of its categories hide. `bounds`
    names the kinds of feeding that count.
-#}
{% macro holds_sexual(node, area, bounds="'certain', 'approximation'") -%}
    {{ area }}.area_type_code not in ('state', 'province', 'country')
    and (
        {{ node }}.iccs_code like '03%'
        or {{ node }}.source_id || '|' || {{ node }}.iccs_code in (
            select feeding.source_id || '|' || feeding.iccs_code
            from {{ ref('int_category_node') }} as feeding
            where
                feeding.bound_code in ({{ bounds }})
                and feeding.source_category_id in ({{ sexual_categories() }})
        )
    )
{%- endmacro %}
