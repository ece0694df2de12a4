{#-
    The means (ICCS tag We) of a source category: the tag of its crosswalk row, or, where the row says
    that the publisher's word decides (`We=*`), the code of that word. A word that nobody has listed is
    a means that we do not know (6), never one that the source does not print (null).
-#}
{% macro weapon_code(crosswalk_tags, label_modality, listed_code) -%}
    case
        when {{ crosswalk_tags }} like '%We=*%' then coalesce(
            {{ listed_code }}, case when trim({{ label_modality }}) <> '' then '6' end
        )
        else nullif(regexp_extract({{ crosswalk_tags }}, 'We=([1-6])', 1), '')
    end
{%- endmacro %}
