{#- Source, scope, extract and period of every row of several staging domains (`union_domain`). -#}
{% macro union_statements(domains) -%}
{%- set models = [] -%}
{%- for domain in domains -%}
    {%- for source_id in var('sources_by_domain')[domain] -%}
        {%- do models.append('stg_' ~ source_id ~ '__' ~ domain) -%}
    {%- endfor -%}
{%- endfor -%}
{%- if not models and execute -%}
    {{ exceptions.raise_compiler_error("No source provides any of " ~ domains | join(', ') ~ ".") }}
{%- endif -%}
{%- for model in models %}
select source_id, coverage_scope, extract_sha256, period_start, period_end from {{ ref(model) }}
{% if not loop.last %}union all{% endif %}
{%- endfor %}
{%- endmacro %}
