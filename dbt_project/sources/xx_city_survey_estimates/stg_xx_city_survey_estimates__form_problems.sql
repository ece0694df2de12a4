-- One row is one rule that one row of the form breaks.
with broken as (
    {{ broken_rules(
        ref('stg_xx_city_survey_estimates__checked'), 'xx_city_survey_estimates', 'survey_estimates',
        survey_form_rules(),
    ) }}
)

{{ canonical_form_problems('broken') }}
