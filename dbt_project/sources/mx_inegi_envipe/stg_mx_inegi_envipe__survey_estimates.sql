-- One row is one estimate: area, measure, sex of the victim, calendar year described. The edition
-- is named by the year of the survey, one year later.
with dated as (
    select *, {{ strict_year('reference') }} as year_number
    from {{ ref('stg_mx_inegi_envipe__answers') }}
),

estimates as (
    select
        'mx_inegi_envipe' as source_id,
        dated.extract_sha256,
        dated.row_number,
        'envipe_tabulados' as methodology_version,
        case
            when {{ match_key('dated.topic') }} like '%cifra negra' then 'dark_figure'
            else 'reporting'
        end
        || '|' || dated.sex_code || '|' || dated.year_number as coverage_scope,
        json_extract_string(extract.attributes, '$.edition') as edition_label,
        'MEX:' || area.area_type_code || ':' || area.area_code as area_id,
        dated.area_label as area_label_local,
        'gregorian' as calendar_code,
        'year' as grain_code,
        make_date(dated.year_number, 1, 1) as period_start,
        make_date(dated.year_number, 12, 31) as period_end,
        question.indicator_id,
        case dated.sex_code when '0' then 'total' else 'SV=' || dated.sex_code end
            as breakdown_code,
        dated.topic as question_text,
        {{ without_note('dated.heading') }} as label_local,
        question.label_en
        || case dated.sex_code
            when '1' then ', against men' when '2' then ', against women' else ''
        end
            as label_en,
        question.label_es
        || case dated.sex_code when '1' then ', a hombres' when '2' then ', a mujeres' else '' end
            as label_es,
        case when {{ printed_estimate('dated.pct_text') }} between 0 and 100
            then {{ printed_estimate('dated.pct_text') }} end as estimate_pct,
        {{ printed_estimate('dated.count_text') }} as estimate_count,
        case question.base_code
            when 'reported' then {{ printed_estimate('dated.reported_text') }}
            else {{ printed_estimate('dated.occurred_text') }}
        end as base_count,
        -- The publisher states precision by the colour of a cell alone (ruling 12).
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
            extract.source_id = 'mx_inegi_envipe'
            and dated.extract_sha256 = extract.extract_sha256
    left join {{ ref('areas__mx_inegi_envipe') }} as area
        on {{ match_key('dated.area_label') }} = {{ match_key('area.area_label') }}
    left join {{ ref('questions__mx_inegi_envipe') }} as question
        on {{ match_key('dated.answer_label') }} = {{ match_key('question.answer_label') }}
)

{{ canonical_survey_estimates('estimates') }}
