-- INV23: what is published by a code has its names in English and Spanish and keeps the publisher's
-- words; no label is empty, and a reason for a gap stands in both languages or in none.
{% set labels = {
    'dim_city': ['name_en', 'name_local'],
    'dim_area': ['name_local'],
    'dim_offence': ['name_en', 'name_es'],
    'dim_period': ['label_en', 'label_es'],
    'dim_source_category': ['label_type'],
    'fct_survey_estimate': ['label_local', 'label_en', 'label_es'],
    'fct_governance_indicator': ['label_local', 'label_en', 'label_es'],
    'fct_participation': ['label_local', 'label_en', 'label_es'],
    'indicator_catalogue': ['name_en', 'name_es'],
    'codes': ['label_en', 'label_es'],
    'control_chart': [
        'method_en', 'method_es', 'adjustment_en', 'adjustment_es', 'control_signal_en',
        'control_signal_es',
    ],
} -%}
{% for model, columns in labels.items() %}
{% for column in columns %}
select '{{ model }}.{{ column }}' as label_name
from {{ ref(model) }}
where coalesce(trim({{ column }}), '') = ''
union all
{% endfor %}
{% endfor %}
{% for model in [
    'recorded_crime_by_city_year', 'recorded_crime_by_city_month', 'offence_rate_by_city_year',
    'observation',
] %}
select '{{ model }}.gap_reason' as label_name
from {{ ref(model) }}
where
    (gap_reason_en is null) <> (gap_reason_es is null)
    or trim(gap_reason_en) = ''
    or trim(gap_reason_es) = ''
{% if not loop.last %}union all{% endif %}
{% endfor %}
