-- One row is one area and boundary version of Census 2011. No base of rates: those of eThekwini
-- stand on the police districts of Census 2022 (ruling 10), and two bases do not mix. The Community
-- Survey 2016 is a sample and no denominator; it stays in staging.
with final as (
    select
        'za_statssa_population' as source_id,
        extract_sha256,
        row_number,
        'ZAF:' || case geo_level when 'municipality' then 'city' else geo_level end
        || ':' || geo_code as area_id,
        -- The day of the count is not in the files: the middle of its year stands for it.
        date '2011-06-30' as reference_date,
        date '2011-01-01' as period_start,
        date '2011-12-31' as period_end,
        'resident' as denominator_type_code,
        '0' as sex_code,
        '0' as age_band_code,
        'census_2011_bounds_' || boundary_version as vintage,
        'census' as method_code,
        false as is_rate_base,
        case when obs_status_code = 'A' then value_count end as value_count,
        obs_status_code
    from {{ ref('stg_za_statssa_population__areas_counted') }}
    where operation_code = 'census_2011'
)

{{ canonical_population('final') }}
