-- One row is one landed row (block x category) and one of its financial years. The province and its
-- stations are areas of their own: adding all blocks would double every figure.
with landed as (
    select
        *,
        -- Keeps the unpivot valid while no extract has brought a year column yet.
        cast(null as varchar) as fy_none
    from {{ source('za_saps_release_2013', 'block_category_year') }}
),

years as (
    select *
    from landed
    unpivot include nulls (raw_value for column_name in (columns('^fy_')))
),

typed as (
    select
        years._extract_sha256 as extract_sha256,
        years._row_number as row_number,
        years.category,
        block.area_id,
        -- The header names both ends: april 2003 to march 2004.
        {{ strict_year("split_part(years.column_name, '_', 3)") }} as fiscal_year,
        years.raw_value,
        {{ strict_integer('years.raw_value') }} as parsed_value
    from years
    left join {{ ref('stg_za_saps_release_2013__blocks') }} as block
        on
            years._extract_sha256 = block.extract_sha256
            and years.station = block.station
            and (coalesce(trim(years.province), '') = '') = block.is_province
    where years.column_name <> 'fy_none'
),

judged as (
    select
        *,
        case
            when raw_value is null or trim(raw_value) = '' then 'L'
            when parsed_value is null or parsed_value < 0 then 'O'
            else 'A'
        end as obs_status_code
    from typed
),

final as (
    select
        'za_saps_release_2013' as source_id,
        extract_sha256,
        row_number,
        'saps_release_2013' as methodology_version,
        'release_2013' as coverage_scope,
        null as label_group,
        category as label_type,
        null as label_subtype,
        null as label_modality,
        area_id,
        'za_saps' as calendar_code,
        'year' as grain_code,
        {{ saps_year_start('fiscal_year') }} as period_start,
        {{ saps_year_end('fiscal_year') }} as period_end,
        'published_quantity' as counting_unit_code,
        '0' as victim_sex_code,
        '0' as victim_age_code,
        'all' as victim_age_label,
        case when obs_status_code = 'A' then parsed_value end as value_count,
        obs_status_code
    from judged
)

{{ canonical_offences('final') }}
