-- One row is one station file with its police district. The station is named by the file alone; the
-- register gives the district, and declared aliases bridge names that differ. A name that neither
-- knows keeps an area of its own ("unregistered"), which a test reports.
with station_file as (
    select
        extract_sha256,
        retrieved_at,
        json_extract_string(attributes, '$.station') as station
    from {{ source('ledger', 'extracts') }}
    where source_id = 'za_saps_stations_annual' and status = 'loaded'
),

named as (
    select
        station_file.*,
        {{ station_key('station_file.station') }} as station_key,
        {{ station_key('coalesce(known_alias.register_name, station_file.station)') }}
            as register_key
    from station_file
    left join {{ ref('station_aliases__za_saps_stations_annual') }} as known_alias
        on {{ station_key('station_file.station') }} = {{ station_key('known_alias.station') }}
)

select
    named.extract_sha256,
    named.retrieved_at,
    named.station,
    named.station_key,
    register.district_code,
    coalesce(
        register.area_id,
        {{ area_id('ZAF', 'police_precinct', "'unregistered:' || named.station") }}
    ) as area_id
from named
left join {{ ref('stg_za_statssa_police_districts__station_names') }} as register
    on named.register_key = register.station_key
