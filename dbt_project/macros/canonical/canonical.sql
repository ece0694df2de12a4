{#-
    One exit per domain: every `stg_<source_id>__<domain>` ends in one of these macros, so that all
    sources hand the core the same columns in the same order and types. What a source does not
    know it gives as null; nothing is derived here.
-#}

{% macro canonical_offences(relation) -%}
select
    cast(source_id as varchar) as source_id,
    cast(extract_sha256 as varchar) as extract_sha256,
    cast(row_number as bigint) as row_number,
    cast(methodology_version as varchar) as methodology_version,
    cast(coverage_scope as varchar) as coverage_scope,
    cast(label_group as varchar) as label_group,
    cast(label_type as varchar) as label_type,
    cast(label_subtype as varchar) as label_subtype,
    cast(label_modality as varchar) as label_modality,
    cast(area_id as varchar) as area_id,
    cast(calendar_code as varchar) as calendar_code,
    cast(grain_code as varchar) as grain_code,
    cast(period_start as date) as period_start,
    cast(period_end as date) as period_end,
    cast(counting_unit_code as varchar) as counting_unit_code,
    cast(victim_sex_code as varchar) as victim_sex_code,
    cast(victim_age_code as varchar) as victim_age_code,
    cast(victim_age_label as varchar) as victim_age_label,
    cast(value_count as bigint) as value_count,
    cast(obs_status_code as varchar) as obs_status_code
from {{ relation }}
{%- endmacro %}

{% macro canonical_offence_events(relation) -%}
select
    cast(source_id as varchar) as source_id,
    cast(extract_sha256 as varchar) as extract_sha256,
    cast(row_number as bigint) as row_number,
    cast(methodology_version as varchar) as methodology_version,
    cast(coverage_scope as varchar) as coverage_scope,
    cast(event_key as varchar) as event_key,
    cast(label_group as varchar) as label_group,
    cast(label_type as varchar) as label_type,
    cast(label_subtype as varchar) as label_subtype,
    cast(label_modality as varchar) as label_modality,
    cast(area_id as varchar) as area_id,
    cast(occurred_date as date) as occurred_date,
    cast(occurred_from_at as timestamp) as occurred_from_at,
    cast(occurred_to_at as timestamp) as occurred_to_at,
    cast(counting_unit_code as varchar) as counting_unit_code,
    cast(unit_count as bigint) as unit_count,
    cast(victim_sex_code as varchar) as victim_sex_code,
    cast(victim_age_years as integer) as victim_age_years,
    cast(geo_precision_code as varchar) as geo_precision_code,
    cast(obs_status_code as varchar) as obs_status_code
from {{ relation }}
{%- endmacro %}

{% macro canonical_population(relation) -%}
select
    cast(source_id as varchar) as source_id,
    cast(extract_sha256 as varchar) as extract_sha256,
    cast(row_number as bigint) as row_number,
    cast(area_id as varchar) as area_id,
    cast(reference_date as date) as reference_date,
    cast(period_start as date) as period_start,
    cast(period_end as date) as period_end,
    cast(denominator_type_code as varchar) as denominator_type_code,
    cast(sex_code as varchar) as sex_code,
    cast(age_band_code as varchar) as age_band_code,
    cast(vintage as varchar) as vintage,
    cast(method_code as varchar) as method_code,
    cast(is_rate_base as boolean) as is_rate_base,
    cast(value_count as double) as value_count,
    cast(obs_status_code as varchar) as obs_status_code
from {{ relation }}
{%- endmacro %}

{% macro canonical_areas(relation) -%}
select
    cast(source_id as varchar) as source_id,
    cast(extract_sha256 as varchar) as extract_sha256,
    cast(area_id as varchar) as area_id,
    cast(country_code as varchar) as country_code,
    cast(city_admin_code as varchar) as city_admin_code,
    cast(area_type_code as varchar) as area_type_code,
    cast(area_code as varchar) as area_code,
    cast(name_local as varchar) as name_local,
    cast(parent_area_id as varchar) as parent_area_id,
    cast(valid_from_date as date) as valid_from_date,
    cast(valid_to_date as date) as valid_to_date,
    cast(land_km2 as double) as land_km2
from {{ relation }}
{%- endmacro %}

{% macro canonical_coverage(relation) -%}
select
    cast(source_id as varchar) as source_id,
    cast(extract_sha256 as varchar) as extract_sha256,
    cast(coverage_scope as varchar) as coverage_scope,
    cast(label_type as varchar) as label_type,
    cast(area_id as varchar) as area_id,
    cast(calendar_code as varchar) as calendar_code,
    cast(grain_code as varchar) as grain_code,
    cast(period_start as date) as period_start,
    cast(period_end as date) as period_end,
    cast(is_reported as boolean) as is_reported
from {{ relation }}
{%- endmacro %}

{% macro canonical_corrections(relation) -%}
select
    cast(source_id as varchar) as source_id,
    cast(correction_id as varchar) as correction_id,
    cast(action_code as varchar) as action_code,
    cast(layout as varchar) as layout,
    cast(locator as varchar) as locator,
    cast(column_name as varchar) as column_name,
    cast(new_value as varchar) as new_value,
    cast(what as varchar) as what,
    cast(why as varchar) as why,
    cast(evidence as varchar) as evidence,
    cast(expect as varchar) as expect,
    cast(reported_date as date) as reported_date,
    cast(status_code as varchar) as status_code,
    cast(extract_sha256 as varchar) as extract_sha256,
    cast(row_count as bigint) as row_count,
    cast(is_fit as boolean) as is_fit
from {{ relation }}
{%- endmacro %}
