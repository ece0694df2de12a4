-- One row is one figure of one municipality and year. Where a component is unknown the publisher
-- counts 0 for it: a score or an index of 0 that stands on such a component is missing, and one
-- above 0 is marked I (imputed), because a part of it is that 0.
with unknown_part as (
    select distinct extract_sha256, row_number, column_name, part_of
    from {{ ref('stg_co_dnp_fiscal_performance__values') }}
    where role_code = 'component' and is_unknown
),

judged as (
    select
        stated.*,
        case stated.role_code
            when 'grade'
                then exists (
                    select 1 from unknown_part
                    where
                        unknown_part.extract_sha256 = stated.extract_sha256
                        and unknown_part.row_number = stated.row_number
                        and unknown_part.column_name = stated.grade_of
                )
            when 'summary'
                then exists (
                    select 1 from unknown_part
                    where
                        unknown_part.extract_sha256 = stated.extract_sha256
                        and unknown_part.row_number = stated.row_number
                        and stated.part_of in ('all', unknown_part.part_of)
                )
            else false
        end as is_partly_unknown
    from {{ ref('stg_co_dnp_fiscal_performance__values') }} as stated
),

final as (
    select
        'co_dnp_fiscal_performance' as source_id,
        extract_sha256,
        row_number,
        methodology_version,
        methodology_version || '|' || year_number as coverage_scope,
        local_indicator_code,
        label_local,
        label_en,
        label_es,
        {{ area_id('COL', 'city', 'municipality_code') }} as area_id,
        'gregorian' as calendar_code,
        'year' as grain_code,
        make_date(year_number, 1, 1) as period_start,
        make_date(year_number, 12, 31) as period_end,
        unit_code,
        case when not (is_partly_unknown and stated_value = 0) then stated_value end as value,
        case
            when is_unknown then 'L'
            when is_partly_unknown and stated_value = 0 then 'L'
            when stated_value is null then 'O'
            when is_partly_unknown then 'I'
            else 'A'
        end as obs_status_code
    from judged
)

{{ canonical_governance_indicators('final') }}
