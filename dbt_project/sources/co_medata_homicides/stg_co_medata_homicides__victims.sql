-- One row is one victim: a row of the source is a killed person (sources 1.3). Restricted.
with victims as (
    select
        source_id,
        extract_sha256,
        row_number,
        coverage_scope,
        event_key,
        1 as victim_ordinal,
        victim_sex_code as sv_code,
        cast(null as varchar) as av_code,
        victim_age_years as age_years,
        cast(null as varchar) as stv_code,
        cast(null as varchar) as vip_code,
        cast(null as varchar) as cit_code,
        -- A killed person is a natural person.
        '1' as ls_code
    from {{ ref('stg_co_medata_homicides__offence_events') }}
)

{{ canonical_victims('victims') }}
