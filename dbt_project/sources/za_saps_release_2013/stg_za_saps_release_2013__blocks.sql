-- One row is one block of the report: the province, or one station, with its area and its note.
-- The block of the province is the one whose title names no province. Notes are renames and
-- boundary changes in the publisher's words; a note without a letter (`-`, once `<>`) says nothing.
with block as (
    select
        _extract_sha256 as extract_sha256,
        station,
        coalesce(trim(province), '') = '' as is_province,
        max(province) over (partition by _extract_sha256) as province_code,
        min(case when regexp_matches(block_note, '[A-Za-z]') then trim(block_note) end)
            as block_note,
        min(case when trim(marks) <> '' then trim(marks) end) as title_marks,
        min(_row_number) as first_row_number
    from {{ source('za_saps_release_2013', 'block_category_year') }}
    group by _extract_sha256, station, province
),

named as (
    select
        block.*,
        {{ station_key('coalesce(known_alias.register_name, block.station)') }} as register_key
    from block
    left join {{ ref('station_aliases__za_saps_release_2013') }} as known_alias
        on {{ station_key('block.station') }} = {{ station_key('known_alias.station') }}
)

select
    named.extract_sha256,
    named.station,
    named.is_province,
    named.block_note,
    named.title_marks,
    named.first_row_number,
    case when named.is_province then named.province_code else register.district_code end
        as area_code,
    case
        when named.is_province then {{ area_id('ZAF', 'province', 'named.province_code') }}
        else coalesce(
            register.area_id,
            {{ area_id('ZAF', 'police_precinct', "'unregistered:' || named.station") }}
        )
    end as area_id
from named
left join {{ ref('stg_za_statssa_police_districts__station_names') }} as register
    on named.register_key = register.station_key and not named.is_province
