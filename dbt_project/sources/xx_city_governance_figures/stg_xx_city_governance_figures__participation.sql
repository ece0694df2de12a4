-- One row is the score of one evaluator: its scale is part of the mechanism's name, so that two
-- scales never share a series. Its key is its scope: a later row replaces it.
with final as (
    select
        'xx_city_governance_figures' as source_id,
        extract_sha256,
        row_number,
        '1' as methodology_version,
        'scores|' || area_id || '|' || year_number || '|' || evaluator_code || '|' || scale_low
        || '|' || scale_high as coverage_scope,
        area_id,
        cast(null as varchar) as boundary_version,
        'gregorian' as calendar_code,
        'year' as grain_code,
        make_date(year_number, 1, 1) as period_start,
        make_date(year_number, 12, 31) as period_end,
        'scorecard_' || scale_low || '_to_' || scale_high as mechanism_code,
        evaluator_code,
        'Estructuras de participación directa, ' || evaluator_code as label_local,
        'Direct participation structures, score by ' || evaluator_code as label_en,
        'Estructuras de participación directa, puntaje de ' || evaluator_code as label_es,
        cast(null as bigint) as participant_count,
        cast(null as bigint) as eligible_count,
        cast(null as bigint) as women_count,
        case when not is_bad_number then score end as score,
        case when is_bad_number then 'O' else 'A' end as obs_status_code
    from {{ ref('stg_xx_city_governance_figures__scores_checked') }}
    where {{ in_order(governance_form_rules('participation_scores')) }}
)

{{ canonical_participation('final') }}
