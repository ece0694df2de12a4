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

{#- One row is one score or ratio as published; the local label stands beside its two translations. -#}
{% macro canonical_governance_indicators(relation) -%}
select
    cast(source_id as varchar) as source_id,
    cast(extract_sha256 as varchar) as extract_sha256,
    cast(row_number as bigint) as row_number,
    cast(methodology_version as varchar) as methodology_version,
    cast(coverage_scope as varchar) as coverage_scope,
    cast(local_indicator_code as varchar) as local_indicator_code,
    cast(label_local as varchar) as label_local,
    cast(label_en as varchar) as label_en,
    cast(label_es as varchar) as label_es,
    cast(area_id as varchar) as area_id,
    cast(calendar_code as varchar) as calendar_code,
    cast(grain_code as varchar) as grain_code,
    cast(period_start as date) as period_start,
    cast(period_end as date) as period_end,
    cast(unit_code as varchar) as unit_code,
    cast(value as double) as value,
    cast(obs_status_code as varchar) as obs_status_code
from {{ relation }}
{%- endmacro %}

{#- One row is one published estimate of one survey, with whatever precision the source prints. -#}
{% macro canonical_survey_estimates(relation) -%}
select
    cast(source_id as varchar) as source_id,
    cast(extract_sha256 as varchar) as extract_sha256,
    cast(row_number as bigint) as row_number,
    cast(methodology_version as varchar) as methodology_version,
    cast(coverage_scope as varchar) as coverage_scope,
    cast(edition_label as varchar) as edition_label,
    cast(area_id as varchar) as area_id,
    cast(area_label_local as varchar) as area_label_local,
    cast(calendar_code as varchar) as calendar_code,
    cast(grain_code as varchar) as grain_code,
    cast(period_start as date) as period_start,
    cast(period_end as date) as period_end,
    cast(indicator_id as varchar) as indicator_id,
    cast(breakdown_code as varchar) as breakdown_code,
    cast(question_text as varchar) as question_text,
    cast(label_local as varchar) as label_local,
    cast(label_en as varchar) as label_en,
    cast(label_es as varchar) as label_es,
    cast(estimate_pct as double) as estimate_pct,
    cast(estimate_count as double) as estimate_count,
    cast(base_count as double) as base_count,
    cast(standard_error_pct as double) as standard_error_pct,
    cast(cv_pct as double) as cv_pct,
    cast(ci_low_pct as double) as ci_low_pct,
    cast(ci_high_pct as double) as ci_high_pct,
    cast(ci_level_pct as double) as ci_level_pct,
    cast(unweighted_count as bigint) as unweighted_count,
    cast(design_effect as double) as design_effect,
    cast(precision_band_code as varchar) as precision_band_code,
    cast(dont_know_rule_code as varchar) as dont_know_rule_code,
    cast(representativity_code as varchar) as representativity_code,
    cast(obs_status_code as varchar) as obs_status_code
from {{ relation }}
{%- endmacro %}

{#- One row is one area, period and way of taking part: an election, a hearing, an evaluator's score. -#}
{% macro canonical_participation(relation) -%}
select
    cast(source_id as varchar) as source_id,
    cast(extract_sha256 as varchar) as extract_sha256,
    cast(row_number as bigint) as row_number,
    cast(methodology_version as varchar) as methodology_version,
    cast(coverage_scope as varchar) as coverage_scope,
    cast(area_id as varchar) as area_id,
    cast(boundary_version as varchar) as boundary_version,
    cast(calendar_code as varchar) as calendar_code,
    cast(grain_code as varchar) as grain_code,
    cast(period_start as date) as period_start,
    cast(period_end as date) as period_end,
    cast(mechanism_code as varchar) as mechanism_code,
    cast(evaluator_code as varchar) as evaluator_code,
    cast(label_local as varchar) as label_local,
    cast(label_en as varchar) as label_en,
    cast(label_es as varchar) as label_es,
    cast(participant_count as bigint) as participant_count,
    cast(eligible_count as bigint) as eligible_count,
    cast(women_count as bigint) as women_count,
    cast(score as double) as score,
    cast(obs_status_code as varchar) as obs_status_code
from {{ relation }}
{%- endmacro %}

{#- One row is one amount of one function and stage of a budget; amounts of items are summed. -#}
{% macro canonical_budgets(relation) -%}
select
    cast(source_id as varchar) as source_id,
    cast(extract_sha256 as varchar) as extract_sha256,
    cast(methodology_version as varchar) as methodology_version,
    cast(coverage_scope as varchar) as coverage_scope,
    cast(area_id as varchar) as area_id,
    cast(calendar_code as varchar) as calendar_code,
    cast(grain_code as varchar) as grain_code,
    cast(period_start as date) as period_start,
    cast(period_end as date) as period_end,
    cast(local_function_code as varchar) as local_function_code,
    cast(label_local as varchar) as label_local,
    cast(cofog_code as varchar) as cofog_code,
    cast(local_stage_code as varchar) as local_stage_code,
    cast(stage_code as varchar) as stage_code,
    cast(amount as decimal(20, 2)) as amount,
    cast(currency_code as varchar) as currency_code,
    cast(obs_status_code as varchar) as obs_status_code
from {{ relation }}
{%- endmacro %}

{#- One row is one opinion of one auditor on one fiscal year. -#}
{% macro canonical_audits(relation) -%}
select
    cast(source_id as varchar) as source_id,
    cast(extract_sha256 as varchar) as extract_sha256,
    cast(row_number as bigint) as row_number,
    cast(methodology_version as varchar) as methodology_version,
    cast(coverage_scope as varchar) as coverage_scope,
    cast(area_id as varchar) as area_id,
    cast(calendar_code as varchar) as calendar_code,
    cast(grain_code as varchar) as grain_code,
    cast(period_start as date) as period_start,
    cast(period_end as date) as period_end,
    cast(auditor_name as varchar) as auditor_name,
    cast(opinion_local as varchar) as opinion_local,
    cast(opinion_code as varchar) as opinion_code,
    cast(opinion_scale_code as varchar) as opinion_scale_code,
    cast(opinion_ordinal as integer) as opinion_ordinal,
    cast(audited_amount as decimal(20, 2)) as audited_amount,
    cast(observed_amount as decimal(20, 2)) as observed_amount,
    cast(currency_code as varchar) as currency_code,
    cast(finding_count as bigint) as finding_count,
    cast(solved_count as bigint) as solved_count
from {{ relation }}
{%- endmacro %}

{#- One row is one row of the form `programmes`, text: core types what passed the rules of the form. -#}
{% macro canonical_programmes(relation) -%}
select
    cast(source_id as varchar) as source_id,
    cast(extract_sha256 as varchar) as extract_sha256,
    cast(row_number as bigint) as row_number,
    cast(coverage_scope as varchar) as coverage_scope,
    cast(period_start as date) as period_start,
    cast(period_end as date) as period_end,
    nullif(trim(cast(programme_id as varchar)), '') as programme_id,
    nullif(trim(cast(city_id as varchar)), '') as city_id,
    nullif(trim(cast(name_local as varchar)), '') as name_local,
    nullif(trim(cast(name_en as varchar)), '') as name_en,
    nullif(trim(cast(name_es as varchar)), '') as name_es,
    nullif(trim(cast(place as varchar)), '') as place,
    nullif(trim(cast(prevention_type_code as varchar)), '') as prevention_type_code,
    nullif(trim(cast(target_group as varchar)), '') as target_group,
    nullif(trim(cast(target_population_count as varchar)), '') as target_population_count,
    nullif(trim(cast(theory_of_change as varchar)), '') as theory_of_change,
    nullif(trim(cast(outcome_indicator_id as varchar)), '') as outcome_indicator_id,
    nullif(trim(cast(outcome_source_id as varchar)), '') as outcome_source_id,
    nullif(trim(cast(placebo_indicator_id as varchar)), '') as placebo_indicator_id,
    nullif(trim(cast(design_code as varchar)), '') as design_code,
    nullif(trim(cast(minimum_effect_ratio as varchar)), '') as minimum_effect_ratio,
    nullif(trim(cast(recording_change_code as varchar)), '') as recording_change_code,
    nullif(trim(cast(registered_date as varchar)), '') as registered_date,
    nullif(trim(cast(start_date as varchar)), '') as start_date,
    nullif(trim(cast(end_date as varchar)), '') as end_date,
    nullif(trim(cast(budget_amount as varchar)), '') as budget_amount,
    nullif(trim(cast(currency_code as varchar)), '') as currency_code
from {{ relation }}
{%- endmacro %}

{#- One row is one programme, area and month of the form `activity`, text. -#}
{% macro canonical_programme_activities(relation) -%}
select
    cast(source_id as varchar) as source_id,
    cast(extract_sha256 as varchar) as extract_sha256,
    cast(row_number as bigint) as row_number,
    cast(coverage_scope as varchar) as coverage_scope,
    cast(period_start as date) as period_start,
    cast(period_end as date) as period_end,
    nullif(trim(cast(programme_id as varchar)), '') as programme_id,
    nullif(trim(cast(area_id as varchar)), '') as area_id,
    nullif(trim(cast(month as varchar)), '') as month,
    nullif(trim(cast(area_role_code as varchar)), '') as area_role_code,
    nullif(trim(cast(is_treated as varchar)), '') as is_treated,
    nullif(trim(cast(dose as varchar)), '') as dose,
    nullif(trim(cast(beneficiary_count as varchar)), '') as beneficiary_count,
    nullif(trim(cast(women_count as varchar)), '') as women_count,
    nullif(trim(cast(spend_amount as varchar)), '') as spend_amount
from {{ relation }}
{%- endmacro %}

{#- One row is one programme, area and month of the form `outcomes`, text. -#}
{% macro canonical_programme_outcomes(relation) -%}
select
    cast(source_id as varchar) as source_id,
    cast(extract_sha256 as varchar) as extract_sha256,
    cast(row_number as bigint) as row_number,
    cast(coverage_scope as varchar) as coverage_scope,
    cast(period_start as date) as period_start,
    cast(period_end as date) as period_end,
    nullif(trim(cast(programme_id as varchar)), '') as programme_id,
    nullif(trim(cast(area_id as varchar)), '') as area_id,
    nullif(trim(cast(month as varchar)), '') as month,
    nullif(trim(cast(outcome_count as varchar)), '') as outcome_count,
    nullif(trim(cast(placebo_count as varchar)), '') as placebo_count,
    nullif(trim(cast(population as varchar)), '') as population,
    nullif(trim(cast(is_provisional as varchar)), '') as is_provisional
from {{ relation }}
{%- endmacro %}
