-- One row is one audit opinion of one city, fiscal year and source in the shape of
-- marts.observation (G03): its place on the auditor's own scale, 1 the worst, which is no number of
-- another country's scale. V while nobody has reviewed the order. An outstanding opinion is a gap.
with opinion as (
    select
        fact.*,
        scale.opinion_ordinal as scale_ordinal,
        scale.highest_ordinal,
        scale.review_status_code,
        count(*) over (partition by fact.source_id, fact.city_id, fact.period_id) as auditor_count
    from {{ ref('fct_audit') }} as fact
    left join (
        select
            *,
            max(opinion_ordinal) over (partition by opinion_scale_code) as highest_ordinal
        from {{ ref('audit_opinion_scale') }}
    ) as scale
        on
            fact.opinion_scale_code = scale.opinion_scale_code
            and fact.opinion_code = scale.opinion_code
    where fact.known_to_at is null
),

figure as (
    select
        'G03' as indicator_id,
        opinion.city_id,
        area.area_id,
        opinion.period_id,
        case
            when opinion.auditor_count = 1 then 'total' else 'auditor=' || opinion.auditor_name
        end as breakdown_code,
        opinion.source_id,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        coalesce(opinion.opinion_ordinal, opinion.scale_ordinal) as value,
        cast(null as double) as value_low,
        cast(null as double) as value_high,
        'ordinal, 1 worst, scale ' || opinion.opinion_scale_code as unit_code,
        cast(null as double) as ci_low,
        cast(null as double) as ci_high,
        cast(null as double) as ci_level_pct,
        'none' as ci_method_code,
        case
            when coalesce(opinion.opinion_ordinal, opinion.scale_ordinal) is null then 'L'
            when opinion.opinion_ordinal is null and opinion.review_status_code = 'proposed'
                then 'V'
            else ''
        end as obs_flag_codes,
        opinion.extract_sha256 as extract_sha256_list,
        cast(null as varchar) as denominator_vintage,
        false as is_denominator_estimated,
        opinion.known_from_at,
        case
            when coalesce(opinion.opinion_ordinal, opinion.scale_ordinal) is null
                then 'No opinion has been given, or it has no place on the scale.'
        end as gap_reason_en,
        case
            when coalesce(opinion.opinion_ordinal, opinion.scale_ordinal) is null
                then 'No hay dictamen, o no tiene lugar en la escala.'
        end as gap_reason_es
    from opinion
    inner join {{ ref('dim_area') }} as area
        on opinion.city_id = area.city_id and area.area_type_code = 'city'
)

{{ observation_row('figure') }}
