-- One row is one estimate of a row in order. Its key is its scope: a later row replaces it, leaving
-- it out does not. A value that cannot be is empty with its status; precision that contradicts
-- itself goes, and the estimate stays unvalidated (V). A CV comes from the printed standard error.
with in_order as (
    select
        *,
        estimate_pct is null or is_no_percentage or is_interval_excludes_estimate
        or is_few_respondents as is_valueless,
        is_no_percentage or is_interval_excludes_estimate or is_few_respondents
        or is_half_an_interval or is_no_precision_number or is_precision_contradicts_itself
        or estimate_pct is null as is_without_precision
    from {{ ref('stg_xx_city_survey_estimates__checked') }}
    where {{ in_order(survey_form_rules()) }}
),

precise as (
    select
        *,
        case
            when not is_without_precision
                then coalesce(cv_pct, 100 * standard_error_pct / nullif(estimate_pct, 0))
        end as variation_pct
    from in_order
),

final as (
    select
        'xx_city_survey_estimates' as source_id,
        extract_sha256,
        row_number,
        survey_name || coalesce(', ' || methodology_version, '') as methodology_version,
        area_id || '|' || grain_code || '|' || period_start || '|' || indicator_id || '|'
        || breakdown_code as coverage_scope,
        coalesce(edition_label, survey_name) as edition_label,
        area_id,
        coalesce(domain_name, area_id) as area_label_local,
        'gregorian' as calendar_code,
        grain_code,
        period_start,
        period_end,
        indicator_id,
        breakdown_code,
        question_text || coalesce(' [' || population_scope || ']', '') as question_text,
        coalesce(label_local, name_es) as label_local,
        name_en || case breakdown_code when 'total' then '' else ', ' || breakdown_code end
            as label_en,
        name_es || case breakdown_code when 'total' then '' else ', ' || breakdown_code end
            as label_es,
        case when not is_valueless then estimate_pct end as estimate_pct,
        cast(null as double) as estimate_count,
        cast(null as double) as base_count,
        case when not is_without_precision then standard_error_pct end as standard_error_pct,
        variation_pct as cv_pct,
        case when not is_without_precision then ci_low_pct end as ci_low_pct,
        case when not is_without_precision then ci_high_pct end as ci_high_pct,
        case when not is_without_precision and ci_low_pct is not null then ci_level_pct end
            as ci_level_pct,
        case when unweighted_count >= 0 then unweighted_count end as unweighted_count,
        case when design_effect > 0 then design_effect end as design_effect,
        {{ precision_band('variation_pct') }} as precision_band_code,
        case when is_unknown_dont_know_rule then 'unspecified' else dont_know_rule_code end
            as dont_know_rule_code,
        representativity_code,
        case
            when is_few_respondents then 'Q'
            when is_no_percentage or is_interval_excludes_estimate then 'O'
            when estimate_pct is null then 'L'
            when is_half_an_interval or is_no_precision_number or is_precision_contradicts_itself
                then 'V'
            else 'A'
        end as obs_status_code
    from precise
)

{{ canonical_survey_estimates('final') }}
