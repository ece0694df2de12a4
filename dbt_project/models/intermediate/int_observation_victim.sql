-- One row is one victim indicator of one city, source and year in the shape of marts.observation:
-- C02 (firearm share) and D02 (completeness of sex and means among homicide victims).
with victims as (
    select
        mart.*,
        figure.extract_sha256_list,
        figure.known_from_at
    from {{ ref('homicide_victims_by_city_year') }} as mart
    inner join {{ ref('int_figure_extract') }} as figure
        on
            mart.source_id = figure.source_id
            and mart.area_id = figure.area_id
            and mart.period_id = figure.period_id
            and figure.iccs_code = '0101'
            and figure.counting_unit_code = 'victim'
),

said as (
    select
        'C02' as indicator_id, 'total' as breakdown_code, '%' as unit_code,
        firearm_count as numerator,
        firearm_count + sharp_count + other_means_count as denominator,
        firearm_share_pct as value, firearm_share_low_pct as ci_low,
        firearm_share_high_pct as ci_high,
        'The means is known for fewer than 80 % of the victims.' as gap_en,
        'El medio se conoce para menos del 80 % de las víctimas.' as gap_es,
        firearm_count is not null as is_printed,
        victims.* exclude (firearm_count)
    from victims
    union all by name
    select
        'D02' as indicator_id, 'iccs_code=0101;tag=SV' as breakdown_code, '%' as unit_code,
        known_sex_count as numerator, victim_count as denominator,
        sex_completeness_pct as value,
        {{ wilson_lower('known_sex_count', 'victim_count') }} as ci_low,
        {{ wilson_upper('known_sex_count', 'victim_count') }} as ci_high,
        null as gap_en, null as gap_es, known_sex_count is not null as is_printed,
        victims.* exclude (known_sex_count, victim_count)
    from victims
    union all by name
    select
        'D02' as indicator_id, 'iccs_code=0101;tag=We' as breakdown_code, '%' as unit_code,
        firearm_count + sharp_count + other_means_count as numerator,
        victim_count as denominator,
        means_completeness_pct as value,
        {{ wilson_lower(
            '(firearm_count + sharp_count + other_means_count)', 'victim_count'
        ) }} as ci_low,
        {{ wilson_upper(
            '(firearm_count + sharp_count + other_means_count)', 'victim_count'
        ) }} as ci_high,
        null as gap_en, null as gap_es, firearm_count is not null as is_printed,
        victims.* exclude (firearm_count, sharp_count, other_means_count, victim_count)
    from victims
)

select
    indicator_id,
    city_id,
    area_id,
    'city' as area_scope,
    period_id,
    period_start,
    period_end,
    breakdown_code,
    source_id,
    '0101' as iccs_code,
    cast(numerator as double) as numerator,
    cast(denominator as double) as denominator,
    cast(value as double) as value,
    cast(null as double) as value_low,
    cast(null as double) as value_high,
    unit_code,
    'victim' as counting_unit_code,
    'exact' as node_status_code,
    cast(ci_low as double) as ci_low,
    cast(ci_high as double) as ci_high,
    case when value is not null then cast(95 as double) end as ci_level_pct,
    case when value is not null then 'wilson' else 'none' end as ci_method_code,
    case when value is null then 'L' else obs_status_code end as obs_status_code,
    case
        when value is null and obs_flag_codes = 'A' then 'L'
        when value is null
            then array_to_string(
                list_sort(list_distinct(list_append(string_split(obs_flag_codes, ';'), 'L'))), ';'
            )
        else obs_flag_codes
    end as obs_flag_codes,
    'F' as conf_status_code,
    cast(null as varchar) as precision_band_code,
    extract_sha256_list,
    '{{ var("map_version") }}' as map_version,
    cast(null as varchar) as denominator_vintage,
    known_from_at,
    case when value is null then gap_en end as gap_reason_en,
    case when value is null then gap_es end as gap_reason_es,
    cast(null as bigint) as certain_count,
    cast(null as bigint) as possible_count,
    months_reported,
    cast(1 as double) as covered_share,
    false as is_denominator_estimated,
    'gregorian' as calendar_code
from said
where is_printed
