-- One row is one data-quality indicator that stands on the health series, in the shape of
-- marts.observation. D01: criminal-justice victims of 0101 over deaths by homicide, same area and
-- year of occurrence; with V10 the only figure of two crime sources (INV05). It has no unit of its
-- own, its source is the criminal-justice one, its extracts those of both; where case files or
-- offences stand for victims it carries D. D05: deaths of undetermined intent over all violent
-- deaths. A state's figure is context and never the city's.
{% set codes = ['B', 'D', 'E', 'G', 'I', 'K', 'O', 'P', 'Q', 'U', 'V', 'W'] %}
{% set flags = {'L': 'value is null and value_low is null and hidden_because is null'} %}
{% for code in codes %}
{% do flags.update({code: "(';' || flag_text || ';') like '%;" ~ code ~ ";%'"}) %}
{% endfor %}
{% set sexed = "case victim_sex_code when '0' then 'total' else 'SV=' || victim_sex_code end" %}
with convergence as (
    select
        'D01' as indicator_id,
        source_id,
        area_id,
        period_id,
        {{ sexed }} as breakdown_code,
        node_status_code,
        '0101' as iccs_code,
        'ratio' as unit_code,
        recorded_count as numerator,
        death_count as denominator,
        case when months_reported = 12
            then cast(recorded_count as double) / nullif(death_count, 0)
        end as value,
        case when months_reported = 12
            then cast(certain_count as double) / nullif(death_count, 0)
        end as value_low,
        case when months_reported = 12
            then cast(possible_count as double) / nullif(death_count, 0)
        end as value_high,
        cast(null as double) as ci_low,
        cast(null as double) as ci_high,
        'none' as ci_method_code,
        flag_text || case when counting_unit_code <> 'victim' then ';D' else '' end as flag_text,
        cast(null as varchar) as counting_unit_code,
        months_reported,
        extract_sha256_list,
        known_from_at,
        case when months_reported < 12
            then 'Fewer than 12 months of the criminal-justice year are reported.'
            else 'No death by homicide in the health series: the ratio has no base.'
        end as gap_en,
        case when months_reported < 12
            then 'Menos de 12 meses reportados del año de la justicia penal.'
            else 'Ninguna muerte por homicidio en la serie de salud: la razón no tiene base.'
        end as gap_es
    from {{ ref('int_homicide_pair') }}
),

-- Undetermined deaths by sex are a victim attribute: both sexes of an area and year are hidden
-- where one of them has a small cell, or where all share one (methods 9).
judged as (
    select
        area_year.*,
        case when area_year.victim_sex_code <> '0'
            then {{ sex_suppression(
                "max(area_year.undetermined_count) filter (where area_year.victim_sex_code = '1')"
                ~ " over one_year",
                "max(area_year.undetermined_count) filter (where area_year.victim_sex_code = '2')"
                ~ " over one_year"
            ) }}
        end as hidden_because
    from {{ ref('int_undetermined_death') }} as area_year
    window
        one_year as (partition by area_year.source_id, area_year.area_id, area_year.period_id)
),

undetermined as (
    select
        'D05' as indicator_id,
        source_id,
        area_id,
        period_id,
        {{ sexed }} as breakdown_code,
        cast(null as varchar) as node_status_code,
        cast(null as varchar) as iccs_code,
        '%' as unit_code,
        case when hidden_because is null then undetermined_count end as numerator,
        case when is_whole then violent_count end as denominator,
        case when is_whole and hidden_because is null
            then 100.0 * undetermined_count / nullif(violent_count, 0)
        end as value,
        cast(null as double) as value_low,
        cast(null as double) as value_high,
        case when is_whole and violent_count > 0 and hidden_because is null
            then {{ wilson_lower('undetermined_count', 'violent_count') }}
        end as ci_low,
        case when is_whole and violent_count > 0 and hidden_because is null
            then {{ wilson_upper('undetermined_count', 'violent_count') }}
        end as ci_high,
        case
            when is_whole and violent_count > 0 and hidden_because is null then 'wilson'
            else 'none'
        end as ci_method_code,
        case when is_provisional then 'P' else 'A' end
        || case when hidden_because is not null then ';Q' else '' end as flag_text,
        'death' as counting_unit_code,
        12 as months_reported,
        extract_sha256_list,
        known_from_at,
        coalesce(
            {{ suppression_reason('hidden_because', 'en') }},
            'Not every manner of violent death of this year is stated.'
        ) as gap_en,
        coalesce(
            {{ suppression_reason('hidden_because', 'es') }},
            'No se conocen todas las formas de muerte violenta de este año.'
        ) as gap_es,
        hidden_because
    from judged
),

said as (
    select * from convergence
    union all by name
    select * from undetermined
)

select
    said.indicator_id,
    case when area.area_type_code <> 'country' then area.city_id end as city_id,
    said.area_id,
    area.area_type_code as area_scope,
    said.period_id,
    period.period_start,
    period.period_end,
    said.breakdown_code,
    said.source_id,
    said.iccs_code,
    cast(said.numerator as double) as numerator,
    cast(said.denominator as double) as denominator,
    said.value,
    said.value_low,
    said.value_high,
    said.unit_code,
    said.counting_unit_code,
    said.node_status_code,
    said.ci_low,
    said.ci_high,
    case when said.ci_low is not null then cast(95 as double) end as ci_level_pct,
    said.ci_method_code,
    {{ leading_status(flags) }} as obs_status_code,
    coalesce(nullif({{ flag_list(flags) }}, ''), 'A') as obs_flag_codes,
    case when said.hidden_because is null then 'F' else 'A' end as conf_status_code,
    said.hidden_because as suppression_reason_code,
    cast(null as varchar) as precision_band_code,
    said.extract_sha256_list,
    '{{ var("map_version") }}' as map_version,
    cast(null as varchar) as denominator_vintage,
    said.known_from_at,
    case when said.value is null and said.value_low is null then said.gap_en end
        as gap_reason_en,
    case when said.value is null and said.value_low is null then said.gap_es end
        as gap_reason_es,
    cast(null as bigint) as certain_count,
    cast(null as bigint) as possible_count,
    cast(said.months_reported as integer) as months_reported,
    cast(1 as double) as covered_share,
    false as is_denominator_estimated,
    period.calendar_code
from said
inner join {{ ref('dim_area') }} as area
    on
        said.area_id = area.area_id
        and area.area_type_code in ('city', 'state', 'province', 'country')
inner join {{ ref('dim_period') }} as period on said.period_id = period.period_id
