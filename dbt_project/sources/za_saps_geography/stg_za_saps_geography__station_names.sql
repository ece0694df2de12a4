-- One row is one station name of one list as it is written there, with the police district that the
-- register or a declared alias knows under it; none where neither does. A name that several
-- stations of the country share finds its district by the province only in the lists that print
-- one.
with named as (
    select
        _extract_sha256 as extract_sha256, _row_number as row_number, 'station_points' as list_code,
        name as station, trim(prov_code) as province_code
    from {{ source('za_saps_geography', 'station_points') }}
    union all
    select
        _extract_sha256 as extract_sha256, _row_number as row_number, 'station_names' as list_code,
        name as station, trim(prov) as province_code
    from {{ source('za_saps_geography', 'station_names') }}
    union all
    select
        _extract_sha256 as extract_sha256, _row_number as row_number, 'site_stations' as list_code,
        text as station, cast(null as varchar) as province_code
    from {{ source('za_saps_geography', 'site_stations') }}
)

select
    named.extract_sha256,
    named.row_number,
    named.list_code,
    named.station,
    named.province_code,
    register.district_code,
    register.area_id,
    count(*) over (partition by named.extract_sha256, named.list_code, named.station)
        as station_count
from named
left join {{ ref('station_aliases__za_saps_geography') }} as known_alias
    on {{ station_key('named.station') }} = {{ station_key('known_alias.station') }}
left join {{ ref('stg_za_statssa_police_districts__station_names') }} as register
    on
        {{ station_key('coalesce(known_alias.register_name, named.station)') }}
        = register.station_key
