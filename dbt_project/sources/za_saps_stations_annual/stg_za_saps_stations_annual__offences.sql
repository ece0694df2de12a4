-- One row is one landed row: station x category x financial year (named by the year in which it
-- ends). A negative value is a correction, not a count (O). A 0 from before the category existed is
-- "not defined" (M). Rows that a declared correction sets aside stay, without value (L).
with corrected as (
    {{ apply_corrections(
        source('za_saps_stations_annual', 'station_year'), 'za_saps_stations_annual', 'station_year',
        columns=['value']
    ) }}
),

landed as (
    select
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        category,
        value as raw_value,
        {{ strict_year('year') }} as fiscal_year,
        {{ strict_integer('value') }} as parsed_value,
        is_set_aside
    from corrected
),

placed as (
    select
        landed.*,
        station.area_id,
        {{ saps_year_start('landed.fiscal_year') }} as period_start,
        {{ saps_year_end('landed.fiscal_year') }} as period_end,
        {{ strict_date('crosswalk.valid_from_date') }} as category_valid_from
    from landed
    left join {{ ref('stg_za_saps_stations_annual__stations') }} as station
        on landed.extract_sha256 = station.extract_sha256
    left join {{ ref('crosswalk__za_saps_stations_annual') }} as crosswalk
        on {{ match_key('landed.category') }} = {{ match_key('crosswalk.label_type') }}
),

judged as (
    select
        *,
        case
            when is_set_aside then 'L'
            when raw_value is null or trim(raw_value) = '' then 'L'
            when parsed_value is null or parsed_value < 0 then 'O'
            when parsed_value = 0 and period_start < category_valid_from then 'M'
            else 'A'
        end as obs_status_code
    from placed
),

final as (
    select
        'za_saps_stations_annual' as source_id,
        extract_sha256,
        row_number,
        'saps_station_annual' as methodology_version,
        area_id || '|' || fiscal_year as coverage_scope,
        null as label_group,
        category as label_type,
        null as label_subtype,
        null as label_modality,
        area_id,
        'za_saps' as calendar_code,
        'year' as grain_code,
        period_start,
        period_end,
        'published_quantity' as counting_unit_code,
        '0' as victim_sex_code,
        '0' as victim_age_code,
        'all' as victim_age_label,
        case when obs_status_code = 'A' then parsed_value end as value_count,
        obs_status_code
    from judged
)

{{ canonical_offences('final') }}
