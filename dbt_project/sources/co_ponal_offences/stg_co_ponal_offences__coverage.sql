-- One row is one month that one extract reports for one crime and municipality: a month of the
-- period in its preamble, so a missing record there means zero. An extract whose sum is below its
-- own TOTAL was cut to some municipalities: it speaks only for those that occur in such extracts.
with municipalities as (
    select distinct
        staged.municipality_code,
        coalesce(extracts.is_complete, true) as is_complete
    from {{ ref('stg_co_ponal_offences__rows') }} as staged
    inner join {{ ref('stg_co_ponal_offences__extracts') }} as extracts
        on staged._extract_sha256 = extracts.extract_sha256
    where staged.municipality_code is not null
),

spoken_for as (
    select
        municipality_code,
        is_complete
    from municipalities
    where not is_complete
    union all
    select distinct
        municipality_code,
        true as is_complete
    from municipalities
),

months as (
    select
        extract_sha256,
        layout,
        crime,
        coalesce(is_complete, true) as is_complete,
        cast(unnest(generate_series(
            {{ month_start('covers_from_date') }}, covers_to_date, interval 1 month
        )) as date) as period_start
    from {{ ref('stg_co_ponal_offences__extracts') }}
    where crime is not null and covers_from_date <= covers_to_date
),

-- A year that a richer workbook states is not this workbook's to report (see __rows).
kept as (
    select months.*
    from months
    where
        layout = 'yearly'
        or not exists (
            select 1
            from months as richer
            where
                richer.layout = 'yearly'
                and richer.crime = months.crime
                and year(richer.period_start) = year(months.period_start)
        )
),

reported as (
    select
        'co_ponal_offences' as source_id,
        kept.extract_sha256,
        kept.crime || '|' || cast(year(kept.period_start) as varchar) as coverage_scope,
        kept.crime as label_type,
        {{ area_id('COL', 'city', 'spoken_for.municipality_code') }} as area_id,
        'gregorian' as calendar_code,
        'month' as grain_code,
        kept.period_start,
        {{ month_end('kept.period_start') }} as period_end,
        true as is_reported
    from kept
    inner join spoken_for on kept.is_complete = spoken_for.is_complete
)

{{ canonical_coverage('reported') }}
