{#-
    Design-based shares with their standard errors: one row per domain (Taylor linearisation of a
    ratio, with replacement at the first stage; Wolter 2007, ch. 6).

    `relation` has one row per respondent and answer: the columns of `domain`, `stratum`, `psu`,
    `weight`, and `has_answered`, 1 where the respondent gave the answer, else 0. Every respondent of
    the domain is in the base. A stratum with one primary unit counts its deviation from the whole
    sample's mean, which is never too small. Shares are fractions, 0 to 1.
-#}
{% macro design_based_shares(relation, domain) -%}
{%- set keys = domain | join(', ') -%}
with whole as (
    select
        {{ keys }},
        sum(weight) as base_count,
        sum(weight * has_answered) as answer_count,
        sum(weight * has_answered) / sum(weight) as share,
        count(*) as respondent_count
    from {{ relation }}
    group by {{ keys }}
),

unit_total as (
    select
        {% for key in domain %}respondent.{{ key }}, {% endfor %}
        respondent.stratum,
        respondent.psu,
        sum(respondent.weight * (respondent.has_answered - whole.share)) / min(whole.base_count)
            as deviation
    from {{ relation }} as respondent
    inner join whole
        on {% for key in domain %}respondent.{{ key }} = whole.{{ key }}
            {%- if not loop.last %} and {% endif %}{% endfor %}
    group by {% for key in domain %}respondent.{{ key }}, {% endfor %}respondent.stratum, respondent.psu
),

stratum_variance as (
    select
        {{ keys }},
        stratum,
        case
            when count(*) = 1 then sum(deviation * deviation)
            else count(*) * var_samp(deviation)
        end as variance
    from unit_total
    group by {{ keys }}, stratum
),

variance as (
    select {{ keys }}, sum(variance) as variance
    from stratum_variance
    group by {{ keys }}
)

select
    {% for key in domain %}whole.{{ key }}, {% endfor %}
    whole.base_count,
    whole.answer_count,
    whole.share,
    whole.respondent_count,
    sqrt(variance.variance) as standard_error,
    variance.variance
    / nullif(whole.share * (1 - whole.share) / whole.respondent_count, 0) as design_effect
from whole
inner join variance
    on {% for key in domain %}whole.{{ key }} = variance.{{ key }}
        {%- if not loop.last %} and {% endif %}{% endfor %}
{%- endmacro %}

{#- Precision band of a coefficient of variation in per cent (methods 6). -#}
{% macro precision_band(cv_pct) -%}
    case
        when {{ cv_pct }} < 15 then 'high'
        when {{ cv_pct }} < 30 then 'moderate'
        when {{ cv_pct }} >= 30 then 'low'
        else 'not_available'
    end
{%- endmacro %}
