-- INV13: every percentage of respondents says where "don't know" stands, or carries D.
select source_id, domain_area_id, period_id, indicator_id, breakdown_code
from {{ ref('fct_survey_estimate') }}
where
    dont_know_rule_code = 'unspecified'
    and not list_contains(string_split(obs_flag_codes, ';'), 'D')
