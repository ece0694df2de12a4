-- One row is one figure of homicide victims by relationship to the perpetrator (ICCS ViP) of one
-- city, source and calendar year in the shape of marts.observation: C04, killed by a partner or
-- relative (ViP 1 to 4) among those of known relationship, and D02, the share of known
-- relationship. From a source that prints the relationship, or from the form that a city fills in.
-- C04 stands from 80 % known on and where no small cell is in it (methods 9, 11).
with printed as (
    select
        mart.source_id,
        mart.city_id,
        mart.area_id,
        mart.period_id,
        min(mart.total_count) as victim_count,
        min(mart.known_count) as known_count,
        sum(mart.victim_count) filter (where mart.value_code in ('1', '2', '3', '4'))
            as partner_or_family_count,
        coalesce(
            bool_or(not mart.is_shown) filter (where mart.value_code in ('1', '2', '3', '4')),
            bool_or(not mart.is_shown)
        ) as is_withheld,
        min(mart.obs_flag_codes) filter (where mart.is_shown) as source_flag_codes,
        min(figure.extract_sha256_list) as extract_sha256_list,
        min(figure.known_from_at) as known_from_at
    from {{ ref('victims_by_city_year') }} as mart
    inner join {{ ref('int_figure_extract') }} as figure
        on
            mart.source_id = figure.source_id
            and mart.area_id = figure.area_id
            and mart.period_id = figure.period_id
            and mart.iccs_code = figure.iccs_code
            and mart.counting_unit_code = figure.counting_unit_code
    where
        mart.tag_code = 'ViP'
        and mart.iccs_code = '0101'
        and mart.counting_unit_code = 'victim'
        and mart.area_scope = 'city'
        and mart.gap_reason_code is distinct from 'not_published'
        and mart.gap_reason_code is distinct from 'no_figure'
    group by mart.source_id, mart.city_id, mart.area_id, mart.period_id
),

formed as (
    select
        fact.source_id,
        area.city_id,
        fact.area_id,
        fact.period_id,
        max(fact.value) filter (where fact.local_indicator_code = 'victims|total') as victim_count,
        max(fact.value) filter (where fact.local_indicator_code = 'known_relationship|total')
            as known_count,
        max(fact.value) filter (where fact.local_indicator_code = 'partner_or_family|total')
            as partner_or_family_count,
        bool_or(fact.obs_status_code = 'Q') as is_withheld,
        'A' as source_flag_codes,
        string_agg(distinct fact.extract_sha256, ';' order by fact.extract_sha256)
            as extract_sha256_list,
        max(fact.known_from_at) as known_from_at
    from {{ ref('fct_governance_indicator') }} as fact
    inner join {{ ref('dim_area') }} as area
        on fact.area_id = area.area_id and area.area_type_code = 'city'
    where
        fact.known_to_at is null
        and fact.local_indicator_code in (
            'victims|total', 'known_relationship|total', 'partner_or_family|total'
        )
    group by fact.source_id, area.city_id, fact.area_id, fact.period_id
),

counted as (
    select * from printed
    union all by name
    select * from formed
),

judged as (
    select
        *,
        coalesce(known_count >= 0.8 * victim_count, false) as is_complete,
        -- A source without one of the four has nobody killed by it.
        case when not is_withheld and known_count > 0 then coalesce(partner_or_family_count, 0) end
            as part_count
    from counted
    where coalesce(victim_count, 1) > 0
),

said as (
    select
        'C04' as indicator_id, 'total' as breakdown_code,
        case when is_complete then part_count end as numerator,
        known_count as denominator,
        is_withheld and is_complete as is_hidden,
        judged.*
    from judged
    union all by name
    select
        'D02' as indicator_id, 'iccs_code=0101;tag=ViP' as breakdown_code,
        known_count as numerator, victim_count as denominator, false as is_hidden, judged.*
    from judged
),

figure as (
    select
        indicator_id,
        city_id,
        area_id,
        period_id,
        breakdown_code,
        source_id,
        numerator,
        denominator,
        100.0 * numerator / nullif(denominator, 0) as value,
        cast(null as double) as value_low,
        cast(null as double) as value_high,
        '%' as unit_code,
        case when numerator is not null and denominator > 0
            then {{ wilson_lower('numerator', 'denominator') }} end as ci_low,
        case when numerator is not null and denominator > 0
            then {{ wilson_upper('numerator', 'denominator') }} end as ci_high,
        case when numerator is not null and denominator > 0 then 95.0 end as ci_level_pct,
        case when numerator is not null and denominator > 0 then 'wilson' else 'none' end
            as ci_method_code,
        array_to_string(list_sort(list_distinct(list_concat(
            list_filter(
                string_split(coalesce(source_flag_codes, 'A'), ';'),
                lambda code: code not in ('A', 'L', 'Q')
            ),
            case
                when numerator is not null and denominator > 0 then []
                when is_hidden then ['Q']
                else ['L']
            end
        ))), ';') as obs_flag_codes,
        extract_sha256_list,
        cast(null as varchar) as denominator_vintage,
        false as is_denominator_estimated,
        known_from_at,
        case
            when numerator is not null and denominator > 0 then null
            when is_hidden then 'Fewer than five victims on one side of the share.'
            when known_count is null
                then 'The number of victims of known relationship is not known.'
            else 'The relationship is known for fewer than 80 % of the victims.'
        end as gap_reason_en,
        case
            when numerator is not null and denominator > 0 then null
            when is_hidden then 'Menos de cinco víctimas a un lado de la proporción.'
            when known_count is null
                then 'No se conoce el número de víctimas de relación conocida.'
            else 'La relación se conoce para menos del 80 % de las víctimas.'
        end as gap_reason_es
    from said
)

{{ observation_row('figure') }}
