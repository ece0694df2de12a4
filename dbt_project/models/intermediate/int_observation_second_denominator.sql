-- One row is one offence rate of one city, year and source on its second base in the shape of
-- marts.observation: C10 and C13 per 10 000 households, C09 and C12 per 10 000 registered vehicles,
-- C07 per 100 000 female residents.
-- The number stands for the year it was counted in, and at most two years around it (E); without
-- one the row has its count and says what is missing.
with base as (
    select * from (values
        ('C10', 'households', 'households', '0', 1e4, 'per 10 000 households per year'),
        ('C13', 'households', 'households', '0', 1e4, 'per 10 000 households per year'),
        ('C09', 'vehicles', 'vehicles', '0', 1e4, 'per 10 000 vehicles per year'),
        ('C12', 'vehicles', 'vehicles', '0', 1e4, 'per 10 000 vehicles per year'),
        (
            'C07', 'female_residents', 'resident', '2', 1e5,
            'per 100 000 female residents per year'
        )
    ) as listed (
        indicator_id, base_code, denominator_type_code, sex_code, rate_scale, unit_code
    )
),

counted as (
    select
        base.*,
        node.breakdown_code,
        rate.*,
        rate.node_status_code in ('exact', 'core', 'approximation') as has_point,
        rate.offence_count is not null
        and coalesce(rate.months_reported >= 10, false)
        and coalesce(rate.covered_share, 1) >= 0.95 as has_count
    from {{ ref('int_area_year_rate') }} as rate
    inner join {{ ref('indicator_nodes') }} as node on rate.iccs_code = node.iccs_code
    inner join base on node.indicator_id = base.indicator_id
    where rate.area_scope = 'city'
),

nearest as (
    select
        counted.area_id,
        counted.period_id,
        counted.base_code,
        official.value_count,
        official.vintage,
        official.reference_date not between counted.period_start and counted.period_end
            as is_estimated,
        row_number() over (
            partition by counted.area_id, counted.period_id, counted.base_code
            order by
                abs(date_diff(
                    'day',
                    official.reference_date,
                    cast(counted.period_start + interval 182 day as date)
                )),
                official.reference_date
        ) as nearness
    from (
        select distinct
            area_id, period_id, period_start, period_end, base_code, denominator_type_code, sex_code
        from counted
    ) as counted
    inner join {{ ref('fct_population') }} as official
        on
            counted.area_id = official.area_id
            and counted.denominator_type_code = official.denominator_type_code
            and counted.sex_code = official.sex_code
            and official.age_band_code = '0'
            and official.is_rate_base
            and abs(date_diff(
                'day',
                official.reference_date,
                cast(counted.period_start + interval 182 day as date)
            )) <= 731
),

limited as (
    select
        counted.*,
        nearest.value_count as base_count,
        nearest.vintage as base_vintage,
        coalesce(nearest.is_estimated, false) as is_base_estimated,
        nearest.value_count * counted.months_reported / 12.0 as base_years,
        counted.has_count and coalesce(
            nearest.value_count >= case counted.base_code
                when 'female_residents' then 1000 else 1
            end,
            false
        ) as has_figure,
        case
            when counted.offence_count < 10 then exact.lower_limit
            else {{ byar_lower('counted.offence_count') }}
        end as count_lower,
        case
            when counted.offence_count < 10 then exact.upper_limit
            else {{ byar_upper('counted.offence_count') }}
        end as count_upper,
        extract.extract_sha256_list as count_extract_list,
        extract.known_from_at
    from counted
    left join nearest
        on
            counted.area_id = nearest.area_id
            and counted.period_id = nearest.period_id
            and counted.base_code = nearest.base_code
            and nearest.nearness = 1
    left join {{ ref('poisson_exact_limits') }} as exact
        on counted.offence_count = exact.event_count
    left join {{ ref('int_figure_extract') }} as extract
        on
            counted.source_id = extract.source_id
            and counted.iccs_code = extract.iccs_code
            and counted.counting_unit_code = extract.counting_unit_code
            and counted.area_id = extract.area_id
            and counted.period_id = extract.period_id
),

-- E of the residents is not E here; what the count itself carries stays.
flagged as (
    select
        *,
        coalesce(nullif(array_to_string(
            list_sort(list_distinct(list_concat(
                list_filter(
                    string_split(obs_flag_codes, ';'), lambda code: code not in ('A', 'E', 'L')
                ),
                case when has_figure and is_base_estimated then ['E'] else [] end,
                case when not has_figure then ['L'] else [] end
            ))), ';'
        ), ''), 'A') as flag_codes
    from limited
)

select
    indicator_id,
    city_id,
    area_id,
    area_scope,
    period_id,
    period_start,
    period_end,
    case breakdown_code when 'total' then '' else breakdown_code || ';' end || 'denominator='
    || base_code as breakdown_code,
    source_id,
    iccs_code,
    cast(case when has_point then offence_count end as double) as numerator,
    case when has_figure then base_years end as denominator,
    case when has_figure and has_point then rate_scale * offence_count / base_years end as value,
    case
        when has_figure and node_status_code in ('interval', 'core')
            then rate_scale * offence_count / base_years
    end as value_low,
    case
        when has_figure and node_status_code in ('interval', 'core')
            then rate_scale * possible_count / base_years
    end as value_high,
    unit_code,
    counting_unit_code,
    node_status_code,
    case when has_figure and has_point then rate_scale * count_lower / base_years end as ci_low,
    case when has_figure and has_point then rate_scale * count_upper / base_years end as ci_high,
    case when has_figure and has_point then cast(95 as double) end as ci_level_pct,
    case
        when not (has_figure and has_point) then 'none'
        when offence_count < 10 then 'exact_poisson'
        else 'byar'
    end as ci_method_code,
    case
        {%- for code in ['Q', 'M', 'L', 'K', 'O', 'B', 'D', 'E', 'G', 'I', 'U', 'P', 'V', 'W'] %}
        when list_contains(string_split(flag_codes, ';'), '{{ code }}') then '{{ code }}'
        {%- endfor %}
        else 'A'
    end as obs_status_code,
    flag_codes as obs_flag_codes,
    conf_status_code,
    cast(null as varchar) as precision_band_code,
    count_extract_list as extract_sha256_list,
    '{{ var("map_version") }}' as map_version,
    case when has_figure then base_vintage end as denominator_vintage,
    known_from_at,
    case
        when has_figure then null
        when offence_count is null then coalesce(gap_reason_en, 'No count for this year.')
        when not has_count then 'Too few months or areas reported.'
        else 'No number of ' || replace(base_code, '_', ' ') || ' within two years of this period.'
    end as gap_reason_en,
    case
        when has_figure then null
        when offence_count is null then coalesce(gap_reason_es, 'Sin cifra para este año.')
        when not has_count then 'Muy pocos meses o áreas reportados.'
        else 'Sin número de '
            || case base_code
                when 'households' then 'hogares' when 'vehicles' then 'vehículos'
                else 'mujeres residentes'
            end
            || ' a menos de dos años de este periodo.'
    end as gap_reason_es,
    offence_count as certain_count,
    possible_count,
    months_reported,
    covered_share,
    is_base_estimated as is_denominator_estimated,
    calendar_code
from flagged
