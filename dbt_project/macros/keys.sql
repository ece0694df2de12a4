{#-
    Keys that core computes from labels and dates. Stable text: the same label gives the same key in
    every release.
-#}

{#- Id of a label tuple (methods 1.2): source, then 12 hex digits of the hash of its match key. -#}
{% macro source_category_id(source_id, label_group, label_type, label_subtype, label_modality) -%}
    {{ source_id }} || ':' || substr({{ sha256_hex(
        "coalesce(" ~ match_key(label_group) ~ ", '') || chr(31) || "
        ~ "coalesce(" ~ match_key(label_type) ~ ", '') || chr(31) || "
        ~ "coalesce(" ~ match_key(label_subtype) ~ ", '') || chr(31) || "
        ~ "coalesce(" ~ match_key(label_modality) ~ ", '')"
    ) }}, 1, 12)
{%- endmacro %}

{#- Id of a period (methods 1.2): calendar:grain:start. -#}
{% macro period_id(calendar_code, grain_code, period_start) -%}
    {{ calendar_code }} || ':' || {{ grain_code }} || ':' || cast(cast({{ period_start }} as date) as varchar)
{%- endmacro %}
