-- One row is one share of the newest list of precincts or of wards.
select weights.*
from {{ ref('stg_za_statssa_population__small_area_weights') }} as weights
inner join {{ ref('stg_za_statssa_population__current_extracts') }} as newest
    on
        weights.extract_sha256 = newest.extract_sha256
        and newest.layout in ('small_area_precinct', 'small_area_ward')
