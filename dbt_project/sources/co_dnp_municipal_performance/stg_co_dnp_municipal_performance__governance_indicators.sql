-- One row is one figure of one municipality. A scaled score of 0 whose variable is not published is
-- missing, not 0.
with not_measured as (
    select extract_sha256, municipality_code, column_name
    from {{ ref('stg_co_dnp_municipal_performance__values') }}
    where scores is null and is_unknown
),

judged as (
    select
        stated.*,
        stated.stated_value = 0
        and exists (
            select 1 from not_measured
            where
                not_measured.extract_sha256 = stated.extract_sha256
                and not_measured.municipality_code = stated.municipality_code
                and list_contains(string_split(stated.scores, ';'), not_measured.column_name)
        ) as is_zero_for_unknown
    from {{ ref('stg_co_dnp_municipal_performance__values') }} as stated
),

final as (
    select
        'co_dnp_municipal_performance' as source_id,
        extract_sha256,
        row_number,
        'mdm_' || edition_year as methodology_version,
        'mdm|' || edition_year as coverage_scope,
        local_indicator_code,
        label_local,
        label_en,
        label_es,
        {{ area_id('COL', 'city', 'municipality_code') }} as area_id,
        'gregorian' as calendar_code,
        'year' as grain_code,
        make_date(reference_year, 1, 1) as period_start,
        make_date(reference_year, 12, 31) as period_end,
        unit_code,
        case when not is_zero_for_unknown then stated_value end as value,
        case
            when is_unknown or is_zero_for_unknown then 'L'
            when stated_value is null then 'O'
            else 'A'
        end as obs_status_code
    from judged
)

{{ canonical_governance_indicators('final') }}
