-- One row is how many residents find the government of their city effective, or not, by city and
-- quarter: the same estimates as in __survey_estimates, beside the scores of the city's government.
with final as (
    select
        source_id,
        extract_sha256,
        row_number,
        methodology_version,
        'government|' || coverage_scope as coverage_scope,
        replace(indicator_id, 'mx_inegi_ensu:', '')
        || case breakdown_code when 'total' then '' else '|' || breakdown_code end
            as local_indicator_code,
        label_local,
        label_en,
        label_es,
        area_id,
        calendar_code,
        grain_code,
        period_start,
        period_end,
        'percent' as unit_code,
        estimate_pct as value,
        case
            when obs_status_code in ('A', 'O', 'U') then obs_status_code
            when estimate_pct is null then 'L'
            else 'A'
        end as obs_status_code
    from {{ ref('stg_mx_inegi_ensu__survey_estimates') }}
    where indicator_id in (
        'mx_inegi_ensu:government_effective', 'mx_inegi_ensu:government_not_effective'
    )
)

{{ canonical_governance_indicators('final') }}
