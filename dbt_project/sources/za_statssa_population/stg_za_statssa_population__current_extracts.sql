-- One row is the newest list of one layout of small areas or precincts. A list is published whole:
-- a later one replaces it, and two are never added.
select layout, arg_max(extract_sha256, retrieved_at) as extract_sha256
from {{ source('ledger', 'extracts') }}
where
    source_id = 'za_statssa_population'
    and status = 'loaded'
    and layout in (
        'precinct_population', 'small_area_population', 'small_area_precinct', 'small_area_ward'
    )
group by layout
