-- One row is one rule that one row of a form breaks.
with broken as (
    {{ broken_rules(
        ref('stg_xx_city_governance_figures__scores_checked'), 'xx_city_governance_figures',
        'participation_scores', governance_form_rules('participation_scores'),
    ) }}
    union all
    {{ broken_rules(
        ref('stg_xx_city_governance_figures__denominators_checked'), 'xx_city_governance_figures',
        'denominators', governance_form_rules('denominators'),
    ) }}
    union all
    {{ broken_rules(
        ref('stg_xx_city_governance_figures__relationships_checked'), 'xx_city_governance_figures',
        'homicide_relationships', governance_form_rules('homicide_relationships'),
    ) }}
    {%- for form in ['women_in_bodies', 'police_officers', 'detainees'] %}
    union all
    {{ broken_rules(
        "(select * from " ~ ref('stg_xx_city_governance_figures__counts_checked')
        ~ " where form_code = '" ~ form ~ "') as form",
        'xx_city_governance_figures', form, governance_form_rules(form),
    ) }}
    {%- endfor %}
)

{{ canonical_form_problems('broken') }}
