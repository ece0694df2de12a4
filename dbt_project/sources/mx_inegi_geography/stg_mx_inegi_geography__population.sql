-- One row is one municipality, or one survey domain as the sum of its municipalities, at Census
-- 2020 (reference day 15 March 2020). Not the base of rates: those stand on CONAPO's projection,
-- which is corrected for undercount.
with counted as (
    select
        extract_sha256,
        row_number,
        area_id,
        municipality_code,
        case when resident_count >= 0 then resident_count end as value_count,
        case
            -- Founded after the census: it had no residents to count.
            when trim(resident_text) = '-' then 'M'
            when coalesce(trim(resident_text), '') = '' then 'L'
            when coalesce(resident_count, -1) < 0 then 'O'
            else 'A'
        end as obs_status_code
    from {{ ref('stg_mx_inegi_geography__municipalities') }}
    where layout = 'municipality_census'
),

stated as (
    select extract_sha256, row_number, area_id, value_count, obs_status_code from counted
    union all
    select
        counted.extract_sha256,
        null as row_number,
        {{ area_id('MEX', 'survey_domain', 'domain.domain_code') }} as area_id,
        case when count(*) = count(counted.value_count) then sum(counted.value_count) end
            as value_count,
        case when count(*) = count(counted.value_count) then 'A' else 'L' end as obs_status_code
    from (
        select *, count(*) over (partition by domain_code) as part_count
        from {{ ref('survey_domains__mx_inegi_geography') }}
    ) as domain
    inner join counted on domain.municipality_code = counted.municipality_code
    group by counted.extract_sha256, domain.domain_code, domain.part_count
    having count(*) = domain.part_count
),

final as (
    select
        'mx_inegi_geography' as source_id,
        extract_sha256,
        row_number,
        area_id,
        date '2020-03-15' as reference_date,
        date '2020-01-01' as period_start,
        date '2020-12-31' as period_end,
        'resident' as denominator_type_code,
        '0' as sex_code,
        '0' as age_band_code,
        'census_2020' as vintage,
        'census' as method_code,
        false as is_rate_base,
        value_count,
        obs_status_code
    from stated
)

{{ canonical_population('final') }}
