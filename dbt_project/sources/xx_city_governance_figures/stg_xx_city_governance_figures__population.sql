-- One row is the households, registered vehicles or female residents of one city and year, from the
-- file that came last: second denominators, never all residents.
with placed as (
    select
        checked.*,
        row_number() over (
            partition by
                checked.area_id, checked.denominator_type_code, year(checked.reference_date)
            order by extract.retrieved_at desc, checked.extract_sha256 desc
        ) as choice
    from {{ ref('stg_xx_city_governance_figures__denominators_checked') }} as checked
    inner join {{ source('ledger', 'extracts') }} as extract
        on
            extract.source_id = 'xx_city_governance_figures'
            and checked.extract_sha256 = extract.extract_sha256
    where {{ in_order(governance_form_rules('denominators')) }}
),

final as (
    select
        'xx_city_governance_figures' as source_id,
        extract_sha256,
        row_number,
        area_id,
        reference_date,
        make_date(year(reference_date), 1, 1) as period_start,
        make_date(year(reference_date), 12, 31) as period_end,
        case denominator_type_code when 'female_residents' then 'resident'
            else denominator_type_code
        end as denominator_type_code,
        case denominator_type_code when 'female_residents' then '2' else '0' end as sex_code,
        '0' as age_band_code,
        vintage,
        method_code,
        true as is_rate_base,
        value_count,
        'A' as obs_status_code
    from placed
    where choice = 1
)

{{ canonical_population('final') }}
