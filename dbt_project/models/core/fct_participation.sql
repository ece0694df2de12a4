-- One row is how many took part in one city, period and way of taking part, in one knowledge
-- interval. Wards and provinces stay in staging: they are no city.
with staged as (
    {{ union_domain('participation') }}
),

stated as (
    select
        staged.source_id,
        staged.coverage_scope,
        staged.extract_sha256,
        area.city_id,
        {{ period_id('staged.calendar_code', 'staged.grain_code', 'staged.period_start') }}
            as period_id,
        staged.mechanism_code,
        staged.evaluator_code,
        staged.label_local,
        staged.label_en,
        staged.label_es,
        staged.participant_count,
        staged.eligible_count,
        staged.women_count,
        staged.score,
        staged.obs_status_code
    from staged
    inner join {{ ref('dim_area') }} as area
        on staged.area_id = area.area_id and area.area_type_code = 'city'
),

versioned as (
    {{ knowledge_intervals(
        'stated',
        ['city_id', 'period_id', 'mechanism_code', 'evaluator_code'],
        [
            'participant_count', 'eligible_count', 'women_count', 'score', 'obs_status_code',
            'label_local', 'label_en', 'label_es',
        ],
    ) }}
)

select
    city_id,
    period_id,
    mechanism_code,
    evaluator_code,
    label_local,
    label_en,
    label_es,
    participant_count,
    eligible_count,
    women_count,
    score,
    obs_status_code,
    source_id,
    extract_sha256,
    known_from_at,
    known_to_at
from versioned
