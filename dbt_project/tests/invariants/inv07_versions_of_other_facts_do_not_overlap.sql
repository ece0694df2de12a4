-- INV07: the knowledge intervals of one key follow each other in every other fact with vintages.
{% set keys = {
    'fct_offence_event': ['event_id', 'source_category_id', 'area_id', 'counting_unit_code'],
    'fct_source_coverage': ['source_id', 'area_id', 'period_id'],
    'fct_survey_estimate': [
        'source_id', 'domain_area_id', 'period_id', 'indicator_id', 'breakdown_code',
    ],
    'fct_governance_indicator': ['source_id', 'local_indicator_code', 'area_id', 'period_id'],
    'fct_participation': ['source_id', 'city_id', 'period_id', 'mechanism_code', 'evaluator_code'],
    'fct_budget': ['source_id', 'city_id', 'period_id', 'local_function_code', 'stage_code'],
    'fct_audit': ['source_id', 'city_id', 'period_id', 'auditor_name'],
} -%}
with ordered as (
    {% for fact, key in keys.items() %}
    select
        '{{ fact }}' as fact_name,
        source_id, known_from_at, known_to_at,
        lead(known_from_at) over (
            partition by {{ key | join(', ') }} order by known_from_at
        ) as next_from_at
    from {{ ref(fact) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select fact_name, source_id
from ordered
where
    known_to_at <= known_from_at
    or (next_from_at is not null and (known_to_at is null or known_to_at > next_from_at))
