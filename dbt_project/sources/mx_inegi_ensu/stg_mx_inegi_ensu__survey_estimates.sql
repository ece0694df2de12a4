-- One row is one estimate: city, answer, sex, month of the survey or half-year it asks about.
with reference as (
    select
        answer.*,
        {{ strict_year("regexp_extract(reference, '[0-9]{4}$')") }} as year_number,
        coalesce(
            {{ month_number_es("split_part(reference, ' ', 1)") }},
            case lower(split_part(reference, ' ', 1)) when '1er' then 1 when '2do' then 7 end
        ) as first_month,
        case
            when split_part(reference, ' ', 2) = '-'
                then {{ month_number_es("split_part(reference, ' ', 3)") }}
            when lower(split_part(reference, ' ', 1)) = '1er' then 6
            when lower(split_part(reference, ' ', 1)) = '2do' then 12
        end as last_month
    from {{ ref('stg_mx_inegi_ensu__answers') }} as answer
),

-- A table of opinions names the month of the interviews, which stands for its quarter.
dated as (
    select
        *,
        case
            when last_month is null
                then make_date(year_number, first_month - (first_month - 1) % 3, 1)
            else make_date(year_number, first_month, 1)
        end as period_start,
        case
            when last_month is null
                then {{ month_end(
                    "make_date(year_number, first_month + 2 - (first_month - 1) % 3, 1)"
                ) }}
            else {{ month_end("make_date(year_number, last_month, 1)") }}
        end as period_end,
        case
            when last_month is null then 'quarter'
            when last_month - first_month = 5 and first_month in (1, 7) then 'half_year'
            else 'survey'
        end as grain_code
    from reference
),

estimates as (
    select
        'mx_inegi_ensu' as source_id,
        dated.extract_sha256,
        dated.row_number,
        case
            when dated.topic_code not in ('victimisation', 'robbery', 'crime') then 'ensu_persons'
            when json_extract_string(extract.attributes, '$.note') is not null
                then 'ensu_households_with_fraud'
            else 'ensu_households_without_fraud'
        end as methodology_version,
        dated.topic_code || '|' || dated.sex_code || '|' || dated.period_start || '|'
        || dated.period_end as coverage_scope,
        cast(quarter(extract.data_as_of_date) as varchar) || 't'
        || cast(year(extract.data_as_of_date) as varchar) as edition_label,
        {{ area_id('MEX', 'survey_domain', 'area.area_code') }} as area_id,
        dated.city_label as area_label_local,
        case dated.grain_code when 'survey' then 'survey_reference' else 'gregorian' end
            as calendar_code,
        dated.grain_code,
        dated.period_start,
        dated.period_end,
        question.indicator_id,
        case
            when dated.sex_code = '0' then question.breakdown_code
            when question.breakdown_code = 'total' then 'SV=' || dated.sex_code
            else question.breakdown_code || ';SV=' || dated.sex_code
        end as breakdown_code,
        dated.topic as question_text,
        dated.answer_label
        || case when dated.row_label = '*' then '' else ': ' || dated.row_label end as label_local,
        question.label_en
        || case dated.sex_code when '1' then ', men' when '2' then ', women' else '' end
            as label_en,
        question.label_es
        || case dated.sex_code when '1' then ', hombres' when '2' then ', mujeres' else '' end
            as label_es,
        case when {{ printed_estimate('dated.pct_text') }} between 0 and 100
            then {{ printed_estimate('dated.pct_text') }} end as estimate_pct,
        {{ printed_estimate('dated.count_text') }} as estimate_count,
        {{ printed_estimate('dated.base_text') }} as base_count,
        -- The publisher states precision by the colour of a cell and by NS alone (ruling 12).
        cast(null as double) as standard_error_pct,
        cast(null as double) as cv_pct,
        cast(null as double) as ci_low_pct,
        cast(null as double) as ci_high_pct,
        cast(null as double) as ci_level_pct,
        cast(null as bigint) as unweighted_count,
        cast(null as double) as design_effect,
        case when upper(dated.pct_text) = 'NS' then 'low' else 'not_available' end
            as precision_band_code,
        question.dont_know_rule_code,
        area.representativity_code,
        {{ printed_status('dated.pct_text') }} as obs_status_code
    from dated
    inner join {{ source('ledger', 'extracts') }} as extract
        on
            extract.source_id = 'mx_inegi_ensu'
            and dated.extract_sha256 = extract.extract_sha256
    left join {{ ref('areas__mx_inegi_ensu') }} as area
        on {{ match_key('dated.city_label') }} = {{ match_key('area.area_label') }}
    left join {{ ref('questions__mx_inegi_ensu') }} as question
        on
            dated.topic_code = question.topic_code
            and {{ match_key('dated.answer_label') }} = {{ match_key('question.answer_label') }}
            and {{ match_key('dated.row_label') }} = {{ match_key('question.row_label') }}
)

{{ canonical_survey_estimates('estimates') }}
