-- One row is V10, the crimes of one type in one city and year that the recorded ones and the
-- city's own reporting rate allow: an interval of counts and no point value, status G, in no core
-- table (INV20; methods 6). It stands only where the domain of the survey is the city, the periods
-- are the same, the category is that node exactly, and both rates vary by less than 30 %. With the
-- rate r and its standard error, logit limits r_low and r_high: n / r_high to n / r_low. Of two
-- surveys of one city and year the more precise one.
{% set z = 'cast(1.959963984540054 as double)' %}
{% set flags = {
    'B': "(';' || recorded_flags || ';') like '%;B;%'",
    'G': 'true',
    'P': "(';' || recorded_flags || ';') like '%;P;%'",
} %}
with reporting as (
    select
        estimate.domain_area_id as area_id,
        period.period_start,
        period.period_end,
        estimate.breakdown_code,
        replace(estimate.breakdown_code, 'iccs_code=', '') as iccs_code,
        ln(estimate.estimate_pct / (100.0 - estimate.estimate_pct)) as logit,
        100.0 * estimate.standard_error_pct
        / (estimate.estimate_pct * (100.0 - estimate.estimate_pct)) as logit_error,
        100.0 * estimate.standard_error_pct / estimate.estimate_pct as cv_pct,
        estimate.source_id as survey_source_id,
        estimate.extract_sha256,
        estimate.known_from_at
    from {{ ref('fct_survey_estimate') }} as estimate
    inner join {{ ref('dim_period') }} as period on estimate.period_id = period.period_id
    inner join {{ ref('dim_area') }} as area
        on estimate.domain_area_id = area.area_id and area.area_type_code = 'city'
    where
        estimate.known_to_at is null
        and estimate.indicator_id = 'V02'
        and estimate.representativity_code = 'city'
        and starts_with(estimate.breakdown_code, 'iccs_code=')
        and estimate.estimate_pct > 0
        and estimate.estimate_pct < 100
        and estimate.standard_error_pct > 0
        and 100.0 * estimate.standard_error_pct / estimate.estimate_pct < 30
        and coalesce(estimate.cv_pct, 0) < 30
        and estimate.obs_status_code not in ('Q', 'M', 'L', 'K', 'O', 'U')
),

recorded as (
    select
        year.*,
        figure.extract_sha256_list,
        figure.known_from_at
    from {{ ref('recorded_crime_by_city_year') }} as year
    inner join {{ ref('int_figure_extract') }} as figure
        on
            year.source_id = figure.source_id
            and year.iccs_code = figure.iccs_code
            and year.counting_unit_code = figure.counting_unit_code
            and year.area_id = figure.area_id
            and year.period_id = figure.period_id
    where
        year.area_scope = 'city'
        and year.node_status_code = 'exact'
        and year.months_reported = 12
        -- A count varies by chance by 100 / sqrt(n) %.
        and year.offence_count > 0
        and 100.0 / sqrt(year.offence_count) < 30
),

matched as (
    select
        recorded.source_id,
        recorded.city_id,
        recorded.area_id,
        recorded.area_scope,
        recorded.period_id,
        recorded.period_start,
        recorded.period_end,
        recorded.calendar_code,
        recorded.iccs_code,
        recorded.counting_unit_code,
        recorded.node_status_code,
        recorded.offence_count,
        recorded.months_reported,
        recorded.obs_flag_codes as recorded_flags,
        reporting.breakdown_code,
        1 / (1 + exp(-(reporting.logit - {{ z }} * reporting.logit_error))) as rate_low,
        1 / (1 + exp(-(reporting.logit + {{ z }} * reporting.logit_error))) as rate_high,
        recorded.extract_sha256_list || ';' || reporting.extract_sha256 as extract_sha256_list,
        greatest(recorded.known_from_at, reporting.known_from_at) as known_from_at,
        row_number() over (
            partition by
                recorded.source_id, recorded.counting_unit_code, recorded.area_id,
                recorded.period_id, recorded.iccs_code
            order by reporting.cv_pct, reporting.survey_source_id
        ) as choice
    from recorded
    inner join reporting
        on
            recorded.area_id = reporting.area_id
            and recorded.iccs_code = reporting.iccs_code
            and recorded.period_start = reporting.period_start
            and recorded.period_end = reporting.period_end
)

select
    'V10' as indicator_id,
    city_id,
    area_id,
    area_scope,
    period_id,
    period_start,
    period_end,
    breakdown_code,
    source_id,
    iccs_code,
    cast(offence_count as double) as numerator,
    cast(null as double) as denominator,
    cast(null as double) as value,
    round(offence_count / rate_high, 4) as value_low,
    round(offence_count / rate_low, 4) as value_high,
    'interval of counts' as unit_code,
    counting_unit_code,
    node_status_code,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high,
    cast(null as double) as ci_level_pct,
    'none' as ci_method_code,
    {{ leading_status(flags) }} as obs_status_code,
    {{ flag_list(flags) }} as obs_flag_codes,
    'F' as conf_status_code,
    cast(null as varchar) as precision_band_code,
    extract_sha256_list,
    '{{ var("map_version") }}' as map_version,
    cast(null as varchar) as denominator_vintage,
    known_from_at,
    cast(null as varchar) as gap_reason_en,
    cast(null as varchar) as gap_reason_es,
    cast(null as bigint) as certain_count,
    cast(null as bigint) as possible_count,
    months_reported,
    cast(1 as double) as covered_share,
    false as is_denominator_estimated,
    calendar_code
from matched
where choice = 1
