-- One row is the female homicide rate (C03) of one city, source and calendar year in the shape of
-- marts.observation: female victims of 0101 per 100 000 female residents, wherever a source prints
-- the sex of its victims. Without a population by sex the count stands with its reason; below 95 %
-- of known sex there is none (methods 11). Where the mart hides the sexes, so does this (methods
-- 9).
with victims as (
    select
        mart.*,
        figure.extract_sha256_list,
        figure.known_from_at,
        denominator.denominator_vintage,
        coalesce(denominator.is_estimated, false) as is_denominator_estimated,
        denominator.population,
        denominator.population * mart.months_reported / 12.0 as person_years,
        coalesce(mart.sex_completeness_pct >= 95, false) as is_complete,
        coalesce(
            mart.sex_completeness_pct >= 95
            and mart.suppression_reason_code is null
            and denominator.population >= 1000
            and mart.months_reported >= 10,
            false
        ) as has_rate,
        case
            when mart.female_count < 10 then exact.lower_limit
            else {{ byar_lower('mart.female_count') }}
        end as count_lower,
        case
            when mart.female_count < 10 then exact.upper_limit
            else {{ byar_upper('mart.female_count') }}
        end as count_upper
    from {{ ref('homicide_victims_by_city_year') }} as mart
    inner join {{ ref('int_figure_extract') }} as figure
        on
            mart.source_id = figure.source_id
            and mart.area_id = figure.area_id
            and mart.period_id = figure.period_id
            and figure.iccs_code = '0101'
            and figure.counting_unit_code = 'victim'
    left join {{ ref('int_denominator_female') }} as denominator
        on mart.area_id = denominator.area_id and mart.period_id = denominator.period_id
    left join {{ ref('poisson_exact_limits') }} as exact on mart.female_count = exact.event_count
    where mart.known_sex_count is not null
),

flagged as (
    select
        *,
        coalesce(nullif(array_to_string(
            list_sort(list_distinct(list_concat(
                list_filter(
                    string_split(obs_flag_codes, ';'), lambda code: code not in ('A', 'E', 'L', 'U')
                ),
                case when has_rate and is_denominator_estimated then ['E'] else [] end,
                case
                    when has_rate then [] when suppression_reason_code is null then ['L'] else ['Q']
                end,
                case
                    when has_rate and (count_upper - count_lower) / 2 > 0.5 * female_count
                        then ['U']
                    else []
                end
            ))), ';'
        ), ''), 'A') as flag_codes
    from victims
)

select
    'C03' as indicator_id,
    city_id,
    area_id,
    'city' as area_scope,
    period_id,
    period_start,
    period_end,
    'total' as breakdown_code,
    source_id,
    '0101' as iccs_code,
    cast(case when is_complete then female_count end as double) as numerator,
    case when has_rate then person_years end as denominator,
    case when has_rate then 100000.0 * female_count / person_years end as value,
    cast(null as double) as value_low,
    cast(null as double) as value_high,
    'per 100 000 per year' as unit_code,
    'victim' as counting_unit_code,
    'exact' as node_status_code,
    case when has_rate then 100000.0 * count_lower / person_years end as ci_low,
    case when has_rate then 100000.0 * count_upper / person_years end as ci_high,
    case when has_rate then cast(95 as double) end as ci_level_pct,
    case
        when not has_rate then 'none' when female_count < 10 then 'exact_poisson' else 'byar'
    end as ci_method_code,
    case
        {%- for code in ['Q', 'M', 'L', 'K', 'O', 'B', 'D', 'E', 'G', 'I', 'U', 'P', 'V', 'W'] %}
        when list_contains(string_split(flag_codes, ';'), '{{ code }}') then '{{ code }}'
        {%- endfor %}
        else 'A'
    end as obs_status_code,
    flag_codes as obs_flag_codes,
    case when suppression_reason_code is null then 'F' else 'A' end as conf_status_code,
    suppression_reason_code,
    cast(null as varchar) as precision_band_code,
    extract_sha256_list,
    '{{ var("map_version") }}' as map_version,
    case when has_rate then denominator_vintage end as denominator_vintage,
    known_from_at,
    case
        when has_rate then null
        when suppression_reason_code is not null then suppression_reason_en
        when not is_complete then 'The sex is known for fewer than 95 % of the victims.'
        when months_reported < 10 or months_reported is null then 'Fewer than 10 months reported.'
        when population < 1000 then 'Fewer than 1,000 residents: a rate would mislead.'
        else 'No female population of the city within two years of this period.'
    end as gap_reason_en,
    case
        when has_rate then null
        when suppression_reason_code is not null then suppression_reason_es
        when not is_complete then 'El sexo se conoce para menos del 95 % de las víctimas.'
        when months_reported < 10 or months_reported is null then 'Menos de 10 meses reportados.'
        when population < 1000 then 'Menos de 1 000 residentes: una tasa engañaría.'
        else 'Sin población femenina de la ciudad a menos de dos años de este periodo.'
    end as gap_reason_es,
    cast(null as bigint) as certain_count,
    cast(null as bigint) as possible_count,
    months_reported,
    cast(1 as double) as covered_share,
    is_denominator_estimated and has_rate as is_denominator_estimated,
    'gregorian' as calendar_code
from flagged
