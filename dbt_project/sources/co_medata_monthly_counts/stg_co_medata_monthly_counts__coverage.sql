-- One row is one month and offence that the extract has a row for. Nothing more is reported:
-- whether an absent month (Hurto de semoviente has 74 of 225) is zero or missing is not stated.
with reported as (
    select distinct
        source_id,
        extract_sha256,
        coverage_scope,
        label_type,
        area_id,
        calendar_code,
        grain_code,
        period_start,
        period_end,
        true as is_reported
    from {{ ref('stg_co_medata_monthly_counts__offences') }}
    where period_start is not null
)

{{ canonical_coverage('reported') }}
