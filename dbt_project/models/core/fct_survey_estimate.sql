-- One row is one published estimate of a survey in one knowledge interval: area, reference period,
-- indicator, breakdown. Precision as printed and never computed (ruling 12). An area of a survey is
-- its own: a state, the country, or a domain of several municipalities; never a city by its name. A
-- national estimate belongs to no city, whatever city its domain stands beside.
{% set flags = {
    'B': 'versioned.is_break',
    'D': "versioned.dont_know_rule_code = 'unspecified'"
         ~ " or (versioned.indicator_id = 'V04' and versioned.dont_know_rule_code = 'excluded')",
    'L': "versioned.obs_status_code in ('L', 'N')",
    'N': "versioned.obs_status_code = 'N'",
    'O': "versioned.obs_status_code = 'O'",
    'Q': "versioned.obs_status_code = 'Q'",
    'U': "versioned.obs_status_code = 'U'"
         ~ " or (versioned.precision_band_code = 'low' and versioned.estimate_pct is not null)",
    'V': "versioned.obs_status_code = 'V'",
} %}
with stated as (
    select * from {{ ref('int_survey_estimate') }}
),

versioned as (
    {{ knowledge_intervals(
        'stated',
        ['area_id', 'period_id', 'indicator_id', 'breakdown_code'],
        [
            'methodology_version', 'edition_label', 'city_id', 'question_text', 'label_local',
            'label_en', 'label_es', 'estimate_pct', 'estimate_count', 'base_count',
            'standard_error_pct', 'cv_pct', 'ci_low_pct', 'ci_high_pct', 'ci_level_pct',
            'unweighted_count', 'design_effect', 'precision_band_code', 'dont_know_rule_code',
            'representativity_code', 'obs_status_code', 'is_break',
        ],
    ) }}
)

select
    versioned.source_id,
    versioned.area_id as domain_area_id,
    case when versioned.representativity_code <> 'national' then versioned.city_id end as city_id,
    versioned.period_id,
    versioned.indicator_id,
    versioned.breakdown_code,
    versioned.label_local,
    versioned.label_en,
    versioned.label_es,
    versioned.question_text,
    versioned.edition_label,
    versioned.estimate_pct,
    versioned.estimate_count,
    versioned.base_count,
    versioned.standard_error_pct,
    versioned.cv_pct,
    versioned.ci_low_pct,
    versioned.ci_high_pct,
    versioned.ci_level_pct,
    versioned.unweighted_count,
    versioned.design_effect,
    versioned.precision_band_code,
    versioned.dont_know_rule_code,
    versioned.representativity_code,
    versioned.methodology_version,
    {{ leading_status(flags) }} as obs_status_code,
    coalesce(nullif({{ flag_list(flags) }}, ''), 'A') as obs_flag_codes,
    'F' as conf_status_code,
    versioned.extract_sha256,
    versioned.known_from_at,
    versioned.known_to_at
from versioned
