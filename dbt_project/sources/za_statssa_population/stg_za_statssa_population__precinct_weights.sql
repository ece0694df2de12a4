-- One row is the share of one small area in one police precinct that the register knows: by its
-- name, or by a declared alias. The precincts are those of 2011; no file gives other boundaries of
-- them.
select
    weights.extract_sha256,
    weights.small_area,
    weights.overlap_weight,
    weights.resident_count,
    register.area_id as precinct_area_id
from {{ ref('stg_za_statssa_population__current_weights') }} as weights
left join {{ ref('precinct_aliases__za_statssa_population') }} as known_alias
    on {{ station_key('weights.to_area') }} = {{ station_key('known_alias.precinct') }}
inner join {{ ref('stg_za_statssa_police_districts__station_names') }} as register
    on
        {{ station_key('coalesce(known_alias.register_name, weights.to_area)') }}
        = register.station_key
where weights.to_area_type_code = 'police_precinct'
