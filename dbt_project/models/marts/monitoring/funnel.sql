-- One row is one area inside a city, one node and year, against the limits that chance and the
-- city's own between-area variation allow (methods 7.1; Spiegelhalter): overdispersion by
-- winsorised z, additive variance. Areas with fewer than one expected event are not judged; where
-- the areas do not share one process (phi above 10) limits are not drawn.
with area_count as (
    select
        year.source_id, year.city_id, year.area_id, year.period_id, year.period_start,
        year.period_end, year.iccs_code, year.counting_unit_code,
        year.offence_count, denominator.population
    from {{ ref('recorded_crime_by_city_year') }} as year
    inner join {{ ref('int_denominator') }} as denominator
        on year.area_id = denominator.area_id and year.period_id = denominator.period_id
    where
        year.area_scope = 'police_precinct'
        and year.offence_count is not null
        and year.node_status_code in ('exact', 'core', 'approximation')
        and denominator.population >= 1000
        and year.iccs_code not like '03%'
),

expected as (
    select
        *,
        sum(offence_count) over city_year / sum(population) over city_year as centre,
        population * (sum(offence_count) over city_year / sum(population) over city_year)
            as expected_count
    from area_count
    window city_year as (
        partition by source_id, city_id, period_id, iccs_code, counting_unit_code
    )
),

scored as (
    select
        *,
        (sqrt(offence_count / expected_count) - 1) / (1 / (2 * sqrt(expected_count))) as z,
        1 / (2 * sqrt(expected_count)) as s
    from expected
    where expected_count >= 1
),

edges as (
    select
        source_id, city_id, period_id, iccs_code, counting_unit_code,
        quantile_cont(z, 0.1) as z_low,
        quantile_cont(z, 0.9) as z_high
    from scored
    group by all
),

dispersion as (
    select
        scored.source_id, scored.city_id, scored.period_id, scored.iccs_code,
        scored.counting_unit_code,
        count(*) as area_count,
        avg(power(least(greatest(scored.z, edges.z_low), edges.z_high), 2)) as phi,
        sum(1 / power(scored.s, 2)) as sum_w,
        sum(1 / power(scored.s, 4)) as sum_w2
    from scored
    inner join edges using (source_id, city_id, period_id, iccs_code, counting_unit_code)
    group by all
),

variance as (
    select
        *,
        greatest(
            0, (area_count * phi - (area_count - 1)) / nullif(sum_w - sum_w2 / sum_w, 0)
        ) as tau_squared
    from dispersion
    where area_count >= 5
)

select
    expected.source_id,
    expected.city_id,
    expected.area_id,
    expected.period_id,
    expected.period_start,
    expected.period_end,
    expected.iccs_code,
    expected.counting_unit_code,
    expected.offence_count,
    round(expected.population, 0) as population,
    round(100000.0 * expected.offence_count / expected.population, 4) as rate_per_100k,
    round(100000.0 * expected.centre, 4) as centre_line,
    round(expected.expected_count, 4) as expected_count,
    round(variance.phi, 4) as dispersion,
    round(variance.tau_squared, 6) as between_variance,
    {%- for level, z in [('95', 1.959963984540054), ('998', 3.090232306167813)] %}
    case when scored.s is not null and variance.phi <= 10 then round(
        100000.0 * expected.centre * power(
            greatest(0, 1 - {{ z }} * sqrt(power(scored.s, 2) + variance.tau_squared)), 2
        ), 4
    ) end as lower_{{ level }},
    case when scored.s is not null and variance.phi <= 10 then round(
        100000.0 * expected.centre * power(
            1 + {{ z }} * sqrt(power(scored.s, 2) + variance.tau_squared), 2
        ), 4
    ) end as upper_{{ level }},
    {%- endfor %}
    case
        when expected.expected_count < 1 then 'too_few_expected'
        when variance.area_count is null then 'too_few_areas'
        when variance.phi > 10 then 'no_common_process'
        when scored.z / sqrt(1 + variance.tau_squared / power(scored.s, 2)) > 3.090232306167813
            then 'above_998'
        when scored.z / sqrt(1 + variance.tau_squared / power(scored.s, 2)) < -3.090232306167813
            then 'below_998'
        else 'within'
    end as funnel_code
from expected
left join scored
    using (source_id, city_id, area_id, period_id, iccs_code, counting_unit_code)
left join variance
    using (source_id, city_id, period_id, iccs_code, counting_unit_code)
