{#-
    The union of one staging domain over every source whose contract provides it. The list comes
    from the contracts through the variable `sources_by_domain`, so a new source is a new folder
    and no edit here. With no source at all an empty relation of the right shape is needed, hence
    the refusal: a warehouse without contracts is an error, not an empty table.
-#}
{% macro union_domain(domain) -%}
{%- set source_ids = var('sources_by_domain')[domain] -%}
{%- if not source_ids and execute -%}
    {{ exceptions.raise_compiler_error("No source provides the domain '" ~ domain ~ "'.") }}
{%- endif -%}
{%- for source_id in source_ids %}
select * from {{ ref('stg_' ~ source_id ~ '__' ~ domain) }}
{% if not loop.last %}union all{% endif %}
{%- endfor %}
{%- endmacro %}

{#- The union of the crosswalks of all sources that provide counts or events. -#}
{% macro union_crosswalks() -%}
{%- set domains = var('sources_by_domain') -%}
{%- set source_ids = (domains['offences'] + domains['offence_events']) | unique | sort -%}
{%- for source_id in source_ids %}
select
    source_id, label_group, label_type, label_subtype, label_modality, iccs_code, relation_code,
    also_touches, tags, counting_unit_code, safe_rollup_code, split_pct, split_evidence,
    confidence_code, review_status_code, basis, row_role_code, valid_from_date, valid_to_date,
    approximation, total_label_type
from {{ ref('crosswalk__' ~ source_id) }}
{% if not loop.last %}union all{% endif %}
{%- endfor %}
{%- endmacro %}
