-- One row is one current estimate of a survey indicator of the catalogue (V01 to V09) in the shape
-- of marts.observation. The domain of several municipalities stands beside its city and says
-- so by its scope; the country and all cities together belong to no city.
select
    estimate.indicator_id,
    case when estimate.representativity_code <> 'national' then estimate.city_id end as city_id,
    estimate.domain_area_id as area_id,
    area.area_type_code as area_scope,
    estimate.period_id,
    period.period_start,
    period.period_end,
    estimate.breakdown_code,
    estimate.source_id,
    cast(null as varchar) as iccs_code,
    estimate.estimate_count as numerator,
    estimate.base_count as denominator,
    estimate.estimate_pct as value,
    cast(null as double) as value_low,
    cast(null as double) as value_high,
    '%' as unit_code,
    cast(null as varchar) as counting_unit_code,
    cast(null as varchar) as node_status_code,
    estimate.ci_low_pct as ci_low,
    estimate.ci_high_pct as ci_high,
    estimate.ci_level_pct,
    case when estimate.ci_low_pct is not null then 'survey' else 'none' end as ci_method_code,
    estimate.obs_status_code,
    estimate.obs_flag_codes,
    estimate.conf_status_code,
    estimate.precision_band_code,
    estimate.extract_sha256 as extract_sha256_list,
    cast(null as varchar) as map_version,
    cast(null as varchar) as denominator_vintage,
    estimate.known_from_at,
    case
        when estimate.estimate_pct is not null then null
        when estimate.obs_status_code = 'Q' then 'Fewer than 30 respondents: not published.'
        when estimate.obs_status_code = 'O'
            then 'The figure given is no share, or contradicts itself.'
        else 'The publisher gives no figure: not significant or not available.'
    end as gap_reason_en,
    case
        when estimate.estimate_pct is not null then null
        when estimate.obs_status_code = 'Q'
            then 'Menos de 30 personas entrevistadas: no se publica.'
        when estimate.obs_status_code = 'O'
            then 'La cifra dada no es una proporción, o se contradice.'
        else 'El publicador no da cifra: no significativa o no disponible.'
    end as gap_reason_es,
    cast(null as bigint) as certain_count,
    cast(null as bigint) as possible_count,
    period.month_count as months_reported,
    cast(1 as double) as covered_share,
    false as is_denominator_estimated,
    period.calendar_code
from {{ ref('fct_survey_estimate') }} as estimate
inner join {{ ref('dim_area') }} as area on estimate.domain_area_id = area.area_id
inner join {{ ref('dim_period') }} as period on estimate.period_id = period.period_id
inner join {{ ref('indicators') }} as indicator
    on estimate.indicator_id = indicator.indicator_id
where estimate.known_to_at is null
