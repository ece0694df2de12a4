-- One row is one police precinct of the register, found by its name or by a declared alias, and its
-- modelled residents of 2011 by the newest list: those outside the city too.
select
    precinct.extract_sha256,
    precinct.row_number,
    register.area_id as precinct_area_id,
    precinct.resident_estimate
from {{ ref('stg_za_statssa_population__precincts') }} as precinct
inner join {{ ref('stg_za_statssa_population__current_extracts') }} as newest
    on precinct.extract_sha256 = newest.extract_sha256 and newest.layout = 'precinct_population'
left join {{ ref('precinct_aliases__za_statssa_population') }} as known_alias
    on precinct.precinct_key = {{ station_key('known_alias.precinct') }}
inner join {{ ref('stg_za_statssa_police_districts__station_names') }} as register
    on
        {{ station_key('coalesce(known_alias.register_name, precinct.precinct_name)') }}
        = register.station_key
