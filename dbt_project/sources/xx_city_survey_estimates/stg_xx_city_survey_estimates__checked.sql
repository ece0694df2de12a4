-- One row is one row of the form, typed, with one column per rule it breaks (survey_form_rules).
with landed as (
    select
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        {% for column in [
            'city_id', 'representativity_code', 'domain_code', 'domain_name', 'survey_name',
            'edition_label', 'methodology_version', 'indicator_id', 'breakdown_code',
            'period_start', 'period_end', 'estimate_pct', 'standard_error_pct', 'cv_pct',
            'ci_low_pct', 'ci_high_pct', 'ci_level_pct', 'unweighted_count', 'design_effect',
            'dont_know_rule_code', 'population_scope', 'question_text', 'label_local',
        ] -%}
        {{ form_cell(column) }} as {{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ source('xx_city_survey_estimates', 'estimates') }}
),

typed as (
    select
        landed.extract_sha256,
        landed.row_number,
        landed.city_id,
        city.country_code,
        city.admin_code as city_admin_code,
        landed.representativity_code,
        landed.domain_code,
        landed.domain_name,
        landed.survey_name,
        landed.edition_label,
        landed.methodology_version,
        landed.indicator_id,
        indicator.name_en,
        indicator.name_es,
        lower(landed.breakdown_code) = 'total' or landed.breakdown_code is null as is_total,
        landed.breakdown_code,
        case landed.representativity_code
            when 'city' then city.country_code || ':city:' || city.admin_code
            when 'state_or_province' then city.context_area_id
            when 'metro' then city.country_code || ':survey_domain:' || landed.domain_code
            when 'national' then city.country_code || ':country:' || city.country_code
        end as area_id,
        {{ strict_date_iso('landed.period_start') }} as period_start,
        {{ strict_date_iso('landed.period_end') }} as period_end,
        {% for column in [
            'estimate_pct', 'standard_error_pct', 'cv_pct', 'ci_low_pct', 'ci_high_pct',
            'ci_level_pct', 'design_effect',
        ] -%}
        landed.{{ column }} as {{ column }}_text,
        {{ strict_decimal('landed.' ~ column) }} as {{ column }},
        {% endfor -%}
        landed.unweighted_count as unweighted_count_text,
        {{ strict_integer('landed.unweighted_count') }} as unweighted_count,
        landed.dont_know_rule_code,
        landed.population_scope,
        landed.question_text,
        landed.label_local
    from landed
    left join {{ ref('cities') }} as city on landed.city_id = city.city_id
    left join {{ ref('indicators') }} as indicator
        on
            landed.indicator_id = indicator.indicator_id
            and indicator.indicator_id in ('V01', 'V02', 'V04', 'V06', 'V07', 'V08', 'V09')
),

measured as (
    select
        *,
        case when is_total then 'total' else breakdown_code end as breakdown,
        {{ whole_period_grain('period_start', 'period_end') }} as grain_code,
        coalesce(standard_error_pct, cv_pct * estimate_pct / 100) as any_error_pct,
        (ci_high_pct - ci_low_pct) / (2 * {{ normal_quantile('ci_level_pct') }})
            as interval_error_pct
    from typed
),

counted as (
    select
        *,
        count(*) over (
            partition by extract_sha256, area_id, period_start, grain_code, indicator_id, breakdown
        ) as same_count
    from measured
)

select
    extract_sha256,
    row_number,
    country_code,
    city_admin_code,
    representativity_code,
    domain_code,
    domain_name,
    area_id,
    survey_name,
    edition_label,
    methodology_version,
    indicator_id,
    name_en,
    name_es,
    breakdown as breakdown_code,
    grain_code,
    period_start,
    period_end,
    estimate_pct,
    standard_error_pct,
    cv_pct,
    ci_low_pct,
    ci_high_pct,
    ci_level_pct,
    unweighted_count,
    design_effect,
    dont_know_rule_code,
    population_scope,
    question_text,
    label_local,
    country_code is null as is_unknown_city,
    name_en is null as is_unknown_indicator,
    country_code is not null
    and (
        area_id is null
        or representativity_code = 'metro'
        and (
            not coalesce({{ full_match('domain_code', '[A-Z0-9]{1,20}') }}, false)
            or domain_name is null
        )
    ) as is_unknown_domain,
    grain_code is null or period_end < period_start as is_bad_period,
    not coalesce(
        {{ full_match(
            'breakdown', '(total|[A-Za-z_]+=[A-Za-z0-9_]+(;[A-Za-z_]+=[A-Za-z0-9_]+)*)'
        ) }},
        false
    ) as is_bad_breakdown,
    same_count > 1 as is_repeated_row,
    estimate_pct_text is not null
    and not coalesce(estimate_pct between 0 and 100, false) as is_no_percentage,
    coalesce(estimate_pct < ci_low_pct or estimate_pct > ci_high_pct, false)
        as is_interval_excludes_estimate,
    coalesce(unweighted_count < 30, false) as is_few_respondents,
    (ci_low_pct is null) <> (ci_high_pct is null)
    or ci_low_pct is not null and not coalesce(ci_level_pct between 50 and 99.99, false)
        as is_half_an_interval,
    {%- for column in [
        'standard_error_pct', 'cv_pct', 'ci_low_pct', 'ci_high_pct', 'ci_level_pct',
        'unweighted_count', 'design_effect',
    ] %}
    {{ 'or ' if not loop.first }}{{ column }}_text is not null
    and not coalesce({{ column }} >= 0, false)
    {%- endfor %} as is_no_precision_number,
    -- Rounding of what is printed, and intervals on a logit or a t, leave some play.
    coalesce(
        abs(interval_error_pct - any_error_pct) > 0.1 + 0.2 * any_error_pct
        or abs(cv_pct - 100 * standard_error_pct / nullif(estimate_pct, 0))
        > 0.1 + 5 / nullif(estimate_pct, 0) + 0.1 * cv_pct,
        false
    ) as is_precision_contradicts_itself,
    not coalesce(dont_know_rule_code in ('in_denominator', 'excluded', 'unspecified'), false)
        as is_unknown_dont_know_rule
from counted
