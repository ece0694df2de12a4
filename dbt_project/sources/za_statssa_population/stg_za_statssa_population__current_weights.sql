-- One row is one share of the newest list of precincts or of wards: two lists are never added.
with newest as (
    select arg_max(extract_sha256, retrieved_at) as extract_sha256
    from {{ source('ledger', 'extracts') }}
    where
        source_id = 'za_statssa_population'
        and status = 'loaded'
        and layout in ('small_area_precinct', 'small_area_ward')
    group by layout
)

select weights.*
from {{ ref('stg_za_statssa_population__small_area_weights') }} as weights
inner join newest on weights.extract_sha256 = newest.extract_sha256
