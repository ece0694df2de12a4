-- One row is one police district and one quarter of one sheet. The sheet lists thirty stations: a
-- district that it does not list is not reported, whatever happened there.
with listed as (
    select
        extract_sha256,
        coverage_scope,
        label_type,
        area_id,
        period_start,
        period_end
    from {{ ref('stg_za_saps_quarterly__offences') }}
    where period_start is not null
),

quarters as (
    select distinct extract_sha256, coverage_scope, label_type, period_start, period_end
    from listed
),

stated as (
    select *, true as is_reported
    from listed
    union all
    select
        quarters.extract_sha256,
        quarters.coverage_scope,
        quarters.label_type,
        district.area_id,
        quarters.period_start,
        quarters.period_end,
        false as is_reported
    from quarters
    cross join {{ ref('stg_za_statssa_police_districts__station_names') }} as district
    anti join listed
        on
            quarters.extract_sha256 = listed.extract_sha256
            and quarters.period_start = listed.period_start
            and district.area_id = listed.area_id
),

final as (
    select
        'za_saps_quarterly' as source_id,
        extract_sha256,
        coverage_scope,
        label_type,
        area_id,
        'za_saps' as calendar_code,
        'quarter' as grain_code,
        period_start,
        period_end,
        is_reported
    from stated
)

{{ canonical_coverage('final') }}
