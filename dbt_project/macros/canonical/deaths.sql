{#-
    One row is the deaths of one area, manner and sex by year of occurrence (null: not stated) and
    year of registration, which is the period. A source of one date only states both alike.
-#}
{% macro canonical_deaths(relation) -%}
select
    cast(source_id as varchar) as source_id,
    cast(extract_sha256 as varchar) as extract_sha256,
    cast(row_number as bigint) as row_number,
    cast(methodology_version as varchar) as methodology_version,
    cast(coverage_scope as varchar) as coverage_scope,
    cast(area_id as varchar) as area_id,
    cast(manner_code as varchar) as manner_code,
    cast(label_local as varchar) as label_local,
    cast(occurrence_year as integer) as occurrence_year,
    cast(period_start as date) as period_start,
    cast(period_end as date) as period_end,
    cast(victim_sex_code as varchar) as victim_sex_code,
    cast(value_count as bigint) as value_count,
    cast(obs_status_code as varchar) as obs_status_code
from {{ relation }}
{%- endmacro %}
