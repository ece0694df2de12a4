-- One row is one answer in one quarter of 2015, for all cities together. There is none for a single
-- city: about forty persons of Querétaro were asked, and the sample of 2015 does not stand for it.
with dated as (
    select
        *,
        make_date(
            2000 + cast(substr(interview_month, 3, 2) as integer),
            cast(substr(interview_month, 1, 2) as integer), 1
        ) as month_start
    from {{ ref('stg_mx_inegi_ensu_microdata__shares') }}
    where {{ full_match('interview_month', '(0[1-9]|1[0-2])[0-9]{2}') }}
),

measured as (
    select
        *,
        100 * share as share_pct,
        100 * standard_error as error_pct,
        100 * standard_error / nullif(share, 0) as variation_pct,
        -- Nothing is published of fewer than 30 persons (methods 6).
        respondent_count >= 30 as is_published
    from dated
),

estimates as (
    select
        'mx_inegi_ensu_microdata' as source_id,
        extract_sha256,
        cast(null as bigint) as row_number,
        'ensu_microdata_2015' as methodology_version,
        'perception|' || interview_month as coverage_scope,
        quarter(month_start) || 't' || year(month_start) as edition_label,
        {{ area_id('MEX', 'survey_domain', "'ENSU2015'") }} as area_id,
        cast(null as varchar) as area_label_local,
        'gregorian' as calendar_code,
        'quarter' as grain_code,
        cast(date_trunc('quarter', month_start) as date) as period_start,
        {{ month_end("date_trunc('quarter', month_start) + interval 2 month") }} as period_end,
        case answer_code when '2' then 'V05' else 'mx_inegi_ensu_microdata:perceived_security' end
            as indicator_id,
        'total' as breakdown_code,
        'Percepción de seguridad en la ciudad' as question_text,
        case answer_code when '2' then 'Inseguro' else 'Seguro' end as label_local,
        'Residents 18+ who consider living in their city '
        || case answer_code when '2' then 'unsafe' else 'safe' end as label_en,
        'Población de 18 años y más que considera '
        || case answer_code when '2' then 'inseguro' else 'seguro' end || ' vivir en su ciudad'
            as label_es,
        case when is_published then share_pct end as estimate_pct,
        case when is_published then answer_count end as estimate_count,
        base_count,
        case when is_published then error_pct end as standard_error_pct,
        case when is_published then variation_pct end as cv_pct,
        -- 90 %: 1.6449 standard errors to each side, within 0 and 100.
        case when is_published then greatest(share_pct - 1.6448536269514722 * error_pct, 0) end
            as ci_low_pct,
        case when is_published then least(share_pct + 1.6448536269514722 * error_pct, 100) end
            as ci_high_pct,
        case when is_published then 90.0 end as ci_level_pct,
        respondent_count as unweighted_count,
        case when is_published then design_effect end as design_effect,
        case when is_published then {{ precision_band('variation_pct') }} else 'not_available' end
            as precision_band_code,
        'in_denominator' as dont_know_rule_code,
        'national' as representativity_code,
        case when is_published then 'A' else 'Q' end as obs_status_code
    from measured
)

{{ canonical_survey_estimates('estimates') }}
